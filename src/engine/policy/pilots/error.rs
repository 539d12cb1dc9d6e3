//! Why a pilot allocation is refused.

/// Why pilots cannot be allocated to users.
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
