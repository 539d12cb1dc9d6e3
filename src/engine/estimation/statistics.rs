//! Second-order statistics of the aggregated channels, Propositions 1 and 2: (8), (9) and C_mk of (10).
//!
//! With c_tk = alpha^2 (beta^2(d_UT) + sigma^2_UT), the mean power of a reflection before its second hop, and
//! f_mkt = c_tk (beta^2(d_TA) + sigma^2_TA),
//!
//! - Phi_mk = phi_mk I + Q_m diag_t(f_mkt) Q_m^H, with phi_mk = beta^2(d_UA) + chi^2 sum_t f_mkt, (8);
//! - Phi_mm'k = Q_m diag_t(c_tk beta_tm beta_tm') Q_m'^H, (9).

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::structured::{Basis, Structured};
use crate::engine::deployment::Deployment;
use crate::engine::network::Network;

/// What is known of the channels before training.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    /// `[m]`: the steering vectors.
    pub bases: Vec<Basis>,
    /// c_tk, K x T.
    pub reflected: DMatrix<f64>,
    /// beta(d_{T_t,A_m}), M x T.
    pub gain_ta: DMatrix<f64>,
    /// sigma^2_{T,A}.
    pub variance_ta: f64,
    /// phi_mk, M x K.
    pub scalar: DMatrix<f64>,
    /// The users of each pilot.
    pub clusters: Vec<Vec<usize>>,
    /// `[k]`: the pilot of a user.
    pub pilot_of_user: Vec<usize>,
    /// nu = 1 / (p_p tau_p), the noise that training leaves on a channel.
    pub noise: f64,
}

impl Statistics {
    /// The statistics of a network.
    pub fn new(network: &Network, deployment: &Deployment) -> Self {
        let (aps, targets) = (&deployment.access_points, &deployment.targets);
        let bases = (0..network.n_aps())
            .map(|m| {
                Basis::new(
                    aps.antennas,
                    aps.spacing,
                    (0..network.n_targets()).map(|t| network.sines[(m, t)]),
                )
            })
            .collect();
        let reflected = network
            .gain_ut
            .map(|gain| targets.reflection.powi(2) * (gain * gain + targets.gain_variance_user));
        let mut statistics = Self {
            bases,
            reflected,
            gain_ta: network.gain_ta.clone(),
            variance_ta: targets.gain_variance_access_point,
            scalar: network.gain_ua.map(|gain| gain * gain),
            clusters: network.pilot_clusters.clone(),
            pilot_of_user: network.pilot_of_user.clone(),
            noise: 1.0 / (deployment.pilots.power * deployment.pilots.length as f64),
        };
        statistics.scatter(targets.steering_variance);
        statistics
    }

    /// Adds to phi_mk what reflections by uncertain steering vectors scatter, chi^2 sum_t f_mkt; `scalar` has the direct
    /// paths alone before.
    pub fn scatter(&mut self, steering_variance: f64) {
        for m in 0..self.n_aps() {
            for k in 0..self.n_users() {
                let reflections = (0..self.n_targets()).map(|t| self.reflection(m, k, t));
                self.scalar[(m, k)] += steering_variance * reflections.sum::<f64>();
            }
        }
    }

    /// M.
    pub fn n_aps(&self) -> usize {
        self.scalar.nrows()
    }

    /// K.
    pub fn n_users(&self) -> usize {
        self.scalar.ncols()
    }

    /// N_T.
    pub fn n_antennas(&self) -> usize {
        self.bases.first().map_or(0, |basis| basis.q.nrows())
    }

    /// T.
    pub fn n_targets(&self) -> usize {
        self.gain_ta.ncols()
    }

    /// f_mkt.
    pub fn reflection(&self, m: usize, k: usize, t: usize) -> f64 {
        self.reflected[(k, t)] * (self.gain_ta[(m, t)].powi(2) + self.variance_ta)
    }

    /// The users that share user k's pilot, without it.
    pub fn others(&self, k: usize) -> impl Iterator<Item = usize> + '_ {
        self.clusters[self.pilot_of_user[k]]
            .iter()
            .copied()
            .filter(move |&other| other != k)
    }

    /// Phi_mk, (8).
    pub fn phi(&self, m: usize, k: usize) -> Structured {
        Structured::diagonal(
            self.scalar[(m, k)],
            (0..self.n_targets()).map(|t| self.reflection(m, k, t)),
        )
    }

    /// The T x T core of Phi_mm'k = Q_m core Q_m'^H for m' != m, (9).
    pub fn phi_cross(&self, m: usize, m2: usize, k: usize) -> DMatrix<Complex64> {
        let gains = (0..self.n_targets())
            .map(|t| self.reflected[(k, t)] * self.gain_ta[(m, t)] * self.gain_ta[(m2, t)]);
        Structured::diagonal(0.0, gains).core
    }

    /// sqrt(p_p tau_p) C_mk of Proposition 2, the filter that acts on y_mk / sqrt(p_p tau_p):
    /// Phi_mk (sum over the pilot of Phi_mk' + nu I)^-1, as printed. None if the sum is singular.
    pub fn filter(&self, m: usize, k: usize) -> Option<Structured> {
        let noise = Structured::diagonal(self.noise, (0..self.n_targets()).map(|_| 0.0));
        let observed = self.clusters[self.pilot_of_user[k]]
            .iter()
            .fold(noise, |sum, &user| {
                sum.combine(1.0, &self.phi(m, user), 1.0)
            });
        Some(
            self.phi(m, k)
                .product(&observed.inverse(&self.bases[m])?, &self.bases[m]),
        )
    }
}
