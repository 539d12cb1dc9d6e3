//! Tables as comma-separated text, and back.
//!
//! The same table always gives the same bytes: numbers in the shortest form
//! that reads back to the same double, no value as an empty cell, lines ended
//! by a line feed on every system.

use ::csv::{QuoteStyle, ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use thiserror::Error;

use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// Why a table could not be written as, or read from, comma-separated text.
#[derive(Debug, Error)]
pub enum CsvError {
    /// The table itself breaks the rules.
    #[error(transparent)]
    Table(#[from] TableError),
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

/// A table as comma-separated text with a header line.
///
/// # Errors
/// When the table is invalid; a number that is not finite is such a fault.
pub fn to_bytes(table: &Table) -> Result<Vec<u8>, CsvError> {
    table.validate()?;
    let mut writer = WriterBuilder::new()
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| &column.name))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(Cell::to_string))?;
    }
    writer
        .into_inner()
        .map_err(|error| CsvError::Malformed(error.into_error().into()))
}

/// Reads a table whose columns are known.
///
/// # Errors
/// When the header differs from the schema or a cell from its column's type.
pub fn read(bytes: &[u8], columns: &[Column]) -> Result<Table, CsvError> {
    let raw = Raw::parse(bytes)?;
    if !raw.header.iter().eq(columns.iter().map(|c| &c.name)) {
        return Err(CsvError::Header {
            expected: columns.iter().map(|c| c.name.clone()).collect(),
            found: raw.header,
        });
    }
    raw.into_table(columns.to_vec())
}

/// Reads a table of which little or nothing is known. A column takes its type,
/// role and unit from the column of `known` that bears its name, provided that
/// its cells read so; any other is of the narrowest type that fits its cells.
///
/// # Errors
/// When the text is not CSV, or its header names a column twice.
pub fn read_inferring(bytes: &[u8], known: &[Column]) -> Result<Table, CsvError> {
    let raw = Raw::parse(bytes)?;
    let columns = raw
        .header
        .iter()
        .enumerate()
        .map(|(index, name)| raw.infer(index, name, known))
        .collect();
    raw.into_table(columns)
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

/// The first cell, row by row, that is not a value of the column of the same name in `known`.
///
/// # Errors
/// When the text is not CSV.
pub fn misfit(bytes: &[u8], known: &[Column]) -> Result<Option<Misfit>, CsvError> {
    let raw = Raw::parse(bytes)?;
    let columns: Vec<Option<&Column>> = raw
        .header
        .iter()
        .map(|name| known.iter().find(|column| column.name == *name))
        .collect();
    let rows = raw.records.iter().enumerate();
    let mut misfits = rows.flat_map(|(row, (_, record))| {
        let cells = record.iter().zip(&columns);
        cells.filter_map(move |(text, column)| {
            let column = (*column).filter(|column| parse(text, column.ty).is_none())?;
            Some(Misfit {
                row: row + 1,
                column: column.name.clone(),
                expected: column.ty,
                found: text.to_owned(),
            })
        })
    });
    Ok(misfits.next())
}

/// A file's cells before they have types.
struct Raw {
    header: Vec<String>,
    /// With the line that each starts on.
    records: Vec<(u64, StringRecord)>,
}

impl Raw {
    fn parse(bytes: &[u8]) -> Result<Self, CsvError> {
        let mut reader = ReaderBuilder::new().has_headers(true).from_reader(bytes);
        let header = reader.headers()?.iter().map(str::to_owned).collect();
        let records = reader
            .records()
            .map(|record| {
                let record = record?;
                Ok((record.position().map_or(0, ::csv::Position::line), record))
            })
            .collect::<Result<_, ::csv::Error>>()?;
        Ok(Self { header, records })
    }

    fn cells(&self, index: usize) -> impl Iterator<Item = &str> {
        self.records
            .iter()
            .filter_map(move |(_, record)| record.get(index))
    }

    fn infer(&self, index: usize, name: &str, known: &[Column]) -> Column {
        let fits = |ty| self.cells(index).all(|text| parse(text, ty).is_some());
        if let Some(column) = known.iter().find(|c| c.name == name && fits(c.ty)) {
            return column.clone();
        }
        let all_missing = self.cells(index).all(str::is_empty);
        let ty = ColumnType::ALL
            .into_iter()
            .find(|&ty| !all_missing && fits(ty))
            .unwrap_or(ColumnType::Text);
        Column::new(name, Role::Metric, ty)
    }

    fn into_table(self, columns: Vec<Column>) -> Result<Table, CsvError> {
        let mut table = Table::new(columns)?;
        for (line, record) in &self.records {
            let row = record
                .iter()
                .zip(&table.columns)
                .map(|(text, column)| typed(*line, column, text))
                .collect::<Result<_, _>>()?;
            table.push(row)?;
        }
        Ok(table)
    }
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
