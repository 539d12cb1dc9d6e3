//! Keys of rows: some of their cells, in an order that lets rows be found.

use std::cmp::Ordering;

use super::cell::Cell;

/// Some cells of a row, in an order that lets them be looked up.
#[derive(Debug, Clone)]
pub(crate) struct RowKey(pub Vec<Cell>);

impl RowKey {
    /// The cells of a row at these positions.
    pub(crate) fn of(row: &[Cell], positions: &[usize]) -> Self {
        let cell = |&index: &usize| row.get(index).cloned().unwrap_or(Cell::Missing);
        Self(positions.iter().map(cell).collect())
    }
}

impl Ord for RowKey {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0
            .iter()
            .zip(&other.0)
            .map(|(a, b)| a.order(b))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| self.0.len().cmp(&other.0.len()))
    }
}

impl PartialOrd for RowKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for RowKey {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for RowKey {}
