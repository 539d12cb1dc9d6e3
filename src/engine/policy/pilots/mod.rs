//! Pilot allocation: which users share a pilot, Section III-A.
//!
//! Clusters are numbered as pilots are, hold user indices in ascending order and may be empty; there are at most
//! tau_p of them.

pub mod explicit;
pub mod greedy;
pub mod hac;
pub mod orthogonal;
pub mod policy;
pub mod random;
pub mod round_robin;
pub mod strongest_ap;

use nalgebra::DMatrix;

pub use self::policy::{PilotAllocation, PilotError, Policy, Training};
use crate::engine::random::Streams;

/// The clusters of users that share a pilot; `distances` is K x K, km.
///
/// # Errors
/// Where the policy has too few pilots, or explicit groups do not hold every user once.
pub fn allocate(
    allocation: &PilotAllocation,
    training: &Training<'_>,
    distances: &DMatrix<f64>,
    streams: &Streams,
) -> Result<Vec<Vec<usize>>, PilotError> {
    let (users, pilots) = (distances.nrows(), training.length);
    if users > 0 && pilots == 0 {
        return Err(PilotError::NoPilots { users });
    }
    match allocation {
        PilotAllocation::Policy(policy) => (policy.allocate)(training, distances, streams),
        PilotAllocation::Explicit(groups) => explicit::allocate(pilots, users, groups),
    }
}
