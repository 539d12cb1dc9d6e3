//! Small networks of many kinds with the best rates that an independent search found on them: `tests/instances/kinds.json`
//! and every file of that form. Unlike the other reference instances they hold what beams act on, and no layout: estimates
//! and dense error covariances of order one, and the power that both are scaled by.
//!
//! Included by path from tests and examples: `#[path = "support/kinds.rs"] mod kinds;`.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::estimation::Estimate;
use cfs::engine::{Beampattern, Deployment, Window};
use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::{Deserialize, Serialize};

/// A complex array, its parts apart: K x M x N_T estimates, or K matrices of M N_T.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub(crate) struct Parts {
    pub re: Vec<Vec<Vec<f64>>>,
    pub im: Vec<Vec<Vec<f64>>>,
}

impl Parts {
    pub(crate) fn get(&self, i: usize, j: usize, n: usize) -> Complex64 {
        Complex64::new(self.re[i][j][n], self.im[i][j][n])
    }

    fn from_fn(shape: [usize; 3], value: impl Fn(usize, usize, usize) -> Complex64) -> Self {
        let part = |of: fn(Complex64) -> f64| {
            let row = |i, j| (0..shape[2]).map(|n| of(value(i, j, n))).collect();
            let matrix = |i| (0..shape[1]).map(|j| row(i, j)).collect();
            (0..shape[0]).map(matrix).collect()
        };
        Self {
            re: part(|z| z.re),
            im: part(|z| z.im),
        }
    }
}

/// What the network was drawn with; only the sizes matter to what is solved on it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[allow(non_snake_case)]
pub(crate) struct Parameters {
    pub M: usize,
    /// Antennas of an access point.
    pub N: usize,
    pub K: usize,
    pub T: usize,
    #[serde(default)]
    pub taup: usize,
    #[serde(default)]
    pub side: f64,
    #[serde(default)]
    pub alpha: f64,
}

/// A figure of P3, or of P2 where there is no budget.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[allow(non_snake_case)]
pub(crate) struct StoredRate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delta: Option<f64>,
    /// Bit/s/Hz; none where no start of the other search was feasible.
    #[serde(default)]
    pub best_R: Option<f64>,
    #[serde(default)]
    pub starts_at_best: usize,
    #[serde(default)]
    pub starts: usize,
}

impl StoredRate {
    /// A figure that is still to be found.
    pub(crate) fn unknown(delta: Option<f64>) -> Self {
        Self {
            delta,
            best_R: None,
            starts_at_best: 0,
            starts: 0,
        }
    }
}

/// One network.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[allow(non_snake_case)]
pub(crate) struct StoredNetwork {
    pub par: Parameters,
    /// p_m over the noise, linear, per access point.
    pub power: Vec<f64>,
    pub sensing_power_dB: f64,
    pub samples: usize,
    pub width_deg: f64,
    pub spacing: f64,
    pub sensing_aps: Vec<usize>,
    /// Per sensing access point.
    pub target_angles_deg: BTreeMap<usize, Vec<f64>>,
    /// Unscaled, `[K][M][N_T]`.
    pub h_hat: Parts,
    /// Unscaled, stacked access point by access point, `[K]` matrices of M N_T.
    pub Theta: Parts,
    #[serde(default)]
    pub S_min: Option<f64>,
    #[serde(default)]
    pub P3: Vec<StoredRate>,
    #[serde(default)]
    pub P2: Option<StoredRate>,
}

/// A file of networks.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub(crate) struct StoredNetworks {
    #[serde(default)]
    pub about: String,
    pub networks: Vec<StoredNetwork>,
}

impl StoredNetworks {
    pub(crate) fn read(path: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(serde_json::from_str(&fs::read_to_string(path)?)?)
    }
}

impl StoredNetwork {
    /// What beams act on in a network drawn from `deployment`; its rates are still to be found.
    pub(crate) fn of(
        downlink: &Downlink,
        deployment: &Deployment,
        s_min: f64,
        deltas: &[f64],
    ) -> Self {
        let s = &downlink.estimate;
        let (m_count, n, users) = (s.n_aps, s.n_antennas, s.n_users);
        let amplitude: Vec<f64> = downlink.power.iter().map(|p| p.sqrt()).collect();
        let stacked: Vec<DMatrix<Complex64>> = (0..users).map(|k| s.theta_stacked(k)).collect();
        let angles = downlink.roles.iter().enumerate();
        let sensing_aps: Vec<usize> = angles
            .filter_map(|(m, role)| matches!(role, Role::Sensing(_)).then_some(m))
            .collect();
        // A sensing access point faces its only target.
        let target_angles_deg = sensing_aps.iter().map(|&m| (m, vec![0.0])).collect();
        let cfs::engine::Area::Rectangle { width: side, .. } = deployment.area else {
            panic!("the kinds are drawn in a square")
        };
        Self {
            par: Parameters {
                M: m_count,
                N: n,
                K: users,
                T: s.n_targets,
                taup: deployment.pilots.length,
                side,
                alpha: deployment.targets.reflection,
            },
            power: downlink.power.clone(),
            sensing_power_dB: 10.0 * deployment.beampattern.power.log10(),
            samples: deployment.beampattern.samples,
            width_deg: deployment.beampattern.width,
            spacing: deployment.access_points.spacing,
            sensing_aps,
            target_angles_deg,
            h_hat: Parts::from_fn([users, m_count, n], |k, m, i| {
                s.h_hat(m, k)[i] / amplitude[m]
            }),
            Theta: Parts::from_fn([users, m_count * n, m_count * n], |k, i, j| {
                stacked[k][(i, j)] / (amplitude[i / n] * amplitude[j / n])
            }),
            S_min: Some(s_min),
            P3: deltas
                .iter()
                .map(|&delta| StoredRate::unknown(Some(delta)))
                .collect(),
            P2: Some(StoredRate::unknown(None)),
        }
    }

    /// The downlink of the stored estimates and covariances.
    pub(crate) fn downlink(&self) -> Downlink {
        let ideal = Beampattern {
            width: self.width_deg,
            samples: self.samples,
            window: Window::Inclusive,
            power: 10f64.powf(self.sensing_power_dB / 10.0),
        };
        let roles = (0..self.par.M)
            .map(|m| match self.target_angles_deg.get(&m) {
                Some(angles) if self.sensing_aps.contains(&m) => {
                    Role::Sensing(MatchingError::new(&ideal, self.par.N, self.spacing, angles))
                }
                _ => Role::Communication,
            })
            .collect();
        let mut downlink = Downlink::new(self.estimate(), roles);
        downlink.power.clone_from(&self.power);
        downlink
    }

    /// The estimate with its dense covariances in the form the program has for them, in which no steering vector
    /// is needed: the columns of the identity in place of Q_m, as many couplings as Theta_k has eigenvalues.
    fn estimate(&self) -> Estimate {
        let (m_count, n, users) = (self.par.M, self.par.N, self.par.K);
        let size = m_count * n;
        // 2 T couplings of T entries each must hold the rank of Theta_k and the antennas.
        let targets = n.max(size.div_ceil(2));
        let mut estimate = Estimate {
            n_aps: m_count,
            n_users: users,
            n_antennas: n,
            n_targets: targets,
            h_hat: vec![Complex64::ZERO; m_count * users * n],
            q_bar: vec![Complex64::ZERO; m_count * targets * n],
            theta: vec![0.0; m_count * users],
            d: vec![Complex64::ZERO; m_count * users * targets * targets],
            coupling: vec![Complex64::ZERO; m_count * users * 2 * targets * targets],
        };
        for m in 0..m_count {
            for i in 0..n {
                estimate.q_bar[(m * targets + i) * n + i] = Complex64::ONE;
            }
        }
        for k in 0..users {
            for m in 0..m_count {
                for i in 0..n {
                    estimate.h_hat[(m * users + k) * n + i] =
                        self.h_hat.get(k, m, i) * self.power[m].sqrt();
                }
            }
            let theta = DMatrix::from_fn(size, size, |i, j| {
                self.Theta.get(k, i, j) * (self.power[i / n] * self.power[j / n]).sqrt()
            });
            let (scalars, rest) = split(&theta, n);
            let eigen = rest.symmetric_eigen();
            for (m, scalar) in scalars.into_iter().enumerate() {
                estimate.theta[m * users + k] = scalar;
                for (index, value) in eigen.eigenvalues.iter().enumerate() {
                    let root = value.max(0.0).sqrt();
                    let vector = ((m * users + k) * 2 * targets + index) * targets;
                    for i in 0..n {
                        estimate.coupling[vector + i] =
                            eigen.eigenvectors[(m * n + i, index)] * root;
                    }
                }
            }
        }
        estimate
    }
}

/// A positive semidefinite matrix of blocks of `n` as a scaled identity per block and a rest that is positive
/// semidefinite, the identities as large as that allows.
fn split(theta: &DMatrix<Complex64>, n: usize) -> (Vec<f64>, DMatrix<Complex64>) {
    let blocks = theta.nrows() / n;
    let least: Vec<f64> = (0..blocks)
        .map(|m| {
            let block = theta.view((m * n, m * n), (n, n)).into_owned();
            block.symmetric_eigenvalues().min()
        })
        .collect();
    if !least.iter().all(|least| *least > 0.0) {
        return (vec![0.0; blocks], theta.clone());
    }
    let scaled = DMatrix::from_fn(theta.nrows(), theta.ncols(), |i, j| {
        theta[(i, j)] / (least[i / n] * least[j / n]).sqrt()
    });
    let share = scaled.symmetric_eigenvalues().min().clamp(0.0, 1.0);
    let scalars: Vec<f64> = least.iter().map(|least| share * least).collect();
    let mut rest = theta.clone();
    for i in 0..rest.nrows() {
        rest[(i, i)] -= Complex64::from(scalars[i / n]);
    }
    (scalars, rest)
}
