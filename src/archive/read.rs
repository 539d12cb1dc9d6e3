//! Results read back from the files that a run wrote.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::companions::Companions;
use super::description::{
    ArraysFile, Claim, Data, DescribedFile, Description, FigureFile, Provenance, hash, sha256,
};
use super::schema::{self, SchemaError};
use crate::disk::csv::{self, CsvError};
use crate::disk::file_name;
use crate::disk::files::{self, FileError};
use crate::plot::Tables;
use crate::results::precision::Precision;
use crate::results::summary::{Grouping, SummaryError, Without, summarise};
use crate::run::point::Part;
use crate::table::columns::{MEAN, PART};
use crate::table::{Role, Table};

/// The results of an experiment.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its description, which the tables lie beside.
    pub description: PathBuf,
    /// Name of the experiment.
    pub name: String,
    /// A row per point, scheme and realization.
    pub data: StoredTable,
    /// The tables beside it.
    pub companions: Companions<StoredTable>,
    /// Figures that were drawn of them, in the order of the scenario.
    pub figures: Vec<FigureFile>,
    /// The file of the arrays, where any were recorded.
    pub arrays: Option<ArraysFile>,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// What the scenario expects, and what became of it.
    pub expectations: Vec<Claim>,
    /// Where the results come from, and the figures that go with them.
    pub provenance: Provenance,
}

/// A table, and whether it is the one that was described.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTable {
    /// The name of its file.
    pub name: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Whether the file was changed since it was described.
    pub changed: bool,
    /// What it holds.
    pub table: Table,
}

/// Why results cannot be read back.
#[derive(Debug, Error)]
pub enum StoredError {
    /// The file is not named as a table of results is.
    #[error("`{}` is not a table of results: its name does not end in `.csv`", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// There is no such file.
    #[error("`{}` does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The description that should lie beside a table does not.
    #[error(
        "`{}` has no description `{}` beside it; keep the files of a run together",
        path.display(),
        description.display()
    )]
    Undescribed {
        /// The table.
        path: PathBuf,
        /// The description.
        description: PathBuf,
    },
    /// A file cannot be read.
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
    /// The description names a file outside its folder.
    #[error("`{}` describes `{}`, which is not the name of a file beside it", path.display(), name.escape_debug())]
    Place {
        /// The description.
        path: PathBuf,
        /// The name.
        name: String,
    },
    /// The description is that of a table without summary.
    #[error("`{}` describes no summary", path.display())]
    NoSummary {
        /// The description.
        path: PathBuf,
    },
    /// A table is not the one that was described.
    #[error(
        "`{}` is not the table that `{}` describes; run the scenario again, or copy both files from one run",
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
    /// Reads the results that a table belongs to; see [`description_of`].
    ///
    /// # Errors
    /// When the file is not named so, or as [`Self::read`].
    pub fn of_table(table: &Path) -> Result<Self, StoredError> {
        if table.extension().is_none_or(|ending| ending != "csv") {
            let path = table.to_owned();
            return Err(StoredError::Name { path });
        }
        Self::of(table)
    }

    /// Reads the results that a table or description belongs to; see [`description_of`].
    ///
    /// # Errors
    /// When there is no such file, or as [`Self::read`].
    pub fn of(path: &Path) -> Result<Self, StoredError> {
        let description = description_of(path);
        let path = path.to_owned();
        if !path.exists() {
            return Err(StoredError::Missing { path });
        }
        if !description.exists() {
            return Err(StoredError::Undescribed { path, description });
        }
        Self::read(&description)
    }

    /// Reads the results whose description, `NAME.json`, this is.
    ///
    /// # Errors
    /// When the description, or a table that it describes, cannot be read.
    pub fn read(description: &Path) -> Result<Self, StoredError> {
        let bytes = files::read(description)?;
        let described = schema::read(&bytes).map_err(|source| StoredError::Schema {
            path: description.to_owned(),
            source,
        })?;
        let beside = |file: DescribedFile| StoredTable::read(description, file);
        Ok(Self {
            description: description.to_owned(),
            name: described.name,
            data: beside(described.data)?,
            companions: described.companions.try_map(beside)?,
            figures: described.figures,
            arrays: described.arrays,
            precision: described.precision,
            expectations: described.expectations,
            provenance: described.provenance,
        })
    }

    /// Its tables.
    pub fn tables(&self) -> impl Iterator<Item = &StoredTable> {
        std::iter::once(&self.data).chain(self.companions.iter())
    }

    /// Refuses tables that were changed since they were described.
    fn unchanged(&self) -> Result<(), StoredError> {
        match self.tables().find(|table| table.changed) {
            None => Ok(()),
            Some(table) => Err(StoredError::Changed {
                path: self.description.with_file_name(&table.name),
                description: self.description.clone(),
            }),
        }
    }

    /// Their description with these figures.
    pub(crate) fn described(&self, figures: &[FigureFile]) -> Result<Vec<u8>, StoredError> {
        self.unchanged()?;
        let bytes = |stored: &StoredTable| {
            csv::to_bytes(&stored.table).map_err(|source| StoredError::Csv {
                path: self.description.with_file_name(&stored.name),
                source,
            })
        };
        let data = bytes(&self.data)?;
        let companions = self
            .companions
            .as_ref()
            .try_map(|stored| Ok::<_, StoredError>((stored, bytes(stored)?)))?;
        let described = companions
            .as_ref()
            .map(|(stored, bytes)| stored.data(bytes));
        schema::to_bytes(&Description {
            name: &self.name,
            data: self.data.data(&data),
            companions: described,
            figures,
            arrays: self.arrays.as_ref(),
            precision: self.precision.as_ref(),
            expectations: &self.expectations,
            provenance: &self.provenance,
        })
        .map_err(|source| StoredError::Schema {
            path: self.description.clone(),
            source,
        })
    }

    /// The summary with columns of these names as well, for those that a summary leaves out, such as diagnostics;
    /// none where it has all of them, or the table does not.
    ///
    /// # Errors
    /// When the table cannot be summarised.
    pub fn summary_of(&self, names: &[&str]) -> Result<Option<Table>, SummaryError> {
        let Some(summary) = &self.companions.summary else {
            return Ok(None);
        };
        let summary = &summary.table;
        let mut table = self.data.table.clone();
        let mut more = false;
        for column in &mut table.columns {
            let is_asked = names.contains(&column.name.as_str());
            if is_asked
                && matches!(column.role, Role::Diagnostic | Role::Derived)
                && column.ty.is_numeric()
            {
                column.role = Role::Metric;
                more = true;
            }
        }
        if !more {
            return Ok(None);
        }
        let is_mean = |name: &&str| summary.position(&format!("{name}{MEAN}")).is_some();
        let averaged: Vec<&str> = table.names(Role::Key).into_iter().filter(is_mean).collect();
        let grouping = Grouping {
            without: table.position(PART).map(|_| Without {
                column: PART,
                word: Part::Between.word(),
            }),
            ..Grouping::by(&summary.names(Role::Key)).averaging(&averaged)
        };
        summarise(&table, &grouping).map(Some)
    }

    /// The tables, to draw from.
    ///
    /// # Errors
    /// When there is no summary, or a table was changed since it was described.
    pub fn drawable(&self) -> Result<Tables<'_>, StoredError> {
        self.unchanged()?;
        let tables = self.companions.as_ref().map(|stored| &stored.table);
        let Some(summary) = tables.summary else {
            let path = self.description.clone();
            return Err(StoredError::NoSummary { path });
        };
        Ok(Tables {
            name: &self.name,
            data: &self.data.table,
            summary,
            boundary: tables.boundary,
            beampattern: tables.beampattern,
            layout: tables.layout,
            users: tables.users,
        })
    }
}

/// Endings of the names of an experiment's tables, the shortest last.
const ENDINGS: [&str; 10] = [
    ".summary.csv",
    ".paired.csv",
    ".boundary.csv",
    ".beampattern.csv",
    ".layout.csv",
    ".users.csv",
    ".found.csv",
    ".csv",
    ".npz",
    ".mat",
];

/// The description `NAME.json` beside `NAME.csv`, `NAME.summary.csv` and the like; of anything
/// else, the path itself.
#[must_use]
pub fn description_of(path: &Path) -> PathBuf {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return path.to_owned();
    };
    match ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)) {
        Some(stem) => path.with_file_name(format!("{stem}.json")),
        None => path.to_owned(),
    }
}

impl StoredTable {
    fn data<'a>(&'a self, bytes: &'a [u8]) -> Data<'a> {
        Data {
            path: &self.name,
            table: &self.table,
            bytes,
        }
    }

    fn read(description: &Path, file: DescribedFile) -> Result<Self, StoredError> {
        if file_name::check(&file.path).is_err() {
            return Err(StoredError::Place {
                path: description.to_owned(),
                name: file.path,
            });
        }
        let path = description.with_file_name(&file.path);
        let bytes = files::read(&path)?;
        let table =
            csv::read(&bytes, &file.columns).map_err(|source| StoredError::Csv { path, source })?;
        Ok(Self {
            changed: file.hash != hash(&bytes),
            name: file.path,
            sha256: sha256(&bytes),
            table,
        })
    }
}
