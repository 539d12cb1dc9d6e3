//! Target-AP pairing: which access point senses which target, Section III-B.
//!
//! A pairing is `[t]`: the access point of target t. The paper gives every target an access point of its own; here an
//! access point may have several, up to a capacity. Such an access point counts as several *slots*, each a column of
//! its own with the same distances, and a policy gives every target a slot of its own.

pub mod bottleneck;
pub mod explicit;
pub mod kuhn_munkres;
pub mod nearest;
pub mod random;

use nalgebra::DMatrix;

use crate::engine::deployment::Pairing;
use crate::engine::random::Streams;

/// Targets that cannot be paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// There are fewer slots than targets.
    #[error(
        "{targets} targets are too many for {access_points} access points that sense at most {capacity} each"
    )]
    TooManyTargets {
        /// T.
        targets: usize,
        /// M.
        access_points: usize,
        /// Most targets of each.
        capacity: usize,
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
    /// An access point with more targets than it may have.
    #[error(
        "access point {access_point} is given to {targets} targets, but may sense at most {capacity}"
    )]
    CrowdedAccessPoint {
        /// The index.
        access_point: usize,
        /// How many targets it is given to.
        targets: usize,
        /// How many it may have.
        capacity: usize,
    },
}

/// The access point of every target; `distances` is T x M, km, and no access point gets more than `capacity` targets.
pub fn pair(
    policy: &Pairing,
    capacity: usize,
    distances: &DMatrix<f64>,
    streams: &Streams,
) -> Result<Vec<usize>, PairingError> {
    let (targets, access_points) = distances.shape();
    if targets > access_points.saturating_mul(capacity) {
        return Err(PairingError::TooManyTargets {
            targets,
            access_points,
            capacity,
        });
    }
    match policy {
        Pairing::KuhnMunkres => Ok(by_slots(kuhn_munkres::pair, capacity, distances)),
        Pairing::Nearest => Ok(by_slots(nearest::pair, capacity, distances)),
        Pairing::Bottleneck => Ok(by_slots(bottleneck::pair, capacity, distances)),
        Pairing::Random => Ok(random::pair(targets, access_points, capacity, streams)),
        Pairing::Explicit(aps) => explicit::pair(targets, access_points, capacity, aps),
    }
}

/// Pairs targets with slots, and tells the access point of each slot.
fn by_slots(
    policy: fn(&DMatrix<f64>) -> Vec<usize>,
    capacity: usize,
    distances: &DMatrix<f64>,
) -> Vec<usize> {
    let (targets, access_points) = distances.shape();
    // No access point can have more targets than there are.
    let each = capacity.min(targets).max(1);
    let slots = DMatrix::from_fn(targets, access_points * each, |t, slot| {
        distances[(t, slot / each)]
    });
    policy(&slots).into_iter().map(|slot| slot / each).collect()
}
