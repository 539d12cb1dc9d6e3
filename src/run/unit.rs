//! One unit of work: a realization of a case, from its network to its points.

use crate::engine::downlink::Downlink;
use crate::engine::estimation::sampling::link_errors;
use crate::engine::estimation::{self, quality};
use crate::engine::random::Streams;
use crate::engine::scheme::Status;
use crate::engine::stop::{Stop, caught};
use crate::engine::{Deployment, network};
use crate::plan::{Budget, Case, ExperimentPlan, Metric, Problem, ResultNames, Unit};

use super::networks::Networks;
use super::point::{PointResult, UnitResult};
use super::solver::Solver;

/// Solves a unit. What cannot be solved is a point with a status, never a panic.
pub fn solve(plan: &ExperimentPlan, unit: Unit) -> UnitResult {
    solve_until(plan, unit, &Stop::never(), &Networks::default())
}

/// The same until it is asked to stop; what it gives is of no use where the wish was heard.
pub(crate) fn solve_until(
    plan: &ExperimentPlan,
    unit: Unit,
    stop: &Stop<'_>,
    networks: &Networks,
) -> UnitResult {
    let Some(case) = plan.cases.get(unit.case) else {
        return UnitResult {
            names: ResultNames::default(),
            points: Vec::new(),
        };
    };
    // The engine does not panic by intention; should it, one point is lost and not the run.
    caught(|| solve_case(plan, case, unit, stop, networks))
        .unwrap_or_else(|_| failed_unit(case, "an internal error; please report this scenario"))
}

fn solve_case(
    plan: &ExperimentPlan,
    case: &Case,
    unit: Unit,
    stop: &Stop<'_>,
    networks: &Networks,
) -> UnitResult {
    if plan.problem == Problem::Estimation {
        return links(plan, case, unit).unwrap_or_else(|reason| failed_unit(case, &reason));
    }
    let (downlink, error) = match downlink(plan, &case.deployment, unit.realization) {
        Ok(drawn) => drawn,
        Err(reason) => return failed_unit(case, &reason),
    };
    let frontier = networks.frontier(downlink, plan.starts.max(1) as usize);
    let mut result =
        Solver::new(plan, &case.deployment, frontier, unit.realization, stop).solve(case);
    for point in &mut result.points {
        point.estimation_error = error;
    }
    result
}

/// Draws the network, trains it and estimates its channels; says how far off the estimates are
/// where that is asked for.
fn downlink(
    plan: &ExperimentPlan,
    deployment: &Deployment,
    realization: u32,
) -> Result<(Downlink, Option<f64>), String> {
    let realization = u64::from(realization);
    let network = network::draw(deployment, plan.seed, realization).map_err(|e| e.to_string())?;
    let estimate = estimation::of_realization(&network, deployment, plan.seed, realization)
        .map_err(|e| e.to_string())?;
    let error = plan
        .wants(Metric::EstimationError)
        .then(|| quality::relative_error(&network, deployment, &estimate));
    Ok((Downlink::of(&network, deployment, estimate), error))
}

/// A point for every link between an access point and a user.
fn links(plan: &ExperimentPlan, case: &Case, unit: Unit) -> Result<UnitResult, String> {
    let realization = u64::from(unit.realization);
    let network =
        network::draw(&case.deployment, plan.seed, realization).map_err(|e| e.to_string())?;
    let streams = Streams::new(plan.seed, realization);
    let errors = link_errors(&network, &case.deployment, &streams, plan.samples)
        .map_err(|e| e.to_string())?;
    let points = errors.into_iter().map(|link| PointResult {
        link: Some(link),
        ..PointResult::without_results(0, None, Status::Solved)
    });
    Ok(UnitResult {
        names: ResultNames::default(),
        points: points.collect(),
    })
}

/// A failed point for every one whose place is known before running.
fn failed_unit(case: &Case, reason: &str) -> UnitResult {
    let points = case
        .chains
        .iter()
        .flat_map(|chain| {
            let budgets = match &chain.budget {
                Budget::None => Vec::new(),
                Budget::Values(values) => {
                    values.points(&ResultNames::default()).unwrap_or_default()
                }
            };
            let known: Vec<Option<(usize, f64)>> = if budgets.is_empty() {
                vec![None]
            } else {
                budgets.into_iter().map(Some).collect()
            };
            known
                .into_iter()
                .map(|budget| PointResult::failed(chain.scheme_index, budget, reason))
        })
        .collect();
    UnitResult {
        names: ResultNames::default(),
        points,
    }
}
