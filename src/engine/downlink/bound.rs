//! Upper bounds on the sum rate, to judge local optima by.
//!
//! Let `S_m = sum_k w_mk w_mk^H` and `R_m = S_m + Z_m`. Whatever the beams, the rates of (18) are
//! not more than those of a Gaussian broadcast channel `h_k^H x + n_k` whose noise has the power
//! `nu_k = 1 + sum_m theta_mk tr R_m` over the access points that must use full power: the
//! error covariance is at least `theta_mk I`, and the rest of the interference is left to the
//! broadcast channel, whose users may cancel it.
//!
//! **Powers and budget as one linear constraint.** With any autocorrelations y and `G_m` the gradient of the mean error there, a
//! budget delta implies `sum_m tr(G_m R_m) <= A` by Cauchy and Schwarz (budget.rs). With multipliers `mu_m` of the powers and
//! `lambda >= 0` such that `L_m = mu_m I + lambda G_m` is positive definite, and since `S_m <= R_m`,
//!
//! `sum_m tr(L_m S_m) <= P = sum_m mu_m + lambda A`.
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
//!
//! **Users whose own error limits them.** A beam reaches its user over the error of that user's estimate, too. With
//! `x_m = |w_mk| <= 1` and the noise `nu_k`, whose sum already has the access points at full power, the ratio of
//! (18) is at most `(sum_m |h_mk| x_m)^2 / (nu_k + sum_m theta_mk x_m^2)` over the other access points, and by Cauchy
//! and Schwarz at most
//!
//! `sum_m |h_mk|^2 / (theta_mk + nu_k t_m)` for any `t_m >= 0` of sum one,
//!
//! with no theta at access points at full power. Where pilots are shared this says more of a user than a channel whose
//! users are only held back by noise. So the bound is the capacity of some of the users plus such
//! limits of the others, who are chosen one by one as long as that lowers it.
//!
//! No bound with a budget exceeds the one without.

use super::beams::Beams;
use super::budget::LinearBudget;
use super::{Downlink, Role};
use crate::engine::utility::Utility;
use nalgebra::{Cholesky, DMatrix, Dyn};
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// Rounds of the search for multipliers.
const ROUNDS: usize = 120;
/// Rounds of the search for uplink powers, per round of the other.
const FILLINGS: usize = 15;
/// Halvings of the search for the shares of a user's limit.
const SHARINGS: usize = 60;
/// Below this trace, `ln det(I + X)` is taken from three terms of its series, `tr X - tr X^2 / 2 + tr X^3 / 3`, which it
/// does not exceed: the determinant itself would lose X beside the identity.
const SMALL_TRACE: f64 = 1e-4;
/// The step of the logarithm of a multiplier, to begin with, and the range of its growth.
const FIRST_STEP: f64 = 0.3;
const GROWTH: f64 = 1.2;
const DECAY: f64 = 0.5;
/// Room given to the rounding of the bound's own evaluation, relative.
const ROUNDING: f64 = 1e-10;

/// A bound on the sum rate, or what the downlink's criterion makes of the rates, bit/s/Hz, of all beams that P2 allows, or, for a budget `delta` on the
/// mean error, of all that P3 allows. Finite for finite channels.
///
/// `near` are beams in whose neighbourhood the budget is taken as linear: those of a solution give
/// the tightest bound, but any give one. Without a budget they do not matter.
pub fn upper_bound(downlink: &Downlink, near: &Beams, delta: Option<f64>) -> f64 {
    let free = least(downlink, None);
    let bound = match delta {
        None => free,
        Some(delta) => least(downlink, Some((near, delta))).min(free),
    };
    let sum = bound / LN_2 * (1.0 + ROUNDING);
    let utility = &downlink.criterion.utility;
    if *utility == Utility::SumRate {
        return sum;
    }
    let users = 0..downlink.estimate.n_users;
    let alone: Vec<f64> = users
        .map(|k| limit(downlink, k, delta.is_some()) / LN_2)
        .collect();
    utility.bound(sum, &alone) * (1.0 + ROUNDING)
}

/// The bound in nats, with or without a budget.
fn least(downlink: &Downlink, budget: Option<(&Beams, f64)>) -> f64 {
    let users: Vec<usize> = (0..downlink.estimate.n_users).collect();
    let limits: Vec<f64> = users
        .iter()
        .map(|&k| limit(downlink, k, budget.is_some()))
        .collect();
    let alone: f64 = limits.iter().sum();
    let mut dual = Dual::new(downlink, budget, users);
    let all = dual.search();
    let kept = dual.without_limited(&limits);
    let mut best = alone.min(all);
    if kept.len() < limits.len() {
        let limited = (0..limits.len()).filter(|k| !kept.contains(k));
        let rest: f64 = limited.map(|k| limits[k]).sum();
        let some = Dual::new(downlink, budget, kept).search();
        best = best.min(rest + some);
    }
    best
}

/// The most that user k can receive over the error of its own estimate, nats. Sensing access points use full power
/// where there is a budget.
fn limit(downlink: &Downlink, k: usize, budgeted: bool) -> f64 {
    let s = &downlink.estimate;
    let full = |m: usize| budgeted && matches!(downlink.roles[m], Role::Sensing(_));
    let forced = (0..s.n_aps).filter(|&m| full(m)).map(|m| s.theta(m, k));
    let noise = 1.0 + forced.sum::<f64>();
    let links: Vec<(f64, f64)> = (0..s.n_aps)
        .map(|m| {
            let norm = s.h_hat(m, k).iter().map(|h| h.norm_sqr()).sum::<f64>();
            (norm.sqrt(), if full(m) { 0.0 } else { s.theta(m, k) })
        })
        .collect();
    // The best shares are t_m = max(0, |h_mk| / c - theta_mk) / nu_k; c makes their sum one.
    let shares = |c: f64| -> f64 {
        let each = links.iter().map(|(h, theta)| (h / c - theta).max(0.0));
        each.sum::<f64>() / noise
    };
    let strongest: f64 = links.iter().map(|(h, _)| h).sum();
    if !(strongest > 0.0) {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, strongest / noise);
    for _ in 0..SHARINGS {
        let middle = 0.5 * (low + high);
        if shares(middle) > 1.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    // At this end the shares sum to no more than one.
    let ratio: f64 = links
        .iter()
        .map(|(h, theta)| h * h / theta.max(h / high).max(f64::MIN_POSITIVE))
        .sum();
    ratio.ln_1p()
}

/// The bound as a function of its multipliers.
struct Dual<'a> {
    downlink: &'a Downlink,
    /// Those whose capacity it bounds.
    users: Vec<usize>,
    /// Per access point: `G_m` less its least eigenvalue, and that eigenvalue, where a budget holds.
    budget: Vec<Option<(DMatrix<Complex64>, f64)>>,
    /// A.
    allowed: f64,
    /// `nu_k`, of `users`.
    noise: Vec<f64>,
    /// Logarithms: of the least eigenvalue of `L_m`, per access point, then of lambda.
    parameters: Vec<f64>,
    /// `q_k / P`.
    share: Vec<f64>,
    /// The Gram matrix of the channels and P where the search was best.
    best: Option<(DMatrix<Complex64>, f64)>,
}

/// The bound, nats, its slopes by the parameters, and the Gram matrix and P behind it.
type Evaluation = (f64, Vec<f64>, (DMatrix<Complex64>, f64));

impl<'a> Dual<'a> {
    fn new(downlink: &'a Downlink, near: Option<(&Beams, f64)>, users: Vec<usize>) -> Self {
        let s = &downlink.estimate;
        let mut noise = vec![1.0; users.len()];
        let mut budget = vec![None; s.n_aps];
        let mut allowed = 0.0;
        if let Some((near, delta)) = near {
            let linear = LinearBudget::at(downlink, near, delta);
            allowed = linear.allowed;
            for (m, form) in linear.forms.into_iter().enumerate() {
                let Some(mut form) = form else { continue };
                let least = form.symmetric_eigenvalues().min();
                for i in 0..s.n_antennas {
                    form[(i, i)] -= least;
                }
                budget[m] = Some((form, least));
                for (noise, &k) in noise.iter_mut().zip(&users) {
                    *noise += s.theta(m, k);
                }
            }
        }
        let mut parameters = vec![0.0; s.n_aps];
        if budget.iter().any(Option::is_some) {
            // The budget begins with no more weight than the powers have.
            parameters.push(
                (s.n_aps as f64 / allowed.max(f64::MIN_POSITIVE))
                    .ln()
                    .min(0.0),
            );
        }
        Self {
            downlink,
            budget,
            allowed,
            noise,
            parameters,
            share: vec![1.0 / users.len().max(1) as f64; users.len()],
            users,
            best: None,
        }
    }

    /// The least bound that the search finds, nats; infinite if there is none.
    fn search(&mut self) -> f64 {
        if self.users.is_empty() {
            return 0.0;
        }
        let mut steps = vec![FIRST_STEP; self.parameters.len()];
        let mut slopes: Vec<f64> = vec![0.0; steps.len()];
        let mut best = f64::INFINITY;
        for _ in 0..ROUNDS {
            let Some((bound, gradient, dual)) = self.evaluate() else {
                break;
            };
            if bound < best {
                best = bound;
                self.best = Some(dual);
            }
            // Each multiplier moves against the sign of its slope, faster as long as that stays.
            let moves = self.parameters.iter_mut().zip(&mut steps);
            for ((parameter, step), (old, new)) in moves.zip(slopes.iter_mut().zip(gradient)) {
                *step *= if *old * new < 0.0 { DECAY } else { GROWTH };
                *step = step.min(1.0);
                *parameter -= *step * new.signum();
                *old = new;
            }
        }
        best
    }

    /// The users whose capacity says more of them than their limits, of all users. The multipliers stay as they were
    /// found; any give a bound.
    fn without_limited(&self, limits: &[f64]) -> Vec<usize> {
        let mut kept = self.users.clone();
        let Some((gram, power)) = &self.best else {
            return kept;
        };
        let value = |kept: &[usize]| -> f64 {
            let gram = gram.select_rows(kept).select_columns(kept);
            let mut share = vec![1.0 / kept.len().max(1) as f64; kept.len()];
            fill(&mut share, &gram, *power).map_or(f64::INFINITY, |filled| filled.value)
        };
        let mut order = kept.clone();
        order.sort_by(|&a, &b| limits[a].total_cmp(&limits[b]));
        let mut known = value(&kept);
        for user in order {
            let fewer: Vec<usize> = kept.iter().copied().filter(|&k| k != user).collect();
            let without = value(&fewer);
            if without + limits[user] < known {
                (kept, known) = (fewer, without);
            }
        }
        kept
    }

    /// None where a matrix cannot be inverted.
    fn evaluate(&mut self) -> Option<Evaluation> {
        let s = &self.downlink.estimate;
        let (n, users) = (s.n_antennas, self.users.len());
        let lambda = self.parameters.get(s.n_aps).map_or(0.0, |p| p.exp());
        let mut power = lambda * self.allowed;
        // V_m = L_m^-1 H_m, with the noise in the channels.
        let mut solved = Vec::with_capacity(s.n_aps);
        let mut gram = DMatrix::<Complex64>::zeros(users, users);
        for m in 0..s.n_aps {
            let least = self.parameters[m].exp();
            power += least;
            let h = DMatrix::from_fn(n, users, |i, k| {
                s.h_hat(m, self.users[k])[i] / self.noise[k].sqrt()
            });
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
        let Filled {
            value,
            slope,
            weighed,
        } = fill(&mut self.share, &gram, power)?;
        let mut gradient = Vec::with_capacity(self.parameters.len());
        let mut by_lambda = lambda * self.allowed * slope;
        for (m, v) in solved.iter().enumerate() {
            // The derivative of ln det(L + H q H^H) - ln det L along a change of L_m.
            let change = &weighed * v.adjoint();
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
        Some((value, gradient, (gram, power)))
    }
}

/// What uplink powers give.
struct Filled {
    /// The bound, nats.
    value: f64,
    /// `max_k s_k`.
    slope: f64,
    /// `(q^-1 + gram)^-1`.
    weighed: DMatrix<Complex64>,
}

/// Improves the uplink powers, as shares of `power`, for the Gram matrix of the channels. None where a matrix cannot be
/// inverted or the power is not positive.
fn fill(share: &mut [f64], gram: &DMatrix<Complex64>, power: f64) -> Option<Filled> {
    let users = share.len();
    if users == 0 {
        return Some(Filled {
            value: 0.0,
            slope: 0.0,
            weighed: DMatrix::zeros(0, 0),
        });
    }
    if !(power > 0.0) {
        return None;
    }
    for round in 0..=FILLINGS {
        let root: Vec<f64> = share.iter().map(|s| (power * s).max(0.0).sqrt()).collect();
        let received = DMatrix::from_fn(users, users, |r, c| gram[(r, c)] * (root[r] * root[c]));
        let mut matrix = received.clone();
        for k in 0..users {
            matrix[(k, k)] += 1.0;
        }
        let factor: Cholesky<Complex64, Dyn> = Cholesky::new(matrix)?;
        let inverse = factor.inverse();
        let weighed = DMatrix::from_fn(users, users, |r, c| inverse[(r, c)] * (root[r] * root[c]));
        let product = gram * &weighed;
        let slopes: Vec<f64> = (0..users)
            .map(|k| {
                let taken: Complex64 = (0..users).map(|l| product[(k, l)] * gram[(l, k)]).sum();
                (gram[(k, k)] - taken).re
            })
            .collect();
        // Powers may be so small that 1 - [(I + q^1/2 gram q^1/2)^-1]_kk is nothing but rounding.
        let used: Vec<f64> = slopes
            .iter()
            .zip(&*share)
            .map(|(s, share)| s * (power * share))
            .collect();
        let total: f64 = used.iter().sum();
        if round == FILLINGS {
            let steepest = slopes.iter().copied().fold(0.0, f64::max);
            let value = log_determinant(&received, &factor) + power * steepest - total;
            return value.is_finite().then_some(Filled {
                value,
                slope: steepest,
                weighed,
            });
        }
        if total > 0.0 {
            for (share, used) in share.iter_mut().zip(used) {
                *share = used.max(0.0) / total;
            }
        }
    }
    None
}

/// `ln det(I + X)` of a positive semidefinite X, given the factor of I + X; never less than it but by rounding.
fn log_determinant(x: &DMatrix<Complex64>, factor: &Cholesky<Complex64, Dyn>) -> f64 {
    let trace = x.trace().re;
    if trace > SMALL_TRACE {
        return factor.ln_determinant();
    }
    let square = x * x;
    trace - square.trace().re / 2.0 + (&square * x).trace().re / 3.0
}
