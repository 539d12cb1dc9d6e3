//! Statistics of rows that are walked through more than once, so that none of the rows is kept.

use super::summary::SummaryError;
use crate::table::{Cell, Rows};

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
