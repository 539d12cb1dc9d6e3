//! An independent search for P2 and P3: random starts, L-BFGS, an augmented Lagrangian for the budget.
//!
//! It shares no code of the optimiser: rate (18) and error (20) are worked out as they are written, from dense covariances and
//! direction by direction, and so are their gradients. It is for small networks, and slow.
//!
//! Complex vectors are real ones of twice the length, real parts first, so that `x^H C x` of a Hermitian C is
//! `x^T [[Re C, -Im C], [Im C, Re C]] x`.
//!
//! Included by path from examples: `#[path = "../tests/support/search.rs"] mod search;`.
#![allow(dead_code)]

use std::collections::VecDeque;
use std::f64::consts::LN_2;

use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::random::Stream;
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;

/// Pairs of steps and changes of the gradient that L-BFGS remembers.
const MEMORY: usize = 40;
/// By how much the budget may be exceeded, relative.
const VIOLATION: f64 = 1e-6;

/// P2 or P3 on one network.
pub struct Problem {
    antennas: usize,
    aps: usize,
    users: usize,
    /// Access points at full power, with the beampatterns that count.
    sensing: Vec<Pattern>,
    /// The budget; none for P2.
    delta: Option<f64>,
    /// `(delta - S_min) / delta`: the scale on which the budget matters.
    interior: f64,
    /// Per user: `Theta_k + h_k h_k^H`, real form.
    received: Vec<DMatrix<f64>>,
    /// Per user: the rows `Re h_k^H x` and `Im h_k^H x`.
    wanted: Vec<[DVector<f64>; 2]>,
    /// Per user and sensing access point: the block of `received`.
    blocks: Vec<Vec<DMatrix<f64>>>,
}

/// The beampattern of one access point.
struct Pattern {
    ap: usize,
    /// `sqrt(p) a(theta)^H x` of every direction: real parts, then imaginary ones.
    steering: DMatrix<f64>,
    lobe: Vec<bool>,
}

/// A variable: a vector per access point, its power at most one; `w` and `v` are made of it.
type Point = DVector<f64>;

/// What a point is worth.
#[derive(Debug, Clone)]
pub struct Found {
    /// Bit/s/Hz, less what the budget's violation may have gained.
    pub rate: f64,
    /// Relative violation of the budget.
    pub violation: f64,
    point: Point,
    multiplier: f64,
}

impl Found {
    pub fn feasible(&self) -> bool {
        self.violation <= VIOLATION && self.rate.is_finite()
    }
}

/// How hard to try.
#[derive(Debug, Clone, Copy)]
struct Effort {
    updates: usize,
    steps: usize,
    gradient: f64,
}

const ROUGH: Effort = Effort {
    updates: 4,
    steps: 60,
    gradient: 1e-3,
};
const FINE: Effort = Effort {
    updates: 12,
    steps: 600,
    gradient: 1e-7,
};

fn real_form(c: &DMatrix<Complex64>) -> DMatrix<f64> {
    let n = c.nrows();
    DMatrix::from_fn(2 * n, 2 * n, |i, j| {
        let z = c[(i % n, j % n)];
        match (i < n, j < n) {
            (true, true) | (false, false) => z.re,
            (true, false) => -z.im,
            (false, true) => z.im,
        }
    })
}

impl Problem {
    /// P3 at a budget, or P2.
    pub fn new(downlink: &Downlink, budget: Option<(f64, f64)>) -> Self {
        let s = &downlink.estimate;
        let (aps, antennas, users) = (s.n_aps, s.n_antennas, s.n_users);
        let n = aps * antennas;
        let h = |k: usize| DVector::from_fn(n, |i, _| s.h_hat(i / antennas, k)[i % antennas]);
        let received: Vec<DMatrix<f64>> = (0..users)
            .map(|k| real_form(&(s.theta_stacked(k) + h(k) * h(k).adjoint())))
            .collect();
        let wanted = (0..users)
            .map(|k| {
                let h = h(k);
                let re = DVector::from_fn(2 * n, |i, _| if i < n { h[i].re } else { h[i - n].im });
                let im = DVector::from_fn(2 * n, |i, _| if i < n { -h[i].im } else { h[i - n].re });
                [re, im]
            })
            .collect();
        let sensing: Vec<Pattern> = (downlink.roles.iter().enumerate())
            .filter_map(|(ap, role)| match role {
                Role::Sensing(matching) if budget.is_some() => {
                    let angles: Vec<(f64, bool)> = matching.electrical_angles().collect();
                    let amplitude = matching.power().sqrt();
                    let count = angles.len();
                    let steering = DMatrix::from_fn(2 * count, 2 * antennas, |row, column| {
                        let (phi, _) = angles[row % count];
                        let (sin, cos) = (phi * (column % antennas) as f64).sin_cos();
                        let entry = match (row < count, column < antennas) {
                            (true, true) | (false, false) => cos,
                            (true, false) => sin,
                            (false, true) => -sin,
                        };
                        amplitude * entry
                    });
                    let lobe = angles.iter().map(|&(_, inside)| inside).collect();
                    Some(Pattern { ap, steering, lobe })
                }
                _ => None,
            })
            .collect();
        let blocks = received
            .iter()
            .map(|b| {
                let block = |pattern: &Pattern| {
                    let row = |i: usize| stacked(i, pattern.ap, antennas, aps);
                    DMatrix::from_fn(2 * antennas, 2 * antennas, |i, j| b[(row(i), row(j))])
                };
                sensing.iter().map(block).collect()
            })
            .collect();
        Self {
            antennas,
            aps,
            users,
            sensing,
            delta: budget.map(|(delta, _)| delta),
            interior: budget.map_or(1.0, |(delta, s_min)| (delta - s_min) / delta),
            received,
            wanted,
            blocks,
        }
    }

    fn sensing_index(&self, ap: usize) -> Option<usize> {
        self.sensing.iter().position(|pattern| pattern.ap == ap)
    }

    /// Columns of an access point: users' beams, then as many streams as antennas where it senses.
    fn columns(&self, ap: usize) -> usize {
        self.users + self.sensing_index(ap).map_or(0, |_| self.antennas)
    }

    /// Where an access point's part of a point begins, and its length; its slack is the entry after the columns, and
    /// stays zero where full power is required.
    fn part(&self, ap: usize) -> (usize, usize) {
        let length = |ap: usize| self.columns(ap) * 2 * self.antennas + 1;
        ((0..ap).map(length).sum(), length(ap))
    }

    fn len(&self) -> usize {
        let (first, length) = self.part(self.aps - 1);
        first + length
    }

    /// Every access point's part scaled to norm one, with the norms.
    fn normalised(&self, y: &Point) -> (Point, Vec<f64>) {
        let mut x = y.clone();
        let norms = (0..self.aps)
            .map(|ap| {
                let (first, length) = self.part(ap);
                let norm = y.rows(first, length).norm().max(f64::MIN_POSITIVE);
                x.rows_mut(first, length).scale_mut(1.0 / norm);
                norm
            })
            .collect();
        (x, norms)
    }

    /// W (2 M N_T x K) and the columns of each sensing access point (2 N_T x (K + N_T)) of a normalised point.
    fn beams(&self, x: &Point) -> (DMatrix<f64>, Vec<DMatrix<f64>>) {
        let (n, height) = (self.antennas, 2 * self.antennas);
        let mut w = DMatrix::zeros(self.aps * height, self.users);
        for ap in 0..self.aps {
            let (first, _) = self.part(ap);
            for k in 0..self.users {
                for i in 0..height {
                    w[(stacked(i, ap, n, self.aps), k)] = x[first + k * height + i];
                }
            }
        }
        let own = self.sensing.iter().map(|pattern| {
            let (first, length) = self.part(pattern.ap);
            DMatrix::from_column_slice(
                height,
                (length - 1) / height,
                x.rows(first, length - 1).as_slice(),
            )
        });
        (w, own.collect())
    }

    /// Sum rate (nats), its gradient added to `gradient` after scaling.
    fn rate(&self, x: &Point, scale: f64, gradient: &mut Point) -> f64 {
        let (w, own) = self.beams(x);
        let (n, height) = (self.antennas, 2 * self.antennas);
        let mut value = 0.0;
        let mut slope = DMatrix::zeros(w.nrows(), w.ncols());
        let mut stream_slopes: Vec<DMatrix<f64>> =
            own.iter().map(|_| DMatrix::zeros(height, n)).collect();
        for k in 0..self.users {
            let seen = &self.received[k] * &w;
            let mut total = 1.0 + seen.dot(&w);
            let streams: Vec<DMatrix<f64>> = own
                .iter()
                .zip(&self.blocks[k])
                .map(|(own, block)| {
                    let v = own.columns(self.users, n);
                    let seen = block * v;
                    total += seen.dot(&v);
                    seen
                })
                .collect();
            let column = w.column(k);
            let amplitudes = [
                self.wanted[k][0].dot(&column),
                self.wanted[k][1].dot(&column),
            ];
            let rest = total - amplitudes[0].powi(2) - amplitudes[1].powi(2);
            value += total.ln() - rest.ln();
            let weight = 2.0 * (1.0 / total - 1.0 / rest);
            slope += seen * weight;
            for (slope, seen) in stream_slopes.iter_mut().zip(streams) {
                *slope += seen * weight;
            }
            for (row, amplitude) in self.wanted[k].iter().zip(amplitudes) {
                slope.column_mut(k).axpy(2.0 * amplitude / rest, row, 1.0);
            }
        }
        for ap in 0..self.aps {
            let (first, _) = self.part(ap);
            for k in 0..self.users {
                for i in 0..height {
                    gradient[first + k * height + i] +=
                        scale * slope[(stacked(i, ap, n, self.aps), k)];
                }
            }
        }
        for (pattern, slope) in self.sensing.iter().zip(&stream_slopes) {
            let first = self.part(pattern.ap).0 + self.users * height;
            for (to, slope) in gradient.rows_mut(first, slope.len()).iter_mut().zip(slope) {
                *to += scale * slope;
            }
        }
        value
    }

    /// The mean matching error and its gradient.
    fn error(&self, x: &Point) -> (f64, Point) {
        let (_, own) = self.beams(x);
        let mut gradient = Point::zeros(x.len());
        let mut value = 0.0;
        for (pattern, own) in self.sensing.iter().zip(&own) {
            let count = pattern.lobe.len();
            let amplitudes = &pattern.steering * own;
            let power: Vec<f64> = (0..count)
                .map(|i| {
                    amplitudes.row(i).norm_squared() + amplitudes.row(i + count).norm_squared()
                })
                .collect();
            let inside = || pattern.lobe.iter().filter(|inside| **inside).count();
            let lobe: f64 = (power.iter().zip(&pattern.lobe))
                .map(|(power, &inside)| if inside { *power } else { 0.0 })
                .sum();
            let eta = lobe / inside().max(1) as f64;
            let share = 1.0 / (count * self.sensing.len()) as f64;
            let residual: Vec<f64> = (power.iter().zip(&pattern.lobe))
                .map(|(power, &inside)| power - if inside { eta } else { 0.0 })
                .collect();
            value += share * residual.iter().map(|r| r * r).sum::<f64>();
            // The residuals inside the lobe add up to zero, so that eta's own slope drops out.
            let weighted = DMatrix::from_fn(2 * count, own.ncols(), |i, j| {
                4.0 * share * residual[i % count] * amplitudes[(i, j)]
            });
            let slope = pattern.steering.tr_mul(&weighted);
            let (first, _) = self.part(pattern.ap);
            gradient
                .rows_mut(first, slope.len())
                .copy_from_slice(slope.as_slice());
        }
        (value, gradient)
    }

    /// The relative excess of the error over the budget, with its gradient.
    fn excess(&self, x: &Point) -> (f64, Point) {
        let Some(delta) = self.delta else {
            return (f64::NEG_INFINITY, Point::zeros(x.len()));
        };
        let (error, gradient) = self.error(x);
        (error / delta - 1.0, gradient / delta)
    }

    /// A start: a random direction, half of the time towards the users' channels, with a random share of the power for
    /// each user, some of them left out, and for the sensing streams.
    pub fn start(&self, stream: &mut Stream) -> Found {
        let height = 2 * self.antennas;
        let some = stream.uniform() < 0.5;
        let towards = stream.uniform() < 0.5;
        let amplitude: Vec<f64> = (0..self.users)
            .map(|_| {
                let out = some && stream.uniform() < 0.5;
                if out {
                    LEFT_OUT
                } else {
                    (1.5 * stream.normal()).exp()
                }
            })
            .collect();
        let mut y = Point::zeros(self.len());
        for ap in 0..self.aps {
            let (first, length) = self.part(ap);
            for k in 0..self.users {
                for i in 0..height {
                    let h = self.wanted[k][0][stacked(i, ap, self.antennas, self.aps)];
                    let norm = self.wanted[k][0].norm().max(f64::MIN_POSITIVE);
                    let random = stream.normal() / (height as f64).sqrt();
                    y[first + k * height + i] = amplitude[k]
                        * if towards {
                            h / norm + 0.1 * random
                        } else {
                            random
                        };
                }
            }
            let used = y.rows(first, length).norm();
            if self.sensing_index(ap).is_some() {
                let share = used * (2.0 * stream.normal() - 1.0).exp();
                for i in self.users * height..length - 1 {
                    y[first + i] = share * stream.normal() / height as f64;
                }
            } else {
                y[first + length - 1] = SLACK * used;
            }
        }
        Found {
            rate: f64::NEG_INFINITY,
            violation: f64::INFINITY,
            point: y,
            multiplier: 0.0,
        }
    }

    /// Climbs from a point roughly.
    pub fn climb(&self, start: &Found) -> Found {
        self.maximise(start, ROUGH)
    }

    /// Climbs from a point until it moves no more. The point may be one of another budget.
    pub fn polish(&self, start: &Found) -> Found {
        let mut start = start.clone();
        // What has used up its power may have to learn to use less.
        for ap in (0..self.aps).filter(|&ap| self.sensing_index(ap).is_none()) {
            let (first, length) = self.part(ap);
            let slack = &mut start.point[first + length - 1];
            *slack = slack.abs().max(0.05);
        }
        self.maximise(&start, FINE)
    }

    fn maximise(&self, start: &Found, effort: Effort) -> Found {
        let (mut y, _) = self.normalised(&start.point);
        let mut nothing = Point::zeros(y.len());
        let unit = self.rate(&y, 0.0, &mut nothing).max(LEAST_UNIT);
        let mut multiplier = start.multiplier / unit;
        let mut penalty = FIRST_PENALTY / self.interior;
        let mut last = f64::INFINITY;
        for _ in 0..effort.updates {
            let function = |y: &Point| self.lagrangian(y, unit, multiplier, penalty);
            let step = lbfgs(&function, &mut y, effort.steps, effort.gradient);
            let (x, _) = self.normalised(&y);
            y = x;
            if self.delta.is_none() {
                break;
            }
            let (excess, _) = self.excess(&y);
            multiplier = (multiplier + penalty * excess).max(0.0);
            let off = excess.max(-multiplier / penalty).abs();
            if off < 0.1 * VIOLATION && step <= effort.gradient {
                break;
            }
            if off > 0.25 * last {
                penalty *= 4.0;
            }
            last = off;
        }
        let rate = self.rate(&y, 0.0, &mut nothing);
        let violation = self.excess(&y).0.max(0.0);
        Found {
            rate: (rate - multiplier * unit * violation) / LN_2,
            violation,
            multiplier: multiplier * unit,
            point: y,
        }
    }

    /// `-R / unit` with the budget's augmented Lagrangian, and its gradient by the point before normalisation.
    fn lagrangian(&self, y: &Point, unit: f64, multiplier: f64, penalty: f64) -> (f64, Point) {
        let (x, norms) = self.normalised(y);
        let mut gradient = Point::zeros(x.len());
        let mut value = -self.rate(&x, -1.0 / unit, &mut gradient) / unit;
        if self.delta.is_some() {
            let (excess, slope) = self.excess(&x);
            let force = (multiplier + penalty * excess).max(0.0);
            value += (force * force - multiplier * multiplier) / (2.0 * penalty);
            gradient.axpy(force, &slope, 1.0);
        }
        for (ap, norm) in norms.into_iter().enumerate() {
            let (first, length) = self.part(ap);
            let x = x.rows(first, length);
            let mut part = gradient.rows_mut(first, length);
            let along = part.dot(&x);
            part.axpy(-along / norm, &x, 1.0 / norm);
        }
        (value, gradient)
    }

    /// A point of P2 or another budget as a start for this one: the powers that it leaves unused go to the sensing
    /// streams.
    pub fn adopt(&self, other: &Self, found: &Found) -> Found {
        let height = 2 * self.antennas;
        let mut y = Point::zeros(self.len());
        for ap in 0..self.aps {
            let ((to, length), (from, theirs)) = (self.part(ap), other.part(ap));
            let common = length.min(theirs) - 1;
            y.rows_mut(to, common)
                .copy_from(&found.point.rows(from, common));
            if self.sensing_index(ap).is_none() {
                y[to + length - 1] = found.point[from + theirs - 1];
            } else if other.sensing_index(ap).is_none() {
                let left = found.point[from + theirs - 1].abs().max(0.1);
                for i in 0..height * self.antennas {
                    // One antenna per stream radiates evenly.
                    let on = i % height == i / height;
                    y[to + self.users * height + i] = if on { left } else { 0.0 };
                }
            }
        }
        Found {
            point: y,
            ..found.clone()
        }
    }
}

/// Amplitude of a user that a start leaves out, so that it may come back.
const LEFT_OUT: f64 = 1e-2;
/// Slack of a start over the power that it uses.
const SLACK: f64 = 0.5;
/// Penalty over the relative interior, in units of the rate where a climb begins.
const FIRST_PENALTY: f64 = 10.0;
/// The least unit of rates, nats.
const LEAST_UNIT: f64 = 1e-9;

/// Where the i-th of an access point's 2 N_T reals stands among the 2 M N_T of a stacked beam.
fn stacked(i: usize, ap: usize, antennas: usize, aps: usize) -> usize {
    let (part, antenna) = (i / antennas, i % antennas);
    part * aps * antennas + ap * antennas + antenna
}

/// Minimises from `y` by L-BFGS with a weak Wolfe line search; returns the norm of the last gradient.
fn lbfgs(
    function: &impl Fn(&Point) -> (f64, Point),
    y: &mut Point,
    steps: usize,
    goal: f64,
) -> f64 {
    const DECREASE: f64 = 1e-4;
    const CURVATURE: f64 = 0.9;
    let (mut value, mut gradient) = function(y);
    let mut memory: VecDeque<(Point, Point, f64)> = VecDeque::new();
    for _ in 0..steps {
        if gradient.norm() <= goal {
            break;
        }
        let mut direction = -two_loop(&memory, &gradient);
        if !(direction.dot(&gradient) < 0.0) {
            memory.clear();
            direction = -gradient.clone();
        }
        let along = direction.dot(&gradient);
        let mut length = if memory.is_empty() {
            0.1 / direction.norm()
        } else {
            1.0
        };
        let (mut shortest, mut longest) = (0.0, f64::INFINITY);
        let mut next = None;
        for _ in 0..40 {
            let trial = &*y + &direction * length;
            let (trial_value, trial_gradient) = function(&trial);
            if !(trial_value <= value + DECREASE * length * along) {
                longest = length;
            } else {
                let slope = trial_gradient.dot(&direction);
                next = Some((trial, trial_value, trial_gradient));
                if slope >= CURVATURE * along {
                    break;
                }
                shortest = length;
            }
            length = if longest.is_finite() {
                0.5 * (shortest + longest)
            } else {
                2.0 * shortest
            };
        }
        let Some((trial, trial_value, trial_gradient)) = next else {
            if memory.is_empty() {
                break;
            }
            memory.clear();
            continue;
        };
        let (s, g) = (&trial - &*y, &trial_gradient - &gradient);
        let curvature = s.dot(&g);
        if curvature > 1e-14 * s.norm() * g.norm() {
            if memory.len() == MEMORY {
                memory.pop_front();
            }
            memory.push_back((s, g, 1.0 / curvature));
        }
        *y = trial;
        value = trial_value;
        gradient = trial_gradient;
    }
    gradient.norm()
}

/// The inverse Hessian of the memory times the gradient.
fn two_loop(memory: &VecDeque<(Point, Point, f64)>, gradient: &Point) -> Point {
    let mut q = gradient.clone();
    let shares: Vec<f64> = memory
        .iter()
        .rev()
        .map(|(s, g, inverse)| {
            let share = inverse * s.dot(&q);
            q.axpy(-share, g, 1.0);
            share
        })
        .collect();
    if let Some((_, g, inverse)) = memory.back() {
        q *= 1.0 / (inverse * g.norm_squared());
    }
    for ((s, g, inverse), share) in memory.iter().zip(shares.into_iter().rev()) {
        let back = inverse * g.dot(&q);
        q.axpy(share - back, s, 1.0);
    }
    q
}
