//! Least sum of distances, by the Kuhn-Munkres algorithm: Section III-B of the paper.
//!
//! Among pairings of the same sum the one found depends on the order of targets and access points and on nothing
//! else, so equal inputs give equal pairings.

use nalgebra::DMatrix;
use ordered_float::OrderedFloat;
use pathfinding::matrix::Matrix;

use super::policy::{Policy, by_slots};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "kuhn_munkres",
    pair: |distances, capacity, _| by_slots(pair, capacity, distances),
};

/// The slot of each target for these distances, T x slots; needs as many slots as targets.
pub fn pair(distances: &DMatrix<f64>) -> Vec<usize> {
    let (targets, access_points) = distances.shape();
    if targets == 0 {
        return Vec::new();
    }
    let weights = Matrix::from_fn(targets, access_points, |(t, m)| {
        OrderedFloat(distances[(t, m)])
    });
    pathfinding::kuhn_munkres::kuhn_munkres_min(&weights).1
}
