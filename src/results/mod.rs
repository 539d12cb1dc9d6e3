//! Points to tables and statistics.

pub mod arrays;
mod beampattern;
pub mod boundary;
mod column;
mod diagnostic;
mod error;
mod expect;
mod find;
mod fold;
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

pub use error::RunError;
pub use expect::{Networks, Verdict};
pub use slack::Slack;

use serde::{Deserialize, Serialize};

use self::place::place;
use self::precision::Precision;
use self::shape::Shape;
use self::status::StatusCounts;
use self::summary::{Grouping, summarise};
use crate::engine::scheme::Status;
use crate::plan::{ExperimentPlan, Share, Shares, Unit};
use crate::run::{self, Observer, Options, Store, StoreError, Undone, UnitResult, Which};
use crate::table::{Column, Table};

/// The columns of an experiment's table.
pub(crate) fn columns(plan: &ExperimentPlan) -> Vec<Column> {
    Shape::of(plan).columns()
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
    /// What a search found, where there is one.
    pub found: Option<Table>,
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
    /// The units that they are of, case by case.
    pub units: Vec<Unit>,
    /// Units that were in the store already.
    pub reused: u64,
    /// How many units there are, where they are not all.
    pub partial: Option<Partial>,
}

/// Of how many units results are, where units are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partial {
    /// Units that there are.
    pub units: u64,
    /// Units that were asked for, at most where a precision decides.
    pub of: u64,
}

/// Runs an experiment: units that the store does not hold are computed and put there, and then tables made of what it
/// holds. Results are the same whatever it holds before.
///
/// # Errors
/// When it is stopped, or threads are refused. A point that cannot be solved is a row, not an
/// error.
pub fn experiment(
    plan: &ExperimentPlan,
    options: Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    staged(plan, Which::All, options, store, observer)
}

/// The results of an experiment whose units are all in the store, or as many as a precision asks for: nothing is computed.
///
/// # Errors
/// When a unit is missing.
pub fn known(
    plan: &ExperimentPlan,
    options: Options<'_>,
    store: &dyn Store,
) -> Result<ExperimentResults, RunError> {
    staged(plan, Which::Known, options, store, &())
}

/// The results of those units of an experiment that are in the store.
///
/// # Errors
/// When they cannot be read, or do not make a table.
pub fn present(plan: &ExperimentPlan, store: &dyn Store) -> Result<ExperimentResults, RunError> {
    let units = plan.units().filter(|unit| store.holds(plan.unit_id(*unit)));
    let units = read(plan, store, units)?;
    let partial = Partial {
        units: units.len() as u64,
        of: plan.unit_count(),
    };
    let precision = precision(plan, &units, plan.realizations)?;
    let results = collect(plan, units, &[], plan.realizations, partial.units)?;
    Ok(ExperimentResults {
        partial: Some(partial),
        precision,
        ..results
    })
}

/// Computes the units of a share, of so many realizations, into the store; says how many were there.
///
/// # Errors
/// When it is stopped, or threads are refused.
pub fn share(
    plan: &ExperimentPlan,
    (shares, share, realizations): (&Shares, Share, u32),
    options: Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<u64, RunError> {
    if plan.find.is_some() {
        return Err(RunError::SharedSearch);
    }
    let pool = run::pool(options.threads)?;
    let part = (Which::Share(shares, share), 0..realizations);
    let solve = || run::solve_all(plan, part, &options, store, observer);
    pool.install(solve).map_err(undone)
}

fn staged(
    plan: &ExperimentPlan,
    part: Which<'_>,
    options: Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    let pool = run::pool(options.threads)?;
    if let Some(search) = &plan.find {
        let mut reused = 0;
        let (tried, found) = find::search(plan, search, store, |cases| {
            let all = 0..plan.realizations;
            let solve = || run::solve_all(cases, (part, all.clone()), &options, store, observer);
            reused += pool.install(solve).map_err(undone)?;
            Ok(())
        })?;
        let units = all(&tried, store, plan.realizations)?;
        return collect(&tried, units, &found, plan.realizations, reused);
    }
    let (mut first, mut reused) = (0, 0);
    let (mut judged, mut units) = (None, None);
    for next in plan.stages() {
        let solve = || run::solve_all(plan, (part, first..next), &options, store, observer);
        reused += pool.install(solve).map_err(|fault| match fault {
            Undone::Missing => RunError::Missing {
                complete: first,
                precision: judged.take(),
            },
            fault => undone(fault),
        })?;
        first = next;
        if plan.precision.is_some() {
            let so_far = all(plan, store, next)?;
            judged = precision(plan, &so_far, next)?;
            units = Some(so_far);
        }
        if judged.as_ref().is_some_and(|precision| precision.reached) {
            break;
        }
    }
    let units = units.map_or_else(|| all(plan, store, first), Ok)?;
    Ok(ExperimentResults {
        precision: judged,
        ..collect(plan, units, &[], first, reused)?
    })
}

fn undone(undone: Undone) -> RunError {
    match undone {
        Undone::Stopped => RunError::Stopped,
        Undone::Refused(error) => error.into(),
        Undone::Missing => RunError::Missing {
            complete: 0,
            precision: None,
        },
    }
}

/// The results of the units of so many realizations, case by case.
fn all(
    plan: &ExperimentPlan,
    store: &dyn Store,
    realizations: u32,
) -> Result<Vec<(Unit, UnitResult)>, StoreError> {
    read(plan, store, plan.units_of(0..realizations))
}

fn read(
    plan: &ExperimentPlan,
    store: &dyn Store,
    units: impl Iterator<Item = Unit>,
) -> Result<Vec<(Unit, UnitResult)>, StoreError> {
    let result = |unit: Unit| {
        let mut result = store.get(plan.unit_id(unit))?.ok_or(StoreError::Missing)?;
        // Tables need none of them, and they take more room than all else.
        for point in &mut result.points {
            point.beams = None;
        }
        Ok((unit, result))
    };
    units.map(result).collect()
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
    found: &[find::Found],
    realizations: u32,
    reused: u64,
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
        found: match &plan.find {
            Some(search) => Some(find::table(plan, search, found)?),
            None => None,
        },
        percentiles: spread::percentiles(plan, &shape, &placed)?,
        grouping: shape.grouping(),
        compared: shape.compared(),
        verdicts: expect::evaluate(plan, &units, found),
        counts,
        slack: Slack::of(plan, &units),
        realizations,
        precision: None,
        units: units.iter().map(|(unit, _)| *unit).collect(),
        reused,
        partial: None,
    })
}
