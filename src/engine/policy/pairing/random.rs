//! A random injection: the slots of all access points are put in a random order, and target t takes the t-th.
//!
//! Each access point draws the places of its slots from a stream of its own, so further targets leave the first ones'
//! alone.

use super::policy::Policy;
use crate::engine::random::{Entity, Purpose, Streams};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "random",
    pair: |distances, capacity, streams| {
        let (targets, access_points) = distances.shape();
        pair(targets, access_points, capacity, streams)
    },
};

/// The pairing; needs as many slots as targets.
pub fn pair(
    targets: usize,
    access_points: usize,
    capacity: usize,
    streams: &Streams,
) -> Vec<usize> {
    let mut places: Vec<(u64, usize)> = (0..access_points)
        .flat_map(|m| {
            let mut stream = streams.stream(Entity::AccessPoint(m), Purpose::Pairing);
            (0..capacity).map(move |_| (stream.word(), m))
        })
        .collect();
    places.sort_unstable();
    places.into_iter().take(targets).map(|(_, m)| m).collect()
}
