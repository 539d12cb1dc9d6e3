//! One pilot per user: training without contamination.

use super::PilotError;
use crate::engine::policy::Descriptor;

/// The words for it.
pub const DESCRIPTOR: Descriptor = Descriptor {
    word: "orthogonal",
    summary: "every user has a pilot of its own; needs as many pilots as users",
    source: "the limit without pilot contamination",
};

/// One cluster for each user.
pub fn allocate(pilots: usize, users: usize) -> Result<Vec<Vec<usize>>, PilotError> {
    if pilots < users {
        return Err(PilotError::TooFewPilots { users, pilots });
    }
    Ok((0..users).map(|k| vec![k]).collect())
}
