//! User k takes pilot k mod tau_p.

use super::policy::Policy;

/// The policy.
pub const POLICY: Policy = Policy {
    name: "round_robin",
    allocate: |training, distances, _| Ok(allocate(training.length, distances.nrows())),
};

/// One cluster for each pilot in use.
pub fn allocate(pilots: usize, users: usize) -> Vec<Vec<usize>> {
    (0..pilots.min(users))
        .map(|c| (c..users).step_by(pilots).collect())
        .collect()
}
