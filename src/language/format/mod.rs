//! The canonical form of a scenario's text: what `cfs fmt` writes.
//!
//! Statements are indented by their blocks, tokens are apart by one space, and what people align stays aligned:
//! values of settings below each other, columns that the text already has, comments after statements. Comments and
//! groups of statements are kept. Text is never interpreted, and a result that would read differently is refused.

mod align;
mod rows;

pub use rows::WIDTH;

use super::syntax::{FileId, Item, Statement, SyntaxError, Token, TokenKind, Tree, parse};

/// Why a text was not formatted.
#[derive(Debug, Clone, PartialEq)]
pub enum FormatError {
    /// The text cannot be read.
    Syntax(Vec<SyntaxError>),
    /// The formatted text would not say the same: a fault of the formatter, and the text is left as it is.
    Changed,
}

/// The text in canonical form, which ends with one line break; empty where it holds nothing. Formatting it
/// again changes nothing. Line breaks are those of the text's first line.
///
/// ```
/// use cfs::language::format::format;
/// use cfs::language::syntax::FileId;
///
/// let text = "aps 6{\nantennas   12 # each\n power 125dB\n}";
/// let formatted = "aps 6 {\n  antennas 12  # each\n  power    125 dB\n}\n";
/// assert_eq!(format(FileId(0), text), Ok(formatted.to_owned()));
/// ```
///
/// # Errors
/// When the text has syntax errors, or, which would be a fault of this program, the result would be read
/// differently.
pub fn format(file: FileId, text: &str) -> Result<String, FormatError> {
    let (tree, errors) = parse(file, text);
    if !errors.is_empty() {
        return Err(FormatError::Syntax(errors));
    }
    let mut rows = rows::of(&tree, text);
    align::align(&mut rows);
    let formatted = rows::write(&rows, line_break(text));
    if formatted == text {
        return Ok(formatted);
    }
    let (again, errors) = parse(file, &formatted);
    if !errors.is_empty() || !same(&tree, text, &again, &formatted) {
        return Err(FormatError::Changed);
    }
    Ok(formatted)
}

/// How the first line of a text ends.
fn line_break(text: &str) -> &'static str {
    match text.find(['\n', '\r']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        _ => "\n",
    }
}

/// Whether two texts say the same: the same statements, the same white space where it has a meaning, and
/// the same comments.
fn same(one: &Tree, text: &str, other: &Tree, formatted: &str) -> bool {
    let comments = |tree: &Tree| -> Vec<String> {
        let texts = tree.comments.iter().map(|c| c.text.trim_end().to_owned());
        texts.collect()
    };
    same_items(&one.items, text, &other.items, formatted) && comments(one) == comments(other)
}

fn same_items(one: &[Item], text: &str, other: &[Item], formatted: &str) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Item::Statement(a), Item::Statement(b)) => same_statement(a, text, b, formatted),
            _ => false,
        })
}

fn same_statement(one: &Statement, text: &str, other: &Statement, formatted: &str) -> bool {
    let blocks = match (&one.block, &other.block) {
        (Some(a), Some(b)) => same_items(&a.items, text, &b.items, formatted),
        (None, None) => true,
        _ => false,
    };
    blocks
        && one.word.text == other.word.text
        && same_tokens(&one.arguments, text, &other.arguments, formatted)
}

fn same_tokens(one: &[Token], text: &str, other: &[Token], formatted: &str) -> bool {
    one.len() == other.len()
        && (0..one.len()).all(|i| {
            let alike = match (&one[i].kind, &other[i].kind) {
                (TokenKind::Group(a), TokenKind::Group(b))
                | (TokenKind::List(a), TokenKind::List(b)) => {
                    a.len() == b.len()
                        && a.iter()
                            .zip(b)
                            .all(|(a, b)| same_tokens(a, text, b, formatted))
                }
                (TokenKind::Number(_), TokenKind::Number(_))
                | (TokenKind::Text(_), TokenKind::Text(_)) => {
                    written(&one[i], text) == written(&other[i], formatted)
                }
                (a, b) => a == b,
            };
            alike && rows::begins_value(one, i, text) == rows::begins_value(other, i, formatted)
        })
}

/// A token as it is written.
fn written<'a>(token: &Token, text: &'a str) -> &'a str {
    &text[token.span.start..token.span.end]
}

#[cfg(test)]
mod tests;
