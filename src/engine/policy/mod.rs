//! Choices made before any beam is formed: who shares a pilot, who senses what.
//!
//! A policy is a file; the language's words for the policies are rows of its vocabulary.

pub mod pairing;
pub mod pilots;

pub use pairing::{Pairing, PairingError};
pub use pilots::{PilotAllocation, PilotError};
