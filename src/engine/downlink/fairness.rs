//! An upper bound on the least share that any beams give their users: what proves floors out of reach where access points
//! sense, and how far a least rate of P3 can be from the global maximum.
//!
//! Let every user have the share c, `r_k >= c s_k`, that is `|f_kk|^2 / gamma_k >= A_k` with `gamma_k = 2^(c s_k) - 1`. For weights
//! `q_k >= 0`, prices `mu_m`, not negative where power is an inequality, and `lambda >= 0`, such beams have
//!
//! `sum_k q_k (A_k - |f_kk|^2 / gamma_k) + sum_m mu_m (tr R_m - 1) + lambda (sum_m tr(G_m R_m) - A) <= 0`,
//!
//! where the last bracket is what a budget implies, with `G_m` the gradient of the mean error at any autocorrelations
//! (budget.rs). The left side is `sum_k q_k - sum_m mu_m - lambda A` plus a quadratic form of each beam and of each sensing stream. With
//!
//! `C = sum_k q_k (h_k h_k^H + Theta_k) + blkdiag(mu_m I + lambda G_m)`
//!
//! the forms are `C - q_k (1 + 1 / gamma_k) h_k h_k^H` and the blocks of C. None is negative where C is positive definite and
//! `q_k (1 + 1 / gamma_k) h_k^H C^-1 h_k <= 1`. Then c is out of reach as soon as `sum_k q_k > sum_m mu_m + lambda A`.
//!
//! So with q scaled to that sum, no beams have a larger least share than the largest share of the uplink, in which user k has the
//! SINR `x / (1 - x)`, `x = q_k h_k^H C^-1 h_k`. This holds for every choice of multipliers; those of a stationary point whose beams
//! are the global maximum, also of the relaxation to beams of any rank, make it tight.

use super::Downlink;
use super::beams::Beams;
use super::budget::LinearBudget;
use super::certificate::prices;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// Rounds in which weights move towards equal shares of the uplink, at most, and by how much a round lowers the bound for another one
/// to follow.
const ROUNDS: usize = 30;
const PROGRESS: f64 = 1e-7;
/// What a matrix must exceed zero by, and the sum of the weights that of the prices, relative.
const MARGIN: f64 = 1e-10;

/// What is known of a stationary point of a least rate: the multipliers of the users' rates, and that of the mean error, nats per
/// unit, both as its certificate has them.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The beams.
    pub beams: &'a Beams,
    /// See [`Multipliers::least`](super::multipliers::Multipliers::least).
    pub least: &'a [f64],
    /// dt / d delta, nats.
    pub lambda: f64,
}

/// A least share, bit/s/Hz, that no beams of P3 with this budget on the mean error exceed, of a downlink that is judged by a least
/// rate or share. An infinite budget is none; the result is infinite if there is no bound.
pub fn least_share_bound(downlink: &Downlink, known: &Known, delta: f64) -> f64 {
    bound(downlink, known, delta).unwrap_or(f64::INFINITY)
}

fn bound(downlink: &Downlink, known: &Known, delta: f64) -> Option<f64> {
    let s = &downlink.estimate;
    let utility = &downlink.criterion.utility;
    let (n, size) = (s.n_antennas, s.n_aps * s.n_antennas);
    let lambda = if delta.is_finite() {
        known.lambda.max(0.0)
    } else {
        0.0
    };
    let (mut q, mu) = prices(
        downlink,
        known.beams,
        lambda,
        &downlink.senses(),
        known.least,
    );
    // Both forms of the prices together, and what they allow.
    let mut base = DMatrix::zeros(size, size);
    let mut allowed = mu.iter().sum::<f64>();
    if lambda > 0.0 {
        let budget = LinearBudget::at(downlink, known.beams, delta);
        for (m, form) in budget.forms.iter().enumerate() {
            if let Some(form) = form {
                let weighed = form * Complex64::from(lambda);
                base.view_mut((m * n, m * n), (n, n)).copy_from(&weighed);
            }
        }
        allowed += lambda * budget.allowed;
    }
    for i in 0..size {
        base[(i, i)] += mu[i / n];
    }
    let channels: Vec<DVector<Complex64>> = (0..s.n_users)
        .map(|k| DVector::from_fn(size, |i, _| s.h_hat(i / n, k)[i % n]))
        .collect();
    let mut best: Option<f64> = None;
    for _ in 0..ROUNDS {
        let mut matrix = base.clone();
        for (k, &q) in q.iter().enumerate().filter(|(_, q)| **q > 0.0) {
            matrix += s.theta_stacked(k) * Complex64::from(q);
            matrix.gerc(
                Complex64::from(q),
                &channels[k],
                &channels[k],
                Complex64::ONE,
            );
        }
        let scale = (0..size)
            .map(|i| matrix[(i, i)].re.abs())
            .fold(0.0, f64::max);
        let (factor, raise) = positive(matrix, MARGIN * scale)?;
        let allowed = allowed + raise * s.n_aps as f64;
        let sum: f64 = q.iter().sum();
        if !(allowed > 0.0 && sum > 0.0) {
            return best;
        }
        // Weights larger by a factor of at least one only add to C.
        let grown = (allowed / sum * (1.0 + MARGIN)).max(1.0);
        let shares: Vec<f64> = (0..s.n_users)
            .map(|k| {
                let x = grown * q[k] * channels[k].dotc(&factor.solve(&channels[k])).re;
                let sinr = if x < 1.0 {
                    x / (1.0 - x)
                } else {
                    f64::INFINITY
                };
                match utility.share(k) {
                    share if share > 0.0 => sinr.ln_1p() / LN_2 / share,
                    _ => 0.0,
                }
            })
            .collect();
        let most = shares.iter().copied().fold(0.0, f64::max);
        let lower = best.is_none_or(|best| most < best * (1.0 - PROGRESS));
        if most.is_finite() && best.is_none_or(|best| most < best) {
            best = Some(most);
        }
        if !lower {
            break;
        }
        // Towards a common level at the same sum.
        let level = best.unwrap_or(most);
        for (q, share) in q.iter_mut().zip(&shares) {
            if share.is_finite() && *share > 0.0 {
                *q *= grown * (level / share).sqrt();
            }
        }
        let sum: f64 = q.iter().sum();
        q.iter_mut().for_each(|q| *q *= allowed / sum);
    }
    best
}

/// The factor of a matrix once its diagonal is raised by `margin`, or as much as it needs to be positive definite, and by how much it
/// was: prices of power that are too low for the relaxation are raised at every access point alike.
fn positive(
    mut matrix: DMatrix<Complex64>,
    margin: f64,
) -> Option<(Cholesky<Complex64, Dyn>, f64)> {
    let raise = |matrix: &mut DMatrix<Complex64>, by: f64| {
        for i in 0..matrix.nrows() {
            matrix[(i, i)] += by;
        }
    };
    raise(&mut matrix, margin);
    if let Some(factor) = Cholesky::new(matrix.clone()) {
        return Some((factor, margin));
    }
    let more = margin - matrix.symmetric_eigenvalues().min();
    raise(&mut matrix, more);
    Some((Cholesky::new(matrix)?, margin + more))
}
