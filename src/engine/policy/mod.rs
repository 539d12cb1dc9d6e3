//! Choices made before any beam is formed: who shares a pilot, who senses what.
//!
//! A policy is a file with its function; its word and its line for the manual are a row of the vocabulary.

pub mod pairing;
pub mod pilots;

pub use pairing::PairingError;
pub use pilots::PilotError;
