//! From text to tree: pest reads the lines, the assembler nests them, and every
//! broken line is read once more, alone, to say where and why it broke.

use pest::Parser as _;
use pest::iterators::Pair;
use unicode_normalization::UnicodeNormalization as _;

use super::brackets;
use super::broken::{describe_text, expected, first_word_end};
use super::error::SyntaxError;
use super::grammar::{Grammar, Rule};
use super::span::{FileId, Span};
use super::tree::{Block, Comment, Item, Operator, Statement, Token, TokenKind, Tree, Word};
use super::{MAX_NESTING, MAX_SOURCE_BYTES, MAX_STATEMENTS};

/// Reads a source. It never fails: what could not be read is an error node in
/// the tree and a fault in the list.
pub fn parse(file: FileId, text: &str) -> (Tree, Vec<SyntaxError>) {
    let start = Span::new(file, 0, 0);
    if text.len() > MAX_SOURCE_BYTES {
        let error = SyntaxError::TooLarge {
            span: start,
            bytes: text.len(),
            limit: MAX_SOURCE_BYTES,
        };
        return (Tree::default(), vec![error]);
    }
    if let Some(span) = brackets::too_deep(file, text, MAX_NESTING) {
        return (
            Tree::default(),
            vec![SyntaxError::TooDeep {
                span,
                limit: MAX_NESTING,
            }],
        );
    }
    let mut assembler = Assembler::new(file, text);
    match Grammar::parse(Rule::file, text) {
        Ok(pairs) => {
            for pair in pairs.flat_map(Pair::into_inner) {
                let span = assembler.span(&pair);
                assembler.take(pair);
                if assembler.count > MAX_STATEMENTS {
                    let limit = MAX_STATEMENTS;
                    let error = SyntaxError::TooMany { span, limit };
                    return (Tree::default(), vec![error]);
                }
            }
        }
        // The rule for broken lines accepts any text, so this is unreachable in
        // practice; were it not, the error would still be reported, without a panic.
        Err(error) => assembler.errors.push(expected(file, text, 0, &error)),
    }
    assembler.finish()
}

/// A word in normal form C: two that look the same are the same, however their accents are stored.
fn name(word: &str) -> String {
    match word.is_ascii() {
        true => word.to_owned(),
        false => word.nfc().collect(),
    }
}

/// An open block: what it belongs to, and what it holds so far.
struct Frame<'a> {
    /// `None` where the brace follows a broken line, or nothing.
    owner: Option<Statement>,
    open: Span,
    /// The white space that begins the line of its brace.
    indent: &'a str,
    items: Vec<Item>,
}

/// Nests the flat sequence of statements and braces.
struct Assembler<'a> {
    file: FileId,
    text: &'a str,
    frames: Vec<Frame<'a>>,
    items: Vec<Item>,
    comments: Vec<Comment>,
    errors: Vec<SyntaxError>,
    /// Broken lines before this byte belong to an error already reported.
    reported_until: usize,
    /// Blocks whose closing brace is indented like an outer block: its opening, theirs, and that brace.
    misfits: Vec<(Span, Span, Span)>,
    /// End of the last closing brace, after which a line must end.
    closed_at: Option<usize>,
    /// Statements, braces and broken lines so far.
    count: usize,
    /// A byte and the begin of its line: what follows is looked for from there.
    line: (usize, usize),
}

impl<'a> Assembler<'a> {
    fn new(file: FileId, text: &'a str) -> Self {
        Self {
            file,
            text,
            frames: Vec::new(),
            items: Vec::new(),
            comments: Vec::new(),
            errors: Vec::new(),
            reported_until: 0,
            misfits: Vec::new(),
            closed_at: None,
            count: 0,
            line: (0, 0),
        }
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        Span::new(self.file, pair.as_span().start(), pair.as_span().end())
    }

    fn take(&mut self, pair: Pair<'_, Rule>) {
        let span = self.span(&pair);
        self.count += usize::from(!matches!(pair.as_rule(), Rule::COMMENT | Rule::EOI));
        match pair.as_rule() {
            Rule::COMMENT => self.comment(&pair),
            Rule::statement => {
                if span.start < self.reported_until {
                    return;
                }
                self.check_line_begins(span);
                let statement = self.statement(pair);
                self.items.push(Item::Statement(statement));
            }
            Rule::bad => {
                if span.start >= self.reported_until {
                    self.broken(span);
                }
                self.items.push(Item::Error(span));
            }
            Rule::open => self.open(span),
            Rule::close => self.close(span),
            _ => {}
        }
    }

    /// After a closing brace, the line must end.
    fn check_line_begins(&mut self, span: Span) {
        let Some(closed) = self.closed_at.take() else {
            return;
        };
        if !self.text[closed..span.start].contains(['\n', '\r']) {
            self.errors.push(SyntaxError::Expected {
                span: Span::new(self.file, span.start, first_word_end(self.text, span.start)),
                found: describe_text(self.text, span.start),
                expected: vec!["the end of the line after `}`".into()],
                inside: None,
                statement: Box::default(),
            });
        }
    }

    fn open(&mut self, span: Span) {
        self.closed_at = None;
        // The brace belongs to the statement right before it. It may be on the next line: nothing else can begin with
        // it. After a comment it is a fault, since a reader would take the statement to have ended.
        let follows = |end: usize| self.text[end..span.start].trim().is_empty();
        let adjoins = |end: usize| !self.text[end..span.start].contains(['\n', '\r']);
        let owner = match self.items.pop() {
            Some(Item::Statement(statement)) if statement.block.is_none() => {
                if !follows(statement.span.end) {
                    self.errors
                        .push(SyntaxError::StrayBrace { span, brace: '{' });
                }
                Some(statement)
            }
            other => {
                if !matches!(&other, Some(Item::Error(broken)) if adjoins(broken.end)) {
                    self.errors
                        .push(SyntaxError::StrayBrace { span, brace: '{' });
                }
                self.items.extend(other);
                None
            }
        };
        let (indent, _) = self.indent(span.start);
        self.frames.push(Frame {
            owner,
            open: span,
            indent,
            items: std::mem::take(&mut self.items),
        });
    }

    fn close(&mut self, span: Span) {
        if self.frames.is_empty() {
            self.errors
                .push(SyntaxError::StrayBrace { span, brace: '}' });
        } else {
            self.note_misfit(span);
            self.leave(span);
            self.closed_at = Some(span.end);
        }
    }

    /// Remembers a closing brace that begins its line, where it is indented unlike its block and
    /// like an outer one: the brace of the inner block may be missing.
    fn note_misfit(&mut self, close: Span) {
        let (indent, begins) = self.indent(close.start);
        let Some((inner, outer)) = self.frames.split_last() else {
            return;
        };
        if !begins || inner.indent == indent {
            return;
        }
        let like = |frame: &&Frame<'_>| frame.indent == indent;
        if let Some(frame) = outer.iter().rev().find(like) {
            self.misfits.push((frame.open, inner.open, close));
        }
    }

    /// The white space that begins the line of a byte, and whether nothing else precedes it there.
    fn indent(&mut self, at: usize) -> (&'a str, bool) {
        let text: &'a str = self.text;
        // Braces are met in their order.
        let (from, line) = self.line;
        let line = text[from..at]
            .rfind(['\n', '\r'])
            .map_or(line, |end| from + end + 1);
        self.line = (at, line);
        let before = &text[line..at];
        let rest = before.trim_start_matches([' ', '\t']);
        (&before[..before.len() - rest.len()], rest.is_empty())
    }

    /// That a block has no end. Indentation may show that it is an inner one that has none.
    fn unclosed(&self, open: Span) -> SyntaxError {
        let misfit = self.misfits.iter().find(|(outer, ..)| *outer == open);
        let (open, taken) = match misfit {
            Some(&(outer, inner, close)) => (inner, Some((outer, close))),
            None => (open, None),
        };
        SyntaxError::Unclosed {
            open,
            closing: '}',
            taken,
        }
    }

    fn leave(&mut self, close: Span) {
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let items = std::mem::replace(&mut self.items, frame.items);
        let Frame { owner, open, .. } = frame;
        let braced = owner
            .as_ref()
            .is_some_and(|owner| self.braced(owner, &items, open.to(close)));
        self.items.push(match owner {
            Some(statement) if braced => Item::Error(statement.span.to(close)),
            Some(mut statement) => {
                statement.block = Some(Block { items, open, close });
                Item::Statement(statement)
            }
            // What a block says is not judged without knowing whose it is.
            None => Item::Error(open.to(close)),
        });
    }

    /// Whether a block on one line holds values and no statement: `over {4, 5}`, `users{6}`.
    /// The fault within it is then another.
    fn braced(&mut self, owner: &Statement, items: &[Item], block: Span) -> bool {
        let [Item::Error(within)] = items else {
            return false;
        };
        let values = self.text[within.start..within.end].trim_end().to_owned();
        let number = values.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-'));
        // `{ aps 4, users 6 }` has statements between its commas.
        let list = values
            .split_once(',')
            .is_some_and(|(first, _)| number || !first.trim().contains([' ', '\t']));
        let one_line = !self.text[block.start..block.end].contains(['\n', '\r']);
        if !one_line || !(list || number && owner.arguments.is_empty()) {
            return false;
        }
        let lies_within = |error: &SyntaxError| {
            let at = error.span().start;
            (within.start..=within.end).contains(&at)
        };
        self.errors.retain(|error| !lies_within(error));
        self.errors.push(SyntaxError::Braced {
            span: block,
            word: owner.word.text.clone(),
            values,
        });
        true
    }

    fn finish(mut self) -> (Tree, Vec<SyntaxError>) {
        let end = Span::new(self.file, self.text.len(), self.text.len());
        while let Some(frame) = self.frames.last() {
            let error = self.unclosed(frame.open);
            self.errors.push(error);
            self.leave(end);
        }
        self.errors
            .sort_by_key(|error| (error.span().start, error.span().end));
        (
            Tree {
                items: self.items,
                comments: self.comments,
            },
            self.errors,
        )
    }

    fn comment(&mut self, pair: &Pair<'_, Rule>) {
        let span = self.span(pair);
        let line = self.text[..span.start]
            .rfind(['\n', '\r'])
            .map_or(0, |at| at + 1);
        let own_line = self.text[line..span.start].trim().is_empty();
        self.comments.push(Comment {
            text: pair.as_str().to_owned(),
            span,
            own_line,
        });
    }

    fn statement(&mut self, pair: Pair<'_, Rule>) -> Statement {
        let mut word = None;
        let mut arguments = Vec::new();
        let begin = self.span(&pair);
        for part in pair.into_inner() {
            if word.is_none() && part.as_rule() == Rule::word {
                word = Some(Word {
                    text: name(part.as_str()),
                    span: self.span(&part),
                });
            } else if let Some(token) = self.token(part) {
                arguments.push(token);
            }
        }
        let word = word.unwrap_or(Word {
            text: String::new(),
            span: begin,
        });
        let span = arguments
            .last()
            .map_or(word.span, |last: &Token| word.span.to(last.span));
        Statement {
            word,
            arguments,
            block: None,
            span,
        }
    }

    /// A token; `None` for a comment, which is kept aside.
    fn token(&mut self, pair: Pair<'_, Rule>) -> Option<Token> {
        let span = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::number => {
                let value: f64 = pair.as_str().parse().unwrap_or(f64::INFINITY);
                if !value.is_finite() {
                    self.errors.push(SyntaxError::Number { span });
                }
                TokenKind::Number(if value.is_finite() { value } else { 1.0 })
            }
            Rule::word | Rule::symbol => TokenKind::Word(name(pair.as_str())),
            Rule::string => TokenKind::Text(unescape(pair.as_str())),
            Rule::operator => TokenKind::Operator(Operator::read(pair.as_str())?),
            Rule::list => TokenKind::List(self.elements(pair)),
            Rule::group => TokenKind::Group(self.elements(pair)),
            Rule::COMMENT => {
                self.comment(&pair);
                return None;
            }
            _ => return None,
        };
        Some(Token { kind, span })
    }

    fn elements(&mut self, pair: Pair<'_, Rule>) -> Vec<Vec<Token>> {
        let mut elements = Vec::new();
        for part in pair.into_inner() {
            if part.as_rule() == Rule::element {
                elements.push(
                    part.into_inner()
                        .filter_map(|token| self.token(token))
                        .collect(),
                );
            } else {
                // Only a comment: it is kept, but is not a token.
                self.token(part);
            }
        }
        elements
    }

    /// Finds out what is wrong with a broken line.
    fn broken(&mut self, span: Span) {
        self.closed_at = None;
        let rest = &self.text[span.start..];
        let error = match Grammar::parse(Rule::statement_alone, rest) {
            Err(error) => error,
            // The line would be a statement but for the text before it.
            Ok(_) => {
                self.errors.push(SyntaxError::Expected {
                    span,
                    found: describe_text(self.text, span.start),
                    expected: vec!["a statement on a line of its own".into()],
                    inside: None,
                    statement: Box::default(),
                });
                return;
            }
        };
        let fault = expected(self.file, self.text, span.start, &error);
        let at = fault.span().start;
        if let Some((outer, inner)) = brackets::open_at(self.file, self.text, span.start, at) {
            match brackets::close_of(self.text, outer.start) {
                // The fault lies within a list that ends later: its other lines are reported already.
                Some(close) => self.reported_until = close + 1,
                // A fault on the same line is plainer than the bracket it kept from closing.
                None if self.ends_line(at) || self.text[span.start..at].contains(['\n', '\r']) => {
                    let closing = if self.text[inner.start..].starts_with('[') {
                        ']'
                    } else {
                        ')'
                    };
                    self.errors.push(SyntaxError::Unclosed {
                        open: inner,
                        closing,
                        taken: None,
                    });
                    return;
                }
                None => {}
            }
        }
        self.errors.push(fault);
    }
}

impl Assembler<'_> {
    /// Whether nothing but a comment or a brace follows.
    fn ends_line(&self, at: usize) -> bool {
        at >= self.text.len() || self.text[at..].starts_with(['\n', '\r', '{', '}', '#'])
    }
}

/// The text between quotes: `\"` and `\\` mean a quote and a backslash.
fn unescape(quoted: &str) -> String {
    let inner = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or("");
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => match characters.next() {
                Some(escaped @ ('"' | '\\')) => text.push(escaped),
                // Any other backslash is kept: `fig\new.csv` is a file name somewhere.
                Some(other) => {
                    text.push('\\');
                    text.push(other);
                }
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
    text
}
