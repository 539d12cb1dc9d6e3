//! Coordinates of every realization, from a file.

use std::fmt;
use std::sync::Arc;

use crate::engine::Point;
use crate::language::syntax::sha256;

/// Places of entities in each of several networks.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    /// The file, as the statement names it.
    pub file: String,
    /// How an array of it is read, as a scenario states it: ` variable "xy" in m`, say; empty of a table.
    pub reading: String,
    /// For each realization as many points, km.
    pub each: Arc<Vec<Vec<Point>>>,
}

impl Places {
    /// SHA-256 of the coordinates: the same places from elsewhere are the same.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut bytes = Vec::new();
        for points in self.each.iter() {
            bytes.extend((points.len() as u64).to_le_bytes());
            for Point { x, y } in points {
                bytes.extend(x.to_le_bytes());
                bytes.extend(y.to_le_bytes());
            }
        }
        sha256(&bytes)
    }
}

/// `from "users.csv" each realization`, as a scenario states it.
impl fmt::Display for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "from \"{}\"{} each realization", self.file, self.reading)
    }
}
