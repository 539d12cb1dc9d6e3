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
pub mod strongest_ap;

use nalgebra::DMatrix;

use crate::engine::deployment::PilotAllocation;
use crate::engine::random::Streams;

/// Pilots that cannot be allocated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PilotError {
    /// There are no pilots to share.
    #[error("{users} users need at least one pilot")]
    NoPilots {
        /// K.
        users: usize,
    },
    /// One pilot per user is too many.
    #[error("{users} users cannot have a pilot each: there are {pilots}")]
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

/// What policies know of training and of the channels before it.
#[derive(Debug, Clone, Copy)]
pub struct Training<'a> {
    /// tau_p, and so how many orthogonal pilots there are.
    pub length: usize,
    /// p_p tau_p over the noise power, linear: the energy of a pilot.
    pub energy: f64,
    /// beta(d_{U_k,A_m}), amplitude gains, shadowing included: M x K.
    pub gain: &'a DMatrix<f64>,
    /// p_m over the noise power, linear: M.
    pub power: &'a [f64],
    /// N_T.
    pub antennas: usize,
}

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
