//! P3: the largest rate within a budget.
//!
//! At a budget between two depths of the skeleton each branch that passes between them is solved there, from its points at both, and
//! the best is kept. Where the skeleton says that there is more, or nothing was solved, further starts are made, each of them
//! from the skeleton as well.

use std::sync::PoisonError;

use super::Frontier;
use crate::engine::downlink::violation::above;
use crate::engine::optimiser::communication::TOLERANCE;
use crate::engine::optimiser::isac::{IsacSolution, IsacSolver};
use crate::engine::optimiser::skeleton::{Depth, Skeleton, continuous};
use crate::engine::optimiser::start;

/// By how much the error of the free end may exceed a budget that it answers, relative.
const FREE: f64 = 0.1 * TOLERANCE;
/// Branches whose rate at a budget is estimated lower than the best by this share are not solved there.
const WORSE: f64 = 0.03;
/// How far beneath the skeleton an answer that starts from sketches may be before it is searched for once more, relative.
const BENEATH: f64 = 1e-4;
/// Answers that are kept.
const KEPT: usize = 4;
/// Steps from a known point to a budget where one step does not get there.
const CREEPS: usize = 8;
/// Steps by which the interior shrinks on the way to budgets below the skeleton.
const SHRINK: f64 = 0.1;

impl Frontier {
    /// P3 at a budget larger than S_min; none for another budget, or if no access point senses or P1 or the free end is not
    /// solved.
    pub fn isac(&self, delta: f64) -> Option<IsacSolution> {
        if !(delta > self.sensing()?.s_min) {
            return None;
        }
        let question = delta.to_bits();
        let answers = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = answers()
            .iter()
            .find(|a| a.0 == question)
            .map(|a| a.1.clone());
        if known.is_some() {
            return known;
        }
        let answer = self.answer(delta)?;
        let mut answers = answers();
        if answers.len() < KEPT && answers.iter().all(|a| a.0 != question) {
            answers.push((question, answer.clone()));
        }
        Some(answer)
    }

    fn answer(&self, delta: f64) -> Option<IsacSolution> {
        let skeleton = self.skeleton()?;
        let free = self.free_end()?;
        if let Some(known) = known(skeleton, free, delta) {
            return Some(known);
        }
        let search = Search {
            frontier: self,
            skeleton,
            delta,
            above: skeleton.depths.partition_point(|d| d.delta <= delta),
            solver: IsacSolver::new(&self.downlink, self.sensing()?, &free.beams),
            kept: None,
            fairest: None,
        };
        search.run()
    }
}

/// The answer at a budget that the skeleton has already: the free end, or the best point of a depth.
fn known(skeleton: &Skeleton, free: &IsacSolution, delta: f64) -> Option<IsacSolution> {
    let alone = |point: &IsacSolution| IsacSolution {
        delta,
        evaluations: skeleton.evaluations,
        ..point.clone()
    };
    // Just below its error the free end is an answer too, as far as the budget is kept to.
    if free.certificate.mse <= delta * (1.0 + FREE) {
        return Some(IsacSolution {
            budget_violation: above(free.certificate.mse, delta),
            ..alone(free)
        });
    }
    if skeleton.sketched {
        return None;
    }
    let depth = skeleton.depths.iter().find(|depth| depth.delta == delta)?;
    Some(alone(depth.best_point()?))
}

/// A search for the largest rate within one budget.
struct Search<'a> {
    frontier: &'a Frontier,
    skeleton: &'a Skeleton,
    delta: f64,
    /// The first depth of a larger budget.
    above: usize,
    solver: IsacSolver<'a>,
    /// The best point so far.
    kept: Option<IsacSolution>,
    /// The beams of the largest least share of the floors, once they are asked for.
    fairest: Option<IsacSolution>,
}

impl<'a> Search<'a> {
    fn run(mut self) -> Option<IsacSolution> {
        // Where no depth below leaves room for the floors, what is left of them is asked first.
        if self.below().and_then(Depth::best).is_none() {
            self.fairest = self.frontier.fairest_at(self.delta);
            if let Some(fairest) = &self.fairest
                && fairest.certificate.value < 1.0 - TOLERANCE
            {
                let evaluations = self.evaluations();
                return Some(self.frontier.short_of_floors(fairest, evaluations));
            }
        }
        self.follow_branches();
        self.rise_to_chord();
        self.come_from_below();
        if !self.solved() {
            self.begin_at_fairest();
        }
        if !self.solved() {
            self.creep();
        }
        let evaluations = self.evaluations();
        self.kept.map(|kept| IsacSolution {
            evaluations,
            ..kept
        })
    }

    /// The depth of the next smaller budget, or of the same.
    fn below(&self) -> Option<&'a Depth> {
        let below = self.above.checked_sub(1)?;
        Some(&self.skeleton.depths[below])
    }

    /// The best points of the depths below and above the budget.
    fn around(&self) -> Option<[&'a IsacSolution; 2]> {
        let low = self.below()?.best_point()?;
        Some([low, self.skeleton.depths[self.above].best_point()?])
    }

    fn solved(&self) -> bool {
        self.kept.as_ref().is_some_and(IsacSolution::solved)
    }

    /// Whether nothing solved was found with a rate of at least this.
    fn short_of(&self, rate: f64) -> bool {
        let reaches = |kept: &IsacSolution| kept.solved() && kept.certificate.value >= rate;
        !self.kept.as_ref().is_some_and(reaches)
    }

    /// Keeps the better one of two points, a solved one before others.
    fn keep(&mut self, found: IsacSolution) {
        let rank = |p: &IsacSolution| (p.solved(), p.certificate.value);
        if (self.kept.as_ref()).is_none_or(|kept| rank(&found) > rank(kept)) {
            self.kept = Some(found);
        }
    }

    /// Of the skeleton and of this search.
    fn evaluations(&self) -> usize {
        let fairest = self.fairest.as_ref().map_or(0, |fairest| {
            let first = if self.skeleton.asked {
                0
            } else {
                self.frontier.evaluations_of_fairness()
            };
            first + fairest.evaluations
        });
        self.skeleton.evaluations + self.solver.evaluations() + fairest
    }

    /// Solves each branch that may be the best here, from its points at both depths.
    fn follow_branches(&mut self) {
        let mut candidates = self.candidates();
        if candidates.is_empty() {
            // No branch comes as far down: floors of the rates may leave no room.
            let mut wider = self.skeleton.depths[self.above..].iter();
            candidates.extend(wider.find_map(Depth::best_point).map(|point| vec![point]));
        }
        let s_min = self.frontier.sensing().map_or(0.0, |s| s.s_min);
        for points in candidates {
            self.solver.continue_along(&points);
            if self.above == 0 {
                let mut interior = SHRINK * (self.skeleton.depths[0].delta - s_min);
                while interior > 2.0 * (self.delta - s_min) {
                    self.solver.explore(s_min + interior);
                    interior *= SHRINK;
                }
            }
            let found = self.solver.solve(self.delta);
            self.keep(found);
        }
    }

    /// A branch that is concave between two depths lies above the chord, so an answer beneath the chord of two sketches is searched
    /// for once more from either.
    fn rise_to_chord(&mut self) {
        if !self.skeleton.sketched {
            return;
        }
        let Some([low, high]) = self.around() else {
            return;
        };
        if self.short_of((1.0 - BENEATH) * chord(low, high, self.delta)) {
            for end in [low, high] {
                self.solver.continue_along(&[end]);
                let found = self.solver.solve(self.delta);
                self.keep(found);
            }
        }
    }

    /// What is feasible at the depth below is so here.
    fn come_from_below(&mut self) {
        // A sketch's rate is not known to its last digits.
        let short = if self.skeleton.sketched {
            1.0 - BENEATH
        } else {
            1.0
        };
        if let Some(depth) = self.below()
            && let Some(point) = depth.best_point()
            && self.short_of(depth.best_rate() * short)
        {
            self.solver
                .begin(&point.beams, Some(&point.certificate.multipliers));
            let found = self.solver.solve(self.delta);
            self.keep(found);
        }
    }

    /// Begins at the beams of the largest least share of the floors.
    fn begin_at_fairest(&mut self) {
        if self.fairest.is_none() {
            self.fairest = self.frontier.fairest_at(self.delta);
        }
        let Some(fairest) = self.fairest.clone() else {
            return;
        };
        for guess in start::floor_multipliers(&self.frontier.downlink, &fairest.certificate) {
            self.solver.begin(&fairest.beams, Some(&guess));
            let found = self.solver.solve(self.delta);
            self.keep(found);
            if self.solved() {
                return;
            }
        }
    }

    /// Goes from either depth to the budget in steps, each half as long as the one before where that ended nowhere.
    fn creep(&mut self) {
        for end in self.around().into_iter().flatten() {
            let mut at = end.clone();
            let mut share = 0.5;
            for _ in 0..CREEPS {
                self.solver.continue_along(&[&at]);
                let next = at.budget() + share * (self.delta - at.budget());
                let found = self.solver.solve(next);
                if !found.solved() {
                    share *= 0.5;
                    continue;
                }
                if share == 1.0 {
                    self.keep(found);
                    break;
                }
                at = found;
                share = (2.0 * share).min(1.0);
            }
        }
    }

    /// The branches that may be the best here: the points of each that are known at the two depths.
    fn candidates(&self) -> Vec<Vec<&'a IsacSolution>> {
        let skeleton = self.skeleton;
        let upper = &skeleton.depths[self.above];
        let lower = self.below();
        let mut found: Vec<(f64, Vec<&'a IsacSolution>)> = Vec::new();
        let mut met = vec![false; upper.nodes.len()];
        // Where two sketched branches meet, each is followed from its own side as well.
        let mut alone: Vec<&'a IsacSolution> = Vec::new();
        let nodes = lower.map_or(&[][..], |d: &Depth| &d.nodes);
        for (at, node) in nodes.iter().enumerate() {
            let mut points = vec![&node.point];
            if let Some(up) = node
                .up
                .filter(|&up| continuous(&node.point, &upper.nodes[up].point))
            {
                met[up] = true;
                points.push(&upper.nodes[up].point);
                if upper.nodes[up].down != Some(at) {
                    alone.push(&node.point);
                }
            }
            found.push((self.estimate(&points), points));
        }
        let on_depth = lower.is_some_and(|depth| depth.delta == self.delta);
        for (node, met) in upper.nodes.iter().zip(met) {
            if met || on_depth && node.down.is_some() {
                continue;
            }
            let points = vec![&node.point];
            found.push((self.estimate(&points), points));
        }
        if skeleton.sketched && !on_depth {
            found.extend(alone.into_iter().map(|p| (self.estimate(&[p]), vec![p])));
        }
        // Between two depths a branch may turn into another one, which only one of its ends leads to.
        if !skeleton.sketched {
            for at in 0..found.len() {
                if let [low, high] = found[at].1[..] {
                    for end in [low, high] {
                        found.push((self.estimate(&[end]), vec![end]));
                    }
                }
            }
        }
        let best = found.iter().map(|f| f.0).fold(f64::NEG_INFINITY, f64::max);
        found.retain(|(estimate, _)| *estimate >= best - WORSE * best.abs());
        found.into_iter().map(|(_, points)| points).collect()
    }

    /// About the rate of a branch here, from the points that are known of it.
    fn estimate(&self, points: &[&IsacSolution]) -> f64 {
        let rate = |p: &IsacSolution| p.certificate.value;
        match points {
            [low, high] => {
                let (a, b) = (self.frontier.depth(low), self.frontier.depth(high));
                let share = (self.frontier.depth_of(self.delta) - a) / (b - a);
                rate(low) + share.clamp(0.0, 1.0) * (rate(high) - rate(low))
            }
            [one] => rate(one) + one.multiplier * (self.delta - one.delta.min(one.certificate.mse)),
            _ => f64::NEG_INFINITY,
        }
    }
}

/// The rate at a budget on the straight line between two points.
fn chord(low: &IsacSolution, high: &IsacSolution, delta: f64) -> f64 {
    let share = (delta - low.budget()) / (high.budget() - low.budget());
    let (from, to) = (low.corrected_value(), high.corrected_value());
    from + share.clamp(0.0, 1.0) * (to - from)
}
