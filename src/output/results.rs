//! The files of an experiment: data, summary and description, together.

use std::path::PathBuf;

use thiserror::Error;

use super::csv::{self, CsvError};
use super::files::{FileError, OutputFolder};
use super::paired::summarise_pairs;
use super::precision::Precision;
use super::schema::{self, Data, Description, Provenance, SchemaError};
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
    /// Keys whose values are compared with the first of them.
    pub compared: &'a [&'a str],
    /// How well the means are known, where that was asked for.
    pub precision: Option<&'a Precision>,
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
    /// Paired differences, where something was compared.
    pub paired: Option<Table>,
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
/// data, summary, paired differences where something is compared, description.
/// Check them with [`OutputFolder::place`] before a long run.
#[must_use]
pub fn file_names(name: &str) -> [String; 4] {
    [
        format!("{name}.csv"),
        format!("{name}.summary.csv"),
        format!("{name}.paired.csv"),
        format!("{name}.json"),
    ]
}

/// Name of the file in which an experiment's finished units are written down.
#[must_use]
pub fn journal_name(name: &str) -> String {
    format!("{name}.journal")
}

/// Writes `NAME.csv`, `NAME.summary.csv`, `NAME.paired.csv` where something was
/// compared, the other files and `NAME.json`: all of them or none. The
/// description comes last because it holds the hashes of the tables.
///
/// # Errors
/// When the table cannot be summarised or described, or the disk refuses.
pub fn write(folder: &OutputFolder, results: &Results<'_>) -> Result<Written, ResultsError> {
    let Results { name, table, .. } = *results;
    let in_csv = |source| ResultsError::Csv {
        name: name.to_owned(),
        source,
    };
    let in_summary = |source| ResultsError::Summary {
        name: name.to_owned(),
        source,
    };
    let [csv_name, summary_name, paired_name, json_name] = file_names(name);

    let mut summary = summarise(table, &results.grouping).map_err(in_summary)?;
    if let Some(precision) = results.precision {
        precision
            .mark(&mut summary)
            .map_err(|error| in_summary(error.into()))?;
    }
    let paired = summarise_pairs(table, &results.grouping, results.compared).map_err(in_summary)?;
    let mut tables = vec![(csv_name, table), (summary_name, &summary)];
    tables.extend(paired.as_ref().map(|paired| (paired_name, paired)));
    let bytes: Vec<Vec<u8>> = tables
        .iter()
        .map(|(_, table)| csv::to_bytes(table).map_err(in_csv))
        .collect::<Result<_, _>>()?;
    let data: Vec<Data<'_>> = tables
        .iter()
        .zip(&bytes)
        .map(|((path, table), bytes)| Data { path, table, bytes })
        .collect();
    let description = Description {
        name,
        data: data[0],
        summary: data.get(1).copied(),
        paired: data.get(2).copied(),
        precision: results.precision,
        provenance: results.provenance,
    };
    let json_bytes = schema::to_bytes(&description).map_err(|source| ResultsError::Schema {
        name: name.to_owned(),
        source,
    })?;

    let mut set = folder.file_set();
    for Data { path, bytes, .. } in data {
        set.add(path, bytes)?;
    }
    for (other, bytes) in results.others {
        set.add(other, bytes)?;
    }
    set.add(&json_name, &json_bytes)?;
    let files = set.commit()?;
    Ok(Written {
        summary,
        paired,
        files,
    })
}
