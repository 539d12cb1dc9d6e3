//! Points to tables and statistics.

pub mod arrays;
mod beampattern;
pub mod boundary;
mod column;
mod diagnostic;
mod expect;
pub mod gaps;
mod key;
mod layout;
mod metric;
pub mod paired;
pub mod percentile;
mod place;
pub mod precision;
mod rows;
pub(crate) mod select;
mod shape;
mod slack;
pub(crate) mod spread;
pub mod statistics;
pub mod status;
pub mod summary;
mod users;

pub use expect::{Networks, Verdict};
pub use slack::Slack;

use thiserror::Error;

use self::place::place;
use self::precision::Precision;
use self::shape::Shape;
use self::status::StatusCounts;
use self::summary::{Grouping, SummaryError, summarise};
use crate::engine::scheme::Status;
use crate::plan::{ExperimentPlan, Unit};
use crate::run::{self, Cache, Observer, Options, UnitResult};
use crate::table::{Table, TableError};

/// Why a run has no results.
#[derive(Debug, Error)]
pub enum RunError {
    /// It was asked to stop.
    #[error("stopped before all units were done")]
    Stopped,
    /// Threads could not be started.
    #[error("threads could not be started: {0}")]
    Threads(#[from] run::ThreadsError),
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
    /// What each user gets, where it is asked for.
    pub users: Option<Table>,
    /// Percentiles for the summary, where they are asked for.
    pub percentiles: Option<Table>,
    /// How realizations are summarised.
    pub grouping: Grouping,
    /// Key columns whose values are compared with the first of them.
    pub compared: Vec<String>,
    /// The experiment's expectations.
    pub verdicts: Vec<Verdict>,
    /// Points by status.
    pub counts: StatusCounts,
    /// Budgets on the error that do not bind; none where the experiment has no such budgets.
    pub slack: Option<Slack>,
    /// Realizations that were run.
    pub realizations: u32,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// What each unit gave, case by case.
    pub units: Vec<(Unit, UnitResult)>,
}

/// Runs an experiment. Units that the cache holds are not computed again; results are the same
/// whatever it holds.
///
/// # Errors
/// When it is stopped, or threads are refused. A point that cannot be solved is a row, not an
/// error.
pub fn experiment(
    plan: &ExperimentPlan,
    options: Options<'_>,
    cache: &dyn Cache,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    let pool = run::pool(options.threads)?;
    let mut done: Vec<(Unit, UnitResult)> = Vec::new();
    let mut first = 0;
    for next in plan.stages() {
        let units: Vec<Unit> = plan.units_of(first..next).collect();
        let results = pool.install(|| run::solve_all(plan, units, &options, cache, observer));
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

/// How well the means are known after so many realizations; none where the scenario does not ask.
fn precision(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
    realizations: u32,
) -> Result<Option<Precision>, RunError> {
    let Some(asked) = &plan.precision else {
        return Ok(None);
    };
    let shape = Shape::of(plan);
    let table = shape.table(&place(plan, units))?;
    // Only the metric is judged, so the means of budgets are not needed.
    let grouping = Grouping {
        averaged: Vec::new(),
        ..shape.grouping()
    };
    let summary = summarise(&table, &grouping)?;
    let judged = Precision::judge(&summary, &asked.column, asked.within, realizations)?;
    Ok(Some(judged))
}

/// Puts the results of units together.
fn collect(
    plan: &ExperimentPlan,
    units: Vec<(Unit, UnitResult)>,
    realizations: u32,
) -> Result<ExperimentResults, RunError> {
    let shape = Shape::of(plan);
    let placed = place(plan, &units);
    let mut counts = StatusCounts::default();
    for point in units.iter().flat_map(|(_, result)| &result.points) {
        match point.status {
            Status::Solved => counts.solved += 1,
            Status::Infeasible => counts.infeasible += 1,
            Status::Failed(_) => counts.failed += 1,
        }
    }
    Ok(ExperimentResults {
        table: shape.table(&placed)?,
        beampatterns: beampattern::beampatterns(plan, &shape, &placed)?,
        layouts: layout::layouts(plan, &shape, units.iter().map(|(unit, _)| *unit))?,
        users: users::users(plan, &shape, &placed)?,
        percentiles: spread::percentiles(plan, &shape, &placed)?,
        grouping: shape.grouping(),
        compared: shape.compared(),
        verdicts: expect::evaluate(plan, &units),
        counts,
        slack: Slack::of(plan, &units),
        realizations,
        precision: precision(plan, &units, realizations)?,
        units,
    })
}
