//! `NAME.json`: what the columns of a result mean and where it came from.
//!
//! The file is a Frictionless Data Resource with a Table Schema, so that any
//! tool of that standard can check and load the data. Beyond the standard, a
//! field carries `unit` and `role`, and the resource carries the `summary`
//! beside it and the `provenance` of both. It holds the hash of the data:
//! a reader of both files can check that they belong together. No date, no
//! duration and no name of a machine enters it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::companions::Companions;
use super::description::{
    ArraysFile, Claim, Described, DescribedFile, Description, FigureFile, Provenance,
};
use crate::results::precision::Precision;
use crate::table::columns::{STATUS, STATUSES};
use crate::table::{Column, ColumnType, Role};

/// Why a schema could not be written or read.
#[derive(Debug, Error)]
pub enum SchemaError {
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

/// The description of a result: its data, what was made of them, and where
/// they came from. Equal arguments give equal bytes.
///
/// # Errors
/// When a number has no text.
pub fn to_bytes(description: &Description<'_>) -> Result<Vec<u8>, SchemaError> {
    let document = Document {
        profile: "tabular-data-resource",
        title: (slug(description.name) != description.name).then_some(description.name),
        name: slug(description.name),
        file: File::of(description.data),
        companions: description.companions.map(File::of),
        figures: description.figures,
        arrays: description.arrays,
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
/// When the text is not such a description, or names a type that tables lack.
pub fn columns(bytes: &[u8]) -> Result<Vec<Column>, SchemaError> {
    let resource: ReadResource = serde_json::from_slice(bytes)?;
    resource.schema.into_columns()
}

/// Reads a description: the inverse of [`to_bytes`].
///
/// # Errors
/// When the text is not such a description, or names a type that tables lack.
pub fn read(bytes: &[u8]) -> Result<Described, SchemaError> {
    let document: ReadDocument = serde_json::from_slice(bytes)?;
    Ok(Described {
        name: document.title.unwrap_or(document.name),
        data: document.file.into_described()?,
        companions: document.companions.try_map(ReadFile::into_described)?,
        figures: document.figures,
        arrays: document.arrays,
        precision: document.precision,
        expectations: document.expectations,
        provenance: document.provenance,
    })
}

/// A name as the standard takes it: lower-case letters and digits of ASCII, `-`, `_` and `.`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    lower
        .chars()
        .map(|c| if plain(c) { c } else { '-' })
        .collect()
}

#[derive(Serialize)]
struct Document<'a> {
    profile: &'static str,
    name: String,
    /// The name of the experiment, where the standard does not take it as a name.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(flatten)]
    file: File<'a>,
    #[serde(flatten)]
    companions: Companions<File<'a>>,
    #[serde(skip_serializing_if = "<[FigureFile]>::is_empty")]
    figures: &'a [FigureFile],
    #[serde(skip_serializing_if = "Option::is_none")]
    arrays: Option<&'a ArraysFile>,
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
    bytes: u64,
    hash: &'a str,
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
    written: &'a str,
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
    fn of(file: &'a DescribedFile) -> Self {
        Self {
            path: &file.path,
            format: "csv",
            mediatype: "text/csv",
            encoding: "utf-8",
            dialect: Dialect {
                delimiter: ",",
                line_terminator: "\n",
                header: true,
            },
            bytes: file.bytes,
            hash: &file.hash,
            schema: Schema::of(file),
        }
    }
}

impl<'a> Schema<'a> {
    fn of(file: &'a DescribedFile) -> Self {
        let field = |column: &'a Column| Field {
            name: &column.name,
            ty: column.ty.as_str(),
            unit: &column.unit,
            written: &column.written,
            title: &column.title,
            description: &column.description,
            role: column.role.as_str(),
            constraints: Constraints::of(column, file.keys.contains(&column.name)),
        };
        Self {
            fields: file.columns.iter().map(field).collect(),
            primary_key: file.keys.iter().map(String::as_str).collect(),
            missing_values: [""],
        }
    }
}

#[derive(Deserialize)]
struct ReadDocument {
    name: String,
    title: Option<String>,
    #[serde(flatten)]
    file: ReadFile,
    #[serde(flatten)]
    companions: Companions<ReadFile>,
    #[serde(default)]
    figures: Vec<FigureFile>,
    arrays: Option<ArraysFile>,
    precision: Option<Precision>,
    #[serde(default)]
    expectations: Vec<Claim>,
    provenance: Provenance,
}

#[derive(Deserialize)]
struct ReadFile {
    path: String,
    #[serde(default)]
    bytes: u64,
    hash: String,
    schema: ReadSchema,
}

impl ReadFile {
    fn into_described(self) -> Result<DescribedFile, SchemaError> {
        Ok(DescribedFile {
            path: self.path,
            bytes: self.bytes,
            hash: self.hash,
            keys: self.schema.primary_key.clone(),
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
    written: String,
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
            .written(
                Some(&self.written)
                    .filter(|unit| !unit.is_empty())
                    .map(String::as_str),
            )
            .title(self.title)
            .description(self.description))
    }
}
