//! The rows of an experiment's table: a row per point, scheme and realization.

use crate::engine::scheme::{Status, short_of_floors};
use crate::language::number as text_of;
use crate::plan::{Constraint, ExperimentPlan, ResultName};
use crate::run::StoreError;
use crate::table::digits::{apart, rounded};
use crate::table::{Cell, Column, Rows, TableError, Walk, checked};

use super::metric;
use super::place::{Placed, place};
use super::shape::{Field, Shape, Shows};
use super::units::Known;

/// Digits of the end of the trade-off that a budget lies beyond; more where they are needed.
const END_DIGITS: usize = 5;

/// The rows of an experiment's table, made of the results of units as they are walked through.
#[derive(Debug)]
pub struct PointRows<'a> {
    known: Known<'a>,
    shape: Shape<'a>,
    columns: Vec<Column>,
}

impl<'a> PointRows<'a> {
    pub(crate) fn new(known: Known<'a>) -> Self {
        let shape = Shape::of(known.plan);
        Self {
            known,
            columns: shape.columns(),
            shape,
        }
    }
}

impl Rows for PointRows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let blocks = self.known.realizations().map(|units| {
            let units = units.map_err(unreadable)?;
            let placed = place(self.known.plan, &units);
            let rows: Vec<Vec<Cell>> = placed.iter().map(|point| self.shape.row(point)).collect();
            Ok(rows.into())
        });
        checked(&self.columns, blocks)
    }
}

/// A result that cannot be read back, as a fault of the rows that are made of it.
pub(crate) fn unreadable(error: StoreError) -> TableError {
    TableError::Unreadable {
        reason: error.to_string(),
    }
}

impl Shape<'_> {
    /// The row of a point.
    fn row(&self, point: &Placed<'_>) -> Vec<Cell> {
        let mut row = self.key_cells(point);
        for field in &self.fields {
            row.extend(cells(self.plan, field, point));
        }
        row
    }

    /// The cells of a point's key columns.
    pub(crate) fn key_cells(&self, placed: &Placed<'_>) -> Vec<Cell> {
        self.keys.iter().map(|key| key.cell(placed)).collect()
    }
}

/// The cells of a point in the columns of a field.
fn cells(plan: &ExperimentPlan, field: &Field, placed: &Placed<'_>) -> Vec<Cell> {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite()).into();
    let Placed { result, point, .. } = placed;
    match field.shows {
        Shows::Metric(metric) => {
            let values = if point.is_solved() {
                metric::values(metric, point, &placed.case.deployment)
            } else {
                Vec::new()
            };
            // Smaller cases have fewer users or access points than there are columns.
            let cells = values.into_iter().map(finite);
            let cells = cells.chain(std::iter::repeat(Cell::Missing));
            cells.take(field.columns.len()).collect()
        }
        Shows::External(index) => {
            let value = point.external.get(index).copied().flatten();
            vec![finite(value.filter(|_| point.is_solved()))]
        }
        Shows::Result(name) => vec![finite(result.names.get(name))],
        Shows::Status => vec![point.status.word().into()],
        Shows::Reason => vec![match &point.status {
            Status::Solved => Cell::Missing,
            Status::Infeasible => infeasible(plan, placed).into(),
            Status::Failed(reason) => reason.as_str().into(),
        }],
        Shows::Derived(index) => {
            let value = placed.case.derived.get(index).copied().flatten();
            vec![match plan.derived.get(index) {
                Some(derived) if derived.whole => value.map(|value| value as i64).into(),
                _ => finite(value),
            }]
        }
        Shows::Diagnostic(diagnostic) => vec![diagnostic.cell(&point.proof)],
    }
}

/// Why no beams meet the budget: the end of the trade-off that it lies beyond.
fn infeasible(plan: &ExperimentPlan, placed: &Placed<'_>) -> String {
    if let Some(short) = placed.point.proof.floor_violation {
        return match placed.point.proof.nu {
            None => short_of_floors(short),
            Some(_) => "the rule's beams leave a user below its floor".into(),
        };
    }
    let names = &placed.result.names;
    let budget = placed.point.budget.map(|(_, budget)| budget);
    let beyond = |end: Option<f64>, how: &str, name: ResultName| {
        let (budget, end) = budget.zip(end)?;
        let is_beyond = match plan.constraint {
            Constraint::Delta => budget < end,
            Constraint::Zeta => budget > end,
        };
        let end = rounded(end, apart(budget, end, END_DIGITS));
        is_beyond.then(|| {
            let (budget, name) = (plan.constraint.text(), name.text());
            format!("{budget} is {how} {name} = {}", text_of(end))
        })
    };
    match plan.constraint {
        Constraint::Delta => beyond(names.s_min, "below", ResultName::SMin)
            .unwrap_or_else(|| "no beams meet delta".into()),
        Constraint::Zeta => beyond(names.r_max, "above", ResultName::RMax)
            .unwrap_or_else(|| "zeta is above what the rule's beams reach".into()),
    }
}
