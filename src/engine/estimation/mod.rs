//! Channel estimation from pilots: Section II-B, (6)-(12).

pub(crate) mod error;
pub(crate) mod estimate;
pub mod quality;
pub mod sampling;
pub mod statistics;
pub mod structured;

use nalgebra::DVectorView;
use num_complex::Complex64;

use self::error::{PilotFactor, UserError};
pub use self::estimate::{Estimate, EstimationError};
use self::statistics::Statistics;
use super::deployment::{Channels, Deployment};
use super::known::KnownChannels;
use super::network::Network;
use super::network::channel::{self, Draws, VectorTable};

/// What is known of the channels of a realization: estimated from drawn ones, or given.
pub fn of_realization(
    network: &Network,
    deployment: &Deployment,
    seed: u64,
    realization: u64,
) -> Result<Estimate, EstimationError> {
    match &deployment.channels {
        Channels::Model => {
            let draws = channel::draw(network, deployment, seed, realization);
            estimate(network, deployment, &draws)
        }
        Channels::Known(channels) => known(network, deployment, channels, realization),
    }
}

/// Given channels as estimates without error.
fn known(
    network: &Network,
    deployment: &Deployment,
    channels: &KnownChannels,
    realization: u64,
) -> Result<Estimate, EstimationError> {
    let statistics = Statistics::new(network, deployment);
    let mut estimate = empty(&statistics);
    let antennas = estimate.n_antennas;
    for m in 0..estimate.n_aps {
        let amplitude = network.power[m].sqrt();
        for k in 0..estimate.n_users {
            let h = channels
                .at(realization, m, k)
                .filter(|h| h.len() == antennas)
                .ok_or(EstimationError::NoChannel {
                    user: k,
                    access_point: m,
                    realization,
                })?;
            let to = &mut estimate.h_hat[(m * estimate.n_users + k) * antennas..][..antennas];
            for (to, h) in to.iter_mut().zip(h) {
                *to = h * amplitude;
            }
        }
    }
    Ok(estimate)
}

/// An estimate of zero without error.
fn empty(statistics: &Statistics) -> Estimate {
    let (n_aps, n_users) = (statistics.n_aps(), statistics.n_users());
    let (n_antennas, n_targets) = (statistics.n_antennas(), statistics.n_targets());
    let zeros = |count: usize| vec![Complex64::ZERO; count];
    Estimate {
        n_aps,
        n_users,
        n_antennas,
        n_targets,
        h_hat: zeros(n_aps * n_users * n_antennas),
        q_bar: statistics
            .bases
            .iter()
            .flat_map(|basis| basis.q.iter().copied())
            .collect(),
        theta: vec![0.0; n_aps * n_users],
        d: zeros(n_aps * n_users * n_targets * n_targets),
        coupling: zeros(n_aps * n_users * n_targets * 2 * n_targets),
    }
}

/// The estimates and error covariances of one coherence block. The draws must have
/// the network's shape, as those of [`channel::draw`] do.
pub fn estimate(
    network: &Network,
    deployment: &Deployment,
    draws: &Draws,
) -> Result<Estimate, EstimationError> {
    let channels = channel::channels(network, deployment, draws);
    let statistics = Statistics::new(network, deployment);
    of_observations(&statistics, &network.power, &channels.y)
}

/// The estimates and error covariances that follow from what training observes: y_{p,mk} / sqrt(p_p tau_p) of (7) for the users of
/// pilot c, `[m][c]`. `power` has p_m over the noise power, M.
///
/// # Errors
/// When an observation has no regular covariance.
pub fn of_observations(
    statistics: &Statistics,
    power: &[f64],
    observed: &VectorTable,
) -> Result<Estimate, EstimationError> {
    let mut estimate = empty(statistics);
    let (n_aps, n_users, n_targets) = (estimate.n_aps, estimate.n_users, estimate.n_targets);
    let n_antennas = estimate.n_antennas;
    for m in 0..n_aps {
        let basis = &statistics.bases[m];
        let power = power[m];
        let amplitude = power.sqrt();
        for (c, cluster) in statistics.clusters.iter().enumerate() {
            if cluster.is_empty() {
                continue;
            }
            let factor = PilotFactor::new(statistics, m, c)?;
            let received = DVectorView::from_slice(observed.at(m, c), n_antennas);
            let towards_targets = basis.q.ad_mul(&received);
            for &k in cluster {
                let error = UserError::new(statistics, &factor, m, k);
                let reflected = &basis.q * (&error.filter_core * &towards_targets);
                let user = m * n_users + k;
                estimate.theta[user] = power * error.theta;
                let h_hat = &mut estimate.h_hat[user * n_antennas..][..n_antennas];
                for (n, value) in h_hat.iter_mut().enumerate() {
                    *value = (received[n] * error.filter_scalar + reflected[n]) * amplitude;
                }
                for i in 0..n_targets {
                    for t in 0..n_targets {
                        estimate.d[(user * n_targets + i) * n_targets + t] =
                            error.d[(i, t)] * power;
                        let vector = ((user * n_targets + t) * 2) * n_targets;
                        estimate.coupling[vector + i] = error.own_coupling[(i, t)] * amplitude;
                        estimate.coupling[vector + n_targets + i] =
                            error.other_coupling[(i, t)] * amplitude;
                    }
                }
            }
        }
    }
    Ok(estimate)
}
