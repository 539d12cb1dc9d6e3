//! What can be wrong with the files that scenarios read and write: that they get in each other's way.

use crate::language::syntax::Span;

/// A file that cannot be what a scenario uses it for.
#[derive(Debug, Clone, PartialEq)]
pub enum FilesError {
    /// A golden that cannot be one.
    Golden {
        file: String,
        span: Span,
        /// Why.
        kind: GoldenFault,
    },
    /// A golden of two statements.
    GoldenTwice {
        file: String,
        span: Span,
        /// The other statement.
        first: Other,
    },
    /// Results whose name some system refuses.
    ResultName {
        /// Where the experiment has its name; none where its file gives it one.
        span: Option<Span>,
        /// What is wrong with the name.
        reason: String,
    },
    /// Experiments of one scenario that would write the same files.
    SameResults {
        first: (String, Option<Span>),
        again: (String, Option<Span>),
    },
    /// Experiments of two scenarios that would write the same files; each with its scenario.
    SameResultsAcross {
        first: (String, String),
        again: (String, String),
    },
    /// Results that would replace a file that a scenario reads.
    ResultOverInput {
        experiment: String,
        span: Option<Span>,
        file: String,
        /// The scenario that reads it.
        reader: String,
    },
}

/// Why a file cannot be a golden.
#[derive(Debug, Clone, PartialEq)]
pub enum GoldenFault {
    /// The scenario reads it, under this name.
    Read { name: String },
    /// Another scenario reads it.
    ReadBy { scenario: String },
    /// An experiment writes it.
    Result { experiment: String },
    /// It is not in the folder of the scenario or below it.
    Outside,
    /// Some system refuses the name.
    Name { reason: String },
    /// It is not called like a table.
    NotTable,
}

/// The other of two statements.
#[derive(Debug, Clone, PartialEq)]
pub enum Other {
    /// In the same scenario.
    Here(Span),
    /// In another scenario: its file, line and column.
    Elsewhere(String),
}
