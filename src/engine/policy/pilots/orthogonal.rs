//! One pilot per user: training without contamination.

use super::policy::{PilotError, Policy};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "orthogonal",
    allocate: |training, distances, _| allocate(training.length, distances.nrows()),
};

/// One cluster for each user.
pub fn allocate(pilots: usize, users: usize) -> Result<Vec<Vec<usize>>, PilotError> {
    if pilots < users {
        return Err(PilotError::TooFewPilots { users, pilots });
    }
    Ok((0..users).map(|k| vec![k]).collect())
}
