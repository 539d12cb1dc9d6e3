//! Units of work to results: threads, and the order in which results come together.
//!
//! Units are independent and each is deterministic, so they run on any number
//! of threads; their results are put together by number, never by who came
//! first.

pub(crate) mod cache;
pub(crate) mod networks;
pub(crate) mod point;
pub(crate) mod solver;
pub(crate) mod unit;

pub use cache::Cache;
pub use networks::Networks;
pub use point::{Part, PointResult, UnitResult};
pub use unit::solve;

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::stop::Stop;
use crate::plan::{ExperimentPlan, Unit};
pub use rayon::ThreadPoolBuildError as ThreadsError;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// What watches a run.
pub trait Observer: Sync {
    /// A unit was solved.
    fn unit_done(&self) {}

    /// A unit was taken from the cache.
    fn unit_cached(&self) {}
}

/// Watches nothing.
impl Observer for () {}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Threads; all cores if none is given. The results are the same for any number.
    pub threads: Option<NonZeroUsize>,
    /// Set it, from a signal or another thread, to stop before the next unit, or the next conic program.
    pub stop: &'a AtomicBool,
    /// Where networks that several experiments ask for are kept; the results are the same whatever
    /// it holds.
    pub networks: &'a Networks,
}

/// Threads to solve units on; all cores if no number is given.
pub(crate) fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, ThreadsError> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    ThreadPoolBuilder::new().num_threads(threads).build()
}

/// Solves units on the threads of the pool; none where the run is stopped before the last.
pub(crate) fn solve_all(
    plan: &ExperimentPlan,
    units: Vec<Unit>,
    options: &Options<'_>,
    cache: &dyn Cache,
    observer: &dyn Observer,
) -> Option<Vec<(Unit, UnitResult)>> {
    units
        .into_par_iter()
        .map(|unit| {
            if options.stop.load(Ordering::Relaxed) {
                return None;
            }
            let id = plan.unit_id(unit);
            if let Some(known) = cache.get(id) {
                observer.unit_cached();
                return Some((unit, known));
            }
            let stop = Stop::on(options.stop);
            let result = unit::solve_until(plan, unit, &stop, options.networks);
            if stop.heard() {
                return None;
            }
            cache.put(id, &result);
            observer.unit_done();
            Some((unit, result))
        })
        .collect()
}
