//! User k takes pilot k mod tau_p.

use crate::engine::policy::Descriptor;

/// The words for it.
pub const DESCRIPTOR: Descriptor = Descriptor {
    word: "round_robin",
    summary: "user k takes pilot k modulo the number of pilots",
    source: "a baseline that ignores where users are",
};

/// One cluster for each pilot in use.
pub fn allocate(pilots: usize, users: usize) -> Vec<Vec<usize>> {
    (0..pilots.min(users))
        .map(|c| (c..users).step_by(pilots).collect())
        .collect()
}
