//! What a piece of a statement means, by the vocabulary and its place alone.

use super::scan::{Outline, Piece, Shape};
use crate::language::read::named::settings_named;
use crate::language::vocabulary::signature::{Choice, Parameter, Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{UnitSignature, find_unit};

/// What a name is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameKind {
    /// A deployment.
    Deployment,
    /// An experiment.
    Experiment,
    /// A value, by `let`.
    Value,
}

/// What a piece means.
#[derive(Debug, Clone, Copy)]
pub enum Meaning {
    /// A word of the vocabulary.
    Row(&'static Signature),
    /// A word that a setting has as its value.
    Choice(&'static Signature, &'static Choice),
    /// A word before a value that belongs to a choice.
    Parameter(&'static Parameter),
    /// A unit.
    Unit(&'static UnitSignature),
    /// A word that only its place gives a meaning, such as `each`.
    Particle,
    /// A name that is given here.
    Definition(NameKind),
    /// A name that is given elsewhere.
    Reference(NameKind),
    /// A word of an expression: a value's name, or nothing that is known.
    Free,
    /// A number, a string, an operator, a bracket.
    Sign,
}

/// A statement in its place.
#[derive(Debug, Clone, Copy)]
pub struct Statement<'a> {
    text: &'a str,
    pieces: &'a [Piece],
    /// The row of its word.
    pub row: Option<&'static Signature>,
}

impl<'a> Statement<'a> {
    /// A statement of an outline.
    #[must_use]
    pub fn new(text: &'a str, outline: &'a Outline, head: usize) -> Self {
        Self {
            text,
            pieces: outline.heads.get(head).map_or(&[], |head| &head.pieces),
            row: row(&outline.path(text, head), outline.word(text, head)),
        }
    }

    /// The text of a piece.
    #[must_use]
    pub fn word(&self, index: usize) -> &'a str {
        self.pieces
            .get(index)
            .and_then(|piece| self.text.get(piece.start..piece.end))
            .unwrap_or("")
    }

    fn shape(&self, index: usize) -> Option<Shape> {
        self.pieces.get(index).map(|piece| piece.shape)
    }

    /// What a piece means.
    #[must_use]
    pub fn meaning(&self, index: usize) -> Meaning {
        if self.shape(index) != Some(Shape::Word) {
            return Meaning::Sign;
        }
        if index == 0 {
            return self.row.map_or(Meaning::Free, Meaning::Row);
        }
        let word = self.word(index);
        if self.shape(index - 1) == Some(Shape::Number)
            && let Some(unit) = find_unit(word)
        {
            return Meaning::Unit(unit);
        }
        match self.row.map(|row| (row.role, row.path)) {
            Some((Role::Declaration, path)) => self.declared(path, index),
            _ => self.within(index),
        }
    }

    fn declared(&self, path: &str, index: usize) -> Meaning {
        let kind = match path {
            "deployment" => NameKind::Deployment,
            "experiment" => NameKind::Experiment,
            "let" => NameKind::Value,
            _ => return Meaning::Free,
        };
        match (kind, index, self.word(index - 1)) {
            (_, 1, _) => Meaning::Definition(kind),
            (NameKind::Value, ..) => self.within(index),
            (NameKind::Deployment, 3, "extends") | (NameKind::Experiment, 3, "on") => {
                Meaning::Reference(NameKind::Deployment)
            }
            _ => self.clause(index).unwrap_or(Meaning::Free),
        }
    }

    fn clause(&self, index: usize) -> Option<Meaning> {
        table::find(Role::Clause, self.word(index)).map(Meaning::Row)
    }

    fn within(&self, index: usize) -> Meaning {
        let word = self.word(index);
        if let Some(row) = self.chooser(index) {
            if let Some(choice) = row.choices().iter().find(|choice| choice.word == word) {
                return Meaning::Choice(row, choice);
            }
            let mut parameters = row.choices().iter().flat_map(|choice| choice.parameters);
            if let Some(parameter) = parameters.find(|part| part.keyword == Some(word)) {
                return Meaning::Parameter(parameter);
            }
        }
        if self.is_target(index)
            && let Some(row) = target(word)
        {
            return Meaning::Row(row);
        }
        if let Some(clause) = self.clause(index) {
            return clause;
        }
        if word == "solve" {
            return table::find(Role::Statement, word).map_or(Meaning::Free, Meaning::Row);
        }
        if table::particles().any(|particle| particle == word) {
            return Meaning::Particle;
        }
        let called = self.word(index + 1) == "(";
        let roles: &[Role] = if called {
            &[Role::Function, Role::Aggregate]
        } else {
            &[
                Role::Result,
                Role::Metric,
                Role::Aggregate,
                Role::Budget,
                Role::Column,
                Role::Companion,
            ]
        };
        if let Some(row) = roles.iter().find_map(|role| table::find(*role, word)) {
            return Meaning::Row(row);
        }
        if matches!(self.row.map(|row| row.role), Some(Role::Statement))
            && let [path] = settings_named(word).as_slice()
            && let Some(row) = table::setting(path)
        {
            return Meaning::Row(row);
        }
        Meaning::Free
    }

    /// Whether a piece names what is swept, compared, derived or selected.
    #[must_use]
    pub fn is_target(&self, index: usize) -> bool {
        let before = self.word(index.wrapping_sub(1));
        match (index, self.row.map(|row| row.path)) {
            (1, Some("sweep" | "compare" | "with")) => true,
            (_, Some("sweep" | "compare" | "with" | "where")) => before == "with",
            (_, Some("expect")) => matches!(before, "at" | "each"),
            (_, Some("plot")) => matches!(before, "at" | "by" | "over"),
            _ => false,
        }
    }

    /// The row whose choices a piece can be: that of the statement, or the nearest name before it whose values are words.
    #[must_use]
    pub fn chooser(&self, index: usize) -> Option<&'static Signature> {
        let row = self.row?;
        let own = row.mode.and_then(table::setting).unwrap_or(row);
        if !own.choices().is_empty() && !matches!(row.role, Role::Statement) {
            return Some(own);
        }
        if row.role != Role::Statement {
            return None;
        }
        for before in (0..index).rev() {
            if self.shape(before) != Some(Shape::Word) {
                continue;
            }
            match self.word(before) {
                "solve" if before + 1 == index => return table::find(Role::Statement, "solve"),
                "using" if before + 1 == index => return table::find(Role::Control, "scheme"),
                word if self.is_target(before) || self.word(before + 1) == "==" => {
                    let named = target(word)?;
                    let named = named.mode.and_then(table::setting).unwrap_or(named);
                    return Some(named).filter(|row| !row.choices().is_empty());
                }
                _ => {}
            }
        }
        None
    }
}

/// The row of what a sweep, a comparison or a figure steps through by its name.
#[must_use]
pub fn target(name: &str) -> Option<&'static Signature> {
    let own = [Role::Budget, Role::Control]
        .iter()
        .find_map(|role| table::find(*role, name));
    own.or_else(|| match settings_named(name).as_slice() {
        [path] => table::setting(path),
        _ => None,
    })
}

/// The path of the block of settings that these words lead to; none outside deployments and experiments of one.
#[must_use]
pub fn block_path(blocks: &[&str]) -> Option<String> {
    let inner: Vec<&str> = match blocks {
        ["deployment" | "experiment", inner @ ..] => inner.to_vec(),
        other => other.to_vec(),
    };
    if inner.is_empty() {
        return Some(String::new());
    }
    let path = inner.join(".");
    table::find(Role::Setting, &path).map(|_| path)
}

/// The row of the first word of a statement in these blocks.
#[must_use]
pub fn row(blocks: &[&str], word: &str) -> Option<&'static Signature> {
    let inner = block_path(blocks).filter(|path| !path.is_empty());
    if let Some(path) = inner {
        return table::find(Role::Setting, &format!("{path}.{word}"));
    }
    [
        Role::Setting,
        Role::Statement,
        Role::Control,
        Role::Declaration,
    ]
    .iter()
    .find_map(|role| table::find(*role, word))
}
