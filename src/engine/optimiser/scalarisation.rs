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
//! **Floors** `ln r_k >= ln f_k` are the same without t: `- sum_k ([u_k + p (ln f_k - ln r_k)]_+^2 - u_k^2) / (2 p)`; the
//! multipliers of the rates are `u_k / f_k`.
//!
//! The curvature of F in the rates is a diagonal and a matrix of rank one at most.

use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::utility::{Criterion, Utility};
use nalgebra::DMatrix;
use std::f64::consts::LN_2;

/// The first penalty over a typical multiplier: where nothing is known of the multipliers, and where they are known about.
const SOFT: f64 = 10.0;
const WARM: f64 = 20.0;
/// The same at most: beyond, the curvature hides everything else.
const STIFFEST: f64 = 1e5;
/// Typical rates are not less than this, in units of the objective.
const LEAST_RATE: f64 = 1e-3;
/// Multipliers of the least rate at least, of users that count, where a search begins with known ones, and later: a multiplier of
/// zero would stay zero. What the latter adds to complementarity is far below any tolerance.
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
    /// `u_k`.
    floored: Vec<f64>,
    /// Whether multipliers are known about.
    known: bool,
    /// A multiplier of floors that is typical: an average user's part of the utility.
    typical: f64,
    /// Penalties over typical multipliers.
    penalty: f64,
}

/// F at some rates.
#[derive(Debug, Clone, Default)]
pub(crate) struct Slopes {
    /// F.
    pub value: f64,
    /// dF / dr_k.
    pub weights: Vec<f64>,
    /// The curvature: `diagonal + scale rank rank^T`.
    diagonal: Vec<f64>,
    rank: Vec<f64>,
    scale: f64,
    /// `y_k`.
    logarithms: Vec<f64>,
    /// The next `l_k`.
    least: Vec<f64>,
    /// `[u_k + p (f_k - r_k)]_+`.
    floored: Vec<f64>,
}

impl Slopes {
    /// For `users` users.
    pub(crate) fn new(users: usize) -> Self {
        let zeros = vec![0.0; users];
        Self {
            value: 0.0,
            weights: vec![1.0; users],
            diagonal: zeros.clone(),
            rank: zeros.clone(),
            scale: 0.0,
            logarithms: zeros.clone(),
            least: zeros.clone(),
            floored: zeros,
        }
    }

    /// `out = curvature times dr`.
    pub(crate) fn curve(&self, dr: &[f64], out: &mut [f64]) {
        let along: f64 = self.rank.iter().zip(dr).map(|(a, b)| a * b).sum();
        let along = self.scale * along;
        for (k, out) in out.iter_mut().enumerate() {
            *out = self.diagonal[k] * dr[k] + along * self.rank[k];
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
            -scale * (own + self.scale * self.rank[k] * self.rank[l])
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
        let counts = |k: &usize| self.utility.share(*k) > 0.0;
        let counted = (0..self.least.len()).filter(counts).count().max(1) as f64;
        for (k, least) in self.least.iter_mut().enumerate() {
            let counts = self.utility.share(k) > 0.0;
            *least = if counts { 1.0 / counted } else { 0.0 };
        }
        self.floored.fill(0.0);
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
        for (k, multiplier) in found.floors.iter().enumerate() {
            self.floored[k] = multiplier * self.floors[k];
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
        let floors = floors.map(|(floor, u)| if *floor > 0.0 { u / floor } else { 0.0 });
        let floors = floors.collect();
        Multipliers { least, floors }
    }

    /// Chooses the first penalty for rates about as large as these, nats.
    pub(crate) fn soften(&mut self, rates: &[f64], unit: f64) {
        let users = rates.len().max(1) as f64;
        let weight = self.utility.mean_weight(rates.len());
        let mean = rates.iter().sum::<f64>() / unit / users;
        self.typical = weight * mean.max(LEAST_RATE);
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
        out.scale = 0.0;
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
                    out.rank[k] = weight;
                    out.diagonal[k] = -weight / rate;
                }
                out.scale = 1.0 / value;
            }
            Utility::MinRate | Utility::MinShare(_) => self.least_at(rates, unit, out),
        }
        if !self.utility.is_least() {
            out.value = self.utility(rates, unit);
        }
        let penalty = self.penalty * self.typical;
        for (k, floor) in self
            .floors
            .iter()
            .enumerate()
            .filter(|(_, floor)| **floor > 0.0)
        {
            let (before, rate) = (self.floored[k], rates[k] / unit);
            let pressed = (before + penalty * (floor / rate).ln()).max(0.0);
            out.value -= (pressed * pressed - before * before) / (2.0 * penalty);
            out.floored[k] = pressed;
            out.weights[k] += pressed / rate;
            if pressed > 0.0 {
                out.diagonal[k] -= (pressed + penalty) / (rate * rate);
            }
        }
    }

    /// The same of the least rate alone.
    fn least_at(&self, rates: &[f64], unit: f64, out: &mut Slopes) {
        let penalty = self.penalty;
        let mut lowest = f64::INFINITY;
        for k in (0..rates.len()).filter(|&k| self.least[k] > 0.0) {
            out.logarithms[k] = (rates[k] / (unit * self.utility.share(k))).ln();
            lowest = lowest.min(out.logarithms[k]);
        }
        let mut sum = 0.0;
        for k in (0..rates.len()).filter(|&k| self.least[k] > 0.0) {
            out.least[k] = self.least[k] * (-penalty * (out.logarithms[k] - lowest)).exp();
            sum += out.least[k];
        }
        let value = (lowest - sum.ln() / penalty).exp();
        for k in 0..rates.len() {
            out.least[k] /= sum;
            let rate = rates[k] / unit;
            // A user that does not count may have no rate.
            let slope = if out.least[k] > 0.0 {
                out.least[k] / rate
            } else {
                0.0
            };
            out.rank[k] = slope;
            out.weights[k] = value * slope;
            out.diagonal[k] = if slope > 0.0 {
                -value * (1.0 + penalty) * slope / rate
            } else {
                0.0
            };
        }
        out.scale = value * (1.0 + penalty);
        out.value = value;
    }

    /// Takes the next multipliers from `at`. By how much constraints are violated, relative to the rates: by how much the rates are
    /// above the least one, in the mean by their multipliers, and what moves a multiplier of a floor.
    pub(crate) fn update(&mut self, at: &Slopes) -> f64 {
        let mut violation = 0.0f64;
        if self.utility.is_least() {
            let counted = || (0..at.least.len()).filter(|&k| self.least[k] > 0.0);
            let lowest = counted().map(|k| at.logarithms[k]);
            let lowest = lowest.fold(f64::INFINITY, f64::min);
            violation = counted()
                .map(|k| at.least[k] * (at.logarithms[k] - lowest))
                .sum();
            for (multiplier, next) in self.least.iter_mut().zip(&at.least) {
                if *multiplier > 0.0 {
                    *multiplier = next.max(ASLEEP);
                }
            }
        }
        let penalty = self.penalty * self.typical;
        for k in (0..self.floors.len()).filter(|&k| self.floors[k] > 0.0) {
            let (before, next) = (&mut self.floored[k], at.floored[k]);
            violation = violation.max((next - *before).abs() / penalty);
            *before = next;
        }
        self.known = true;
        violation
    }
}
