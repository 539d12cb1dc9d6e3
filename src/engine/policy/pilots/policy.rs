//! What a policy is asked, and what it answers.

use std::fmt;

use nalgebra::DMatrix;

use crate::engine::random::Streams;

/// How users are given pilots. Clusters hold user indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PilotAllocation {
    /// By a policy.
    Policy(Policy),
    /// These clusters.
    Explicit(Vec<Vec<usize>>),
}

/// The clusters of users that share a pilot, for what is known of training and the distances between users, K x K, km.
pub type Allocate =
    fn(&Training<'_>, &DMatrix<f64>, &Streams) -> Result<Vec<Vec<usize>>, PilotError>;

/// A rule by which users get pilots; each has a file.
#[derive(Clone, Copy)]
pub struct Policy {
    /// The word in a scenario; two policies are equal if their names are.
    pub name: &'static str,
    /// How it clusters users.
    pub allocate: Allocate,
}

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Policy {}

impl fmt::Debug for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Pilots that cannot be allocated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PilotError {
    /// Pilots of length zero.
    #[error("{users} users need at least one pilot")]
    NoPilots {
        /// How many users there are, K.
        users: usize,
    },
    /// One pilot per user is too many.
    #[error("{users} users cannot have a pilot each: there are {pilots}")]
    TooFewPilots {
        /// How many users there are, K.
        users: usize,
        /// How many pilots there are, tau_p.
        pilots: usize,
    },
    /// More groups than pilots.
    #[error("{groups} groups of users need as many pilots: there are {pilots}")]
    TooManyGroups {
        /// How many groups are given.
        groups: usize,
        /// How many pilots there are, tau_p.
        pilots: usize,
    },
    /// A group names a user that does not exist.
    #[error("a group names user {user}, but there are {users}, counted from 0")]
    UnknownUser {
        /// Index of the user, from 0.
        user: usize,
        /// How many users there are, K.
        users: usize,
    },
    /// A user is named twice.
    #[error("user {user} is named more than once")]
    RepeatedUser {
        /// Index of the user, from 0.
        user: usize,
    },
    /// A user is in no group.
    #[error("user {user} is in no group")]
    MissingUser {
        /// Index of the user, from 0.
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
