//! Pilot allocation: which users share a pilot, Section III-A.
//!
//! Clusters are numbered as pilots are, hold user indices in ascending order and may be empty; there are at most
//! tau_p of them.

pub mod error;
pub mod explicit;
pub mod greedy;
pub mod hac;
pub mod orthogonal;
pub mod random;
pub mod round_robin;
pub mod strongest_ap;
pub mod training;

pub use error::PilotError;
pub use training::Training;

use nalgebra::DMatrix;

use crate::engine::deployment::PilotAllocation;
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
        PilotAllocation::Hac => Ok(hac::allocate(pilots, distances)),
        PilotAllocation::Random => Ok(random::allocate(pilots, users, streams)),
        PilotAllocation::Greedy => Ok(greedy::allocate(training, streams)),
        PilotAllocation::StrongestAp => Ok(strongest_ap::allocate(pilots, training.gain)),
        PilotAllocation::RoundRobin => Ok(round_robin::allocate(pilots, users)),
        PilotAllocation::Orthogonal => orthogonal::allocate(pilots, users),
        PilotAllocation::Explicit(groups) => explicit::allocate(pilots, users, groups),
    }
}
