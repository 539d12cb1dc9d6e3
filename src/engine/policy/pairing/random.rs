//! A random injection: access points are put in a random order, and target t takes the t-th.
//!
//! Each access point draws its place from a stream of its own, so further targets leave the first ones' alone.

use crate::engine::policy::Descriptor;
use crate::engine::random::{Entity, Purpose, Streams};

/// The words for it.
pub const DESCRIPTOR: Descriptor = Descriptor {
    word: "random",
    summary: "each target has a random access point",
    source: "a baseline that ignores where targets are",
};

/// The pairing; needs T <= M.
pub fn pair(targets: usize, access_points: usize, streams: &Streams) -> Vec<usize> {
    let mut order: Vec<usize> = (0..access_points).collect();
    order.sort_by_key(|&m| {
        streams
            .stream(Entity::AccessPoint(m), Purpose::Pairing)
            .word()
    });
    order.truncate(targets);
    order
}
