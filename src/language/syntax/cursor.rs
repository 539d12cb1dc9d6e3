//! A place in a sequence of tokens, moving forward only.

use super::span::Span;
use super::tree::{Operator, Token, TokenKind};

/// Reads tokens one by one.
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    tokens: &'a [Token],
    next: usize,
    /// The place of a reader before the first token: the word of the statement.
    before: Span,
}

impl<'a> Cursor<'a> {
    /// At the first of `tokens`, which follow `before`.
    pub fn new(tokens: &'a [Token], before: Span) -> Self {
        Self {
            tokens,
            next: 0,
            before,
        }
    }

    /// The next token.
    pub fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next)
    }

    /// The token after the next.
    pub fn peek_second(&self) -> Option<&'a Token> {
        self.tokens.get(self.next + 1)
    }

    /// The next token, if it is a word: its text.
    pub fn peek_word(&self) -> Option<&'a str> {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(text)) => Some(text),
            _ => None,
        }
    }

    /// The next token, if it is an operator.
    pub fn peek_operator(&self) -> Option<Operator> {
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Operator(operator)) => Some(*operator),
            _ => None,
        }
    }

    /// Moves past the next token and gives it.
    pub fn advance(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.next)?;
        self.next += 1;
        Some(token)
    }

    /// Moves past the next token if it is this word, and gives its place.
    pub fn take_word(&mut self, word: &str) -> Option<Span> {
        if self.peek_word() == Some(word) {
            self.advance().map(|token| token.span)
        } else {
            None
        }
    }

    /// The token before the next.
    pub fn previous(&self) -> Option<&'a Token> {
        self.next
            .checked_sub(1)
            .and_then(|index| self.tokens.get(index))
    }

    /// Whether no token is left.
    pub fn at_end(&self) -> bool {
        self.next >= self.tokens.len()
    }

    /// The span of the last token read.
    pub fn last_span(&self) -> Span {
        self.previous().map_or(self.before, |token| token.span)
    }

    /// The span of the next token, or the empty one where it is missing.
    pub fn here(&self) -> Span {
        self.peek()
            .map_or_else(|| self.last_span().after(), |token| token.span)
    }

    /// Everything read so far.
    pub fn taken(&self) -> &'a [Token] {
        &self.tokens[..self.next]
    }

    /// Everything not yet read.
    pub fn rest(&self) -> &'a [Token] {
        &self.tokens[self.next..]
    }

    /// The span of everything not yet read.
    pub fn rest_span(&self) -> Span {
        match (self.peek(), self.tokens.last()) {
            (Some(first), Some(last)) => first.span.to(last.span),
            _ => self.here(),
        }
    }
}
