//! The curvature of a utility in the rates, as part of the approximate inverse of the Hessian.
//!
//! Where the utility is not linear in the rates, the Hessian has besides the [preconditioner](super::preconditioner)'s P the term
//! `J^T S J`: J the K gradients of the rates, `-S` the curvature of the utility, which penalties of constraints on
//! rates make as stiff as they are large. By Woodbury's identity
//!
//! `(P + J^T S J)^-1 = P^-1 - Z (I + S G)^-1 S Z^T`, with `Z = P^-1 J^T` and `G = J Z`.
//!
//! The gradient of user k's rate by beam j is `h_k phi_kj`, if what the error of the estimate adds is left out: it
//! is mostly along the beams themselves, where they cannot change. So with `U = P^-1 H sqrt(q)`, which the preconditioner
//! has, and `N = I - (I + Gamma)^-1 = sqrt(q) H^H U`, the column j of `Z_k` is
//! `U (psi_kj e_k + omega_kj e_j)`, with `psi_kj = phi_kj / sqrt(q_k)` and `omega_kj = psi_kj g_j N_jk`, and everything happens
//! in matrices of K x K.

use crate::engine::numerics::kernel::padded;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// See the module. Panels have K rows of the users' width.
#[derive(Debug, Clone)]
pub(crate) struct RateStiffness {
    users: usize,
    width: usize,
    /// Whether there is any.
    on: bool,
    /// Panel.
    psi: Vec<f64>,
    /// Panel.
    omega: Vec<f64>,
    /// `(I + S G)^-1 S`, K x K.
    kernel: Vec<f64>,
    /// `U^H r`, panel.
    pub received: Vec<f64>,
    /// What the result lacks of U, panel: `Z (I + S G)^-1 S Z^T r = U correction`.
    pub correction: Vec<f64>,
    along: Vec<f64>,
    weights: Vec<f64>,
}

/// What a matrix is made of; all in units of the objective.
pub(crate) struct Stiff<'a> {
    /// `q_k`.
    pub q: &'a [f64],
    /// `(I + Gamma)^-1`, row-major.
    pub core: &'a [Complex64],
    /// `g_k`.
    pub gain: &'a [f64],
    /// S, K x K.
    pub curvature: &'a DMatrix<f64>,
}

impl RateStiffness {
    pub(crate) fn new(users: usize, width: usize) -> Self {
        let panel = vec![0.0; 2 * padded(users) * width];
        Self {
            users,
            width,
            on: false,
            psi: panel.clone(),
            omega: panel.clone(),
            kernel: vec![0.0; users * users],
            received: panel.clone(),
            correction: panel,
            along: vec![0.0; users],
            weights: vec![0.0; users],
        }
    }

    pub(crate) fn is_on(&self) -> bool {
        self.on
    }

    /// Without any.
    pub(crate) fn clear(&mut self) {
        self.on = false;
    }

    /// Of `phi(k, j)`, the slope of user k's rate by the amplitude at which it receives beam j.
    pub(crate) fn prepare(&mut self, stiff: &Stiff, phi: impl Fn(usize, usize) -> Complex64) {
        let Stiff {
            q,
            core,
            gain,
            curvature,
        } = *stiff;
        let users = self.users;
        let unit = |k: usize, l: usize| if k == l { 1.0 } else { 0.0 };
        let n = |k: usize, l: usize| Complex64::from(unit(k, l)) - core[k * users + l];
        let psi = |k: usize, j: usize| {
            if q[k] > 0.0 {
                phi(k, j) / q[k].sqrt()
            } else {
                Complex64::ZERO
            }
        };
        let half = self.psi.len() / 2;
        let mut slopes = vec![Complex64::ZERO; users * users];
        for k in 0..users {
            for j in 0..users {
                let at = k * self.width + j;
                let value = psi(k, j);
                slopes[k * users + j] = value;
                (self.psi[at], self.psi[half + at]) = (value.re, value.im);
                let value = value * gain[j] * n(j, k);
                (self.omega[at], self.omega[half + at]) = (value.re, value.im);
            }
        }
        let gram = DMatrix::<f64>::from_fn(users, users, |k, l| {
            let each = (0..users).map(|j| {
                let both = slopes[k * users + j].conj() * slopes[l * users + j];
                (both * (n(k, l) + gain[j] * n(k, j) * n(j, l))).re
            });
            each.sum()
        });
        let system = DMatrix::identity(users, users) + curvature * gram;
        self.on = false;
        if let Some(kernel) = system.lu().solve(curvature)
            && kernel.iter().all(|x| x.is_finite())
        {
            for k in 0..users {
                for l in 0..users {
                    self.kernel[k * users + l] = 0.5 * (kernel[(k, l)] + kernel[(l, k)]);
                }
            }
            self.on = true;
        }
    }

    /// Makes [`Self::correction`] that of [`Self::received`].
    pub(crate) fn correct(&mut self) {
        let (users, width, half) = (self.users, self.width, self.psi.len() / 2);
        for k in 0..users {
            let mut sum = 0.0;
            for j in 0..users {
                let (at, own) = (k * width + j, j * width + j);
                sum += self.psi[at] * self.received[at];
                sum += self.psi[half + at] * self.received[half + at];
                sum += self.omega[at] * self.received[own];
                sum += self.omega[half + at] * self.received[half + own];
            }
            self.along[k] = sum;
        }
        for (k, weight) in self.weights.iter_mut().enumerate() {
            let row = &self.kernel[k * users..][..users];
            *weight = row.iter().zip(&self.along).map(|(a, b)| a * b).sum();
        }
        self.correction.fill(0.0);
        for k in 0..users {
            let weight = self.weights[k];
            for j in 0..users {
                let (at, own) = (k * width + j, j * width + j);
                for plane in [0, half] {
                    self.correction[plane + at] += weight * self.psi[plane + at];
                    self.correction[plane + own] += weight * self.omega[plane + at];
                }
            }
        }
    }
}
