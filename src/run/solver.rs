//! Solves what a unit asks of its network: the ends of the trade-off, then each chain.

use std::sync::Arc;

use crate::engine::Deployment;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::bound::upper_bound;
use crate::engine::downlink::certificate::mean_error;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::optimiser::frontier::Frontier;
use crate::engine::optimiser::sensing::SensingSolution;
use crate::engine::scheme::proposed::{allowed, inside, is_largest};
use crate::engine::scheme::{
    Beamformer, ChosenScheme, Draw, Ground, Proof, Proposed, Solution, Status, no_target,
    short_of_floors,
};
use crate::engine::stop::Stop;
use crate::plan::{Budget, Case, Constraint, ExperimentPlan, Metric, Problem, ResultNames};

use super::point::{Part, PointResult, UnitResult};

pub(crate) struct Solver<'a> {
    plan: &'a ExperimentPlan,
    deployment: &'a Deployment,
    frontier: Arc<Frontier>,
    realization: u32,
    stop: &'a Stop<'a>,
}

impl<'a> Solver<'a> {
    pub(crate) fn new(
        plan: &'a ExperimentPlan,
        deployment: &'a Deployment,
        frontier: Arc<Frontier>,
        realization: u32,
        stop: &'a Stop<'a>,
    ) -> Self {
        Self {
            plan,
            deployment,
            frontier,
            realization,
            stop,
        }
    }

    pub(crate) fn solve(&self, case: &Case) -> UnitResult {
        let names = self.names(case);
        let points = case
            .chains
            .iter()
            // Once something is left undone the unit is of no use.
            .take_while(|_| !self.stop.heard())
            .flat_map(|chain| match &chain.budget {
                Budget::None if self.plan.problem == Problem::Region => {
                    self.region(chain.scheme_index, &names)
                }
                Budget::None => vec![self.unconstrained(chain.scheme_index, &chain.scheme)],
                Budget::Values(values) => match values.points(&names) {
                    Ok(budgets) => self.chain(chain.scheme_index, &chain.scheme, &budgets, &names),
                    Err(reason) => {
                        let solution = self.without_budgets(&names, reason);
                        vec![self.point(chain.scheme_index, None, solution)]
                    }
                },
            })
            .collect();
        UnitResult { names, points }
    }

    fn downlink(&self) -> &Downlink {
        self.frontier.downlink()
    }

    /// P1, if an access point senses.
    fn sensing(&self) -> Option<&SensingSolution> {
        self.frontier.sensing()
    }

    /// The result names that the experiment needs, where they can be found.
    fn names(&self, case: &Case) -> ResultNames {
        let (needs, tolerance) = (self.plan.needs, self.plan.boundary_tolerance);
        let mut proposed = self.proposed();
        let s_min =
            (self.plan.problem != Problem::Communication || needs.s_min || needs.r_t || needs.s_i)
                .then(|| self.sensing().filter(|s| s.solved()).map(|s| s.s_min))
                .flatten();
        // Rules and the paper's algorithms begin by themselves.
        let starts_from_p2 = self.plan.problem != Problem::Sensing
            && case.chains.iter().any(|c| c.scheme.searches());
        let wants_rate = starts_from_p2 || needs.r_max || needs.r_t || needs.s_i;
        let r_max = (wants_rate.then(|| self.frontier.largest_rate()).flatten())
            .filter(|best| best.solved())
            .map(|best| best.certificate.value);
        let mut ask =
            |needed: bool, question: &mut dyn FnMut(&mut Proposed<'_>) -> Option<Solution>| {
                let answer = needed.then(|| question(&mut proposed)).flatten();
                answer.filter(Solution::solved)
            };
        let r_t = ask(needs.r_t, &mut |p| Some(p.isac(inside(s_min?, tolerance))));
        let s_i = ask(needs.s_i, &mut |p| {
            Some(p.least_error(r_max? * (1.0 - tolerance)))
        });
        ResultNames {
            s_min,
            r_max,
            r_t: r_t.map(|solution| self.value(&solution)),
            s_i: s_i.map(|solution| solution.mse),
        }
    }

    /// What the objective makes of the rates of an answer.
    fn value(&self, solution: &Solution) -> f64 {
        let criterion = &self.downlink().criterion;
        criterion.utility.value(&solution.rates)
    }

    fn proposed(&self) -> Proposed<'_> {
        Proposed::new(&self.frontier, self.plan.boundary_tolerance)
    }

    fn beamformer<'b>(&'b self, scheme: &'b ChosenScheme) -> Box<dyn Beamformer + 'b> {
        scheme.on(&self.ground())
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            frontier: &self.frontier,
            boundary_tolerance: self.plan.boundary_tolerance,
            stop: self.stop,
            draw: Draw {
                seed: self.plan.seed,
                realization: u64::from(self.realization),
            },
        }
    }

    /// The boundary of the region, of the proposed beams; one failed point where it cannot be solved.
    fn region(&self, scheme_index: usize, names: &ResultNames) -> Vec<PointResult> {
        let Some(r_max) = names.r_max else {
            return vec![self.point(scheme_index, None, self.without_rate())];
        };
        if !self.sensing().is_some_and(|s| s.s_min > 0.0) {
            return vec![PointResult::failed(scheme_index, None, NO_ROOM)];
        }
        let tolerance = self.plan.region_tolerance * r_max;
        let zeta = r_max * (1.0 - self.plan.boundary_tolerance);
        let region = match self.proposed().region(zeta, tolerance) {
            Ok(region) => region,
            Err(unsolved) => return vec![self.point(scheme_index, None, *unsolved)],
        };
        if !region.resolved {
            return vec![PointResult::failed(scheme_index, None, UNRESOLVED)];
        }
        let last = region.points.len() - 1;
        let part = |at: usize| match (at, region.reaches) {
            (0, _) => Part::LeastError,
            (at, true) if at == last => Part::LargestRate,
            (at, false) if at == last => Part::FullPower,
            _ => Part::Between,
        };
        let points = region.points.into_iter().enumerate();
        points
            .map(|(at, (delta, solution))| PointResult {
                part: Some(part(at)),
                ..self.point(scheme_index, Some((at, delta)), solution)
            })
            .collect()
    }

    /// Where P2 has no answer: that no beams meet the floors, or why none was found.
    fn without_rate(&self) -> Solution {
        let answer = self.proposed().communication();
        match answer.status {
            Status::Failed(reason) => Solution::failed(format!("R_max was not found: {reason}")),
            _ => answer,
        }
    }

    /// Where a name that budgets are made of has no value: the floors that leave it none, or else `reason`.
    fn without_budgets(&self, names: &ResultNames, reason: String) -> Solution {
        let mut proposed = self.proposed();
        if names.r_max.is_none() {
            let answer = proposed.communication();
            if answer.status == Status::Infeasible {
                return answer;
            }
        }
        let at_s_min = (self.plan.needs.r_t && names.r_t.is_none()).then_some(names.s_min);
        let short = at_s_min.flatten().and_then(|s_min| {
            let answer = proposed.isac(inside(s_min, self.plan.boundary_tolerance));
            answer
                .proof
                .floor_violation
                .filter(|_| answer.status == Status::Infeasible)
        });
        match short {
            Some(short) => {
                Solution::failed(format!("{reason}: at S_min {}", short_of_floors(short)))
            }
            None => Solution::failed(reason),
        }
    }

    /// P1 and P2, which have no budget.
    fn unconstrained(&self, scheme_index: usize, scheme: &ChosenScheme) -> PointResult {
        if self.plan.problem != Problem::Sensing {
            let solution = self.beamformer(scheme).communication();
            return self.point(scheme_index, None, solution);
        }
        let Some((sensing, solved)) = self.beamformer(scheme).sensing() else {
            return self.point(scheme_index, None, no_target());
        };
        let proof = Proof {
            gap: Some(sensing.gap),
            evaluations: Some(sensing.evaluations),
            ..Proof::default()
        };
        let status = if solved {
            Status::Solved
        } else {
            Status::Failed(sensing.fault())
        };
        let mut point = PointResult {
            normalised_mse: Some(sensing.normalised_mse),
            proof,
            ..PointResult::without_results(scheme_index, None, status)
        };
        let streams = sensing.beams.iter().map(|beam| {
            let streams = beam.as_ref().map(|beam| beam.v.clone());
            streams.unwrap_or_default()
        });
        let antennas = self.downlink().estimate.n_antennas;
        let beams = Beams {
            v: streams.collect(),
            ..Beams::zeros(antennas, 0, &[])
        };
        point.mse = Some(mean_error(self.downlink(), &beams));
        self.measure(&mut point, &beams);
        point
    }

    /// P3 or P4 along a chain.
    fn chain(
        &self,
        scheme_index: usize,
        scheme: &ChosenScheme,
        budgets: &[(usize, f64)],
        names: &ResultNames,
    ) -> Vec<PointResult> {
        let unasked = match (self.sensing(), self.plan.constraint) {
            (None, _) => Some(no_target()),
            (Some(sensing), _) if !sensing.solved() => Some(Solution::failed(sensing.fault())),
            (Some(_), Constraint::Zeta) if scheme.searches() && names.r_max.is_none() => {
                Some(self.without_rate())
            }
            _ => None,
        };
        let mut beamformer = self.beamformer(scheme);
        let mut point = |&(step, budget): &(usize, f64)| {
            let place = Some((step, budget));
            if let Some(solution) = &unasked {
                return self.point(scheme_index, place, solution.clone());
            }
            let solution = match self.plan.constraint {
                Constraint::Delta => self.budgeted(beamformer.as_mut(), budget),
                Constraint::Zeta => self.floored(beamformer.as_mut(), scheme, budget, names),
            };
            self.point(scheme_index, place, solution)
        };
        let wanted = budgets.iter().take_while(|_| !self.stop.heard());
        wanted.map(&mut point).collect()
    }

    /// P3 at a budget, whatever the scheme.
    fn budgeted(&self, beamformer: &mut dyn Beamformer, delta: f64) -> Solution {
        let s_min = self.sensing().map_or(0.0, |s| s.s_min);
        match allowed(delta, s_min, self.plan.boundary_tolerance) {
            None => Solution::without_beams(Status::Infeasible),
            Some(0.0) => Solution::failed(NO_ROOM),
            Some(delta) => beamformer.isac(delta),
        }
    }

    /// P4 at a floor; R_max is taken inside as S_min is. The largest rate that was found is a local
    /// optimum: what lies above is infeasible only where no beams at all reach it, and a rule's
    /// own largest rate is its own to know.
    fn floored(
        &self,
        beamformer: &mut dyn Beamformer,
        scheme: &ChosenScheme,
        zeta: f64,
        names: &ResultNames,
    ) -> Solution {
        match names.r_max {
            Some(r_max) if is_largest(zeta, r_max) => {
                beamformer.least_error(r_max * (1.0 - self.plan.boundary_tolerance))
            }
            Some(r_max) if scheme.searches() && zeta > r_max => {
                let bound = self.frontier.largest_rate().map_or(f64::INFINITY, |c| {
                    upper_bound(self.downlink(), &c.beams, None)
                });
                Solution::without_beams(if zeta > bound {
                    Status::Infeasible
                } else {
                    Status::Failed(format!(
                        "{r_max} bit/s/Hz is the most that was found, and {bound} what no beams exceed"
                    ))
                })
            }
            _ => beamformer.least_error(zeta),
        }
    }

    /// What an answer says, as a point.
    fn point(
        &self,
        scheme_index: usize,
        budget: Option<(usize, f64)>,
        solution: Solution,
    ) -> PointResult {
        let mut point = PointResult::without_results(scheme_index, budget, solution.status.clone());
        point.proof = solution.proof.clone();
        let Some(beams) = &solution.beams else {
            return point;
        };
        let symbols = self.deployment.coherence_length - self.deployment.pilots.length;
        point.data = Some(symbols as f64 * solution.sum_rate());
        if self.downlink().sensing_count() > 0 {
            point.mse = Some(solution.mse);
            point.normalised_mse = Some(self.downlink().normalised_error(beams));
        }
        self.measure(&mut point, beams);
        if self.plan.wants(Metric::UpperBound) && point.is_solved() {
            // The budget may have been loosened to where the trade-off begins.
            let allowed = match (self.plan.problem, self.plan.constraint, budget) {
                (Problem::Communication, ..) => None,
                (Problem::Isac, Constraint::Zeta, _) => Some(solution.mse),
                (.., budget) => budget.map(|(_, delta)| delta.max(solution.mse)),
            };
            point.upper_bound = Some(upper_bound(self.downlink(), beams, allowed));
        }
        point.objective_value = Some(self.value(&solution));
        point.rates = solution.rates;
        point
    }

    /// What the beams of each access point say by themselves.
    fn measure(&self, point: &mut PointResult, beams: &Beams) {
        if self.downlink().sensing_count() > 0 {
            point.sensing_power = Some(self.downlink().mean_sensing_power(beams));
        }
        point.power = (0..beams.access_points()).map(|m| beams.power(m)).collect();
        for metric in &self.plan.metrics {
            match metric.value(&self.ground(), beams) {
                Ok(value) => point.external.push(value),
                Err(reason) => {
                    point.external.push(None);
                    point.status = Status::Failed(reason);
                }
            }
        }
        let sensing: Vec<Option<(f64, Vec<f64>)>> = (self.downlink().roles.iter().enumerate())
            .map(|(m, role)| match role {
                Role::Sensing(matching) => {
                    let y = beams.autocorrelation(m);
                    Some((matching.eta(&y), y))
                }
                Role::Communication => None,
            })
            .collect();
        point.eta = (sensing.iter())
            .map(|sensing| sensing.as_ref().map(|(eta, _)| *eta))
            .collect();
        if self.plan.wants_beams() {
            point.beams = Some(beams.clone());
        }
        if self.plan.wants_beampatterns() {
            let autocorrelation = |sensing: Option<(f64, Vec<f64>)>| sensing.map(|(_, y)| y);
            point.autocorrelation = sensing.into_iter().map(autocorrelation).collect();
        }
    }
}

const NO_ROOM: &str = "the least beampattern error is zero, so the budget must be larger";
const UNRESOLVED: &str =
    "the boundary has more points than are solved: `region_tolerance` is too small";

#[cfg(test)]
mod tests {
    use super::{Part, PointResult};
    use crate::engine::scheme::Status;
    use crate::language::syntax::MemorySources;
    use crate::plan::Unit;
    use crate::{language, plan, run};

    #[test]
    fn a_boundary_over_which_the_local_optima_jump_is_solved_to_its_end() {
        // Of 120 networks the one where the local optima that P3 ends at jump over the last rate.
        let text =
            "aps 4 {\n}\nbeampattern {\n power 5 dB\n}\nrealizations 26\nseed 2025\nsolve region\n";
        let sources = MemorySources::new().with("boundary.cfs", text);
        let scenario = language::check(&sources, "boundary.cfs").scenario.unwrap();
        let plan = plan::build(&scenario);
        let unit = Unit {
            case: 0,
            realization: 25,
        };
        let points = run::solve(&plan.experiments[0], unit).points;
        assert!(points.len() > 2);
        for point in &points {
            assert_eq!(point.status, Status::Solved);
            assert!(point.budget.is_some() && point.part.is_some());
        }
        let rates = |point: &PointResult| point.rates.iter().sum::<f64>();
        assert!(
            points
                .windows(2)
                .all(|pair| rates(&pair[0]) < rates(&pair[1]))
        );
        assert_eq!(points[points.len() - 1].part, Some(Part::LargestRate));
    }
}
