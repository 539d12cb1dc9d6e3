//! Every user draws a pilot, independently and uniformly, from a stream of its own, so further users leave the first ones'
//! pilots alone. A common baseline, e.g. of Ngo et al., IEEE TWC 16(3), 2017.

use super::policy::Policy;
use crate::engine::random::{Entity, Purpose, Streams};

/// The policy.
pub const POLICY: Policy = Policy {
    name: "random",
    allocate: |training, distances, streams| {
        Ok(allocate(training.length, distances.nrows(), streams))
    },
};

/// One cluster for each pilot; some may stay empty.
pub fn allocate(pilots: usize, users: usize, streams: &Streams) -> Vec<Vec<usize>> {
    let mut clusters = vec![Vec::new(); pilots];
    for k in 0..users {
        let pilot = streams
            .stream(Entity::User(k), Purpose::Pilot)
            .index(pilots);
        clusters[pilot].push(k);
    }
    clusters
}
