//! User k takes pilot k mod tau_p.

/// One cluster for each pilot in use.
pub fn allocate(pilots: usize, users: usize) -> Vec<Vec<usize>> {
    (0..pilots.min(users))
        .map(|c| (c..users).step_by(pilots).collect())
        .collect()
}
