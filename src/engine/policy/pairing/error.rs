//! Why a pairing is refused.

/// Why targets cannot be paired with access points.
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
