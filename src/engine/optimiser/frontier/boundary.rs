//! The boundary of a network's region as a curve of straight pieces.
//!
//! It is refined by sandwiching: where R is concave it lies between its chords and its tangents, so the largest distance
//! between the two bounds the error of linear interpolation, and the next budget goes where that is largest (Rote 1992,
//! *The convergence rate of the sandwich algorithm*).
//!
//! Nothing makes R concave, though: branches bend both ways, and the best one changes in jumps. So what the skeleton
//! knows of the budgets between two points must agree with their chord, and in small networks, whose local optima
//! differ most, the budget in the middle of each piece must as well. A jump is closed in on by halving.

use super::{Floor, Frontier, JUMP, MARGIN, SHORT};
use crate::engine::optimiser::isac::IsacSolution;

/// Points of a curve at most.
pub const MOST_POINTS: usize = 1_000;
/// How far from the chord, over the tolerance, a budget within a piece may be for the piece to be taken as straight.
const VERIFIED: f64 = 0.5;

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

/// What is known of the curve between two points.
struct Piece {
    /// Of linear interpolation, bit/s/Hz.
    error: f64,
    /// The budget that is most worth solving.
    next: f64,
    /// Whether the slopes at both ends are those of a concave curve.
    concave: bool,
    /// Whether nothing is left to find out between the points: they are the same to the curve.
    closed: bool,
}

impl Frontier {
    /// The boundary from the budget `least` to where the rate is `zeta`, bit/s/Hz, or as far as full
    /// power reaches, with an error of linear interpolation of at most `tolerance`, bit/s/Hz.
    ///
    /// The last point is the upper end; it is [`Floor::Reached`] at `zeta` where that exists. None as
    /// in [`Self::isac`].
    ///
    /// # Errors
    /// The point that could not be solved.
    pub fn curve(
        &self,
        least: f64,
        zeta: f64,
        tolerance: f64,
    ) -> Option<Result<Curve, Box<IsacSolution>>> {
        let first = self.isac(least)?;
        if !first.solved() {
            return Some(Err(Box::new(first)));
        }
        let last = self.free_end()?.clone();
        let full_power = last.certificate.value;
        let reaches = full_power >= zeta;
        // The largest rate itself is approached with a vanishing slope, so the end lies inside.
        let floor = if reaches {
            zeta
        } else {
            first.certificate.value.max(full_power - 0.5 * tolerance)
        };
        let end = match self.least_error(floor, least)? {
            Floor::Reached(point) | Floor::Slack(point) => *point,
            // Where the local optima jump over the floor, the boundary ends behind the jump.
            Floor::Unsolved(point) if point.solved() && point.certificate.value >= floor => *point,
            Floor::Unsolved(point) => return Some(Err(point)),
            Floor::OutOfReach(_) => last,
        };
        let mut points: Vec<IsacSolution> = vec![first];
        let last = end.budget();
        if last > points[0].budget() {
            points.push(IsacSolution { delta: last, ..end });
        }
        let sketched = self.skeleton()?.sketched;
        // Of each piece, whether a budget within it was found to be where the chord has it.
        let mut verified = vec![false; points.len() - 1];
        let mut resolved = false;
        while points.len() < MOST_POINTS {
            let pieces: Vec<Piece> = points
                .windows(2)
                .map(|p| self.piece(&p[0], &p[1]))
                .collect();
            let coarse = |&at: &usize| pieces[at].error > tolerance && !verified[at];
            let widest = (0..pieces.len())
                .filter(coarse)
                .max_by(|&a, &b| pieces[a].error.total_cmp(&pieces[b].error));
            let unsure = |&at: &usize| !(sketched || verified[at] || pieces[at].closed);
            let Some(at) = widest.or_else(|| (0..pieces.len()).find(unsure)) else {
                resolved = true;
                break;
            };
            let chord = Chord::between(&points[at], &points[at + 1]);
            let next = match widest {
                Some(_) => pieces[at].next,
                None => 0.5 * (chord.from.0 + chord.to.0),
            };
            let solved = self.isac(next)?;
            if !solved.solved() {
                return Some(Err(Box::new(solved)));
            }
            let checks = widest.is_none() || !pieces[at].concave;
            let off = (solved.certificate.value - chord.at(next)).abs();
            let straight = |a: &IsacSolution, b: &IsacSolution| bend(a, b) <= tolerance;
            if checks
                && off <= VERIFIED * tolerance
                && straight(&points[at], &solved)
                && straight(&solved, &points[at + 1])
            {
                verified[at] = true;
                continue;
            }
            points.insert(at + 1, solved);
            verified.splice(at..=at, [false; 2]);
        }
        Some(Ok(Curve {
            points,
            reaches,
            resolved,
        }))
    }

    /// How far the curve between two points can be from their chord, and where to look next.
    fn piece(&self, a: &IsacSolution, b: &IsacSolution) -> Piece {
        let (left, right) = (self.depth(a), self.depth(b));
        let chord = Chord::between(a, b);
        let (x, y) = (chord.to.0 - chord.from.0, chord.to.1 - chord.from.1);
        let slope = y / x;
        let closed = !(right - left > JUMP);
        let concave = a.multiplier > slope && slope > b.multiplier;
        if closed || !concave {
            // Rates ascend, so that they are off the chord by no more than what they differ by. Halving closes in on a
            // jump, which cannot be interpolated, so that its width is what counts.
            return Piece {
                error: if closed { 0.0 } else { y.abs() },
                next: self.depth_to_delta(0.5 * (left + right)),
                concave,
                closed,
            };
        }
        let cross = (y - b.multiplier * x) / (a.multiplier - b.multiplier);
        let room = MARGIN * (right - left);
        let depth = self.depth_of(chord.from.0 + cross);
        let (mut error, mut next) = (
            cross * (a.multiplier - slope),
            self.depth_to_delta(depth.clamp(left + room, right - room)),
        );
        if let Some(known) = self.farthest_known(&chord).filter(|k| k.0 > error) {
            (error, next) = known;
        }
        Piece {
            error,
            next,
            concave,
            closed,
        }
    }

    /// By how much the skeleton's optima between two points are off their chord at most, bit/s/Hz, and at which budget.
    fn farthest_known(&self, chord: &Chord) -> Option<(f64, f64)> {
        let skeleton = self.skeleton()?;
        let depths = skeleton.depths.iter();
        let inside = depths.filter(|d| chord.from.0 < d.delta && d.delta < chord.to.0);
        let off = inside.map(|depth| {
            let value = chord.at(depth.delta);
            let unsure = if skeleton.sketched {
                SHORT * value
            } else {
                0.0
            };
            ((depth.best_rate() - value).abs() - unsure, depth.delta)
        });
        off.filter(|off| off.0.is_finite())
            .max_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// How far the cubic through the values and slopes of two points is from their chord at most, bit/s/Hz.
fn bend(a: &IsacSolution, b: &IsacSolution) -> f64 {
    let Chord { from, to } = Chord::between(a, b);
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    // Of each slope the cubic holds t (1 - t)^2, which is 4/27 at most.
    4.0 / 27.0 * ((a.multiplier * x - y).abs() + (b.multiplier * x - y).abs())
}

/// The straight line between two points: budget and value of each.
struct Chord {
    from: (f64, f64),
    to: (f64, f64),
}

impl Chord {
    fn between(a: &IsacSolution, b: &IsacSolution) -> Self {
        let end = |p: &IsacSolution| (p.budget(), p.certificate.value);
        Self {
            from: end(a),
            to: end(b),
        }
    }

    /// The value at a budget.
    fn at(&self, delta: f64) -> f64 {
        let share = (delta - self.from.0) / (self.to.0 - self.from.0);
        self.from.1 + share * (self.to.1 - self.from.1)
    }
}
