//! Units of work to results: threads, and the order in which results come together.
//!
//! Units are independent and each is deterministic, so they run on any number
//! of threads; their results are put together by number, never by who came
//! first.

mod expect;
mod metric;
mod point;
mod solver;
mod table;
mod unit;

pub use expect::Verdict;
pub use metric::{METRICS, Metric};
pub use point::{Part, PointResult};
pub use unit::{UnitResult, solve};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::engine::beamforming::scheme::Status;
use crate::output::{Table, TableError};
use crate::plan::{ExperimentPlan, Unit};

/// What a run tells its caller on the way.
pub trait Observer: Sync {
    /// A unit is done.
    fn unit_done(&self) {}
}

/// Watches nothing.
impl Observer for () {}

/// How to run.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Threads; all cores if none is given. The results are the same for any number.
    pub threads: Option<NonZeroUsize>,
    /// Set it, from a signal or another thread, to stop before the next unit.
    pub stop: &'a AtomicBool,
}

/// Why a run has no results.
#[derive(Debug, Error)]
pub enum RunError {
    /// It was asked to stop.
    #[error("stopped before all units were done")]
    Stopped,
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The results do not make a table.
    #[error(transparent)]
    Table(#[from] TableError),
}

/// The results of an experiment.
#[derive(Debug, Clone)]
pub struct ExperimentResults {
    /// A row per point, scheme and realization.
    pub table: Table,
    /// Key columns that make a group of realizations.
    pub grouping: Vec<String>,
    /// Key columns to average within a group.
    pub averaged: Vec<String>,
    /// Rows that belong to no group, by a column and a word in it.
    pub without: Option<(&'static str, &'static str)>,
    /// The experiment's expectations.
    pub verdicts: Vec<Verdict>,
    /// Points by status: solved, infeasible, failed.
    pub counts: [usize; 3],
}

/// Runs an experiment.
///
/// # Errors
/// When it is stopped, or threads are refused. A point that can not be solved is a row, not an
/// error.
pub fn experiment(
    plan: &ExperimentPlan,
    options: Options<'_>,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    let threads = options.threads.map_or(0, NonZeroUsize::get);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let units: Vec<Unit> = plan.units().collect();
    let results: Option<Vec<(Unit, UnitResult)>> = pool.install(|| {
        units
            .into_par_iter()
            .map(|unit| {
                if options.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let result = solve(plan, unit);
                observer.unit_done();
                Some((unit, result))
            })
            .collect()
    });
    collect(plan, &results.ok_or(RunError::Stopped)?)
}

/// Puts the results of units together.
fn collect(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
) -> Result<ExperimentResults, RunError> {
    let shape = table::Shape::of(plan);
    let mut counts = [0; 3];
    for point in units.iter().flat_map(|(_, result)| &result.points) {
        counts[match point.status {
            Status::Solved => 0,
            Status::Infeasible => 1,
            Status::Failed(_) => 2,
        }] += 1;
    }
    Ok(ExperimentResults {
        table: shape.table(units)?,
        grouping: shape.grouping(),
        averaged: shape.averaged(),
        without: shape.without(),
        verdicts: expect::evaluate(plan, units),
        counts,
    })
}
