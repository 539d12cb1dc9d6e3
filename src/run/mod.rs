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
use crate::plan::{ExperimentPlan, Share, Shares, Unit};
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

/// Threads to solve units on; all cores if no number is given.
pub(crate) fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, ThreadsError> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    ThreadPoolBuilder::new().num_threads(threads).build()
}

/// Which units are computed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    /// All.
    All,
    /// Those of a share.
    Share(&'a Shares, Share),
    /// None: those that are asked for are in the store.
    Known,
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

/// Puts the results of the units of a part into the store, on the threads of the pool, save those that are there; says how many those were.
pub(crate) fn solve_all(
    plan: &ExperimentPlan,
    (part, realizations): (Which<'_>, Range<u32>),
    options: &Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<u64, Undone> {
    let each = u64::from(realizations.end.saturating_sub(realizations.start));
    let count = plan.cases.len() as u64 * each;
    let unit = |index: u64| Unit {
        // Both are below their counts.
        case: usize::try_from(index / each).unwrap_or_default(),
        realization: realizations.start + u32::try_from(index % each).unwrap_or_default(),
    };
    let solve = |index: u64| {
        if options.stop.load(Ordering::Relaxed) {
            return Err(Undone::Stopped);
        }
        let unit = unit(index);
        match part {
            Which::Share(shares, share) if shares.share(unit) != share => return Ok(0),
            Which::Share(..) | Which::All | Which::Known => {}
        }
        let id = plan.unit_id(unit);
        if store.holds(id) {
            observer.unit_cached();
            return Ok(1);
        }
        if matches!(part, Which::Known) {
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
    (0..count)
        .into_par_iter()
        .map(solve)
        .try_reduce(|| 0, |a, b| Ok(a + b))
}
