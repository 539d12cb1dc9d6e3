//! Every user draws a pilot from a stream of its own, so further users leave the first ones' pilots alone.

use crate::engine::policy::Descriptor;
use crate::engine::random::{Entity, Purpose, Streams};

/// The words for it.
pub const DESCRIPTOR: Descriptor = Descriptor {
    word: "random",
    summary: "each user draws a pilot, independently and uniformly",
    source: "a common baseline, e.g. Ngo et al., IEEE TWC 16(3), 2017",
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
