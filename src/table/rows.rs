//! Rows that are walked through, so that they need not be in memory together.

use std::borrow::Cow;
use std::fmt::Debug;

use super::cell::Cell;
use super::column::Column;
use super::columns::REALIZATION;
use super::whole::{Table, TableError, validate_columns, validate_row};

/// The rows of one realization after those of another.
pub type Walk<'a> = Box<dyn Iterator<Item = Result<Block<'a>, TableError>> + 'a>;

/// Rows that follow each other and are of one realization; of a table without realizations all rows are one block.
pub type Block<'a> = Cow<'a, [Vec<Cell>]>;

/// Rows with columns, as often as they are asked for: a table, or what makes the rows of one.
pub trait Rows: Debug {
    /// In order of appearance.
    fn columns(&self) -> &[Column];

    /// All rows, in the same order every time.
    ///
    /// # Errors
    /// When the columns are invalid; the walk ends with an error where a row is, or cannot be read back.
    fn walk(&self) -> Result<Walk<'_>, TableError>;
}

/// Rows as they are made, block by block, once it is known that they fit the columns.
///
/// # Errors
/// When the columns are invalid; the walk ends with an error where a row is.
pub(crate) fn checked<'a>(
    columns: &'a [Column],
    blocks: impl Iterator<Item = Result<Block<'a>, TableError>> + 'a,
) -> Result<Walk<'a>, TableError> {
    validate_columns(columns)?;
    let mut index = 0;
    Ok(Box::new(blocks.map(move |block| {
        let block = block?;
        for row in block.iter() {
            validate_row(columns, index, row)?;
            index += 1;
        }
        Ok(block)
    })))
}

impl Rows for Table {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let realization = self.position(REALIZATION);
        let is_one = move |a: &Vec<Cell>, b: &Vec<Cell>| {
            realization.is_none_or(|index| a.get(index) == b.get(index))
        };
        let blocks = self.rows.chunk_by(is_one);
        checked(&self.columns, blocks.map(|block| Ok(Cow::Borrowed(block))))
    }
}

impl Table {
    /// Some columns of rows, in their order, with the rows that are wanted: `keep` is asked with all cells of a row.
    ///
    /// # Errors
    /// When the rows cannot be walked through, or a column is in use twice.
    pub fn of_rows(
        rows: &dyn Rows,
        wanted: impl Fn(&Column) -> bool,
        keep: impl Fn(&[Cell]) -> bool,
    ) -> Result<Self, TableError> {
        let columns = rows.columns();
        let kept: Vec<usize> = (0..columns.len())
            .filter(|&index| wanted(&columns[index]))
            .collect();
        let mut table = Self::new(kept.iter().map(|&index| columns[index].clone()).collect())?;
        for block in rows.walk()? {
            for row in block?.iter().filter(|row| keep(row)) {
                let cells = kept.iter().map(|&index| row[index].clone());
                table.rows.push(cells.collect());
            }
        }
        Ok(table)
    }
}
