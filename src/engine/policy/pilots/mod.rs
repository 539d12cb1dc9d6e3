//! Pilot allocation: which users share a pilot, Section III-A.
//!
//! Clusters are numbered as pilots are, hold user indices in ascending order and may be empty; there are at most
//! tau_p of them.

pub mod explicit;
pub mod greedy;
pub mod hac;
pub mod orthogonal;
pub mod random;
pub mod round_robin;

use nalgebra::DMatrix;

use crate::engine::deployment::PilotAllocation;
use crate::engine::random::Streams;

/// Pilots that can not be allocated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PilotError {
    /// There are no pilots to share.
    #[error("{users} users need at least one pilot")]
    NoPilots {
        /// K.
        users: usize,
    },
    /// One pilot per user is too many.
    #[error("{users} users can not have a pilot each: there are {pilots}")]
    TooFewPilots {
        /// K.
        users: usize,
        /// tau_p.
        pilots: usize,
    },
    /// More groups than pilots.
    #[error("{groups} groups of users need as many pilots: there are {pilots}")]
    TooManyGroups {
        /// How many groups are given.
        groups: usize,
        /// tau_p.
        pilots: usize,
    },
    /// A group names a user that does not exist.
    #[error("a group names user {user}, but there are {users}, counted from 0")]
    UnknownUser {
        /// The index.
        user: usize,
        /// K.
        users: usize,
    },
    /// A user is named twice.
    #[error("user {user} is named more than once")]
    RepeatedUser {
        /// The index.
        user: usize,
    },
    /// A user is in no group.
    #[error("user {user} is in no group")]
    MissingUser {
        /// The index.
        user: usize,
    },
}

/// The clusters of users that share a pilot; `distances` is K x K, km, and `gain` M x K, the amplitude gains to the
/// access points.
pub fn allocate(
    allocation: &PilotAllocation,
    pilots: usize,
    distances: &DMatrix<f64>,
    gain: &DMatrix<f64>,
    streams: &Streams,
) -> Result<Vec<Vec<usize>>, PilotError> {
    let users = distances.nrows();
    if users > 0 && pilots == 0 {
        return Err(PilotError::NoPilots { users });
    }
    match allocation {
        PilotAllocation::Hac => Ok(hac::allocate(pilots, distances)),
        PilotAllocation::Random => Ok(random::allocate(pilots, users, streams)),
        PilotAllocation::Greedy => Ok(greedy::allocate(pilots, gain, streams)),
        PilotAllocation::RoundRobin => Ok(round_robin::allocate(pilots, users)),
        PilotAllocation::Orthogonal => orthogonal::allocate(pilots, users),
        PilotAllocation::Explicit(groups) => explicit::allocate(pilots, users, groups),
    }
}
