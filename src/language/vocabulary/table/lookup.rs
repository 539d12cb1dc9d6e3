//! Rows by their role, path or name.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::arrays;
use super::codes::{CODES, Code, OF_COMMANDS};
use super::columns::COLUMNS;
use super::experiments::{CONTROLS, PROBLEMS, SCHEMES, STATEMENTS};
use super::looks::LOOKS;
use super::metrics::{COMPANIONS, METRICS, MetricRow};
use super::settings::SETTINGS;
use super::topics::{TOPICS, Topic};
use super::words::{AGGREGATES, CLAUSES, DECLARATIONS, FUNCTIONS, RESULTS};
use crate::language::vocabulary::choices::Aggregate;
use crate::language::vocabulary::signature::{Choice, Role, Signature};

/// Every row, in the order of the manual.
pub fn all() -> impl Iterator<Item = &'static Signature> {
    DECLARATIONS
        .iter()
        .chain(&SETTINGS)
        .chain(CONTROLS)
        .chain(STATEMENTS)
        .chain(CLAUSES)
        .chain(RESULTS)
        .chain(METRICS.iter().map(|row| &row.signature))
        .chain(COLUMNS.iter().map(|row| &row.signature))
        .chain(COMPANIONS)
        .chain(arrays::ROWS)
        .chain(LOOKS)
        .chain(AGGREGATES)
        .chain(FUNCTIONS)
}

/// Rows of settings and their parameters.
pub fn settings() -> &'static [Signature] {
    &SETTINGS
}

/// Rows of metrics.
pub fn metrics() -> &'static [MetricRow] {
    METRICS
}

/// The unit of a column and what it means; empty for an unknown column.
pub fn column_text(name: &str) -> (&'static str, &'static str) {
    let own = COLUMNS.iter().map(|row| (&row.signature, row.unit));
    let metrics = METRICS.iter().map(|row| (&row.signature, row.unit));
    own.chain(metrics)
        .find(|(signature, _)| signature.path == name)
        .map_or(("", ""), |(signature, unit)| (unit, signature.doc))
}

/// Words that readers look for and the language does not have.
pub fn topics() -> &'static [Topic] {
    TOPICS
}

/// The topic of a word, where it has one.
pub fn topic(word: &str) -> Option<&'static Topic> {
    TOPICS.iter().find(|topic| topic.words.contains(&word))
}

/// The row of a setting or parameter by its path.
pub fn setting(path: &str) -> Option<&'static Signature> {
    // Asked for every setting of every case.
    static BY_PATH: OnceLock<HashMap<&'static str, &'static Signature>> = OnceLock::new();
    let by_path = || SETTINGS.iter().map(|row| (row.path, row)).collect();
    BY_PATH.get_or_init(by_path).get(path).copied()
}

/// The rows of a role.
pub fn of_role(role: Role) -> impl Iterator<Item = &'static Signature> {
    static BY_ROLE: OnceLock<HashMap<Role, Vec<&'static Signature>>> = OnceLock::new();
    let by_role = || {
        let mut by_role: HashMap<Role, Vec<&'static Signature>> = HashMap::new();
        for row in all() {
            by_role.entry(row.role).or_default().push(row);
        }
        by_role
    };
    let rows = BY_ROLE.get_or_init(by_role).get(&role);
    rows.into_iter().flatten().copied()
}

/// The row of a role with this path.
pub fn find(role: Role, path: &str) -> Option<&'static Signature> {
    // Asked for every word of a text, in several roles.
    static BY_PATH: OnceLock<HashMap<(Role, &'static str), &'static Signature>> = OnceLock::new();
    let by_path = || {
        let mut by_path = HashMap::new();
        for row in all() {
            by_path.entry((row.role, row.path)).or_insert(row);
        }
        by_path
    };
    BY_PATH.get_or_init(by_path).get(&(role, path)).copied()
}

/// Whether a word introduces a clause and so cannot be a value.
pub fn is_keyword(word: &str) -> bool {
    CLAUSES.iter().any(|row| row.path == word) || word == "solve"
}

/// Whether a word takes a metric after it in expectations.
pub fn is_aggregate(word: &str) -> bool {
    AGGREGATES.iter().any(|row| row.path == word) || Aggregate::percent(word).is_some()
}

/// The codes of what is wrong with the text of a scenario.
pub fn codes() -> &'static [Code] {
    CODES
}

/// Every code, those of commands included.
pub fn all_codes() -> impl Iterator<Item = &'static Code> {
    CODES.iter().chain(OF_COMMANDS)
}

/// The words of the schemes.
pub fn schemes() -> &'static [Choice] {
    SCHEMES
}

/// The words of the problems.
pub fn problems() -> &'static [Choice] {
    PROBLEMS
}
