//! Expectations held against results.

use super::statistics;
use crate::engine::scheme::Status;
use crate::language::nearly_equal;
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
}

/// Evaluates the expectations of an experiment.
pub(crate) fn evaluate(plan: &ExperimentPlan, units: &[(Unit, UnitResult)]) -> Vec<Verdict> {
    plan.expectations
        .iter()
        .map(|expectation| Verdict {
            expectation: expectation.clone(),
            outcome: expectation.evaluate(&|query, place| {
                let at: Vec<&Selection> = query.selections(place).collect();
                answer(plan, units, query, &at)
            }),
        })
        .collect()
}

/// The aggregate over the rows that every one of `at` keeps.
fn answer(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
    query: &Query,
    at: &[&Selection],
) -> Option<f64> {
    let mut values: Vec<f64> = Vec::new();
    for (unit, result) in units {
        match &query.of {
            Quantified::Result(name) => {
                if at.iter().all(|at| selects_unit(plan, *unit, at)) {
                    values.extend(result.names.get(*name));
                }
            }
            Quantified::Metric(metric) => {
                for point in result.points.iter().filter(|p| p.status == Status::Solved) {
                    if at.iter().all(|at| selects(plan, *unit, point, at)) {
                        values.extend(metric::values(*metric, point).into_iter().flatten());
                    }
                }
            }
        }
    }
    aggregate(query.aggregate, &mut values)
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
                AxisValue::Word(word) => chain.scheme.name == word,
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
    let estimate = statistics::Estimate::of(values);
    match aggregate {
        Aggregate::Mean => estimate.mean,
        Aggregate::Deviation => estimate.deviation,
        Aggregate::Min => values.iter().copied().min_by(f64::total_cmp),
        Aggregate::Max => values.iter().copied().max_by(f64::total_cmp),
        Aggregate::Median => {
            values.sort_by(f64::total_cmp);
            let (low, high) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
            Some(0.5 * (low + high))
        }
    }
}
