//! Is a result what it was before, within tolerances?
//!
//! Rows are matched by their keys, so their order does not matter. Keys, words
//! and whole numbers must be equal; other numbers, those in texts with them, may differ by
//! `atol + rtol * |expected|`. A value that is missing on one side only is out
//! of any tolerance.

mod comparison;
mod tolerance;
mod words;

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

use crate::disk::csv::{self, CsvError, Misfit};
use crate::disk::files::{FileError, OutputFolder};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

pub use self::comparison::{Comparison, Difference, KeyCell, misfit_text};
pub use self::tolerance::Tolerance;

/// How two tables are compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {
    /// Columns that identify a row and must be equal exactly. `None`: every key
    /// of the expected table. Name them where a key is itself a result, as a
    /// budget counted from S_min is. Without any, rows are matched in order.
    pub keys: Option<Vec<String>>,
    /// For every column of numbers that has none of its own.
    pub tolerance: Tolerance,
    /// By name of column.
    pub columns: BTreeMap<String, Tolerance>,
    /// Columns that are not compared, present or not: figures that another
    /// processor may change, such as counts of iterations.
    pub ignore: Vec<String>,
    /// Columns that the expected table may lack: goldens of versions that did not write them.
    pub optional: Vec<String>,
}

/// One of the two tables that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The golden.
    Expected,
    /// The result.
    Found,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expected => "expected",
            Self::Found => "found",
        })
    }
}

/// Why two tables cannot be compared.
#[derive(Debug, Error)]
pub enum GoldenError {
    /// One of the texts is not a table.
    #[error("the {which} table: {source}")]
    Csv {
        /// Which of the two.
        which: Side,
        /// What is wrong with it.
        source: CsvError,
    },
    /// A cell is not a value of its column.
    #[error("the {which} table: {}", misfit_text(.misfit))]
    Cell {
        /// Which of the two.
        which: Side,
        /// The cell.
        misfit: Misfit,
    },
    /// One of the tables is invalid or lacks a key column.
    #[error("the {which} table: {source}")]
    Table {
        /// Which of the two.
        which: Side,
        /// What is wrong with it.
        source: TableError,
    },
    /// A tolerance is negative, infinite or not a number.
    #[error("a tolerance must be zero or more and finite, not {value}")]
    Tolerance {
        /// The tolerance.
        value: f64,
    },
    /// A tolerance or an exception is for a column that neither table has.
    #[error("neither table has a column `{name}`, for which the comparison has a rule")]
    UnknownColumn {
        /// The column's name.
        name: String,
    },
    /// The golden cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Compares a result with the text of its golden.
///
/// # Errors
/// When the golden is not a table, or the rules do not fit the tables.
pub fn check(golden: &[u8], found: &Table, options: &Options) -> Result<Comparison, GoldenError> {
    let expected = read(Side::Expected, golden, &found.columns, options)?;
    compare(&expected, found, options)
}

/// Compares the texts of two tables, of whose columns `known` says what is
/// known (columns of a description, or
/// nothing: then `options` must name the keys, or rows are matched in order).
///
/// # Errors
/// When a text is not a table, or the rules do not fit the tables.
pub fn compare_csv(
    expected: &[u8],
    found: &[u8],
    known: &[Column],
    options: &Options,
) -> Result<Comparison, GoldenError> {
    let expected = read(Side::Expected, expected, known, options)?;
    let found = read(Side::Found, found, known, options)?;
    compare(&expected, &found, options)
}

/// Writes a result as the golden, whole or not at all.
///
/// # Errors
/// When the table is invalid, the name is refused or the disk refuses it.
pub fn accept(folder: &OutputFolder, name: &str, found: &Table) -> Result<PathBuf, GoldenError> {
    let bytes = csv::to_bytes(found).map_err(|source| GoldenError::Csv {
        which: Side::Found,
        source,
    })?;
    Ok(folder.write(name, &bytes)?)
}

fn read(
    which: Side,
    bytes: &[u8],
    known: &[Column],
    options: &Options,
) -> Result<Table, GoldenError> {
    let in_csv = |source| GoldenError::Csv { which, source };
    // A word among numbers would make its whole column one of words.
    let compared: Vec<Column> = known
        .iter()
        .filter(|column| !options.ignores(&column.name))
        .cloned()
        .collect();
    if let Some(misfit) = csv::misfit(bytes, &compared).map_err(in_csv)? {
        return Err(GoldenError::Cell { which, misfit });
    }
    csv::read_inferring(bytes, known).map_err(in_csv)
}

/// Compares two tables.
///
/// # Errors
/// When a table is invalid, or the rules do not fit the tables.
pub fn compare(
    expected: &Table,
    found: &Table,
    options: &Options,
) -> Result<Comparison, GoldenError> {
    for (which, table) in [(Side::Expected, expected), (Side::Found, found)] {
        let in_table = |source| GoldenError::Table { which, source };
        table.validate().map_err(in_table)?;
    }
    options.validate(expected, found)?;
    let sides = Sides::new(expected, found, options)?;
    let mut comparison = Comparison {
        missing_columns: names_not_in(expected, found, options),
        extra_columns: names_not_in(found, expected, options)
            .into_iter()
            .filter(|name| !options.optional.contains(name))
            .collect(),
        ..Comparison::default()
    };
    let columns = sides.compared_columns(options);
    for row in sides.match_rows(&mut comparison) {
        for column in &columns {
            sides.compare_cell(&row, column, &mut comparison);
        }
    }
    Ok(comparison)
}

impl Options {
    fn validate(&self, expected: &Table, found: &Table) -> Result<(), GoldenError> {
        let tolerances = self.columns.values().chain([&self.tolerance]);
        for value in tolerances.flat_map(|t| [t.rtol, t.atol]) {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(GoldenError::Tolerance { value });
            }
        }
        let known = |name: &str| expected.column(name).is_some() || found.column(name).is_some();
        match self.columns.keys().find(|name| !known(name)) {
            Some(name) => Err(GoldenError::UnknownColumn { name: name.clone() }),
            None => Ok(()),
        }
    }

    fn ignores(&self, name: &str) -> bool {
        self.ignore.iter().any(|ignored| ignored == name)
    }
}

fn names_not_in(table: &Table, other: &Table, options: &Options) -> Vec<String> {
    let names = table.columns.iter().map(|column| &column.name);
    names
        .filter(|name| other.position(name).is_none() && !options.ignores(name))
        .cloned()
        .collect()
}

/// Two tables and the columns that match their rows.
struct Sides<'a> {
    expected: &'a Table,
    found: &'a Table,
    keys: Vec<String>,
    expected_keys: Vec<usize>,
    found_keys: Vec<usize>,
}

/// Rows with the same key.
struct MatchedRow {
    expected: usize,
    found: usize,
}

/// A column that both tables have.
struct MatchedColumn {
    expected: usize,
    found: usize,
    /// `None` where values must be equal.
    tolerance: Option<Tolerance>,
    /// For the numbers in texts.
    in_texts: Tolerance,
}

impl<'a> Sides<'a> {
    fn new(expected: &'a Table, found: &'a Table, options: &Options) -> Result<Self, GoldenError> {
        let keys = options.keys.clone().unwrap_or_else(|| {
            let keys = expected.names(Role::Key);
            keys.into_iter().map(str::to_owned).collect()
        });
        let positions = |which, table: &Table| {
            keys.iter()
                .map(|name| table.require(name))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|source| GoldenError::Table { which, source })
        };
        let expected_keys = positions(Side::Expected, expected)?;
        let found_keys = positions(Side::Found, found)?;
        Ok(Self {
            expected,
            found,
            keys,
            expected_keys,
            found_keys,
        })
    }

    fn compared_columns(&self, options: &Options) -> Vec<MatchedColumn> {
        let columns = self.expected.columns.iter().enumerate();
        columns
            .filter(|(_, column)| !self.keys.contains(&column.name))
            .filter(|(_, column)| !options.ignores(&column.name))
            .filter_map(|(expected, column)| {
                let found = self.found.position(&column.name)?;
                let types = [column.ty, self.found.columns[found].ty];
                let own = options.columns.get(&column.name);
                let stated = *own.unwrap_or(&options.tolerance);
                Some(MatchedColumn {
                    expected,
                    found,
                    tolerance: types.contains(&ColumnType::Number).then_some(stated),
                    in_texts: stated,
                })
            })
            .collect()
    }

    /// Pairs rows by key, the first of a key with the first, and reports those
    /// that stay alone.
    fn match_rows(&self, comparison: &mut Comparison) -> Vec<MatchedRow> {
        let mut open: BTreeMap<RowKey, VecDeque<usize>> = BTreeMap::new();
        for (index, row) in self.found.rows.iter().enumerate() {
            let key = comparable(RowKey::of(row, &self.found_keys));
            open.entry(key).or_default().push_back(index);
        }
        let mut matched = Vec::new();
        for (expected, row) in self.expected.rows.iter().enumerate() {
            let key = comparable(RowKey::of(row, &self.expected_keys));
            match open.get_mut(&key).and_then(VecDeque::pop_front) {
                Some(found) => matched.push(MatchedRow { expected, found }),
                None => {
                    comparison
                        .missing_rows
                        .push(self.key_cells(row, &self.expected_keys, expected))
                }
            }
        }
        let mut extra: Vec<usize> = open.into_values().flatten().collect();
        extra.sort_unstable();
        comparison.extra_rows = extra
            .into_iter()
            .map(|index| self.key_cells(&self.found.rows[index], &self.found_keys, index))
            .collect();
        comparison.rows_compared = matched.len();
        matched
    }

    /// How a comparison names a row: by its keys, or by its number without any.
    fn key_cells(&self, row: &[Cell], keys: &[usize], index: usize) -> Vec<KeyCell> {
        if self.keys.is_empty() {
            let number = i64::try_from(index).unwrap_or(i64::MAX);
            return vec![KeyCell {
                column: "row".to_owned(),
                value: Cell::Integer(number.saturating_add(1)),
            }];
        }
        let names = self.keys.iter().cloned();
        names
            .zip(RowKey::of(row, keys).0)
            .map(|(column, value)| KeyCell { column, value })
            .collect()
    }

    fn compare_cell(&self, row: &MatchedRow, column: &MatchedColumn, comparison: &mut Comparison) {
        let expected_row = &self.expected.rows[row.expected];
        let expected = &expected_row[column.expected];
        let found = &self.found.rows[row.found][column.found];
        comparison.cells_compared += 1;
        let (expected, found) = (&read_like(expected, found), &read_like(found, expected));
        if let (Cell::Text(expected), Cell::Text(found)) = (expected, found)
            && words::agree(expected, found, &column.in_texts)
        {
            return;
        }
        let Some(excess) = excess(expected, found, column.tolerance) else {
            return;
        };
        comparison.add(Difference {
            row: self.key_cells(expected_row, &self.expected_keys, row.expected),
            column: self.expected.columns[column.expected].name.clone(),
            unit: self.found.columns[column.found].unit.clone(),
            expected: expected.clone(),
            found: found.clone(),
            allowed: excess.allowed,
            times_allowed: excess.times,
        });
    }
}

/// The cell, or the number that its text is where the other cell is one: a word elsewhere in a column
/// of unknown type has made texts of all its numbers.
fn read_like(cell: &Cell, other: &Cell) -> Cell {
    match (cell, other) {
        (Cell::Text(text), Cell::Integer(_)) => text.parse().map(Cell::Integer).ok(),
        (Cell::Text(text), Cell::Number(_)) => text.parse().map(Cell::Number).ok(),
        _ => None,
    }
    .unwrap_or_else(|| cell.clone())
}

/// A key in which 3 and 3.0 are one: files do not distinguish them.
fn comparable(key: RowKey) -> RowKey {
    let cells = key.0.into_iter().map(|cell| match cell {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "checked to be whole and small"
        )]
        Cell::Number(value) if value.fract() == 0.0 && value.abs() < 1e15 => {
            Cell::Integer(value as i64)
        }
        other => other,
    });
    RowKey(cells.collect())
}

/// By how much a cell is out.
struct Excess {
    /// The difference allowed, if there is one between these values.
    allowed: Option<f64>,
    /// The difference over that.
    times: f64,
}

/// How far a found cell is out; `None` if it is as expected.
fn excess(expected: &Cell, found: &Cell, tolerance: Option<Tolerance>) -> Option<Excess> {
    let numbers = expected.as_number().zip(found.as_number());
    let (Some((a, b)), Some(tolerance)) = (numbers, tolerance) else {
        let exact = Excess {
            allowed: None,
            times: f64::INFINITY,
        };
        return (expected.order(found).is_ne()).then_some(exact);
    };
    let allowed = tolerance.allowed(a);
    let off = (b - a).abs();
    (off > allowed).then(|| Excess {
        allowed: Some(allowed),
        times: off / allowed,
    })
}
