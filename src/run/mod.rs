//! Units of work to results: threads, and the order in which results come together.
//!
//! Units are independent and each is deterministic, so they run on any number
//! of threads; their results are put together by number, never by who came
//! first.

mod companion;
mod expect;
mod memory;
mod metric;
mod point;
mod request;
mod slack;
mod solver;
mod table;
mod unit;

pub use expect::Verdict;
pub use memory::Memory;
pub use point::{Part, PointResult};
pub use request::request;
pub use slack::Slack;
pub use unit::{UnitResult, solve};

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use thiserror::Error;

use crate::engine::beamforming::scheme::Status;
use crate::engine::conic::Stop;
use crate::output::precision::Precision;
use crate::output::summary::{Grouping, SummaryError, summarise};
use crate::output::{Table, TableError};
use crate::plan::{ExperimentPlan, Unit};

/// What a run tells its caller on the way.
pub trait Observer: Sync {
    /// A unit was solved.
    fn unit_done(&self) {}

    /// A unit was known already.
    fn unit_recalled(&self) {}
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
    /// The results have no summary to judge their precision by.
    #[error(transparent)]
    Summary(#[from] SummaryError),
}

/// The results of an experiment.
#[derive(Debug, Clone)]
pub struct ExperimentResults {
    /// A row per point, scheme and realization.
    pub table: Table,
    /// Samples of beampatterns, where they are asked for.
    pub beampatterns: Option<Table>,
    /// Places of everything, where they are asked for.
    pub layouts: Option<Table>,
    /// Key columns that make a group of realizations.
    pub grouping: Vec<String>,
    /// Key columns to average within a group.
    pub averaged: Vec<String>,
    /// Rows that belong to no group, by a column and a word in it.
    pub without: Option<(&'static str, &'static str)>,
    /// Key columns whose values are compared with the first of them.
    pub compared: Vec<String>,
    /// The experiment's expectations.
    pub verdicts: Vec<Verdict>,
    /// Points by status: solved, infeasible, failed.
    pub counts: [usize; 3],
    /// Budgets on the error that do not bind; none where the experiment has no such budgets.
    pub slack: Option<Slack>,
    /// Realizations that were run.
    pub realizations: u32,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// What each unit gave, case by case.
    pub units: Vec<(Unit, UnitResult)>,
}

/// Runs an experiment. Units that the memory knows are not computed again; results are the same
/// whatever it knows.
///
/// # Errors
/// When it is stopped, or threads are refused. A point that can not be solved is a row, not an
/// error.
pub fn experiment(
    plan: &ExperimentPlan,
    options: Options<'_>,
    memory: &dyn Memory,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    let pool = pool(options.threads)?;
    let mut done: Vec<(Unit, UnitResult)> = Vec::new();
    let mut first = 0;
    for next in plan.stages() {
        let units: Vec<Unit> = plan.units_of(first..next).collect();
        let results = pool.install(|| solve_all(plan, units, options.stop, memory, observer));
        done.extend(results.ok_or(RunError::Stopped)?);
        // Case by case, as if all had been asked for at once.
        done.sort_by_key(|(unit, _)| *unit);
        first = next;
        if precision(plan, &done, next)?.is_some_and(|precision| precision.reached) {
            break;
        }
    }
    collect(plan, done, first)
}

fn pool(threads: Option<NonZeroUsize>) -> Result<ThreadPool, RunError> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    Ok(ThreadPoolBuilder::new().num_threads(threads).build()?)
}

/// Solves units on the threads of the pool; none where the run is stopped before the last.
fn solve_all(
    plan: &ExperimentPlan,
    units: Vec<Unit>,
    stop: &AtomicBool,
    memory: &dyn Memory,
    observer: &dyn Observer,
) -> Option<Vec<(Unit, UnitResult)>> {
    units
        .into_par_iter()
        .map(|unit| {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let id = plan.unit_id(unit);
            if let Some(known) = memory.recall(id) {
                observer.unit_recalled();
                return Some((unit, known));
            }
            let stop = Stop::on(stop);
            let result = unit::solve_until(plan, unit, &stop);
            if stop.heard() {
                return None;
            }
            memory.keep(id, &result);
            observer.unit_done();
            Some((unit, result))
        })
        .collect()
}

/// How well the means are known after so many realizations; none where nobody asks.
fn precision(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
    realizations: u32,
) -> Result<Option<Precision>, RunError> {
    let Some(asked) = &plan.precision else {
        return Ok(None);
    };
    let shape = table::Shape::of(plan);
    let by = shape.grouping();
    let by: Vec<&str> = by.iter().map(String::as_str).collect();
    let grouping = Grouping {
        by: &by,
        averaged: &[],
        without: shape.without(),
    };
    let summary = summarise(&shape.table(&shape.place(units))?, &grouping)?;
    let judged = Precision::judge(&summary, &asked.column, asked.within, realizations)?;
    Ok(Some(judged))
}

/// Puts the results of units together.
fn collect(
    plan: &ExperimentPlan,
    units: Vec<(Unit, UnitResult)>,
    realizations: u32,
) -> Result<ExperimentResults, RunError> {
    let shape = table::Shape::of(plan);
    let placed = shape.place(&units);
    let mut counts = [0; 3];
    for point in units.iter().flat_map(|(_, result)| &result.points) {
        counts[match point.status {
            Status::Solved => 0,
            Status::Infeasible => 1,
            Status::Failed(_) => 2,
        }] += 1;
    }
    Ok(ExperimentResults {
        table: shape.table(&placed)?,
        beampatterns: companion::beampatterns(plan, &shape, &placed)?,
        layouts: companion::layouts(plan, &shape, units.iter().map(|(unit, _)| *unit))?,
        grouping: shape.grouping(),
        averaged: shape.averaged(),
        without: shape.without(),
        compared: shape.compared(),
        verdicts: expect::evaluate(plan, &units),
        counts,
        slack: Slack::of(plan, &units),
        realizations,
        precision: precision(plan, &units, realizations)?,
        units,
    })
}
