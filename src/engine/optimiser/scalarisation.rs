//! One smooth function F of the users' rates, to be maximised: the utility, or the augmented Lagrangian of it.
//!
//! **The least rate.** The largest t with `r_k >= s_k t` has multipliers `m_k >= 0` whose sum, by the shares s, is one. With
//! `y_k = r_k / s_k`, `m_k = l_k / s_k` and a penalty p, the augmented Lagrangian is, t maximised over,
//!
//! `F = max_t t - sum_k ([l_k + p (t - y_k)]_+^2 - l_k^2) / (2 p)`.
//!
//! t solves `sum_k [l_k + p (t - y_k)]_+ = 1`, so that the next multipliers, `[l_k + p (t - y_k)]_+`, are on the simplex by
//! themselves: F needs no further unknown, is as smooth as those of bounds, and its slopes are the next multipliers.
//!
//! **Floors** `r_k >= f_k` are the same without t: `- sum_k ([u_k + p (f_k - r_k)]_+^2 - u_k^2) / (2 p)`.
//!
//! The curvature of F in the rates is a diagonal and a matrix of rank one, whichever it is.

use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::utility::{Criterion, Utility};
use std::f64::consts::LN_2;

/// The first penalty, over a typical multiplier and a typical rate: a rate that is off by this share's inverse moves a
/// multiplier by as much as it is itself.
const PENALTY: f64 = 20.0;
/// Penalties over the first one at most: beyond, the curvature hides everything else.
const STIFFEST: f64 = 1e6;
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
    /// The multiplier that is typical: what a rate counts on average.
    weight: f64,
    first: f64,
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
            rank: zeros.clone(),
            scale: 0.0,
            least: zeros.clone(),
            floored: zeros,
        }
    }

    /// `out = curvature times dr`.
    pub(crate) fn curve(&self, dr: &[f64], out: &mut [f64]) {
        let along: f64 = self.rank.iter().zip(dr).map(|(a, b)| a * b).sum();
        for (k, out) in out.iter_mut().enumerate() {
            *out = self.diagonal[k] * dr[k] + self.scale * along * self.rank[k];
        }
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
            weight: criterion.utility.mean_weight(users),
            first: 1.0,
            penalty: 1.0,
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
        let counted = (0..self.least.len())
            .filter(|&k| self.utility.share(k) > 0.0)
            .count();
        for (k, least) in self.least.iter_mut().enumerate() {
            *least = if self.utility.share(k) > 0.0 {
                1.0 / counted.max(1) as f64
            } else {
                0.0
            };
        }
        self.floored.fill(0.0);
    }

    /// Takes up multipliers that were found before.
    pub(crate) fn take(&mut self, found: &Multipliers) {
        self.forget();
        for (k, least) in found.least.iter().enumerate() {
            self.least[k] = least * self.utility.share(k);
        }
        self.floored[..found.floors.len()].copy_from_slice(&found.floors);
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
        let floors = if self.floors.is_empty() {
            Vec::new()
        } else {
            self.floored.clone()
        };
        Multipliers { least, floors }
    }

    /// Chooses the first penalty for rates about as large as these, nats.
    pub(crate) fn soften(&mut self, rates: &[f64], unit: f64) {
        let users = rates.len().max(1) as f64;
        let mean = rates.iter().sum::<f64>() / unit / users;
        self.first = PENALTY * self.weight / mean.max(LEAST_RATE);
        self.penalty = self.first;
    }

    /// Makes the penalty larger by a factor, as far as that helps.
    pub(crate) fn stiffen(&mut self, factor: f64) {
        self.penalty = (self.penalty * factor).min(STIFFEST * self.first);
    }

    /// The penalty of `y_k`, whose multipliers are larger than those of rates by the shares.
    fn least_penalty(&self) -> f64 {
        match &self.utility {
            // Of shares s, rates of s / sum s are worth 1 / sum s: y counts in another unit than r.
            Utility::MinShare(shares) => {
                let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
                self.penalty * mean * mean
            }
            _ => self.penalty,
        }
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
            Utility::MinRate | Utility::MinShare(_) => {
                out.value = self.least_at(rates, unit, out);
            }
        }
        if !self.utility.is_least() {
            out.value = self.utility(rates, unit);
        }
        for (k, floor) in self.floors.iter().enumerate() {
            let before = self.floored[k];
            let pressed = (before + self.penalty * (floor - rates[k] / unit)).max(0.0);
            out.value -= (pressed * pressed - before * before) / (2.0 * self.penalty);
            out.floored[k] = pressed;
            out.weights[k] += pressed;
            if pressed > 0.0 {
                out.diagonal[k] -= self.penalty;
            }
        }
    }

    /// The same of the least rate alone; its value.
    fn least_at(&self, rates: &[f64], unit: f64, out: &mut Slopes) -> f64 {
        let penalty = self.least_penalty();
        let Slopes {
            weights,
            diagonal,
            rank,
            least,
            scale,
            ..
        } = out;
        let y = |k: usize| rates[k] / (unit * self.utility.share(k));
        // [l_k / p - y_k + t]_+ sums to 1 / p: t falls from round to round as those below it leave (Michelot 1986).
        let offset = |k: usize| self.least[k] / penalty - y(k);
        for (k, rank) in rank.iter_mut().enumerate() {
            *rank = if self.utility.share(k) > 0.0 {
                1.0
            } else {
                0.0
            };
        }
        let mut t;
        let mut count;
        loop {
            let (mut sum, mut left) = (0.0, 0.0);
            for k in (0..rates.len()).filter(|&k| rank[k] > 0.0) {
                sum += offset(k);
                left += 1.0;
            }
            count = left;
            t = (1.0 / penalty - sum) / count;
            let mut any = false;
            for k in 0..rates.len() {
                if rank[k] > 0.0 && offset(k) + t <= 0.0 {
                    rank[k] = 0.0;
                    any = true;
                }
            }
            if !any || count < 2.0 {
                break;
            }
        }
        let mut value = t;
        for k in 0..rates.len() {
            let (before, share) = (self.least[k], self.utility.share(k));
            least[k] = if rank[k] > 0.0 {
                penalty * (offset(k) + t)
            } else {
                0.0
            };
            value -= (least[k] * least[k] - before * before) / (2.0 * penalty);
            weights[k] = if share > 0.0 { least[k] / share } else { 0.0 };
            if rank[k] > 0.0 {
                rank[k] = 1.0 / share;
                diagonal[k] = -penalty / (share * share);
            }
        }
        *scale = penalty / count;
        value
    }

    /// Takes the next multipliers from `at`. By how much constraints are violated, in units of their rates' typical size: of
    /// what moves a multiplier from one time to the next.
    pub(crate) fn update(&mut self, at: &Slopes, value: f64) -> f64 {
        let size = value.abs().max(LEAST_RATE);
        let mut violation = 0.0f64;
        if self.utility.is_least() {
            let penalty = self.least_penalty();
            for (before, next) in self.least.iter_mut().zip(&at.least) {
                violation = violation.max((next - *before).abs() / (penalty * size));
                *before = *next;
            }
        }
        for (k, floor) in self.floors.iter().enumerate() {
            let (before, next) = (&mut self.floored[k], at.floored[k]);
            if *floor > 0.0 {
                violation = violation.max((next - *before).abs() / (self.penalty * floor));
            }
            *before = next;
        }
        violation
    }
}
