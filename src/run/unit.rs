//! One unit of work: a realization of a case, from its network to its points.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::engine::beamforming::beams::Beams;
use crate::engine::beamforming::communication::{self, CommunicationSolution};
use crate::engine::beamforming::downlink::Downlink;
use crate::engine::beamforming::isac::{self, IsacSolution, IsacSolver};
use crate::engine::beamforming::sensing::{self, SensingSolution};
use crate::engine::beamforming::start;
use crate::engine::{Deployment, estimation, network};
use crate::plan::{Budget, Case, ExperimentPlan, Problem, ResultNames, Unit};

use super::point::{Figures, PointResult, Status};

/// A budget below S_min by no more than this, relative, is S_min itself.
const AT_S_MIN: f64 = 1e-9;

/// Everything a unit gives.
#[derive(Debug, Clone, PartialEq)]
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

struct Solver<'a> {
    plan: &'a ExperimentPlan,
    deployment: &'a Deployment,
    downlink: Downlink,
}

/// What the starts of a unit share.
struct Shared {
    sensing: Option<SensingSolution>,
    /// One per start.
    communication: Vec<CommunicationSolution>,
    names: ResultNames,
}

impl<'a> Solver<'a> {
    fn new(plan: &'a ExperimentPlan, deployment: &'a Deployment, downlink: Downlink) -> Self {
        Self {
            plan,
            deployment,
            downlink,
        }
    }

    fn solve(&self, case: &Case) -> UnitResult {
        let shared = self.shared();
        let points = case
            .chains
            .iter()
            .flat_map(|chain| match &chain.budget {
                Budget::None => vec![self.unconstrained(chain.scheme_index, &shared)],
                Budget::Values(values) => match values.points(&shared.names) {
                    Ok(budgets) => self.chain(chain.scheme_index, &budgets, &shared),
                    Err(reason) => vec![PointResult::failed(chain.scheme_index, None, &reason)],
                },
            })
            .collect();
        UnitResult {
            names: shared.names,
            points,
        }
    }

    /// Solves P1 and P2 as far as the experiment needs them, and the ends of the trade-off.
    fn shared(&self) -> Shared {
        let (problem, needs) = (self.plan.problem, self.plan.needs);
        let senses = self.downlink.sensing_count() > 0;
        let sensing = (problem != Problem::Communication || needs.s_min || needs.r_t || needs.s_i)
            .then(|| senses.then(|| sensing::solve(&self.downlink)))
            .flatten();
        let wants_rate = problem != Problem::Sensing || needs.r_max || needs.r_t || needs.s_i;
        let starts = if wants_rate {
            self.plan.starts.max(1)
        } else {
            0
        };
        let communication: Vec<CommunicationSolution> = (0..starts as usize)
            .map(|i| communication::solve_from(&self.downlink, &start::nth(&self.downlink, i)))
            .collect();
        let best = communication
            .iter()
            .filter(|c| c.solved())
            .max_by(|a, b| a.certificate.sum_rate.total_cmp(&b.certificate.sum_rate));
        let mut names = ResultNames {
            s_min: sensing.as_ref().filter(|s| s.solved()).map(|s| s.s_min),
            r_max: best.map(|c| c.certificate.sum_rate),
            ..ResultNames::default()
        };
        let tolerance = self.plan.boundary_tolerance;
        if let (true, Some(sensing)) = (needs.r_t, &sensing) {
            names.r_t = communication
                .iter()
                .map(|c| {
                    IsacSolver::new(&self.downlink, sensing, &c.beams)
                        .solve(sensing.s_min * (1.0 + tolerance))
                })
                .filter(IsacSolution::solved)
                .map(|s| s.certificate.sum_rate)
                .max_by(f64::total_cmp);
        }
        if let (true, Some(sensing), Some(best)) = (needs.s_i, &sensing, best) {
            let zeta = best.certificate.sum_rate * (1.0 - tolerance);
            let solution = isac::least_error(&self.downlink, sensing, &best.beams, zeta);
            names.s_i = solution.solved().then_some(solution.certificate.mse);
        }
        Shared {
            sensing,
            communication,
            names,
        }
    }

    /// P1 and P2, which have no budget.
    fn unconstrained(&self, scheme_index: usize, shared: &Shared) -> PointResult {
        let point = PointResult::new(scheme_index, None);
        if self.plan.problem == Problem::Sensing {
            return match &shared.sensing {
                Some(sensing) => self.sensing_point(point, sensing),
                None => point.fail("no access point senses: the deployment has no targets"),
            };
        }
        let best = shared.communication.iter().max_by(|a, b| {
            let key = |c: &CommunicationSolution| (c.solved(), c.certificate.sum_rate);
            let (a, b) = (key(a), key(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        match best {
            Some(best) => {
                let point = self.rated(
                    point,
                    &best.beams,
                    &best.certificate.rates,
                    best.certificate.mse,
                );
                point.judge(
                    best.solved(),
                    Figures::of(&best.certificate, best.evaluations),
                )
            }
            None => point.fail("no start was tried"),
        }
    }

    fn sensing_point(&self, mut point: PointResult, sensing: &SensingSolution) -> PointResult {
        point.mse = Some(sensing.s_min);
        point.normalised_mse = Some(sensing.normalised_mse);
        let figures = Figures {
            gap: Some(sensing.gap),
            evaluations: Some(sensing.evaluations),
            ..Figures::default()
        };
        point.judge(sensing.solved(), figures)
    }

    /// P3 along a chain, each start walking it by itself; the best of each point is kept.
    fn chain(
        &self,
        scheme_index: usize,
        budgets: &[(usize, f64)],
        shared: &Shared,
    ) -> Vec<PointResult> {
        let mut points: Vec<PointResult> = budgets
            .iter()
            .map(|&budget| PointResult::new(scheme_index, Some(budget)))
            .collect();
        let Some(sensing) = shared.sensing.as_ref() else {
            let reason = "no access point senses: the deployment has no targets";
            return points.into_iter().map(|p| p.fail(reason)).collect();
        };
        if !sensing.solved() {
            return points
                .into_iter()
                .map(|p| p.fail("the least beampattern error was not found"))
                .collect();
        }
        let nearest = sensing.s_min * (1.0 + self.plan.boundary_tolerance);
        for communication in &shared.communication {
            let mut solver = IsacSolver::new(&self.downlink, sensing, &communication.beams);
            for (point, &(_, delta)) in points.iter_mut().zip(budgets) {
                if delta < sensing.s_min * (1.0 - AT_S_MIN) {
                    point.status = Status::Infeasible;
                    continue;
                }
                let solution = solver.solve(delta.max(nearest));
                let rate = solution.certificate.sum_rate;
                let better = match (&point.status, solution.solved()) {
                    (Status::Solved, true) => point.rates.iter().sum::<f64>() < rate,
                    (Status::Solved, false) => false,
                    (_, solved) => solved || point.rates.is_empty(),
                };
                let spent = point.figures.evaluations.unwrap_or(0) + solution.evaluations;
                if better {
                    let clean = PointResult::new(scheme_index, point.budget);
                    *point = self.budgeted(clean, &solution);
                }
                point.figures.evaluations = Some(spent);
            }
        }
        points
    }

    fn budgeted(&self, point: PointResult, solution: &IsacSolution) -> PointResult {
        let certificate = &solution.certificate;
        let point = self.rated(point, &solution.beams, &certificate.rates, certificate.mse);
        let figures = Figures {
            multiplier: Some(solution.multiplier),
            mse_violation: Some(solution.budget_violation),
            ..Figures::of(certificate, solution.evaluations)
        };
        point.judge(solution.solved(), figures)
    }

    /// Fills in what beams give.
    fn rated(&self, mut point: PointResult, beams: &Beams, rates: &[f64], mse: f64) -> PointResult {
        let sum: f64 = rates.iter().sum();
        let symbols = self.deployment.coherence_length - self.deployment.pilots.length;
        point.rates = rates.to_vec();
        point.data = Some(symbols as f64 * sum);
        if self.downlink.sensing_count() > 0 {
            point.mse = Some(mse);
            point.normalised_mse = Some(self.downlink.normalised_error(beams));
            point.sensing_power = Some(self.downlink.mean_sensing_power(beams));
        }
        point
    }
}
