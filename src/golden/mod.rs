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
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::disk::csv::{self, CsvError, CsvFile, Inferred, Misfit};
use crate::disk::files::{FileError, OutputFolder};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table, TableError};

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
pub fn check(
    golden: &[u8],
    found: &dyn Rows,
    options: &Options,
) -> Result<Comparison, GoldenError> {
    let known = found.columns();
    let inferred = Inferred::of(golden, known);
    let expected = fitting(Side::Expected, inferred, options)
        .and_then(|columns| csv::read(golden, &columns).map_err(in_csv(Side::Expected)))?;
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
    let read = |which, bytes: &[u8]| {
        let columns = fitting(which, Inferred::of(bytes, known), options)?;
        csv::read(bytes, &columns).map_err(in_csv(which))
    };
    let (expected, found) = (read(Side::Expected, expected)?, read(Side::Found, found)?);
    compare(&expected, &found, options)
}

/// The same of two files, however large: they are read side by side, and only rows that are not in the same order in both
/// are kept.
///
/// # Errors
/// When a file cannot be read or is not a table, or the rules do not fit the tables.
pub fn compare_files(
    expected: &Path,
    found: &Path,
    known: &[Column],
    options: &Options,
) -> Result<Comparison, GoldenError> {
    let open = |which, path: &Path| {
        let (file, inferred) = match CsvFile::inferring(path, known) {
            Ok((file, inferred)) => (file, Ok(inferred)),
            Err(CsvError::File(error)) => return Err(GoldenError::File(*error)),
            Err(error) => return Err(in_csv(which)(error)),
        };
        fitting(which, inferred, options)?;
        Ok(file)
    };
    let (expected, found) = (open(Side::Expected, expected)?, open(Side::Found, found)?);
    compare(&expected, &found, options)
}

fn in_csv(which: Side) -> impl Fn(CsvError) -> GoldenError {
    move |source| GoldenError::Csv { which, source }
}

/// The columns of a text. A word among numbers would make its whole column one of words.
fn fitting(
    which: Side,
    inferred: Result<Inferred, CsvError>,
    options: &Options,
) -> Result<Vec<Column>, GoldenError> {
    let inferred = inferred.map_err(in_csv(which))?;
    match inferred.misfit(|column| !options.ignores(column)) {
        Some(misfit) => Err(GoldenError::Cell {
            which,
            misfit: misfit.clone(),
        }),
        None => Ok(inferred.columns),
    }
}

/// Writes a result as the golden, whole or not at all.
///
/// # Errors
/// When the table is invalid, the name is refused or the disk refuses it.
pub fn accept(folder: &OutputFolder, name: &str, found: &dyn Rows) -> Result<PathBuf, GoldenError> {
    let mut fault = None;
    let mut set = folder.file_set();
    let staged = set.add_with(name, |into| {
        csv::write(found, into, |_| ()).map_err(|error| match error.into_io() {
            Ok(error) => error,
            Err(error) => {
                fault = Some(error);
                io::Error::other("the rows are invalid")
            }
        })
    });
    if let Some(fault) = fault {
        return Err(in_csv(Side::Found)(fault));
    }
    staged?;
    set.commit()?;
    Ok(folder.path().join(name))
}

/// Compares two tables. Rows that are in the same order in both are not kept.
///
/// # Errors
/// When a table is invalid, or the rules do not fit the tables.
pub fn compare(
    expected: &dyn Rows,
    found: &dyn Rows,
    options: &Options,
) -> Result<Comparison, GoldenError> {
    let columns = [expected.columns(), found.columns()];
    let of = |which, columns: &[Column]| {
        Table::new(columns.to_vec()).map_err(|source| GoldenError::Table { which, source })
    };
    let heads = (
        of(Side::Expected, columns[0])?,
        of(Side::Found, columns[1])?,
    );
    options.validate(&heads.0, &heads.1)?;
    let sides = Sides::new(&heads.0, &heads.1, options)?;
    let mut comparison = Comparison {
        missing_columns: names_not_in(&heads.0, &heads.1, options),
        extra_columns: names_not_in(&heads.1, &heads.0, options)
            .into_iter()
            .filter(|name| !options.optional.contains(name))
            .collect(),
        ..Comparison::default()
    };
    let mut pairs = Pairs::default();
    let compared = sides.compared_columns(options);
    let mut expected = each(Side::Expected, expected)?;
    let mut found = each(Side::Found, found)?;
    loop {
        let (one, other) = (expected.next().transpose()?, found.next().transpose()?);
        if one.is_none() && other.is_none() {
            break;
        }
        for (expected, found) in pairs.add(&sides, one, other) {
            comparison.rows_compared += 1;
            for column in &compared {
                sides.compare_cell((&expected, &found), column, &mut comparison);
            }
        }
    }
    let alone = |rows: BTreeMap<RowKey, VecDeque<Row>>| {
        let mut rows: Vec<Row> = rows.into_values().flatten().collect();
        rows.sort_by_key(|row| row.index);
        rows
    };
    let missing = alone(pairs.expected).into_iter();
    let missing = missing.map(|row| sides.key_cells(&row, &sides.expected_keys));
    comparison.missing_rows = missing.collect();
    let extra = alone(pairs.found).into_iter();
    let extra = extra.map(|row| sides.key_cells(&row, &sides.found_keys));
    comparison.extra_rows = extra.collect();
    Ok(comparison)
}

/// A row and its number, from 0.
struct Row {
    index: usize,
    cells: Vec<Cell>,
}

/// The rows of a table, one by one.
fn each<'a>(
    which: Side,
    rows: &'a dyn Rows,
) -> Result<impl Iterator<Item = Result<Row, GoldenError>> + 'a, GoldenError> {
    let in_table = move |source| GoldenError::Table { which, source };
    let blocks = rows.walk().map_err(in_table)?;
    let cells = blocks.flat_map(move |block| match block {
        Ok(block) => block.into_owned().into_iter().map(Ok).collect(),
        Err(error) => vec![Err(in_table(error))],
    });
    let numbered = (0..).zip(cells);
    Ok(numbered.map(|(index, cells)| cells.map(|cells| Row { index, cells })))
}

/// Rows of either side that wait for one of their key on the other.
#[derive(Default)]
struct Pairs {
    expected: BTreeMap<RowKey, VecDeque<Row>>,
    found: BTreeMap<RowKey, VecDeque<Row>>,
}

impl Pairs {
    /// Takes the next row of each side; gives the pairs that they complete, the first of a key with the first.
    fn add(
        &mut self,
        sides: &Sides<'_>,
        expected: Option<Row>,
        found: Option<Row>,
    ) -> impl Iterator<Item = (Row, Row)> + use<> {
        let mut pairs = [None, None];
        if let Some(row) = expected {
            let key = comparable(RowKey::of(&row.cells, &sides.expected_keys));
            match take(&mut self.found, &key) {
                Some(other) => pairs[0] = Some((row, other)),
                None => self.expected.entry(key).or_default().push_back(row),
            }
        }
        if let Some(row) = found {
            let key = comparable(RowKey::of(&row.cells, &sides.found_keys));
            match take(&mut self.expected, &key) {
                Some(other) => pairs[1] = Some((other, row)),
                None => self.found.entry(key).or_default().push_back(row),
            }
        }
        pairs.into_iter().flatten()
    }
}

/// The first row of a key that waits.
fn take(waiting: &mut BTreeMap<RowKey, VecDeque<Row>>, key: &RowKey) -> Option<Row> {
    let rows = waiting.get_mut(key)?;
    let row = rows.pop_front();
    if rows.is_empty() {
        waiting.remove(key);
    }
    row
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

/// The columns of two tables, and those that match their rows.
struct Sides<'a> {
    expected: &'a Table,
    found: &'a Table,
    keys: Vec<String>,
    expected_keys: Vec<usize>,
    found_keys: Vec<usize>,
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

    /// How a comparison names a row: by its keys, or by its number without any.
    fn key_cells(&self, row: &Row, keys: &[usize]) -> Vec<KeyCell> {
        if self.keys.is_empty() {
            let number = i64::try_from(row.index).unwrap_or(i64::MAX);
            return vec![KeyCell {
                column: "row".to_owned(),
                value: Cell::Integer(number.saturating_add(1)),
            }];
        }
        let names = self.keys.iter().cloned();
        names
            .zip(RowKey::of(&row.cells, keys).0)
            .map(|(column, value)| KeyCell { column, value })
            .collect()
    }

    fn compare_cell(
        &self,
        (expected_row, found_row): (&Row, &Row),
        column: &MatchedColumn,
        comparison: &mut Comparison,
    ) {
        let expected = &expected_row.cells[column.expected];
        let found = &found_row.cells[column.found];
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
        let difference = Difference {
            row: self.key_cells(expected_row, &self.expected_keys),
            column: self.expected.columns[column.expected].name.clone(),
            unit: self.found.columns[column.found].unit.clone(),
            expected: expected.clone(),
            found: found.clone(),
            allowed: excess.allowed,
            times_allowed: excess.times,
        };
        comparison.add(expected_row.index, difference);
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
