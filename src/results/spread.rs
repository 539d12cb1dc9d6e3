//! The percentiles that an experiment records, as columns of its summary.

use std::collections::BTreeMap;

use crate::plan::{Aggregate, ExperimentPlan, Metric, Per, Record};
use crate::table::columns::{COUNT, HIGH, LOW};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::metric;
use super::percentile::Percentile;
use super::place::Placed;
use super::shape::Shape;
use super::summary::{Grouping, whole};

/// A row per group of the summary: its key, then the percentiles with their intervals; none where none is asked for.
/// Rows that are not solved have no values; those of a row, one for each user, are of one network.
///
/// # Errors
/// When a column is in use twice.
pub(crate) fn percentiles(
    plan: &ExperimentPlan,
    shape: &Shape<'_>,
    placed: &[Placed<'_>],
) -> Result<Option<Table>, TableError> {
    let asked: Vec<(Aggregate, f64, Metric)> = plan
        .record
        .iter()
        .filter_map(|record| match *record {
            Record::Percentile(aggregate, metric) => Some((aggregate, aggregate.share()?, metric)),
            _ => None,
        })
        .collect();
    if asked.is_empty() {
        return Ok(None);
    }
    let mut metrics: Vec<Metric> = asked.iter().map(|(.., metric)| *metric).collect();
    metrics.sort();
    metrics.dedup();
    let grouping = shape.grouping();
    let keys = Table::new(shape.key_columns())?;
    let by = keys.require_all(&grouping.by)?;
    let without = match grouping.without {
        Some(without) => Some((keys.require(without.column)?, without.word)),
        None => None,
    };
    let mut groups: BTreeMap<RowKey, Vec<Vec<Vec<f64>>>> = BTreeMap::new();
    for point in placed {
        let row = shape.key_cells(point);
        if without.is_some_and(|(column, word)| row[column].as_text() == Some(word)) {
            continue;
        }
        let group = groups
            .entry(RowKey::of(&row, &by))
            .or_insert_with(|| vec![Vec::new(); metrics.len()]);
        for (clusters, metric) in group.iter_mut().zip(&metrics) {
            let values = match point.point.is_solved() {
                true => metric::values(*metric, point.point, &point.case.deployment),
                false => Vec::new(),
            };
            let finite = values
                .into_iter()
                .flatten()
                .filter(|value| value.is_finite());
            clusters.push(finite.collect());
        }
    }
    let mut columns: Vec<Column> = by
        .iter()
        .map(|&index| keys.columns[index].clone())
        .collect();
    columns.extend(
        asked
            .iter()
            .flat_map(|&(aggregate, _, metric)| of(aggregate, metric)),
    );
    let mut table = Table::new(columns)?;
    for (key, values) in groups {
        let mut row = key.0;
        for &(_, share, metric) in &asked {
            let clusters = metrics.iter().position(|other| *other == metric);
            let clusters = clusters.map_or(&[][..], |index| values[index].as_slice());
            let found = Percentile::of(share, clusters);
            row.extend([found.value, found.low, found.high].map(Cell::from));
            row.push(whole(found.count));
        }
        table.push(row)?;
    }
    Ok(Some(table))
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

/// `rate_p5`, the ends of its interval and the number of values behind it.
fn of(aggregate: Aggregate, metric: Metric) -> [Column; 4] {
    let name = format!("{}_{}", metric.stem(), aggregate.text());
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
