//! Target-AP pairing: which access point senses which target, Section III-B.
//!
//! A pairing is `[t]`: the access point of target t; no access point has two targets.

pub mod bottleneck;
pub mod explicit;
pub mod kuhn_munkres;
pub mod nearest;
pub mod random;

use nalgebra::DMatrix;

use super::Descriptor;
use crate::engine::deployment::Pairing;
use crate::engine::random::Streams;

/// All pairings.
pub const DESCRIPTORS: [Descriptor; 5] = [
    kuhn_munkres::DESCRIPTOR,
    nearest::DESCRIPTOR,
    bottleneck::DESCRIPTOR,
    random::DESCRIPTOR,
    explicit::DESCRIPTOR,
];

/// Targets that can not be paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// M < T.
    #[error("{targets} targets need as many access points: there are {access_points}")]
    TooManyTargets {
        /// T.
        targets: usize,
        /// M.
        access_points: usize,
    },
    /// As many access points must be given as there are targets.
    #[error("{given} access points are given for {targets} targets")]
    Length {
        /// How many are given.
        given: usize,
        /// T.
        targets: usize,
    },
    /// An access point that does not exist.
    #[error(
        "target {target} is given to access point {access_point}, but there are {access_points}, counted from 0"
    )]
    UnknownAccessPoint {
        /// t.
        target: usize,
        /// The index.
        access_point: usize,
        /// M.
        access_points: usize,
    },
    /// An access point with two targets.
    #[error("access point {access_point} is given to target {first} and to target {second}")]
    RepeatedAccessPoint {
        /// The index.
        access_point: usize,
        /// The target that has it.
        first: usize,
        /// The target that wants it too.
        second: usize,
    },
}

/// The access point of every target; `distances` is T x M, km.
pub fn pair(
    policy: &Pairing,
    distances: &DMatrix<f64>,
    streams: &Streams,
) -> Result<Vec<usize>, PairingError> {
    let (targets, access_points) = distances.shape();
    if targets > access_points {
        return Err(PairingError::TooManyTargets {
            targets,
            access_points,
        });
    }
    match policy {
        Pairing::KuhnMunkres => Ok(kuhn_munkres::pair(distances)),
        Pairing::Nearest => Ok(nearest::pair(distances)),
        Pairing::Bottleneck => Ok(bottleneck::pair(distances)),
        Pairing::Random => Ok(random::pair(targets, access_points, streams)),
        Pairing::Explicit(aps) => explicit::pair(targets, access_points, aps),
    }
}
