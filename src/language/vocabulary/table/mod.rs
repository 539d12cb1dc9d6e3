//! The one typed table of signatures.
//!
//! From it come the checks, the suggestions, `explain` and the reference
//! manual. A new policy is a row here and its code, never a change of grammar.

pub mod codes;
pub mod columns;
pub mod experiments;
pub mod metrics;
pub mod settings;
pub mod synonyms;
pub mod topics;
pub mod words;

pub use codes::Code;
pub use columns::ColumnRow;
pub use synonyms::meant;
pub use topics::Topic;

use super::metric::MetricRow;
use super::signature::{Choice, Parameter, Role, Signature};

/// Every row, in the order of the manual.
pub fn all() -> impl Iterator<Item = &'static Signature> {
    words::DECLARATIONS
        .iter()
        .chain(settings::SETTINGS)
        .chain(experiments::CONTROLS)
        .chain(experiments::STATEMENTS)
        .chain(words::CLAUSES)
        .chain(words::RESULTS)
        .chain(metrics::METRICS.iter().map(|row| &row.signature))
        .chain(columns::COLUMNS.iter().map(|row| &row.signature))
        .chain(metrics::COMPANIONS)
        .chain(words::AGGREGATES)
        .chain(words::FUNCTIONS)
}

/// Rows of settings and their parameters.
pub fn settings() -> &'static [Signature] {
    settings::SETTINGS
}

/// Rows of metrics.
pub fn metrics() -> &'static [MetricRow] {
    metrics::METRICS
}

/// The unit of a column and what it means; empty for an unknown column.
pub fn column_text(name: &str) -> (&'static str, &'static str) {
    let own = columns::COLUMNS
        .iter()
        .map(|row| (&row.signature, row.unit));
    let metrics = metrics::METRICS
        .iter()
        .map(|row| (&row.signature, row.unit));
    own.chain(metrics)
        .find(|(signature, _)| signature.path == name)
        .map_or(("", ""), |(signature, unit)| (unit, signature.doc))
}

/// Words that readers look for and the language does not have.
pub fn topics() -> &'static [Topic] {
    topics::TOPICS
}

/// The topic of a word, where it has one.
pub fn topic(word: &str) -> Option<&'static Topic> {
    topics::TOPICS
        .iter()
        .find(|topic| topic.words.contains(&word))
}

/// The row of a setting or parameter by its path.
pub fn setting(path: &str) -> Option<&'static Signature> {
    settings::SETTINGS.iter().find(|row| row.path == path)
}

/// The rows of a role.
pub fn of_role(role: Role) -> impl Iterator<Item = &'static Signature> {
    all().filter(move |row| row.role == role)
}

/// The row of a role with this path.
pub fn find(role: Role, path: &str) -> Option<&'static Signature> {
    of_role(role).find(|row| row.path == path)
}

/// Whether a word introduces a clause and so cannot be a value.
pub fn is_keyword(word: &str) -> bool {
    words::CLAUSES.iter().any(|row| row.path == word) || word == "solve"
}

/// Whether a word takes a metric after it in expectations.
pub fn is_aggregate(word: &str) -> bool {
    words::AGGREGATES.iter().any(|row| row.path == word)
}

/// The codes of errors.
pub fn codes() -> &'static [Code] {
    codes::CODES
}

/// The words of the schemes.
pub fn schemes() -> &'static [Choice] {
    experiments::SCHEMES
}

/// The words of the problems.
pub fn problems() -> &'static [Choice] {
    experiments::PROBLEMS
}

/// A word that is available in this version.
const fn choice(word: &'static str, doc: &'static str) -> Choice {
    Choice {
        word,
        parameters: &[],
        available: true,
        doc,
    }
}

/// A word that is known but not available in this version.
const fn planned(word: &'static str, doc: &'static str) -> Choice {
    Choice {
        word,
        parameters: &[],
        available: false,
        doc,
    }
}

/// A word followed by values.
const fn choice_of(
    word: &'static str,
    parameters: &'static [Parameter],
    doc: &'static str,
) -> Choice {
    Choice {
        word,
        parameters,
        available: true,
        doc,
    }
}

/// A value directly after the word of its choice.
const fn direct(path: &'static str) -> Parameter {
    Parameter {
        keyword: None,
        path,
    }
}

/// A value after a word of its own.
const fn named(keyword: &'static str, path: &'static str) -> Parameter {
    Parameter {
        keyword: Some(keyword),
        path,
    }
}
