//! The downlink of one realization, laid out for the optimiser.
//!
//! Everything the rate bound of (18) needs of an access point's beams
//! `X_m = [w_m1 .. w_mK | sensing streams]` are the products with the columns of
//! `B_m = [h_m1 .. h_mK | q_m1 .. q_mT]` and its power: the error covariance is
//! a scaled identity plus terms in the span of the steering vectors `q_mt`.

pub mod beampattern;
pub mod beams;
pub mod bound;
mod budget;
pub mod certificate;
pub mod fairness;
pub mod multipliers;
pub mod violation;

use self::beampattern::MatchingError;
use self::beams::Beams;
use super::Deployment;
use super::estimation::Estimate;
use super::network::Network;
use super::numerics::kernel::{Packed, padded};
use super::utility::Criterion;
use num_complex::Complex64;

/// How an access point may use its power.
#[derive(Debug, Clone)]
pub enum Role {
    /// Communication only, (14): power at most one.
    Communication,
    /// Sensing, (16): power exactly one; the error of its beampattern counts in (20).
    Sensing(MatchingError),
}

/// The downlink, packed for the hot loop.
#[derive(Debug, Clone)]
pub struct Downlink {
    /// Estimates and error covariances, the powers p_m absorbed.
    pub estimate: Estimate,
    /// Per access point.
    pub roles: Vec<Role>,
    /// p_m over the noise power, linear, per access point. The estimate has it absorbed; it is kept because the split
    /// (42) weighs beams by it.
    pub power: Vec<f64>,
    /// What beams are judged by.
    pub criterion: Criterion,
    pub(crate) projection: Vec<Packed>,
    pub(crate) synthesis: Vec<Packed>,
    pub(crate) coupling_projection: Packed,
    pub(crate) coupling_synthesis: Packed,
    pub(crate) local_total: Vec<Complex64>,
}

impl Downlink {
    /// Packs `estimate`; `roles` has one entry per access point. Powers are taken to be one; beams are judged by their
    /// sum rate.
    pub fn new(estimate: Estimate, roles: Vec<Role>) -> Self {
        let s = &estimate;
        let (m_count, k_count, t_count) = (s.n_aps, s.n_users, s.n_targets);
        let column = |m: usize, i: usize, n: usize| {
            if i < k_count {
                s.h_hat(m, i)[n]
            } else {
                s.q_bar(m, i - k_count)[n]
            }
        };
        let projection = (0..m_count)
            .map(|m| {
                Packed::new(k_count + t_count, s.n_antennas, |i, n| {
                    let b = column(m, i, n);
                    (b.re, -b.im)
                })
            })
            .collect();
        let synthesis = (0..m_count)
            .map(|m| {
                Packed::new(s.n_antennas, k_count + t_count, |n, i| {
                    let b = column(m, i, n);
                    (b.re, b.im)
                })
            })
            .collect();
        let (rows, depth) = (k_count * s.n_couplings(), m_count * t_count);
        let coupling = |row: usize, col: usize| {
            s.coupling_vector(col / t_count, row / s.n_couplings(), row % s.n_couplings())
                [col % t_count]
        };
        let coupling_projection = Packed::new(rows, depth, |r, c| {
            let z = coupling(r, c);
            (z.re, -z.im)
        });
        let coupling_synthesis = Packed::new(depth, rows, |r, c| {
            let z = coupling(c, r);
            (z.re, z.im)
        });
        let local_total = (0..m_count)
            .flat_map(|m| {
                (0..k_count)
                    .flat_map(move |k| local_total(s, m, k))
                    .collect::<Vec<_>>()
            })
            .collect();
        Self {
            power: vec![1.0; roles.len()],
            criterion: Criterion::SUM_RATE,
            roles,
            projection,
            synthesis,
            coupling_projection,
            coupling_synthesis,
            local_total,
            estimate,
        }
    }

    /// The downlink of a network, once its channels are estimated.
    pub fn of(network: &Network, deployment: &Deployment, estimate: Estimate) -> Self {
        let array = &deployment.access_points;
        let roles = network
            .sensing_angles
            .iter()
            .map(|angles| {
                if angles.is_empty() {
                    return Role::Communication;
                }
                Role::Sensing(MatchingError::new(
                    &deployment.beampattern,
                    array.antennas,
                    array.spacing,
                    angles,
                ))
            })
            .collect();
        Self {
            power: network.power.clone(),
            criterion: deployment.criterion(),
            ..Self::new(estimate, roles)
        }
    }

    /// The same downlink, its beams judged by another criterion.
    #[must_use]
    pub fn judged_by(&self, criterion: Criterion) -> Self {
        Self {
            criterion,
            ..self.clone()
        }
    }

    /// M.
    pub fn access_points(&self) -> usize {
        self.estimate.n_aps
    }

    /// `D_mk + sum_i c_mki c_mki^H`, row-major T x T.
    pub(crate) fn local_total(&self, m: usize, k: usize) -> &[Complex64] {
        let size = self.estimate.n_targets * self.estimate.n_targets;
        &self.local_total[(m * self.estimate.n_users + k) * size..][..size]
    }

    /// Whether each access point senses, and so uses full power.
    pub fn senses(&self) -> Vec<bool> {
        let roles = self.roles.iter();
        roles.map(|r| matches!(r, Role::Sensing(_))).collect()
    }

    /// M_T = |M_T|, the number of sensing access points.
    pub fn sensing_count(&self) -> usize {
        self.senses().into_iter().filter(|senses| *senses).count()
    }

    /// `sum_m E_m / (M_T eta_m^2)`, the normalised MSE of Section V.
    pub fn normalised_error(&self, beams: &Beams) -> f64 {
        let errors = self
            .roles
            .iter()
            .enumerate()
            .filter_map(|(m, role)| match role {
                Role::Sensing(matching) => {
                    let y = beams.autocorrelation(m);
                    Some(matching.error(&y) / matching.eta(&y).powi(2))
                }
                Role::Communication => None,
            });
        errors.sum::<f64>() / self.sensing_count().max(1) as f64
    }

    /// Mean of `tr Z_m` over the sensing access points.
    pub fn mean_sensing_power(&self, beams: &Beams) -> f64 {
        let powers = (0..self.roles.len()).map(|m| beams.sensing_power(m));
        powers.sum::<f64>() / self.sensing_count().max(1) as f64
    }

    /// Width of the users' part of a panel.
    pub(crate) fn user_width(&self) -> usize {
        padded(self.estimate.n_users)
    }
}

/// `D_mk + sum_i c_mki c_mki^H`, row-major T x T: the whole of `Theta_mk` on the steering vectors.
fn local_total(s: &Estimate, m: usize, k: usize) -> Vec<Complex64> {
    let mut total = s.d(m, k).to_vec();
    for i in 0..s.n_couplings() {
        let c = s.coupling_vector(m, k, i);
        for (row, cr) in total.chunks_exact_mut(s.n_targets).zip(c) {
            for (entry, cc) in row.iter_mut().zip(c) {
                *entry += cr * cc.conj();
            }
        }
    }
    total
}
