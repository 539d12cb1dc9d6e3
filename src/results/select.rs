//! Which rows of a table a figure is about, and which rows of its tables an experiment records for that.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::language::{AxisValue, Figure, Plot, Selection};
use crate::plan::{ExperimentPlan, Record};
use crate::table::columns::{ACCESS_POINT, ANGLE, BUDGETS, GRID, REALIZATION, STEP};
use crate::table::key::RowKey;
use crate::table::{Cell, Role, Table, TableError};

/// Values that differ by less than this, relative, are one value: a scenario
/// may write 0.3 where a sweep has three steps of 0.1.
const SAME: f64 = 1e-9;

/// Why no rows are selected.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub(crate) enum SelectError {
    /// A column is missing.
    #[error(transparent)]
    Table(#[from] TableError),
    /// No row is where one is asked for.
    #[error("there is no solved row{place}")]
    Empty {
        /// `at delta 6 at users 9`.
        place: String,
    },
}

/// Rows of a table of keys that are recorded, or that a figure shows, ascending.
pub(super) fn wanted(plan: &ExperimentPlan, keys: &Table, record: Record) -> BTreeSet<usize> {
    if plan.record.contains(&record) {
        return (0..keys.rows.len()).collect();
    }
    drawn(plan, keys, record)
}

/// Rows of a table of keys that a figure shows, ascending.
pub(super) fn drawn(plan: &ExperimentPlan, keys: &Table, record: Record) -> BTreeSet<usize> {
    let drawn = plan.plots.iter().filter(|plot| match plot.figure {
        Figure::Layout => record == Record::Layout,
        Figure::Beampattern { .. } => record == Record::Beampattern,
        Figure::Curves { .. } | Figure::Cdf { .. } | Figure::Box { .. } => false,
    });
    // A figure of rows that are not there has nothing to show, which its drawing says.
    drawn
        .flat_map(|plot| shown(keys, plot).unwrap_or_default())
        .collect()
}

/// Rows of a table of keys that a figure of one place shows; all, where a figure shows means.
fn shown(keys: &Table, plot: &Plot) -> Result<Vec<usize>, SelectError> {
    let free = match &plot.figure {
        Figure::Curves { .. } | Figure::Cdf { .. } | Figure::Box { .. } => {
            return Ok((0..keys.rows.len()).collect());
        }
        Figure::Beampattern { by, .. } => free_in_pattern(by.as_deref()),
        Figure::Layout => Vec::new(),
    };
    let spot = spot(keys, &plot.at, &free)?;
    let is_shown = |row: &Vec<Cell>| {
        let mut shown = spot.rows.iter();
        shown.any(|shown| std::ptr::eq(*shown, row.as_slice()))
    };
    Ok((0..keys.rows.len())
        .filter(|&index| is_shown(&keys.rows[index]))
        .collect())
}

/// Columns that keep all their values in a figure of beampatterns with a curve for each value of `by`.
pub(crate) fn free_in_pattern(by: Option<&str>) -> Vec<&str> {
    let mut free: Vec<&str> = by.into_iter().collect();
    if by.is_some_and(|by| GRID.contains(&by)) {
        free.extend(GRID);
    }
    free.extend([ACCESS_POINT, ANGLE]);
    free
}

/// The rows where every column named has the value asked for.
///
/// # Errors
/// When there is no such column.
pub(crate) fn rows<'t>(table: &'t Table, at: &[Selection]) -> Result<Vec<&'t [Cell]>, TableError> {
    let mut rows: Vec<&[Cell]> = table.rows.iter().map(Vec::as_slice).collect();
    for place in at {
        let index = table.require(&place.axis)?;
        rows.retain(|row| row.get(index).is_some_and(|cell| is(cell, &place.value)));
    }
    Ok(rows)
}

/// Whether a cell has a value.
fn is(cell: &Cell, value: &AxisValue) -> bool {
    match (cell, value) {
        (Cell::Text(found), AxisValue::Word(word)) => found == word,
        (Cell::Integer(_) | Cell::Number(_), AxisValue::Number(number)) => cell
            .as_number()
            .is_some_and(|found| (found - number).abs() <= SAME * found.abs().max(number.abs())),
        _ => false,
    }
}

/// Combinations of values of some columns, in the order in which they appear.
pub(crate) fn groups(rows: &[&[Cell]], columns: &[usize]) -> Vec<RowKey> {
    let mut seen = BTreeSet::new();
    let keys = rows.iter().map(|row| RowKey::of(row, columns));
    keys.filter(|key| seen.insert(key.clone())).collect()
}

/// The rows of one place, and the key columns that lead there.
pub(crate) struct Spot<'t> {
    /// The rows.
    pub(crate) rows: Vec<&'t [Cell]>,
    /// Positions of the key columns that have one value in all of them.
    pub(crate) fixed: Vec<usize>,
}

/// Narrows rows to one place: what `at` leaves open is the first that there is.
/// Columns of `free` keep all their values, and with them those that follow from
/// the first of them.
///
/// # Errors
/// When a column is missing or no row is left.
pub(crate) fn spot<'t>(
    table: &'t Table,
    at: &[Selection],
    free: &[&str],
) -> Result<Spot<'t>, SelectError> {
    let exact: Vec<Selection> = at
        .iter()
        .filter(|place| !is_own(table, place))
        .cloned()
        .collect();
    let mut rows = rows(table, &exact)?;
    let free: Vec<usize> = free
        .iter()
        .filter_map(|name| table.position(name))
        .collect();
    let budget_is_asked = at.iter().any(|place| GRID.contains(&place.axis.as_str()));
    let mut fixed = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        if column.role != Role::Key || free.contains(&index) {
            continue;
        }
        if let Some(place) = at
            .iter()
            .find(|place| place.axis == column.name && is_own(table, place))
        {
            nearest(&mut rows, index, &place.value);
        }
        let budget_follows = budget_is_asked && column.name == STEP;
        let follows = column.name != REALIZATION
            && free.first().is_some_and(|&first| {
                groups(&rows, &[first]).len() == groups(&rows, &[first, index]).len()
            });
        if budget_follows || (follows && groups(&rows, &[index]).len() > 1) {
            continue;
        }
        if let Some(first) = rows.first().and_then(|row| row.get(index)).cloned() {
            rows.retain(|row| row.get(index) == Some(&first));
        }
        fixed.push(index);
    }
    if rows.is_empty() {
        let place = words(at);
        return Err(SelectError::Empty { place });
    }
    Ok(Spot { rows, fixed })
}

/// ` at delta 6 at users 9`; empty where every row is meant.
pub(crate) fn words(at: &[Selection]) -> String {
    at.iter()
        .map(|Selection { axis, value }| format!(" at {axis} {value}"))
        .collect()
}

/// Whether a place is a value on a grid that each realization has of its own,
/// where the nearest is meant: no grid that starts at S_min holds a round number.
fn is_own(table: &Table, place: &Selection) -> bool {
    table.position(STEP).is_some() && BUDGETS.contains(&place.axis.as_str())
}

/// Keeps the rows whose number is nearest.
fn nearest(rows: &mut Vec<&[Cell]>, index: usize, value: &AxisValue) {
    let AxisValue::Number(wanted) = value else {
        return;
    };
    let distance = |row: &&[Cell]| {
        let found = row.get(index).and_then(Cell::as_number);
        found.map_or(f64::INFINITY, |found| (found - wanted).abs())
    };
    let least = rows.iter().map(distance).fold(f64::INFINITY, f64::min);
    rows.retain(|row| distance(row) <= least);
}
