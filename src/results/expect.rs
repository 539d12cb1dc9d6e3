//! Expectations held against results.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::find::Found;
use super::percentile::quantile;
use super::statistics;
use crate::engine::scheme::Status;
use crate::language::scenario::claims::Claim;
use crate::language::syntax::Operator;
use crate::language::{Formula, Place, Symbol, nearly_equal};
use crate::plan::{
    Aggregate, AxisKind, AxisValue, ExpectOutcome, Expectation, ExperimentPlan, Quantified, Query,
    Selection, Unit,
};

use super::metric;
use crate::run::point::PointResult;
use crate::run::point::UnitResult;

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
pub(crate) fn evaluate(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
    found: &[Found],
) -> Vec<Verdict> {
    plan.expectations
        .iter()
        .map(|expectation| {
            let groups = groups(expectation);
            let places = RefCell::new(BTreeMap::new());
            let outcome = expectation.evaluate(&|query, place| {
                let mut places = places.borrow_mut();
                let name = place.map(|place| place.text.clone());
                let answers: &Vec<Answer> = places
                    .entry(name)
                    .or_insert_with(|| answers(plan, (units, found), expectation, &groups, place));
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
        })
        .collect()
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
    plan: &ExperimentPlan,
    results: (&[(Unit, UnitResult)], &[Found]),
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
        let paired = Paired::of(plan, results, &queries, place);
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

/// Where a row is: its realization, then its index on each axis; none where the axis is not about it.
type Key = Vec<Option<usize>>;

/// The rows that an aggregate is about, and their values, none where they are not solved.
type Rows = Vec<(Key, Vec<f64>)>;

impl Paired {
    fn of(
        plan: &ExperimentPlan,
        results: (&[(Unit, UnitResult)], &[Found]),
        queries: &[&Query],
        place: Option<&Place>,
    ) -> Self {
        let rows = queries.iter().map(|query| {
            let at: Vec<&Selection> = query.selections(place).collect();
            rows(plan, results, query, &at)
        });
        let mut rows: Vec<Rows> = rows.collect();
        // What one aggregate selects and another does not, or selects elsewhere, does not pair them.
        let length = plan.axes.len() + 1;
        let shared: Vec<bool> = (0..length)
            .map(|part| {
                let taken = |rows: &Rows| {
                    rows.iter()
                        .map(|(key, _)| key[part])
                        .collect::<BTreeSet<_>>()
                };
                let mut all = rows.iter().map(taken);
                let first = all.next();
                all.all(|other| Some(&other) == first.as_ref())
            })
            .collect();
        for (key, _) in rows.iter_mut().flatten() {
            for (part, shared) in key.iter_mut().zip(&shared) {
                if !shared {
                    *part = None;
                }
            }
        }
        let present = |rows: &Rows| -> BTreeSet<Key> {
            let solved = rows.iter().filter(|(_, values)| !values.is_empty());
            solved.map(|(key, _)| key.clone()).collect()
        };
        let common = rows
            .iter()
            .map(present)
            .reduce(|all, one| &all & &one)
            .unwrap_or_default();
        let network = |key: &Key| -> Key {
            let axes = plan.axes.iter().map(|axis| axis.kind == AxisKind::Setting);
            let parts = key.iter().zip(std::iter::once(true).chain(axes));
            parts
                .map(|(part, counts)| part.filter(|_| counts))
                .collect()
        };
        let planned: BTreeSet<Key> = rows.iter().flatten().map(|(key, _)| network(key)).collect();
        let used: BTreeSet<Key> = common.iter().map(network).collect();
        let values = queries.iter().zip(&rows).map(|(query, rows)| {
            let kept = rows.iter().filter(|(key, _)| common.contains(key));
            let mut values: Vec<f64> = kept.flat_map(|(_, values)| values).copied().collect();
            aggregate(query.aggregate, &mut values)
        });
        Self {
            values: values.collect(),
            networks: Networks {
                used: used.len(),
                of: planned.len(),
            },
        }
    }
}

/// The rows that every one of `at` keeps, in the order of the units.
fn rows(
    plan: &ExperimentPlan,
    (units, found): (&[(Unit, UnitResult)], &[Found]),
    query: &Query,
    at: &[&Selection],
) -> Rows {
    let mut rows = Rows::new();
    if query.of == Quantified::Found {
        for row in found {
            let unit = Unit {
                case: row.case,
                realization: 0,
            };
            if at.iter().all(|at| selects(plan, unit, &row.point, at)) {
                let mut key = key(plan, unit, Some(&row.point));
                let searched = plan.find.as_ref().map(|find| find.axis + 1);
                // What is found is of all networks, and not at one of the values that were tried.
                for part in [Some(0), searched].into_iter().flatten() {
                    if let Some(part) = key.get_mut(part) {
                        *part = None;
                    }
                }
                let value = row.outcome.as_ref().map(|crossing| crossing.value);
                rows.push((key, value.into_iter().collect()));
            }
        }
    }
    for (unit, result) in units {
        match &query.of {
            Quantified::Result(name) => {
                if at.iter().all(|at| selects_unit(plan, *unit, at)) {
                    let value = result.names.get(*name).filter(|value| value.is_finite());
                    rows.push((key(plan, *unit, None), value.into_iter().collect()));
                }
            }
            Quantified::Found => {}
            Quantified::Metric(metric) => {
                for point in &result.points {
                    if at.iter().all(|at| selects(plan, *unit, point, at)) {
                        let values = match point.status {
                            Status::Solved => (plan.cases.get(unit.case))
                                .map(|case| metric::values(*metric, point, &case.deployment))
                                .into_iter()
                                .flatten()
                                .flatten()
                                .collect(),
                            Status::Infeasible | Status::Failed(_) => Vec::new(),
                        };
                        rows.push((key(plan, *unit, Some(point)), values));
                    }
                }
            }
        }
    }
    rows
}

/// Where a point is, or a unit as a whole.
fn key(plan: &ExperimentPlan, unit: Unit, point: Option<&PointResult>) -> Key {
    let case = plan.cases.get(unit.case);
    let axes = plan
        .axes
        .iter()
        .enumerate()
        .map(|(index, axis)| match axis.kind {
            AxisKind::Setting => {
                let (step, _) = case?.keys.get(index)?.as_ref()?;
                Some(*step)
            }
            AxisKind::Scheme => point.map(|point| point.scheme_index),
            AxisKind::Budget => point.and_then(|point| point.budget).map(|(step, _)| step),
        });
    let realization = usize::try_from(unit.realization).ok();
    std::iter::once(realization).chain(axes).collect()
}

/// Whether a unit is kept by a selector; those of schemes and budgets are not about units.
fn selects_unit(plan: &ExperimentPlan, unit: Unit, at: &Selection) -> bool {
    let axis = plan.axes.iter().position(|axis| axis.name == at.axis);
    let Some((index, axis)) = axis.map(|index| (index, &plan.axes[index])) else {
        return true;
    };
    if axis.kind != AxisKind::Setting {
        return true;
    }
    let key = plan
        .cases
        .get(unit.case)
        .and_then(|case| case.keys.get(index)?.as_ref());
    key.is_some_and(|(_, value)| same(value, &at.value))
}

fn selects(plan: &ExperimentPlan, unit: Unit, point: &PointResult, at: &Selection) -> bool {
    let kind = plan
        .axes
        .iter()
        .find(|axis| axis.name == at.axis)
        .map(|axis| axis.kind);
    match kind {
        Some(AxisKind::Setting) => selects_unit(plan, unit, at),
        Some(AxisKind::Scheme) => {
            let case = plan.cases.get(unit.case);
            let chain = case.and_then(|case| case.chain(point.scheme_index));
            chain.is_some_and(|chain| match &at.value {
                AxisValue::Word(word) => chain.scheme.name() == word,
                AxisValue::Number(_) => false,
            })
        }
        Some(AxisKind::Budget) => point
            .budget
            .is_some_and(|(_, delta)| same(&AxisValue::Number(delta), &at.value)),
        None => false,
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
