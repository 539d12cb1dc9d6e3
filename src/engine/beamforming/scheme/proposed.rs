//! The default: stationary points of P2, P3 and P4 by the fast algorithms.

use super::{Beamformer, Proof, Solution, Status};
use crate::engine::beamforming::communication::CommunicationSolution;
use crate::engine::beamforming::downlink::Downlink;
use crate::engine::beamforming::isac::{self, IsacSolution, IsacSolver, RateFloorSolution};
use crate::engine::beamforming::sensing::SensingSolution;

/// The optimised beams. Every start walks the chain by itself; the best answer of each question is
/// kept.
#[derive(Debug)]
pub struct Proposed<'a> {
    downlink: &'a Downlink,
    sensing: Option<&'a SensingSolution>,
    /// One per start.
    communication: &'a [CommunicationSolution],
    /// One per start, from the first budget on.
    solvers: Vec<IsacSolver<'a>>,
    /// The rate at the least error, and its solution: what answers every floor below it.
    corner: Option<Solution>,
    boundary_tolerance: f64,
}

impl<'a> Proposed<'a> {
    /// From the solutions of P1, if an access point senses, and of P2, one per start. The end of
    /// the trade-off is solved at `S_min (1 + boundary_tolerance)`.
    pub fn new(
        downlink: &'a Downlink,
        sensing: Option<&'a SensingSolution>,
        communication: &'a [CommunicationSolution],
        boundary_tolerance: f64,
    ) -> Self {
        Self {
            downlink,
            sensing,
            communication,
            solvers: Vec::new(),
            corner: None,
            boundary_tolerance,
        }
    }

    /// The answer to a rate floor that does not bind: the best beams of P3 at S_min, which are
    /// within the boundary tolerance of the least error possible.
    fn corner(&mut self, sensing: &'a SensingSolution) -> &Solution {
        let delta = sensing.s_min * (1.0 + self.boundary_tolerance);
        let solve = |c: &CommunicationSolution| {
            let solution = IsacSolver::new(self.downlink, sensing, &c.beams).solve(delta);
            budgeted(solution)
        };
        let communication = self.communication;
        self.corner.get_or_insert_with(|| {
            let mut corner = best(communication.iter().map(solve), Solution::sum_rate);
            corner.proof.gap =
                Some((corner.mse - sensing.s_min).max(0.0) / corner.mse + sensing.gap);
            corner
        })
    }
}

impl Beamformer for Proposed<'_> {
    fn communication(&mut self) -> Solution {
        let answers = self.communication.iter().map(|c| {
            let proof = Proof::of(&c.certificate, c.evaluations);
            Solution::certified(c.beams.clone(), c.certificate.clone(), c.solved(), proof)
        });
        best(answers, Solution::sum_rate)
    }

    fn isac(&mut self, delta: f64) -> Solution {
        let Some(sensing) = self.sensing else {
            return no_target();
        };
        if self.solvers.is_empty() {
            self.solvers = self
                .communication
                .iter()
                .map(|c| IsacSolver::new(self.downlink, sensing, &c.beams))
                .collect();
        }
        let answers = self.solvers.iter_mut().map(|s| budgeted(s.solve(delta)));
        best(answers, Solution::sum_rate)
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        let Some(sensing) = self.sensing else {
            return no_target();
        };
        let corner = self.corner(sensing);
        if corner.solved() && corner.sum_rate() >= zeta {
            return corner.clone();
        }
        let reach = |c: &&CommunicationSolution| c.certificate.sum_rate >= zeta;
        let answers = self
            .communication
            .iter()
            .filter(reach)
            .map(|c| floored(isac::least_error(self.downlink, sensing, &c.beams, zeta)));
        best(answers, |s| -s.mse)
    }
}

fn no_target() -> Solution {
    let reason = "no access point senses: the deployment has no targets";
    Solution::without_beams(Status::Failed(reason.into()))
}

fn budgeted(solution: IsacSolution) -> Solution {
    let proof = Proof {
        multiplier: Some(solution.multiplier),
        budget_violation: Some(solution.budget_violation),
        ..Proof::of(&solution.certificate, solution.evaluations)
    };
    let solved = solution.solved();
    Solution::certified(solution.beams, solution.certificate, solved, proof)
}

fn floored(solution: RateFloorSolution) -> Solution {
    let proof = Proof {
        multiplier: Some(solution.multiplier),
        budget_violation: Some(solution.rate_violation),
        ..Proof::of(&solution.certificate, solution.evaluations)
    };
    let solved = solution.solved();
    Solution::certified(solution.beams, solution.certificate, solved, proof)
}

/// The solved answer of the largest `merit`, or the first if none is solved, with what all of them
/// took and how far apart the solved ones are. No answers at all mean that nothing is feasible.
fn best(answers: impl Iterator<Item = Solution>, merit: impl Fn(&Solution) -> f64) -> Solution {
    let mut kept: Option<Solution> = None;
    let (mut spent, mut starts) = (0, 0);
    let (mut least, mut greatest) = (f64::INFINITY, f64::NEG_INFINITY);
    for answer in answers {
        starts += 1;
        spent += answer.proof.evaluations.unwrap_or(0);
        if answer.solved() {
            least = least.min(merit(&answer));
            greatest = greatest.max(merit(&answer));
        }
        let better = kept
            .as_ref()
            .is_none_or(|kept| answer.solved() && (!kept.solved() || merit(&answer) > merit(kept)));
        if better {
            kept = Some(answer);
        }
    }
    let Some(mut kept) = kept else {
        return Solution::without_beams(Status::Infeasible);
    };
    kept.proof.evaluations = Some(spent);
    if starts > 1 && kept.solved() {
        kept.proof.spread = Some((greatest - least) / greatest.abs().max(f64::MIN_POSITIVE));
    }
    kept
}
