//! A text with everything that is worked out once for each version of it.

use super::names::Names;
use super::position::Lines;
use super::scan::{Outline, Piece};
use crate::language::syntax::MAX_SOURCE_BYTES;

/// A version of a text. It takes some tens of bytes for each byte of the text.
#[derive(Debug, Clone)]
pub struct File {
    /// The text.
    pub text: String,
    /// Its lines.
    pub lines: Lines,
    /// Its statements; none where it is larger than any scenario.
    pub outline: Outline,
    /// The names that it gives and uses.
    pub names: Names,
}

impl File {
    /// Reads a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        let read = if text.len() > MAX_SOURCE_BYTES {
            ""
        } else {
            &text
        };
        let outline = Outline::of(read);
        let names = Names::of(read, &outline);
        Self {
            lines: Lines::of(&text),
            outline,
            names,
            text,
        }
    }

    /// The text of a piece.
    #[must_use]
    pub fn of(&self, piece: Piece) -> &str {
        self.text.get(piece.start..piece.end).unwrap_or("")
    }
}
