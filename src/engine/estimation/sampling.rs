//! How far estimates are from channels: in closed form, and by drawing coherence blocks.
//!
//! The closed form is the trace of Theta_mk, (12), and of Phi_mk, (8). The samples train further coherence blocks of the
//! same network and compare each estimate with its channel; they share nothing with the closed form but the
//! statistics of the model.

use serde::{Deserialize, Serialize};

use super::statistics::Statistics;
use super::{EstimationError, estimate};
use crate::engine::deployment::Deployment;
use crate::engine::network::Network;
use crate::engine::network::channel;
use crate::engine::random::Streams;
use crate::engine::stop::checkpoint;

/// The estimation of one link, as means over the antennas.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LinkError {
    /// m.
    pub access_point: usize,
    /// k.
    pub user: usize,
    /// tr(Phi_mk) / N_T, mean power of the channel.
    pub gain: f64,
    /// tr(Theta_mk) / N_T, mean power of the error.
    pub error: f64,
    /// The mean of |h - h_hat|^2 / N_T over the samples.
    pub sampled: f64,
    /// Standard error of `sampled`.
    pub deviation: f64,
}

impl LinkError {
    /// Error over gain.
    pub fn normalised(&self) -> f64 {
        self.error / self.gain
    }

    /// By how many standard errors the samples exceed the closed form.
    pub fn score(&self) -> f64 {
        (self.sampled - self.error) / self.deviation
    }
}

/// The errors of all links, access point by access point, from `samples` coherence blocks; at least two.
pub fn link_errors(
    network: &Network,
    deployment: &Deployment,
    streams: &Streams,
    samples: u32,
) -> Result<Vec<LinkError>, EstimationError> {
    // Estimates come scaled by the power of their access point, which is none of training's business.
    let network = &Network {
        power: vec![1.0; network.n_aps()],
        ..network.clone()
    };
    let statistics = Statistics::new(network, deployment);
    let antennas = deployment.access_points.antennas as f64;
    let (aps, users) = (network.n_aps(), network.n_users());
    let mut errors = Vec::with_capacity(aps * users);
    let mut moments = vec![Moments::default(); aps * users];
    // Block 0 is the one that beams are made for.
    for block in 1..=u64::from(samples.max(2)) {
        checkpoint();
        let draws = channel::draw_block(network, deployment, &streams.block(block));
        let channels = channel::channels(network, deployment, &draws);
        let estimate = estimate(network, deployment, &draws)?;
        for (link, moments) in moments.iter_mut().enumerate() {
            let (m, k) = (link / users, link % users);
            let pairs = channels.h.at(m, k).iter().zip(estimate.h_hat(m, k));
            let error: f64 = pairs.map(|(h, h_hat)| (h - h_hat).norm_sqr()).sum();
            moments.add(error / antennas);
        }
        if block > 1 {
            continue;
        }
        // The covariances are the same in every block.
        for m in 0..aps {
            for k in 0..users {
                errors.push(LinkError {
                    access_point: m,
                    user: k,
                    gain: statistics.phi(m, k).trace(&statistics.bases[m]).re / antennas,
                    error: estimate.error_power(m, k) / antennas,
                    sampled: 0.0,
                    deviation: 0.0,
                });
            }
        }
    }
    for (error, moments) in errors.iter_mut().zip(&moments) {
        error.sampled = moments.mean;
        error.deviation = moments.standard_error();
    }
    Ok(errors)
}

/// Welford's running mean and sum of squared deviations.
#[derive(Debug, Clone, Copy, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, value: f64) {
        self.count += 1.0;
        let before = value - self.mean;
        self.mean += before / self.count;
        self.squares += before * (value - self.mean);
    }

    /// Of the mean; zero of a single value.
    fn standard_error(&self) -> f64 {
        let degrees = (self.count - 1.0).max(1.0);
        (self.squares / degrees / self.count).sqrt()
    }
}
