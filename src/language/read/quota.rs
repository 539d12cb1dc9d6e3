//! What the sweeps of a scenario may take in memory, over all its experiments together. It is counted before anything is
//! made, so that no text, however short, asks for more than some tens of megabytes.

use std::cell::Cell;

/// Most values of settings in the sweeps of a scenario.
pub(crate) const MAX_VALUES: usize = 200_000;

/// What was taken so far.
#[derive(Debug, Default)]
pub(crate) struct Quota {
    values: Cell<usize>,
}

impl Quota {
    /// Takes values of a sweep; whether as many were left.
    pub(crate) fn values(&self, count: usize) -> bool {
        self.values.set(self.values.get().saturating_add(count));
        self.values.get() <= MAX_VALUES
    }
}
