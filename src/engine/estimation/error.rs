//! The filter C_mk of (10) and the covariance of the estimation error, Proposition 3, in forms without
//! cancellation.
//!
//! Write nu = 1/(p_p tau_p); at one access point let phi, F = diag(f) be the user's statistics, phi_o, F_o the sums
//! over the other users of its pilot, psi = nu + phi + phi_o, E = F + F_o and S = psi I + E^1/2 G E^1/2, which is
//! Hermitian and at least psi. Everything below is scaled by sqrt(p_p tau_p) as [`Statistics::filter`] is.
//!
//! - The filter is (phi/psi) I + Q X Q^H with X = (1/psi) diag(f (nu + phi_o) - phi f_o) E^-1/2 S^-1 E^1/2.
//! - The filter times Q is Q N, and Q less that is Q L, with
//!   N = (phi I + F G) R, L = ((nu + phi_o) I + F_o G) R, R = (psi I + E G)^-1 = E^1/2 S^-1 E^-1/2.
//!
//! The error of user k, over all access points, is e = (I - C) h - C (sum of the others' h) - C n. Channels are
//! correlated over access points only through b_t, the stack of beta_tm q_tm, with power c_t. So
//!
//! Theta_k = blockdiag_m(theta I + Q D Q^H) + sum_t c_t (I - C) b_t b_t^H (I - C)^H + c_ot C b_t b_t^H C^H,
//!
//! and the blocks of the last two are Q times sqrt(c_t) beta_tm L e_t and sqrt(c_ot) beta_tm N e_t. What remains on the
//! diagonal, with V = sigma^2_TA diag(c) for the uncertain gains, is in Joseph's form
//!
//! theta = phi (nu + phi_o) / psi and D = psi X G X^H + L V L^H + N V_o N^H:
//!
//! the terms of first order in X vanish because phi/psi is the best scalar filter. D is a sum of squares, so no
//! rounding can make Theta_k indefinite.

use nalgebra::{Cholesky, DMatrix};
use num_complex::Complex64;

use super::estimate::EstimationError;
use super::statistics::Statistics;

/// A squared pivot this much smaller than its diagonal entry may be nothing but rounding.
const PIVOT_ROUNDING: f64 = 64.0 * f64::EPSILON;

/// What all users of one pilot share at one access point.
pub(crate) struct PilotFactor {
    /// U = E^1/2 S^-1.
    u: DMatrix<Complex64>,
    /// G U.
    gram_u: DMatrix<Complex64>,
    /// U^H G U.
    u_gram_u: DMatrix<Complex64>,
    /// E^-1/2, 0 where E is: no path of that target arrives then, and nothing of it is ever asked for.
    inverse_root: Vec<f64>,
    psi: f64,
}

impl PilotFactor {
    /// The factor of pilot c at access point m.
    pub(crate) fn new(s: &Statistics, m: usize, c: usize) -> Result<Self, EstimationError> {
        let cluster = &s.clusters[c];
        let targets = s.n_targets();
        let psi = s.noise + cluster.iter().map(|&k| s.scalar[(m, k)]).sum::<f64>();
        let root: Vec<f64> = (0..targets)
            .map(|t| {
                cluster
                    .iter()
                    .map(|&k| s.reflection(m, k, t))
                    .sum::<f64>()
                    .sqrt()
            })
            .collect();
        let inverse_root = root
            .iter()
            .map(|&r| if r > 0.0 { 1.0 / r } else { 0.0 })
            .collect();
        let gram = &s.bases[m].gram;
        let inner = DMatrix::from_fn(targets, targets, |i, j| {
            gram[(i, j)] * (root[i] * root[j]) + if i == j { psi } else { 0.0 }
        });
        let singular = EstimationError::Singular {
            access_point: m,
            pilot: c,
        };
        if !psi.is_normal() || !inner.iter().all(|x| x.is_finite()) {
            return Err(singular);
        }
        let diagonal = inner.map_diagonal(|x| x.re);
        let factor = Cholesky::new(inner).ok_or(singular)?;
        // A complex factorization goes on past a negative pivot, with an imaginary root.
        let trusted = |pivot: &Complex64, entry: &f64| {
            pivot.re > pivot.im.abs() && pivot.re * pivot.re > PIVOT_ROUNDING * entry
        };
        if !factor
            .l_dirty()
            .diagonal()
            .iter()
            .zip(&diagonal)
            .all(|(pivot, entry)| trusted(pivot, entry))
        {
            return Err(singular);
        }
        let mut u = factor.inverse();
        for (i, mut row) in u.row_iter_mut().enumerate() {
            row *= Complex64::from(root[i]);
        }
        let gram_u = gram * &u;
        let u_gram_u = u.ad_mul(&gram_u);
        Ok(Self {
            u,
            gram_u,
            u_gram_u,
            inverse_root,
            psi,
        })
    }
}

/// The filter and the error of one user at one access point.
pub(crate) struct UserError {
    /// phi/psi.
    pub filter_scalar: f64,
    /// X: T x T.
    pub filter_core: DMatrix<Complex64>,
    /// theta.
    pub theta: f64,
    /// D: T x T, positive semidefinite.
    pub d: DMatrix<Complex64>,
    /// Columns sqrt(c_t) beta_tm L e_t: T x T.
    pub own_coupling: DMatrix<Complex64>,
    /// Columns sqrt(c_ot) beta_tm N e_t: T x T.
    pub other_coupling: DMatrix<Complex64>,
}

impl UserError {
    /// The error of user k at access point m, given the factor of its pilot.
    pub(crate) fn new(s: &Statistics, factor: &PilotFactor, m: usize, k: usize) -> Self {
        let targets = s.n_targets();
        let PilotFactor {
            u,
            gram_u,
            u_gram_u,
            inverse_root,
            psi,
        } = factor;
        let over_others = |f: &dyn Fn(usize) -> f64| s.others(k).map(f).sum::<f64>();

        let phi = s.scalar[(m, k)];
        let rest = s.noise + over_others(&|other| s.scalar[(m, other)]);
        let f: Vec<f64> = (0..targets).map(|t| s.reflection(m, k, t)).collect();
        let f_o: Vec<f64> = (0..targets)
            .map(|t| over_others(&|other| s.reflection(m, other, t)))
            .collect();

        // X = diag(x) U^H.
        let x: Vec<f64> = (0..targets)
            .map(|t| (f[t] * rest - phi * f_o[t]) * inverse_root[t] / psi)
            .collect();
        let filter_core = DMatrix::from_fn(targets, targets, |i, j| u[(j, i)].conj() * x[i]);
        // L and N, but for the last factor E^-1/2 of R.
        let own = |i, t| u[(i, t)] * rest + gram_u[(i, t)] * f_o[i];
        let other = |i, t| u[(i, t)] * phi + gram_u[(i, t)] * f[i];

        let c: Vec<f64> = (0..targets).map(|t| s.reflected[(k, t)].sqrt()).collect();
        let c_o: Vec<f64> = (0..targets)
            .map(|t| over_others(&|other| s.reflected[(other, t)]).sqrt())
            .collect();
        let gain: Vec<f64> = (0..targets).map(|t| s.gain_ta[(m, t)]).collect();
        let own_coupling = DMatrix::from_fn(targets, targets, |i, t| {
            own(i, t) * (c[t] * gain[t] * inverse_root[t])
        });
        let other_coupling = DMatrix::from_fn(targets, targets, |i, t| {
            other(i, t) * (c_o[t] * gain[t] * inverse_root[t])
        });

        let mut d = DMatrix::from_fn(targets, targets, |i, j| {
            u_gram_u[(i, j)] * (psi * x[i] * x[j])
        });
        if s.variance_ta > 0.0 {
            let sigma = s.variance_ta.sqrt();
            let own = DMatrix::from_fn(targets, targets, |i, t| {
                own(i, t) * (c[t] * sigma * inverse_root[t])
            });
            let other = DMatrix::from_fn(targets, targets, |i, t| {
                other(i, t) * (c_o[t] * sigma * inverse_root[t])
            });
            d += &own * own.adjoint() + &other * other.adjoint();
        }
        let d = (&d + d.adjoint()) * Complex64::from(0.5);
        Self {
            filter_scalar: phi / psi,
            filter_core,
            theta: phi * (rest / psi),
            d,
            own_coupling,
            other_coupling,
        }
    }
}
