//! Targets in order, each the nearest access point still free; equal distances go to the smaller index.

use nalgebra::DMatrix;

use super::policy::{Policy, by_slots};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "nearest",
    pair: |distances, capacity, _| by_slots(pair, capacity, distances),
};

/// The slot of each target for these distances, T x slots; needs as many slots as targets.
pub fn pair(distances: &DMatrix<f64>) -> Vec<usize> {
    let mut free: Vec<usize> = (0..distances.ncols()).collect();
    (0..distances.nrows())
        .filter_map(|t| {
            let nearest = (0..free.len())
                .min_by(|&i, &j| distances[(t, free[i])].total_cmp(&distances[(t, free[j])]))?;
            Some(free.remove(nearest))
        })
        .collect()
}
