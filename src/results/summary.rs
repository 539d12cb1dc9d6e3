//! What many realizations of a point say together.
//!
//! For each group of rows that agree in the grouping columns: the mean, the
//! standard deviation and the 95 % interval of every metric over the *solved*
//! rows, and how many rows were solved, infeasible and failed. A mean over
//! fewer rows than the group has is thus never silent about it; a metric that
//! a solved row lacks shows in the metric's own count.

use std::collections::BTreeMap;

use thiserror::Error;

use super::statistics::Estimate;
use super::status::StatusCounts;
use crate::table::columns::{COUNT, DEVIATION, HALF_WIDTH, MEAN, SOLVED, STATUS, STATUSES};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// How rows are grouped.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Grouping {
    /// Key columns in which the rows of a group agree: on a constant grid all
    /// but the realization, else the step's index in place of its value.
    pub by: Vec<String>,
    /// Further key columns to be averaged like metrics: the value of a step
    /// that each realization has at another place.
    pub averaged: Vec<String>,
    /// Metrics without statistics of their own: those of a number among users, or access points, that are drawn alike. The
    /// first user of one network is not the first of another.
    pub unnumbered: Vec<String>,
    /// Rows that are left out. They are points that each realization places in its own way, so
    /// that none of one belongs to one of another.
    pub without: Option<Without>,
}

/// Rows that have a word in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Without {
    /// The column.
    pub column: &'static str,
    /// The word.
    pub word: &'static str,
}

impl Grouping {
    /// Groups of rows that agree in these columns.
    #[must_use]
    pub fn by(columns: &[&str]) -> Self {
        Self {
            by: columns.iter().map(|&name| name.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// The same with these key columns averaged.
    #[must_use]
    pub fn averaging(mut self, columns: &[&str]) -> Self {
        self.averaged = columns.iter().map(|&name| name.to_owned()).collect();
        self
    }
}

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

/// Summarises a table, one row per group, in the order in which the groups
/// first appear.
///
/// # Errors
/// When the table lacks a grouping or status column, or holds a metric or a
/// status that cannot be summarised.
pub fn summarise(table: &Table, grouping: &Grouping) -> Result<Table, SummaryError> {
    table.validate()?;
    let by = table.require_all(&grouping.by)?;
    let measured = measured_columns(table, &grouping.averaged, &grouping.unnumbered)?;
    let mut summary = Table::new(summary_columns(table, &by, &measured))?;
    for group in groups(table, &by, grouping.without)? {
        summary.push(group.row(table, &measured))?;
    }
    Ok(summary)
}

/// Positions of the averaged keys, then of the metrics but for the unnumbered.
pub(crate) fn measured_columns(
    table: &Table,
    averaged: &[String],
    unnumbered: &[String],
) -> Result<Vec<usize>, SummaryError> {
    let mut measured = table.require_all(averaged)?;
    let mut metrics = table.names(Role::Metric);
    metrics.retain(|name| !unnumbered.iter().any(|other| other == name));
    measured.extend(table.require_all(&metrics)?);
    let text = measured
        .iter()
        .map(|&index| &table.columns[index])
        .find(|column| !column.ty.is_numeric());
    match text {
        Some(column) => Err(SummaryError::NotNumeric {
            column: column.name.clone(),
        }),
        None => Ok(measured),
    }
}

/// Rows that agree in the grouping columns.
struct Group {
    key: Vec<Cell>,
    counts: StatusCounts,
    /// Indices of the solved rows, ascending.
    solved: Vec<usize>,
}

fn groups(
    table: &Table,
    by: &[usize],
    without: Option<Without>,
) -> Result<Vec<Group>, SummaryError> {
    let without = match without {
        Some(Without { column, word }) => Some((table.require(column)?, word)),
        None => None,
    };
    let status = table.require(STATUS)?;
    let mut places: BTreeMap<RowKey, usize> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        if without.is_some_and(|(column, word)| row[column].as_text() == Some(word)) {
            continue;
        }
        let key = RowKey::of(row, by);
        let place = *places.entry(key).or_insert_with_key(|key| {
            groups.push(Group {
                key: key.0.clone(),
                counts: StatusCounts::default(),
                solved: Vec::new(),
            });
            groups.len() - 1
        });
        groups[place].add(index, &row[status])?;
    }
    Ok(groups)
}

impl Group {
    fn add(&mut self, row: usize, status: &Cell) -> Result<(), SummaryError> {
        let found = status.as_text().unwrap_or_default();
        let Some(count) = self.counts.of(found) else {
            let found = found.to_owned();
            return Err(SummaryError::UnknownStatus { row, found });
        };
        *count += 1;
        if found == SOLVED {
            self.solved.push(row);
        }
        Ok(())
    }

    fn row(&self, table: &Table, measured: &[usize]) -> Vec<Cell> {
        let mut row = self.key.clone();
        for &index in measured {
            let values: Vec<f64> = self
                .solved
                .iter()
                .filter_map(|&row| table.rows[row][index].as_number())
                .collect();
            let estimate = Estimate::of(&values);
            row.extend([
                estimate.mean.into(),
                estimate.deviation.into(),
                estimate.half_width.into(),
                whole(estimate.count),
            ]);
        }
        row.extend(self.counts.by_status().map(|(_, count)| whole(count)));
        row
    }
}

/// A count as a cell.
pub(crate) fn whole(count: usize) -> Cell {
    Cell::Integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn summary_columns(table: &Table, by: &[usize], measured: &[usize]) -> Vec<Column> {
    let keys = by.iter().map(|&index| table.columns[index].clone());
    let statistics = measured
        .iter()
        .flat_map(|&index| statistic_columns(&table.columns[index]));
    keys.chain(statistics).chain(count_columns()).collect()
}

/// Names of the columns that a metric of this name has in a summary.
pub(crate) fn statistic_names(name: &str) -> [String; 4] {
    [MEAN, DEVIATION, HALF_WIDTH, COUNT].map(|suffix| format!("{name}{suffix}"))
}

fn statistic_columns(of: &Column) -> [Column; 4] {
    let name = &of.name;
    let number = |suffix: &str, what: &str| {
        Column::new(format!("{name}{suffix}"), Role::Metric, ColumnType::Number)
            .unit(&of.unit)
            .description(format!("{what} of `{name}` over the solved rows."))
    };
    [
        number(MEAN, "Mean"),
        number(DEVIATION, "Sample standard deviation"),
        number(
            HALF_WIDTH,
            "Half the width of the 95 % confidence interval (Student's t) of the mean",
        ),
        Column::new(
            format!("{name}{COUNT}"),
            Role::Diagnostic,
            ColumnType::Integer,
        )
        .description(format!("Number of solved rows that have a `{name}`.")),
    ]
}

fn count_columns() -> [Column; 3] {
    STATUSES.map(|word| {
        Column::new(word, Role::Status, ColumnType::Integer)
            .description(format!("Number of rows whose status is `{word}`."))
    })
}
