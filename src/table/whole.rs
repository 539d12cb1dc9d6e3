//! A table with all its rows.
//!
//! The fields of [`Table`] are public because a run fills them row by row;
//! a table is validated before it is written, so a table that breaks the
//! rules is a typed error and never a wrong file.

use std::collections::{BTreeMap, BTreeSet};

use thiserror::Error;

use super::cell::Cell;
use super::column::{Column, ColumnType, Role};
use super::key::RowKey;

/// Columns and rows; every row has one cell per column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// In order of appearance.
    pub columns: Vec<Column>,
    /// In order of appearance.
    pub rows: Vec<Vec<Cell>>,
}

/// What makes a table invalid, or a request about it unanswerable.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// A column has no name.
    #[error("column {index} has no name")]
    UnnamedColumn {
        /// Counted from 0.
        index: usize,
    },
    /// Two columns share a name.
    #[error("two columns are named `{name}`")]
    DuplicateColumn {
        /// The name.
        name: String,
    },
    /// A column was asked for that the table does not have.
    #[error("the table has no column `{name}`")]
    UnknownColumn {
        /// The name asked for.
        name: String,
    },
    /// A row has more or fewer cells than there are columns.
    #[error("row {row} has {found} cells where the table has {expected} columns")]
    RowLength {
        /// Counted from 0.
        row: usize,
        /// Columns of the table.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A cell is not of its column's type.
    #[error("row {row}, column `{column}`: expected {expected}, found {found}")]
    CellType {
        /// Counted from 0.
        row: usize,
        /// The column's name.
        column: String,
        /// The column's type.
        expected: ColumnType,
        /// The cell's type.
        found: ColumnType,
    },
    /// A number is infinite or not a number.
    #[error("row {row}, column `{column}`: the number is not finite")]
    NotFinite {
        /// Counted from 0.
        row: usize,
        /// The column's name.
        column: String,
    },
    /// A text cell is empty, which a file could not distinguish from a missing value.
    #[error("row {row}, column `{column}`: empty text; use a missing cell")]
    EmptyText {
        /// Counted from 0.
        row: usize,
        /// The column's name.
        column: String,
    },
    /// Rows that are made as they are asked for cannot be.
    #[error("the results cannot be read back: {reason}")]
    Unreadable {
        /// The reason that the disk or the reader gives.
        reason: String,
    },
}

impl Table {
    /// A table without rows.
    ///
    /// # Errors
    /// When two columns share a name or one has none.
    pub fn new(columns: Vec<Column>) -> Result<Self, TableError> {
        let table = Self {
            columns,
            rows: Vec::new(),
        };
        validate_columns(&table.columns)?;
        Ok(table)
    }

    /// Appends a row.
    ///
    /// # Errors
    /// When the row does not fit the columns; the table is then unchanged.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<(), TableError> {
        validate_row(&self.columns, self.rows.len(), &row)?;
        self.rows.push(row);
        Ok(())
    }

    /// Checks names, lengths, types and finiteness.
    ///
    /// # Errors
    /// The first fault, columns before rows, rows in order.
    pub fn validate(&self) -> Result<(), TableError> {
        validate_columns(&self.columns)?;
        self.rows
            .iter()
            .enumerate()
            .try_for_each(|(index, row)| validate_row(&self.columns, index, row))
    }

    /// The column's position.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    /// The column's position.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn require(&self, name: &str) -> Result<usize, TableError> {
        self.position(name)
            .ok_or_else(|| TableError::UnknownColumn {
                name: name.to_owned(),
            })
    }

    /// The column of that name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The cell of a row in the column of that name.
    #[must_use]
    pub fn cell(&self, row: usize, column: &str) -> Option<&Cell> {
        self.rows.get(row)?.get(self.position(column)?)
    }

    /// A numeric column, whole numbers included; `None` where a value is missing.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn numbers(&self, name: &str) -> Result<Vec<Option<f64>>, TableError> {
        self.values(name, Cell::as_number)
    }

    /// A column of whole numbers; `None` where a value is missing.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn integers(&self, name: &str) -> Result<Vec<Option<i64>>, TableError> {
        self.values(name, Cell::as_integer)
    }

    /// A column of text; `None` where a value is missing.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn texts(&self, name: &str) -> Result<Vec<Option<&str>>, TableError> {
        self.values(name, Cell::as_text)
    }

    fn values<'a, T>(
        &'a self,
        name: &str,
        value: impl Fn(&'a Cell) -> Option<T>,
    ) -> Result<Vec<Option<T>>, TableError> {
        let index = self.require(name)?;
        Ok(self
            .rows
            .iter()
            .map(|row| row.get(index).and_then(&value))
            .collect())
    }

    /// Names of the columns of a role, in order.
    #[must_use]
    pub fn names(&self, role: Role) -> Vec<&str> {
        self.columns
            .iter()
            .filter(|column| column.role == role)
            .map(|column| column.name.as_str())
            .collect()
    }

    /// Sorts the rows by the columns named, the first being the most
    /// significant. Rows that agree in all of them keep their order.
    ///
    /// # Errors
    /// When one of the columns does not exist; the table is then unchanged.
    pub fn sort_by(&mut self, names: &[&str]) -> Result<(), TableError> {
        let indices = self.require_all(names)?;
        self.rows
            .sort_by_cached_key(|row| RowKey::of(row, &indices));
        Ok(())
    }

    /// Positions of the columns named.
    pub(crate) fn require_all<S: AsRef<str>>(&self, names: &[S]) -> Result<Vec<usize>, TableError> {
        let names = names.iter().map(AsRef::as_ref);
        names.map(|name| self.require(name)).collect()
    }

    /// The first two rows that agree in all the columns named, if any do.
    ///
    /// # Errors
    /// When one of the columns does not exist.
    pub fn duplicate(&self, names: &[&str]) -> Result<Option<(usize, usize)>, TableError> {
        let indices = self.require_all(names)?;
        let mut seen = BTreeMap::new();
        for (index, row) in self.rows.iter().enumerate() {
            if let Some(first) = seen.insert(RowKey::of(row, &indices), index) {
                return Ok(Some((first, index)));
            }
        }
        Ok(None)
    }
}

/// Checks that every column has a name of its own.
pub(crate) fn validate_columns(columns: &[Column]) -> Result<(), TableError> {
    let mut seen = BTreeSet::new();
    for (index, column) in columns.iter().enumerate() {
        if column.name.is_empty() {
            return Err(TableError::UnnamedColumn { index });
        }
        if !seen.insert(&column.name) {
            let name = column.name.clone();
            return Err(TableError::DuplicateColumn { name });
        }
    }
    Ok(())
}

/// Checks the cells of a row against their columns.
pub(crate) fn validate_row(
    columns: &[Column],
    row: usize,
    cells: &[Cell],
) -> Result<(), TableError> {
    if cells.len() != columns.len() {
        return Err(TableError::RowLength {
            row,
            expected: columns.len(),
            found: cells.len(),
        });
    }
    columns
        .iter()
        .zip(cells)
        .try_for_each(|(column, cell)| validate_cell(row, column, cell))
}

fn validate_cell(row: usize, column: &Column, cell: &Cell) -> Result<(), TableError> {
    let name = || column.name.clone();
    match (cell, cell.ty()) {
        (_, Some(found)) if found != column.ty => Err(TableError::CellType {
            row,
            column: name(),
            expected: column.ty,
            found,
        }),
        (Cell::Number(value), _) if !value.is_finite() => Err(TableError::NotFinite {
            row,
            column: name(),
        }),
        (Cell::Text(text), _) if text.is_empty() => Err(TableError::EmptyText {
            row,
            column: name(),
        }),
        _ => Ok(()),
    }
}
