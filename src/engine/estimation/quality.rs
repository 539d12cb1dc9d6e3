//! How strong the channels of a network are, and how good their estimates, before any is drawn.

use super::estimate::Estimate;
use super::statistics::Statistics;
use crate::engine::deployment::{Channels, Deployment};
use crate::engine::network::Network;

/// Mean power of the estimates' errors over that of the channels,
/// `sum_mk p_m tr Theta_mk / sum_mk p_m tr Phi_mk`: from 0, all is known, to 1, nothing is.
pub fn relative_error(network: &Network, deployment: &Deployment, estimate: &Estimate) -> f64 {
    let statistics = Statistics::new(network, deployment);
    let (mut error, mut total) = (0.0, 0.0);
    for m in 0..network.n_aps() {
        for k in 0..network.n_users() {
            let power = statistics.phi(m, k).trace(&statistics.bases[m]).re;
            total += network.power[m] * power;
            error += estimate.error_power(m, k);
        }
    }
    error / total
}

/// `[k]`: mean power of user k's channels per antenna, summed over the access points: `sum_m tr Phi_mk / N_T`, with (8).
/// Of channels that are given it is their own power; NaN where one is missing.
pub fn user_gains(network: &Network, deployment: &Deployment, realization: u64) -> Vec<f64> {
    let antennas = deployment.access_points.antennas as f64;
    let statistics = Statistics::new(network, deployment);
    let power = |m: usize, k: usize| match &deployment.channels {
        Channels::Model => statistics.phi(m, k).trace(&statistics.bases[m]).re,
        Channels::Known(channels) => channels
            .at(realization, m, k)
            .map_or(f64::NAN, |h| h.iter().map(|h| h.norm_sqr()).sum()),
    };
    let gain = |k| (0..network.n_aps()).map(|m| power(m, k)).sum::<f64>() / antennas;
    (0..network.n_users()).map(gain).collect()
}
