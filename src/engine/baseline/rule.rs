//! What a rule is, as the completion by sensing needs it.

use std::fmt;

use super::completion::Scaling;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;

/// A rule for communication beams.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name, by which rules are the same.
    pub name: &'static str,
    /// Beams with powers of at most one.
    pub beams: fn(&Downlink) -> Result<Beams, NoNulls>,
    /// What may be scaled: beams over all access points together, those of single ones apart.
    pub scaling: Scaling,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Rule {}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Why zero forcing gives no beams.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "zero forcing does not exist: the channel estimates of {users} users span {rank} dimensions"
)]
pub struct NoNulls {
    /// K.
    pub users: usize,
    /// Dimensions that the estimates span.
    pub rank: usize,
}
