//! The boundary of the communication-sensing region: P4 (25), the critical
//! points of Remark 2, and the whole curve.
//!
//! The boundary is the graph of R(delta), the optimum of P3. P4 at the floor
//! zeta is the budget at which R(delta) = zeta: both have the same Lagrangian,
//! and its multiplier is the slope dR/d delta, which makes the search Newton's.
//! It runs in `ln(delta - S_min)`, since the slope grows without bound towards
//! S_min.
//!
//! The curve is refined by sandwiching: where R is concave it lies between its
//! chords and its tangents, so the largest distance between the two bounds the
//! error of linear interpolation, and the next budget goes where that is
//! largest (Rote 1992, *The convergence rate of the sandwich algorithm*).

use super::communication::TOLERANCE;
use super::isac::{IsacSolution, IsacSolver};
use super::sensing::SensingSolution;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;

/// Relative distance of the rate from its floor at which P4 is solved; a tenth of what is
/// accepted as a violation.
const FLOOR: f64 = 0.1 * TOLERANCE;
/// Budgets tried for one floor at most.
const TRIES: usize = 60;
/// A Newton step may not come closer to an end of its bracket than this share of it.
const MARGIN: f64 = 0.02;
/// Points of a curve at most.
pub const MOST_POINTS: usize = 1_000;

/// The boundary as far as it has been solved.
#[derive(Debug)]
pub struct Boundary<'a> {
    solver: IsacSolver<'a>,
    s_min: f64,
    /// The least budget that is solved, S_min (1 + tolerance).
    least: f64,
    /// Solved points, ascending in delta: the first at the least budget, the last without one.
    points: Vec<IsacSolution>,
    evaluations: usize,
}

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

impl<'a> Boundary<'a> {
    /// The boundary that starts from communication beams and the best sensing beams, with its
    /// end at `S_min (1 + boundary_tolerance)`.
    pub fn new(
        downlink: &'a Downlink,
        sensing: &SensingSolution,
        communication: &Beams,
        boundary_tolerance: f64,
    ) -> Self {
        Self {
            solver: IsacSolver::new(downlink, sensing, communication),
            s_min: sensing.s_min,
            least: sensing.s_min * (1.0 + boundary_tolerance),
            points: Vec::new(),
            evaluations: 0,
        }
    }

    /// Values and Hessian products computed so far.
    pub fn evaluations(&self) -> usize {
        self.evaluations
    }

    /// Solves both ends: (S_min, R_T), and the largest rate at full power.
    ///
    /// # Errors
    /// The end that could not be solved.
    fn ends(&mut self) -> Result<(IsacSolution, IsacSolution), Box<IsacSolution>> {
        if self.points.is_empty() {
            let first = self.solver.solve(self.least);
            self.evaluations += first.evaluations;
            if !first.solved() {
                return Err(Box::new(first));
            }
            let last = self.solver.solve_free();
            self.evaluations += last.evaluations;
            if !last.solved() {
                return Err(Box::new(last));
            }
            self.points = vec![first, last];
        }
        Ok((
            self.points[0].clone(),
            self.points[self.points.len() - 1].clone(),
        ))
    }

    /// Solves P3 at `delta` from the nearest point solved before; its index, if it is solved.
    fn solve(&mut self, delta: f64) -> Result<usize, Box<IsacSolution>> {
        let after = self.points.partition_point(|p| p.delta < delta);
        let (below, above) = (&self.points[after - 1], &self.points[after]);
        let distance = |p: &IsacSolution| (self.depth(p) - (delta - self.s_min).ln()).abs();
        let near = if distance(above) < distance(below) {
            above
        } else {
            below
        };
        self.solver.continue_from(near);
        let solution = self.solver.solve(delta);
        self.evaluations += solution.evaluations;
        if !solution.solved() {
            return Err(Box::new(solution));
        }
        self.points.insert(after, solution);
        Ok(after)
    }

    /// Where a point is on the axis of the search; the last one, without a budget, by its error.
    fn depth(&self, point: &IsacSolution) -> f64 {
        let delta = if point.delta.is_finite() {
            point.delta
        } else {
            point.certificate.mse
        };
        (delta - self.s_min).ln()
    }

    /// P4: the least mean error with a sum rate of at least `zeta`, bit/s/Hz.
    pub fn least_error(&mut self, zeta: f64) -> Floor {
        let (first, last) = match self.ends() {
            Ok(ends) => ends,
            Err(unsolved) => return Floor::Unsolved(unsolved),
        };
        if zeta <= first.certificate.sum_rate {
            return Floor::Slack(Box::new(first));
        }
        if zeta > last.certificate.sum_rate {
            return Floor::OutOfReach(last.certificate.sum_rate);
        }
        let rate = |p: &IsacSolution| p.certificate.sum_rate;
        // The first point that reaches the floor closes the bracket. Different optima along the
        // way could put one out of order; the bracket stays one all the same.
        let after = self.points.partition_point(|p| rate(p) < zeta).max(1);
        let (mut low, mut high) = (self.points[after - 1].clone(), self.points[after].clone());
        for _ in 0..TRIES {
            let delta = self.s_min + self.newton(&low, &high, zeta).exp();
            let found = match self.solve(delta) {
                Ok(at) => self.points[at].clone(),
                Err(unsolved) => return Floor::Unsolved(unsolved),
            };
            if (rate(&found) / zeta - 1.0).abs() <= FLOOR {
                return Floor::Reached(Box::new(found));
            }
            if rate(&found) < zeta {
                low = found;
            } else {
                high = found;
            }
        }
        Floor::Unsolved(Box::new(high))
    }

    /// Newton's step for `R = zeta` from the end of the bracket that is nearer to it, kept inside.
    fn newton(&self, low: &IsacSolution, high: &IsacSolution, zeta: f64) -> f64 {
        let (left, right) = (self.depth(low), self.depth(high));
        let missing = |p: &IsacSolution| zeta - p.certificate.sum_rate;
        let from = if missing(low) <= -missing(high) {
            low
        } else {
            high
        };
        let at = self.depth(from);
        let step = missing(from) / (from.multiplier * at.exp());
        let room = MARGIN * (right - left);
        let target = at + step;
        if step.is_finite() && target > left && target < right {
            target.clamp(
                left + room.min(0.5 * step.abs()),
                right - room.min(0.5 * step.abs()),
            )
        } else {
            0.5 * (left + right)
        }
    }

    /// The curve from `S_min` to where the rate is `zeta`, bit/s/Hz, or as far as full power
    /// reaches, with an error of linear interpolation of at most `tolerance`, bit/s/Hz.
    ///
    /// The last point is the upper end; it is [`Floor::Reached`] at `zeta` where that exists.
    ///
    /// # Errors
    /// The point that could not be solved.
    pub fn curve(&mut self, zeta: f64, tolerance: f64) -> Result<Curve, Box<IsacSolution>> {
        let (first, last) = self.ends()?;
        let full_power = last.certificate.sum_rate;
        let reaches = full_power >= zeta;
        // The largest rate itself is approached with a vanishing slope, so the end lies inside.
        let floor = if reaches {
            zeta
        } else {
            first.certificate.sum_rate.max(full_power - 0.5 * tolerance)
        };
        let end = match self.least_error(floor) {
            Floor::Reached(point) | Floor::Slack(point) => *point,
            // Where the local optima jump over the floor, the boundary ends behind the jump.
            Floor::Unsolved(point) if point.solved() && point.certificate.sum_rate >= floor => {
                *point
            }
            Floor::Unsolved(point) => return Err(point),
            Floor::OutOfReach(_) => last,
        };
        let mut points: Vec<IsacSolution> = vec![first.clone()];
        if end.delta > first.delta {
            points.push(end);
        }
        let mut resolved = false;
        while points.len() < MOST_POINTS {
            let widest = (0..points.len() - 1)
                .map(|i| (i, self.uncertainty(&points[i], &points[i + 1])))
                .max_by(|a, b| a.1.error.total_cmp(&b.1.error));
            let Some((at, widest)) = widest.filter(|(_, w)| w.error > tolerance) else {
                resolved = true;
                break;
            };
            let solved = self.solve(widest.next)?;
            points.insert(at + 1, self.points[solved].clone());
        }
        Ok(Curve {
            points,
            reaches,
            resolved,
        })
    }

    /// How far the curve between two points can be from their chord, and where to look next.
    fn uncertainty(&self, a: &IsacSolution, b: &IsacSolution) -> Uncertainty {
        let (x, y) = (
            b.delta - a.delta,
            b.certificate.sum_rate - a.certificate.sum_rate,
        );
        let chord = y / x;
        let (left, right) = (self.depth(a), self.depth(b));
        let middle = self.s_min + (0.5 * (left + right)).exp();
        if !(a.multiplier > chord && chord > b.multiplier) {
            // Not concave here: two local optima meet. Halving closes in on the jump, which can
            // not be interpolated, so that its width is what counts.
            let error = if right - left > JUMP { y.abs() } else { 0.0 };
            return Uncertainty {
                error,
                next: middle,
            };
        }
        let cross = (y - b.multiplier * x) / (a.multiplier - b.multiplier);
        let error = cross * (a.multiplier - chord);
        let room = MARGIN * (right - left);
        let depth = (a.delta + cross - self.s_min).ln();
        let next = self.s_min + depth.clamp(left + room, right - room).exp();
        Uncertainty { error, next }
    }
}

/// Two points closer than this, in `ln(delta - S_min)`, are not told apart by the curve.
const JUMP: f64 = 1e-3;

struct Uncertainty {
    /// Of linear interpolation, bit/s/Hz.
    error: f64,
    /// The budget that tells most.
    next: f64,
}

/// The boundary, both ends included.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Ascending in delta.
    pub points: Vec<IsacSolution>,
    /// Whether the last point has the rate asked for; else it is where full power ends.
    pub reaches: bool,
    /// Whether the tolerance was reached with [`MOST_POINTS`].
    pub resolved: bool,
}
