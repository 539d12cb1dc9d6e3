//! Results that need not be computed again.

use super::unit::UnitResult;

/// Results of units by their ids (see [`ExperimentPlan::unit_id`]): those known from an earlier
/// run, and a place for new ones.
///
/// [`ExperimentPlan::unit_id`]: crate::plan::ExperimentPlan::unit_id
pub trait Memory: Sync {
    /// The result of a unit, if it is known.
    fn recall(&self, _unit: u64) -> Option<UnitResult> {
        None
    }

    /// A unit was solved.
    fn keep(&self, _unit: u64, _result: &UnitResult) {}
}

/// Remembers nothing.
impl Memory for () {}
