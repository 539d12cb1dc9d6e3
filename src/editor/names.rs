//! The names that a text gives and uses, and the files that it uses.

use unicode_normalization::UnicodeNormalization as _;

use super::meaning::{Meaning, NameKind, Statement};
use super::scan::{Outline, Piece, Shape};

/// A name where it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// What it is given to.
    pub kind: NameKind,
    /// The name in normal form C.
    pub name: String,
    /// Where it is written.
    pub piece: Piece,
    /// The statement that it is in.
    pub head: usize,
    /// The declaration whose block holds the statement; none outside.
    pub scope: Option<usize>,
}

/// `use "FILE.cfs"`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// What is between the quotes.
    pub target: String,
    /// Where, with the quotes.
    pub piece: Piece,
}

/// The names of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Names that it gives, in order.
    pub definitions: Vec<Name>,
    /// Names that it may use, in order: a word of an expression is one if a value of this name exists.
    pub references: Vec<Name>,
    /// Files that it uses, in order.
    pub uses: Vec<Use>,
}

impl Names {
    /// The names of a text.
    #[must_use]
    pub fn of(text: &str, outline: &Outline) -> Self {
        let mut names = Self::default();
        for (index, head) in outline.heads.iter().enumerate() {
            let statement = Statement::new(text, outline, index);
            if statement.row.is_some_and(|row| row.path == "use") {
                let target = head
                    .pieces
                    .get(1)
                    .filter(|piece| piece.shape == Shape::Text);
                names.uses.extend(target.map(|piece| Use {
                    target: text[piece.start..piece.end].trim_matches('"').to_owned(),
                    piece: *piece,
                }));
                continue;
            }
            for (at, piece) in head.pieces.iter().enumerate() {
                let (kind, list) = match statement.meaning(at) {
                    Meaning::Definition(kind) => (kind, &mut names.definitions),
                    Meaning::Reference(kind) => (kind, &mut names.references),
                    Meaning::Free if at > 0 => (NameKind::Value, &mut names.references),
                    _ => continue,
                };
                list.push(Name {
                    kind,
                    name: text[piece.start..piece.end].nfc().collect(),
                    piece: *piece,
                    head: index,
                    scope: scope(text, outline, index),
                });
            }
        }
        names
    }

    /// The definition of a name that is in force at a statement of this text; none where it comes from another.
    #[must_use]
    pub fn definition(&self, kind: NameKind, name: &str, scope: Option<usize>) -> Option<&Name> {
        let named = |of: &&Name| of.kind == kind && of.name == name;
        let mut inner = self.definitions.iter().filter(named);
        let inner = inner.rfind(|of| of.scope.is_some() && of.scope == scope);
        let outer = || {
            self.definitions
                .iter()
                .filter(named)
                .rfind(|of| of.scope.is_none())
        };
        inner.or_else(outer)
    }

    /// The name at a byte, given or used.
    #[must_use]
    pub fn at(&self, byte: usize) -> Option<&Name> {
        self.definitions
            .iter()
            .chain(&self.references)
            .find(|name| name.piece.start <= byte && byte <= name.piece.end)
    }
}

/// The declaration that a statement is in.
fn scope(text: &str, outline: &Outline, head: usize) -> Option<usize> {
    let mut at = outline.heads.get(head)?.parent;
    while let Some(index) = at {
        if matches!(outline.word(text, index), "deployment" | "experiment") {
            return Some(index);
        }
        at = outline.heads[index].parent;
    }
    None
}
