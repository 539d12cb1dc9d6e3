//! What is swept, and what follows from it.

use super::axis::AxisValue;
use super::formula::Formula;
use super::settings::Bundle;
use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::signature::Signature;

/// One swept variable.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// Its name as written, and in the table.
    pub name: String,
    /// The whole statement.
    pub span: Span,
    /// What it steps.
    pub target: Target,
    /// Unit of its values; empty for plain numbers and words.
    pub unit: String,
    /// The unit that they are written in, where that is one.
    pub written: Option<&'static str>,
    /// Its values.
    pub steps: Steps,
}

/// What a sweep steps.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    /// A setting.
    Setting(&'static Signature),
    /// The budget.
    Budget(Constraint),
    /// The scheme.
    Scheme,
    /// A `let`, by the name of the sweep.
    Name,
}

impl Target {
    /// Whether both step the same; of two `let`s their names decide.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Setting(a), Self::Setting(b)) => a.path == b.path,
            (Self::Budget(_), Self::Budget(_)) | (Self::Scheme, Self::Scheme) => true,
            _ => false,
        }
    }
}

/// The values of a sweep.
#[derive(Debug, Clone)]
pub enum Steps {
    /// Of a setting, each may set several at once, or of a `let`.
    Settings(Vec<Step>),
    /// Of the budget: see [`Experiment::budget`](super::Experiment::budget).
    Budget,
    /// Of the scheme: see [`Experiment::schemes`](super::Experiment::schemes).
    Schemes,
}

/// One value of a swept setting.
#[derive(Debug, Clone)]
pub struct Step {
    /// As the table shows it.
    pub key: AxisValue,
    /// What it sets.
    pub settings: Bundle,
    /// The place of the statement.
    pub span: Span,
}

/// `with NAME = EXPR`
#[derive(Debug, Clone)]
pub struct DerivedSetting {
    /// The setting.
    pub row: &'static Signature,
    /// From what it follows.
    pub formula: Formula,
    /// The unit that the formula is written in, where that is one.
    pub written: Option<&'static str>,
    /// Where.
    pub span: Span,
}
