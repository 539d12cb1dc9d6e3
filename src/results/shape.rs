//! The shape of an experiment's table: its columns, in order, and what each shows.

use crate::plan::{AxisKind, Budget, ExperimentPlan, Metric, Problem, ResultName};
use crate::run::point::Part;
use crate::table::columns::{PART, REALIZATION, REASON, STATUS, STEP};
use crate::table::{Column, ColumnType, Role};

use super::column::{described, of_derived, of_external, of_result};
use super::diagnostic::{self, Diagnostic};
use super::key::{Key, has_words, keys};
use super::metric;
use super::summary::{Grouping, Without};

/// Which columns an experiment's table has, in order: keys, then results, status and diagnostics.
#[derive(Debug, Clone)]
pub(crate) struct Shape<'a> {
    pub(crate) plan: &'a ExperimentPlan,
    /// The key columns.
    pub(crate) keys: Vec<Key>,
    /// The other columns.
    pub(crate) fields: Vec<Field>,
    /// Whether each realization has a grid of its own.
    varies: bool,
}

/// Columns that are not keys, and what they show.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// One, or one for each user or access point.
    pub(crate) columns: Vec<Column>,
    /// What they show.
    pub(crate) shows: Shows,
}

/// What columns show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    /// A metric of the point.
    Metric(Metric),
    /// A metric of the caller, by its index.
    External(usize),
    /// An end of the trade-off of the unit.
    Result(ResultName),
    /// What became of the point.
    Status,
    /// Why it has no results.
    Reason,
    /// A setting that follows from what is swept, by its index.
    Derived(usize),
    /// What proves it.
    Diagnostic(Diagnostic),
}

impl<'a> Shape<'a> {
    /// The shape that the plan asks for.
    pub(crate) fn of(plan: &'a ExperimentPlan) -> Self {
        let mut chains = plan.cases.iter().flat_map(|case| &case.chains);
        let own_grid = chains.any(|chain| match &chain.budget {
            Budget::Values(values) => values.varies(),
            Budget::None => false,
        });
        // A region has as many points as it takes, and places them itself.
        let varies = own_grid || has_parts(plan);
        Self {
            plan,
            keys: keys(plan, varies),
            fields: fields(plan),
            varies,
        }
    }

    /// The key columns.
    pub(crate) fn key_columns(&self) -> Vec<Column> {
        self.keys.iter().map(|key| key.column.clone()).collect()
    }

    /// Every column.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let others = self.fields.iter().flat_map(|field| &field.columns);
        let keys = self.keys.iter().map(|key| &key.column);
        keys.chain(others).cloned().collect()
    }

    /// How realizations are summarised: by the keys, save those that each realization has of its
    /// own. The points of a region between its ends belong to no group.
    pub(crate) fn grouping(&self) -> Grouping {
        let (parts, budget) = (has_parts(self.plan), self.plan.constraint.text());
        let is_own = |name: &str| match name {
            REALIZATION => true,
            STEP => parts,
            name => self.varies && name == budget,
        };
        let names = self.keys.iter().map(|key| &key.column.name);
        Grouping {
            by: names.filter(|name| !is_own(name)).cloned().collect(),
            unnumbered: self.unnumbered(),
            averaged: Vec::from_iter(self.varies.then(|| budget.to_owned())),
            without: parts.then(|| Without {
                column: PART,
                word: Part::Between.word(),
            }),
        }
    }

    /// Columns of users or access points that are drawn alike.
    fn unnumbered(&self) -> Vec<String> {
        let fields = self.fields.iter().filter(|field| match field.shows {
            Shows::Metric(metric) => metric::is_unnumbered(metric, self.plan),
            _ => false,
        });
        let columns = fields.flat_map(|field| &field.columns);
        columns.map(|column| column.name.clone()).collect()
    }

    /// Names of the key columns whose values are compared with the first of them: the scheme, and
    /// settings whose values are words.
    pub(crate) fn compared(&self) -> Vec<String> {
        let axes = self.plan.axes.iter().enumerate();
        let compared = axes.filter(|(index, axis)| match axis.kind {
            AxisKind::Scheme => true,
            AxisKind::Setting => has_words(self.plan, *index),
            AxisKind::Budget => false,
        });
        compared.map(|(_, axis)| axis.name.clone()).collect()
    }
}

/// Whether points are parts of the boundary of a region.
fn has_parts(plan: &ExperimentPlan) -> bool {
    plan.problem == Problem::Region
}

/// The columns that are not keys, in order.
fn fields(plan: &ExperimentPlan) -> Vec<Field> {
    let one = |column: Column, shows| Field {
        columns: vec![column],
        shows,
    };
    let metrics = metric::of(plan);
    let is_metric = |name: &str| metrics.iter().any(|metric| metric.text() == name);
    let status = |name| described(name, Role::Status, ColumnType::Text);
    let derived = plan.derived.iter().map(of_derived).enumerate();
    let mut fields: Vec<Field> = derived
        .map(|(index, column)| one(column, Shows::Derived(index)))
        .collect();
    fields.extend(metrics.iter().map(|&metric| Field {
        columns: metric::columns(metric, plan),
        shows: Shows::Metric(metric),
    }));
    let external = plan.metrics.iter().map(of_external).enumerate();
    fields.extend(external.map(|(index, column)| one(column, Shows::External(index))));
    fields.extend(result_names(plan).map(|name| one(of_result(name), Shows::Result(name))));
    fields.push(one(status(STATUS), Shows::Status));
    fields.push(one(status(REASON), Shows::Reason));
    fields.extend(
        diagnostic::of(plan, is_metric)
            .into_iter()
            .map(|diagnostic| one(diagnostic.column(), Shows::Diagnostic(diagnostic))),
    );
    fields
}

/// The ends of the trade-off that the experiment needs.
fn result_names(plan: &ExperimentPlan) -> impl Iterator<Item = ResultName> {
    let needs = plan.needs;
    [
        (needs.s_min, ResultName::SMin),
        (needs.r_max, ResultName::RMax),
        (needs.r_t, ResultName::RT),
        (needs.s_i, ResultName::SI),
    ]
    .into_iter()
    .filter_map(|(needed, name)| needed.then_some(name))
}
