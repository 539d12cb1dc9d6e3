//! Results read back from the files that a run wrote.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::csv::{self, CsvError};
use super::files::{self, FileError};
use super::plot::{Request, Tables};
use super::schema::{self, DescribedFile, SchemaError};
use super::table::Table;

/// The tables of an experiment and the figures that belong to them.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Name of the experiment.
    pub name: String,
    /// A row per point and realization.
    pub data: Table,
    /// Their summary.
    pub summary: Table,
    /// Samples of beampatterns.
    pub beampattern: Option<Table>,
    /// Places of everything.
    pub layout: Option<Table>,
    /// The figures that the scenario asks for.
    pub plots: Vec<Request>,
}

/// Why results can not be read back.
#[derive(Debug, Error)]
pub enum StoredError {
    /// The file is not named as a table of results is.
    #[error("`{}` is no table of results: its name does not end with `.csv`", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A file can not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The description says nothing that can be used.
    #[error("`{}`: {source}", path.display())]
    Schema {
        /// The description.
        path: PathBuf,
        /// What is wrong.
        source: SchemaError,
    },
    /// The description is that of a table without summary.
    #[error("`{}` describes no summary", path.display())]
    NoSummary {
        /// The description.
        path: PathBuf,
    },
    /// A table is not the one that was described.
    #[error(
        "`{}` is not the table that `{}` describes; run the scenario again, or fetch both files from one run",
        path.display(),
        description.display()
    )]
    Changed {
        /// The table.
        path: PathBuf,
        /// Its description.
        description: PathBuf,
    },
    /// A table does not read as described.
    #[error("`{}`: {source}", path.display())]
    Csv {
        /// The table.
        path: PathBuf,
        /// What is wrong.
        source: CsvError,
    },
}

impl Stored {
    /// Reads `NAME.csv` with what `NAME.json` beside it describes.
    ///
    /// # Errors
    /// When a file is missing, has changed since, or is none of a run.
    pub fn read(table: &Path) -> Result<Self, StoredError> {
        if table.extension().is_none_or(|ending| ending != "csv") {
            let path = table.to_owned();
            return Err(StoredError::Name { path });
        }
        let description = table.with_extension("json");
        let bytes = files::read(&description)?;
        let described = schema::read(&bytes).map_err(|source| StoredError::Schema {
            path: description.clone(),
            source,
        })?;
        let beside = |file: &DescribedFile| read_table(&description, file);
        let Some(summary) = &described.summary else {
            return Err(StoredError::NoSummary { path: description });
        };
        Ok(Self {
            data: beside(&described.data)?,
            summary: beside(summary)?,
            beampattern: described.beampattern.as_ref().map(beside).transpose()?,
            layout: described.layout.as_ref().map(beside).transpose()?,
            name: described.name,
            plots: described.plots,
        })
    }

    /// The tables, to draw from.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        Tables {
            name: &self.name,
            data: &self.data,
            summary: &self.summary,
            beampattern: self.beampattern.as_ref(),
            layout: self.layout.as_ref(),
        }
    }
}

fn read_table(description: &Path, file: &DescribedFile) -> Result<Table, StoredError> {
    // A description names files beside itself and nowhere else.
    let name = Path::new(&file.path).file_name().unwrap_or_default();
    let path = description.with_file_name(name);
    let bytes = files::read(&path)?;
    if file.hash != schema::hash(&bytes) {
        let description = description.to_owned();
        return Err(StoredError::Changed { path, description });
    }
    csv::read(&bytes, &file.columns).map_err(|source| StoredError::Csv { path, source })
}
