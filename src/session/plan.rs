//! The experiments of a scenario.

use std::fmt;

use super::experiment::Experiment;
use super::scenario::Scenario;

impl Scenario {
    /// The work that it asks for.
    #[must_use]
    pub fn plan(&self) -> Plan<'_> {
        Plan(self)
    }
}

/// The experiments of a scenario. As text, what a run would do, and where each setting comes from.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a>(&'a Scenario);

impl<'a> Plan<'a> {
    /// The experiments, in the order written.
    pub fn experiments(self) -> impl ExactSizeIterator<Item = Experiment<'a>> {
        let count = self.0.work().experiments.len();
        (0..count).map(move |index| Experiment::nth(self.0, index))
    }
}

impl fmt::Display for Plan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe().fmt(f)
    }
}
