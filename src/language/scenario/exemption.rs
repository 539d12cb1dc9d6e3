//! What `cfs test` does not ask of an experiment.

use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Verb;
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;

/// That `cfs test` leaves an experiment out, or expects that it fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exemption {
    /// Which of them.
    pub kind: Exempt,
    /// Why, as the scenario says.
    pub reason: String,
    /// Where.
    pub span: Span,
}

/// How an experiment is exempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exempt {
    /// It is not run.
    Skip,
    /// It is run, and a claim of it is expected not to hold.
    Fails,
}

impl Exempt {
    /// The word of the statement.
    #[must_use]
    pub fn text(self) -> &'static str {
        let verb = match self {
            Self::Skip => Verb::Skip,
            Self::Fails => Verb::Fails,
        };
        let row = table::of_role(Role::Statement).find(|row| row.verb == Some(verb));
        // The table has a row for each verb, as a test of every word makes sure of.
        row.map_or("", |row| row.path)
    }
}
