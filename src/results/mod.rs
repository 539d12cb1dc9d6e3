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
pub mod means;
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
mod units;
mod unserved;
mod users;

pub use beampattern::BeampatternRows;
pub use error::RunError;
pub use expect::{Networks, Verdict};
pub use layout::LayoutRows;
pub use rows::PointRows;
pub use slack::Slack;
pub use unserved::Unserved;
pub use users::UserRows;

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::arrays::Recorded;
use self::place::place;
use self::precision::Precision;
use self::shape::Shape;
use self::spread::Spread;
use self::status::StatusCounts;
use self::summary::{Grouping, summarise};
use self::units::{Known, Units};
use crate::engine::scheme::Status;
use crate::plan::{ExperimentPlan, Unit};
use crate::run::{self, Observer, Options, Store, Undone, Which};
use crate::table::{Column, Table, TableError, validate_columns};

/// The columns of an experiment's table.
pub(crate) fn columns(plan: &ExperimentPlan) -> Vec<Column> {
    Shape::of(plan).columns()
}

/// The results of an experiment: all that is not a row for each of its points, and how these are made of what the store holds.
#[derive(Debug, Clone)]
pub struct ExperimentResults {
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
    /// Users that the largest sum rate leaves without a rate; none where no beams serve users.
    pub unserved: Option<Unserved>,
    /// Realizations that were run.
    pub realizations: u32,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// The units that they are of.
    units: Units,
    /// The plan reduced to the cases that a search tried, where there is one.
    tried: Option<ExperimentPlan>,
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

impl ExperimentResults {
    /// The plan of the units that they are of: a plan itself, or what a search tried of it.
    pub(crate) fn tried<'a>(&'a self, plan: &'a ExperimentPlan) -> &'a ExperimentPlan {
        self.tried.as_ref().unwrap_or(plan)
    }

    /// The results of the units, of a plan and the store that has them.
    fn known<'a>(&'a self, plan: &'a ExperimentPlan, store: &'a dyn Store) -> Known<'a> {
        Known {
            plan: self.tried(plan),
            units: &self.units,
            store,
        }
    }

    /// A row per point, scheme and realization.
    pub fn points<'a>(&'a self, plan: &'a ExperimentPlan, store: &'a dyn Store) -> PointRows<'a> {
        PointRows::new(self.known(plan, store))
    }

    /// What each user gets, where it is asked for.
    pub fn users<'a>(
        &'a self,
        plan: &'a ExperimentPlan,
        store: &'a dyn Store,
    ) -> Option<UserRows<'a>> {
        UserRows::new(self.known(plan, store))
    }

    /// Samples of beampatterns, where they are asked for.
    ///
    /// # Errors
    /// When results cannot be read back.
    pub fn beampatterns<'a>(
        &'a self,
        plan: &'a ExperimentPlan,
        store: &'a dyn Store,
    ) -> Result<Option<BeampatternRows<'a>>, TableError> {
        BeampatternRows::new(self.known(plan, store))
    }

    /// Places of everything, where they are asked for.
    ///
    /// # Errors
    /// When a column is in use twice.
    pub fn layouts<'a>(
        &'a self,
        plan: &'a ExperimentPlan,
        store: &'a dyn Store,
    ) -> Result<Option<LayoutRows<'a>>, TableError> {
        LayoutRows::new(self.known(plan, store))
    }

    /// The arrays that are asked for, where there are any.
    pub fn arrays<'a>(
        &'a self,
        plan: &'a ExperimentPlan,
        store: &'a dyn Store,
    ) -> Option<Recorded<'a>> {
        Recorded::of(self.known(plan, store))
    }
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
    // A search goes as far as there are results.
    let searched = match &plan.find {
        Some(search) => Some(find::search(plan, search, store, |_| Ok(()))?),
        None => None,
    };
    let (tried, found) = searched.map_or((None, Vec::new()), |(tried, found)| (Some(tried), found));
    let of = tried.as_ref().unwrap_or(plan);
    let units = Units::held(of, store);
    let partial = Partial {
        units: units.count(),
        of: plan.unit_count(),
    };
    let known = Known {
        plan: of,
        units: &units,
        store,
    };
    let precision = precision(known, plan.realizations)?;
    let results = collect(known, &found, plan.realizations, partial.units)?;
    Ok(ExperimentResults {
        partial: Some(partial),
        precision,
        tried,
        ..results
    })
}

/// The cases with which the shares of a search begin, by place.
#[must_use]
pub fn first_cases(plan: &ExperimentPlan) -> Vec<u32> {
    let cases = plan.find.as_ref().map(|search| find::first(plan, search));
    let places = cases.into_iter().flatten();
    places.filter_map(|case| u32::try_from(case).ok()).collect()
}

/// Computes units into the store; says how many were there.
///
/// # Errors
/// When it is stopped, or threads are refused.
pub fn share(
    plan: &ExperimentPlan,
    units: &[Unit],
    options: Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<u64, RunError> {
    let pool = run::pool(options.threads)?;
    let solve = || run::solve_all(plan, &Which::These(units), &options, store, observer);
    pool.install(solve).map_err(undone)
}

fn staged(
    plan: &ExperimentPlan,
    part: fn(Range<u32>) -> Which<'static>,
    options: Options<'_>,
    store: &dyn Store,
    observer: &dyn Observer,
) -> Result<ExperimentResults, RunError> {
    let pool = run::pool(options.threads)?;
    if let Some(search) = &plan.find {
        let mut reused = 0;
        let (tried, found) = find::search(plan, search, store, |cases| {
            let all = part(0..plan.realizations);
            let solve = || run::solve_all(cases, &all, &options, store, observer);
            reused += pool.install(solve).map_err(undone)?;
            Ok(())
        })?;
        let known = Known {
            plan: &tried,
            units: &Units::of(&tried, plan.realizations),
            store,
        };
        let results = collect(known, &found, plan.realizations, reused)?;
        return Ok(ExperimentResults {
            tried: Some(tried),
            ..results
        });
    }
    let (mut first, mut reused) = (0, 0);
    let mut judged = None;
    for next in plan.stages() {
        let some = part(first..next);
        let solve = || run::solve_all(plan, &some, &options, store, observer);
        reused += pool.install(solve).map_err(|fault| match fault {
            Undone::Missing => RunError::Missing {
                complete: first,
                precision: judged.take(),
                cases: BTreeSet::new(),
            },
            fault => undone(fault),
        })?;
        first = next;
        if plan.precision.is_some() {
            let known = Known {
                plan,
                units: &Units::of(plan, next),
                store,
            };
            judged = precision(known, next)?;
        }
        if judged.as_ref().is_some_and(|precision| precision.reached) {
            break;
        }
    }
    let known = Known {
        plan,
        units: &Units::of(plan, first),
        store,
    };
    Ok(ExperimentResults {
        precision: judged,
        ..collect(known, &[], first, reused)?
    })
}

fn undone(undone: Undone) -> RunError {
    match undone {
        Undone::Stopped => RunError::Stopped,
        Undone::Refused(error) => error.into(),
        Undone::Missing => RunError::Missing {
            complete: 0,
            precision: None,
            cases: BTreeSet::new(),
        },
    }
}

/// How well the means are known after so many realizations; none where the scenario does not ask.
fn precision(known: Known<'_>, realizations: u32) -> Result<Option<Precision>, RunError> {
    let Some(asked) = &known.plan.precision else {
        return Ok(None);
    };
    // Only the metric is judged, so the means of budgets are not needed.
    let grouping = Grouping {
        averaged: Vec::new(),
        ..Shape::of(known.plan).grouping()
    };
    let summary = summarise(&PointRows::new(known), &grouping)?;
    let judged = Precision::judge(&summary, &asked.column, asked.within, realizations)?;
    Ok(Some(judged))
}

/// Puts the results of units together.
fn collect(
    known: Known<'_>,
    found: &[find::Found],
    realizations: u32,
    reused: u64,
) -> Result<ExperimentResults, RunError> {
    let plan = known.plan;
    let shape = Shape::of(plan);
    validate_columns(&shape.columns())?;
    let mut counts = StatusCounts::default();
    let mut slack = Slack::begin(plan);
    let mut unserved = Unserved::begin(plan);
    let mut spread = Spread::begin(&shape)?;
    for units in known.realizations() {
        let units = units?;
        for done in &units {
            for point in &done.1.points {
                match point.status {
                    Status::Solved => counts.solved += 1,
                    Status::Infeasible => counts.infeasible += 1,
                    Status::Failed(_) => counts.failed += 1,
                }
            }
            if let Some(slack) = &mut slack {
                slack.add(plan, done);
            }
            if let Some(unserved) = &mut unserved {
                unserved.add(plan, done);
            }
        }
        if let Some(spread) = &mut spread {
            let placed = place(plan, &units);
            placed.iter().for_each(|point| spread.add(&shape, point));
        }
    }
    Ok(ExperimentResults {
        found: match &plan.find {
            Some(search) => Some(find::table(plan, search, found)?),
            None => None,
        },
        percentiles: spread.map(Spread::into_table).transpose()?,
        grouping: shape.grouping(),
        compared: shape.compared(),
        verdicts: expect::evaluate(known, found)?,
        counts,
        slack,
        unserved,
        realizations,
        precision: None,
        units: known.units.clone(),
        tried: None,
        reused,
        partial: None,
    })
}
