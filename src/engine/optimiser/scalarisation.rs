//! One smooth function F of the users' rates, to be maximised: the utility, or the augmented Lagrangian of it.
//!
//! **The least rate.** The largest t with `y_k = ln (r_k / s_k) >= t` has multipliers `l_k >= 0` whose sum is one. By the
//! exponential method of multipliers (Kort, Bertsekas 1972) with a penalty p,
//!
//! `Phi = -(1/p) ln sum_k l_k exp(-p y_k)`, and `F = exp Phi = (sum_k l_k (r_k / s_k)^-p)^(-1/p)`,
//!
//! a weighted power mean of the rates. The next multipliers, `l_k exp(-p y_k)` over their sum, are the slopes of Phi, on the simplex
//! by themselves. F has no kinks, and rates resist changes in proportion to their multipliers, which differ by powers of ten.
//! The multipliers of the rates are `l_k / s_k`, once the rates that count are equal. With `l_k = 1 / K` and a penalty of zero
//! this is proportional fairness, and with more the search begins near it: every user is served, where a sum of rates with
//! the same weights would drop most.
//!
//! **Floors** are a least share, too: the power mean M of `y_k = ln (r_k / f_k)`, with multipliers on the simplex of its own, is to be at
//! least zero, by the augmented Lagrangian of one constraint, `- ([u - c M]_+^2 - u^2) / (2 c)`. The next u is `[u - c M]_+`, and the
//! multipliers of the rates are `u l_k / f_k`.
//!
//! The curvature of F in the rates is a diagonal and two matrices of rank one at most.

use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::utility::{Criterion, Utility};
use nalgebra::DMatrix;
use std::f64::consts::LN_2;

/// The first penalty over a typical multiplier: where nothing is known of the multipliers, and where they are known about.
const SOFT: f64 = 10.0;
const WARM: f64 = 20.0;
/// The same at most: beyond, the curvature hides everything else.
const STIFFEST: f64 = 1e5;
/// Known multipliers of floors above this, over the utility, are typical by themselves: those of floors that leave little room.
const SEVERE: f64 = 3.0;
/// Typical rates are not less than this, in units of the objective.
const LEAST_RATE: f64 = 1e-3;
/// Multipliers at least, of users that count, where a search begins with known ones, and later: a multiplier of zero would stay zero.
const AWAKE: f64 = 1e-4;
const ASLEEP: f64 = 1e-9;

/// F with its multipliers and penalties.
#[derive(Debug, Clone)]
pub(crate) struct Scalarisation {
    utility: Utility,
    /// In units of the rate.
    floors: Vec<f64>,
    /// `l_k`.
    least: Vec<f64>,
    /// `l_k` of the floors, and u.
    floored: Vec<f64>,
    pressure: f64,
    /// Whether multipliers are known about.
    known: bool,
    /// A u that is typical: an average user's part of the utility.
    typical: f64,
    /// p, and c over a typical u.
    penalty: f64,
}

/// F at some rates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slopes {
    /// F.
    pub value: f64,
    /// dF / dr_k.
    pub weights: Vec<f64>,
    /// The curvature: `diagonal + sum_i scale_i rank_i rank_i^T`.
    diagonal: Vec<f64>,
    rank: [Vec<f64>; 2],
    scale: [f64; 2],
    least: Mean,
    floored: Mean,
    /// The next u.
    pressure: f64,
    /// How far floors and their complementarity are violated, relative.
    missed: f64,
}

/// A power mean of some `y_k` of which the lowest counts.
#[derive(Debug, Clone, Default)]
struct Mean {
    /// `y_k`.
    logarithms: Vec<f64>,
    /// The least.
    lowest: f64,
    /// The next `l_k`.
    next: Vec<f64>,
}

impl Mean {
    fn new(users: usize) -> Self {
        Self {
            logarithms: vec![0.0; users],
            lowest: 0.0,
            next: vec![0.0; users],
        }
    }

    /// `-(1/p) ln sum_k l_k exp(-p y_k)`, over the users whose share is not zero.
    fn of(
        &mut self,
        l: &[f64],
        penalty: f64,
        rate: impl Fn(usize) -> f64,
        shares: impl Fn(usize) -> f64,
    ) -> f64 {
        let counted = || (0..l.len()).filter(|&k| shares(k) > 0.0);
        counted().for_each(|k| self.logarithms[k] = (rate(k) / shares(k)).ln());
        let each = counted().map(|k| self.logarithms[k]);
        self.lowest = each.fold(f64::INFINITY, f64::min);
        self.next.fill(0.0);
        for k in counted() {
            let above = self.logarithms[k] - self.lowest;
            self.next[k] = l[k].max(ASLEEP) * (-penalty * above).exp();
        }
        let sum: f64 = self.next.iter().sum();
        self.next.iter_mut().for_each(|next| *next /= sum);
        self.lowest - sum.ln() / penalty
    }

    /// The mean of a function of the `y_k` by the next `l_k`.
    fn mean(&self, f: impl Fn(f64) -> f64) -> f64 {
        let pairs = self.next.iter().zip(&self.logarithms);
        let counted = pairs.filter(|(next, _)| **next > 0.0);
        counted.map(|(next, y)| next * f(*y)).sum()
    }
}

/// Equal multipliers of the users that count.
fn even(counts: impl Iterator<Item = bool> + Clone) -> Vec<f64> {
    let counted = counts.clone().filter(|counts| *counts).count().max(1) as f64;
    let each = counts.map(|counts| if counts { 1.0 / counted } else { 0.0 });
    each.collect()
}

impl Slopes {
    /// For `users` users.
    pub(crate) fn new(users: usize) -> Self {
        let zeros = vec![0.0; users];
        Self {
            value: 0.0,
            weights: vec![1.0; users],
            diagonal: zeros.clone(),
            rank: [zeros.clone(), zeros],
            scale: [0.0; 2],
            least: Mean::new(users),
            floored: Mean::new(users),
            pressure: 0.0,
            missed: 0.0,
        }
    }

    /// `out = curvature times dr`.
    pub(crate) fn curve(&self, dr: &[f64], out: &mut [f64]) {
        let along = |i: usize| -> f64 {
            let sum: f64 = self.rank[i].iter().zip(dr).map(|(a, b)| a * b).sum();
            self.scale[i] * sum
        };
        let (first, second) = (along(0), along(1));
        for (k, out) in out.iter_mut().enumerate() {
            let ranks = first * self.rank[0][k] + second * self.rank[1][k];
            *out = self.diagonal[k] * dr[k] + ranks;
        }
    }
}

impl Slopes {
    /// Minus the curvature by rates in nats, K x K.
    pub(crate) fn stiffness(&self, unit: f64) -> DMatrix<f64> {
        let users = self.weights.len();
        let scale = 1.0 / (unit * unit);
        DMatrix::from_fn(users, users, |k, l| {
            let own = if k == l { self.diagonal[k] } else { 0.0 };
            let rank = |i: usize| self.scale[i] * self.rank[i][k] * self.rank[i][l];
            -scale * (own + rank(0) + rank(1))
        })
    }
}

impl Scalarisation {
    /// Of a criterion, for `users` users whose rates count in `unit` nats.
    pub(crate) fn new(criterion: &Criterion, users: usize, unit: f64) -> Self {
        let floors = criterion.floors.iter().map(|floor| floor * LN_2 / unit);
        let mut scalarisation = Self {
            utility: criterion.utility.clone(),
            floors: floors.collect(),
            least: vec![0.0; users],
            floored: vec![0.0; users],
            pressure: 0.0,
            known: false,
            typical: 1.0,
            penalty: SOFT,
        };
        scalarisation.forget();
        scalarisation
    }

    /// Whether F is linear in the rates.
    pub(crate) fn is_linear(&self) -> bool {
        matches!(self.utility, Utility::SumRate | Utility::Weighted(_)) && !self.has_multipliers()
    }

    /// Whether there are multipliers to find.
    pub(crate) fn has_multipliers(&self) -> bool {
        self.utility.is_least() || !self.floors.is_empty()
    }

    /// Takes the multipliers as if nothing was known of them.
    pub(crate) fn forget(&mut self) {
        let shares = 0..self.least.len();
        self.least = even(shares.map(|k| self.utility.share(k) > 0.0));
        self.floored = even(self.floors.iter().map(|floor| *floor > 0.0));
        self.pressure = 0.0;
        self.known = false;
    }

    /// Takes up multipliers that were found before.
    pub(crate) fn take(&mut self, found: &Multipliers) {
        self.forget();
        for (k, least) in found.least.iter().enumerate() {
            let share = self.utility.share(k);
            if share > 0.0 {
                self.least[k] = (least * share).max(AWAKE);
            }
        }
        let pairs = found.floors.iter().zip(&self.floors);
        let floored: Vec<f64> = pairs.map(|(m, floor)| m * floor).collect();
        self.pressure = floored.iter().sum();
        if self.pressure > 0.0 {
            for (k, floored) in floored.iter().enumerate() {
                if self.floors[k] > 0.0 {
                    self.floored[k] = (floored / self.pressure).max(AWAKE);
                }
            }
        }
        self.known = true;
    }

    /// The multipliers.
    pub(crate) fn multipliers(&self) -> Multipliers {
        let least = if self.utility.is_least() {
            let sum: f64 = self.least.iter().sum();
            let scaled = self.least.iter().enumerate().map(|(k, l)| {
                let share = self.utility.share(k);
                if share > 0.0 { l / (sum * share) } else { 0.0 }
            });
            scaled.collect()
        } else {
            Vec::new()
        };
        let floors = self.floors.iter().zip(&self.floored);
        let sum = self.floored.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let floors = floors.map(|(floor, l)| match *floor > 0.0 {
            true => self.pressure * l / (sum * floor),
            false => 0.0,
        });
        let floors = floors.collect();
        Multipliers { least, floors }
    }

    /// Chooses the first penalty for rates about as large as these, nats.
    pub(crate) fn soften(&mut self, rates: &[f64], unit: f64) {
        let users = rates.len().max(1) as f64;
        let weight = self.utility.mean_weight(rates.len());
        let mean = rates.iter().sum::<f64>() / unit / users;
        self.typical = weight * mean.max(LEAST_RATE);
        if self.pressure > SEVERE * users * self.typical {
            self.typical = self.pressure;
        }
        self.penalty = if self.known { WARM } else { SOFT };
    }

    /// Makes the penalty larger by a factor, as far as that helps.
    pub(crate) fn stiffen(&mut self, factor: f64) {
        self.penalty = (self.penalty * factor).min(STIFFEST);
    }

    /// The utility of rates, nats, in units.
    pub(crate) fn utility(&self, rates: &[f64], unit: f64) -> f64 {
        self.utility.value(rates) / unit
    }

    /// F at rates, nats.
    pub(crate) fn at(&self, rates: &[f64], unit: f64, out: &mut Slopes) {
        let users = rates.len();
        out.scale = [0.0; 2];
        out.diagonal.fill(0.0);
        match &self.utility {
            Utility::SumRate => out.weights.fill(1.0),
            Utility::Weighted(weights) => out.weights.copy_from_slice(weights),
            Utility::ProportionalFair => {
                let value = self.utility(rates, unit);
                for k in 0..users {
                    let rate = rates[k] / unit;
                    let weight = value / (users as f64 * rate);
                    out.weights[k] = weight;
                    out.rank[0][k] = weight;
                    out.diagonal[k] = -weight / rate;
                }
                out.scale[0] = 1.0 / value;
            }
            Utility::MinRate | Utility::MinShare(_) => self.least_at(rates, unit, out),
        }
        if !self.utility.is_least() {
            out.value = self.utility(rates, unit);
        }
        if !self.floors.is_empty() {
            self.floors_at(rates, unit, out);
        }
    }

    /// The same of the least rate alone.
    fn least_at(&self, rates: &[f64], unit: f64, out: &mut Slopes) {
        let penalty = self.penalty;
        let rate = |k: usize| rates[k] / unit;
        let share = |k: usize| self.utility.share(k);
        let mean = out.least.of(&self.least, penalty, rate, share);
        out.value = mean.exp();
        for k in 0..rates.len() {
            let slope = over(out.least.next[k], rates[k] / unit);
            out.rank[0][k] = slope;
            out.weights[k] = out.value * slope;
            out.diagonal[k] = -out.value * (1.0 + penalty) * over(slope, rates[k] / unit);
        }
        out.scale[0] = out.value * (1.0 + penalty);
    }

    /// Adds what floors change.
    fn floors_at(&self, rates: &[f64], unit: f64, out: &mut Slopes) {
        let (penalty, stiff) = (self.penalty, self.penalty * self.typical);
        let utility = out.value;
        let rate = |k: usize| rates[k] / unit;
        let floor = |k: usize| self.floors[k];
        let mean = out.floored.of(&self.floored, penalty, rate, floor);
        let pressure = (self.pressure - stiff * mean).max(0.0);
        out.pressure = pressure;
        out.value -= (pressure * pressure - self.pressure * self.pressure) / (2.0 * stiff);
        for k in 0..rates.len() {
            let slope = over(out.floored.next[k], rates[k] / unit);
            out.rank[1][k] = slope;
            out.weights[k] += pressure * slope;
            out.diagonal[k] -= pressure * (1.0 + penalty) * over(slope, rates[k] / unit);
        }
        if pressure > 0.0 {
            out.scale[1] = pressure * penalty - stiff;
        }
        let slack = pressure * out.floored.mean(f64::abs) / utility.max(f64::MIN_POSITIVE);
        out.missed = slack.max(-out.floored.lowest).max(0.0);
    }

    /// Takes the next multipliers from `at`. By how much constraints are violated, relative: by how much the rates are above the
    /// least one, in the mean by their multipliers; by how much floors and their complementarity are.
    pub(crate) fn update(&mut self, at: &Slopes) -> f64 {
        let mut violation = 0.0f64;
        if self.utility.is_least() {
            violation = at.least.mean(|y| y - at.least.lowest);
            self.least.copy_from_slice(&at.least.next);
        }
        if !self.floors.is_empty() {
            violation = violation.max(at.missed);
            self.floored.copy_from_slice(&at.floored.next);
            self.pressure = at.pressure;
        }
        self.known = true;
        violation
    }
}

/// A multiplier over a rate; zero of users that do not count, who may have no rate.
fn over(multiplier: f64, rate: f64) -> f64 {
    if multiplier > 0.0 {
        multiplier / rate
    } else {
        0.0
    }
}
