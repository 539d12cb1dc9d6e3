//! The default: stationary points of P2, P3 and P4 by the fast algorithms.

use super::{Beamformer, Proof, Solution, Status, no_target};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::violation::{below, excess};
use crate::engine::optimiser::boundary::{Boundary, Curve, Floor};
use crate::engine::optimiser::communication::{CommunicationSolution, TOLERANCE};
use crate::engine::optimiser::isac::{IsacSolution, IsacSolver};
use crate::engine::optimiser::sensing::SensingSolution;

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
    /// One per start, from the first floor on.
    boundaries: Vec<Boundary<'a>>,
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
            boundaries: Vec::new(),
            boundary_tolerance,
        }
    }

    fn boundary(&self, sensing: &SensingSolution, start: &CommunicationSolution) -> Boundary<'a> {
        Boundary::new(
            self.downlink,
            sensing,
            &start.beams,
            self.boundary_tolerance,
        )
    }

    /// The whole boundary, from S_min to the sum rate `zeta`, from the best start; see
    /// [`Boundary::curve`]. Its points as budgets and answers.
    ///
    /// # Errors
    /// The answer that was not solved.
    pub fn region(&self, zeta: f64, tolerance: f64) -> Result<Region, Box<Solution>> {
        let sensing = self.sensing.ok_or_else(|| Box::new(no_target()))?;
        let rate = |c: &&CommunicationSolution| (c.solved(), c.certificate.sum_rate);
        let best = self.communication.iter().max_by(|a, b| {
            let (a, b) = (rate(a), rate(b));
            a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        let best = best.ok_or_else(|| Box::new(no_target()))?;
        let Curve {
            points,
            reaches,
            resolved,
        } = self
            .boundary(sensing, best)
            .curve(zeta, tolerance)
            .map_err(|unsolved| Box::new(budgeted(*unsolved)))?;
        let answers = points.into_iter().map(|p| (p.delta, budgeted(p)));
        Ok(Region {
            points: answers.collect(),
            reaches,
            resolved,
        })
    }
}

/// The boundary of the communication-sensing region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Budget delta and answer, ascending.
    pub points: Vec<(f64, Solution)>,
    /// Whether the last point has the rate asked for; else it is where full power ends.
    pub reaches: bool,
    /// Whether straight lines between the points are within the tolerance.
    pub resolved: bool,
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
        if self.boundaries.is_empty() {
            let starts = self.communication.iter();
            self.boundaries = starts.map(|c| self.boundary(sensing, c)).collect();
        }
        let answers = self.boundaries.iter_mut().map(|boundary| {
            let before = boundary.evaluations();
            let floor = boundary.least_error(zeta);
            floored(floor, zeta, sensing, boundary.evaluations() - before)
        });
        best(answers, |s| -s.mse)
    }
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

/// The answer to a rate floor. Where it does not bind, the error is the least possible within the
/// boundary tolerance, which is proved by its distance from S_min.
fn floored(floor: Floor, zeta: f64, sensing: &SensingSolution, evaluations: usize) -> Solution {
    let (point, gap) = match floor {
        Floor::Reached(point) | Floor::Unsolved(point) => (point, None),
        Floor::Slack(point) => {
            let above = excess((point.certificate.mse - sensing.s_min) / point.certificate.mse);
            (point, Some(above + sensing.relative_gap()))
        }
        Floor::OutOfReach(rate) => {
            let reason = format!(
                "with the sensing access points at full power, {rate} bit/s/Hz is the most that was found"
            );
            return Solution::without_beams(Status::Failed(reason));
        }
    };
    let reached = point.certificate.sum_rate;
    let violation = below(reached, zeta);
    let solved = point.solved() && violation <= TOLERANCE;
    let proof = Proof {
        gap,
        multiplier: Some(point.multiplier),
        budget_violation: Some(violation),
        ..Proof::of(&point.certificate, evaluations)
    };
    Solution::certified(point.beams, point.certificate, solved, proof)
}

/// The solved answer of the largest `merit`, or the first if none is solved, with what all of them
/// took and how far apart the solved ones are.
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
        return Solution::without_beams(Status::Failed("no start was tried".into()));
    };
    kept.proof.evaluations = Some(spent);
    if starts > 1 && kept.solved() {
        kept.proof.spread = Some((greatest - least) / greatest.abs().max(f64::MIN_POSITIVE));
    }
    kept
}
