//! `find NAME from A to B where AGGREGATE METRIC = VALUE`: the value of a setting at which a statistic of the results
//! meets a target.
//!
//! The values that may be tried are a grid from A to B. Few of them are: samples at its ends and evenly between them, then a
//! bisection between the first two samples with the target between them, which keeps the two ends of an interval between
//! which the statistic crosses the target, and halves it until its ends are neighbours. A statistic that rises and falls
//! crosses more than once; that is said of every crossing that what was tried shows. Every value is tried on the same networks, with the same draws, so that the statistic differs by the setting alone. What is found is
//! one of the two neighbours, so that its statistic is known and its rows are in the table: with `=` the one whose statistic is
//! nearer to the target, with `>=` or `<=` the one at which the condition holds. Where it holds at both ends of the grid it is
//! the end whose statistic is nearer to the target.
//!
//! The interval of what is found is the 95 % interval of the statistic, inverted: it holds the values of the setting at which
//! the target is inside the interval of the statistic, from where its lower end crosses the target to where its upper end
//! does, on the sides of this crossing. Both are searched like the statistic itself, and the interval ends at the neighbours further out. Of a mean the interval is
//! Student's, of a percentile that of order statistics.

mod line;
mod table;

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::scheme::Status;
use crate::plan::{Case, ExperimentPlan, Find, Unit};
use crate::run::Store;
use crate::run::point::PointResult;
use crate::table::key::RowKey;
use crate::table::{Table, TableError};

use super::error::RunError;
use super::metric;
use super::percentile::{Clusters, Percentile};
use super::place::place;
use super::shape::Shape;
use super::statistics::Estimate;
use line::{Ahead, Crossing, Known, Line, Statistic};
pub(crate) use table::table;

/// What a search found, or why it found nothing.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// The key of its row: what the results are grouped by, but for the setting.
    key: RowKey,
    /// A case of the reduced plan that agrees in all but the setting, and a point of it.
    pub(crate) case: usize,
    pub(crate) point: PointResult,
    /// What was found.
    pub(crate) outcome: Result<Crossing, String>,
    /// How many values were tried.
    tried: usize,
}

/// Runs cases until every crossing is known. `solve` puts the results of cases into the store. What is given back is the
/// plan reduced to the cases that were tried.
pub(crate) fn search(
    plan: &ExperimentPlan,
    find: &Find,
    store: &dyn Store,
    mut solve: impl FnMut(&ExperimentPlan) -> Result<(), RunError>,
) -> Result<(ExperimentPlan, Vec<Found>), RunError> {
    let lines = lines(plan, find.axis);
    let mut known = Known::new();
    let mut asked: BTreeSet<usize> = lines.iter().flat_map(Line::samples).collect();
    let grouping = Grouping::of(plan, find)?;
    while !asked.is_empty() {
        solve(&reduced(plan, &asked)).map_err(|error| match error {
            RunError::Missing {
                complete,
                precision,
                ..
            } => {
                let soon = lines
                    .iter()
                    .flat_map(|line| line.wanted(find, &known, Ahead::Soon));
                let cases = known.keys().copied().chain(asked.iter().copied());
                RunError::Missing {
                    complete,
                    precision,
                    cases: cases.chain(soon).chain(first(plan, find)).collect(),
                }
            }
            other => other,
        })?;
        for &case in &asked {
            known.insert(case, statistics(plan, find, &grouping, case, store)?);
        }
        asked = lines
            .iter()
            .flat_map(|line| line.wanted(find, &known, Ahead::Next))
            .filter(|case| !known.contains_key(case))
            .collect();
    }
    let tried: BTreeSet<usize> = known.keys().copied().collect();
    let place_of: BTreeMap<usize, usize> = tried.iter().copied().zip(0..).collect();
    let mut found = Vec::new();
    for line in &lines {
        // In the order of the scenario: schemes, then budgets.
        let groups: BTreeMap<(usize, Option<usize>), &RowKey> = (line.cases.iter())
            .filter_map(|case| known.get(case))
            .flatten()
            .map(|(key, (_, point))| {
                let step = point.budget.map(|(step, _)| step);
                ((point.scheme_index, step), key)
            })
            .collect();
        let count = (line.cases.iter())
            .filter(|case| known.contains_key(case))
            .count();
        for key in groups.into_values() {
            let at = |case: &usize| Some((*case, &known.get(case)?.get(key)?.1));
            let Some((case, point)) = line.cases.iter().find_map(at) else {
                continue;
            };
            let (scheme, budget) = (point.scheme_index, point.budget);
            found.push(Found {
                key: key.clone(),
                case: place_of.get(&case).copied().unwrap_or_default(),
                point: PointResult::without_results(scheme, budget, Status::Solved),
                outcome: line.course(find, key, &known).crossing(plan),
                tried: count,
            });
        }
    }
    Ok((reduced(plan, &tried), found))
}

/// The cases with which shares of a search begin: samples of the grids.
pub(crate) fn first(plan: &ExperimentPlan, find: &Find) -> BTreeSet<usize> {
    let lines = lines(plan, find.axis);
    lines.iter().flat_map(Line::samples).collect()
}

/// The plan with these of its cases.
fn reduced(plan: &ExperimentPlan, cases: &BTreeSet<usize>) -> ExperimentPlan {
    let kept: Vec<Case> = cases
        .iter()
        .filter_map(|&case| plan.cases.get(case).cloned())
        .collect();
    ExperimentPlan {
        cases: kept,
        ..plan.clone()
    }
}

fn lines(plan: &ExperimentPlan, axis: usize) -> Vec<Line> {
    let mut lines: BTreeMap<Vec<Option<usize>>, Vec<(f64, usize)>> = BTreeMap::new();
    for (index, case) in plan.cases.iter().enumerate() {
        let step =
            |(axis, key): (usize, &Option<(usize, _)>)| key.as_ref().map(|(step, _)| (axis, *step));
        let mut key: Vec<Option<usize>> = (case.keys.iter().enumerate())
            .map(|place| step(place).map(|(_, step)| step))
            .collect();
        if let Some(own) = key.get_mut(axis) {
            *own = None;
        }
        let value = match case.keys.get(axis) {
            Some(Some((_, crate::plan::AxisValue::Number(value)))) => *value,
            _ => continue,
        };
        lines.entry(key).or_default().push((value, index));
    }
    lines.into_values().map(Line::new).collect()
}

/// What results are grouped by, but for the setting.
struct Grouping {
    by: Vec<usize>,
}

impl Grouping {
    fn of(plan: &ExperimentPlan, find: &Find) -> Result<Self, TableError> {
        let shape = Shape::of(plan);
        let keys = Table::new(shape.key_columns())?;
        let own = plan.axes.get(find.axis).map(|axis| axis.name.as_str());
        let by = shape.grouping().by;
        let others: Vec<&String> = by
            .iter()
            .filter(|name| Some(name.as_str()) != own)
            .collect();
        Ok(Self {
            by: keys.require_all(&others)?,
        })
    }
}

/// The statistic of a case, by group.
fn statistics(
    plan: &ExperimentPlan,
    find: &Find,
    grouping: &Grouping,
    case: usize,
    store: &dyn Store,
) -> Result<BTreeMap<RowKey, (Statistic, PointResult)>, RunError> {
    let shape = Shape::of(plan);
    let mut values: BTreeMap<RowKey, (Clusters, PointResult)> = BTreeMap::new();
    for realization in 0..plan.realizations {
        let unit = Unit { case, realization };
        let Some(result) = store.get(plan.unit_id(unit))? else {
            continue;
        };
        let units = [(unit, result)];
        for placed in place(plan, &units) {
            let key = RowKey::of(&shape.key_cells(&placed), &grouping.by);
            let solved = placed.point.is_solved();
            let deployment = &placed.case.deployment;
            let of_point = || metric::values(find.metric, placed.point, deployment);
            let found = if solved { of_point() } else { Vec::new() };
            let finite = found
                .into_iter()
                .flatten()
                .filter(|value| value.is_finite());
            let entry = values
                .entry(key)
                .or_insert_with(|| (Clusters::default(), placed.point.clone()));
            entry.0.push(finite);
        }
    }
    let statistic = |(clusters, point): (Clusters, PointResult)| {
        let statistic = match find.aggregate.share() {
            Some(share) => {
                let found = Percentile::of(share, &clusters);
                Statistic {
                    value: found.value,
                    low: found.low,
                    high: found.high,
                    count: found.count,
                }
            }
            None => {
                // Of several values of a network their mean counts once.
                let means = clusters.iter().filter_map(|all| Estimate::of(all).mean);
                let estimate = Estimate::of(&means.collect::<Vec<f64>>());
                let end = |sign: f64| Some(estimate.mean? + sign * estimate.half_width?);
                Statistic {
                    value: estimate.mean,
                    low: end(-1.0),
                    high: end(1.0),
                    count: estimate.count,
                }
            }
        };
        (statistic, point)
    };
    Ok(values
        .into_iter()
        .map(|(key, all)| (key, statistic(all)))
        .collect())
}
