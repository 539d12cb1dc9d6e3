//! Why a network cannot be drawn.

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
        /// Name of the parameter.
        name: &'static str,
        /// The value that is outside the range.
        value: f64,
        /// What it must be, as words that follow "must be".
        requirement: &'static str,
    },
    /// Explicit coordinates are too few or too many.
    #[error("{found} positions are given for {expected} entities of the kind {kind}")]
    Positions {
        /// The entities that the positions are for.
        kind: Kind,
        /// How many entities there are.
        expected: usize,
        /// How many positions are given.
        found: usize,
    },
    /// No coordinates are given for a realization.
    #[error(
        "positions of {kind}s are given for {given} realizations, and none for number {realization}, counted from 0"
    )]
    NoPositions {
        /// The entities that the positions are for.
        kind: Kind,
        /// The realization, from 0.
        realization: u64,
        /// For how many realizations positions are given.
        given: usize,
    },
    /// An explicit coordinate is not a number, or farther than [`MAX_COORDINATE`](super::placement::MAX_COORDINATE).
    #[error("the position of {kind} {index} is not within 1e12 km of the origin")]
    PositionOutOfRange {
        /// The kind of the entity at that position.
        kind: Kind,
        /// Index of the entity, from 0.
        index: usize,
    },
    /// No room was found for an entity that keeps its distance.
    #[error(
        "no room for {kind} {index} at least {distance} km from the {index} before it, after {tries} tries"
    )]
    Separation {
        /// The kind of the entities.
        kind: Kind,
        /// The first entity without room, from 0.
        index: usize,
        /// The required distance, km.
        distance: f64,
        /// How many positions were tried.
        tries: usize,
    },
    /// Only a rectangle has edges to wrap around.
    #[error("distances cannot wrap around the edge of a disc")]
    WrapAroundDisc,
    /// The path loss is not finite at some distance.
    #[error(
        "the path loss between {from_kind} {from} and {to_kind} {to} ({distance} km apart) gives an amplitude gain of {gain}"
    )]
    Gain {
        /// The kind of the entity at one end.
        from_kind: Kind,
        /// Its index among its kind, from 0.
        from: usize,
        /// The kind of the entity at the other end.
        to_kind: Kind,
        /// Its index among its kind, from 0.
        to: usize,
        /// Distance between the two, km.
        distance: f64,
        /// The gain, not finite.
        gain: f64,
    },
    /// Sensing access points need more power than there is.
    #[error(
        "{sensing_aps} sensing access points of power {sensing} exceed the total power {total}"
    )]
    Power {
        /// How many access points sense.
        sensing_aps: usize,
        /// Power of each of them, linear over noise.
        sensing: f64,
        /// Power of all access points together, linear over noise.
        total: f64,
    },
    /// The pilots cannot be allocated.
    #[error(transparent)]
    Pilots(#[from] PilotError),
    /// The targets cannot be paired with access points.
    #[error(transparent)]
    Pairing(#[from] PairingError),
}
