//! Why a run has no results.

use std::collections::BTreeSet;

use thiserror::Error;

use super::precision::Precision;
use super::summary::SummaryError;
use crate::run::{self, StoreError};
use crate::table::TableError;

/// Why a run has no results.
#[derive(Debug, Error)]
pub enum RunError {
    /// It was asked to stop.
    #[error("stopped before all units were done")]
    Stopped,
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] run::ThreadsError),
    /// Schemes that the scenario asks of the caller were not given.
    #[error("{}", missing(.0))]
    External(Vec<String>),
    /// The results do not make a table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A result is missing that was to be known.
    #[error("results of units are missing")]
    Missing {
        /// Of so many realizations every unit is known.
        complete: u32,
        /// How well the means of those are known, where a precision is asked for.
        precision: Option<Precision>,
        /// The cases that a search has tried and those that it may try next, where there is one.
        cases: BTreeSet<usize>,
    },
    /// Results cannot be kept until tables are made of them, or not be read back.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The results have no summary to judge their precision by.
    #[error(transparent)]
    Summary(#[from] SummaryError),
}

/// What is missing where schemes were not given.
fn missing(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [name] => format!("the external scheme {name} was not given"),
        names => format!("the external schemes {} were not given", names.join(", ")),
    }
}
