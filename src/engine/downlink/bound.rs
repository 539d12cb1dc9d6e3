//! Upper bounds on the sum rate, to judge local optima by.
//!
//! Let `S_m = sum_k w_mk w_mk^H` and `R_m = S_m + Z_m`. Whatever the beams, the rates of (18) are
//! not more than those of a Gaussian broadcast channel `h_k^H x + n_k` whose noise has the power
//! `nu_k = 1 + sum_m theta_mk tr R_m` over the access points that must use full power: the
//! error covariance is at least `theta_mk I`, and the rest of the interference is left to the
//! broadcast channel, whose users may cancel it.
//!
//! **Powers and budget as one linear constraint.** E_m is convex in R_m, so with any autocorrelations
//! `y_m` and `G_m` the gradient of the mean error there, a budget delta on the mean error implies
//! `sum_m tr(G_m R_m) <= delta + E(y)`. With multipliers `mu_m` of the powers and `lambda >= 0` such
//! that `L_m = mu_m I + lambda G_m` is positive definite, and since `S_m <= R_m`,
//!
//! `sum_m tr(L_m S_m) <= P = sum_m mu_m + lambda (delta + E(y))`.
//!
//! Without a budget lambda is zero. Where power is an inequality `mu_m` must not be negative.
//!
//! **Its capacity.** Under that one constraint the sum capacity of the broadcast channel is that of
//! the dual multiple access channel (Vishwanath, Jindal, Goldsmith 2003; Viswanath, Tse 2003), the
//! largest `f(q) = ln det(I + sum_k q_k g_k g_k^H)` with `g_k = L^-1/2 h_k / sqrt(nu_k)` and
//! `sum_k q_k <= P`. f is concave, so for any `q`
//!
//! `f <= f(q) + P max_k s_k - sum_k q_k s_k`, where `s_k` is the slope by `q_k`.
//!
//! This holds for every choice of multipliers, autocorrelations and q: convergence decides how tight
//! a bound is, never whether it is one.

use super::beams::Beams;
use super::certificate::toeplitz;
use super::{Downlink, Role};
use nalgebra::{Cholesky, DMatrix, Dyn};
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// Rounds of the search for multipliers.
const ROUNDS: usize = 120;
/// Rounds of the search for uplink powers, per round of the other.
const FILLINGS: usize = 15;
/// The step of the logarithm of a multiplier, to begin with, and the range of its growth.
const FIRST_STEP: f64 = 0.3;
const GROWTH: f64 = 1.2;
const DECAY: f64 = 0.5;
/// Room given to the rounding of the bound's own evaluation, relative.
const ROUNDING: f64 = 1e-10;

/// A bound on the sum rate, bit/s/Hz, of all beams that P2 allows, or, for a budget `delta` on the
/// mean error, of all that P3 allows. Infinite if no bound was found.
///
/// `near` are beams in whose neighbourhood the budget is taken as linear: those of a solution give
/// the tightest bound, but any give one.
pub fn upper_bound(downlink: &Downlink, near: &Beams, delta: Option<f64>) -> f64 {
    let mut dual = Dual::new(downlink, near, delta);
    let mut steps = vec![FIRST_STEP; dual.parameters.len()];
    let mut slopes: Vec<f64> = vec![0.0; steps.len()];
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let Some((bound, gradient)) = dual.evaluate() else {
            break;
        };
        if bound < best {
            best = bound;
        }
        // Each multiplier moves against the sign of its slope, faster as long as that stays.
        let moves = dual.parameters.iter_mut().zip(&mut steps);
        for ((parameter, step), (old, new)) in moves.zip(slopes.iter_mut().zip(gradient)) {
            *step *= if *old * new < 0.0 { DECAY } else { GROWTH };
            *step = step.min(1.0);
            *parameter -= *step * new.signum();
            *old = new;
        }
    }
    best / LN_2 * (1.0 + ROUNDING)
}

/// The bound as a function of its multipliers.
struct Dual<'a> {
    downlink: &'a Downlink,
    /// Per access point: `G_m` less its least eigenvalue, and that eigenvalue, where a budget holds.
    budget: Vec<Option<(DMatrix<Complex64>, f64)>>,
    /// `delta + E(y)`.
    allowed: f64,
    /// `nu_k`.
    noise: Vec<f64>,
    /// Logarithms: of the least eigenvalue of `L_m`, per access point, then of lambda.
    parameters: Vec<f64>,
    /// `q_k / P`.
    share: Vec<f64>,
}

impl<'a> Dual<'a> {
    fn new(downlink: &'a Downlink, near: &Beams, delta: Option<f64>) -> Self {
        let s = &downlink.estimate;
        let count = downlink.sensing_count().max(1) as f64;
        let (mut allowed, mut noise) = (delta.unwrap_or(0.0), vec![1.0; s.n_users]);
        let mut budget = vec![None; s.n_aps];
        if delta.is_some() {
            for (m, role) in downlink.roles.iter().enumerate() {
                let Role::Sensing(matching) = role else {
                    continue;
                };
                let y = near.autocorrelation(m);
                let mut slope = vec![0.0; y.len()];
                allowed += matching.gradient(&y, &mut slope) / count;
                let mut form = toeplitz(&slope) / Complex64::from(count);
                let least = form.symmetric_eigenvalues().min();
                for i in 0..s.n_antennas {
                    form[(i, i)] -= least;
                }
                budget[m] = Some((form, least));
                for (k, noise) in noise.iter_mut().enumerate() {
                    *noise += s.theta(m, k);
                }
            }
        }
        let budgeted = budget.iter().any(Option::is_some);
        let mut parameters = vec![0.0; s.n_aps];
        parameters.extend(budgeted.then_some(0.0));
        Self {
            downlink,
            budget,
            allowed,
            noise,
            parameters,
            share: vec![1.0 / s.n_users.max(1) as f64; s.n_users],
        }
    }

    /// The bound, nats, and its slopes by the parameters. None where a matrix cannot be inverted.
    fn evaluate(&mut self) -> Option<(f64, Vec<f64>)> {
        let s = &self.downlink.estimate;
        let (n, users) = (s.n_antennas, s.n_users);
        let lambda = self.parameters.get(s.n_aps).map_or(0.0, |p| p.exp());
        let mut power = lambda * self.allowed;
        // V_m = L_m^-1 H_m, with the noise in the channels.
        let mut solved = Vec::with_capacity(s.n_aps);
        let mut gram = DMatrix::<Complex64>::zeros(users, users);
        for m in 0..s.n_aps {
            let least = self.parameters[m].exp();
            power += least;
            let h = DMatrix::from_fn(n, users, |i, k| s.h_hat(m, k)[i] / self.noise[k].sqrt());
            let v = match &self.budget[m] {
                Some((form, eigenvalue)) => {
                    power -= lambda * eigenvalue;
                    let matrix = form * Complex64::from(lambda)
                        + DMatrix::identity(n, n) * Complex64::from(least);
                    Cholesky::new(matrix)?.solve(&h)
                }
                None => &h / Complex64::from(least),
            };
            gram += h.adjoint() * &v;
            solved.push(v);
        }
        let (value, slope, core) = self.fill(&gram, power)?;
        let mut gradient = Vec::with_capacity(self.parameters.len());
        let mut by_lambda = lambda * self.allowed * slope;
        for (m, v) in solved.iter().enumerate() {
            // The derivative of ln det(L + H q H^H) - ln det L along a change of L_m.
            let change = &core * v.adjoint();
            let trace = |form: &DMatrix<Complex64>| (&change * (form * v)).trace().re;
            let least = self.parameters[m].exp();
            gradient.push(least * (slope - (&change * v).trace().re));
            if let Some((form, eigenvalue)) = &self.budget[m] {
                by_lambda -= lambda * (eigenvalue * slope + trace(form));
            }
        }
        if self.parameters.len() > s.n_aps {
            gradient.push(by_lambda);
        }
        Some((value, gradient))
    }

    /// Uplink powers for the Gram matrix of the channels; returns the bound, `max_k s_k`, and
    /// `(q^-1 + gram)^-1`.
    fn fill(
        &mut self,
        gram: &DMatrix<Complex64>,
        power: f64,
    ) -> Option<(f64, f64, DMatrix<Complex64>)> {
        let users = self.share.len();
        for round in 0..=FILLINGS {
            let root: Vec<f64> = self
                .share
                .iter()
                .map(|s| (power * s).max(0.0).sqrt())
                .collect();
            let mut matrix =
                DMatrix::from_fn(users, users, |r, c| gram[(r, c)] * root[r] * root[c]);
            for k in 0..users {
                matrix[(k, k)] += 1.0;
            }
            let factor: Cholesky<Complex64, Dyn> = Cholesky::new(matrix)?;
            let inverse = factor.inverse();
            // s_k q_k = 1 - [(I + q^1/2 gram q^1/2)^-1]_kk, and s_k without dividing by q_k.
            let weighed =
                DMatrix::from_fn(users, users, |r, c| inverse[(r, c)] * root[r] * root[c]);
            let product = gram * &weighed;
            let slopes: Vec<f64> = (0..users)
                .map(|k| {
                    let taken: Complex64 = (0..users).map(|l| product[(k, l)] * gram[(l, k)]).sum();
                    (gram[(k, k)] - taken).re
                })
                .collect();
            let used: Vec<f64> = (0..users).map(|k| 1.0 - inverse[(k, k)].re).collect();
            let total: f64 = used.iter().sum();
            if round == FILLINGS {
                let steepest = slopes.iter().copied().fold(0.0, f64::max);
                let value = factor.ln_determinant() + power * steepest - total;
                return Some((value, steepest, weighed));
            }
            for (share, used) in self.share.iter_mut().zip(used) {
                *share = used / total;
            }
        }
        None
    }
}
