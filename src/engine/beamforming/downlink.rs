//! The downlink of one realization, laid out for the optimiser.
//!
//! Everything the rate bound of (18) needs of an access point's beams
//! `X_m = [w_m1 .. w_mK | sensing streams]` are the products with the columns of
//! `B_m = [h_m1 .. h_mK | q_m1 .. q_mT]` and its power: the error covariance is
//! a scaled identity plus terms in the span of the steering vectors `q_mt`.

use super::beampattern::MatchingError;
use super::kernel::{Packed, padded};
use num_complex::Complex64;

/// One realization's estimates and error covariances, the powers p_m absorbed.
///
/// The error covariance of user k, stacked over access points, is
/// `Theta_k = blockdiag_m(theta_mk I + Q_m D_mk Q_m^H) + sum_i z_ki z_ki^H` where block m of
/// `z_ki` is `Q_m c_mki`, `Q_m = [q_m1 .. q_mT]`.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// M.
    pub access_points: usize,
    /// K.
    pub users: usize,
    /// N_T.
    pub antennas: usize,
    /// T.
    pub targets: usize,
    /// Number of coupling vectors of each user (2 T, or 0 without reflections).
    pub couplings: usize,
    /// `[m][k][n]`, sqrt(p_m) times the estimate.
    pub h_hat: Vec<Complex64>,
    /// `[m][t][n]`, steering vectors.
    pub q_bar: Vec<Complex64>,
    /// `[m][k]`, p_m times the white part of the error covariance.
    pub theta: Vec<f64>,
    /// `[m][k][t][t']`, p_m times the Hermitian `D_mk`.
    pub local: Vec<Complex64>,
    /// `[k][i][m][t]`, sqrt(p_m) times `c_mki`.
    pub coupling: Vec<Complex64>,
}

impl Statistics {
    /// Estimate of user k's channel at access point m, N_T entries.
    pub fn h_hat(&self, m: usize, k: usize) -> &[Complex64] {
        let n = self.antennas;
        &self.h_hat[(m * self.users + k) * n..][..n]
    }

    /// Steering vector of target t at access point m, N_T entries.
    pub fn q_bar(&self, m: usize, t: usize) -> &[Complex64] {
        let n = self.antennas;
        &self.q_bar[(m * self.targets + t) * n..][..n]
    }

    /// `theta_mk`.
    pub fn theta(&self, m: usize, k: usize) -> f64 {
        self.theta[m * self.users + k]
    }

    /// `D_mk`, row-major T x T.
    pub fn local(&self, m: usize, k: usize) -> &[Complex64] {
        let size = self.targets * self.targets;
        &self.local[(m * self.users + k) * size..][..size]
    }

    /// `c_mki`, T entries.
    pub fn coupling(&self, m: usize, k: usize, i: usize) -> &[Complex64] {
        let t = self.targets;
        &self.coupling[((k * self.couplings + i) * self.access_points + m) * t..][..t]
    }

    /// `D_mk + sum_i c_mki c_mki^H`: the whole of `Theta_mk` on the steering vectors.
    pub fn local_total(&self, m: usize, k: usize) -> Vec<Complex64> {
        let t = self.targets;
        let mut total = self.local(m, k).to_vec();
        for i in 0..self.couplings {
            let c = self.coupling(m, k, i);
            for (row, cr) in total.chunks_exact_mut(t.max(1)).zip(c) {
                for (entry, cc) in row.iter_mut().zip(c) {
                    *entry += cr * cc.conj();
                }
            }
        }
        total
    }
}

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
    /// The plain data.
    pub statistics: Statistics,
    /// Per access point.
    pub roles: Vec<Role>,
    pub(super) projection: Vec<Packed>,
    pub(super) synthesis: Vec<Packed>,
    pub(super) coupling_projection: Packed,
    pub(super) coupling_synthesis: Packed,
    pub(super) local_total: Vec<Complex64>,
}

impl Downlink {
    /// Packs `statistics`; `roles` has one entry per access point.
    pub fn new(statistics: Statistics, roles: Vec<Role>) -> Self {
        let s = &statistics;
        let (m_count, k_count, t_count) = (s.access_points, s.users, s.targets);
        let column = |m: usize, i: usize, n: usize| {
            if i < k_count {
                s.h_hat(m, i)[n]
            } else {
                s.q_bar(m, i - k_count)[n]
            }
        };
        let projection = (0..m_count)
            .map(|m| {
                Packed::new(k_count + t_count, s.antennas, |i, n| {
                    let b = column(m, i, n);
                    (b.re, -b.im)
                })
            })
            .collect();
        let synthesis = (0..m_count)
            .map(|m| {
                Packed::new(s.antennas, k_count + t_count, |n, i| {
                    let b = column(m, i, n);
                    (b.re, b.im)
                })
            })
            .collect();
        let (rows, depth) = (k_count * s.couplings, m_count * t_count);
        let coupling = |row: usize, col: usize| {
            s.coupling(col / t_count, row / s.couplings, row % s.couplings)[col % t_count]
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
                    .flat_map(move |k| s.local_total(m, k))
                    .collect::<Vec<_>>()
            })
            .collect();
        Self {
            roles,
            projection,
            synthesis,
            coupling_projection,
            coupling_synthesis,
            local_total,
            statistics,
        }
    }

    /// M.
    pub fn access_points(&self) -> usize {
        self.statistics.access_points
    }

    /// `D_mk + sum_i c_mki c_mki^H`, row-major T x T.
    pub(super) fn local_total(&self, m: usize, k: usize) -> &[Complex64] {
        let size = self.statistics.targets * self.statistics.targets;
        &self.local_total[(m * self.statistics.users + k) * size..][..size]
    }

    /// M_T = |M_T|, the number of sensing access points.
    pub fn sensing_count(&self) -> usize {
        self.roles
            .iter()
            .filter(|r| matches!(r, Role::Sensing(_)))
            .count()
    }

    /// Width of the users' part of a panel.
    pub(super) fn user_width(&self) -> usize {
        padded(self.statistics.users)
    }
}
