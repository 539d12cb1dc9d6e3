//! The engine in a few calls: from a deployment, or channels that a caller has, to P1 to P4.

use std::sync::Arc;

use super::deployment::{Channels, Deployment};
use super::downlink::Downlink;
use super::estimation::{self, EstimationError};
use super::known::KnownChannels;
use super::network::{self, NetworkError};
use super::optimiser::frontier::Frontier;
use super::scheme::Proposed;

/// How finely the problems of a network are solved. The defaults are those of the language.
///
/// ```
/// use cfs::engine::Settings;
///
/// let settings = Settings { starts: 4, ..Settings::default() };
/// assert_eq!(settings.boundary_tolerance, 1e-4);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// Independent starts of each local optimisation, at least 1; the best end is kept. Default: 1.
    pub starts: usize,
    /// How far inside its ends the trade-off is solved, relative: delta = S_min is taken as
    /// S_min (1 + tolerance), zeta = R_max as R_max (1 - tolerance). From 1e-12 to 0.5. Default: 1e-4.
    pub boundary_tolerance: f64,
    /// How finely the boundary of a region is resolved: the error of straight lines between its points,
    /// relative to R_max. From 1e-6 to 0.5. Default: 0.005.
    pub region_tolerance: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            starts: 1,
            boundary_tolerance: 1e-4,
            region_tolerance: 0.005,
        }
    }
}

/// Why a realization has no downlink.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RealizationError {
    /// The network cannot be drawn.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Its channels cannot be estimated, or are not among those that are given.
    #[error(transparent)]
    Estimation(#[from] EstimationError),
}

impl Deployment {
    /// Table I with given channels, known without error; the numbers of access points, antennas and users are
    /// those of the channels. Targets, their places and powers are those of Table I: change what differs.
    #[must_use]
    pub fn of_channels(channels: KnownChannels) -> Self {
        let mut deployment = Self::table1();
        deployment.access_points.count = channels.access_points();
        deployment.access_points.antennas = channels.antennas();
        deployment.users.count = channels.users();
        deployment.channels = Channels::Known(Arc::new(channels));
        deployment
    }
}

impl Downlink {
    /// The downlink of a realization: its network is drawn, trained, and its channels are estimated, or
    /// taken as given. The same seed and realization give the same downlink.
    ///
    /// # Errors
    /// When the entities have no room, or there are no given channels of this realization.
    pub fn draw(
        deployment: &Deployment,
        seed: u64,
        realization: u64,
    ) -> Result<Self, RealizationError> {
        let network = network::draw(deployment, seed, realization)?;
        let estimate = estimation::of_realization(&network, deployment, seed, realization)?;
        Ok(Self::of(&network, deployment, estimate))
    }
}

impl Settings {
    /// What a network allows, as finely as these settings say.
    #[must_use]
    pub fn frontier(&self, downlink: Downlink) -> Frontier {
        Frontier::new(downlink, self.starts)
    }

    /// The answers to P2, P3 and P4 on a network, each with its proof.
    #[must_use]
    pub fn solver<'a>(&self, frontier: &'a Frontier) -> Proposed<'a> {
        Proposed::new(frontier, self.boundary_tolerance)
    }
}
