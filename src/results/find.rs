//! `find NAME from A to B where AGGREGATE METRIC = VALUE`: the value of a setting at which a statistic of the results
//! meets a target.
//!
//! The values that may be tried are a grid from A to B. A bisection on the grid tries few of them: it keeps the two ends of
//! an interval between which the statistic crosses the target, and halves it until its ends are neighbours. Every value is
//! tried on the same networks, with the same draws, so that the statistic differs by the setting alone. What is found is
//! one of the two neighbours, so that its statistic is known and its rows are in the table: with `=` the one whose statistic is
//! nearer to the target, with `>=` or `<=` the one at which the condition holds. Where it holds at both ends of the grid it is
//! the end whose statistic is nearer to the target.
//!
//! The interval of what is found is the 95 % interval of the statistic, inverted: it holds the values of the setting at which
//! the target is inside the interval of the statistic, from where its lower end crosses the target to where its upper end
//! does. Both are searched like the statistic itself, and the interval ends at the neighbours further out. Of a mean the interval is
//! Student's, of a percentile that of order statistics.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::scheme::Status;
use crate::language::vocabulary::units::in_written;
use crate::language::{FindOperator, nearly_equal};
use crate::plan::{Aggregate, Axis, Case, ExperimentPlan, Find, Unit, number_text};
use crate::run::Store;
use crate::run::point::PointResult;
use crate::table::columns::{COUNT, MEAN, REASON, STATUS};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::column::described;
use super::error::RunError;
use super::metric;
use super::percentile::{Clusters, Percentile};
use super::place::place;
use super::shape::Shape;
use super::statistics::Estimate;
use super::summary::whole;

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

/// Where a statistic crosses its target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Crossing {
    /// The value of the setting.
    pub(crate) value: f64,
    low: Option<f64>,
    high: Option<f64>,
    /// The statistic there, and the number of values behind it.
    statistic: f64,
    count: usize,
}

/// A statistic of one case with its interval.
#[derive(Debug, Clone, Copy, Default)]
struct Statistic {
    value: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    count: usize,
}

/// Which of its three curves crosses the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    Value,
    Low,
    High,
}

const CURVES: [Curve; 3] = [Curve::Value, Curve::Low, Curve::High];

impl Statistic {
    fn of(self, curve: Curve) -> Option<f64> {
        match curve {
            Curve::Value => self.value,
            Curve::Low => self.low,
            Curve::High => self.high,
        }
    }
}

/// Cases that differ in the setting only, by its steps.
struct Line {
    /// Positions in the plan, ascending in the setting.
    cases: Vec<usize>,
    /// The values of the setting.
    values: Vec<f64>,
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
    let mut asked: BTreeSet<usize> = lines.iter().flat_map(|line| line.ends()).collect();
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
                outcome: line.crossing(plan, find, key, &known),
                tried: count,
            });
        }
    }
    Ok((reduced(plan, &tried), found))
}

/// The cases with which shares of a search begin: the ends of the grids, and what is tried next where the target is between
/// them.
pub(crate) fn first(plan: &ExperimentPlan, find: &Find) -> BTreeSet<usize> {
    let lines = lines(plan, find.axis);
    let of = |line: &Line| {
        let last = line.cases.len().saturating_sub(1);
        let between = Ahead::Next.steps(0, last).chain([0, last]);
        let cases = between.filter_map(|step| line.cases.get(step).copied());
        cases.collect::<Vec<usize>>()
    };
    lines.iter().flat_map(of).collect()
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
    let line = |mut steps: Vec<(f64, usize)>| {
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        Line {
            values: steps.iter().map(|(value, _)| *value).collect(),
            cases: steps.into_iter().map(|(_, case)| case).collect(),
        }
    };
    lines.into_values().map(line).collect()
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

/// Known statistics by case and group.
type Known = BTreeMap<usize, BTreeMap<RowKey, (Statistic, PointResult)>>;

/// How far ahead of what is known values are asked for.
#[derive(Debug, Clone, Copy)]
enum Ahead {
    /// Only what decides what comes next.
    Next,
    /// What comes after that as well, whichever half it falls into: shares then take half as many rounds, each half as long
    /// again.
    Soon,
}

impl Ahead {
    /// The steps to try between two.
    fn steps(self, low: usize, high: usize) -> impl Iterator<Item = usize> {
        let middle = between(low, high);
        let halves = match self {
            Self::Next => None,
            Self::Soon => Some([between(low, middle), between(middle, high)]),
        };
        std::iter::once(middle).chain(halves.into_iter().flatten())
    }
}

/// The step in the middle of two.
const fn between(low: usize, high: usize) -> usize {
    low + (high - low) / 2
}

/// How far a bisection came.
enum Step {
    /// The step in the middle of these two is to be tried next.
    Try(usize, usize),
    /// The curve crosses between this step and the next.
    Between(usize),
    /// The curve has no value at this step.
    Missing(usize),
    /// The curve does not cross the target between the ends.
    None,
}

impl Line {
    fn ends(&self) -> impl Iterator<Item = usize> {
        [self.cases.first(), self.cases.last()]
            .into_iter()
            .flatten()
            .copied()
    }

    /// The cases that the searches of all groups and curves need next, and may need soon.
    fn wanted(&self, find: &Find, known: &Known, ahead: Ahead) -> BTreeSet<usize> {
        let keys: BTreeSet<&RowKey> = self
            .ends()
            .filter_map(|case| known.get(&case))
            .flat_map(BTreeMap::keys)
            .collect();
        let mut wanted = BTreeSet::new();
        for key in keys {
            for curve in CURVES {
                if let Step::Try(low, high) = self.bisect(find, key, curve, known) {
                    let steps = ahead.steps(low, high);
                    wanted.extend(steps.filter_map(|step| self.cases.get(step)));
                }
            }
        }
        wanted
    }

    fn at(&self, step: usize, key: &RowKey, known: &Known) -> Option<Statistic> {
        let case = self.cases.get(step)?;
        known.get(case)?.get(key).map(|(statistic, _)| *statistic)
    }

    fn bisect(&self, find: &Find, key: &RowKey, curve: Curve, known: &Known) -> Step {
        let above = |step: usize| {
            let statistic = self.at(step, key, known)?;
            Some(statistic.of(curve)? >= find.value)
        };
        let (mut low, mut high) = (0, self.cases.len().saturating_sub(1));
        let Some(first) = above(low) else {
            return Step::Missing(low);
        };
        let Some(last) = above(high) else {
            return Step::Missing(high);
        };
        if first == last {
            return Step::None;
        }
        while high - low > 1 {
            let middle = between(low, high);
            match above(middle) {
                Some(side) if side == first => low = middle,
                Some(_) => high = middle,
                // Tried, and without a value: where that is the search does not go on.
                None if known.contains_key(&self.cases[middle]) => return Step::Missing(middle),
                None => return Step::Try(low, high),
            }
        }
        Step::Between(low)
    }

    /// The step that is found, where there is one.
    fn found(&self, find: &Find, key: &RowKey, known: &Known) -> Option<usize> {
        let value = |step| self.at(step, key, known)?.value;
        let meets = |value: f64| find.operator.is_met(value, find.value);
        // How far from the target; of equal ones the first counts.
        let nearer = |one: usize, other: usize| {
            let off = |step| Some((value(step)? - find.value).abs());
            Some(if off(other)? < off(one)? { other } else { one })
        };
        if let Step::Between(low) = self.bisect(find, key, Curve::Value, known) {
            return match meets(value(low)?) {
                Some(true) => Some(low),
                Some(false) => Some(low + 1),
                None => nearer(low, low + 1),
            };
        }
        // No crossing: at both ends the condition holds, or at one of them the statistic is the target itself.
        let last = self.cases.len().checked_sub(1)?;
        let end = nearer(0, last)?;
        let holds = |step| {
            let value = value(step)?;
            Some(meets(value).unwrap_or_else(|| nearly_equal(value, find.value)))
        };
        let wanted = match find.operator {
            FindOperator::Equal => holds(end)?,
            FindOperator::AtLeast | FindOperator::AtMost => holds(0)? && holds(last)?,
        };
        wanted.then_some(end)
    }

    fn crossing(
        &self,
        plan: &ExperimentPlan,
        find: &Find,
        key: &RowKey,
        known: &Known,
    ) -> Result<Crossing, String> {
        let Some(step) = self.found(find, key, known) else {
            return Err(self.reason(plan, find, key, known));
        };
        let of = |curve| match self.bisect(find, key, curve, known) {
            Step::Between(low) => Some(low),
            Step::Try(..) | Step::Missing(_) | Step::None => None,
        };
        let (one, other) = (of(Curve::Low), of(Curve::High));
        // Where the statistic descends its lower end crosses first.
        let falls = self.at(0, key, known).and_then(|first| first.value) >= Some(find.value);
        let (first, last) = if falls { (one, other) } else { (other, one) };
        let value = |step: usize| self.values.get(step).copied();
        let statistic = self.at(step, key, known).unwrap_or_default();
        Ok(Crossing {
            value: value(step).unwrap_or(f64::NAN),
            low: first.and_then(value),
            high: last.and_then(|low| value(low + 1)),
            statistic: statistic.value.unwrap_or(f64::NAN),
            count: statistic.count,
        })
    }

    /// Why nothing was found.
    fn reason(&self, plan: &ExperimentPlan, find: &Find, key: &RowKey, known: &Known) -> String {
        let axis = plan.axes.get(find.axis);
        let written = axis.and_then(|axis| axis.written);
        let unit = written.unwrap_or(axis.map_or("", |axis| axis.unit.as_str()));
        let place = |step: usize| {
            let value = self.values.get(step).copied().unwrap_or(f64::NAN);
            let value = number_text(in_written(value, unit));
            format!("{value} {unit}").trim_end().to_owned()
        };
        let last = self.cases.len().saturating_sub(1);
        let of = |step| {
            self.at(step, key, known)
                .and_then(|statistic| statistic.value)
        };
        let what = find.text();
        if let Step::Missing(step) = self.bisect(find, key, Curve::Value, known) {
            return format!(
                "{what} has no value at {}: no solved network has one there",
                place(step)
            );
        }
        match (of(0), of(last)) {
            (Some(first), Some(second)) => format!(
                "{what} is {} at {} and {} at {}: {} is not between them",
                short(first),
                place(0),
                short(second),
                place(last),
                number_text(find.value)
            ),
            _ => format!("{what} has no value"),
        }
    }
}

/// A statistic for the eye.
fn short(value: f64) -> String {
    number_text(format!("{value:.4e}").parse().unwrap_or(value))
}

/// The table of what was found: a row per combination of the other settings, scheme and budget.
///
/// # Errors
/// When a column is in use twice.
pub(crate) fn table(
    plan: &ExperimentPlan,
    find: &Find,
    found: &[Found],
) -> Result<Table, TableError> {
    let shape = Shape::of(plan);
    let keys = shape.key_columns();
    let grouping = Grouping::of(plan, find)?;
    let Some(axis) = plan.axes.get(find.axis) else {
        return Table::new(Vec::new());
    };
    let mut columns: Vec<Column> = grouping
        .by
        .iter()
        .map(|&index| keys[index].clone())
        .collect();
    columns.extend(columns_of(axis, find));
    let mut table = Table::new(columns)?;
    for row in found {
        let mut cells = row.key.0.clone();
        let (status, reason) = match &row.outcome {
            Ok(crossing) => {
                let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
                let setting = |value| match finite(value) {
                    Some(value) if axis.whole => Cell::Integer(value as i64),
                    value => Cell::from(value),
                };
                let ends = [Some(crossing.value), crossing.low, crossing.high];
                cells.extend(ends.map(setting));
                cells.push(Cell::from(finite(Some(crossing.statistic))));
                cells.push(whole(crossing.count));
                ("solved", Cell::Missing)
            }
            Err(reason) => {
                cells.extend([const { Cell::Missing }; 5]);
                ("failed", reason.as_str().into())
            }
        };
        cells.extend([status.into(), reason, whole(row.tried)]);
        table.push(cells)?;
    }
    Ok(table)
}

/// Columns of what was found: the setting and its interval, the statistic there, what became of it.
fn columns_of(axis: &Axis, find: &Find) -> [Column; 8] {
    let setting = |ending: &str, doc: String| {
        Column::new(
            format!("{}{ending}", axis.name),
            Role::Metric,
            match axis.whole {
                true => ColumnType::Integer,
                false => ColumnType::Number,
            },
        )
        .unit(&axis.unit)
        .written(axis.written)
        .title(&axis.title)
        .description(doc)
    };
    let name = find.text();
    let stem = match find.aggregate {
        Aggregate::Mean => format!("{}{MEAN}", find.metric.stem()),
        other => format!("{}_{}", find.metric.stem(), other.text()),
    };
    [
        setting(
            "",
            format!("Where {name} meets its target: one of the values that were tried."),
        ),
        setting(
            "_low",
            format!(
                "Lower end of its interval: where the 95 % interval of {name} begins to hold the target; empty where that is beyond \
                 the values that were searched."
            ),
        ),
        setting("_high", "Upper end of its interval.".to_owned()),
        Column::new(&stem, Role::Metric, ColumnType::Number)
            .unit(find.metric.row().unit)
            .description(format!("Value of {name} there.")),
        Column::new(
            format!("{stem}{COUNT}"),
            Role::Diagnostic,
            ColumnType::Integer,
        )
        .description("Number of values behind it."),
        described(STATUS, Role::Status, ColumnType::Text),
        described(REASON, Role::Status, ColumnType::Text),
        Column::new("tried", Role::Diagnostic, ColumnType::Integer)
            .description("Number of values of the setting that were tried."),
    ]
}
