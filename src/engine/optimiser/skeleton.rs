//! The skeleton of a network's boundary: every optimum of P3 that was found, at fixed budgets.
//!
//! **Depths.** The budgets lie in `ln(delta - S_min)`, closer towards the upper end, from
//! `S_min (1 + 1e-4)`, or 1e-3 in large networks, to the error of the largest rate at full power; that
//! rate itself, for which no budget binds, is the *free end*.
//! Where they lie follows from the network alone, never from what is asked of it.
//!
//! **Branches.** A search climbs to a local optimum, and a local optimum, followed from depth to
//! depth, is a branch. Branches begin at the ends of P2, filled to full power, and at cold starts at
//! every depth; each is walked down and up until it meets a point that is known already: a rate that
//! agrees to [`SAME`] at the same depth is taken for the same beams up to phases. From there on the
//! two are one branch, walked once. At Table I all are one.
//!
//! **Monotone.** What is feasible at a depth is feasible at the next larger one, so walking up
//! hands every optimum on as a start. The best rates of the depths ascend.
//!
//! **Jumps.** Where the best optima of two neighbouring depths cannot be on one concave branch, a depth
//! is added between them, with starts of its own.
//!
//! In networks so large that they have no cold starts, the points at finite depths are sketches: they
//! lack the last digits, and answers start from them only. There the best optimum at a budget in the middle is walked up to
//! the free end past what is known, so that branches are met from either side.
//!
//! **Users without a rate.** A beam without power is stationary wherever it would point, so that a search that goes on from
//! one never serves its user. Every search therefore begins with a trace of power for such users, which dies out again
//! where they are better not served.
//!
//! How many cold starts there are follows from the sizes of the network, so that it depends neither
//! on time nor on the machine.

use super::communication::{CommunicationSolution, TOLERANCE};
use super::isac::{IsacSolution, IsacSolver};
use super::sensing::SensingSolution;
use super::start;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::{Downlink, Role};

/// The least budget of the skeleton is `S_min` larger by this, relative.
const LEAST_INTERIOR: f64 = 1e-4;
/// By how much the interior grows from one depth to the next, on average: less towards the free end,
/// where most budgets lie that are asked for, and more towards S_min.
const RATIO: f64 = 2.5;
/// Both of networks without cold starts, whose branches are one: a depth costs more there than the
/// answers between two gain by it.
const WIDE_RATIO: f64 = 9.0;
const WIDE_INTERIOR: f64 = 1e-4;
const CROWDING: f64 = 1.6;
/// Depths at most.
const MOST_DEPTHS: usize = 24;
/// Depths that are added at most, and the ratio of interiors between which none is.
const MOST_ADDED: usize = 16;
const CLOSE: f64 = 1.02;
/// Two rates at one depth closer than this, relative, are one optimum.
const SAME: f64 = 3e-6;
/// The same of sketches, whose rates are corrected for what they miss of their budget.
const SAME_SKETCH: f64 = 3e-5;
/// A search that has not ended yet leads to a known optimum if it is this close to it, relative: below, where it may still
/// climb, or above.
const NEAR_BELOW: f64 = 5e-4;
const NEAR_ABOVE: f64 = 1e-4;
/// Optima of rates lower than the best by more than this share are not followed.
const HOPELESS: f64 = 0.25;
/// The same of optima that other users were tried for.
const MOVED: f64 = 0.05;
/// What access points that sense may leave of their power in P2 for its multipliers to hold at full power.
const FULL: f64 = 1e-3;
/// The interior, over S_min, about which networks without cold starts are walked up once more.
const MIDDLE: f64 = 0.1;
/// Rounds of handing up, and of moves, at most.
const ROUNDS: usize = 6;

/// An optimum at a depth.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub point: IsacSolution,
    /// The value of the utility; that of a sketch as if it kept to its budget exactly.
    rate: f64,
    /// The node that it leads to one depth up.
    pub up: Option<usize>,
    /// And one depth down.
    pub down: Option<usize>,
}

impl Node {
    pub(crate) fn rate(&self) -> f64 {
        self.rate
    }
}

/// The optima of one budget.
#[derive(Debug, Clone)]
pub(crate) struct Depth {
    /// Infinite at the free end.
    pub delta: f64,
    pub nodes: Vec<Node>,
    /// The least rate that a climb from a start of its own led to, about.
    pub least: f64,
    /// A point that could not be solved, where there is one.
    pub unsolved: Option<IsacSolution>,
}

impl Depth {
    fn new(delta: f64) -> Self {
        Self {
            delta,
            nodes: Vec::new(),
            least: f64::INFINITY,
            unsolved: None,
        }
    }

    /// The node of the largest rate.
    pub(crate) fn best(&self) -> Option<usize> {
        let rate = |&at: &usize| self.nodes[at].rate();
        (0..self.nodes.len()).max_by(|a, b| rate(a).total_cmp(&rate(b)).then(b.cmp(a)))
    }

    /// Its point.
    pub(crate) fn best_point(&self) -> Option<&IsacSolution> {
        self.best().map(|at| &self.nodes[at].point)
    }

    /// Its rate; minus infinity without one.
    pub(crate) fn best_rate(&self) -> f64 {
        self.best()
            .map_or(f64::NEG_INFINITY, |at| self.nodes[at].rate())
    }
}

/// See the module.
#[derive(Debug, Clone)]
pub(crate) struct Skeleton {
    /// Ascending in their budgets, the free end last.
    pub depths: Vec<Depth>,
    /// Whether points at finite depths are sketches, to start from only.
    pub sketched: bool,
    /// Whether the largest least shares of floors were asked for.
    pub asked: bool,
    /// Values and Hessian products that it took.
    pub evaluations: usize,
}

impl Skeleton {
    pub(crate) fn free_end(&self) -> &Depth {
        &self.depths[self.depths.len() - 1]
    }

    /// Finds the optima of a network, beginning at the ends of P2. `climbs` random starts are tried at
    /// each depth besides those that the sizes of the network ask for. `fairest` knows the beams of the largest least share of
    /// the floors at a budget.
    pub(crate) fn build(
        downlink: &Downlink,
        sensing: &SensingSolution,
        communication: &[CommunicationSolution],
        fairest: &dyn Fn(f64) -> Option<IsacSolution>,
        climbs: usize,
    ) -> Self {
        let beams = communication.first().map(|c| c.beams.clone());
        let beams = beams.unwrap_or_else(|| start::nth(downlink, 0));
        let mut builder = Builder {
            downlink,
            sensing,
            solver: IsacSolver::new(downlink, sensing, &beams),
            skeleton: Self {
                depths: vec![Depth::new(f64::INFINITY)],
                sketched: start::climbs(downlink) == 0,
                asked: false,
                evaluations: 0,
            },
            fairest,
            closed: f64::NEG_INFINITY,
            asked: 0,
        };
        builder.free_ends(communication);
        builder.lay_depths();
        for node in 0..builder.depth(builder.last()).nodes.len() {
            builder.walk(builder.last(), node);
        }
        if builder.skeleton.sketched && !downlink.criterion.utility.is_least() {
            builder.walk_past();
        }
        builder.cold_starts(start::climbs(downlink) + climbs);
        if start::climbs(downlink) > 0 {
            for at in 0..builder.last() {
                builder.other_users(at);
            }
            builder.hand_up();
            builder.refine(start::climbs(downlink) + climbs);
        }
        builder.hand_up();
        builder.skeleton.evaluations = builder.solver.evaluations() + builder.asked;
        builder.skeleton
    }
}

struct Builder<'a> {
    downlink: &'a Downlink,
    sensing: &'a SensingSolution,
    solver: IsacSolver<'a>,
    skeleton: Skeleton,
    /// The beams of the largest least share of floors at a budget.
    fairest: &'a dyn Fn(f64) -> Option<IsacSolution>,
    /// The largest budget known to leave no room for the floors.
    closed: f64,
    /// Evaluations that `fairest` took.
    asked: usize,
}

impl Builder<'_> {
    fn last(&self) -> usize {
        self.skeleton.depths.len() - 1
    }

    fn depth(&self, at: usize) -> &Depth {
        &self.skeleton.depths[at]
    }

    /// Fills P2's beams to full power where access points sense, and climbs on.
    fn free_ends(&mut self, communication: &[CommunicationSolution]) {
        let any = communication.iter().any(CommunicationSolution::solved);
        // Even beams that are no end of P2 are a start here.
        let solved = communication.iter().filter(|c| c.solved() || !any);
        let best = solved
            .clone()
            .map(|c| c.certificate.value)
            .fold(0.0, f64::max);
        for end in solved.filter(|c| c.certificate.value >= (1.0 - HOPELESS) * best) {
            let beams = start::filled(
                self.downlink,
                &end.beams,
                self.sensing,
                self.solver.streams(),
            );
            let beams = start::stirred(self.downlink, &beams, &end.certificate.rates);
            // Power that must still be radiated changes what rates are worth; penalties about the multipliers of before
            // would be too stiff for the way there.
            let full = |m: usize| {
                let senses = matches!(self.downlink.roles[m], Role::Sensing(_));
                !senses || end.beams.power(m) > 1.0 - FULL
            };
            let near = (0..self.downlink.access_points()).all(full);
            let known = near.then_some(&end.certificate.multipliers);
            self.solver.begin(&beams, known);
            let point = self.solver.solve_free();
            self.add(self.last(), point);
        }
        if self.depth(self.last()).best().is_none() {
            self.add_fairest(self.last());
        }
    }

    /// Climbs from the beams of the largest least share of floors at a depth, if there are floors and that share leaves room for
    /// them. What is added, as [`Self::add`].
    fn add_fairest(&mut self, at: usize) -> Option<(usize, bool)> {
        let delta = self.depth(at).delta;
        if self.downlink.criterion.floors.is_empty() || delta <= self.closed {
            return None;
        }
        self.skeleton.asked = true;
        let fairest = (self.fairest)(delta)?;
        self.asked += fairest.evaluations;
        if fairest.certificate.value < 1.0 - TOLERANCE {
            self.closed = delta;
            return None;
        }
        for guess in start::floor_multipliers(self.downlink, &fairest.certificate) {
            self.solver.begin(&fairest.beams, Some(&guess));
            let point = self.solve(at);
            if let Some(added) = self.add(at, point) {
                return Some(added);
            }
        }
        None
    }

    /// Lays the depths between S_min and the free end.
    fn lay_depths(&mut self) {
        let s_min = self.sensing.s_min;
        let free = self.depth(self.last());
        let Some(best) = free.best_point() else {
            return;
        };
        let top = best.certificate.mse - s_min;
        let (least, ratio) = if start::climbs(self.downlink) > 0 {
            (LEAST_INTERIOR * s_min, RATIO)
        } else {
            (WIDE_INTERIOR * s_min, WIDE_RATIO)
        };
        if !(top > least && least > 0.0) {
            return;
        }
        let steps = ((top / least).ln() / ratio.ln()).ceil().max(1.0);
        let steps = steps.min(MOST_DEPTHS as f64);
        let depths = (0..steps as usize).map(|i| {
            let down = (1.0 - i as f64 / steps).powf(CROWDING);
            Depth::new(s_min + least * (top / least).powf(1.0 - down))
        });
        self.skeleton.depths.splice(0..0, depths);
    }

    /// Adds a point unless it is known; where it is, and whether it is new. None if it is not solved.
    fn add(&mut self, at: usize, point: IsacSolution) -> Option<(usize, bool)> {
        let depth = &mut self.skeleton.depths[at];
        let enough = if self.skeleton.sketched && depth.delta.is_finite() {
            point.sketched()
        } else {
            point.solved()
        };
        if !enough {
            depth.unsolved.get_or_insert(point);
            return None;
        }
        let (rate, tolerance) = if self.skeleton.sketched && depth.delta.is_finite() {
            (point.corrected_value(), SAME_SKETCH)
        } else {
            (point.certificate.value, SAME)
        };
        let same = |node: &Node| (node.rate() - rate).abs() <= tolerance * rate.abs();
        if let Some(known) = depth.nodes.iter().position(same) {
            return Some((known, false));
        }
        depth.nodes.push(Node {
            point,
            rate,
            up: None,
            down: None,
        });
        Some((depth.nodes.len() - 1, true))
    }

    /// Solves at a depth from where the solver is.
    fn solve(&mut self, at: usize) -> IsacSolution {
        let delta = self.depth(at).delta;
        if delta.is_finite() {
            if self.skeleton.sketched {
                self.solver.sketch(delta)
            } else {
                self.solver.walk(delta)
            }
        } else {
            self.solver.solve_free()
        }
    }

    /// Follows a node down and up until it meets what is known.
    fn walk(&mut self, at: usize, node: usize) {
        self.follow(at, node, false);
        self.follow(at, node, true);
    }

    fn follow(&mut self, mut at: usize, mut node: usize, up: bool) {
        let mut before: Option<IsacSolution> = None;
        loop {
            let next = if up { at + 1 } else { at.wrapping_sub(1) };
            let from = &self.skeleton.depths[at].nodes[node];
            let known = if up { from.up } else { from.down };
            if next > self.last() || known.is_some() {
                return;
            }
            let worth = (1.0 - HOPELESS) * self.depth(at).best_rate();
            if from.rate() < worth {
                return;
            }
            let current = from.point.clone();
            let mut history: Vec<&IsacSolution> = before.iter().collect();
            history.push(&current);
            self.solver.continue_along(&history);
            let point = self.solve(next);
            let added = self.add(next, point).or_else(|| self.add_fairest(next));
            let Some((index, new)) = added else {
                return;
            };
            let (here, there) = (at, next);
            let depths = &mut self.skeleton.depths;
            if up {
                depths[here].nodes[node].up = Some(index);
                depths[there].nodes[index].down.get_or_insert(node);
            } else {
                depths[here].nodes[node].down = Some(index);
                depths[there].nodes[index].up.get_or_insert(node);
            }
            if !new {
                return;
            }
            before = Some(current);
            (at, node) = (next, index);
        }
    }

    /// Walks from the best optimum at a budget in the middle up to the free end, past what is known: a walk down that changes to
    /// a better branch leaves a worse one behind it.
    fn walk_past(&mut self) {
        let interior = |at: usize| (self.depth(at).delta / self.sensing.s_min - 1.0).ln();
        let off = |at: &usize| (interior(*at) - MIDDLE.ln()).abs();
        let middle = (0..self.last()).min_by(|a, b| off(a).total_cmp(&off(b)));
        let Some(mut at) = middle else { return };
        let Some(mut node) = self.depth(at).best() else {
            return;
        };
        let down = self.depth(at).nodes[node].down;
        let mut before = down.map(|down| self.depth(at - 1).nodes[down].point.clone());
        while at < self.last() {
            let current = self.depth(at).nodes[node].point.clone();
            let mut history: Vec<&IsacSolution> = before.iter().collect();
            history.push(&current);
            self.solver.continue_along(&history);
            let point = self.solve(at + 1);
            let Some((index, new)) = self.add(at + 1, point) else {
                return;
            };
            self.skeleton.depths[at].nodes[node].up = Some(index);
            if new {
                self.skeleton.depths[at + 1].nodes[index].down = Some(node);
            }
            before = Some(current);
            (at, node) = (at + 1, index);
        }
    }

    /// Climbs from starts of their own at every depth.
    fn cold_starts(&mut self, climbs: usize) {
        for at in 0..self.last() {
            self.cold_starts_at(at, at, climbs);
        }
    }

    /// The same at one depth. Each `round` has starts of its own.
    fn cold_starts_at(&mut self, at: usize, round: usize, climbs: usize) {
        if self.depth(at).delta <= self.closed {
            return;
        }
        for climb in 0..climbs {
            let seed = (round * 1000 + climb) as u64;
            let beams = start::random(self.downlink, seed);
            self.climb(at, &beams);
        }
    }

    /// Adds depths where the best optima of two neighbours cannot be on one branch, so that a third may be
    /// the best between them.
    fn refine(&mut self, climbs: usize) {
        let s_min = self.sensing.s_min;
        let (mut at, mut added) = (0, 0);
        while at < self.last() && added < MOST_ADDED {
            let best = |at: usize| self.depth(at).best_point();
            let (Some(low), Some(high)) = (best(at), best(at + 1)) else {
                at += 1;
                continue;
            };
            // Up to its budget the lower one is known to be the best of its depth, whatever its error.
            let left = low.delta - s_min;
            let right = high.delta.min(high.certificate.mse) - s_min;
            if continuous(low, high) || !(right > CLOSE * left) {
                at += 1;
                continue;
            }
            let middle = Depth::new(s_min + (left * right).sqrt());
            self.skeleton.depths.insert(at + 1, middle);
            for node in &mut self.skeleton.depths[at].nodes {
                node.up = None;
            }
            for node in &mut self.skeleton.depths[at + 2].nodes {
                node.down = None;
            }
            for node in 0..self.depth(at).nodes.len() {
                self.follow(at, node, true);
            }
            for node in 0..self.depth(at + 2).nodes.len() {
                self.follow(at + 2, node, false);
            }
            self.cold_starts_at(at + 1, MOST_DEPTHS + added, climbs);
            self.other_users(at + 1);
            added += 1;
        }
    }

    fn climb(&mut self, at: usize, communication: &Beams) {
        let beams = start::with_sensing(
            self.downlink,
            communication,
            self.sensing,
            self.solver.streams(),
        );
        self.solver.begin(&beams, None);
        let about = self.finish(at, HOPELESS);
        let least = &mut self.skeleton.depths[at].least;
        *least = least.min(about);
    }

    /// Goes from where the solver is to a depth; what is found there and is new and no worse than
    /// hopeless is kept and walked. Returns about the rate found.
    fn finish(&mut self, at: usize, hopeless: f64) -> f64 {
        let delta = self.depth(at).delta;
        let about = self.solver.explore(delta);
        let depth = self.depth(at);
        let known = |node: &Node| {
            let rate = node.rate();
            (-NEAR_BELOW..=NEAR_ABOVE).contains(&((about - rate) / rate.abs()))
        };
        if depth.nodes.iter().any(known) || about < (1.0 - hopeless) * depth.best_rate() {
            return about;
        }
        let point = self.solve(at);
        if let Some((node, true)) = self.add(at, point) {
            self.walk(at, node);
        }
        about
    }

    /// Tries to serve other users than the best optimum of a depth does: one less, one more, or one
    /// in place of another. Most local optima differ from the best one in that.
    fn other_users(&mut self, at: usize) {
        if self.downlink.criterion.serves_all() {
            return;
        }
        for _ in 0..ROUNDS {
            let Some(best) = self.depth(at).best() else {
                return;
            };
            let from = self.depth(at).nodes[best].point.clone();
            // Where fewer users are served than at the next depth, one of the others may be the one to leave out.
            let next = self.depth(at + 1).best_point();
            let near = next.map(|point| point.certificate.clone());
            let others =
                start::other_users(self.downlink, &from.beams, &from.certificate, near.as_ref());
            for beams in others {
                let start = IsacSolution {
                    beams,
                    ..from.clone()
                };
                self.solver.continue_from(&start);
                self.finish(at, MOVED);
            }
            if self.depth(at).best() == Some(best) {
                return;
            }
        }
    }

    /// Hands optima up until the best rates ascend.
    fn hand_up(&mut self) {
        for _ in 0..ROUNDS {
            let mut handed = false;
            for at in 0..self.last() {
                let Some(best) = self.depth(at).best() else {
                    continue;
                };
                let rate = self.depth(at).best_rate();
                let tolerance = if self.skeleton.sketched {
                    SAME_SKETCH
                } else {
                    SAME
                };
                if rate <= self.depth(at + 1).best_rate() * (1.0 + tolerance) {
                    continue;
                }
                let point = self.depth(at).nodes[best].point.clone();
                self.solver
                    .begin(&point.beams, Some(&point.certificate.multipliers));
                let point = self.solve(at + 1);
                if let Some((node, true)) = self.add(at + 1, point) {
                    handed = true;
                    self.walk(at + 1, node);
                }
            }
            if !handed {
                return;
            }
        }
    }
}

/// Whether two points can lie on one branch: where it is concave its slope falls from one to the other.
pub(crate) fn continuous(low: &IsacSolution, high: &IsacSolution) -> bool {
    let error = |p: &IsacSolution| p.delta.min(p.certificate.mse);
    let chord = (high.certificate.value - low.certificate.value) / (error(high) - error(low));
    low.multiplier >= CONCAVE * chord && chord >= CONCAVE * high.multiplier
}

/// The share of a slope that rounding and a little convexity may take away.
const CONCAVE: f64 = 0.9;
