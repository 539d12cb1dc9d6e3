//! How good the channel estimates of a network are, before any is drawn.

use super::estimate::Estimate;
use super::statistics::Statistics;
use crate::engine::deployment::Deployment;
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
