//! `NAME.json`: what the columns of a result mean and where it came from.
//!
//! The file is a Frictionless Data Resource with a Table Schema, so that any
//! tool of that standard can check and load the data. Beyond the standard, a
//! field carries `unit` and `role`, and the resource carries the `summary`
//! beside it and the `provenance` of both. It holds the hash of the data:
//! whoever finds both files can tell that they belong together. No date, no
//! duration and no name of a machine enters it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use crate::language::syntax::sha256;

use super::companions::Companions;
use crate::language::Plot;
use crate::results::precision::Precision;
use crate::table::columns::{STATUS, STATUSES};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// Where a result came from: all that is needed to compute it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the program.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// The scenario's files, the one that was run first, then those it uses.
    pub sources: Vec<Source>,
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
}

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
    /// `image/svg+xml` or `image/png`.
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
            mediatype: if name.ends_with(".png") {
                "image/png"
            } else {
                SVG
            }
            .to_owned(),
            bytes: bytes.len(),
            hash: hash(bytes),
        }
    }

    /// Whether it is a drawing, and no picture of pixels.
    #[must_use]
    pub fn is_svg(&self) -> bool {
        self.mediatype == SVG
    }
}

const SVG: &str = "image/svg+xml";

/// A CSV file to be described.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// The file's name, in the folder of the description.
    pub path: &'a str,
    /// What it holds.
    pub table: &'a Table,
    /// Its content, as [`csv::to_bytes`](super::csv::to_bytes) gave it.
    pub bytes: &'a [u8],
}

/// Why a schema could not be written or read.
#[derive(Debug, Error)]
pub enum SchemaError {
    /// The table described is invalid.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The text is not the description of a table.
    #[error("not the schema of a table: {0}")]
    Malformed(#[from] serde_json::Error),
    /// A field's type is none that tables have.
    #[error("the field `{field}` is of type `{found}`, which tables do not have")]
    Type {
        /// The field's name.
        field: String,
        /// Its type in the schema.
        found: String,
    },
}

/// Begins the hash of a file in a description.
pub const HASH: &str = "sha256:";

/// The hash of a file, as descriptions hold it.
#[must_use]
pub fn hash(bytes: &[u8]) -> String {
    format!("{HASH}{}", sha256(bytes))
}

/// What is described together.
#[derive(Debug, Clone, Copy)]
pub struct Description<'a> {
    /// Name of the experiment.
    pub name: &'a str,
    /// Its rows.
    pub data: Data<'a>,
    /// The tables beside them.
    pub companions: Companions<Data<'a>>,
    /// Figures of them, in the order of the scenario.
    pub figures: &'a [FigureFile],
    /// How well the means are known, where that was asked for.
    pub precision: Option<&'a Precision>,
    /// What was expected of it.
    pub expectations: &'a [Claim],
    /// Where all of it came from.
    pub provenance: &'a Provenance,
}

/// The description of a result: its data, what was made of them, and where
/// they came from. Equal arguments give equal bytes.
///
/// # Errors
/// When a table is invalid.
pub fn to_bytes(description: &Description<'_>) -> Result<Vec<u8>, SchemaError> {
    let document = Document {
        profile: "tabular-data-resource",
        name: description.name,
        file: File::of(description.data)?,
        companions: description.companions.try_map(File::of)?,
        figures: description.figures,
        precision: description.precision,
        expectations: description.expectations,
        provenance: description.provenance,
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The columns that a description gives its data: the inverse of [`to_bytes`]
/// as far as columns go. Fields of other programs may lack unit and role.
///
/// # Errors
/// When the text is no such description, or names a type that tables lack.
pub fn columns(bytes: &[u8]) -> Result<Vec<Column>, SchemaError> {
    let resource: ReadResource = serde_json::from_slice(bytes)?;
    resource.schema.into_columns()
}

/// What a description of [`to_bytes`] says.
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
        tables.chain(figures.map(|file| (file.path.as_str(), file.hash.as_str())))
    }
}

/// A table that is described.
#[derive(Debug, Clone, PartialEq)]
pub struct DescribedFile {
    /// The file's name, in the folder of the description.
    pub path: String,
    /// Its hash: [`HASH`] and a [`sha256`].
    pub hash: String,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// Reads a description: the inverse of [`to_bytes`].
///
/// # Errors
/// When the text is no such description, or names a type that tables lack.
pub fn read(bytes: &[u8]) -> Result<Described, SchemaError> {
    let document: ReadDocument = serde_json::from_slice(bytes)?;
    Ok(Described {
        name: document.name,
        data: document.file.into_described()?,
        companions: document.companions.try_map(ReadFile::into_described)?,
        figures: document.figures,
        precision: document.precision,
        expectations: document.expectations,
        provenance: document.provenance,
    })
}

#[derive(Serialize)]
struct Document<'a> {
    profile: &'static str,
    name: &'a str,
    #[serde(flatten)]
    file: File<'a>,
    #[serde(flatten)]
    companions: Companions<File<'a>>,
    #[serde(skip_serializing_if = "<[FigureFile]>::is_empty")]
    figures: &'a [FigureFile],
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<&'a Precision>,
    #[serde(skip_serializing_if = "<[Claim]>::is_empty")]
    expectations: &'a [Claim],
    provenance: &'a Provenance,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    format: &'static str,
    mediatype: &'static str,
    encoding: &'static str,
    dialect: Dialect,
    bytes: usize,
    hash: String,
    schema: Schema<'a>,
}

/// How the `csv` module writes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dialect {
    delimiter: &'static str,
    line_terminator: &'static str,
    header: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Schema<'a> {
    fields: Vec<Field<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    primary_key: Vec<&'a str>,
    missing_values: [&'static str; 1],
}

#[derive(Serialize)]
struct Field<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    ty: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    unit: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'a str,
    role: &'static str,
    #[serde(skip_serializing_if = "Constraints::is_none")]
    constraints: Constraints,
}

#[derive(Default, PartialEq, Eq, Serialize)]
struct Constraints {
    #[serde(skip_serializing_if = "Option::is_none")]
    required: Option<bool>,
    #[serde(rename = "enum", skip_serializing_if = "Option::is_none")]
    words: Option<[&'static str; 3]>,
}

impl Constraints {
    fn of(column: &Column, primary: bool) -> Self {
        let status =
            column.role == Role::Status && column.name == STATUS && column.ty == ColumnType::Text;
        Self {
            required: (primary || status).then_some(true),
            words: status.then_some(STATUSES),
        }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

impl<'a> File<'a> {
    fn of(data: Data<'a>) -> Result<Self, SchemaError> {
        data.table.validate()?;
        Ok(Self {
            path: data.path,
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            dialect: Dialect {
                delimiter: ",",
                line_terminator: "\n",
                header: true,
            },
            bytes: data.bytes.len(),
            hash: hash(data.bytes),
            schema: Schema::of(data.table)?,
        })
    }
}

impl<'a> Schema<'a> {
    fn of(table: &'a Table) -> Result<Self, SchemaError> {
        let primary_key = primary_key(table)?;
        let fields = table
            .columns
            .iter()
            .map(|column| Field {
                name: &column.name,
                ty: column.ty.as_str(),
                unit: &column.unit,
                title: &column.title,
                description: &column.description,
                role: column.role.as_str(),
                constraints: Constraints::of(column, primary_key.contains(&&*column.name)),
            })
            .collect();
        Ok(Self {
            fields,
            primary_key,
            missing_values: [""],
        })
    }
}

/// The key columns that hold a value in every row, if together they tell all
/// rows apart; a step that was never placed, say, has an index and no value.
fn primary_key(table: &Table) -> Result<Vec<&str>, TableError> {
    let filled = |name: &&str| {
        let index = table.position(name);
        let missing = |row: &Vec<Cell>| index.is_some_and(|index| row[index].is_missing());
        !table.rows.iter().any(missing)
    };
    let keys: Vec<&str> = table.names(Role::Key).into_iter().filter(filled).collect();
    let unique = table.duplicate(&keys)?.is_none();
    Ok(if unique { keys } else { Vec::new() })
}

#[derive(Deserialize)]
struct ReadDocument {
    name: String,
    #[serde(flatten)]
    file: ReadFile,
    #[serde(flatten)]
    companions: Companions<ReadFile>,
    #[serde(default)]
    figures: Vec<FigureFile>,
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

impl ReadFile {
    fn into_described(self) -> Result<DescribedFile, SchemaError> {
        Ok(DescribedFile {
            path: self.path,
            hash: self.hash,
            columns: self.schema.into_columns()?,
        })
    }
}

#[derive(Deserialize)]
struct ReadResource {
    schema: ReadSchema,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadSchema {
    fields: Vec<ReadField>,
    #[serde(default)]
    primary_key: Vec<String>,
}

impl ReadSchema {
    fn into_columns(self) -> Result<Vec<Column>, SchemaError> {
        let keys = self.primary_key;
        let fields = self.fields.into_iter();
        fields.map(|field| field.into_column(&keys)).collect()
    }
}

#[derive(Deserialize)]
struct ReadField {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    role: String,
}

impl ReadField {
    fn into_column(self, keys: &[String]) -> Result<Column, SchemaError> {
        let Some(ty) = ColumnType::ALL
            .into_iter()
            .find(|ty| ty.as_str() == self.ty)
        else {
            return Err(SchemaError::Type {
                field: self.name,
                found: self.ty,
            });
        };
        let role = Role::ALL
            .into_iter()
            .find(|role| role.as_str() == self.role)
            .unwrap_or(if keys.contains(&self.name) {
                Role::Key
            } else {
                Role::Metric
            });
        Ok(Column::new(self.name, role, ty)
            .unit(self.unit)
            .title(self.title)
            .description(self.description))
    }
}
