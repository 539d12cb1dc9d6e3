//! One unit of work: a realization of a case, from its network to its points.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::{Deserialize, Serialize};

use crate::engine::beamforming::downlink::Downlink;
use crate::engine::{Deployment, estimation, network};
use crate::plan::{Budget, Case, ExperimentPlan, ResultNames, Unit};

use super::point::PointResult;
use super::solver::Solver;

/// Everything a unit gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitResult {
    /// The result names that the experiment needs, where they could be found.
    pub names: ResultNames,
    /// The points of all chains, in the order of the plan.
    pub points: Vec<PointResult>,
}

/// Solves a unit. What can not be solved is a point with a status, never a panic.
pub fn solve(plan: &ExperimentPlan, unit: Unit) -> UnitResult {
    let Some(case) = plan.cases.get(unit.case) else {
        return UnitResult {
            names: ResultNames::default(),
            points: Vec::new(),
        };
    };
    // The engine does not panic by intention; should it, one point is lost and not the run.
    catch_unwind(AssertUnwindSafe(|| solve_case(plan, case, unit)))
        .unwrap_or_else(|_| failed_unit(case, "an internal error; please report this scenario"))
}

fn solve_case(plan: &ExperimentPlan, case: &Case, unit: Unit) -> UnitResult {
    match downlink(&case.deployment, plan.seed, unit.realization) {
        Ok(downlink) => Solver::new(plan, &case.deployment, downlink).solve(case),
        Err(reason) => failed_unit(case, &reason),
    }
}

/// Draws the network, trains it and estimates its channels.
fn downlink(deployment: &Deployment, seed: u64, realization: u32) -> Result<Downlink, String> {
    let realization = u64::from(realization);
    let network = network::draw(deployment, seed, realization).map_err(|e| e.to_string())?;
    let draws = network::channel::draw(&network, deployment, seed, realization);
    let estimate = estimation::estimate(&network, deployment, &draws).map_err(|e| e.to_string())?;
    Ok(Downlink::of(&network, deployment, estimate))
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
