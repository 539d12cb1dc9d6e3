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
use std::f64::consts::{FRAC_PI_2, LN_2};

use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::random::Stream;
use nalgebra::{DMatrix, DMatrixView, DVector};
use num_complex::Complex64;

/// Pairs of steps and changes of the gradient that L-BFGS remembers.
const MEMORY: usize = 40;
/// By how much the budget may be exceeded, relative.
const VIOLATION: f64 = 1e-6;

/// P2 or P3 on one network.
pub(crate) struct Problem {
    antennas: usize,
    aps: usize,
    users: usize,
    /// Access points at full power, with the beampatterns that count.
    sensing: Vec<Pattern>,
    /// The budget; none for P2.
    delta: Option<f64>,
    /// `(delta - S_min) / delta`: the scale on which the budget matters.
    interior: f64,
    /// The rows `Re h_k^H x` and `Im h_k^H x` of all users, 2 K x 2 M N_T.
    channels: DMatrix<f64>,
    /// Per user: Theta_k.
    covariances: Vec<Covariance>,
}

/// A dense covariance as a diagonal and the square of a factor: `diag(d) + F F^T` in real form, exact to rounding. Where
/// reflections hardly matter F has no columns, and is cheap.
struct Covariance {
    /// 2 M N_T.
    diagonal: DVector<f64>,
    /// 2 M N_T x twice the rank.
    factor: DMatrix<f64>,
    /// The rows of each sensing access point.
    own: Vec<(DVector<f64>, DMatrix<f64>)>,
}

/// The beampattern of one access point.
struct Pattern {
    ap: usize,
    /// The pattern of every direction as a linear form in the real second moments `X X^T`: directions x (2 N_T)^2.
    forms: DMatrix<f64>,
    lobe: Vec<bool>,
}

/// A variable: a vector per access point, its power at most one; `w` and `v` are made of it.
type Point = DVector<f64>;

/// What a point is worth.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Bit/s/Hz, less what the budget's violation may have gained.
    pub rate: f64,
    /// Relative violation of the budget.
    pub violation: f64,
    point: Point,
    multiplier: f64,
}

impl Found {
    pub(crate) fn feasible(&self) -> bool {
        self.violation <= VIOLATION && self.rate.is_finite()
    }
}

/// How hard to try.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// Updates of the multiplier.
    updates: usize,
    /// Steps of L-BFGS per update.
    steps: usize,
    /// Ten steps that gain less than this, relative, are the last ones.
    gain: f64,
}

const ROUGH: Effort = Effort {
    updates: 4,
    steps: 100,
    gain: 1e-4,
};
const FINE: Effort = Effort {
    updates: 12,
    steps: 600,
    gain: 1e-10,
};

impl Covariance {
    fn new(downlink: &Downlink, k: usize, sensing: &[usize]) -> Self {
        let s = &downlink.estimate;
        let (aps, antennas) = (s.n_aps, s.n_antennas);
        let n = aps * antennas;
        let scalar = |i: usize| s.theta((i % n) / antennas, k);
        let diagonal = DVector::from_fn(2 * n, |i, _| scalar(i));
        let mut rest = s.theta_stacked(k);
        let scale = 1.0 + rest.trace().re;
        (0..n).for_each(|i| rest[(i, i)] -= Complex64::from(scalar(i)));
        let eigen = rest.symmetric_eigen();
        let kept: Vec<usize> = (0..n)
            .filter(|&i| eigen.eigenvalues[i] > ROUNDING * scale)
            .collect();
        let factor = DMatrix::from_fn(2 * n, 2 * kept.len(), |i, j| {
            let (at, turned) = (kept[j / 2], j % 2 == 1);
            let f = eigen.eigenvectors[(i % n, at)] * eigen.eigenvalues[at].sqrt();
            match (i < n, turned) {
                (true, false) | (false, true) => f.re,
                (true, true) => -f.im,
                (false, false) => f.im,
            }
        });
        let own = sensing.iter().map(|&ap| {
            let row = |i: usize| stacked(i, ap, antennas, aps);
            (
                DVector::from_fn(2 * antennas, |i, _| diagonal[row(i)]),
                DMatrix::from_fn(2 * antennas, factor.ncols(), |i, j| factor[(row(i), j)]),
            )
        });
        Self {
            own: own.collect(),
            diagonal,
            factor,
        }
    }

    fn times(&self, x: &DMatrix<f64>) -> DMatrix<f64> {
        product(&self.diagonal, &self.factor, x.columns(0, x.ncols()))
    }

    /// The same for beams of one sensing access point alone.
    fn own_times(&self, at: usize, x: &DMatrixView<'_, f64>) -> DMatrix<f64> {
        let (diagonal, factor) = &self.own[at];
        product(diagonal, factor, *x)
    }
}

fn product(
    diagonal: &DVector<f64>,
    factor: &DMatrix<f64>,
    x: DMatrixView<'_, f64>,
) -> DMatrix<f64> {
    let mut out = x.into_owned();
    for mut column in out.column_iter_mut() {
        column.component_mul_assign(diagonal);
    }
    if factor.ncols() > 0 {
        out += factor * factor.tr_mul(&x);
    }
    out
}

/// Eigenvalues of a covariance below this are rounding, relative to noise and covariance.
const ROUNDING: f64 = 1e-14;

impl Problem {
    /// P3 at a budget, or P2.
    pub(crate) fn new(downlink: &Downlink, budget: Option<(f64, f64)>) -> Self {
        let s = &downlink.estimate;
        let (aps, antennas, users) = (s.n_aps, s.n_antennas, s.n_users);
        let n = aps * antennas;
        let channels = DMatrix::from_fn(2 * users, 2 * n, |row, i| {
            let (k, i, imaginary) = (row / 2, i % n, i >= n);
            let h = s.h_hat(i / antennas, k)[i % antennas];
            match (row % 2 == 0, imaginary) {
                (true, false) | (false, true) => h.re,
                (true, true) => h.im,
                (false, false) => -h.im,
            }
        });
        let sensing: Vec<Pattern> = (downlink.roles.iter().enumerate())
            .filter_map(|(ap, role)| match role {
                Role::Sensing(matching) if budget.is_some() => {
                    let angles: Vec<(f64, bool)> = matching.electrical_angles().collect();
                    let amplitude = matching.power().sqrt();
                    let count = angles.len();
                    // a a^T + b b^T of the rows a and b that give Re and Im of a(theta)^H x.
                    let forms = DMatrix::from_fn(count, 4 * antennas * antennas, |at, entry| {
                        let (i, j) = (entry % (2 * antennas), entry / (2 * antennas));
                        let phase = |i: usize| {
                            let turns = angles[at].0 * (i % antennas) as f64;
                            turns - if i < antennas { 0.0 } else { FRAC_PI_2 }
                        };
                        amplitude * amplitude * (phase(i) - phase(j)).cos()
                    });
                    let lobe = angles.iter().map(|&(_, inside)| inside).collect();
                    Some(Pattern { ap, forms, lobe })
                }
                _ => None,
            })
            .collect();
        let covariances = (0..users)
            .map(|k| {
                let own: Vec<usize> = sensing.iter().map(|pattern| pattern.ap).collect();
                Covariance::new(downlink, k, &own)
            })
            .collect();
        Self {
            antennas,
            aps,
            users,
            sensing,
            delta: budget.map(|(delta, _)| delta),
            interior: budget.map_or(1.0, |(delta, s_min)| (delta - s_min) / delta),
            channels,
            covariances,
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
        let streams: Vec<_> = own.iter().map(|own| own.columns(self.users, n)).collect();
        let amplitudes = &self.channels * &w;
        let stream_channels: Vec<DMatrix<f64>> = (self.sensing.iter())
            .map(|pattern| {
                DMatrix::from_fn(2 * self.users, height, |row, i| {
                    self.channels[(row, stacked(i, pattern.ap, n, self.aps))]
                })
            })
            .collect();
        let stream_amplitudes: Vec<DMatrix<f64>> = (stream_channels.iter().zip(&streams))
            .map(|(channels, v)| channels * v)
            .collect();
        // The received amplitudes by their weights in the gradient, user by user.
        let mut weighted = DMatrix::zeros(amplitudes.nrows(), amplitudes.ncols());
        let mut stream_weighted: Vec<DMatrix<f64>> = stream_amplitudes.clone();
        let mut slope = DMatrix::zeros(w.nrows(), w.ncols());
        let mut stream_slopes: Vec<DMatrix<f64>> =
            own.iter().map(|_| DMatrix::zeros(height, n)).collect();
        for k in 0..self.users {
            let covariance = &self.covariances[k];
            let error = covariance.times(&w);
            let mut rest = 1.0 + error.dot(&w);
            let mut wanted = 0.0;
            for row in [2 * k, 2 * k + 1] {
                for j in 0..self.users {
                    let power = amplitudes[(row, j)].powi(2);
                    if j == k {
                        wanted += power;
                    } else {
                        rest += power;
                    }
                }
                rest += (stream_amplitudes.iter())
                    .map(|amplitudes| amplitudes.row(row).norm_squared())
                    .sum::<f64>();
            }
            let stream_errors: Vec<DMatrix<f64>> = (streams.iter().enumerate())
                .map(|(at, v)| {
                    let error = covariance.own_times(at, v);
                    rest += error.dot(v);
                    error
                })
                .collect();
            let total = rest + wanted;
            value += (wanted / rest).ln_1p();
            let weight = -2.0 * wanted / (total * rest);
            slope += error * weight;
            for (slope, error) in stream_slopes.iter_mut().zip(stream_errors) {
                *slope += error * weight;
            }
            for row in [2 * k, 2 * k + 1] {
                for j in 0..self.users {
                    let weight = if j == k { 2.0 / total } else { weight };
                    weighted[(row, j)] = weight * amplitudes[(row, j)];
                }
                for amplitudes in &mut stream_weighted {
                    amplitudes.row_mut(row).scale_mut(weight);
                }
            }
        }
        slope += self.channels.tr_mul(&weighted);
        for ((slope, channels), weighted) in
            (stream_slopes.iter_mut().zip(&stream_channels)).zip(&stream_weighted)
        {
            *slope += channels.tr_mul(weighted);
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
            let moments = own * own.transpose();
            let power = &pattern.forms * DVector::from_column_slice(moments.as_slice());
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
            let weighted = pattern.forms.tr_mul(&DVector::from_vec(residual));
            let size = 2 * self.antennas;
            let form = DMatrix::from_column_slice(size, size, weighted.as_slice());
            let slope = form * own * (4.0 * share);
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
    pub(crate) fn start(&self, stream: &mut Stream) -> Found {
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
                    let h = self.channels[(2 * k, stacked(i, ap, self.antennas, self.aps))];
                    let norm = self.channels.row(2 * k).norm().max(f64::MIN_POSITIVE);
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
    pub(crate) fn climb(&self, start: &Found) -> Found {
        self.maximise(start, ROUGH)
    }

    /// Climbs from a point until it moves no more. The point may be one of another budget.
    pub(crate) fn polish(&self, start: &Found) -> Found {
        let mut start = start.clone();
        // What has used up its power may need to use less.
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
            lbfgs(&function, &mut y, effort.steps, effort.gain);
            let (x, _) = self.normalised(&y);
            y = x;
            if self.delta.is_none() {
                break;
            }
            let (excess, _) = self.excess(&y);
            multiplier = (multiplier + penalty * excess).max(0.0);
            let off = excess.max(-multiplier / penalty).abs();
            if off < 0.1 * VIOLATION {
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
    pub(crate) fn adopt(&self, other: &Self, found: &Found) -> Found {
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

/// Where the i-th of an access point's 2 N_T reals is among the 2 M N_T of a stacked beam.
fn stacked(i: usize, ap: usize, antennas: usize, aps: usize) -> usize {
    let (part, antenna) = (i / antennas, i % antennas);
    part * aps * antennas + ap * antennas + antenna
}

/// Minimises from `y` by L-BFGS with a weak Wolfe line search, until ten steps gain less than `gain`, relative.
fn lbfgs(function: &impl Fn(&Point) -> (f64, Point), y: &mut Point, steps: usize, gain: f64) {
    const DECREASE: f64 = 1e-4;
    const CURVATURE: f64 = 0.9;
    let (mut value, mut gradient) = function(y);
    let mut memory: VecDeque<(Point, Point, f64)> = VecDeque::new();
    let mut before = f64::INFINITY;
    for step in 0..steps {
        if step % 10 == 0 {
            if before - value <= gain * value.abs() {
                break;
            }
            before = value;
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
