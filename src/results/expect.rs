//! Expectations held against results.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::find::Found;
use super::percentile::{Clusters, quantile};
use super::statistics;
use crate::engine::scheme::Status;
use crate::language::scenario::claims::Claim;
use crate::language::syntax::Operator;
use crate::language::{Formula, Place, Symbol, nearly_equal};
use crate::plan::{
    Aggregate, AxisKind, AxisValue, ExpectOutcome, Expectation, ExperimentPlan, Metric, Quantified,
    Query, ResultName, Selection,
};

use super::metric;
use super::units::{Done, Known};
use crate::run::StoreError;

/// An expectation and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// As the scenario states it.
    pub expectation: Expectation,
    /// Its values.
    pub outcome: ExpectOutcome,
    /// The networks that its values are over.
    pub networks: Networks,
}

/// How many networks both sides of an expectation are over: drawn networks of each combination of settings
/// that no side selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Networks {
    /// Those in which every aggregate has a value.
    pub used: usize,
    /// All that were drawn.
    pub of: usize,
}

impl Networks {
    /// Whether some were left out.
    #[must_use]
    pub const fn are_fewer(&self) -> bool {
        self.used < self.of
    }
}

/// Evaluates the expectations of an experiment.
///
/// # Errors
/// When results cannot be read back.
pub(crate) fn evaluate(known: Known<'_>, found: &[Found]) -> Result<Vec<Verdict>, StoreError> {
    let plan = known.plan;
    let samples = Samples::of(known)?;
    let verdicts = (plan.expectations).iter().map(|expectation| {
        let groups = groups(expectation);
        let places = RefCell::new(BTreeMap::new());
        let outcome = expectation.evaluate(&|query, place| {
            let mut places = places.borrow_mut();
            let name = place.map(|place| place.text.clone());
            let answers: &Vec<Answer> = places
                .entry(name)
                .or_insert_with(|| answers((&samples, found), expectation, &groups, place));
            let mut asked = expectation.aggregates.iter();
            let index = asked.position(|other| std::ptr::eq(other, query));
            answers.get(index?)?.value
        });
        let places = places.into_inner();
        let answers = places.get(&outcome.place).map_or(&[][..], Vec::as_slice);
        Verdict {
            expectation: expectation.clone(),
            networks: deciding(&expectation.claim, &outcome, answers),
            outcome,
        }
    });
    Ok(verdicts.collect())
}

/// The comparisons of a claim.
fn comparisons<'a>(claim: &'a Claim, into: &mut Vec<(Operator, [&'a Formula; 2])>) {
    match claim {
        Claim::Comparison {
            operator,
            left,
            right,
        } => into.push((*operator, [left, right])),
        Claim::All(parts) | Claim::Any(parts) => {
            parts.iter().for_each(|part| comparisons(part, into));
        }
    }
}

/// The aggregates that formulas name.
fn named(formulas: [&Formula; 2]) -> BTreeSet<usize> {
    let mut named = BTreeSet::new();
    for formula in formulas {
        formula.symbols(&mut |symbol| {
            if let Symbol::Aggregate(index) = symbol {
                named.insert(index);
            }
        });
    }
    named
}

/// The aggregates that are compared with each other, by index: those of a comparison, and with them those of
/// another one that names one of them, as both halves of `1 < mean sum_rate < mean R_max` do.
fn groups(expectation: &Expectation) -> Vec<BTreeSet<usize>> {
    let mut all = Vec::new();
    comparisons(&expectation.claim, &mut all);
    let mut groups: Vec<BTreeSet<usize>> = Vec::new();
    for (_, sides) in all {
        let mut group = named(sides);
        groups.retain(|other| {
            let apart = other.is_disjoint(&group);
            if !apart {
                group.extend(other);
            }
            apart
        });
        groups.push(group);
    }
    groups
}

/// The networks of the comparison that an outcome is of.
fn deciding(claim: &Claim, outcome: &ExpectOutcome, answers: &[Answer]) -> Networks {
    let mut all = Vec::new();
    comparisons(claim, &mut all);
    let symbols = |symbol: Symbol| match symbol {
        Symbol::Aggregate(index) => answers.get(index)?.value,
        _ => None,
    };
    let value = |formula: &Formula| formula.evaluate(&symbols).filter(|value| value.is_finite());
    let is_it = |(operator, [left, right]): &&(Operator, [&Formula; 2])| {
        *operator == outcome.operator
            && value(left) == outcome.left
            && value(right) == outcome.right
    };
    let sides = all.iter().find(is_it).map(|(_, sides)| *sides);
    let aggregate = sides.and_then(|sides| named(sides).pop_first());
    let answer = aggregate.and_then(|index| answers.get(index));
    answer.map(|answer| answer.networks).unwrap_or_default()
}

/// What an aggregate gives at one place, over the networks in which all that it is compared with have a value,
/// too: a mean over the few that meet a budget is not compared with one over all.
#[derive(Debug, Clone, Copy, Default)]
struct Answer {
    value: Option<f64>,
    networks: Networks,
}

/// The answers to the aggregates of an expectation at a place.
fn answers(
    results: (&Samples<'_>, &[Found]),
    expectation: &Expectation,
    groups: &[BTreeSet<usize>],
    place: Option<&Place>,
) -> Vec<Answer> {
    let mut answers = vec![Answer::default(); expectation.aggregates.len()];
    for group in groups {
        let asked = group
            .iter()
            .filter_map(|&index| expectation.aggregates.get(index));
        let queries: Vec<&Query> = asked.collect();
        let paired = Paired::of(results, &queries, place);
        for (&index, value) in group.iter().zip(paired.values) {
            let networks = paired.networks;
            answers[index] = Answer { value, networks };
        }
    }
    answers
}

/// What aggregates give that are compared with each other.
struct Paired {
    values: Vec<Option<f64>>,
    networks: Networks,
}

/// Index on each axis; none where the axis is not about it.
type Steps = Vec<Option<usize>>;

/// Where points of all realizations are: their case, and where in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spot {
    case: usize,
    scheme: Option<usize>,
    step: Option<usize>,
}

/// What expectations are about of all results, in the order of the units: 16 bytes a row, and 16 for each of its values that is
/// alone.
struct Samples<'a> {
    plan: &'a ExperimentPlan,
    spots: Vec<Spot>,
    points: Column<Metric>,
    units: Column<ResultName>,
}

/// The rows of points, or of units, and the values that are asked for of each.
struct Column<T> {
    /// Where they are, and their budgets.
    rows: Vec<(u32, u32, f64)>,
    /// By what they are of; none where a row is not solved.
    values: BTreeMap<T, Clusters>,
}

impl<T: Ord> Column<T> {
    fn of(asked: impl Iterator<Item = T>) -> Self {
        Self {
            rows: Vec::new(),
            values: asked.map(|of| (of, Clusters::default())).collect(),
        }
    }
}

impl<'a> Samples<'a> {
    fn of(known: Known<'a>) -> Result<Self, StoreError> {
        let queries = || {
            let expectations = known.plan.expectations.iter();
            expectations.flat_map(|expectation| &expectation.aggregates)
        };
        let mut samples = Self {
            plan: known.plan,
            spots: Vec::new(),
            points: Column::of(queries().filter_map(|query| match query.of {
                Quantified::Metric(metric) => Some(metric),
                Quantified::Result(_) | Quantified::Found => None,
            })),
            units: Column::of(queries().filter_map(|query| match query.of {
                Quantified::Result(name) => Some(name),
                Quantified::Metric(_) | Quantified::Found => None,
            })),
        };
        if samples.points.values.is_empty() && samples.units.values.is_empty() {
            return Ok(samples);
        }
        let mut numbers = HashMap::new();
        for done in known.by_case() {
            samples.add(&done?, &mut numbers);
        }
        Ok(samples)
    }

    fn add(&mut self, (unit, result): &Done, numbers: &mut HashMap<Spot, u32>) {
        let spots = &mut self.spots;
        let mut number = |spot: Spot| {
            *numbers.entry(spot).or_insert_with(|| {
                spots.push(spot);
                // There are fewer of them than rows.
                u32::try_from(spots.len() - 1).unwrap_or(u32::MAX)
            })
        };
        if !self.units.values.is_empty() {
            let whole = number(Spot {
                case: unit.case,
                scheme: None,
                step: None,
            });
            self.units.rows.push((unit.realization, whole, f64::NAN));
            for (name, values) in &mut self.units.values {
                let value = result.names.get(*name);
                values.push(value.filter(|value| value.is_finite()));
            }
        }
        if self.points.values.is_empty() {
            return;
        }
        let deployment = self.plan.cases.get(unit.case).map(|case| &case.deployment);
        for point in &result.points {
            let spot = number(Spot {
                case: unit.case,
                scheme: Some(point.scheme_index),
                step: point.budget.map(|(step, _)| step),
            });
            let budget = point.budget.map_or(f64::NAN, |(_, budget)| budget);
            self.points.rows.push((unit.realization, spot, budget));
            for (metric, values) in &mut self.points.values {
                let found = match (&point.status, deployment) {
                    (Status::Solved, Some(deployment)) => {
                        metric::values(*metric, point, deployment)
                    }
                    _ => Vec::new(),
                };
                values.push(found.into_iter().flatten());
            }
        }
    }
}

/// The rows that an aggregate is about.
struct Rows<'a> {
    /// Realization, none where they are of all, then the index of their steps, then that of their values.
    rows: Vec<(Option<u32>, u32, u32)>,
    steps: Cow<'a, [Steps]>,
    /// None where a row is not solved.
    values: Cow<'a, Clusters>,
}

impl Rows<'_> {
    /// The steps of all rows, each once.
    fn used(&self) -> impl Iterator<Item = (u32, &Steps)> {
        let used: BTreeSet<u32> = self.rows.iter().map(|(_, steps, _)| *steps).collect();
        used.into_iter()
            .filter_map(|index| Some((index, self.steps.get(index as usize)?)))
    }

    fn values(&self, row: u32) -> &[f64] {
        self.values.get(row as usize)
    }
}

/// In place of a realization where rows of several are one.
const ALL: u32 = u32::MAX;

/// A realization and the number of steps.
fn joined(realization: u32, steps: u32) -> u64 {
    u64::from(realization) << 32 | u64::from(steps)
}

/// Numbers for steps, the same for the same.
#[derive(Default)]
struct Numbers(BTreeMap<Steps, u32>);

impl Numbers {
    fn of(&mut self, steps: Steps) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(steps).or_insert(next)
    }
}

fn sorted(keys: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut keys: Vec<u64> = keys.collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

impl Paired {
    fn of(results: (&Samples<'_>, &[Found]), queries: &[&Query], place: Option<&Place>) -> Self {
        let plan = results.0.plan;
        let rows = queries.iter().map(|query| {
            let at: Vec<&Selection> = query.selections(place).collect();
            rows(results, query, &at)
        });
        let rows: Vec<Rows<'_>> = rows.collect();
        // What one aggregate selects and another does not, or selects elsewhere, does not pair them.
        let by_realization = alike(rows.iter().map(|rows| {
            let all = rows.rows.iter().map(|(realization, ..)| *realization);
            let mut all: Vec<Option<u32>> = all.collect();
            all.sort_unstable();
            all.dedup();
            all
        }));
        let shared: Vec<bool> = (0..plan.axes.len())
            .map(|axis| {
                alike(rows.iter().map(|rows| {
                    let steps = rows.used().map(|(_, steps)| steps[axis]);
                    steps.collect::<BTreeSet<_>>()
                }))
            })
            .collect();
        let only = |steps: &Steps, kept: &dyn Fn(usize) -> bool| -> Steps {
            let steps = steps.iter().enumerate();
            steps
                .map(|(axis, step)| step.filter(|_| kept(axis)))
                .collect()
        };
        let is_network = |axis: usize| plan.axes[axis].kind == AxisKind::Setting;
        let (mut pairs, mut networks) = (Numbers::default(), Numbers::default());
        let mut network_of = HashMap::new();
        let numbers: Vec<HashMap<u32, u32>> = rows
            .iter()
            .map(|rows| {
                let number = |(index, steps): (u32, &Steps)| {
                    let steps = only(steps, &|axis| shared[axis]);
                    let network = networks.of(only(&steps, &is_network));
                    let pair = pairs.of(steps);
                    network_of.insert(pair, network);
                    (index, pair)
                };
                rows.used().map(number).collect()
            })
            .collect();
        let key = |numbers: &HashMap<u32, u32>,
                   (realization, steps, _): &(Option<u32>, u32, u32)| {
            let realization = realization.filter(|_| by_realization);
            joined(realization.unwrap_or(ALL), numbers[steps])
        };
        let network = |key: u64| {
            let [realization, pair] = [(key >> 32) as u32, key as u32];
            joined(realization, network_of[&pair])
        };
        let all = || rows.iter().zip(&numbers);
        let present = all().map(|(rows, numbers)| {
            let solved = rows
                .rows
                .iter()
                .filter(|row| !rows.values(row.2).is_empty());
            sorted(solved.map(|row| key(numbers, row)))
        });
        let both = |mut all: Vec<u64>, one: Vec<u64>| {
            all.retain(|key| one.binary_search(key).is_ok());
            all
        };
        let common = present.reduce(both).unwrap_or_default();
        let planned = all().map(|(rows, numbers)| {
            let keys = rows.rows.iter().map(|row| key(numbers, row));
            sorted(keys.map(network))
        });
        let planned = sorted(planned.flatten()).len();
        let used = sorted(common.iter().copied().map(network)).len();
        let values = queries.iter().zip(all()).map(|(query, (rows, numbers))| {
            let is_kept = |row: &&_| common.binary_search(&key(numbers, row)).is_ok();
            let kept = rows.rows.iter().filter(is_kept);
            let values = kept.flat_map(|row| rows.values(row.2));
            aggregate(query.aggregate, &mut values.copied().collect::<Vec<f64>>())
        });
        Self {
            values: values.collect(),
            networks: Networks { used, of: planned },
        }
    }
}

/// Whether all are the same.
fn alike<T: PartialEq>(mut all: impl Iterator<Item = T>) -> bool {
    let first = all.next();
    all.all(|other| Some(&other) == first.as_ref())
}

/// The rows that every one of `at` keeps, in the order of the units.
fn rows<'a>(
    (samples, found): (&'a Samples<'_>, &[Found]),
    query: &Query,
    at: &[&Selection],
) -> Rows<'a> {
    let plan = samples.plan;
    let (column, values) = match query.of {
        Quantified::Found => return found_rows(plan, found, at),
        Quantified::Metric(metric) => (&samples.points.rows, samples.points.values.get(&metric)),
        Quantified::Result(name) => (&samples.units.rows, samples.units.values.get(&name)),
    };
    let is_kept = |&(_, spot, budget): &(u32, u32, f64)| {
        let spot = samples.spots[spot as usize];
        at.iter().all(|at| selects(plan, spot, budget, at))
    };
    let rows = (0..).zip(column).filter(|(_, row)| is_kept(row));
    let steps = samples.spots.iter().map(|spot| steps(plan, *spot));
    Rows {
        rows: rows
            .map(|(index, (realization, spot, _))| (Some(*realization), *spot, index))
            .collect(),
        steps: steps.collect(),
        values: values.map_or_else(Cow::default, Cow::Borrowed),
    }
}

/// The same of what was found.
fn found_rows<'a>(plan: &ExperimentPlan, found: &[Found], at: &[&Selection]) -> Rows<'a> {
    let mut rows = Vec::new();
    let (mut all_steps, mut values) = (Vec::new(), Clusters::default());
    for row in found {
        let spot = Spot {
            case: row.case,
            scheme: Some(row.point.scheme_index),
            step: row.point.budget.map(|(step, _)| step),
        };
        let budget = row.point.budget.map_or(f64::NAN, |(_, budget)| budget);
        if !at.iter().all(|at| selects(plan, spot, budget, at)) {
            continue;
        }
        let mut steps = steps(plan, spot);
        // What is found is of all networks, and not at one of the values that were tried.
        if let Some(searched) = (plan.find.as_ref()).and_then(|find| steps.get_mut(find.axis)) {
            *searched = None;
        }
        let number = u32::try_from(all_steps.len()).unwrap_or(u32::MAX);
        rows.push((None, number, number));
        all_steps.push(steps);
        values.push(row.outcome.as_ref().map(|crossing| crossing.value).ok());
    }
    Rows {
        rows,
        steps: Cow::Owned(all_steps),
        values: Cow::Owned(values),
    }
}

/// Where a point is, or a unit as a whole.
fn steps(plan: &ExperimentPlan, spot: Spot) -> Steps {
    let case = plan.cases.get(spot.case);
    let axes = plan.axes.iter().enumerate();
    axes.map(|(index, axis)| match axis.kind {
        AxisKind::Setting => {
            let (step, _) = case?.keys.get(index)?.as_ref()?;
            Some(*step)
        }
        AxisKind::Scheme => spot.scheme,
        AxisKind::Budget => spot.step,
    })
    .collect()
}

/// Whether a selector keeps a point at a budget, or a unit as a whole: those of schemes and budgets are not about units.
fn selects(plan: &ExperimentPlan, spot: Spot, budget: f64, at: &Selection) -> bool {
    let axis = plan.axes.iter().position(|axis| axis.name == at.axis);
    let case = plan.cases.get(spot.case);
    let Some((index, axis)) = axis.map(|index| (index, &plan.axes[index])) else {
        return spot.scheme.is_none();
    };
    match (axis.kind, spot.scheme) {
        (AxisKind::Setting, _) => {
            let key = case.and_then(|case| case.keys.get(index)?.as_ref());
            key.is_some_and(|(_, value)| same(value, &at.value))
        }
        (AxisKind::Scheme | AxisKind::Budget, None) => true,
        (AxisKind::Scheme, Some(scheme)) => {
            let chain = case.and_then(|case| case.chain(scheme));
            chain.is_some_and(|chain| match &at.value {
                AxisValue::Word(word) => chain.scheme.name() == word,
                AxisValue::Number(_) => false,
            })
        }
        (AxisKind::Budget, Some(_)) => {
            spot.step.is_some() && same(&AxisValue::Number(budget), &at.value)
        }
    }
}

fn same(a: &AxisValue, b: &AxisValue) -> bool {
    match (a, b) {
        (AxisValue::Number(a), AxisValue::Number(b)) => nearly_equal(*a, *b),
        (AxisValue::Word(a), AxisValue::Word(b)) => a == b,
        _ => false,
    }
}

fn aggregate(aggregate: Aggregate, values: &mut [f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    if let Some(share) = aggregate.share() {
        values.sort_by(f64::total_cmp);
        return quantile(share, values);
    }
    let estimate = statistics::Estimate::of(values);
    match aggregate {
        Aggregate::Mean => estimate.mean,
        Aggregate::Deviation => estimate.deviation,
        Aggregate::Min => values.iter().copied().min_by(f64::total_cmp),
        Aggregate::Max => values.iter().copied().max_by(f64::total_cmp),
        // They have a share.
        Aggregate::Median | Aggregate::Percentile(_) => None,
    }
}
