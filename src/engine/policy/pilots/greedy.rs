//! Greedy allocation: the user worst off moves to the pilot on which it meets the least.
//!
//! With G_k = sum_m beta^2(d_{U_k,A_m}), users draw pilots at random, as under `random`. Then the user with the largest
//! ratio of what it meets, the sum of G_k' over the others of its pilot, to its own G_k moves to the pilot on which
//! that sum is least; and so on until the user worst off stays where it is. Ties go to the smaller index.
//!
//! Ngo et al. (IEEE TWC 16(3), 2017, Section IV-A) take the user of the lowest rate and stop after a number of rounds. Rates depend on beams, which are
//! not there yet, and no number of rounds is needed: every move lowers the sum of G_k G_k' over all pairs that share a
//! pilot, so no allocation comes twice.

use nalgebra::DMatrix;

use super::random;
use crate::engine::random::Streams;

/// A move has to lower the contamination by more than rounding, or users could change places for ever.
const LEAST_GAIN: f64 = 1e-12;

/// One cluster for each pilot; some may stay empty. `gain` is M x K, of amplitudes.
pub fn allocate(pilots: usize, gain: &DMatrix<f64>, streams: &Streams) -> Vec<Vec<usize>> {
    let users = gain.ncols();
    let power: Vec<f64> = gain.column_iter().map(|g| g.norm_squared()).collect();
    let mut clusters = random::allocate(pilots, users, streams);
    loop {
        let meets = |k: usize, cluster: &[usize]| -> f64 {
            let others = cluster.iter().filter(|&&other| other != k);
            others.map(|&other| power[other]).sum()
        };
        let mut worst: Option<(f64, usize, usize)> = None;
        for (c, cluster) in clusters.iter().enumerate() {
            for &k in cluster {
                let ratio = meets(k, cluster) / power[k];
                let better = |(known, user, _): (f64, usize, usize)| {
                    ratio > known || (ratio == known && k < user)
                };
                if worst.is_none_or(better) {
                    worst = Some((ratio, k, c));
                }
            }
        }
        let Some((_, k, from)) = worst else {
            return clusters;
        };
        let on = |c: usize| meets(k, &clusters[c]);
        let to = (0..pilots)
            .min_by(|&a, &b| on(a).total_cmp(&on(b)))
            .unwrap_or(from);
        // Written so that contamination that is no number moves nobody.
        if !(on(to) < on(from) * (1.0 - LEAST_GAIN)) {
            return clusters;
        }
        clusters[from].retain(|&user| user != k);
        clusters[to].push(k);
        clusters[to].sort_unstable();
    }
}
