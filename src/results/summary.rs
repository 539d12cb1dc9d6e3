//! What many realizations of a point say together.
//!
//! For each group of rows that agree in the grouping columns: the mean, the
//! standard deviation and the 95 % interval of every metric over the *solved*
//! rows, and how many rows were solved, infeasible and failed. A mean over
//! fewer rows than the group has is thus never silent about it; a metric that
//! a solved row lacks shows in the metric's own count.

use std::collections::BTreeMap;

pub use super::fold::SummaryError;
use super::fold::{Fold, fold};
use super::statistics::Estimator;
use super::status::StatusCounts;
use crate::table::columns::{COUNT, DEVIATION, HALF_WIDTH, MEAN, SOLVED, STATUS, STATUSES};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table};

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

/// Summarises rows, one row per group, in the order in which the groups
/// first appear.
///
/// # Errors
/// When the rows lack a grouping or status column, or hold a metric or a
/// status that cannot be summarised.
pub fn summarise(rows: &dyn Rows, grouping: &Grouping) -> Result<Table, SummaryError> {
    let mut summary = Summary::new(rows.columns(), grouping)?;
    fold(rows, [&mut summary as &mut dyn Fold])?;
    summary.into_table()
}

/// A summary that is being made.
pub(crate) struct Summary {
    by: Vec<usize>,
    /// Settings that follow from what is swept.
    derived: Vec<usize>,
    measured: Vec<usize>,
    status: usize,
    without: Option<(usize, &'static str)>,
    columns: Vec<Column>,
    /// Passes that are over.
    passes: u8,
    places: BTreeMap<RowKey, usize>,
    groups: Vec<Group>,
}

impl Summary {
    /// The summary of rows with these columns.
    pub(crate) fn new(columns: &[Column], grouping: &Grouping) -> Result<Self, SummaryError> {
        let table = Table::new(columns.to_vec())?;
        let by = table.require_all(&grouping.by)?;
        let derived = table.require_all(&table.names(Role::Derived))?;
        let measured = measured_columns(&table, &grouping.averaged, &grouping.unnumbered)?;
        let without = match grouping.without {
            Some(Without { column, word }) => Some((table.require(column)?, word)),
            None => None,
        };
        Ok(Self {
            status: table.require(STATUS)?,
            without,
            columns: summary_columns(&table, [&by, &derived], &measured),
            by,
            derived,
            measured,
            passes: 0,
            places: BTreeMap::new(),
            groups: Vec::new(),
        })
    }

    /// Takes a row; it has this index among all rows.
    pub(crate) fn row(&mut self, index: usize, row: &[Cell]) -> Result<(), SummaryError> {
        if (self.without).is_some_and(|(column, word)| row[column].as_text() == Some(word)) {
            return Ok(());
        }
        let (groups, measured) = (&mut self.groups, &self.measured);
        let derived = self.derived.iter().map(|&index| &row[index]);
        let key = RowKey::of(row, &self.by);
        let place = *self.places.entry(key).or_insert_with_key(|key| {
            groups.push(Group {
                key: key.0.clone(),
                derived: derived.clone().cloned().collect(),
                counts: StatusCounts::default(),
                estimators: vec![Estimator::default(); measured.len()],
            });
            groups.len() - 1
        });
        let group = &mut groups[place];
        // A value that the keys do not decide is that of no group.
        for (of_group, cell) in group.derived.iter_mut().zip(derived) {
            if of_group != cell {
                *of_group = Cell::Missing;
            }
        }
        let found = row[self.status].as_text().unwrap_or_default();
        if self.passes == 0 {
            let Some(count) = group.counts.of(found) else {
                let found = found.to_owned();
                return Err(SummaryError::UnknownStatus { row: index, found });
            };
            *count += 1;
        }
        if found == SOLVED {
            let values = measured.iter().map(|&index| row[index].as_number());
            for (estimator, value) in group.estimators.iter_mut().zip(values) {
                value.into_iter().for_each(|value| estimator.add(value));
            }
        }
        Ok(())
    }

    /// Ends a pass; whether there is to be another.
    pub(crate) fn end_pass(&mut self) -> bool {
        let estimators = self
            .groups
            .iter_mut()
            .flat_map(|group| &mut group.estimators);
        estimators.for_each(Estimator::end);
        self.passes += 1;
        self.passes < Estimator::PASSES
    }

    /// The summary, after the last pass.
    pub(crate) fn into_table(self) -> Result<Table, SummaryError> {
        let mut summary = Table::new(self.columns)?;
        for group in self.groups {
            summary.push(group.row())?;
        }
        Ok(summary)
    }
}

impl Fold for Summary {
    fn block(&mut self, first: usize, rows: &[Vec<Cell>]) -> Result<(), SummaryError> {
        let mut rows = (first..).zip(rows);
        rows.try_for_each(|(index, row)| self.row(index, row))
    }

    fn end(&mut self) -> bool {
        self.end_pass()
    }
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
    derived: Vec<Cell>,
    counts: StatusCounts,
    /// Of each measured column, over the solved rows.
    estimators: Vec<Estimator>,
}

impl Group {
    fn row(self) -> Vec<Cell> {
        let mut row = self.key;
        row.extend(self.derived);
        for estimator in self.estimators {
            let estimate = estimator.estimate();
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

fn summary_columns(table: &Table, [by, derived]: [&[usize]; 2], measured: &[usize]) -> Vec<Column> {
    let keys = by
        .iter()
        .chain(derived)
        .map(|&index| table.columns[index].clone());
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
            .written(Some(&of.written))
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
