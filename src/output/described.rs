//! Results as they lie in a folder: the tables by their description.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::csv::{self, CsvError};
use super::file_name;
use super::files::{self, FileError};
use super::precision::Precision;
use super::schema::{Claim, Provenance, ReadSchema, SchemaError, sha256};
use super::table::Table;

/// The results of an experiment, read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Name of the experiment.
    pub name: String,
    /// A row per point, scheme and realization.
    pub data: DescribedTable,
    /// Means, intervals and counts.
    pub summary: Option<DescribedTable>,
    /// Paired differences.
    pub paired: Option<DescribedTable>,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// What the scenario expects, and what became of it.
    pub expectations: Vec<Claim>,
    /// Where the results come from.
    pub provenance: Provenance,
}

impl Described {
    /// Its tables.
    pub fn tables(&self) -> impl Iterator<Item = &DescribedTable> {
        let others = self.summary.iter().chain(&self.paired);
        [&self.data].into_iter().chain(others)
    }
}

/// A table, and whether it is the one that was described.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribedTable {
    /// Its file, in the folder of the description.
    pub path: String,
    /// SHA-256 of the file.
    pub hash: String,
    /// Whether the file was changed since it was described.
    pub changed: bool,
    /// Its rows.
    pub table: Table,
}

/// Why results can not be read.
#[derive(Debug, Error)]
pub enum DescribedError {
    /// A file can not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The description is none.
    #[error("`{}`: {source}", path.display())]
    Schema {
        /// The description.
        path: PathBuf,
        /// What is wrong with it.
        source: SchemaError,
    },
    /// The description names a file outside its folder.
    #[error("`{}` describes `{}`, which is not the name of a file beside it", path.display(), name.escape_debug())]
    Place {
        /// The description.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// A table is not the one that is described.
    #[error("`{}`: {source}", path.display())]
    Csv {
        /// The table.
        path: PathBuf,
        /// What is wrong with it.
        source: CsvError,
    },
}

/// Reads the results whose description is at `path`.
///
/// # Errors
/// When the description, or a table that it describes, can not be read.
pub fn read(path: &Path) -> Result<Described, DescribedError> {
    let in_schema = |source| DescribedError::Schema {
        path: path.to_owned(),
        source,
    };
    let bytes = files::read(path)?;
    let document: Document =
        serde_json::from_slice(&bytes).map_err(|error| in_schema(SchemaError::Malformed(error)))?;
    let table = |file: ReadFile| read_table(path, file);
    Ok(Described {
        name: document.name,
        data: table(document.file)?,
        summary: document.summary.map(table).transpose()?,
        paired: document.paired.map(table).transpose()?,
        precision: document.precision,
        expectations: document.expectations,
        provenance: document.provenance,
    })
}

fn read_table(description: &Path, file: ReadFile) -> Result<DescribedTable, DescribedError> {
    if file_name::check(&file.path).is_err() {
        return Err(DescribedError::Place {
            path: description.to_owned(),
            name: file.path,
        });
    }
    let columns = file
        .schema
        .into_columns()
        .map_err(|source| DescribedError::Schema {
            path: description.to_owned(),
            source,
        })?;
    let path = description.with_file_name(&file.path);
    let bytes = files::read(&path)?;
    let table = csv::read(&bytes, &columns).map_err(|source| DescribedError::Csv {
        path: path.clone(),
        source,
    })?;
    let hash = sha256(&bytes);
    Ok(DescribedTable {
        changed: file.hash != format!("sha256:{hash}"),
        path: file.path,
        hash,
        table,
    })
}

#[derive(Deserialize)]
struct Document {
    name: String,
    #[serde(flatten)]
    file: ReadFile,
    summary: Option<ReadFile>,
    paired: Option<ReadFile>,
    precision: Option<Precision>,
    #[serde(default)]
    expectations: Vec<Claim>,
    provenance: Provenance,
}

#[derive(Deserialize)]
struct ReadFile {
    path: String,
    hash: String,
    schema: ReadSchema,
}
