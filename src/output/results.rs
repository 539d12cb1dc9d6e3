//! The files of an experiment: data, summary and description, together.

use std::path::PathBuf;

use thiserror::Error;

use super::csv::{self, CsvError};
use super::files::{FileError, OutputFolder};
use super::schema::{self, Data, Provenance, SchemaError};
use super::summary::{Grouping, SummaryError, summarise};
use super::table::Table;

/// What an experiment gave.
#[derive(Debug, Clone, Copy)]
pub struct Results<'a> {
    /// Name of the experiment, and stem of its files.
    pub name: &'a str,
    /// A row per point, scheme and realization.
    pub table: &'a Table,
    /// How realizations are summarised.
    pub grouping: Grouping<'a>,
    /// Where the results came from.
    pub provenance: &'a Provenance,
    /// Further files of the experiment by name, such as plots.
    pub others: &'a [(String, Vec<u8>)],
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The summary, for the screen.
    pub summary: Table,
    /// The files, in the order in which they were put in place.
    pub files: Vec<PathBuf>,
}

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The table has no text.
    #[error("the results of `{name}`: {source}")]
    Csv {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: CsvError,
    },
    /// The table has no summary.
    #[error("the summary of `{name}`: {source}")]
    Summary {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: SummaryError,
    },
    /// The table has no description.
    #[error("the schema of `{name}`: {source}")]
    Schema {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: SchemaError,
    },
    /// A name or the disk refuses a file.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Names of the files that [`write()`] gives an experiment, other files apart:
/// data, summary, description. Check them with [`OutputFolder::place`] before
/// a long run.
#[must_use]
pub fn file_names(name: &str) -> [String; 3] {
    [
        format!("{name}.csv"),
        format!("{name}.summary.csv"),
        format!("{name}.json"),
    ]
}

/// Writes `NAME.csv`, `NAME.summary.csv`, the other files and `NAME.json`: all
/// of them or none. The description comes last because it holds the hashes of
/// the first two.
///
/// # Errors
/// When the table cannot be summarised or described, or the disk refuses.
pub fn write(folder: &OutputFolder, results: &Results<'_>) -> Result<Written, ResultsError> {
    let Results { name, table, .. } = *results;
    let in_csv = |source| ResultsError::Csv {
        name: name.to_owned(),
        source,
    };
    let [csv_name, summary_name, json_name] = file_names(name);

    let summary = summarise(table, &results.grouping).map_err(|source| ResultsError::Summary {
        name: name.to_owned(),
        source,
    })?;
    let csv_bytes = csv::to_bytes(table).map_err(in_csv)?;
    let summary_bytes = csv::to_bytes(&summary).map_err(in_csv)?;
    let data = Data {
        path: &csv_name,
        table,
        bytes: &csv_bytes,
    };
    let summary_data = Data {
        path: &summary_name,
        table: &summary,
        bytes: &summary_bytes,
    };
    let json_bytes =
        schema::to_bytes(name, data, Some(summary_data), results.provenance).map_err(|source| {
            ResultsError::Schema {
                name: name.to_owned(),
                source,
            }
        })?;

    let mut set = folder.file_set();
    set.add(&csv_name, &csv_bytes)?;
    set.add(&summary_name, &summary_bytes)?;
    for (other, bytes) in results.others {
        set.add(other, bytes)?;
    }
    set.add(&json_name, &json_bytes)?;
    let files = set.commit()?;
    Ok(Written { summary, files })
}
