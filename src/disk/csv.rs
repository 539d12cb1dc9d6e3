//! Tables as comma-separated text, and back.
//!
//! The same table always gives the same bytes: numbers in the shortest form
//! that reads back to the same double, no value as an empty cell, lines ended
//! by a line feed on every system.

use std::io;
use std::path::{Path, PathBuf};

use ::csv::{QuoteStyle, ReaderBuilder, Terminator, WriterBuilder};
use thiserror::Error;

use super::files::{self, FileError};
use crate::table::columns::REALIZATION;
use crate::table::{
    Cell, Column, ColumnType, Role, Rows, Table, TableError, Walk, validate_columns,
};

/// Why a table could not be written as, or read from, comma-separated text.
#[derive(Debug, Error)]
pub enum CsvError {
    /// The table itself breaks the rules.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The file cannot be read.
    #[error(transparent)]
    File(Box<FileError>),
    /// The text is not CSV: rows of unequal length, or not UTF-8.
    #[error("not a CSV table: {0}")]
    Malformed(#[from] ::csv::Error),
    /// The header lacks a column of the schema, or has one more, or another order.
    #[error("expected the columns `{}`, found `{}`", expected.join(","), found.join(","))]
    Header {
        /// Names in the schema.
        expected: Vec<String>,
        /// Names in the file.
        found: Vec<String>,
    },
    /// A cell does not read as its column's type.
    #[error("line {line}, column `{column}`: expected {expected}, found `{found}`")]
    Cell {
        /// Line in the file, counted from 1.
        line: u64,
        /// The column's name.
        column: String,
        /// The column's type.
        expected: ColumnType,
        /// The cell's text.
        found: String,
    },
}

impl CsvError {
    /// The error of the disk that it is, if it is one.
    ///
    /// # Errors
    /// Itself where it is another.
    pub fn into_io(self) -> Result<io::Error, Self> {
        match self {
            Self::Malformed(error) if error.is_io_error() => Ok(error.into()),
            other => Err(other),
        }
    }
}

/// Rows as comma-separated text with a header line.
///
/// # Errors
/// When they are invalid; a number that is not finite is such a fault.
pub fn to_bytes(rows: &dyn Rows) -> Result<Vec<u8>, CsvError> {
    let mut bytes = Vec::new();
    write(rows, &mut bytes, |_| ())?;
    Ok(bytes)
}

/// Writes rows as they are walked through; `written` sees them.
///
/// # Errors
/// When they are invalid, or cannot be written.
pub fn write(
    rows: &dyn Rows,
    into: impl io::Write,
    mut written: impl FnMut(&[Vec<Cell>]),
) -> Result<(), CsvError> {
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(into);
    let walk = rows.walk()?;
    writer.write_record(rows.columns().iter().map(|column| &column.name))?;
    for block in walk {
        let block = block?;
        for row in block.iter() {
            writer.write_record(row.iter().map(Cell::to_string))?;
        }
        written(&block);
    }
    writer
        .flush()
        .map_err(|error| CsvError::Malformed(error.into()))
}

/// A table in a file, which is read as it is walked through.
#[derive(Debug, Clone, PartialEq)]
pub struct CsvFile {
    path: PathBuf,
    columns: Vec<Column>,
}

/// Rows of a table without realizations that are read at once.
const AT_ONCE: usize = 1024;

impl CsvFile {
    /// The table in the file at a path, whose columns are known.
    ///
    /// # Errors
    /// When the file cannot be read, its header differs from the schema or a cell from its column's type.
    pub fn open(path: &Path, columns: Vec<Column>) -> Result<Self, CsvError> {
        let file = Self {
            path: path.to_owned(),
            columns,
        };
        for row in rows(opened(path)?, &file.columns)? {
            row?;
        }
        Ok(file)
    }

    /// All of it.
    ///
    /// # Errors
    /// As [`Self::open`], where the file was changed since.
    pub fn table(&self) -> Result<Table, TableError> {
        Table::of_rows(self, |_| true, |_| true)
    }

    /// The table in the file at a path, of whose columns `known` says what is known; see [`Inferred`].
    ///
    /// # Errors
    /// When the file cannot be read or is not CSV.
    pub fn inferring(path: &Path, known: &[Column]) -> Result<(Self, Inferred), CsvError> {
        let inferred = Inferred::of(opened(path)?, known)?;
        let file = Self {
            path: path.to_owned(),
            columns: inferred.columns.clone(),
        };
        Ok((file, inferred))
    }
}

fn opened(path: &Path) -> Result<impl io::Read + use<>, CsvError> {
    files::reader(path).map_err(|error| CsvError::File(Box::new(error)))
}

impl Rows for CsvFile {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let unreadable = |error: CsvError| TableError::Unreadable {
            reason: format!("`{}`: {error}", self.path.display()),
        };
        let realization = self.columns.iter().position(|c| c.name == REALIZATION);
        let rows = opened(&self.path).and_then(|file| rows(file, &self.columns));
        let mut rows = rows.map_err(unreadable)?.peekable();
        Ok(Box::new(std::iter::from_fn(move || {
            let first = match rows.next()? {
                Ok(first) => first,
                Err(error) => return Some(Err(unreadable(error))),
            };
            let mut block = vec![first];
            let belongs = |first: &[Cell], row: &[Cell], count: usize| match realization {
                Some(index) => first.get(index) == row.get(index),
                None => count < AT_ONCE,
            };
            while let Some(row) = rows.next_if(|row| {
                row.as_ref()
                    .is_ok_and(|row| belongs(&block[0], row, block.len()))
            }) {
                block.extend(row);
            }
            Some(Ok(block.into()))
        })))
    }
}

/// Reads a table whose columns are known.
///
/// # Errors
/// When the header differs from the schema or a cell from its column's type.
pub fn read(bytes: &[u8], columns: &[Column]) -> Result<Table, CsvError> {
    let mut table = Table::new(columns.to_vec())?;
    for row in rows(bytes, columns)? {
        table.push(row?)?;
    }
    Ok(table)
}

/// Reads a table of which little or nothing is known; see [`Inferred`].
///
/// # Errors
/// When the text is not CSV, or its header names a column twice.
pub fn read_inferring(bytes: &[u8], known: &[Column]) -> Result<Table, CsvError> {
    read(bytes, &Inferred::of(bytes, known)?.columns)
}

/// A cell that does not read as its column is known to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// The row, counted from 1 without the header.
    pub row: usize,
    /// The column's name.
    pub column: String,
    /// What the column holds.
    pub expected: ColumnType,
    /// The cell's text.
    pub found: String,
}

/// What the cells of a text say of its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    /// A column takes its type, role and unit from the column of those that are known that bears its name, provided that
    /// its cells read so; any other is of the narrowest type that fits its cells.
    pub columns: Vec<Column>,
    /// The first cell of each column, if any, that is not a value of the known column of its name.
    misfits: Vec<Misfit>,
}

impl Inferred {
    /// Reads a text once, to its end.
    ///
    /// # Errors
    /// When the text is not CSV, or its header names a column twice.
    pub fn of(text: impl io::Read, known: &[Column]) -> Result<Self, CsvError> {
        let mut reader = ReaderBuilder::new().has_headers(true).from_reader(text);
        let header: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
        let mut found: Vec<Seen<'_>> = header
            .iter()
            .map(|name| Seen {
                known: known.iter().find(|column| column.name == *name),
                fits: [true; ColumnType::ALL.len()],
                is_filled: false,
                misfit: None,
            })
            .collect();
        for (row, record) in reader.into_records().enumerate() {
            for (text, seen) in record?.iter().zip(&mut found) {
                seen.add(row, text);
            }
        }
        let columns = header
            .iter()
            .zip(&found)
            .map(|(name, seen)| seen.column(name));
        let columns: Vec<Column> = columns.collect();
        validate_columns(&columns)?;
        Ok(Self {
            columns,
            misfits: found.into_iter().filter_map(|seen| seen.misfit).collect(),
        })
    }

    /// The first cell, row by row, that is not a value of the known column of its name, among columns that are wanted.
    #[must_use]
    pub fn misfit(&self, is_wanted: impl Fn(&str) -> bool) -> Option<&Misfit> {
        let wanted = self
            .misfits
            .iter()
            .filter(|misfit| is_wanted(&misfit.column));
        wanted.min_by_key(|misfit| misfit.row)
    }
}

/// What the cells of a column have been so far.
struct Seen<'a> {
    known: Option<&'a Column>,
    /// Whether all are values of each type.
    fits: [bool; ColumnType::ALL.len()],
    /// Whether any is a value.
    is_filled: bool,
    misfit: Option<Misfit>,
}

impl Seen<'_> {
    fn add(&mut self, row: usize, text: &str) {
        self.is_filled |= !text.is_empty();
        for (fits, ty) in self.fits.iter_mut().zip(ColumnType::ALL) {
            *fits = *fits && parse(text, ty).is_some();
        }
        if let (Some(column), None) = (self.known, &self.misfit)
            && parse(text, column.ty).is_none()
        {
            self.misfit = Some(Misfit {
                row: row + 1,
                column: column.name.clone(),
                expected: column.ty,
                found: text.to_owned(),
            });
        }
    }

    fn column(&self, name: &str) -> Column {
        if let (Some(column), None) = (self.known, &self.misfit) {
            return column.clone();
        }
        let mut types = ColumnType::ALL.into_iter().zip(self.fits);
        let narrowest = types.find(|(_, fits)| self.is_filled && *fits);
        let ty = narrowest.map_or(ColumnType::Text, |(ty, _)| ty);
        Column::new(name, Role::Metric, ty)
    }
}

/// The rows of a text whose columns are known.
fn rows<'c>(
    text: impl io::Read + 'c,
    columns: &'c [Column],
) -> Result<impl Iterator<Item = Result<Vec<Cell>, CsvError>> + 'c, CsvError> {
    let mut reader = ReaderBuilder::new().has_headers(true).from_reader(text);
    let found: Vec<String> = reader.headers()?.iter().map(str::to_owned).collect();
    if !found.iter().eq(columns.iter().map(|column| &column.name)) {
        return Err(CsvError::Header {
            expected: columns.iter().map(|column| column.name.clone()).collect(),
            found,
        });
    }
    validate_columns(columns)?;
    Ok(reader.into_records().map(move |record| {
        let record = record?;
        let line = record.position().map_or(0, ::csv::Position::line);
        let cells = record.iter().zip(columns);
        cells
            .map(|(text, column)| typed(line, column, text))
            .collect()
    }))
}

fn typed(line: u64, column: &Column, text: &str) -> Result<Cell, CsvError> {
    parse(text, column.ty).ok_or_else(|| CsvError::Cell {
        line,
        column: column.name.clone(),
        expected: column.ty,
        found: text.to_owned(),
    })
}

/// The cell that a text means in a column of a type.
fn parse(text: &str, ty: ColumnType) -> Option<Cell> {
    if text.is_empty() {
        return Some(Cell::Missing);
    }
    match ty {
        ColumnType::Integer => text.parse().ok().map(Cell::Integer),
        // Rust also reads `inf` and `nan`, which are not values here.
        ColumnType::Number => text
            .parse()
            .ok()
            .filter(|value: &f64| value.is_finite())
            .map(Cell::Number),
        ColumnType::Text => Some(Cell::Text(text.to_owned())),
    }
}
