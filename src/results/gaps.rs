//! Statistics that are left out because double precision does not hold them.

use crate::table::columns::{COUNT, DEVIATION, HALF_WIDTH, MEAN};
use crate::table::{Cell, Table};

/// A column of statistics with cells that are empty though there are values behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The column.
    pub column: String,
    /// How many of its cells.
    pub rows: usize,
}

/// The gaps of a table of statistics, such as a summary.
#[must_use]
pub fn gaps(statistics: &Table) -> Vec<Gap> {
    let counts = statistics
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| {
            let name = column.name.strip_suffix(COUNT)?;
            Some((index, name))
        });
    let mut gaps = Vec::new();
    for (count, name) in counts {
        // A mean takes one value, a deviation two.
        for (ending, least) in [(MEAN, 1), (DEVIATION, 2), (HALF_WIDTH, 2)] {
            let column = format!("{name}{ending}");
            let Some(index) = statistics.position(&column) else {
                continue;
            };
            let is_gap = |row: &&Vec<Cell>| {
                row[index].is_missing()
                    && row[count].as_integer().is_some_and(|count| count >= least)
            };
            match statistics.rows.iter().filter(is_gap).count() {
                0 => {}
                rows => gaps.push(Gap { column, rows }),
            }
        }
    }
    gaps
}
