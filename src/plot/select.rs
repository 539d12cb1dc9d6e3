//! Which rows of a table a figure is about.

use std::collections::BTreeSet;

use super::error::PlotError;
use super::request::{Place, PlaceValue};
use crate::table::columns::{BUDGETS, GRID, REALIZATION, STEP};
use crate::table::key::RowKey;
use crate::table::{Cell, Role, Table};

/// Values that differ by less than this, relative, are one value: a scenario
/// may write 0.3 where a sweep has three steps of 0.1.
const SAME: f64 = 1e-9;

/// The rows where every column named has the value asked for.
///
/// # Errors
/// When there is no such column.
pub fn rows<'t>(table: &'t Table, at: &[Place]) -> Result<Vec<&'t [Cell]>, PlotError> {
    let mut rows: Vec<&[Cell]> = table.rows.iter().map(Vec::as_slice).collect();
    for place in at {
        let index = table.require(&place.column)?;
        rows.retain(|row| row.get(index).is_some_and(|cell| is(cell, &place.value)));
    }
    Ok(rows)
}

/// Whether a cell has a value.
pub fn is(cell: &Cell, value: &PlaceValue) -> bool {
    match (cell, value) {
        (Cell::Text(found), PlaceValue::Word(word)) => found == word,
        (_, PlaceValue::Number(number)) => cell
            .as_number()
            .is_some_and(|found| (found - number).abs() <= SAME * found.abs().max(number.abs())),
        _ => false,
    }
}

/// Combinations of values of some columns, in the order in which they appear.
pub fn groups(rows: &[&[Cell]], columns: &[usize]) -> Vec<RowKey> {
    let mut seen = BTreeSet::new();
    let keys = rows.iter().map(|row| RowKey::of(row, columns));
    keys.filter(|key| seen.insert(key.clone())).collect()
}

/// The rows of one place, and the key columns that lead there.
pub struct Spot<'t> {
    /// The rows.
    pub rows: Vec<&'t [Cell]>,
    /// Positions of the key columns that have one value in all of them.
    pub fixed: Vec<usize>,
}

/// Narrows rows to one place: what `at` leaves open is the first that there is.
/// Columns of `free` keep all their values, and with them those that follow from
/// the first of them.
///
/// # Errors
/// When a column is missing or no row is left.
pub fn spot<'t>(table: &'t Table, at: &[Place], free: &[&str]) -> Result<Spot<'t>, PlotError> {
    let exact: Vec<Place> = at
        .iter()
        .filter(|place| !is_own(table, place))
        .cloned()
        .collect();
    let mut rows = rows(table, &exact)?;
    let free: Vec<usize> = free
        .iter()
        .filter_map(|name| table.position(name))
        .collect();
    let mut fixed = Vec::new();
    for (index, column) in table.columns.iter().enumerate() {
        if column.role != Role::Key || free.contains(&index) {
            continue;
        }
        if let Some(place) = at
            .iter()
            .find(|place| place.column == column.name && is_own(table, place))
        {
            nearest(&mut rows, index, &place.value);
        }
        let asked = at.iter().any(|place| GRID.contains(&place.column.as_str()));
        let budget_follows = asked && column.name == STEP;
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
        return Err(PlotError::Empty { place });
    }
    Ok(Spot { rows, fixed })
}

/// ` at delta 6 at users 9`; empty where every row is meant.
pub fn words(at: &[Place]) -> String {
    at.iter()
        .map(|place| format!(" at {} {}", place.column, place.value))
        .collect()
}

/// Whether a place is a value on a grid that each realization has of its own,
/// where the nearest is meant: no grid that starts at S_min holds a round number.
fn is_own(table: &Table, place: &Place) -> bool {
    table.position(STEP).is_some() && BUDGETS.contains(&place.column.as_str())
}

/// Keeps the rows whose number is nearest.
fn nearest(rows: &mut Vec<&[Cell]>, index: usize, value: &PlaceValue) {
    let PlaceValue::Number(wanted) = value else {
        return;
    };
    let distance = |row: &&[Cell]| {
        let found = row.get(index).and_then(Cell::as_number);
        found.map_or(f64::INFINITY, |found| (found - wanted).abs())
    };
    let least = rows.iter().map(distance).fold(f64::INFINITY, f64::min);
    rows.retain(|row| distance(row) <= least);
}
