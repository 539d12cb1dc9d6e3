//! Every user draws a pilot from a stream of its own, so further users leave the first ones' pilots alone.

use crate::engine::random::{Entity, Purpose, Streams};

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
