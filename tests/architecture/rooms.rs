//! The order of rooms that ARCHITECTURE.md states.

use std::collections::BTreeSet;

use crate::source::{Arrow, Sources};

/// Rooms in the order of ARCHITECTURE.md; a room is a folder, which ends with `/`, or a file.
pub(crate) struct Rooms {
    order: Vec<(String, usize)>,
}

impl Rooms {
    /// Of the rows of a table; rooms of one row are equals.
    pub(crate) fn new(rows: &[Vec<String>]) -> Rooms {
        let order = rows.iter().enumerate();
        let order = order.flat_map(|(rank, row)| row.iter().map(move |room| (room.clone(), rank)));
        Rooms {
            order: order.collect(),
        }
    }

    /// The innermost room that a file is in.
    pub(crate) fn of(&self, file: &str) -> Option<&(String, usize)> {
        let within = |room: &str| file == room || room.ends_with('/') && file.starts_with(room);
        let rooms = self.order.iter().filter(|(room, _)| within(room));
        rooms.max_by_key(|(room, _)| room.len())
    }

    /// Rooms that hold no file.
    pub(crate) fn empty(&self, sources: &Sources) -> Vec<String> {
        let lived: BTreeSet<&String> = sources
            .modules
            .iter()
            .filter_map(|module| self.of(&module.file))
            .map(|(room, _)| room)
            .collect();
        let all = self.order.iter().map(|(room, _)| room);
        all.filter(|room| !lived.contains(room)).cloned().collect()
    }

    /// One line per arrow to a room that comes later in the order.
    pub(crate) fn against(&self, sources: &Sources, arrows: &[Arrow]) -> Vec<String> {
        let mut against = Vec::new();
        let mut seen = BTreeSet::new();
        for arrow in arrows {
            // One line for two files, whatever the one uses of the other.
            if !seen.insert((arrow.from, arrow.to)) {
                continue;
            }
            let (from, to) = (
                &sources.modules[arrow.from].file,
                &sources.modules[arrow.to].file,
            );
            let (Some((low, rank)), Some((high, later))) = (self.of(from), self.of(to)) else {
                continue;
            };
            if later > rank {
                against.push(format!(
                    "{from}:{} uses {} of {to}: {high} comes after {low}",
                    arrow.line, arrow.path
                ));
            }
        }
        against
    }
}
