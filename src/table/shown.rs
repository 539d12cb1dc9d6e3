//! Tables as people are shown them: every number in the unit in which the scenario writes it.

use super::cell::Cell;
use super::column::Column;
use super::rows::{Block, Rows, Walk};
use super::whole::{Table, TableError};

/// Rows with their numbers in the units in which they are written.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    rows: &'a dyn Rows,
    columns: Vec<Column>,
}

impl<'a> Shown<'a> {
    /// Of these rows.
    pub(crate) fn of(rows: &'a dyn Rows) -> Self {
        Self {
            columns: rows.columns().iter().map(in_its_unit).collect(),
            rows,
        }
    }
}

impl Rows for Shown<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let columns = self.rows.columns();
        if columns.iter().all(|column| column.written.is_empty()) {
            return self.rows.walk();
        }
        let shown = move |block: Result<Block<'_>, TableError>| {
            let rows = block?;
            let rows = rows.iter().map(|row| row_of(columns, row));
            Ok(rows.collect::<Vec<_>>().into())
        };
        Ok(Box::new(self.rows.walk()?.map(shown)))
    }
}

/// The whole table so.
pub(crate) fn shown(table: &Table) -> Table {
    Table {
        columns: table.columns.iter().map(in_its_unit).collect(),
        rows: (table.rows.iter())
            .map(|row| row_of(&table.columns, row))
            .collect(),
    }
}

fn row_of(columns: &[Column], row: &[Cell]) -> Vec<Cell> {
    let cells = columns.iter().zip(row);
    cells.map(|(column, cell)| column.shown(cell)).collect()
}

/// The column of the values so shown.
fn in_its_unit(column: &Column) -> Column {
    Column {
        unit: column.shown_unit().to_owned(),
        written: String::new(),
        ..column.clone()
    }
}
