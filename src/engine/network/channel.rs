//! What changes with each coherence block: standard normals, and the channels and
//! training signals (2)-(7) that they make.

use nalgebra::DMatrix;
use num_complex::Complex64;

use super::{Network, array};
use crate::engine::deployment::Deployment;
use crate::engine::random::{Entity, Purpose, Streams};

/// A rows x columns table of complex vectors of one length, stored end to end.
#[derive(Debug, Clone, PartialEq)]
pub struct VectorTable {
    columns: usize,
    length: usize,
    data: Vec<Complex64>,
}

impl VectorTable {
    /// All zero.
    pub fn zeros(rows: usize, columns: usize, length: usize) -> Self {
        Self {
            columns,
            length,
            data: vec![Complex64::ZERO; rows * columns * length],
        }
    }

    /// The vector at (row, column), filled by a function of row, column and position.
    pub fn from_fn(
        rows: usize,
        columns: usize,
        length: usize,
        mut f: impl FnMut(usize, usize, usize) -> Complex64,
    ) -> Self {
        let mut table = Self::zeros(rows, columns, length);
        for i in 0..rows {
            for j in 0..columns {
                for (n, value) in table.at_mut(i, j).iter_mut().enumerate() {
                    *value = f(i, j, n);
                }
            }
        }
        table
    }

    /// The vector at (row, column).
    pub fn at(&self, row: usize, column: usize) -> &[Complex64] {
        let start = (row * self.columns + column) * self.length;
        &self.data[start..start + self.length]
    }

    /// The vector at (row, column).
    pub fn at_mut(&mut self, row: usize, column: usize) -> &mut [Complex64] {
        let start = (row * self.columns + column) * self.length;
        &mut self.data[start..start + self.length]
    }

    /// All entries, row by row.
    pub fn as_slice(&self) -> &[Complex64] {
        &self.data
    }
}

/// The standard normals of a coherence block; complex ones are CN(0, 1).
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// q_{U_k,A_m} of (2), `[k][m]`, vectors of N_T.
    pub q_ua: VectorTable,
    /// Real, T x M: beta(d_{T_t,A_m}) is its mean plus sigma_{T,A} times this.
    pub g_ta: DMatrix<f64>,
    /// `[t][m]`, vectors of N_T: q_{T_t,A_m} is its mean plus chi times this.
    pub q_ta: VectorTable,
    /// Real, K x T: beta(d_{U_k,T_t}) is its mean plus sigma_{U,T} times this.
    pub g_ut: DMatrix<f64>,
    /// q_{U_k,T_t} of (5), K x T.
    pub q_ut: DMatrix<Complex64>,
    /// n_{p,mk} of (7) for the users of pilot c, `[m][c]`, vectors of N_T.
    pub noise: VectorTable,
}

/// The standard normals of a realization: of its first coherence block.
pub fn draw(network: &Network, deployment: &Deployment, seed: u64, realization: u64) -> Draws {
    draw_block(network, deployment, &Streams::new(seed, realization))
}

/// The standard normals of a coherence block, from its streams.
pub fn draw_block(network: &Network, deployment: &Deployment, streams: &Streams) -> Draws {
    let antennas = deployment.access_points.antennas;
    let (m, k, t) = (network.n_aps(), network.n_users(), network.n_targets());
    let vectors = |rows, columns, entity: fn(usize, usize) -> Entity, purpose| {
        let mut table = VectorTable::zeros(rows, columns, antennas);
        for i in 0..rows {
            for j in 0..columns {
                let mut stream = streams.stream(entity(i, j), purpose);
                table.at_mut(i, j).fill_with(|| stream.complex_normal());
            }
        }
        table
    };
    let gain = |entity| streams.stream(entity, Purpose::Gain).normal();
    Draws {
        q_ua: vectors(k, m, Entity::UserAccessPoint, Purpose::Fading),
        g_ta: DMatrix::from_fn(t, m, |t, m| gain(Entity::TargetAccessPoint(t, m))),
        q_ta: vectors(t, m, Entity::TargetAccessPoint, Purpose::Steering),
        g_ut: DMatrix::from_fn(k, t, |k, t| gain(Entity::UserTarget(k, t))),
        q_ut: DMatrix::from_fn(k, t, |k, t| {
            streams
                .stream(Entity::UserTarget(k, t), Purpose::Fading)
                .complex_normal()
        }),
        noise: vectors(
            m,
            network.pilot_clusters.len(),
            Entity::AccessPointPilot,
            Purpose::Noise,
        ),
    }
}

/// What the draws make of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Channels {
    /// h_mk of (7), `[m][k]`, vectors of N_T.
    pub h: VectorTable,
    /// y_{p,mk} / sqrt(p_p tau_p) of (7) for the users of pilot c, `[m][c]`, vectors of N_T.
    pub y: VectorTable,
}

/// The aggregated channels h_mk and what training observes of them. The draws must have
/// the network's shape.
pub fn channels(network: &Network, deployment: &Deployment, draws: &Draws) -> Channels {
    let (m_count, k_count, t_count) = (network.n_aps(), network.n_users(), network.n_targets());
    let antennas = deployment.access_points.antennas;
    let targets = &deployment.targets;
    let (sigma_ta, sigma_ut) = (
        targets.gain_variance_access_point.sqrt(),
        targets.gain_variance_user.sqrt(),
    );
    let chi = targets.steering_variance.sqrt();

    // alpha_t h_{U_k,T_t}, (5).
    let reflected = DMatrix::from_fn(k_count, t_count, |k, t| {
        let gain = network.gain_ut[(k, t)] + sigma_ut * draws.g_ut[(k, t)];
        draws.q_ut[(k, t)] * (targets.reflection * gain)
    });
    let mut h = VectorTable::zeros(m_count, k_count, antennas);
    for m in 0..m_count {
        for k in 0..k_count {
            for (value, q) in h.at_mut(m, k).iter_mut().zip(draws.q_ua.at(k, m)) {
                *value = q * network.gain_ua[(m, k)];
            }
        }
        for t in 0..t_count {
            // h_{T_t,A_m}, (3).
            let gain = network.gain_ta[(m, t)] + sigma_ta * draws.g_ta[(t, m)];
            let mean = array::steering(
                antennas,
                deployment.access_points.spacing,
                network.sines[(m, t)],
            );
            let path: Vec<_> = mean
                .zip(draws.q_ta.at(t, m))
                .map(|(q, g)| (q + g * chi) * gain)
                .collect();
            for k in 0..k_count {
                for (value, path) in h.at_mut(m, k).iter_mut().zip(&path) {
                    *value += reflected[(k, t)] * path;
                }
            }
        }
    }

    let noise_scale = 1.0 / (deployment.pilots.power * deployment.pilots.length as f64).sqrt();
    let y = VectorTable::from_fn(
        m_count,
        network.pilot_clusters.len(),
        antennas,
        |m, c, n| {
            let received: Complex64 = network.pilot_clusters[c]
                .iter()
                .map(|&k| h.at(m, k)[n])
                .sum();
            received + draws.noise.at(m, c)[n] * noise_scale
        },
    );
    Channels { h, y }
}
