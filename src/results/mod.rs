//! Points to tables and statistics.

pub mod beampattern;
pub mod boundary;
pub mod expect;
pub mod metric;
pub mod paired;
pub mod precision;
pub mod shape;
pub mod slack;
pub mod statistics;
pub mod summary;

pub use expect::Verdict;
pub use slack::Slack;

use thiserror::Error;

use self::precision::Precision;
use self::summary::{Grouping, SummaryError, summarise};
use crate::engine::scheme::Status;
use crate::plan::{ExperimentPlan, Unit};
use crate::run::{self, Memory, Observer, Options, UnitResult};
use crate::table::{Table, TableError};

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
    let pool = run::pool(options.threads)?;
    let mut done: Vec<(Unit, UnitResult)> = Vec::new();
    let mut first = 0;
    for next in plan.stages() {
        let units: Vec<Unit> = plan.units_of(first..next).collect();
        let results = pool.install(|| run::solve_all(plan, units, options.stop, memory, observer));
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

/// How well the means are known after so many realizations; none where nobody asks.
fn precision(
    plan: &ExperimentPlan,
    units: &[(Unit, UnitResult)],
    realizations: u32,
) -> Result<Option<Precision>, RunError> {
    let Some(asked) = &plan.precision else {
        return Ok(None);
    };
    let shape = shape::Shape::of(plan);
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
    let shape = shape::Shape::of(plan);
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
        beampatterns: beampattern::beampatterns(plan, &shape, &placed)?,
        layouts: beampattern::layouts(plan, &shape, units.iter().map(|(unit, _)| *unit))?,
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
