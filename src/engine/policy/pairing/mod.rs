//! Target-AP pairing: which access point senses which target, Section III-B.
//!
//! A pairing is `[t]`: the access point of target t. The paper gives every target an access point of its own; here an
//! access point may have several, up to a capacity. Such an access point counts as several *slots*, each a column of
//! its own with the same distances, and a policy gives every target a slot of its own.

pub mod bottleneck;
pub mod explicit;
pub mod kuhn_munkres;
pub mod nearest;
pub mod policy;
pub mod random;

use nalgebra::DMatrix;

pub use self::policy::{Pairing, PairingError, Policy};
use crate::engine::random::Streams;

/// The access point of every target; `distances` is T x M, km, and no access point gets more than `capacity` targets.
///
/// # Errors
/// When there is no room for all targets, or an explicit pairing is not valid.
pub fn pair(
    pairing: &Pairing,
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
    match pairing {
        Pairing::Policy(policy) => Ok((policy.pair)(distances, capacity, streams)),
        Pairing::Explicit(aps) => explicit::pair(targets, access_points, capacity, aps),
    }
}
