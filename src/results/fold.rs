//! Statistics of rows that are walked through more than once, so that none of the rows is kept.

use thiserror::Error;

use crate::table::columns::STATUSES;
use crate::table::{Cell, Rows, TableError};

/// Why a table has no summary.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SummaryError {
    /// The table is invalid, lacks a column, or a statistic overflows.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A metric holds text.
    #[error("the metric `{column}` holds text, which has no mean")]
    NotNumeric {
        /// The column's name.
        column: String,
    },
    /// A row's status is missing or unknown.
    #[error("row {row}: the status `{found}` is not one of {}", STATUSES.join(", "))]
    UnknownStatus {
        /// Counted from 0.
        row: usize,
        /// The cell's text, empty if it has none.
        found: String,
    },
}

/// What is made of rows in one or more passes over them.
pub(crate) trait Fold {
    /// Takes the next rows of this pass: those of one realization, the first of them of this index.
    fn block(&mut self, first: usize, rows: &[Vec<Cell>]) -> Result<(), SummaryError>;

    /// Ends a pass; whether there is to be another.
    fn end(&mut self) -> bool;
}

/// Walks through the rows until every fold has had its passes.
pub(crate) fn fold<'a>(
    rows: &dyn Rows,
    folds: impl IntoIterator<Item = &'a mut (dyn Fold + 'a)>,
) -> Result<(), SummaryError> {
    let mut open: Vec<&mut (dyn Fold + 'a)> = folds.into_iter().collect();
    while !open.is_empty() {
        let mut first = 0;
        for block in rows.walk()? {
            let block = block?;
            for fold in &mut open {
                fold.block(first, &block)?;
            }
            first += block.len();
        }
        open.retain_mut(|fold| fold.end());
    }
    Ok(())
}
