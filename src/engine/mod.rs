//! The mathematics of cell-free ISAC, with plain typed values; it knows nothing of the language.
//!
//! A [`Deployment`] says what a network is drawn from, or brings channels of its own. [`Downlink::draw`] gives a
//! realization of it, and a [`Frontier`] what that realization allows: P1 and P2, and P3, P4 and the boundary
//! between them, each answer with its certificate.
//!
//! ```
//! use cfs::engine::{Deployment, Downlink, Frontier, KnownChannels, PowerBudget};
//! use num_complex::Complex64;
//!
//! // Channels of K = 2 users to M = 1 access point with N_T = 4 antennas: y_k = h_k^H x + n_k.
//! let entry = |i: usize| Complex64::from_polar(1.0, (i * i) as f64);
//! let channels = KnownChannels::new(&[2, 1, 4], (0..8).map(entry).collect())?;
//! let mut deployment = Deployment::of_channels(channels);
//! deployment.access_points.power = PowerBudget::PerAccessPoint(10.0);
//! deployment.targets.count = 1;
//!
//! let frontier = Frontier::new(Downlink::draw(&deployment, 1, 0)?, 1);
//! let s_min = frontier.sensing().expect("an access point senses").s_min; // P1
//! let r_max = frontier.largest_rate().expect("a start").certificate.sum_rate; // P2
//! let point = frontier.isac(1.5 * s_min).expect("P1 is solved"); // P3
//! assert!(point.solved());
//! assert!(point.certificate.sum_rate < r_max);
//! assert!(point.certificate.mse <= 1.5 * s_min * (1.0 + 1e-6));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Settings`] says how finely problems are solved, with the defaults of the language; what is computed below
//! that is in the rooms of this module, which read from the top down as the physics does.

pub mod baseline;
#[cfg(feature = "conic")]
pub mod conic;
pub mod deployment;
pub mod downlink;
pub mod estimation;
mod face;
pub(crate) mod guard;
pub mod known;
pub mod metric;
pub mod network;
pub mod numerics;
pub mod optimiser;
#[cfg(feature = "conic")]
pub mod paper;
pub mod policy;
pub mod random;
pub mod scheme;
pub mod stop;
pub mod table1;
pub mod utility;

pub use deployment::*;
pub use downlink::Downlink;
pub use face::{RealizationError, Settings};
pub use known::{KnownChannels, KnownChannelsError};
pub use metric::ExternalMetric;
pub use optimiser::frontier::Frontier;
pub use policy::{Pairing, PilotAllocation};
pub use utility::{Criterion, RateFloor, Utility};
