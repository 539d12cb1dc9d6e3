//! The channel estimates and the covariance of their error, as beamforming needs them.

use nalgebra::{DMatrix, DVectorView};
use num_complex::Complex64;

/// Estimates and error covariances of one coherence block, scaled by the power of each
/// access point: received power is |h_hat^H w|^2 with |w| <= 1, the noise has power 1.
///
/// Over all access points the error of user k has the covariance
///
/// Theta_k = blockdiag_m(theta_mk I + Q_m D_mk Q_m^H) + sum_t sum_i z_kti z_kti^H,
///
/// where block m of z_kti is Q_m c_mkti and i runs over {0, 1}: 0 for the user's own reflections, 1
/// for those of the users that share its pilot. Every term is positive semidefinite.
///
/// Arrays are flat; the last index runs fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// M.
    pub n_aps: usize,
    /// K.
    pub n_users: usize,
    /// N_T.
    pub n_antennas: usize,
    /// T.
    pub n_targets: usize,
    /// sqrt(p_m) h_hat_mk, `[m][k][n]`: M x K x N_T.
    pub h_hat: Vec<Complex64>,
    /// Q_m, its columns the steering vectors towards the targets, `[m][t][n]`: M x T x N_T.
    pub q_bar: Vec<Complex64>,
    /// p_m theta_mk, `[m][k]`: M x K.
    pub theta: Vec<f64>,
    /// p_m D_mk, Hermitian, `[m][k][row][column]`: M x K x T x T.
    pub d: Vec<Complex64>,
    /// sqrt(p_m) c_mkti, `[m][k][t][i][entry]`: M x K x T x 2 x T.
    pub coupling: Vec<Complex64>,
}

impl Estimate {
    /// sqrt(p_m) h_hat_mk: N_T.
    pub fn h_hat(&self, m: usize, k: usize) -> &[Complex64] {
        row(&self.h_hat, m * self.n_users + k, self.n_antennas)
    }

    /// The steering vector of access point m towards target t: N_T.
    pub fn q_bar(&self, m: usize, t: usize) -> &[Complex64] {
        row(&self.q_bar, m * self.n_targets + t, self.n_antennas)
    }

    /// p_m theta_mk.
    pub fn theta(&self, m: usize, k: usize) -> f64 {
        self.theta[m * self.n_users + k]
    }

    /// p_m D_mk: T x T, row by row.
    pub fn d(&self, m: usize, k: usize) -> &[Complex64] {
        row(
            &self.d,
            m * self.n_users + k,
            self.n_targets * self.n_targets,
        )
    }

    /// sqrt(p_m) c_mkti: T.
    pub fn coupling(&self, m: usize, k: usize, t: usize, i: usize) -> &[Complex64] {
        row(
            &self.coupling,
            ((m * self.n_users + k) * self.n_targets + t) * 2 + i,
            self.n_targets,
        )
    }

    /// Number of vectors that couple the access points in the error of one user, 2 T.
    pub fn n_couplings(&self) -> usize {
        2 * self.n_targets
    }

    /// The couplings of user k at access point m, by one index 2 t + i in place of two: T.
    pub fn coupling_vector(&self, m: usize, k: usize, index: usize) -> &[Complex64] {
        let first = (m * self.n_users + k) * self.n_couplings();
        row(&self.coupling, first + index, self.n_targets)
    }

    /// sqrt(p_m p_m') Theta_mm'k of (12), p_m Theta_mk on the diagonal: N_T x N_T. For looking at, not for
    /// optimising.
    pub fn theta_block(&self, m: usize, m2: usize, k: usize) -> DMatrix<Complex64> {
        let (n, targets) = (self.n_antennas, self.n_targets);
        let (q, q2) = (self.basis(m), self.basis(m2));
        let mut core = DMatrix::zeros(targets, targets);
        for t in 0..targets {
            for i in 0..2 {
                let left = DVectorView::from_slice(self.coupling(m, k, t, i), targets);
                let right = DVectorView::from_slice(self.coupling(m2, k, t, i), targets);
                core += left * right.adjoint();
            }
        }
        let mut block = DMatrix::zeros(n, n);
        if m == m2 {
            core += DMatrix::from_row_slice(targets, targets, self.d(m, k));
            block.fill_diagonal(Complex64::from(self.theta(m, k)));
        }
        block + q * core * q2.adjoint()
    }

    /// Theta_k over all access points, made of [`theta_block`](Self::theta_block): M N_T x M N_T.
    pub fn theta_stacked(&self, k: usize) -> DMatrix<Complex64> {
        let (m, n) = (self.n_aps, self.n_antennas);
        let mut stacked = DMatrix::zeros(m * n, m * n);
        for i in 0..m {
            for j in 0..m {
                stacked
                    .view_mut((i * n, j * n), (n, n))
                    .copy_from(&self.theta_block(i, j, k));
            }
        }
        stacked
    }

    /// Tr(p_m Theta_mk), the mean power of the error of sqrt(p_m) h_mk.
    pub fn error_power(&self, m: usize, k: usize) -> f64 {
        let targets = self.n_targets;
        let q = self.basis(m);
        let d = DMatrix::from_row_slice(targets, targets, self.d(m, k));
        let mut power = self.theta(m, k) * self.n_antennas as f64 + (d * q.ad_mul(&q)).trace().re;
        for t in 0..targets {
            for i in 0..2 {
                power += (&q * DVectorView::from_slice(self.coupling(m, k, t, i), targets))
                    .norm_squared();
            }
        }
        power
    }

    /// Q_m: N_T x T.
    fn basis(&self, m: usize) -> DMatrix<Complex64> {
        DMatrix::from_column_slice(
            self.n_antennas,
            self.n_targets,
            row(&self.q_bar, m, self.n_targets * self.n_antennas),
        )
    }
}

/// The index-th run of this length.
fn row(data: &[Complex64], index: usize, length: usize) -> &[Complex64] {
    &data[index * length..(index + 1) * length]
}

/// Why channels cannot be estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EstimationError {
    /// Given channels are of other numbers of users, access points or antennas, or of fewer realizations.
    #[error(
        "the given channels have none for user {user} at access point {access_point} in realization {realization}"
    )]
    NoChannel {
        /// k, from 0.
        user: usize,
        /// m, from 0.
        access_point: usize,
        /// The number of the realization.
        realization: u64,
    },
    /// What a pilot observes has no finite covariance that is regular to rounding: gains are out of the range of
    /// numbers, or reflections are some 1e13 times stronger than all that is independent between antennas and come
    /// from directions that the array cannot distinguish.
    #[error("what access point {access_point} receives on pilot {pilot} has no regular covariance")]
    Singular {
        /// m.
        access_point: usize,
        /// The pilot.
        pilot: usize,
    },
}
