//! Why a network can not be drawn.

use std::fmt;

use crate::engine::policy::{PairingError, PilotError};

/// The three kinds of entities that have a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Access points.
    AccessPoint,
    /// Users.
    User,
    /// Targets.
    Target,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AccessPoint => "access point",
            Self::User => "user",
            Self::Target => "target",
        })
    }
}

/// A deployment from which no network can be drawn.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum NetworkError {
    /// A parameter lies outside its range.
    #[error("{name} is {value}, but must be {requirement}")]
    Parameter {
        /// Which parameter.
        name: &'static str,
        /// What it is.
        value: f64,
        /// What it must be, as words that follow "must be".
        requirement: &'static str,
    },
    /// Explicit coordinates are too few or too many.
    #[error("{found} positions are given for {expected} entities of the kind {kind}")]
    Positions {
        /// Whose positions.
        kind: Kind,
        /// How many there should be.
        expected: usize,
        /// How many are given.
        found: usize,
    },
    /// An explicit coordinate is not a number, or farther than [`MAX_COORDINATE`](super::placement::MAX_COORDINATE).
    #[error("the position of {kind} {index} is not within 1e12 km of the origin")]
    PositionOutOfRange {
        /// Whose position.
        kind: Kind,
        /// Its index, from 0.
        index: usize,
    },
    /// No room was found for an entity that keeps its distance.
    #[error(
        "no room for {kind} {index} at least {distance} km from the {index} before it, after {tries} tries"
    )]
    Separation {
        /// Which kind.
        kind: Kind,
        /// The first entity without room, from 0.
        index: usize,
        /// The required distance, km.
        distance: f64,
        /// How many positions were tried.
        tries: usize,
    },
    /// Only a rectangle has edges to wrap around.
    #[error("distances can not wrap around the edge of a disc")]
    WrapAroundDisc,
    /// The path loss gives no number at some distance.
    #[error(
        "the path loss between {from_kind} {from} and {to_kind} {to} ({distance} km apart) gives an amplitude gain of {gain}"
    )]
    Gain {
        /// One end.
        from_kind: Kind,
        /// Its index.
        from: usize,
        /// The other end.
        to_kind: Kind,
        /// Its index.
        to: usize,
        /// Between them, km.
        distance: f64,
        /// The gain, not finite.
        gain: f64,
    },
    /// Sensing access points need more power than there is.
    #[error(
        "{sensing_aps} sensing access points of power {sensing} exceed the total power {total}"
    )]
    Power {
        /// How many sense.
        sensing_aps: usize,
        /// Power of each, linear.
        sensing: f64,
        /// Power of all, linear.
        total: f64,
    },
    /// No pilot allocation.
    #[error(transparent)]
    Pilots(#[from] PilotError),
    /// No target-AP pairing.
    #[error(transparent)]
    Pairing(#[from] PairingError),
}
