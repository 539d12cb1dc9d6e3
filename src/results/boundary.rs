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

use super::fold::{Fold, fold};
use super::statistics::{Estimate, Estimator};
use super::summary::{SummaryError, whole};
use crate::table::columns::{
    COUNT, DELTA, DEVIATION, HALF_WIDTH, MEAN, OBJECTIVE_VALUE, PART, REALIZATION, SOLVED, STATUS,
    STEP, SUM_RATE,
};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table, TableError};

/// Values of delta at which there are means.
const POINTS: u32 = 41;

/// The mean boundary of each combination of the other keys, or none of rows
/// that hold no boundaries: the mean, standard deviation, 95 % half width and
/// count of the sum rate, and of the value of the objective where that is another, at values of delta that lie densest at
/// the first, where boundaries are steepest. A realization without a solved boundary is
/// left out of all four; a combination of which none is solved has one row
/// that says so. The rows of a realization come together.
///
/// # Errors
/// When the rows lack a column that boundaries have.
pub fn mean_boundary(rows: &dyn Rows) -> Result<Option<Table>, SummaryError> {
    let Some(mut means) = Boundaries::new(rows.columns())? else {
        return Ok(None);
    };
    fold(rows, [&mut means as &mut dyn Fold])?;
    means.into_table().map(Some)
}

/// Mean boundaries that are being made: a first pass finds where there are means, those after it the means.
pub(crate) struct Boundaries {
    keys: Vec<usize>,
    /// Status and delta.
    positions: [usize; 2],
    /// What has means.
    metrics: Vec<usize>,
    columns: Vec<Column>,
    /// Passes that are over.
    passes: u8,
    places: BTreeMap<RowKey, usize>,
    groups: Vec<Group>,
}

/// The boundaries of one combination of the keys.
struct Group {
    key: RowKey,
    /// The largest first budget, and the largest last.
    ends: Option<(f64, f64)>,
    /// Where there are means, and one of each metric.
    means: Vec<(f64, Vec<Estimator>)>,
}

impl Boundaries {
    /// Those of rows with these columns; none where they are not of boundaries.
    pub(crate) fn new(columns: &[Column]) -> Result<Option<Self>, TableError> {
        let table = Table::new(columns.to_vec())?;
        if table.position(PART).is_none() {
            return Ok(None);
        }
        let keys = keys(&table);
        let [status, delta, rate] = [STATUS, DELTA, SUM_RATE].map(|name| table.require(name));
        table.require(REALIZATION)?;
        let metrics: Vec<usize> = [rate?]
            .into_iter()
            .chain(table.position(OBJECTIVE_VALUE))
            .collect();
        Ok(Some(Self {
            columns: means_columns(&table, &keys, &metrics)?,
            keys,
            positions: [status?, delta?],
            metrics,
            passes: 0,
            places: BTreeMap::new(),
            groups: Vec::new(),
        }))
    }

    /// The table of the means, after the last pass.
    pub(crate) fn into_table(self) -> Result<Table, SummaryError> {
        let mut table = Table::new(self.columns)?;
        for Group { key, means, .. } in self.groups {
            for (step, (delta, estimators)) in means.iter().enumerate() {
                let estimates: Vec<Estimate> = estimators.iter().map(Estimator::estimate).collect();
                table.push(row(&key, (step, Some(*delta)), &estimates))?;
            }
            if means.is_empty() {
                let none = vec![Estimate::default(); self.metrics.len()];
                table.push(row(&key, (0, None), &none))?;
            }
        }
        Ok(table)
    }

    /// The place of the group of a row.
    fn place(&mut self, row: &[Cell]) -> usize {
        let groups = &mut self.groups;
        let key = RowKey::of(row, &self.keys);
        *self.places.entry(key).or_insert_with_key(|key| {
            groups.push(Group {
                key: key.clone(),
                ends: None,
                means: Vec::new(),
            });
            groups.len() - 1
        })
    }
}

impl Fold for Boundaries {
    fn block(&mut self, _: usize, rows: &[Vec<Cell>]) -> Result<(), SummaryError> {
        let [status, delta] = self.positions;
        // By group; none where the boundary has a hole.
        let mut boundaries: BTreeMap<usize, Option<Boundary>> = BTreeMap::new();
        for row in rows {
            let boundary = boundaries.entry(self.place(row));
            let boundary = boundary.or_insert_with(|| Some(Boundary(Vec::new())));
            let solved = row[status].as_text() == Some(SOLVED);
            let values = self.metrics.iter().map(|&metric| row[metric].as_number());
            let point = row[delta].as_number().zip(values.collect());
            match (boundary.as_mut(), point.filter(|_| solved)) {
                (Some(boundary), Some(point)) => boundary.0.push(point),
                _ => *boundary = None,
            }
        }
        for (place, boundary) in boundaries {
            if let Some(boundary) = boundary.map(Boundary::in_order) {
                self.groups[place].add(&boundary, self.passes == 0);
            }
        }
        Ok(())
    }

    fn end(&mut self) -> bool {
        let metrics = self.metrics.len();
        for group in &mut self.groups {
            match self.passes {
                0 => {
                    group.means = group
                        .grid()
                        .into_iter()
                        .map(|delta| (delta, (0..metrics).map(|_| Estimator::default()).collect()))
                        .collect()
                }
                _ => group
                    .means
                    .iter_mut()
                    .flat_map(|(_, means)| means)
                    .for_each(Estimator::end),
            }
        }
        self.passes += 1;
        self.passes <= Estimator::PASSES
    }
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

fn means_columns(
    table: &Table,
    keys: &[usize],
    metrics: &[usize],
) -> Result<Vec<Column>, TableError> {
    let mut columns: Vec<Column> = keys
        .iter()
        .map(|&index| table.columns[index].clone())
        .collect();
    columns.extend([
        Column::new(STEP, Role::Key, ColumnType::Integer)
            .description("Index on the grid of delta."),
        table.columns[table.require(DELTA)?].clone().description(
            "Budget on the beampattern MSE: from the largest of the first budgets of the solved boundaries \
             to the largest of the last.",
        ),
    ]);
    for &metric in metrics {
        let Column { name, unit, .. } = &table.columns[metric];
        let words = match name.as_str() {
            SUM_RATE => "sum rate",
            _ => "value of the objective",
        };
        let number = |suffix: &str, text: String| {
            Column::new(format!("{name}{suffix}"), Role::Metric, ColumnType::Number)
                .unit(unit)
                .description(text)
        };
        columns.extend([
            number(
                MEAN,
                format!(
                    "Mean of the {words} over the solved boundaries, each a straight line between its points and level \
                     beyond the last."
                ),
            ),
            number(DEVIATION, format!("Sample standard deviation of that {words}.")),
            number(
                HALF_WIDTH,
                "Half the width of the 95 % confidence interval (Student's t) of the mean.".into(),
            ),
            Column::new(format!("{name}{COUNT}"), Role::Diagnostic, ColumnType::Integer)
                .description("Number of realizations whose boundary is solved."),
        ]);
    }
    Ok(columns)
}

fn row(key: &RowKey, (step, delta): (usize, Option<f64>), estimates: &[Estimate]) -> Vec<Cell> {
    let mut row = key.0.clone();
    row.extend([whole(step), delta.into()]);
    for estimate in estimates {
        row.extend([
            estimate.mean.into(),
            estimate.deviation.into(),
            estimate.half_width.into(),
            whole(estimate.count),
        ]);
    }
    row
}

/// A solved boundary: delta and the metrics of its points, one at least, ascending in delta.
struct Boundary(Vec<(f64, Vec<f64>)>);

impl Boundary {
    fn in_order(mut self) -> Self {
        self.0.sort_by(|a, b| a.0.total_cmp(&b.0));
        self
    }

    /// A metric at a budget that is no less than the first.
    fn at(&self, delta: f64, metric: usize) -> f64 {
        let after = self.0.partition_point(|point| point.0 <= delta);
        let before = after.saturating_sub(1);
        let (x, y) = (self.0[before].0, self.0[before].1[metric]);
        match self.0.get(after) {
            Some((to, values)) if *to > x => y + (values[metric] - y) * ((delta - x) / (to - x)),
            _ => y,
        }
    }
}

impl Group {
    /// Takes a solved boundary, to find its ends or its rates.
    fn add(&mut self, boundary: &Boundary, to_find_ends: bool) {
        if !to_find_ends {
            for (delta, means) in &mut self.means {
                for (metric, mean) in means.iter_mut().enumerate() {
                    mean.add(boundary.at(*delta, metric));
                }
            }
        } else if let (Some(first), Some(last)) = (boundary.0.first(), boundary.0.last()) {
            let larger = |a: f64, b: f64| if b.total_cmp(&a).is_ge() { b } else { a };
            self.ends = Some(match self.ends {
                None => (first.0, last.0),
                Some(ends) => (larger(ends.0, first.0), larger(ends.1, last.0)),
            });
        }
    }

    /// Where there are means: from the largest first budget to the largest last,
    /// distances growing with the cube of the way from the first.
    fn grid(&self) -> Vec<f64> {
        let Some((first, last)) = self.ends else {
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
}
