//! What a network allows: P1 to P4 and the boundary of its region, from one object.
//!
//! **A result is a function of the network, the scheme and what is asked.** Every answer is found
//! from the network's skeleton alone: at a budget between two depths each branch
//! that passes between them is solved there, from its points at both, and the best is kept. An answer
//! leaves nothing behind that another one sees, so the order of questions, and which others are
//! asked, change no digit of it.
//!
//! P4 at the floor zeta is the budget at which the answer of P3 has that rate: both have the same
//! Lagrangian, and its multiplier is the slope dR/d delta, so that the search follows the cubic through
//! the values and slopes at both ends of its bracket. It runs in `ln(delta - S_min)`, since the slope grows without bound towards S_min.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::communication::{self, CommunicationSolution, TOLERANCE};
use super::cubic::{Cubic, End};
use super::isac::{IsacSolution, IsacSolver};
use super::sensing::{self, SensingSolution};
use super::skeleton::{Depth, Skeleton, continuous};
use super::start;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::violation::above;

/// Relative distance of the rate from its floor at which P4 is solved; a tenth of what is
/// accepted as a violation.
const FLOOR: f64 = 0.1 * TOLERANCE;
/// Budgets tried for one floor at most.
const TRIES: usize = 60;
/// Of these every one in so many halves the bracket.
const HALVED: usize = 4;
/// Other steps may not come closer to an end of their bracket than this share of it.
pub(super) const MARGIN: f64 = 0.02;
const LEAST_MARGIN: f64 = 1e-6;
/// Branches whose rate at a budget is estimated lower than the best by this share are not solved there.
const WORSE: f64 = 0.03;
/// By how much more than the best so far other users must give for the search to go on, relative.
const BETTER: f64 = 1e-6;
/// How far beneath the skeleton an answer that starts from sketches may be before it is searched for once more, relative.
const BENEATH: f64 = 1e-4;
/// By how much the rate of a sketch may be off, relative.
pub(super) const SHORT: f64 = 5e-3;
/// Two points closer than this, in `ln(delta - S_min)`, are one to a search between them.
pub(super) const JUMP: f64 = 1e-3;
/// Answers that are kept.
const KEPT: usize = 4;
/// Steps from a known point to a budget where one step does not get there.
const CREEPS: usize = 8;
/// Steps by which the interior shrinks on the way to budgets below the skeleton.
const SHRINK: f64 = 0.1;

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

/// A network and what is known of it. Parts are solved when they are first needed.
#[derive(Debug)]
pub struct Frontier {
    pub(super) downlink: Downlink,
    starts: usize,
    pub(super) sensing: OnceLock<Option<SensingSolution>>,
    communication: OnceLock<Vec<CommunicationSolution>>,
    /// The same network judged by the least share of its floors.
    pub(super) fairness: OnceLock<Option<Box<Frontier>>>,
    skeleton: OnceLock<Option<Skeleton>>,
    largest: OnceLock<Option<CommunicationSolution>>,
    /// The first answers, since names of results, sweeps and boundaries ask for the same end.
    answers: Mutex<Vec<(u64, IsacSolution)>>,
}

impl Frontier {
    /// A network; with more than one of `starts` so many more independent climbs, drawn at random, are
    /// made at each depth.
    pub fn new(downlink: Downlink, starts: usize) -> Self {
        Self {
            downlink,
            starts: starts.max(1),
            sensing: OnceLock::new(),
            communication: OnceLock::new(),
            fairness: OnceLock::new(),
            skeleton: OnceLock::new(),
            largest: OnceLock::new(),
            answers: Mutex::default(),
        }
    }

    /// The network's downlink.
    pub fn downlink(&self) -> &Downlink {
        &self.downlink
    }

    /// Independent climbs; see [`Self::new`].
    pub fn starts(&self) -> usize {
        self.starts
    }

    /// P1; none if no access point senses.
    pub fn sensing(&self) -> Option<&SensingSolution> {
        let solve = || (self.downlink.sensing_count() > 0).then(|| sensing::solve(&self.downlink));
        self.sensing.get_or_init(solve).as_ref()
    }

    /// P2, from each of its starts.
    pub fn communication(&self) -> &[CommunicationSolution] {
        self.communication.get_or_init(|| {
            // A stationary point of the least rate is the global optimum.
            let climbs = match self.downlink.criterion.utility.is_least() {
                true => 0,
                false => start::climbs(&self.downlink),
            };
            let count = climbs + self.starts - 1;
            let fixed = start::NOISE_LEVELS.len().min(1 + count);
            let fixed = (1..fixed).map(|i| start::nth(&self.downlink, i));
            let random = (0..count).map(|i| start::random(&self.downlink, i as u64));
            let starts = fixed.chain(random);
            let climb = |beams: Beams| communication::solve_from(&self.downlink, &beams);
            let mut ends = vec![communication::solve(&self.downlink)];
            if !ends[0].solved() && self.floors_out_of_reach().is_some() {
                return ends;
            }
            if start::climbs(&self.downlink) == 0 {
                self.serve_others(&mut ends[0]);
            }
            ends.extend(starts.map(climb));
            if !ends.iter().any(CommunicationSolution::solved)
                && let Some(fairest) = self.fairest()
            {
                ends.push(climb(fairest.beams.clone()));
            }
            if start::climbs(&self.downlink) == 0 || self.downlink.criterion.serves_all() {
                return ends;
            }
            let rate = |c: &CommunicationSolution| {
                let rate = c.certificate.value;
                if c.solved() { rate } else { f64::NEG_INFINITY }
            };
            let best = |ends: &[CommunicationSolution]| {
                (0..ends.len()).max_by(|&a, &b| rate(&ends[a]).total_cmp(&rate(&ends[b])))
            };
            // As long as serving other users is better.
            while let Some(at) = best(&ends) {
                let CommunicationSolution {
                    beams, certificate, ..
                } = &ends[at];
                let others = start::other_users(&self.downlink, beams, certificate, None);
                ends.extend(others.into_iter().map(climb).collect::<Vec<_>>());
                let better = best(&ends)
                    .is_some_and(|new| rate(&ends[new]) > rate(&ends[at]) * (1.0 + BETTER));
                if !better {
                    break;
                }
            }
            ends
        })
    }

    /// Climbs from a few more starts where an end of P2 in a network without cold starts leaves users without a rate: it is
    /// such networks whose local optima differ. Keeps the best.
    fn serve_others(&self, end: &mut CommunicationSolution) {
        let left_out = start::unserved(&end.certificate.rates).any(|unserved| unserved);
        if !left_out || self.downlink.criterion.serves_all() {
            return;
        }
        let more = start::more(&self.downlink);
        let fixed = (1..=more).map(|i| start::nth(&self.downlink, i));
        let random = (0..more).map(|i| start::random(&self.downlink, i as u64));
        for beams in fixed.chain(random) {
            let found = communication::solve_from(&self.downlink, &beams);
            let evaluations = end.evaluations + found.evaluations;
            if (found.solved(), found.certificate.value) > (end.solved(), end.certificate.value) {
                *end = found;
            }
            end.evaluations = evaluations;
        }
    }

    /// P2: the largest sum rate of all its starts, and, in networks with cold starts, of the free end,
    /// so that no answer of P3 exceeds it. A solved one is preferred.
    pub fn largest_rate(&self) -> Option<&CommunicationSolution> {
        let best = || {
            let mut ends = self.communication().to_vec();
            let rate = |c: &CommunicationSolution| c.certificate.value;
            let most = ends
                .iter()
                .filter(|c| c.solved())
                .map(rate)
                .fold(0.0, f64::max);
            let senses = self.downlink.sensing_count() > 0;
            if senses && start::climbs(&self.downlink) > 0 {
                let free = self.free_end().filter(|f| f.certificate.value > most);
                ends.extend(
                    free.map(|free| communication::solve_from(&self.downlink, &free.beams)),
                );
            }
            let evaluations = ends.iter().map(|c| c.evaluations).sum();
            let best = ends.into_iter().max_by(|a, b| {
                let (a, b) = ((a.solved(), rate(a)), (b.solved(), rate(b)));
                a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
            best.map(|best| CommunicationSolution {
                evaluations,
                ..best
            })
        };
        self.largest.get_or_init(best).as_ref()
    }

    /// How far apart the independent climbs ended at a budget, or in P2, relative to the best; none
    /// with one start.
    pub fn spread(&self, delta: Option<f64>) -> Option<f64> {
        if self.starts == 1 {
            return None;
        }
        let (best, least) = match delta {
            None => {
                let solved = self.communication().iter().filter(|c| c.solved());
                let rates = solved.map(|c| c.certificate.value);
                let least = rates.fold(f64::INFINITY, f64::min);
                (self.largest_rate()?.certificate.value, least)
            }
            Some(delta) => {
                let skeleton = self.skeleton()?;
                let at = skeleton.depths.partition_point(|d| d.delta <= delta);
                let depth = &skeleton.depths[at.saturating_sub(1)];
                (depth.best_rate(), depth.least.min(depth.best_rate()))
            }
        };
        (best > 0.0 && least.is_finite()).then(|| (best - least).max(0.0) / best)
    }

    pub(super) fn skeleton(&self) -> Option<&Skeleton> {
        let build = || {
            let sensing = self.sensing().filter(|s| s.solved())?;
            let climbs = self.starts - 1;
            let fairest = |delta: f64| self.fairest_at(delta);
            let mut skeleton = Skeleton::build(
                &self.downlink,
                sensing,
                self.communication(),
                &fairest,
                climbs,
            );
            if skeleton.asked {
                skeleton.evaluations += self.evaluations_of_fairness();
            }
            Some(skeleton)
        };
        self.skeleton.get_or_init(build).as_ref()
    }

    /// The largest sum rate with the sensing access points at full power, whatever the error; none
    /// if it was not found.
    pub fn free_end(&self) -> Option<&IsacSolution> {
        let end = self.skeleton()?.free_end();
        Some(&end.nodes[end.best()?].point)
    }

    /// Where [`Self::free_end`] was not found: the point at which the search for it ended.
    pub fn free_end_unsolved(&self) -> Option<&IsacSolution> {
        self.skeleton()?.free_end().unsolved.as_ref()
    }

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
        let answer = self.search(delta)?;
        let mut answers = answers();
        if answers.len() < KEPT && answers.iter().all(|a| a.0 != question) {
            answers.push((question, answer.clone()));
        }
        Some(answer)
    }

    fn search(&self, delta: f64) -> Option<IsacSolution> {
        let skeleton = self.skeleton()?;
        let alone = |point: &IsacSolution| IsacSolution {
            delta,
            evaluations: skeleton.evaluations,
            ..point.clone()
        };
        let free = self.free_end()?;
        // Just below its error the free end is an answer too, as far as the budget is kept to.
        if free.certificate.mse <= delta * (1.0 + FLOOR) {
            return Some(IsacSolution {
                budget_violation: above(free.certificate.mse, delta),
                ..alone(free)
            });
        }
        let above = skeleton.depths.partition_point(|d| d.delta <= delta);
        if let Some(depth) = above.checked_sub(1).map(|at| &skeleton.depths[at])
            && depth.delta == delta
            && !skeleton.sketched
            && let Some(best) = depth.best()
        {
            return Some(alone(&depth.nodes[best].point));
        }
        // Where no depth below leaves room for the floors, what is left of them is asked first.
        let below = above.checked_sub(1).map(|at| &skeleton.depths[at]);
        let mut fairest = None;
        if below.is_none_or(|below| below.best().is_none()) {
            fairest = self.fairest_at(delta);
        }
        let asked = |fairest: &IsacSolution| {
            let first = if skeleton.asked {
                0
            } else {
                self.evaluations_of_fairness()
            };
            first + fairest.evaluations
        };
        if let Some(found) = fairest
            .as_ref()
            .filter(|f| f.certificate.value < 1.0 - TOLERANCE)
        {
            return Some(self.short_of_floors(found, skeleton.evaluations + asked(found)));
        }
        let sensing = self.sensing()?;
        let mut solver = IsacSolver::new(&self.downlink, sensing, &free.beams);
        let mut kept: Option<IsacSolution> = None;
        let mut candidates = self.candidates(skeleton, above, delta);
        if candidates.is_empty() {
            // No branch comes as far down: floors of the rates may leave no room.
            let mut wider = skeleton.depths[above..].iter();
            let nearest = wider.find_map(|d| d.best().map(|at| &d.nodes[at].point));
            candidates.extend(nearest.map(|point| vec![point]));
        }
        for pair in candidates {
            solver.continue_along(&pair);
            if above == 0 {
                let mut interior = SHRINK * (skeleton.depths[0].delta - sensing.s_min);
                while interior > 2.0 * (delta - sensing.s_min) {
                    solver.explore(sensing.s_min + interior);
                    interior *= SHRINK;
                }
            }
            keep_better(&mut kept, solver.solve(delta));
        }
        // A branch that is concave between two depths lies above the chord.
        if let Some((low, high)) = around(skeleton, above).filter(|_| skeleton.sketched)
            && kept.as_ref().is_none_or(|kept| {
                !kept.solved() || kept.certificate.value < (1.0 - BENEATH) * chord(low, high, delta)
            })
        {
            for end in [low, high] {
                solver.continue_along(&[end]);
                keep_better(&mut kept, solver.solve(delta));
            }
        }
        // A sketch's rate is not known to its last digits.
        let short = if skeleton.sketched {
            1.0 - BENEATH
        } else {
            1.0
        };
        // What is feasible at the depth below is so here.
        if let Some(depth) = below
            && let Some(best) = depth.best()
            && kept.as_ref().is_none_or(|kept| {
                !kept.solved() || kept.certificate.value < depth.best_rate() * short
            })
        {
            let point = &depth.nodes[best].point;
            solver.begin(&point.beams, Some(&point.certificate.multipliers));
            let found = solver.solve(delta);
            if found.solved()
                && kept.as_ref().is_none_or(|kept| {
                    !kept.solved() || kept.certificate.value < found.certificate.value
                })
            {
                kept = Some(found);
            }
        }
        if kept.as_ref().is_none_or(|kept| !kept.solved()) {
            fairest = fairest.or_else(|| self.fairest_at(delta));
            if let Some(fairest) = &fairest {
                solver.begin(&fairest.beams, None);
                keep_better(&mut kept, solver.solve(delta));
            }
        }
        if !kept.as_ref().is_some_and(IsacSolution::solved)
            && let Some((low, high)) = around(skeleton, above)
        {
            for end in [low, high] {
                if let Some(found) = creep(&mut solver, end, delta) {
                    keep_better(&mut kept, found);
                }
            }
        }
        let fairest = fairest.as_ref().map_or(0, asked);
        let evaluations = skeleton.evaluations + solver.evaluations() + fairest;
        kept.map(|kept| IsacSolution {
            evaluations,
            ..kept
        })
    }

    /// The branches that may be the best at `delta`, between the depths `above - 1` and `above`: the
    /// points of each that are known.
    fn candidates<'s>(
        &self,
        skeleton: &'s Skeleton,
        above: usize,
        delta: f64,
    ) -> Vec<Vec<&'s IsacSolution>> {
        let upper = &skeleton.depths[above];
        let lower = above.checked_sub(1).map(|at| &skeleton.depths[at]);
        let mut found: Vec<(f64, Vec<&IsacSolution>)> = Vec::new();
        let mut met = vec![false; upper.nodes.len()];
        // Where two sketched branches meet, each is followed from its own side as well.
        let mut alone: Vec<&IsacSolution> = Vec::new();
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
            found.push((self.estimate(&points, delta), points));
        }
        let on_depth = lower.is_some_and(|depth| depth.delta == delta);
        for (node, met) in upper.nodes.iter().zip(met) {
            if met || on_depth && node.down.is_some() {
                continue;
            }
            let points = vec![&node.point];
            found.push((self.estimate(&points, delta), points));
        }
        if skeleton.sketched && !on_depth {
            found.extend(
                alone
                    .into_iter()
                    .map(|p| (self.estimate(&[p], delta), vec![p])),
            );
        }
        // Between two depths a branch may turn into another one, which only one of its ends leads to.
        if !skeleton.sketched {
            for at in 0..found.len() {
                if let [low, high] = found[at].1[..] {
                    for end in [low, high] {
                        found.push((self.estimate(&[end], delta), vec![end]));
                    }
                }
            }
        }
        let best = found.iter().map(|f| f.0).fold(f64::NEG_INFINITY, f64::max);
        found.retain(|(estimate, _)| *estimate >= best - WORSE * best.abs());
        found.into_iter().map(|(_, points)| points).collect()
    }

    /// About the rate of a branch at a budget, from the points that are known of it.
    fn estimate(&self, points: &[&IsacSolution], delta: f64) -> f64 {
        let rate = |p: &IsacSolution| p.certificate.value;
        match points {
            [low, high] => {
                let (a, b) = (self.depth(low), self.depth(high));
                let share = (self.depth_of(delta) - a) / (b - a);
                rate(low) + share.clamp(0.0, 1.0) * (rate(high) - rate(low))
            }
            [one] => rate(one) + one.multiplier * (delta - one.delta.min(one.certificate.mse)),
            _ => f64::NEG_INFINITY,
        }
    }

    pub(super) fn depth_of(&self, delta: f64) -> f64 {
        (delta - self.sensing().map_or(0.0, |s| s.s_min)).ln()
    }

    /// Where a point is on the axis of the search.
    pub(super) fn depth(&self, point: &IsacSolution) -> f64 {
        self.depth_of(point.budget())
    }

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
            if let Some(best) = depth.best().filter(|_| !skeleton.sketched || apart) {
                return Some(depth.nodes[best].point.clone());
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
        while (rate(&high) < zeta || floored && !high.solved()) && at < last {
            at += 1;
            low = std::mem::replace(&mut high, best(at)?);
        }
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
            if (rate(&found) / zeta - 1.0).abs() <= FLOOR {
                return Some(Floor::Reached(Box::new(found)));
            }
            if rate(&found) < zeta {
                low = found;
            } else {
                high = found;
            }
        }
        Some(Floor::Unsolved(Box::new(high)))
    }

    pub(super) fn depth_to_delta(&self, depth: f64) -> f64 {
        self.sensing().map_or(0.0, |s| s.s_min) + depth.exp()
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

/// Keeps the better one of two points, a solved one before others.
fn keep_better(kept: &mut Option<IsacSolution>, found: IsacSolution) {
    let rank = |p: &IsacSolution| (p.solved(), p.certificate.value);
    if kept.as_ref().is_none_or(|kept| rank(&found) > rank(kept)) {
        *kept = Some(found);
    }
}

/// Goes from a point to a budget in steps, each half as long as the one before where that ended nowhere; none where even
/// short ones do.
fn creep(solver: &mut IsacSolver<'_>, from: &IsacSolution, delta: f64) -> Option<IsacSolution> {
    let mut at = from.clone();
    let mut share = 0.5;
    for _ in 0..CREEPS {
        solver.continue_along(&[&at]);
        let next = at.budget() + share * (delta - at.budget());
        let found = solver.solve(next);
        if !found.solved() {
            share *= 0.5;
            continue;
        }
        if share == 1.0 {
            return Some(found);
        }
        at = found;
        share = (2.0 * share).min(1.0);
    }
    None
}

/// The best points of the depths below and above a budget.
fn around(skeleton: &Skeleton, above: usize) -> Option<(&IsacSolution, &IsacSolution)> {
    let best = |at: usize| {
        let depth = &skeleton.depths[at];
        depth.best().map(|best| &depth.nodes[best].point)
    };
    Some((best(above.checked_sub(1)?)?, best(above)?))
}

/// The rate at a budget on the straight line between two points.
fn chord(low: &IsacSolution, high: &IsacSolution, delta: f64) -> f64 {
    let share = (delta - low.budget()) / (high.budget() - low.budget());
    let (from, to) = (low.corrected_value(), high.corrected_value());
    from + share.clamp(0.0, 1.0) * (to - from)
}
