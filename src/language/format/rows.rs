//! Lines of formatted text, before and after their columns are aligned.

use unicode_width::UnicodeWidthStr as _;

use crate::language::syntax::{
    Block, Comment, Item, Operator, Span, Statement, Token, TokenKind, Tree,
};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;

/// Widest line that a list is laid out for, columns. Lines without a list are never broken.
pub const WIDTH: usize = 100;

/// Columns of a level of indentation.
const INDENT: usize = 2;
/// Least columns between a statement and a comment after it.
const BEFORE_COMMENT: usize = 2;
/// Bytes of a line behind which nothing is aligned.
const FARTHEST_COLUMN: usize = 400;
/// Columns of a list that is not broken though its statement is too wide.
const SHORT_LIST: usize = 30;

/// A line.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Whether a blank line precedes it.
    pub blank: bool,
    /// Levels of indentation.
    pub depth: usize,
    /// What is separated by white space; empty where the line is a comment.
    pub pieces: Vec<Piece>,
    /// The comment at its end, or the comment that it is.
    pub comment: Option<Remark>,
    /// Whether it is a setting without a block, whose value is aligned with those of its neighbours.
    pub setting: bool,
    /// The word of the statement that begins on it.
    pub word: Option<String>,
    /// The line of the source that it begins on.
    pub line: usize,
}

/// Text without white space around it.
#[derive(Debug)]
pub(super) struct Piece {
    pub text: String,
    /// The column at which it begins in the source, where that is on the line that the row begins on.
    pub source: Option<usize>,
    /// Whether the source has more than one space before it.
    pub wide: bool,
    /// Spaces before it, once aligned.
    pub gap: usize,
}

/// A comment at the end of a line.
#[derive(Debug)]
pub(super) struct Remark {
    pub text: String,
    /// The column at which it begins in the source.
    pub source: usize,
    /// The column at which it is to begin.
    pub column: usize,
}

impl Row {
    /// The first column of the row.
    pub(super) fn start(&self) -> usize {
        self.depth * INDENT
    }

    /// The first column behind its statement.
    pub(super) fn end(&self) -> usize {
        let widths = self.pieces.iter().map(|piece| piece.gap + piece.width());
        self.start() + widths.sum::<usize>()
    }

    /// The least column of a comment behind its statement.
    pub(super) fn least_comment(&self) -> usize {
        self.end() + BEFORE_COMMENT
    }
}

impl Piece {
    /// Columns that it takes.
    pub(super) fn width(&self) -> usize {
        self.text.width()
    }
}

/// The text of rows.
pub(super) fn write(rows: &[Row], line_break: &str) -> String {
    let mut text = String::new();
    let mut column;
    for row in rows {
        if row.blank {
            text.push_str(line_break);
        }
        column = 0;
        let mut to = |text: &mut String, at: usize, what: &str| {
            text.extend(std::iter::repeat_n(' ', at.saturating_sub(column)));
            text.push_str(what);
            column = at.max(column) + what.width();
        };
        let mut at = row.start();
        for piece in &row.pieces {
            at += piece.gap;
            to(&mut text, at, &piece.text);
            at += piece.width();
        }
        if let Some(comment) = &row.comment {
            to(&mut text, comment.column, &comment.text);
        }
        text.push_str(line_break);
    }
    text
}

/// The rows of a tree without errors, their pieces one space apart.
pub(super) fn of(tree: &Tree, text: &str) -> Vec<Row> {
    let lines = Lines::of(text);
    let mut builder = Builder::new(&lines, &tree.comments);
    builder.items(&tree.items, 0, "");
    builder.comments_before(text.len(), 0);
    builder.rows
}

/// Whether a sign at `i` begins a value instead of joining two: there is nothing before it to join, or white
/// space before it and none behind it, as in `from -5 deg`.
pub(super) fn begins_value(tokens: &[Token], i: usize, text: &str) -> bool {
    let TokenKind::Operator(Operator::Add | Operator::Subtract) = tokens[i].kind else {
        return false;
    };
    let Some(before) = i.checked_sub(1).map(|i| &tokens[i]) else {
        return true;
    };
    let sign = tokens[i].span;
    let apart = text[before.span.end..sign.start].len();
    let behind = tokens.get(i + 1).map(|next| next.span.start - sign.end);
    matches!(before.kind, TokenKind::Operator(_)) || apart > 0 && behind == Some(0)
}

/// Whether `(` is directly behind a word: the arguments of a function.
fn is_call(before: &Token, token: &Token) -> bool {
    matches!(token.kind, TokenKind::Group(_))
        && matches!(before.kind, TokenKind::Word(_))
        && before.span.end == token.span.start
}

/// Whether a token is directly behind what it belongs to: `10°`, `d^2`.
fn is_suffix(token: &Token) -> bool {
    match &token.kind {
        TokenKind::Operator(operator) => *operator == Operator::Power,
        TokenKind::Word(word) => word == "°",
        _ => false,
    }
}

/// A text and where its lines begin.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a str) -> Self {
        let breaks = text
            .match_indices(['\n', '\r'])
            .map(|(at, _)| at + 1)
            .filter(|&at| !(text[..at].ends_with('\r') && text[at..].starts_with('\n')));
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
        }
    }

    /// The line of a byte, from 0.
    fn line(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    /// What precedes a byte on its line.
    fn before(&self, at: usize) -> &'a str {
        &self.text[self.starts[self.line(at)]..at]
    }

    /// Whether two bytes are on different lines.
    fn part(&self, from: usize, to: usize) -> bool {
        self.line(from) != self.line(to)
    }
}

struct Builder<'a> {
    source: &'a Lines<'a>,
    /// The comments that are not written yet, in order.
    comments: &'a [Comment],
    rows: Vec<Row>,
    /// The byte behind what was written last.
    behind: usize,
    /// Whether everything goes on the current row.
    flat: bool,
    /// Whether the next piece is part of the last one.
    glued: bool,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Lines<'a>, comments: &'a [Comment]) -> Self {
        Self {
            source,
            comments,
            rows: Vec::new(),
            behind: source.text.len() - source.text.trim_start_matches('\u{feff}').len(),
            flat: false,
            glued: false,
        }
    }

    /// Begins a row with what is at a byte of the source.
    fn row(&mut self, at: usize, depth: usize) {
        let line = self.source.line(at);
        self.rows.push(Row {
            blank: !self.rows.is_empty() && line > self.source.line(self.behind) + 1,
            depth,
            line,
            ..Row::default()
        });
        self.glued = true;
    }

    /// Writes what is at these bytes behind the row: on its own, or where `glued` as part of the last piece.
    fn piece(&mut self, at: usize, text: &str, end: usize) {
        let before = self.source.before(at);
        let spaces = before.len() - before.trim_end_matches(' ').len();
        let line = self.source.line(at);
        let known = before.len() <= FARTHEST_COLUMN && !before.contains('\t');
        self.behind = end;
        let glued = std::mem::take(&mut self.glued);
        let Some(row) = self.rows.last_mut() else {
            return;
        };
        match row.pieces.last_mut().filter(|_| glued) {
            Some(last) => last.text.push_str(text),
            None => row.pieces.push(Piece {
                text: text.to_owned(),
                source: (line == row.line && known).then(|| before.width()),
                wide: spaces > 1 && !row.pieces.is_empty(),
                gap: usize::from(!row.pieces.is_empty()),
            }),
        }
    }

    /// Writes the comments before a byte: behind the row they follow, or on rows of their own.
    fn comments_before(&mut self, at: usize, depth: usize) {
        while let [comment, rest @ ..] = self.comments
            && comment.span.start < at
        {
            self.comments = rest;
            let behind = self
                .rows
                .last()
                .is_some_and(|row| row.comment.is_none() && !comment.own_line);
            if !behind {
                self.row(comment.span.start, depth);
            }
            let source = self.source.before(comment.span.start).width();
            self.behind = comment.span.end;
            if let Some(row) = self.rows.last_mut() {
                row.comment = Some(Remark {
                    text: comment.text.trim_end().to_owned(),
                    source,
                    column: row.start(),
                });
            }
        }
    }

    fn has_comment(&self, span: Span) -> bool {
        let before = |comment: &Comment| comment.span.start < span.start;
        let first = self.comments.get(self.comments.partition_point(before));
        first.is_some_and(|comment| comment.span.start < span.end)
    }

    fn items(&mut self, items: &[Item], depth: usize, parent: &str) {
        for item in items {
            let Item::Statement(statement) = item else {
                continue;
            };
            self.comments_before(statement.span.start, depth);
            self.row(statement.span.start, depth);
            self.statement(statement, depth, parent);
        }
    }

    /// Writes a statement on the row just begun, and below it.
    fn statement(&mut self, statement: &Statement, depth: usize, parent: &str) {
        let word = &statement.word;
        let path = match parent {
            "" => word.text.clone(),
            _ => format!("{parent}.{}", word.text),
        };
        let known = table::setting(&path).is_some()
            || parent.is_empty() && table::find(Role::Control, &path).is_some();
        if let Some(row) = self.rows.last_mut() {
            row.setting = known && statement.block.is_none();
            row.word = row.pieces.is_empty().then(|| word.text.clone());
        }
        let text = self.source.text;
        let written = &text[word.span.start..word.span.end];
        self.piece(word.span.start, written, word.span.end);
        self.arguments(statement, depth);
        if let Some(block) = &statement.block {
            self.block(block, depth, if known { &path } else { "" });
        }
    }

    fn arguments(&mut self, statement: &Statement, depth: usize) {
        let whole = statement
            .block
            .as_ref()
            .filter(|block| self.is_short(block));
        let block = whole.map_or(0, |block| block.close.end - statement.span.end);
        let word = depth * INDENT + statement.word.text.width() + 1;
        let flat = self.flat;
        self.flat |= word + self.width(&statement.arguments) + block <= WIDTH;
        self.tokens(&statement.arguments, depth);
        self.flat = flat;
    }

    /// Columns of tokens on one line.
    fn width(&self, tokens: &[Token]) -> usize {
        let mut trial = Builder {
            rows: vec![Row::default()],
            flat: true,
            ..Builder::new(self.source, &[])
        };
        trial.tokens(tokens, 0);
        trial.rows.first().map_or(0, Row::end)
    }

    /// Whether a block stays on the line of its statement: it is on one line in the source.
    fn is_short(&self, block: &Block) -> bool {
        !self.source.part(block.open.start, block.close.start)
    }

    fn block(&mut self, block: &Block, depth: usize, parent: &str) {
        if self.is_short(block) && block.items.is_empty() {
            self.piece(block.open.start, "{}", block.close.end);
            return;
        }
        self.piece(block.open.start, "{", block.open.end);
        if self.is_short(block) {
            for item in &block.items {
                if let Item::Statement(statement) = item {
                    let flat = std::mem::replace(&mut self.flat, true);
                    self.statement(statement, depth, parent);
                    self.flat = flat;
                }
            }
            self.piece(block.close.start, "}", block.close.end);
        } else {
            self.items(&block.items, depth + 1, parent);
            self.comments_before(block.close.start, depth + 1);
            self.row(block.close.start, depth);
            self.piece(block.close.start, "}", block.close.end);
        }
        if let Some(row) = self.rows.last_mut() {
            row.setting = false;
        }
    }

    /// Writes tokens behind the row, the first after a space unless it is glued.
    fn tokens(&mut self, tokens: &[Token], depth: usize) {
        for (i, token) in tokens.iter().enumerate() {
            let before = i.checked_sub(1).map(|i| &tokens[i]);
            let glued = before.is_some_and(|before| {
                let behind_value = !matches!(before.kind, TokenKind::Operator(_));
                begins_value(tokens, i - 1, self.source.text)
                    || is_call(before, token)
                    || matches!(before.kind, TokenKind::Operator(Operator::Power))
                    || behind_value && is_suffix(token)
            });
            self.glued |= glued;
            self.token(token, depth);
        }
    }

    fn token(&mut self, token: &Token, depth: usize) {
        let Span { start, end, .. } = token.span;
        match &token.kind {
            TokenKind::Group(elements) => self.enclosed(token, elements, ["(", ")"], depth),
            TokenKind::List(elements) => {
                let comment = self.has_comment(token.span);
                let inner = self.source.text[start + 1..end - 1].trim_end();
                let lines = self.source.part(start, end) && inner.ends_with(',');
                let short = || self.width(std::slice::from_ref(token)) <= SHORT_LIST;
                if comment || lines {
                    self.broken(token, elements, true, depth);
                } else if self.flat || short() {
                    self.enclosed(token, elements, ["[", "]"], depth);
                } else {
                    self.broken(token, elements, false, depth);
                }
            }
            _ => {
                let text = self.source.text;
                self.piece(start, &text[start..end], end);
            }
        }
    }

    /// `(a, b)` on one line.
    fn enclosed(&mut self, token: &Token, elements: &[Vec<Token>], marks: [&str; 2], depth: usize) {
        self.piece(token.span.start, marks[0], token.span.start + 1);
        self.glued = true;
        for (i, element) in elements.iter().enumerate() {
            self.tokens(element, depth);
            self.glued = true;
            if i + 1 < elements.len() {
                self.piece(self.behind, ",", self.behind);
            }
        }
        self.glued = true;
        self.piece(token.span.end - 1, marks[1], token.span.end);
    }

    /// A list on several lines: those of the source where `kept`, else as many elements on each as fit.
    fn broken(&mut self, token: &Token, elements: &[Vec<Token>], kept: bool, depth: usize) {
        self.piece(token.span.start, "[", token.span.start + 1);
        let flat = std::mem::replace(&mut self.flat, true);
        for (i, element) in elements.iter().enumerate() {
            let Some(start) = element.first().map(|first| first.span.start) else {
                continue;
            };
            self.comments_before(start, depth + 1);
            let width = self.width(element) + ", ".len();
            let full = self
                .rows
                .last()
                .is_some_and(|row| row.end() + width > WIDTH);
            let ended = self.rows.last().is_none_or(|row| row.comment.is_some());
            let next_line = self.source.part(self.behind, start);
            if i == 0 || ended || if kept { next_line } else { full } {
                self.row(start, depth + 1);
            }
            self.flat = kept || width + (depth + 1) * INDENT <= WIDTH;
            self.tokens(element, depth + 1);
            if kept || i + 1 < elements.len() {
                self.glued = true;
                self.piece(self.behind, ",", self.behind);
            }
        }
        self.flat = flat;
        self.comments_before(token.span.end, depth + 1);
        self.row(token.span.end - 1, depth);
        self.piece(token.span.end - 1, "]", token.span.end);
    }
}
