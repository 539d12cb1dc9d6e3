//! The transforms of Section IV: auxiliary variables in closed form, and the concave function of the beams that
//! they leave.

use crate::engine::downlink::certificate::Reception;
use crate::engine::estimation::Estimate;
use nalgebra::DMatrix;
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// `gamma` and `g` of (29) and (36), or `iota` and `kappa` of (39) and (40), which are the same with sensing beams.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Weights {
    /// The signal-to-interference ratios, per user.
    pub ratio: Vec<f64>,
    /// The receive coefficients, per user.
    pub receive: Vec<Complex64>,
}

impl Weights {
    /// At the beams of this reception.
    pub(crate) fn of(reception: &Reception) -> Self {
        let users = reception.signal.iter().zip(&reception.interference);
        let ratio: Vec<f64> = users.clone().map(|(f, a)| f.norm_sqr() / a).collect();
        let receive = users
            .zip(&ratio)
            .map(|((f, a), ratio)| f * (1.0 + ratio).sqrt() / (a + f.norm_sqr()))
            .collect();
        Self { ratio, receive }
    }

    /// `f_2` of (35) or `f_3` of (38) at other beams, bit/s/Hz: no more than their sum rate, and as much where the
    /// weights belong to them.
    pub(crate) fn value(&self, reception: &Reception) -> f64 {
        let nats: f64 = (0..self.ratio.len())
            .map(|k| {
                let (f, a) = (reception.signal[k], reception.interference[k]);
                self.offset(k)
                    + 2.0 * (self.receive[k].conj() * f).re * (1.0 + self.ratio[k]).sqrt()
                    - self.receive[k].norm_sqr() * (a - 1.0 + f.norm_sqr())
            })
            .sum();
        nats / LN_2
    }

    /// What does not depend on the beams, of user k and in nats, the noise in A_k included.
    pub(crate) fn offset(&self, k: usize) -> f64 {
        self.ratio[k].ln_1p() - self.ratio[k] - self.receive[k].norm_sqr()
    }

    /// The coefficient of `h_k^H w_k`: `sqrt(1 + iota_k) kappa_k`.
    pub(crate) fn pull(&self, k: usize) -> Complex64 {
        self.receive[k] * (1.0 + self.ratio[k]).sqrt()
    }
}

/// The error covariances of all users, formed once: `Theta_mm'k` with the powers absorbed.
#[derive(Debug, Clone)]
pub(crate) struct Covariances {
    access_points: usize,
    users: usize,
    blocks: Vec<DMatrix<Complex64>>,
}

impl Covariances {
    /// Forms all blocks.
    pub(crate) fn of(estimate: &Estimate) -> Self {
        let (count, users) = (estimate.n_aps, estimate.n_users);
        let mut blocks = Vec::with_capacity(count * count * users);
        for m in 0..count {
            for m2 in 0..count {
                blocks.extend((0..users).map(|k| estimate.theta_block(m, m2, k)));
            }
        }
        Self {
            access_points: count,
            users,
            blocks,
        }
    }

    /// `sqrt(p_m p_m') Theta_mm'k`.
    pub(crate) fn block(&self, m: usize, m2: usize, k: usize) -> &DMatrix<Complex64> {
        &self.blocks[(m * self.access_points + m2) * self.users + k]
    }

    /// Block (m, m') of `Q = sum_k |kappa_k|^2 (h_k h_k^H + Theta_k)`, the one quadratic form of all users.
    pub(crate) fn form(
        &self,
        s: &Estimate,
        weights: &Weights,
        m: usize,
        m2: usize,
    ) -> DMatrix<Complex64> {
        let n = s.n_antennas;
        let mut form = DMatrix::zeros(n, n);
        for k in 0..self.users {
            let weight = weights.receive[k].norm_sqr();
            let (h, h2) = (s.h_hat(m, k), s.h_hat(m2, k));
            let theta = self.block(m, m2, k);
            for c in 0..n {
                for r in 0..n {
                    form[(r, c)] += (h[r] * h2[c].conj() + theta[(r, c)]) * weight;
                }
            }
        }
        form
    }
}
