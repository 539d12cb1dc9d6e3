//! The percentiles that an experiment records, as columns of its summary.

use std::collections::BTreeMap;

use crate::plan::{Aggregate, Metric, Per, Record};
use crate::table::columns::{COUNT, HIGH, LOW, SOLVED, STATUS};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table, TableError};

use super::metric;
use super::percentile::{Clusters, Percentile};
use super::place::Placed;
use super::shape::Shape;
use super::summary::{Grouping, whole};

/// Percentiles that are being made: they need every value, 16 bytes for each that is alone in its cluster. Rows that are not
/// solved have no values; those of a row, one for each user, are of one network.
pub(crate) struct Spread {
    asked: Vec<(Aggregate, f64, Metric)>,
    metrics: Vec<Metric>,
    keys: Table,
    by: Vec<usize>,
    without: Option<(usize, &'static str)>,
    groups: BTreeMap<RowKey, Vec<Clusters>>,
}

impl Spread {
    /// Of no points yet; none where no percentile is asked for.
    ///
    /// # Errors
    /// When a column is in use twice.
    pub(crate) fn begin(shape: &Shape<'_>) -> Result<Option<Self>, TableError> {
        let record = shape.plan.record.iter();
        let asked = record.filter_map(|record| match *record {
            Record::Percentile(aggregate, metric) => Some((aggregate, aggregate.share()?, metric)),
            _ => None,
        });
        let asked: Vec<(Aggregate, f64, Metric)> = asked.collect();
        if asked.is_empty() {
            return Ok(None);
        }
        let mut metrics: Vec<Metric> = asked.iter().map(|(.., metric)| *metric).collect();
        metrics.sort();
        metrics.dedup();
        let grouping = shape.grouping();
        let keys = Table::new(shape.key_columns())?;
        Ok(Some(Self {
            by: keys.require_all(&grouping.by)?,
            without: match grouping.without {
                Some(without) => Some((keys.require(without.column)?, without.word)),
                None => None,
            },
            asked,
            metrics,
            keys,
            groups: BTreeMap::new(),
        }))
    }

    /// Adds a point.
    pub(crate) fn add(&mut self, shape: &Shape<'_>, point: &Placed<'_>) {
        let row = shape.key_cells(point);
        if (self.without).is_some_and(|(column, word)| row[column].as_text() == Some(word)) {
            return;
        }
        let metrics = &self.metrics;
        let group = self
            .groups
            .entry(RowKey::of(&row, &self.by))
            .or_insert_with(|| vec![Clusters::default(); metrics.len()]);
        for (clusters, metric) in group.iter_mut().zip(metrics) {
            let values = match point.point.is_solved() {
                true => metric::values(*metric, point.point, &point.case.deployment),
                false => Vec::new(),
            };
            let values = values.into_iter().flatten();
            clusters.push(values.filter(|value| value.is_finite()));
        }
    }

    /// A row per group of the summary: its key, then the percentiles with their intervals.
    ///
    /// # Errors
    /// When a column is in use twice.
    pub(crate) fn into_table(self) -> Result<Table, TableError> {
        let keys = self
            .by
            .iter()
            .map(|&index| self.keys.columns[index].clone());
        let asked = self.asked.iter();
        let columns = asked.flat_map(|&(aggregate, _, metric)| of(aggregate, metric));
        let mut table = Table::new(keys.chain(columns).collect())?;
        let none = Clusters::default();
        for (key, values) in self.groups {
            let mut row = key.0;
            for &(_, share, metric) in &self.asked {
                let index = self.metrics.iter().position(|other| *other == metric);
                let clusters = index.and_then(|index| values.get(index)).unwrap_or(&none);
                let found = Percentile::of(share, clusters);
                row.extend(cells(&found));
            }
            table.push(row)?;
        }
        Ok(table)
    }
}

/// The percentiles of metrics that rows have columns of, by some of their keys: what [`Spread`] makes of points, made of a
/// table of them or of their users. Values of one realization are a cluster.
///
/// # Errors
/// When the rows lack a column, or cannot be read.
pub(crate) fn of_rows(
    rows: &dyn Rows,
    asked: &[(Aggregate, Metric)],
    grouping: &Grouping,
) -> Result<Table, TableError> {
    let all = Table::new(rows.columns().to_vec())?;
    let by = all.require_all(&grouping.by)?;
    let without = match grouping.without {
        Some(without) => Some((all.require(without.column)?, without.word)),
        None => None,
    };
    let metrics: Vec<usize> = asked
        .iter()
        .map(|(_, metric)| all.require(metric.stem()))
        .collect::<Result<_, _>>()?;
    let status = all.position(STATUS);
    let mut groups: BTreeMap<RowKey, Vec<Clusters>> = BTreeMap::new();
    for block in rows.walk()? {
        let mut of_one: BTreeMap<RowKey, Vec<Vec<f64>>> = BTreeMap::new();
        for row in block?.iter() {
            let is = |(index, word): (usize, &str)| row[index].as_text() == Some(word);
            if without.is_some_and(is) || status.is_some_and(|index| !is((index, SOLVED))) {
                continue;
            }
            let values = of_one
                .entry(RowKey::of(row, &by))
                .or_insert_with(|| vec![Vec::new(); metrics.len()]);
            for (values, &index) in values.iter_mut().zip(&metrics) {
                values.extend(row[index].as_number().filter(|value| value.is_finite()));
            }
        }
        for (key, values) in of_one {
            let group = groups
                .entry(key)
                .or_insert_with(|| vec![Clusters::default(); metrics.len()]);
            for (clusters, values) in group.iter_mut().zip(values) {
                clusters.push(values);
            }
        }
    }
    let keys = by.iter().map(|&index| all.columns[index].clone());
    let columns = asked
        .iter()
        .flat_map(|&(aggregate, metric)| of(aggregate, metric));
    let mut table = Table::new(keys.chain(columns).collect())?;
    for (key, clusters) in groups {
        let mut row = key.0;
        for ((aggregate, _), clusters) in asked.iter().zip(&clusters) {
            let found = Percentile::of(aggregate.share().unwrap_or(f64::NAN), clusters);
            row.extend(cells(&found));
        }
        table.push(row)?;
    }
    Ok(table)
}

/// A percentile, its ends and the number of values behind it.
fn cells(found: &Percentile) -> [Cell; 4] {
    let [value, low, high] = [found.value, found.low, found.high].map(Cell::from);
    [value, low, high, whole(found.count)]
}

/// Adds the columns of percentiles to the rows of a summary that have their keys.
///
/// # Errors
/// When the summary lacks a key, or has one of the columns.
pub(crate) fn join(
    summary: &mut Table,
    percentiles: &Table,
    grouping: &Grouping,
) -> Result<(), TableError> {
    let (here, there) = (
        summary.require_all(&grouping.by)?,
        percentiles.require_all(&grouping.by)?,
    );
    let rows: BTreeMap<RowKey, &Vec<Cell>> = percentiles
        .rows
        .iter()
        .map(|row| (RowKey::of(row, &there), row))
        .collect();
    let new = percentiles.columns.len() - there.len();
    // Counts of rows come last.
    let before = summary
        .columns
        .iter()
        .position(|column| column.role == Role::Status);
    let before = before.unwrap_or(summary.columns.len());
    let columns = percentiles.columns[there.len()..].iter().cloned();
    summary.columns.splice(before..before, columns);
    for row in &mut summary.rows {
        let cells = match rows.get(&RowKey::of(row, &here)) {
            Some(found) => found[there.len()..].to_vec(),
            None => vec![Cell::Missing; new],
        };
        row.splice(before..before, cells);
    }
    summary.validate()
}

/// `5th`
fn ordinal(share: f64) -> String {
    let percent = (share * 100.0).round() as u32;
    let ending = match (percent % 10, percent / 10) {
        (_, 1) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{percent}{ending}")
}

/// `rate_p5`, the ends of its interval and the number of values behind it.
fn of(aggregate: Aggregate, metric: Metric) -> [Column; 4] {
    let name = Record::percentile_column(aggregate, metric);
    let of_what = match metric.row().signature.label {
        "" => metric.stem().replace('_', " "),
        label => label.to_owned(),
    };
    let title = match aggregate.share() {
        Some(share) if aggregate != Aggregate::Median => {
            format!("{} percentile of {of_what}", ordinal(share))
        }
        _ => format!("median of {of_what}"),
    };
    let what = match aggregate.share() {
        Some(share) if aggregate != Aggregate::Median => {
            format!(
                "{} % quantile of `{}`",
                (share * 100.0).round(),
                metric.stem()
            )
        }
        _ => format!("Median of `{}`", metric.stem()),
    };
    let number = |ending: &str, what: String| {
        Column::new(format!("{name}{ending}"), Role::Metric, ColumnType::Number)
            .unit(metric.row().unit)
            .title(if ending.is_empty() {
                title.as_str()
            } else {
                ""
            })
            .description(what)
    };
    let of_what = match metric.row().per {
        Per::Point => "the solved rows",
        Per::User => "the users of the solved rows",
        Per::AccessPoint => "the access points of the solved rows",
    };
    [
        number("", format!("{what} over {of_what}.")),
        number(
            LOW,
            format!("Lower end of the distribution-free 95 % interval of `{name}`."),
        ),
        number(
            HIGH,
            format!("Upper end of the distribution-free 95 % interval of `{name}`."),
        ),
        Column::new(
            format!("{name}{COUNT}"),
            Role::Diagnostic,
            ColumnType::Integer,
        )
        .description(format!("Number of values behind `{name}`.")),
    ]
}
