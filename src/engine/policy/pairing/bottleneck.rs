//! Least largest distance, and among those pairings the one of least sum.
//!
//! The least largest distance is found by bisection over the distances that occur, asking each time
//! whether every target can be matched within it; Kuhn-Munkres then chooses among the links that are left.
//! The bottleneck assignment problem is that of e.g. Burkard et al., Assignment Problems, 2009, ch. 6.

use nalgebra::DMatrix;

use super::kuhn_munkres;
use super::policy::{Policy, by_slots};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "bottleneck",
    pair: |distances, capacity, _| by_slots(pair, capacity, distances),
};

/// The slot of each target for these distances, T x slots; needs as many slots as targets.
pub fn pair(distances: &DMatrix<f64>) -> Vec<usize> {
    let mut levels: Vec<f64> = distances.iter().copied().collect();
    levels.sort_by(f64::total_cmp);
    let below = levels.partition_point(|&level| !matches_within(distances, level));
    let Some(&least) = levels.get(below) else {
        return Vec::new();
    };
    // One forbidden link costs more than any pairing without; the factor keeps it so after rounding.
    let forbidden = 2.0 * (distances.nrows() as f64 * least + 1.0);
    kuhn_munkres::pair(&distances.map(|d| if d <= least { d } else { forbidden }))
}

/// Whether every target has a slot of its own within a distance.
fn matches_within(distances: &DMatrix<f64>, level: f64) -> bool {
    let mut target_of = vec![None; distances.ncols()];
    (0..distances.nrows()).all(|t| {
        augment(
            distances,
            level,
            t,
            &mut target_of,
            &mut vec![false; distances.ncols()],
        )
    })
}

/// Finds target t a slot, moving others to their alternatives if need be.
fn augment(
    distances: &DMatrix<f64>,
    level: f64,
    t: usize,
    target_of: &mut [Option<usize>],
    visited: &mut [bool],
) -> bool {
    for m in 0..distances.ncols() {
        if distances[(t, m)] <= level && !std::mem::replace(&mut visited[m], true) {
            let free = match target_of[m] {
                None => true,
                Some(other) => augment(distances, level, other, target_of, visited),
            };
            if free {
                target_of[m] = Some(t);
                return true;
            }
        }
    }
    false
}
