//! What comparing values of a key, such as schemes, says point by point.
//!
//! Whatever is compared sees the same network in the same realization, so the
//! rows of a realization that agree in all other keys are pairs, and their
//! differences vary far less than the rows themselves. Every value is paired
//! with the first of its key; a pair of which a row is not solved is counted
//! and left out. Values of different objectives are different quantities, and
//! have no differences.

use std::collections::BTreeMap;

use super::summary::{Grouping, SummaryError, measured_columns, statistic_names, summarise};
use crate::table::columns::{MEAN, SOLVED, STATUS, STATUSES};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// The column that names the key whose values are compared.
pub const COMPARED: &str = "compared";
/// The column that holds the first value of that key.
pub const REFERENCE: &str = "reference";
/// Ends the name of a metric to name its difference.
pub const DIFFERENCE: &str = "_difference";
/// Ends the name of a column of ratios of means.
pub const RATIO: &str = "_ratio";

/// The key that names the objective.
const OBJECTIVE: &str = "objective";

/// Columns that hold values of the objective, whichever that is. One for each user begins so as well.
const OF_OBJECTIVE: [&str; 6] = [
    "objective_value",
    "upper_bound",
    "R_max",
    "R_T",
    "multiplier",
    "rate_multiplier",
];

/// Whether a column holds values of the objective.
fn of_objective(name: &str) -> bool {
    let of = |known: &&str| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    OF_OBJECTIVE.iter().any(|known| of(&known))
}

/// The metrics of a table that its paired differences leave out, since they are values of different objectives.
#[must_use]
pub fn left_out<'t>(table: &'t Table, paired: &Table) -> Vec<&'t str> {
    let has = |name: &str| {
        paired
            .position(&format!("{name}{DIFFERENCE}{MEAN}"))
            .is_some()
    };
    let mut names = table.names(Role::Metric);
    names.retain(|name| of_objective(name) && !has(name));
    names
}

/// Means of the paired differences, a row for each group and compared value:
/// of each metric the mean difference to the first value with its standard
/// deviation, 95 % interval and number of pairs, and the ratio of both means
/// over those pairs; then the number of pairs by status. None where nothing
/// can be paired.
///
/// # Errors
/// When the table cannot be summarised, or lacks a compared column.
pub fn summarise_pairs(
    table: &Table,
    grouping: &Grouping,
    compared: &[String],
) -> Result<Option<Table>, SummaryError> {
    table.validate()?;
    let mut metrics = measured_columns(table, &[], &grouping.unnumbered)?;
    let paired = |metrics: &[usize]| {
        let mut pairs = Table::new(pair_columns(table, metrics))?;
        let mut alike = false;
        for axis in compared {
            alike |= push_pairs(table, grouping, axis, metrics, &mut pairs)?;
        }
        Ok::<_, SummaryError>((pairs, alike))
    };
    let (mut pairs, alike) = paired(&metrics)?;
    if !alike {
        metrics.retain(|&index| !of_objective(&table.columns[index].name));
        pairs = paired(&metrics)?.0;
    }
    if pairs.rows.is_empty() {
        return Ok(None);
    }
    let mut of_pairs = grouping.clone();
    of_pairs.by.extend([COMPARED, REFERENCE].map(str::to_owned));
    let summary = summarise(&pairs, &of_pairs)?;
    let names = metrics.iter().map(|&index| &table.columns[index].name);
    Ok(Some(with_ratios(summary, names)?))
}

fn own(name: &str) -> String {
    format!("{name}_own")
}

fn reference(name: &str) -> String {
    format!("{name}_reference")
}

/// Keys, then of each metric the difference and both values, then the status.
fn pair_columns(table: &Table, metrics: &[usize]) -> Vec<Column> {
    let keys = table.columns.iter().filter(|c| c.role == Role::Key);
    let named = [
        Column::new(COMPARED, Role::Key, ColumnType::Text)
            .description("The key whose value is compared."),
        Column::new(REFERENCE, Role::Key, ColumnType::Text)
            .description("The first value of that key, with which it is compared."),
    ];
    let values = metrics.iter().flat_map(|&index| {
        let column = &table.columns[index];
        [
            format!("{}{DIFFERENCE}", column.name),
            own(&column.name),
            reference(&column.name),
        ]
        .map(|name| Column::new(name, Role::Metric, ColumnType::Number).unit(&column.unit))
    });
    keys.cloned()
        .chain(named)
        .chain(values)
        .chain([Column::new(STATUS, Role::Status, ColumnType::Text)])
        .collect()
}

/// Pairs each row whose value of `axis` is not the first with the row that has it. Whether both rows of any pair have
/// one objective.
fn push_pairs(
    table: &Table,
    grouping: &Grouping,
    axis: &str,
    metrics: &[usize],
    pairs: &mut Table,
) -> Result<bool, TableError> {
    let (axis_index, status) = (table.require(axis)?, table.require(STATUS)?);
    let Some(first) = table.rows.first().map(|row| row[axis_index].clone()) else {
        return Ok(false);
    };
    let is_first = |row: &[Cell]| row[axis_index].order(&first).is_eq();
    let keys: Vec<&str> = table.names(Role::Key);
    let shared = keys.iter().filter(|name| **name != axis);
    let shared: Vec<&str> = shared
        .filter(|name| grouping.averaged.iter().all(|averaged| averaged != *name))
        .copied()
        .collect();
    let shared = table.require_all(&shared)?;
    let keys = table.require_all(&keys)?;
    let references: BTreeMap<RowKey, &Vec<Cell>> = table
        .rows
        .iter()
        .filter(|row| is_first(row))
        .map(|row| (RowKey::of(row, &shared), row))
        .collect();
    // The words of the objective, and the weights where they are swept.
    let objective: Vec<usize> = (0..table.columns.len())
        .filter(|&index| {
            let column = &table.columns[index];
            column.role == Role::Key && column.name.starts_with(OBJECTIVE)
        })
        .collect();
    let mut any_alike = false;
    for row in table.rows.iter().filter(|row| !is_first(row)) {
        let Some(partner) = references.get(&RowKey::of(row, &shared)) else {
            continue;
        };
        let mut pair = RowKey::of(row, &keys).0;
        pair.extend([axis.into(), first.to_string().into()]);
        let status = worse(&row[status], &partner[status]);
        let alike = objective
            .iter()
            .all(|&at| row[at].order(&partner[at]).is_eq());
        any_alike |= alike;
        for &index in metrics {
            let comparable = alike || !of_objective(&table.columns[index].name);
            pair.extend(values(row, partner, index, status == SOLVED && comparable));
        }
        pair.push(status.into());
        pairs.push(pair)?;
    }
    Ok(any_alike)
}

/// The status of a pair; the summary reports one that is not in [`STATUSES`].
fn worse<'a>(a: &'a Cell, b: &'a Cell) -> &'a str {
    let rank = |word: &&str| STATUSES.iter().position(|known| known == word);
    let words = [a, b].map(|cell| cell.as_text().unwrap_or_default());
    let known = |word: &&str| rank(word).unwrap_or(usize::MAX);
    words.into_iter().max_by_key(known).unwrap_or_default()
}

/// Difference and both values; all missing where one of them is.
fn values(row: &[Cell], partner: &[Cell], index: usize, solved: bool) -> [Cell; 3] {
    match (row[index].as_number(), partner[index].as_number()) {
        (Some(a), Some(b)) if solved => [a - b, a, b].map(Cell::from),
        _ => [const { Cell::Missing }; 3],
    }
}

/// The summary with the statistics of both values made into one ratio for each metric.
fn with_ratios<'a>(
    summary: Table,
    metrics: impl Iterator<Item = &'a String>,
) -> Result<Table, TableError> {
    let mut table = summary;
    for name in metrics {
        let position = |of: String| table.require(&format!("{of}{MEAN}"));
        let (own_mean, reference_mean) = (position(own(name))?, position(reference(name))?);
        let column = Column::new(format!("{name}{RATIO}"), Role::Metric, ColumnType::Number)
            .description(format!(
                "Mean of `{name}` over its mean at the reference, over the same pairs."
            ));
        let dropped = own_mean..reference_mean + statistic_names(name).len();
        table.columns.splice(dropped.clone(), [column]);
        for row in &mut table.rows {
            let ratio = match (row[own_mean].as_number(), row[reference_mean].as_number()) {
                (Some(a), Some(b)) => Some(a / b).filter(|ratio| ratio.is_finite()),
                _ => None,
            };
            row.splice(dropped.clone(), [ratio.into()]);
        }
        describe(&mut table, name);
    }
    table.validate()?;
    Ok(table)
}

/// Says what the statistics of a difference are, which a summary takes for a metric.
fn describe(table: &mut Table, name: &str) {
    let texts = [
        "Mean over the pairs of the difference of `{}` to the reference.",
        "Sample standard deviation of that difference of `{}`.",
        "Half the width of the 95 % confidence interval (Student's t) of the mean difference of `{}`.",
        "Number of pairs of which both rows are solved and have a `{}`.",
    ];
    for (column, text) in statistic_names(&format!("{name}{DIFFERENCE}"))
        .iter()
        .zip(texts)
    {
        if let Some(index) = table.position(column) {
            table.columns[index].description = text.replace("{}", name);
        }
    }
}
