//! The mean boundary of a region over the realizations.
//!
//! Each realization places the points of its boundary where it needs them, so
//! no point of one belongs to one of another. Between its points a boundary is
//! a straight line to within the tolerance that it was solved to, though, and
//! lines have values at one delta and hence a mean.
//!
//! A mean at some delta is one of all realizations or it jumps where another
//! sets in, so the grid begins where the last of them does. Beyond its own end
//! a boundary stays level: delta bounds the error from above, and whatever
//! meets a bound meets a looser one.

use std::collections::BTreeMap;

use super::statistics::Estimate;
use super::summary::whole;
use crate::table::columns::{
    COUNT, DELTA, DEVIATION, HALF_WIDTH, MEAN, PART, REALIZATION, SOLVED, STATUS, STEP, SUM_RATE,
};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// Values of delta at which there are means.
const POINTS: u32 = 41;

/// The mean boundary of each combination of the other keys, or none of a table
/// that holds no boundaries: the mean, standard deviation, 95 % half width and
/// count of the sum rate at values of delta that lie densest at the first,
/// where boundaries are steepest. A realization without a solved boundary is
/// left out of all four; a combination of which none is solved has one row
/// that says so.
///
/// # Errors
/// When the table lacks a column that boundaries have.
pub fn mean_boundary(table: &Table) -> Result<Option<Table>, TableError> {
    if table.position(PART).is_none() {
        return Ok(None);
    }
    let keys = keys(table);
    let mut means = Table::new(columns(table, &keys)?)?;
    for (key, boundaries) in groups(table, &keys)? {
        for (step, delta) in grid(&boundaries).into_iter().enumerate() {
            let rates: Vec<f64> = boundaries.iter().map(|one| one.at(delta)).collect();
            means.push(row(&key, (step, Some(delta)), &Estimate::of(&rates)))?;
        }
        if boundaries.is_empty() {
            means.push(row(&key, (0, None), &Estimate::default()))?;
        }
    }
    Ok(Some(means))
}

/// Positions of the keys that distinguish boundaries, realizations aside.
fn keys(table: &Table) -> Vec<usize> {
    let own = [REALIZATION, STEP, DELTA, PART];
    let columns = table.columns.iter().enumerate();
    columns
        .filter(|(_, column)| column.role == Role::Key && !own.contains(&column.name.as_str()))
        .map(|(index, _)| index)
        .collect()
}

fn columns(table: &Table, keys: &[usize]) -> Result<Vec<Column>, TableError> {
    let mut columns: Vec<Column> = keys
        .iter()
        .map(|&index| table.columns[index].clone())
        .collect();
    let rate = &table.columns[table.require(SUM_RATE)?];
    let number = |suffix: &str, text: &str| {
        Column::new(
            format!("{SUM_RATE}{suffix}"),
            Role::Metric,
            ColumnType::Number,
        )
        .unit(&rate.unit)
        .description(text)
    };
    columns.extend([
        Column::new(STEP, Role::Key, ColumnType::Integer)
            .description("Index on the grid of delta."),
        table.columns[table.require(DELTA)?].clone().description(
            "Budget on the beampattern MSE: from the largest of the first budgets of the solved boundaries \
             to the largest of the last.",
        ),
        number(
            MEAN,
            "Mean of the sum rate over the solved boundaries, each a straight line between its points and level \
             beyond the last.",
        ),
        number(DEVIATION, "Sample standard deviation of that sum rate."),
        number(
            HALF_WIDTH,
            "Half the width of the 95 % confidence interval (Student's t) of the mean.",
        ),
        Column::new(format!("{SUM_RATE}{COUNT}"), Role::Diagnostic, ColumnType::Integer)
            .description("Number of realizations whose boundary is solved."),
    ]);
    Ok(columns)
}

fn row(key: &RowKey, (step, delta): (usize, Option<f64>), estimate: &Estimate) -> Vec<Cell> {
    let mut row = key.0.clone();
    row.extend([
        whole(step),
        delta.into(),
        estimate.mean.into(),
        estimate.deviation.into(),
        estimate.half_width.into(),
        whole(estimate.count),
    ]);
    row
}

/// A solved boundary: delta and rate of its points, one at least, ascending in delta.
struct Boundary(Vec<(f64, f64)>);

/// The solved boundaries of each combination of the keys, in the order in which
/// the combinations appear.
fn groups(table: &Table, keys: &[usize]) -> Result<Vec<(RowKey, Vec<Boundary>)>, TableError> {
    let [realization, status, delta, rate] =
        [REALIZATION, STATUS, DELTA, SUM_RATE].map(|name| table.require(name));
    let (realization, status, delta, rate) = (realization?, status?, delta?, rate?);
    let mut places: BTreeMap<RowKey, usize> = BTreeMap::new();
    let mut groups: Vec<(RowKey, BTreeMap<RowKey, Option<Boundary>>)> = Vec::new();
    for row in &table.rows {
        let place = *places
            .entry(RowKey::of(row, keys))
            .or_insert_with_key(|key| {
                groups.push((key.clone(), BTreeMap::new()));
                groups.len() - 1
            });
        let boundary = groups[place]
            .1
            .entry(RowKey::of(row, &[realization]))
            .or_insert_with(|| Some(Boundary(Vec::new())));
        let solved = row[status].as_text() == Some(SOLVED);
        let point = row[delta].as_number().zip(row[rate].as_number());
        match (boundary.as_mut(), point.filter(|_| solved)) {
            (Some(boundary), Some(point)) => boundary.0.push(point),
            // A boundary with a hole is none.
            _ => *boundary = None,
        }
    }
    let solved = |(key, boundaries): (RowKey, BTreeMap<RowKey, Option<Boundary>>)| {
        let boundaries = boundaries.into_values().flatten();
        (key, boundaries.map(Boundary::in_order).collect())
    };
    Ok(groups.into_iter().map(solved).collect())
}

impl Boundary {
    fn in_order(mut self) -> Self {
        self.0.sort_by(|a, b| a.0.total_cmp(&b.0));
        self
    }

    /// The rate at a budget that is no less than the first.
    fn at(&self, delta: f64) -> f64 {
        let after = self.0.partition_point(|point| point.0 <= delta);
        let before = after.saturating_sub(1);
        let (x, y) = self.0[before];
        match self.0.get(after) {
            Some(&(to, rate)) if to > x => y + (rate - y) * ((delta - x) / (to - x)),
            _ => y,
        }
    }
}

/// Where there are means: from the largest first budget to the largest last,
/// distances growing with the square of the way from the first.
fn grid(boundaries: &[Boundary]) -> Vec<f64> {
    let largest = |end: fn(&Boundary) -> Option<&(f64, f64)>| {
        let ends = boundaries.iter().filter_map(end).map(|point| point.0);
        ends.max_by(f64::total_cmp)
    };
    let (Some(first), Some(last)) = (
        largest(|boundary| boundary.0.first()),
        largest(|boundary| boundary.0.last()),
    ) else {
        return Vec::new();
    };
    let place = |step: u32| {
        let share = f64::from(step) / f64::from(POINTS - 1);
        if step + 1 == POINTS {
            last
        } else {
            first + (last - first) * share.powi(3)
        }
    };
    let mut grid: Vec<f64> = (0..POINTS).map(place).collect();
    // Boundaries of a single point, all at one budget, have one mean.
    grid.dedup();
    grid
}
