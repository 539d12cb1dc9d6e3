//! Units of work to results: threads, and the order in which results come together.
//!
//! Units are independent and each is deterministic, so they run on any number
//! of threads; their results are put together by number, never by who came
//! first.

pub(crate) mod networks;
pub(crate) mod point;
pub(crate) mod probe;
pub(crate) mod solver;
pub(crate) mod store;
pub(crate) mod unit;

pub use networks::Networks;
pub use point::{Part, PointResult, UnitResult};
pub use probe::probe;
pub use store::{Memory, Store, StoreError};
pub use unit::solve;

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::stop::{Stop, until_asked};
use crate::plan::{ExperimentPlan, Unit};
pub use rayon::ThreadPoolBuildError as ThreadsError;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// What watches a run.
pub trait Observer: Sync {
    /// A unit was solved.
    fn unit_done(&self) {}

    /// A unit is in the store already.
    fn unit_cached(&self) {}
}

/// Watches nothing.
impl Observer for () {}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Threads; all cores if none is given. The results are the same for any number.
    pub threads: Option<NonZeroUsize>,
    /// Set it, from a signal or another thread, to stop before the next step of a search, or the next conic program.
    pub stop: &'a Arc<AtomicBool>,
    /// Where networks that several experiments ask for are kept; the results are the same whatever
    /// it holds.
    pub networks: &'a Networks,
}

/// Most threads that are begun: more than any machine has cores, and few enough to begin at once.
pub const MOST_THREADS: usize = 1024;

/// Threads to solve units on; all cores if no number is given.
pub(crate) fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, ThreadsError> {
    let threads = threads.map_or(0, |threads| threads.get().min(MOST_THREADS));
    ThreadPoolBuilder::new().num_threads(threads).build()
}

/// Which units are computed.
#[derive(Debug, Clone)]
pub(crate) enum Which<'a> {
    /// All of some realizations.
    All(Range<u32>),
    /// These.
    These(&'a [Unit]),
    /// None: those of some realizations are in the store.
    Known(Range<u32>),
}

impl Which<'_> {
    /// How many units a plan has of it.
    fn count(&self, plan: &ExperimentPlan) -> u64 {
        match self {
            Self::All(realizations) | Self::Known(realizations) => {
                plan.cases.len() as u64 * length(realizations)
            }
            Self::These(units) => units.len() as u64,
        }
    }

    /// The unit at a place below that count.
    fn unit(&self, place: u64) -> Option<Unit> {
        match self {
            Self::All(realizations) | Self::Known(realizations) => {
                let each = length(realizations);
                Some(Unit {
                    case: usize::try_from(place / each).ok()?,
                    realization: realizations.start + u32::try_from(place % each).ok()?,
                })
            }
            Self::These(units) => units.get(usize::try_from(place).ok()?).copied(),
        }
    }
}

fn length(realizations: &Range<u32>) -> u64 {
    u64::from(realizations.end.saturating_sub(realizations.start))
}

/// Why not every unit is in the store.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The run was stopped before the last.
    Stopped,
    /// A unit is not in the store that is not to be computed.
    Missing,
    /// The store refuses a result.
    Refused(StoreError),
}

/// Puts the results of units into the store, on the threads of the pool, save those that are there; says how many those were.
pub(crate) fn solve_all(
    plan: &ExperimentPlan,
    which: &Which<'_>,
    options: &Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<u64, Undone> {
    let solve = |place: u64| {
        if options.stop.load(Ordering::Relaxed) {
            return Err(Undone::Stopped);
        }
        let Some(unit) = which.unit(place) else {
            return Ok(0);
        };
        let id = plan.unit_id(unit);
        if store.holds(id) {
            observer.unit_cached();
            return Ok(1);
        }
        if matches!(which, Which::Known(_)) {
            return Err(Undone::Missing);
        }
        let stop = Stop::on(options.stop);
        let solve = || unit::solve_until(plan, unit, &stop, options.networks);
        let result = until_asked(options.stop, solve).map_err(|_| Undone::Stopped)?;
        if stop.heard() {
            return Err(Undone::Stopped);
        }
        store.put(id, &result).map_err(Undone::Refused)?;
        observer.unit_done();
        Ok(0)
    };
    (0..which.count(plan))
        .into_par_iter()
        .map(solve)
        .try_reduce(|| 0, |a, b| Ok(a + b))
}
