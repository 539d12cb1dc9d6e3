//! The default: stationary points of P2, P3 and P4, from the network's [`Frontier`].

use super::design::{Design, Ground, Scheme};
use super::{Beamformer, Proof, Solution, Status, no_target};
use crate::engine::downlink::Role;
use crate::engine::downlink::violation::{below, excess};
use crate::engine::optimiser::communication::{CommunicationSolution, TOLERANCE};
use crate::engine::optimiser::frontier::boundary::Curve;
use crate::engine::optimiser::frontier::{Floor, Frontier};
use crate::engine::optimiser::isac::IsacSolution;
use crate::engine::optimiser::sensing::{SensingSolution, ZERO_ERROR};

/// A budget as near to an end of the trade-off as this, relative, is that end itself.
const AT_THE_END: f64 = 1e-9;

/// Whether a budget is an end of the trade-off.
pub(crate) fn is_at(budget: f64, end: f64) -> bool {
    (budget - end).abs() <= AT_THE_END * end.abs()
}

/// Whether a floor is the largest rate, R_max, itself. Both ends of a trade-off that costs no rate are searches of their own, so a floor
/// may lie above R_max by what the proofs of both leave open.
pub(crate) fn is_largest(zeta: f64, r_max: f64) -> bool {
    is_at(zeta, r_max) || zeta > r_max && zeta <= r_max * (1.0 + TOLERANCE)
}

/// The least budget that is solved: S_min leaves no room, so it is taken inside by the boundary tolerance.
pub(crate) fn inside(s_min: f64, boundary_tolerance: f64) -> f64 {
    s_min * (1.0 + boundary_tolerance)
}

/// The budget that is solved where `delta` is asked for: the least one at S_min, and none below it.
pub(crate) fn allowed(delta: f64, s_min: f64, boundary_tolerance: f64) -> Option<f64> {
    match is_at(delta, s_min) {
        true => Some(inside(s_min, boundary_tolerance)),
        false => (!(delta < s_min)).then_some(delta),
    }
}

/// The scheme.
pub const SCHEME: Scheme = Scheme::new("proposed", &Search);

struct Search;

impl Design for Search {
    fn on<'a>(&self, ground: &Ground<'a>) -> Box<dyn Beamformer + 'a> {
        Box::new(Proposed::new(ground.frontier, ground.boundary_tolerance))
    }

    fn searches(&self) -> bool {
        true
    }
}

/// The optimised beams. What is answered is the frontier's and depends on no other question.
#[derive(Debug)]
pub struct Proposed<'a> {
    frontier: &'a Frontier,
    boundary_tolerance: f64,
}

impl<'a> Proposed<'a> {
    /// The beams of a network. The end of the trade-off is solved at
    /// `S_min (1 + boundary_tolerance)`.
    pub fn new(frontier: &'a Frontier, boundary_tolerance: f64) -> Self {
        Self {
            frontier,
            boundary_tolerance,
        }
    }

    /// The least budget that is solved.
    fn least(&self, sensing: &SensingSolution) -> f64 {
        inside(sensing.s_min, self.boundary_tolerance)
    }

    /// The refusal of a budget that is zero to the accuracy of P1: the sampled directions are fewer than
    /// the array can distinguish, so that S_min is a number without meaning, and so are its multiples.
    fn unresolved(&self, delta: f64) -> Option<Solution> {
        let roles = &self.frontier.downlink().roles;
        let power = roles.iter().find_map(|role| match role {
            Role::Sensing(matching) => Some(matching.power()),
            Role::Communication => None,
        })?;
        (delta <= ZERO_ERROR * power * power).then(|| {
            let reason = format!(
                "a mean error of {delta:.1e} is zero to the accuracy of the least one: the array resolves more \
                 directions than are sampled; raise `samples` of the beampattern"
            );
            Solution::failed(reason)
        })
    }

    /// See [`allowed`]; any budget where S_min is not known.
    fn allowed(&self, delta: f64) -> Option<f64> {
        let sensing = self.frontier.sensing().filter(|s| s.solved());
        match sensing.filter(|s| self.unresolved(s.s_min).is_none()) {
            Some(sensing) => allowed(delta, sensing.s_min, self.boundary_tolerance),
            None => Some(delta),
        }
    }

    /// The refusal of powers whose squares are beyond what numbers hold, of users out of reach, and of floors that no beams meet; asked for the
    /// last only where none were found.
    fn unsolvable(&self) -> Option<Solution> {
        let mut powers = self.frontier.downlink().power.iter();
        if let Some(power) = powers.find(|&&power| !(power * power).is_finite()) {
            let reason =
                format!("a power of {power:.1e} over the noise is beyond what can be computed");
            return Some(Solution::failed(reason));
        }
        if let Some(refusal) = self.unreachable() {
            return Some(refusal);
        }
        if self
            .frontier
            .largest_rate()
            .is_some_and(|best| best.solved())
        {
            return None;
        }
        Some(refused(self.frontier.floors_out_of_reach()?))
    }

    /// The refusal of an objective to which every user's rate is essential where no access point reaches one: it is zero, whatever
    /// the beams, and none are better than others.
    fn unreachable(&self) -> Option<Solution> {
        let downlink = self.frontier.downlink();
        let s = &downlink.estimate;
        let all = downlink.criterion.utility.serves_all();
        let silent = |k: &usize| {
            let mut entries = (0..s.n_aps).flat_map(|m| s.h_hat(m, *k));
            entries.all(|h| h.norm_sqr() == 0.0)
        };
        let user = (0..s.n_users).filter(|_| all).find(silent)? + 1;
        let reason = format!(
            "no access point reaches user {user}, whose rate is zero with any beams, and so is the objective, to which every user's \
             rate is essential; leave the user out, or use another objective"
        );
        Some(Solution::without_beams(Status::Failed(reason)))
    }

    /// Why no budget can be asked for.
    fn unasked(&self) -> Solution {
        if let Some(share) = self.frontier.floors_out_of_budget(f64::INFINITY) {
            return refused(share);
        }
        let reason = match self.frontier.sensing() {
            None => return no_target(),
            Some(sensing) if !sensing.solved() => super::NO_ERROR.into(),
            Some(_) => {
                let end = self.frontier.free_end_unsolved();
                let proof = end.map(|end| Proof::of(&end.certificate, end.evaluations));
                let fault = proof.map_or(String::new(), |proof| format!(": {}", proof.fault()));
                format!(
                    "no beams at full power were found that are stationary in the sum rate{fault}"
                )
            }
        };
        Solution::failed(reason)
    }

    /// The whole boundary, from S_min to the sum rate `zeta`; see [`Frontier::curve`]. Its points as
    /// budgets and answers.
    ///
    /// # Errors
    /// The answer that was not solved.
    pub fn region(&self, zeta: f64, tolerance: f64) -> Result<Region, Box<Solution>> {
        let sensing = self
            .frontier
            .sensing()
            .ok_or_else(|| Box::new(no_target()))?;
        let refusal = self.unresolved(self.least(sensing));
        if let Some(refusal) = refusal.or_else(|| self.unsolvable()) {
            return Err(Box::new(refusal));
        }
        let curve = self.frontier.curve(self.least(sensing), zeta, tolerance);
        let Curve {
            points,
            reaches,
            resolved,
        } = curve
            .ok_or_else(|| Box::new(self.unasked()))?
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
    fn sensing(&mut self) -> Option<(SensingSolution, bool)> {
        let sensing = self.frontier.sensing()?;
        Some((sensing.clone(), sensing.solved()))
    }

    fn communication(&mut self) -> Solution {
        if let Some(refusal) = self.unsolvable() {
            return refusal;
        }
        let Some(best) = self.frontier.largest_rate() else {
            return Solution::failed("no start was tried");
        };
        let CommunicationSolution {
            beams, certificate, ..
        } = best.clone();
        let proof = Proof {
            spread: self.frontier.spread(None),
            ..Proof::of(&certificate, best.evaluations)
        };
        Solution::certified(beams, certificate, best.solved(), proof)
    }

    fn isac(&mut self, delta: f64) -> Solution {
        let Some(delta) = self.allowed(delta) else {
            return Solution::without_beams(Status::Infeasible);
        };
        if let Some(refusal) = self.unresolved(delta).or_else(|| self.unsolvable()) {
            return refusal;
        }
        let Some(found) = self.frontier.isac(delta) else {
            let share = self.frontier.floors_out_of_budget(delta);
            return share.map_or_else(|| self.unasked(), refused);
        };
        if !found.solved()
            && let Some(share) = self.frontier.floors_out_of_budget(delta)
        {
            return refused(share);
        }
        let mut solution = budgeted(found);
        solution.proof.spread = self.frontier.spread(Some(delta));
        solution
    }

    fn least_error(&mut self, zeta: f64) -> Solution {
        let Some(sensing) = self.frontier.sensing() else {
            return no_target();
        };
        let refusal = self.unresolved(self.least(sensing));
        if let Some(refusal) = refusal.or_else(|| self.unsolvable()) {
            return refusal;
        }
        match self.frontier.least_error(zeta, self.least(sensing)) {
            Some(floor) => {
                let mut solution = floored(floor, zeta, sensing);
                solution.proof.spread = self.frontier.spread(Some(solution.mse));
                solution
            }
            None => self.unasked(),
        }
    }
}

/// The refusal of floors of which no beams meet more than this share.
fn refused(share: f64) -> Solution {
    let proof = Proof {
        floor_violation: Some(1.0 - share),
        ..Proof::default()
    };
    Solution {
        proof,
        ..Solution::without_beams(Status::Infeasible)
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
fn floored(floor: Floor, zeta: f64, sensing: &SensingSolution) -> Solution {
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
            return Solution::failed(reason);
        }
    };
    let reached = point.certificate.value;
    let violation = below(reached, zeta);
    let solved = point.solved() && violation <= TOLERANCE;
    // A point that misses the budget that it was searched for is not solved because of that.
    let missed = match point.solved() {
        true => violation,
        false => violation.max(point.budget_violation),
    };
    let proof = Proof {
        gap,
        multiplier: Some(point.multiplier),
        budget_violation: Some(missed),
        ..Proof::of(&point.certificate, point.evaluations)
    };
    Solution::certified(point.beams, point.certificate, solved, proof)
}
