//! What each word of a text is, for its colour.

use std::collections::BTreeSet;

use super::file::File;
use super::meaning::{Meaning, NameKind, Statement};
use super::project::{Project, in_force};
use super::scan::{Piece, Shape};
use crate::language::vocabulary::signature::Role;

/// What a piece is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colour {
    /// A statement or a clause.
    Keyword,
    /// A setting.
    Setting,
    /// A word that a setting has as its value.
    Choice,
    /// The name of a deployment.
    Deployment,
    /// The name of an experiment.
    Experiment,
    /// The name of a value.
    Value,
    /// A metric, a result or a budget.
    Metric,
    /// A function or an aggregate.
    Function,
    /// A unit.
    Unit,
    /// A number.
    Number,
    /// A string.
    Text,
    /// A comment.
    Comment,
    /// An operator.
    Operator,
}

impl Colour {
    /// Every one, in the order of their numbers.
    pub const ALL: [Self; 13] = [
        Self::Keyword,
        Self::Setting,
        Self::Choice,
        Self::Deployment,
        Self::Experiment,
        Self::Value,
        Self::Metric,
        Self::Function,
        Self::Unit,
        Self::Number,
        Self::Text,
        Self::Comment,
        Self::Operator,
    ];
}

/// A coloured piece; whether it gives a name.
pub type Coloured = (Piece, Colour, bool);

/// The colours of a text, in order.
#[must_use]
pub fn colours(project: &dyn Project, name: &str, file: &File) -> Vec<Coloured> {
    let mut found: Vec<Coloured> = Vec::new();
    let comments = file.outline.comments.iter();
    found.extend(comments.map(|piece| (*piece, Colour::Comment, false)));
    // Values of used files are known by their names; those of blocks by the block.
    let known = in_force(project, name, NameKind::Value, None);
    let known = known.iter().map(|found| &found.name);
    let own = file.names.definitions.iter();
    let own = own.filter(|of| of.kind == NameKind::Value);
    let values: BTreeSet<&str> = known.chain(own).map(|of| of.name.as_str()).collect();
    for (index, head) in file.outline.heads.iter().enumerate() {
        let statement = Statement::new(&file.text, &file.outline, index);
        for (at, piece) in head.pieces.iter().enumerate() {
            let (colour, gives) = match (piece.shape, statement.meaning(at)) {
                (Shape::Number, _) => (Colour::Number, false),
                (Shape::Text, _) => (Colour::Text, false),
                (Shape::Operator, _) => (Colour::Operator, false),
                (Shape::Word, Meaning::Row(row)) => (of_role(row.role), false),
                (Shape::Word, Meaning::Choice(..)) => (Colour::Choice, false),
                (Shape::Word, Meaning::Parameter(_) | Meaning::Particle) => {
                    (Colour::Keyword, false)
                }
                (Shape::Word, Meaning::Unit(_)) => (Colour::Unit, false),
                (Shape::Word, Meaning::Definition(kind)) => (of_name(kind), true),
                (Shape::Word, Meaning::Reference(kind)) => (of_name(kind), false),
                (Shape::Word, Meaning::Free) => {
                    if !values.contains(file.of(*piece)) {
                        continue;
                    }
                    (Colour::Value, false)
                }
                _ => continue,
            };
            found.push((*piece, colour, gives));
        }
    }
    found.sort_by_key(|(piece, ..)| piece.start);
    found
}

fn of_name(kind: NameKind) -> Colour {
    match kind {
        NameKind::Deployment => Colour::Deployment,
        NameKind::Experiment => Colour::Experiment,
        NameKind::Value => Colour::Value,
    }
}

/// The colour of the words of a role.
#[must_use]
pub fn of_role(role: Role) -> Colour {
    match role {
        Role::Declaration | Role::Statement | Role::Clause => Colour::Keyword,
        Role::Setting | Role::Parameter | Role::Control | Role::Look => Colour::Setting,
        Role::Result
        | Role::Metric
        | Role::Budget
        | Role::Column
        | Role::Companion
        | Role::Array => Colour::Metric,
        Role::Aggregate | Role::Function => Colour::Function,
    }
}
