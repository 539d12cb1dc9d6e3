//! P4: the least mean error at a floor of the rate.
//!
//! At the floor zeta it is the budget at which the answer of P3 has that rate: both have the same
//! Lagrangian, and its multiplier is the slope dR/d delta, so that the search follows the cubic through
//! the values and slopes at both ends of its bracket.

use super::{Frontier, JUMP, MARGIN, SHORT};
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::cubic::{Cubic, End};
use crate::engine::optimiser::isac::IsacSolution;
use crate::engine::optimiser::skeleton::Depth;

/// Relative distance of the rate from its floor at which P4 is solved; a tenth of what is
/// accepted as a violation.
const FLOOR: f64 = 0.1 * TOLERANCE;
/// Budgets tried for one floor at most.
const TRIES: usize = 60;
/// Of these every one in so many halves the bracket.
const HALVED: usize = 4;
/// Where a step is expected to end nearer to an end of its bracket than [`MARGIN`], it may come as close as this share.
const LEAST_MARGIN: f64 = 1e-6;

/// What P4 gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Floor {
    /// The point where the rate is the floor.
    Reached(Box<IsacSolution>),
    /// The floor does not bind: these beams reach it at S_min, within the boundary tolerance.
    Slack(Box<IsacSolution>),
    /// No beams found reach the floor with the sensing access points at full power; the largest
    /// rate that was found, bit/s/Hz.
    OutOfReach(f64),
    /// A point of the way, or the last, could not be solved.
    Unsolved(Box<IsacSolution>),
}

/// Where the search for a floor goes on.
struct Bracket {
    /// The rate is less than the floor, or, where floors of the rates leave no room, nothing.
    low: IsacSolution,
    /// And not less.
    high: IsacSolution,
    /// Whether floors of the rates leave no room at the least budget.
    floored: bool,
    /// Values and Hessian products that it took.
    evaluations: usize,
}

impl Frontier {
    /// P4: the least mean error with a sum rate of at least `zeta`, bit/s/Hz. The trade-off begins at
    /// `least`, a budget larger than S_min. None as in [`Self::isac`].
    pub fn least_error(&self, zeta: f64, least: f64) -> Option<Floor> {
        let skeleton = self.skeleton()?;
        let rate = |p: &IsacSolution| p.certificate.value;
        let free = self.free_end()?;
        if zeta > rate(free) * (1.0 + FLOOR) {
            return Some(Floor::OutOfReach(rate(free)));
        }
        // The floor binds where even a larger budget than the least does not reach it by far.
        let falls_short = |d: &Depth| d.best().is_some() && d.best_rate() < zeta * (1.0 - SHORT);
        let binds = self.downlink.criterion.floors.is_empty()
            && (skeleton.depths.iter()).any(|d| d.delta >= least && falls_short(d));
        let mut first = None;
        let mut floored = false;
        if !binds {
            let end = self.isac(least)?;
            // Floors of the rates may need a larger error than the least one.
            floored = !end.solved() && !self.downlink.criterion.floors.is_empty();
            if !end.solved() && !floored {
                return Some(Floor::Unsolved(Box::new(end)));
            }
            if !floored && zeta <= rate(&end) * (1.0 + FLOOR) {
                return Some(Floor::Slack(Box::new(end)));
            }
            first = Some(end);
        }
        if zeta >= rate(free) * (1.0 - FLOOR) {
            return Some(Floor::Reached(Box::new(free.clone())));
        }
        let bracket = self.bracket(zeta, least, first, floored)?;
        self.close_in(bracket, zeta)
    }

    /// The neighbouring points of the skeleton between which the rate passes the floor. `first` is the point at the least budget, where it
    /// was asked for, and `floored` says that floors of the rates leave no room there.
    fn bracket(
        &self,
        zeta: f64,
        least: f64,
        first: Option<IsacSolution>,
        floored: bool,
    ) -> Option<Bracket> {
        let skeleton = self.skeleton()?;
        let free = self.free_end()?;
        let mut evaluations = first
            .as_ref()
            .map_or(skeleton.evaluations, |f| f.evaluations);
        // The best point of a depth; sketches are solved where it matters on which side of the floor they are.
        let mut best = |at: usize| -> Option<IsacSolution> {
            let depth = &skeleton.depths[at];
            if !depth.delta.is_finite() {
                return Some(free.clone());
            }
            let apart = (depth.best_rate() / zeta - 1.0).abs() >= SHORT;
            if let Some(best) = depth.best_point().filter(|_| !skeleton.sketched || apart) {
                return Some(best.clone());
            }
            let found = self.isac(depth.delta)?;
            evaluations += found.evaluations - skeleton.evaluations;
            Some(found)
        };
        let last = skeleton.depths.len() - 1;
        let reaches = |d: &Depth| d.delta > least && d.best_rate() >= zeta * (1.0 - SHORT);
        let mut at = skeleton.depths.iter().position(reaches).unwrap_or(last);
        let below = at
            .checked_sub(1)
            .filter(|&below| skeleton.depths[below].delta > least);
        let mut low = match (below, first) {
            (Some(below), _) => best(below)?,
            (None, Some(first)) => first,
            (None, None) => self.isac(least)?,
        };
        let mut high = best(at)?;
        while (high.certificate.value < zeta || floored && !high.solved()) && at < last {
            at += 1;
            low = std::mem::replace(&mut high, best(at)?);
        }
        Some(Bracket {
            low,
            high,
            floored,
            evaluations,
        })
    }

    /// Tries budgets within a bracket until one has the rate of the floor.
    fn close_in(&self, bracket: Bracket, zeta: f64) -> Option<Floor> {
        let skeleton = self.skeleton()?;
        let Bracket {
            mut low,
            mut high,
            floored,
            mut evaluations,
        } = bracket;
        for attempt in 1..=TRIES {
            // Below a budget that leaves no room for the floors there is no slope.
            let edge = floored && !low.solved();
            let (left, right) = (self.depth(&low), self.depth(&high));
            if edge && right - left <= JUMP {
                break;
            }
            // Halving as well, in case that the rate jumps.
            let next = if edge || attempt.is_multiple_of(HALVED) {
                0.5 * (left + right)
            } else {
                self.meeting(&low, &high, zeta)
            };
            let mut found = self.isac(self.depth_to_delta(next))?;
            evaluations += found.evaluations - skeleton.evaluations;
            found.evaluations = evaluations;
            if edge && !found.solved() {
                low = found;
                continue;
            }
            if !found.solved() {
                return Some(Floor::Unsolved(Box::new(found)));
            }
            let rate = found.certificate.value;
            if (rate / zeta - 1.0).abs() <= FLOOR {
                return Some(Floor::Reached(Box::new(found)));
            }
            if rate < zeta {
                low = found;
            } else {
                high = found;
            }
        }
        Some(Floor::Unsolved(Box::new(high)))
    }

    /// Where the cubic through both ends of a bracket has the rate `zeta`, a little inside.
    fn meeting(&self, low: &IsacSolution, high: &IsacSolution, zeta: f64) -> f64 {
        // What is solved is held against the floor as it is, sketches as if they kept to their budgets.
        let value = |p: &IsacSolution| match p.solved() {
            true => p.certificate.value,
            false => p.corrected_value(),
        };
        let end = |p: &IsacSolution| End {
            at: self.depth(p),
            value: value(p),
            slope: p.multiplier * self.depth(p).exp(),
        };
        let (left, right) = (self.depth(low), self.depth(high));
        let target = Cubic::through(end(low), end(high)).meets(zeta);
        // So that the other end of the bracket moves, too.
        let width = right - left;
        let room = |to_end: f64| (0.5 * to_end).clamp(LEAST_MARGIN * width, MARGIN * width);
        target.clamp(left + room(target - left), right - room(right - target))
    }
}
