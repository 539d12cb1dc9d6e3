//! Results read back from the files that a run wrote.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::companions::Companions;
use super::description::{
    ArraysFile, Claim, DescribedFile, Description, FigureFile, Provenance, is_hash,
};
use super::schema::{self, SchemaError};
use crate::disk::csv::{CsvError, CsvFile};
use crate::disk::file_name;
use crate::disk::files::{self, FileError};
use crate::language::{Metric, Record};
use crate::plot::Tables;
use crate::results::precision::Precision;
use crate::results::spread;
use crate::results::summary::{Grouping, SummaryError, Without, summarise};
use crate::run::point::Part;
use crate::table::columns::{MEAN, PART};
use crate::table::{Column, Role, Rows, Table, TableError, Walk};

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
    /// What it holds, read as it is walked through.
    pub rows: CsvFile,
    described: DescribedFile,
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
        schema::to_bytes(&Description {
            name: &self.name,
            data: &self.data.described,
            companions: self.companions.as_ref().map(|stored| &stored.described),
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

    /// The summary with columns of these names as well, for those that a summary leaves out, such as diagnostics and
    /// percentiles that were not recorded; none where it has all of them, or the tables do not.
    ///
    /// # Errors
    /// When the table cannot be summarised.
    pub fn summary_of(&self, names: &[&str]) -> Result<Option<Table>, SummaryError> {
        let Some(stored) = &self.companions.summary else {
            return Ok(None);
        };
        let summary = stored.rows.columns();
        let is_there = |name: &str| summary.iter().any(|column| column.name == name);
        let percentiles = names.iter().filter(|name| !is_there(name));
        let percentiles = percentiles.filter_map(|name| Record::percentile_named(name));
        let has = |rows: &CsvFile, metric: Metric| {
            let mut columns = rows.columns().iter();
            columns.any(|column| column.name == metric.stem())
        };
        let users = self.companions.users.as_ref().map(|users| &users.rows);
        // Of a metric that both have, that of the points.
        let (mut of_points, mut of_users) = (Vec::new(), Vec::new());
        for (aggregate, metric) in percentiles {
            if has(&self.data.rows, metric) {
                of_points.push((aggregate, metric));
            } else if users.is_some_and(|users| has(users, metric)) {
                of_users.push((aggregate, metric));
            }
        }
        let rows = Promoted::of(&self.data.rows, names);
        let is_promoted = rows.columns != self.data.rows.columns();
        if !is_promoted && of_points.is_empty() && of_users.is_empty() {
            return Ok(None);
        }
        let is_key = |column: &&Column| column.role == Role::Key;
        let name = |column: &Column| column.name.clone();
        let is_mean = |column: &&Column| {
            let mean = format!("{}{MEAN}", column.name);
            summary.iter().any(|other| other.name == mean)
        };
        let keys = || rows.columns.iter().filter(is_key);
        let grouping = Grouping {
            by: summary.iter().filter(is_key).map(name).collect(),
            averaged: keys().filter(is_mean).map(name).collect(),
            unnumbered: Vec::new(),
            without: keys().any(|column| column.name == PART).then(|| Without {
                column: PART,
                word: Part::Between.word(),
            }),
        };
        let mut table = match is_promoted {
            true => summarise(&rows, &grouping)?,
            false => Table::of_rows(&stored.rows, |_| true, |_| true)?,
        };
        let sources = [(Some(&self.data.rows), of_points), (users, of_users)];
        for (rows, asked) in sources {
            if let Some(rows) = rows.filter(|_| !asked.is_empty()) {
                let found = spread::of_rows(rows, &asked, &grouping)?;
                spread::join(&mut table, &found, &grouping)?;
            }
        }
        Ok(Some(table))
    }

    /// The tables, to draw from.
    ///
    /// # Errors
    /// When there is no summary, or a table was changed since it was described.
    pub fn drawable(&self) -> Result<Drawable<'_>, StoredError> {
        self.unchanged()?;
        let read = |stored: &StoredTable| stored.table(&self.description);
        let Some(summary) = &self.companions.summary else {
            let path = self.description.clone();
            return Err(StoredError::NoSummary { path });
        };
        Ok(Drawable {
            stored: self,
            summary: read(summary)?,
            boundary: self.companions.boundary.as_ref().map(read).transpose()?,
        })
    }
}

/// The tables of results, to draw from: means are in memory, others read as they are needed.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawable<'a> {
    stored: &'a Stored,
    /// The summary.
    pub summary: Table,
    /// The mean boundary of a region, where there is one.
    pub boundary: Option<Table>,
}

impl Drawable<'_> {
    /// The tables as figures take them.
    #[must_use]
    pub fn tables(&self) -> Tables<'_> {
        let rows = self
            .stored
            .companions
            .as_ref()
            .map(|stored| &stored.rows as &dyn Rows);
        Tables {
            name: &self.stored.name,
            data: &self.stored.data.rows,
            summary: &self.summary,
            boundary: self.boundary.as_ref(),
            beampattern: rows.beampattern,
            layout: rows.layout,
            users: rows.users,
        }
    }
}

/// Rows whose diagnostics and derived settings of some names are metrics, so that they have means.
#[derive(Debug)]
struct Promoted<'a> {
    rows: &'a CsvFile,
    columns: Vec<Column>,
}

impl<'a> Promoted<'a> {
    fn of(rows: &'a CsvFile, names: &[&str]) -> Self {
        let mut columns = rows.columns().to_vec();
        for column in &mut columns {
            let is_asked = names.contains(&column.name.as_str());
            let may_be = matches!(column.role, Role::Diagnostic | Role::Derived);
            if is_asked && may_be && column.ty.is_numeric() {
                column.role = Role::Metric;
            }
        }
        Self { rows, columns }
    }
}

impl Rows for Promoted<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        self.rows.walk()
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
    /// All of it; for tables of means, which are small.
    ///
    /// # Errors
    /// When it can no longer be read.
    pub(crate) fn table(&self, description: &Path) -> Result<Table, StoredError> {
        self.rows.table().map_err(|error| StoredError::Csv {
            path: description.with_file_name(&self.name),
            source: error.into(),
        })
    }

    fn read(description: &Path, file: DescribedFile) -> Result<Self, StoredError> {
        if file_name::check(&file.path).is_err() {
            return Err(StoredError::Place {
                path: description.to_owned(),
                name: file.path,
            });
        }
        let path = description.with_file_name(&file.path);
        let found = files::digest(&path)?;
        let rows = CsvFile::open(&path, file.columns.clone());
        Ok(Self {
            changed: !is_hash(&file.hash, &found.sha256),
            name: file.path.clone(),
            sha256: found.sha256,
            rows: rows.map_err(|source| StoredError::Csv { path, source })?,
            described: DescribedFile {
                bytes: found.bytes,
                ..file
            },
        })
    }
}
