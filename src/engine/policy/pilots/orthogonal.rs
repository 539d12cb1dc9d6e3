//! One pilot per user: training without contamination.

use super::error::PilotError;

/// One cluster for each user.
pub fn allocate(pilots: usize, users: usize) -> Result<Vec<Vec<usize>>, PilotError> {
    if pilots < users {
        return Err(PilotError::TooFewPilots { users, pilots });
    }
    Ok((0..users).map(|k| vec![k]).collect())
}
