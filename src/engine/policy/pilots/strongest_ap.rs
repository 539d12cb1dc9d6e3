//! The pilot of least interference at the strongest access point (Demir, Björnson, Sanguinetti, "Foundations of
//! User-Centric Cell-Free Massive MIMO", 2021, Algorithm 4.1).
//!
//! Users are served in order. The first tau_p take a pilot each. Every further user k looks at the access point m of its
//! largest power gain and takes the pilot on which `sum_k' beta^2_mk'`, over the users that have it already, is least
//! there. Ties go to the smaller index. Nothing is drawn, and the pilots of users do not depend on those that follow.

use nalgebra::DMatrix;

use super::policy::Policy;

/// The policy.
pub const POLICY: Policy = Policy {
    name: "strongest_ap",
    allocate: |training, _, _| Ok(allocate(training.length, training.gain)),
};

/// One cluster for each pilot; some may stay empty. `gain` is M x K, of amplitudes.
pub fn allocate(pilots: usize, gain: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let (aps, users) = gain.shape();
    let mut clusters = vec![Vec::new(); pilots];
    for k in 0..users {
        let pilot = if k < pilots {
            k
        } else {
            // The first of equals: `max_by` alone would take the last.
            let strongest = (0..aps)
                .rev()
                .max_by(|&a, &b| gain[(a, k)].total_cmp(&gain[(b, k)]));
            let meets = |cluster: &[usize]| -> f64 {
                let each = cluster
                    .iter()
                    .map(|&other| strongest.map_or(0.0, |m| gain[(m, other)]));
                each.map(|amplitude| amplitude * amplitude).sum()
            };
            (0..pilots)
                .min_by(|&a, &b| meets(&clusters[a]).total_cmp(&meets(&clusters[b])))
                .unwrap_or(0)
        };
        clusters[pilot].push(k);
    }
    clusters
}
