//! Of which units results are, and their results, read back from the store as they are needed.

use crate::plan::{ExperimentPlan, Unit};
use crate::run::{Store, StoreError, UnitResult};

/// The units that results are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Units {
    /// All of so many realizations.
    Of {
        /// Cases of the plan.
        cases: usize,
        /// Realizations of each.
        realizations: u32,
    },
    /// Some, by realization, then by case.
    Some(Vec<Unit>),
}

impl Units {
    /// All units of so many realizations of a plan.
    pub(crate) fn of(plan: &ExperimentPlan, realizations: u32) -> Self {
        Self::Of {
            cases: plan.cases.len(),
            realizations,
        }
    }

    /// Those of a plan that a store holds.
    pub(crate) fn held(plan: &ExperimentPlan, store: &dyn Store) -> Self {
        let held = plan.units().filter(|unit| store.holds(plan.unit_id(*unit)));
        let mut held: Vec<Unit> = held.collect();
        held.sort_unstable_by_key(|unit| (unit.realization, unit.case));
        Self::Some(held)
    }

    /// How many they are.
    pub(crate) fn count(&self) -> u64 {
        match self {
            Self::Of {
                cases,
                realizations,
            } => *cases as u64 * u64::from(*realizations),
            Self::Some(units) => units.len() as u64,
        }
    }

    /// By realization, then by case.
    pub(crate) fn by_realization(&self) -> Box<dyn Iterator<Item = Unit> + '_> {
        match *self {
            Self::Of {
                cases,
                realizations,
            } => Box::new((0..realizations).flat_map(move |realization| {
                (0..cases).map(move |case| Unit { case, realization })
            })),
            Self::Some(ref units) => Box::new(units.iter().copied()),
        }
    }

    /// By case, then by realization.
    fn by_case(&self) -> Box<dyn Iterator<Item = Unit> + '_> {
        match *self {
            Self::Of {
                cases,
                realizations,
            } => Box::new((0..cases).flat_map(move |case| {
                (0..realizations).map(move |realization| Unit { case, realization })
            })),
            Self::Some(ref units) => {
                let mut units = units.clone();
                units.sort_unstable_by_key(|unit| (unit.case, unit.realization));
                Box::new(units.into_iter())
            }
        }
    }
}

/// Results of units that a store holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The plan that the units are of.
    pub(crate) plan: &'a ExperimentPlan,
    /// The units.
    pub(crate) units: &'a Units,
    /// Where their results are.
    pub(crate) store: &'a dyn Store,
}

/// A unit and its result.
pub(crate) type Done = (Unit, UnitResult);

impl<'a> Known<'a> {
    /// The result of a unit.
    fn result(self, unit: Unit) -> Result<Done, StoreError> {
        let result = self.store.get(self.plan.unit_id(unit))?;
        Ok((unit, result.ok_or(StoreError::Missing)?))
    }

    /// The results of one realization after those of another, ascending, each by case. No more than one realization is in memory.
    pub(crate) fn realizations(self) -> impl Iterator<Item = Result<Vec<Done>, StoreError>> + 'a {
        let mut units = self.units.by_realization().peekable();
        std::iter::from_fn(move || {
            let first = units.peek()?.realization;
            let own = std::iter::from_fn(|| units.next_if(|unit| unit.realization == first));
            Some(own.map(|unit| self.result(unit)).collect())
        })
    }

    /// The results by case, then by realization.
    pub(crate) fn by_case(self) -> impl Iterator<Item = Result<Done, StoreError>> + 'a {
        self.units.by_case().map(move |unit| self.result(unit))
    }
}
