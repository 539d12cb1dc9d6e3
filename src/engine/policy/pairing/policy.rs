//! What a policy is asked, and what it answers.

use std::fmt;

use nalgebra::DMatrix;

use crate::engine::random::Streams;

/// How each target gets its access point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pairing {
    /// By a policy.
    Policy(Policy),
    /// `[t]`: the access point of target t.
    Explicit(Vec<usize>),
}

/// A rule by which targets get access points; each has a file.
#[derive(Clone, Copy)]
pub struct Policy {
    /// The word in a scenario; two policies are equal if their names are.
    pub name: &'static str,
    /// The access point of every target, for the distances between targets and access points, T x M, km, and the most targets of
    /// one access point; there is room for all of them.
    pub pair: fn(&DMatrix<f64>, usize, &Streams) -> Vec<usize>,
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

/// Targets that cannot be paired.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// There are fewer slots than targets.
    #[error(
        "{targets} targets are too many for {access_points} access points that sense at most {capacity} each"
    )]
    TooManyTargets {
        /// How many targets there are, T.
        targets: usize,
        /// How many access points there are, M.
        access_points: usize,
        /// Most targets of an access point.
        capacity: usize,
    },
    /// As many access points must be given as there are targets.
    #[error("{given} access points are given for {targets} targets")]
    Length {
        /// How many access points are given.
        given: usize,
        /// How many targets there are, T.
        targets: usize,
    },
    /// An access point that does not exist.
    #[error(
        "target {target} is given to access point {access_point}, but there are {access_points}, counted from 0"
    )]
    UnknownAccessPoint {
        /// Index of the target, from 0.
        target: usize,
        /// Index of the access point, from 0.
        access_point: usize,
        /// How many access points there are, M.
        access_points: usize,
    },
    /// An access point with more targets than it may have.
    #[error(
        "access point {access_point} is given to {targets} targets, but may sense at most {capacity}"
    )]
    CrowdedAccessPoint {
        /// Index of the access point, from 0.
        access_point: usize,
        /// How many targets it is given to.
        targets: usize,
        /// How many targets it may have.
        capacity: usize,
    },
}

/// Pairs targets with slots, and returns the access point of each.
pub(super) fn by_slots(
    policy: fn(&DMatrix<f64>) -> Vec<usize>,
    capacity: usize,
    distances: &DMatrix<f64>,
) -> Vec<usize> {
    let (targets, access_points) = distances.shape();
    // No access point can have more targets than there are.
    let each = capacity.min(targets).max(1);
    let slots = DMatrix::from_fn(targets, access_points * each, |t, slot| {
        distances[(t, slot / each)]
    });
    policy(&slots).into_iter().map(|slot| slot / each).collect()
}
