//! What rows are called within messages.

use super::signature::{Kind, Signature};

/// The type of a value in words, with a comma before; empty where the word says it.
pub fn describe_kind(kind: Kind) -> String {
    match kind {
        Kind::Count { .. } => ", a whole number".into(),
        Kind::Number { measure, .. } => format!(", {}", measure.describe()),
        Kind::Switch => ", `on` or `off`".into(),
        Kind::Points => ", a list of coordinates".into(),
        Kind::Groups | Kind::Indices | Kind::Numbers { .. } => ", a list".into(),
        Kind::Formula => ", a formula of `d`".into(),
        Kind::Channels => ", the name of a file".into(),
        Kind::Choice(_) | Kind::None => String::new(),
    }
}

/// What the words of a choice are, for messages.
pub fn noun(row: &Signature) -> &'static str {
    match row.noun {
        "" => row.word(),
        noun => noun,
    }
}
