//! A lenient reading of a text: pieces, statements and blocks, for half-written text as well.
//!
//! The parser says what a scenario means and leaves a broken line unread. An editor is asked about exactly that line, so
//! here every character belongs to something, and nothing fails.

use crate::language::syntax::{MAX_NESTING, brackets};

/// What a piece of a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A word, possibly dotted; `%` and `°` too.
    Word,
    /// A number without its unit.
    Number,
    /// A string with its quotes; the second may be missing.
    Text,
    /// A comment with its `#`.
    Comment,
    /// An operator.
    Operator,
    /// `(` or `[`.
    Open,
    /// `)` or `]`.
    Close,
    /// `,`
    Comma,
    /// Anything else.
    Other,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it looks like.
    pub shape: Shape,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A block between braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Braces {
    /// The byte of the opening brace.
    pub open: usize,
    /// The byte of the closing brace; the end of the text where it is missing.
    pub close: usize,
}

/// A statement: its word and what follows it, up to its block or the end of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its pieces, without comments.
    pub pieces: Vec<Piece>,
    /// The statement whose block holds it.
    pub parent: Option<usize>,
    /// Its block.
    pub block: Option<Braces>,
}

impl Head {
    /// The bytes from its word to its last piece.
    #[must_use]
    pub fn bytes(&self) -> (usize, usize) {
        let start = self.pieces.first().map_or(0, |piece| piece.start);
        (start, self.pieces.last().map_or(start, |piece| piece.end))
    }

    /// The end of the statement with its block.
    #[must_use]
    pub fn end(&self) -> usize {
        let own = self.bytes().1;
        self.block.map_or(own, |block| own.max(block.close + 1))
    }
}

/// A text, read leniently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its statements, in order.
    pub heads: Vec<Head>,
    /// Its comments, in order.
    pub comments: Vec<Piece>,
}

impl Outline {
    /// Reads a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut scanner = Scanner {
            text,
            at: if text.starts_with('\u{FEFF}') {
                '\u{FEFF}'.len_utf8()
            } else {
                0
            },
            outline: Self::default(),
            open: Vec::new(),
            current: None,
            last: None,
            list_until: 0,
            unclosed_until: 0,
        };
        scanner.run();
        scanner.outline
    }

    /// The statement whose head is on the line of, or nearest before, a byte, and the innermost block around that byte.
    #[must_use]
    pub fn block_at(&self, byte: usize) -> Option<usize> {
        // Heads are in order, so the last block that opened before and is still open is the innermost.
        let before = self.heads.partition_point(|head| head.bytes().0 <= byte);
        (0..before).rev().find(|index| {
            self.heads[*index]
                .block
                .is_some_and(|block| block.open < byte && byte <= block.close)
        })
    }

    /// The statement whose head holds a byte, ends included.
    #[must_use]
    pub fn head_at(&self, byte: usize) -> Option<usize> {
        let before = self.heads.partition_point(|head| head.bytes().0 <= byte);
        let index = before.checked_sub(1)?;
        (byte <= self.heads[index].bytes().1).then_some(index)
    }

    /// The statement and its piece at a byte, ends included; of two that meet, a word.
    #[must_use]
    pub fn piece_at(&self, byte: usize) -> Option<(usize, usize)> {
        let head = self.head_at(byte)?;
        let holds = |piece: &Piece| piece.start <= byte && byte <= piece.end;
        let pieces = &self.heads[head].pieces;
        let words = || {
            pieces
                .iter()
                .position(|piece| holds(piece) && piece.shape == Shape::Word)
        };
        let piece = words().or_else(|| pieces.iter().position(holds))?;
        Some((head, piece))
    }

    /// The words of the blocks around a statement, outermost first.
    #[must_use]
    pub fn path<'t>(&self, text: &'t str, head: usize) -> Vec<&'t str> {
        let mut words = Vec::new();
        let mut parent = self.heads.get(head).and_then(|head| head.parent);
        while let Some(index) = parent {
            words.push(self.word(text, index));
            parent = self.heads[index].parent;
        }
        words.reverse();
        words
    }

    /// The word of a statement.
    #[must_use]
    pub fn word<'t>(&self, text: &'t str, head: usize) -> &'t str {
        self.heads
            .get(head)
            .and_then(|head| head.pieces.first())
            .map_or("", |piece| &text[piece.start..piece.end])
    }
}

struct Scanner<'t> {
    text: &'t str,
    at: usize,
    outline: Outline,
    /// Statements whose blocks are open; none where a brace belongs to nothing.
    open: Vec<Option<usize>>,
    /// The statement that is being read.
    current: Option<usize>,
    /// The statement that a brace would belong to.
    last: Option<usize>,
    /// Line breaks before this byte are within a list.
    list_until: usize,
    /// No list that begins before this byte is closed.
    unclosed_until: usize,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(c) = self.text[self.at..].chars().next() {
            let start = self.at;
            self.at += c.len_utf8();
            match c {
                '\n' | '\r' => {
                    if start >= self.list_until {
                        self.current = None;
                    }
                }
                ' ' | '\t' => {}
                '#' => {
                    self.skip(|c| !matches!(c, '\n' | '\r'));
                    let comment = self.piece(Shape::Comment, start);
                    self.outline.comments.push(comment);
                }
                '{' => self.open_block(start),
                '}' => self.close_block(start),
                '"' => {
                    self.string();
                    self.push(Shape::Text, start);
                }
                '[' => {
                    if start >= self.list_until && start >= self.unclosed_until {
                        self.list(start);
                    }
                    self.push(Shape::Open, start);
                }
                '(' => self.push(Shape::Open, start),
                ')' | ']' => self.push(Shape::Close, start),
                ',' => self.push(Shape::Comma, start),
                '%' | '°' => self.push(Shape::Word, start),
                '<' | '>' | '=' | '!' | '+' | '-' | '*' | '/' | '^' => {
                    if matches!(c, '<' | '>' | '=' | '!') && self.text[self.at..].starts_with('=') {
                        self.at += 1;
                    }
                    self.push(Shape::Operator, start);
                }
                c if c.is_ascii_digit() => {
                    self.number();
                    self.push(Shape::Number, start);
                }
                '.' if self.text[self.at..].starts_with(|c: char| c.is_ascii_digit()) => {
                    self.number();
                    self.push(Shape::Number, start);
                }
                c if c.is_alphabetic() || c == '_' => {
                    self.skip(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
                    self.push(Shape::Word, start);
                }
                _ => self.push(Shape::Other, start),
            }
        }
    }

    fn skip(&mut self, holds: impl Fn(char) -> bool) {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c| !holds(c)).unwrap_or(rest.len());
    }

    fn number(&mut self) {
        let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
        self.at += digits(&self.text[self.at..]);
        let rest = &self.text[self.at..];
        if rest.starts_with('.') && digits(&rest[1..]) > 0 {
            self.at += 1 + digits(&rest[1..]);
        }
        let rest = &self.text[self.at..];
        if rest.starts_with(['e', 'E']) {
            let sign = usize::from(rest[1..].starts_with(['+', '-']));
            let exponent = digits(&rest[1 + sign..]);
            self.at += if exponent > 0 { 1 + sign + exponent } else { 0 };
        }
    }

    fn string(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'\n' | b'\r' => return,
                b'"' => {
                    self.at += 1;
                    return;
                }
                b'\\'
                    if bytes
                        .get(self.at + 1)
                        .is_some_and(|next| !matches!(next, b'\n' | b'\r')) =>
                {
                    // What follows may have several bytes; none of them is a quote or a line break.
                    self.at += 2;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(bytes.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
    }

    /// Notes where a list ends; one that is not closed before a brace ends with its line.
    fn list(&mut self, open: usize) {
        match brackets::close_of(self.text, open) {
            Some(close) => self.list_until = close,
            None => {
                let brace = self.text[open..].find(['{', '}']);
                self.unclosed_until = brace.map_or(self.text.len(), |at| open + at);
            }
        }
    }

    fn piece(&self, shape: Shape, start: usize) -> Piece {
        Piece {
            shape,
            start,
            end: self.at,
        }
    }

    fn push(&mut self, shape: Shape, start: usize) {
        let piece = self.piece(shape, start);
        match self.current {
            Some(head) => self.outline.heads[head].pieces.push(piece),
            None => {
                self.outline.heads.push(Head {
                    pieces: vec![piece],
                    // Deeper blocks are refused by the parser, and nothing walks up from them.
                    parent: match self.open.len() {
                        0..=MAX_NESTING => self.open.iter().rev().find_map(|owner| *owner),
                        _ => None,
                    },
                    block: None,
                });
                self.current = Some(self.outline.heads.len() - 1);
                self.last = self.current;
            }
        }
    }

    fn open_block(&mut self, start: usize) {
        let owner = self
            .last
            .filter(|head| self.outline.heads[*head].block.is_none());
        if let Some(head) = owner {
            let close = self.text.len();
            self.outline.heads[head].block = Some(Braces { open: start, close });
        }
        self.open.push(owner);
        self.current = None;
        self.last = None;
    }

    fn close_block(&mut self, start: usize) {
        if let Some(Some(head)) = self.open.pop()
            && let Some(block) = &mut self.outline.heads[head].block
        {
            block.close = start;
        }
        self.current = None;
        self.last = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads(text: &str) -> Vec<String> {
        let outline = Outline::of(text);
        let of = |index: usize| {
            let (start, end) = outline.heads[index].bytes();
            let mut path = outline.path(text, index);
            path.push(&text[start..end]);
            path.join("/")
        };
        (0..outline.heads.len()).map(of).collect()
    }

    #[test]
    fn half_written_text_has_statements_and_blocks() {
        let cases: &[(&str, &[&str])] = &[
            (
                "aps 6 { antennas 12 }\nusers 9",
                &["aps 6", "aps/antennas 12", "users 9"],
            ),
            (
                "experiment a {\n sweep aps over [1,\n 2]\n",
                &["experiment a", "experiment/sweep aps over [1,\n 2]"],
            ),
            // A list that is not closed ends with its line.
            (
                "sweep aps over [1,\nsolve isac\n}",
                &["sweep aps over [1,", "solve isac"],
            ),
            ("a \"x { \nb # {\nc", &["a \"x { ", "b", "c"]),
            ("} } {\n a", &["a"]),
            ("a\n{ b }", &["a", "a/b"]),
        ];
        for (text, expected) in cases {
            assert_eq!(heads(text), *expected, "{text:?}");
        }
    }

    #[test]
    fn every_prefix_of_a_text_is_read() {
        let text = "\u{FEFF}experiment δ on x {\n sweep a.b over [1 km, \"\\é\"] # é\n power -1.5e-3 dB\n}";
        for (at, _) in text.char_indices() {
            let outline = Outline::of(&text[..at]);
            for head in &outline.heads {
                for piece in &head.pieces {
                    assert!(text[..at].get(piece.start..piece.end).is_some());
                }
            }
        }
        assert_eq!(Outline::of("\"\\é").heads.len(), 1);
    }
}
