//! Which rows of a table a figure is about, and which rows of its tables an experiment records for that.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::language::{AxisValue, Figure, Plot, Selection};
use crate::plan::{ExperimentPlan, Record};
use crate::table::columns::{ACCESS_POINT, ANGLE, BUDGETS, GRID, REALIZATION, STEP};
use crate::table::key::RowKey;
use crate::table::{Cell, Role, Rows, Table, TableError};

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

/// Which of some rows of keys are recorded, and which of them figures show.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// Whether every row is recorded.
    all: bool,
    /// Numbers of rows that figures show.
    drawn: BTreeSet<usize>,
}

impl Wanted {
    /// Of rows of keys.
    ///
    /// # Errors
    /// When they cannot be read back.
    pub(super) fn of(
        plan: &ExperimentPlan,
        keys: &dyn Rows,
        record: Record,
    ) -> Result<Self, TableError> {
        let mut drawn = BTreeSet::new();
        for Plot { figure, at, .. } in &plan.plots {
            let free = match figure {
                Figure::Layout if record == Record::Layout => Vec::new(),
                Figure::Beampattern { by, .. } if record == Record::Beampattern => {
                    free_in_pattern(by.as_deref())
                }
                _ => continue,
            };
            let candidates = match candidates(keys, at, &free) {
                // A figure of rows that are not there has nothing to show, which its drawing says.
                Err(TableError::UnknownColumn { .. }) => continue,
                other => other?,
            };
            if let Ok(spot) = spot(&candidates.table, at, &free) {
                let shown = |row: &Vec<Cell>| {
                    let mut rows = spot.rows.iter();
                    rows.any(|shown| std::ptr::eq(*shown, row.as_slice()))
                };
                let rows = candidates.table.rows.iter().zip(&candidates.numbers);
                drawn.extend(rows.filter(|(row, _)| shown(row)).map(|(_, number)| number));
            }
        }
        Ok(Self {
            all: plan.record.contains(&record),
            drawn,
        })
    }

    /// Whether a row is recorded, or a figure shows it.
    pub(super) fn holds(&self, row: usize) -> bool {
        self.all || self.drawn.contains(&row)
    }

    /// Whether a figure shows a row.
    pub(super) fn is_drawn(&self, row: usize) -> bool {
        self.drawn.contains(&row)
    }
}

/// The rows among which a figure of one place finds its own.
pub(crate) struct Candidates {
    /// The rows.
    pub(crate) table: Table,
    /// Their numbers among all rows.
    pub(crate) numbers: Vec<usize>,
}

/// The rows that have the values asked for and are of the first realization that has such rows; of all realizations where a
/// figure has their column free. No others are read.
///
/// # Errors
/// When there is no such column, or the rows cannot be read.
pub(crate) fn candidates(
    all: &dyn Rows,
    at: &[Selection],
    free: &[&str],
) -> Result<Candidates, TableError> {
    let mut found = Candidates {
        table: Table::new(all.columns().to_vec())?,
        numbers: Vec::new(),
    };
    let table = &mut found.table;
    let asked = asked(table, at.iter().filter(|place| !is_own(table, place)))?;
    let realization = table.position(REALIZATION);
    let realization = realization.filter(|_| !free.contains(&REALIZATION));
    let mut number = 0;
    for block in all.walk()? {
        let block = block?;
        let of = |row: &Vec<Cell>| realization.map(|index| row[index].clone());
        let is_later = match (table.rows.first(), block.first()) {
            (Some(held), Some(row)) => of(held) != of(row),
            _ => false,
        };
        if is_later {
            break;
        }
        for row in block.iter() {
            if asked.hold(row) {
                table.rows.push(row.clone());
                found.numbers.push(number);
            }
            number += 1;
        }
    }
    Ok(found)
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

/// Values that columns are asked to have.
pub(crate) struct AskedValues<'a>(Vec<(usize, &'a AxisValue)>);

/// The values asked for, by the positions of their columns.
///
/// # Errors
/// When there is no such column.
pub(crate) fn asked<'a>(
    table: &Table,
    at: impl IntoIterator<Item = &'a Selection>,
) -> Result<AskedValues<'a>, TableError> {
    let places = at.into_iter();
    let asked = places.map(|place| Ok((table.require(&place.axis)?, &place.value)));
    Ok(AskedValues(asked.collect::<Result<_, TableError>>()?))
}

impl AskedValues<'_> {
    /// Whether a row has them.
    pub(crate) fn hold(&self, row: &[Cell]) -> bool {
        let mut all = self.0.iter();
        all.all(|&(index, value)| row.get(index).is_some_and(|cell| is(cell, value)))
    }
}

/// The rows where every column named has the value asked for.
///
/// # Errors
/// When there is no such column.
pub(crate) fn rows<'t>(
    table: &'t Table,
    at: impl IntoIterator<Item = &'t Selection>,
) -> Result<Vec<&'t [Cell]>, TableError> {
    let asked = asked(table, at)?;
    let rows = table.rows.iter().map(Vec::as_slice);
    Ok(rows.filter(|row| asked.hold(row)).collect())
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
    at: &'t [Selection],
    free: &[&str],
) -> Result<Spot<'t>, SelectError> {
    let mut rows = rows(table, at.iter().filter(|place| !is_own(table, place)))?;
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
