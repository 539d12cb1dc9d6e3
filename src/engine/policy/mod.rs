//! Choices made before any beam is formed: who shares a pilot, who senses what.
//!
//! A policy is a file with its function and its [`Descriptor`].

pub mod pairing;
pub mod pilots;

pub use pairing::PairingError;
pub use pilots::PilotError;

/// What a scenario's author needs to know of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Descriptor {
    /// The word that chooses it.
    pub word: &'static str,
    /// One line.
    pub summary: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}
