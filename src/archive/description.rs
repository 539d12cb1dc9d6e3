//! What is described of an experiment's results: files, claims, figures and provenance.
//!
//! [`schema`](super::schema) is its form in `NAME.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use crate::language::syntax::sha256;

use super::companions::Companions;
use super::keys::PrimaryKey;
use crate::language::Plot;
use crate::plot::Format;
use crate::results::arrays::DescribedArray;
use crate::results::precision::Precision;
use crate::results::{Networks, Partial};
use crate::table::{Column, Table, TableError};

/// Where a result came from: all that is needed to compute it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the program.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// The scenario's files, the one that was run first, then those it uses.
    pub sources: Vec<Source>,
    /// What was set for this run in place of what the scenario says, in the order of names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<Override>,
    /// The only experiments of the scenario that were asked for; all of them where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// The seed of every random stream.
    pub seed: u64,
    /// What was asked for: realizations, seed, sweeps, what is solved.
    #[serde(default)]
    pub controls: Vec<Setting>,
    /// Every setting that has an effect, as resolved.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// The experiment as `cfs plan` shows it.
    pub scenario: String,
    /// Settings of the solver by name.
    pub solver: BTreeMap<String, String>,
    /// The figures that the scenario asks for, so that they can be drawn again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plots: Vec<Plot>,
    /// Place of the experiment among those of its scenario, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<usize>,
    /// Of how many units the tables are, where units are missing that were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<Partial>,
}

/// A value that was set for a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// The path of a setting, or the name of a `let`.
    pub name: String,
    /// The value, as it was given.
    pub value: String,
}

/// The name of the setting that says what was searched.
pub(crate) const FIND: &str = "find";

/// A value and where it is stated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// Its value, as it would be written.
    pub value: String,
    /// `file:line`, or `default`.
    pub origin: String,
}

/// An expectation of the scenario and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// As written.
    pub text: String,
    /// The comparison.
    pub operator: String,
    /// Of which of several places the values are: the first where it fails, else the closest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Value of the left side, where there is one.
    pub left: Option<f64>,
    /// Value of the right side.
    pub right: Option<f64>,
    /// Whether it holds.
    pub passed: bool,
    /// The networks that both sides are over, where they are not all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub networks: Option<Networks>,
}

/// A file that a result depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// As the user wrote it, so that it means the same on another machine.
    pub path: String,
    /// [`sha256`] of its content.
    pub sha256: String,
}

/// A figure that was written beside the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureFile {
    /// The file's name, in the folder of the description.
    pub path: String,
    /// Its media type, such as `image/svg+xml`.
    pub mediatype: String,
    /// Its size.
    pub bytes: usize,
    /// Its hash: [`HASH`] and a [`sha256`].
    pub hash: String,
}

impl FigureFile {
    /// The figure in a file of this name and content.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self {
            path: name.to_owned(),
            mediatype: name
                .rsplit('.')
                .next()
                .and_then(Format::of_ending)
                .unwrap_or(Format::Svg)
                .media_type()
                .to_owned(),
            bytes: bytes.len(),
            hash: hash(bytes),
        }
    }

    /// Whether it is a drawing that a browser shows.
    #[must_use]
    pub fn is_svg(&self) -> bool {
        self.mediatype == Format::Svg.media_type()
    }
}

/// The file of the arrays that were recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArraysFile {
    /// The file's name, in the folder of the description.
    pub path: String,
    /// `application/zip` or `application/x-matlab-data`.
    pub mediatype: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash: [`HASH`] and a [`sha256`].
    pub hash: String,
    /// What it holds.
    pub members: Vec<DescribedArray>,
}

/// The name of this program in a provenance.
pub const PROGRAM: &str = "cfs";

/// Begins the hash of a file in a description.
pub const HASH: &str = "sha256:";

/// The hash of a file, as descriptions hold it.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    format!("{HASH}{}", sha256(bytes))
}

/// Whether the hash of a description is this SHA-256.
#[must_use]
pub fn is_hash(hash: &str, sha256: &str) -> bool {
    hash.strip_prefix(HASH) == Some(sha256)
}

/// What is described together.
#[derive(Debug, Clone, Copy)]
pub struct Description<'a> {
    /// Name of the experiment.
    pub name: &'a str,
    /// Its rows.
    pub data: &'a DescribedFile,
    /// The tables beside them.
    pub companions: Companions<&'a DescribedFile>,
    /// Figures of them, in the order of the scenario.
    pub figures: &'a [FigureFile],
    /// The file of the arrays, where any were recorded.
    pub arrays: Option<&'a ArraysFile>,
    /// How well the means are known, where that was asked for.
    pub precision: Option<&'a Precision>,
    /// What was expected of it.
    pub expectations: &'a [Claim],
    /// Where all of it came from.
    pub provenance: &'a Provenance,
}

/// What a description says when it is read back.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// Name of the experiment.
    pub name: String,
    /// Its rows.
    pub data: DescribedFile,
    /// The tables beside them.
    pub companions: Companions<DescribedFile>,
    /// Figures of them, in the order of the scenario.
    pub figures: Vec<FigureFile>,
    /// The file of the arrays, where any were recorded.
    pub arrays: Option<ArraysFile>,
    /// How well the means are known, where that was asked for.
    pub precision: Option<Precision>,
    /// What was expected of it, and what became of that.
    pub expectations: Vec<Claim>,
    /// Where all of it came from.
    pub provenance: Provenance,
}

impl Described {
    fn tables(&self) -> impl Iterator<Item = &DescribedFile> {
        std::iter::once(&self.data).chain(self.companions.iter())
    }

    /// The columns of the table in the file of this name.
    #[must_use]
    pub fn columns_of(&self, file: &str) -> Option<&[Column]> {
        let mut tables = self.tables();
        Some(&tables.find(|table| table.path == file)?.columns)
    }

    /// Every file that is described, as name and hash.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let tables = self
            .tables()
            .map(|file| (file.path.as_str(), file.hash.as_str()));
        let figures = self.figures.iter();
        let figures = figures.map(|file| (file.path.as_str(), file.hash.as_str()));
        let arrays = self.arrays.iter();
        let arrays = arrays.map(|file| (file.path.as_str(), file.hash.as_str()));
        tables.chain(figures).chain(arrays)
    }
}

/// A table that is described.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribedFile {
    /// Its file, beside the description.
    pub path: String,
    /// Size of the file.
    pub bytes: u64,
    /// SHA-256 of the file, with the name of the method before it.
    pub hash: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns that together tell its rows apart; none where they do not.
    pub keys: Vec<String>,
}

impl DescribedFile {
    /// A table whose file has these bytes.
    ///
    /// # Errors
    /// When the table is invalid.
    pub fn of(path: &str, table: &Table, bytes: &[u8]) -> Result<Self, TableError> {
        table.validate()?;
        let mut key = PrimaryKey::new(&table.columns);
        key.add(&table.rows);
        Ok(Self {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            hash: hash(bytes),
            columns: table.columns.clone(),
            keys: key.finish(table)?,
        })
    }
}
