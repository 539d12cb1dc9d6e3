//! Results that need not be computed again.

use super::point::UnitResult;

/// Results of units by the names of the units: those of earlier runs, and a place for new ones. A name is a hash of
/// everything that decides a unit's result, save the program that computes it: two units of one name have the
/// same result.
pub trait Cache: Sync {
    /// The result of a unit, if it is known.
    fn get(&self, _unit: u64) -> Option<UnitResult> {
        None
    }

    /// Keeps the result of a unit that was solved. Threads call it at the same time.
    fn put(&self, _unit: u64, _result: &UnitResult) {}
}

/// Holds nothing.
impl Cache for () {}
