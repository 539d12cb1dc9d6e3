//! One smooth function F of the users' rates, to be maximised: the utility, or the augmented Lagrangian of it.
//!
//! **The least rate.** The largest t with `ln (r_k / s_k) >= t` has multipliers `l_k >= 0` whose sum is one. In
//! `y_k = ln (r_k / s_k)` and with a penalty p, the augmented Lagrangian is, t maximised over,
//!
//! `Phi = max_t t - sum_k ([l_k + p (t - y_k)]_+^2 - l_k^2) / (2 p)`, and `F = exp Phi`.
//!
//! t solves `sum_k [l_k + p (t - y_k)]_+ = 1`, so that the next multipliers, `[l_k + p (t - y_k)]_+`, are on the simplex by
//! themselves: F needs no further unknown, is as smooth as those of bounds, and its slopes are the next multipliers. Those
//! of the rates are `l_k / s_k`, once the rates that count are equal. With a penalty of zero and `l_k = 1 / K` this is
//! proportional fairness, which is where the search begins: logarithms keep every user served, where a sum of rates with
//! the same weights would drop most.
//!
//! **Floors** `ln r_k >= ln f_k` are the same without t: `- sum_k ([u_k + p (ln f_k - ln r_k)]_+^2 - u_k^2) / (2 p)`; the
//! multipliers of the rates are `u_k / f_k`.
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
/// Typical rates are not less than this, in units of the objective.
const LEAST_RATE: f64 = 1e-3;

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
    /// How many users count in the least rate.
    counted: f64,
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
    /// The curvature: `diagonal + sum_i scale_i rank_i rank_i^T`.
    diagonal: Vec<f64>,
    rank: [Vec<f64>; 2],
    scale: [f64; 2],
    /// `[l_k + p (t - y_k)]_+`.
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
            rank: [zeros.clone(), zeros.clone()],
            scale: [0.0; 2],
            least: zeros.clone(),
            floored: zeros,
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
            known: false,
            counted: 0.0,
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
        self.counted = (0..self.least.len()).filter(counts).count().max(1) as f64;
        for (k, least) in self.least.iter_mut().enumerate() {
            let counts = self.utility.share(k) > 0.0;
            *least = if counts { 1.0 / self.counted } else { 0.0 };
        }
        self.floored.fill(0.0);
        self.known = false;
    }

    /// Takes up multipliers that were found before.
    pub(crate) fn take(&mut self, found: &Multipliers) {
        self.forget();
        for (k, least) in found.least.iter().enumerate() {
            self.least[k] = least * self.utility.share(k);
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
        let penalty = self.penalty / self.counted;
        let Slopes {
            value,
            weights,
            diagonal,
            rank: [slope, active],
            scale,
            least,
            ..
        } = out;
        let share = |k: usize| self.utility.share(k);
        // [l_k / p - y_k + t]_+ sums to 1 / p: t falls from round to round as those below it leave (Michelot 1986).
        for (k, active) in active.iter_mut().enumerate() {
            *active = if share(k) > 0.0 { 1.0 } else { 0.0 };
            // Until it is known, what t is added to.
            least[k] = self.least[k] / penalty - (rates[k] / (unit * share(k))).ln();
        }
        let (mut t, mut count);
        loop {
            let (mut sum, mut left) = (0.0, 0.0);
            for k in (0..rates.len()).filter(|&k| active[k] > 0.0) {
                sum += least[k];
                left += 1.0;
            }
            count = left;
            t = (1.0 / penalty - sum) / count;
            let mut any = false;
            for k in 0..rates.len() {
                if active[k] > 0.0 && least[k] + t <= 0.0 {
                    active[k] = 0.0;
                    any = true;
                }
            }
            if !any || count < 2.0 {
                break;
            }
        }
        let mut phi = t;
        for k in 0..rates.len() {
            let before = self.least[k];
            least[k] = if active[k] > 0.0 {
                penalty * (least[k] + t)
            } else {
                0.0
            };
            phi -= (least[k] * least[k] - before * before) / (2.0 * penalty);
        }
        *value = phi.exp();
        for k in 0..rates.len() {
            let rate = rates[k] / unit;
            slope[k] = if least[k] > 0.0 { least[k] / rate } else { 0.0 };
            weights[k] = *value * slope[k];
            if active[k] > 0.0 {
                diagonal[k] = -*value * (least[k] + penalty) / (rate * rate);
                active[k] = 1.0 / rate;
            }
        }
        *scale = [*value, *value * penalty / count];
    }

    /// Takes the next multipliers from `at`. By how much constraints are violated, relative to the rates: of what moves a
    /// multiplier from one time to the next.
    pub(crate) fn update(&mut self, at: &Slopes) -> f64 {
        let mut violation = 0.0f64;
        if self.utility.is_least() {
            let penalty = self.penalty / self.counted;
            for (before, next) in self.least.iter_mut().zip(&at.least) {
                violation = violation.max((next - *before).abs() / penalty);
                *before = *next;
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
