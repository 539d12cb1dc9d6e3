//! Points as a table: a row per point, scheme and realization.

use std::cmp::Ordering;

use crate::engine::scheme::{Proof, Status};
use crate::language::number as text_of;
use crate::language::vocabulary::table::column_text;
use crate::plan::{
    AxisKind, AxisValue, Budget, Constraint, ExperimentPlan, Metric, Problem, ResultName, Scheme,
    Unit,
};
use crate::table::digits::{apart, rounded};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::metric;
use crate::run::point::{Part, PointResult};
use crate::run::unit::UnitResult;

/// Column of the index on a grid whose values differ between realizations.
const STEP: &str = "step";

/// The shape of an experiment's table: which columns, in which order.
pub struct Shape<'a> {
    pub(crate) plan: &'a ExperimentPlan,
    /// Whether each realization has a grid of its own.
    varies: bool,
    metrics: Vec<Metric>,
    results: Vec<ResultName>,
    figures: Vec<&'static Figure>,
}

/// Digits of the end of the trade-off that a budget lies beyond; more where they are needed.
const END_DIGITS: usize = 5;

/// Column of the parts of a region's boundary.
const PART: &str = "part";

/// Columns of the ends of a link, numbered from 1 as in scenarios.
const LINK: [&str; 2] = ["access_point", "user"];

/// A figure of the solver and its column.
struct Figure {
    name: &'static str,
    of: fn(&Proof) -> Option<Cell>,
}

/// A column with the unit and the description that the table of signatures has for it.
fn described(name: &'static str, role: Role, ty: ColumnType) -> Column {
    let (unit, doc) = column_text(name);
    Column::new(name, role, ty).unit(unit).description(doc)
}

fn number(value: Option<f64>) -> Option<Cell> {
    value.filter(|v| v.is_finite()).map(Cell::Number)
}

const GAP: Figure = Figure {
    name: "gap",
    of: |f| number(f.gap),
};
const MULTIPLIER: Figure = Figure {
    name: "multiplier",
    of: |f| number(f.multiplier),
};
const RATE_VIOLATION: Figure = Figure {
    name: "rate_violation",
    of: |f| number(f.budget_violation),
};
const SPREAD: Figure = Figure {
    name: "spread",
    of: |f| number(f.spread),
};
const MSE_VIOLATION: Figure = Figure {
    name: "mse_violation",
    of: |f| number(f.budget_violation),
};
const NU: Figure = Figure {
    name: "nu",
    of: |f| number(f.nu),
};
const POWER_VIOLATION: Figure = Figure {
    name: "power_violation",
    of: |f| number(f.power_violation),
};
const KKT_RESIDUAL: Figure = Figure {
    name: "kkt_residual",
    of: |f| number(f.kkt_residual),
};
const DUAL_VIOLATION: Figure = Figure {
    name: "dual_violation",
    of: |f| number(f.dual_violation),
};
const EVALUATIONS: Figure = Figure {
    name: "evaluations",
    of: |f| {
        f.evaluations
            .and_then(|n| i64::try_from(n).ok())
            .map(Cell::Integer)
    },
};

/// A solved or unsolved point with its place in the experiment.
pub struct Placed<'a> {
    /// Its unit.
    pub unit: Unit,
    result: &'a UnitResult,
    /// The point.
    pub point: &'a PointResult,
    /// Per axis, outermost first.
    position: Vec<usize>,
}

impl<'a> Shape<'a> {
    /// The shape that the plan asks for.
    pub fn of(plan: &'a ExperimentPlan) -> Self {
        let varies = plan
            .cases
            .iter()
            .flat_map(|case| &case.chains)
            .any(|chain| match &chain.budget {
                Budget::Values(values) => values.varies(),
                Budget::None => false,
            });
        let mut figures = match (plan.problem, plan.constraint) {
            (Problem::Estimation, _) => vec![],
            (Problem::Sensing, _) => vec![&GAP],
            (Problem::Communication, _) => vec![&POWER_VIOLATION, &KKT_RESIDUAL],
            (Problem::Isac | Problem::Region, Constraint::Delta) => {
                vec![&MULTIPLIER, &MSE_VIOLATION]
            }
            (Problem::Isac | Problem::Region, Constraint::Zeta) => {
                vec![&GAP, &MULTIPLIER, &RATE_VIOLATION]
            }
        };
        if matches!(plan.problem, Problem::Isac | Problem::Region) {
            figures.extend([&POWER_VIOLATION, &KKT_RESIDUAL, &DUAL_VIOLATION]);
        }
        let mut chains = plan.cases.iter().flat_map(|case| &case.chains);
        if chains.any(|chain| matches!(chain.scheme, Scheme::Baseline(_))) {
            figures.insert(0, &NU);
            if !figures.iter().any(|figure| figure.name == GAP.name) {
                figures.insert(1, &GAP);
            }
        }
        if plan.starts > 1 && matches!(plan.problem, Problem::Communication | Problem::Isac) {
            figures.push(&SPREAD);
        }
        if plan.problem != Problem::Estimation {
            figures.push(&EVALUATIONS);
        }
        // What is recorded as a metric has its column there.
        let metrics = metric::of(plan);
        figures.retain(|figure| metrics.iter().all(|metric| metric.text() != figure.name));
        let needs = plan.needs;
        let results = [
            (needs.s_min, ResultName::SMin),
            (needs.r_max, ResultName::RMax),
            (needs.r_t, ResultName::RT),
            (needs.s_i, ResultName::SI),
        ];
        Self {
            plan,
            // A region has as many points as it takes, and places them itself.
            varies: varies || plan.problem == Problem::Region,
            metrics,
            results: results
                .into_iter()
                .filter(|(needed, _)| *needed)
                .map(|(_, name)| name)
                .collect(),
            figures,
        }
    }

    /// Column of the budget.
    fn budget(&self) -> &'static str {
        self.plan.constraint.text()
    }

    fn has_budget(&self) -> bool {
        matches!(self.plan.problem, Problem::Isac | Problem::Region)
    }

    /// Names of the key columns whose values make a group of realizations.
    pub fn grouping(&self) -> Vec<String> {
        let keys = self.keys().into_iter().map(|column| column.name);
        keys.filter(|name| name != "realization" && !(self.varies && name == self.budget()))
            .filter(|name| !(self.has_parts() && name == STEP))
            .collect()
    }

    /// Rows that belong to no group: the points of a region between its ends.
    pub fn without(&self) -> Option<(&'static str, &'static str)> {
        self.has_parts().then(|| (PART, Part::Between.word()))
    }

    fn has_parts(&self) -> bool {
        self.plan.problem == Problem::Region
    }

    /// Names of the key columns that are averaged within a group.
    pub fn averaged(&self) -> Vec<String> {
        if self.varies {
            vec![self.budget().into()]
        } else {
            Vec::new()
        }
    }

    /// Names of the key columns whose values are words that stand beside each other.
    pub fn compared(&self) -> Vec<String> {
        let words = |index: usize| {
            self.plan
                .cases
                .iter()
                .any(|case| matches!(case.keys.get(index), Some(Some((_, AxisValue::Word(_))))))
        };
        self.plan
            .axes
            .iter()
            .enumerate()
            .filter(|(index, axis)| match axis.kind {
                AxisKind::Scheme => true,
                AxisKind::Setting => words(*index),
                AxisKind::Budget => false,
            })
            .map(|(_, axis)| axis.name.clone())
            .collect()
    }

    /// The key columns.
    pub fn keys(&self) -> Vec<Column> {
        let key = |name: &str, ty| Column::new(name, Role::Key, ty);
        let mut keys = vec![
            described("realization", Role::Key, ColumnType::Integer),
            key("scheme", ColumnType::Text).description("How beams are chosen."),
        ];
        for (index, axis) in self.plan.axes.iter().enumerate() {
            match axis.kind {
                AxisKind::Scheme => {}
                AxisKind::Budget => self.push_budget(&mut keys),
                AxisKind::Setting => {
                    let words = self.plan.cases.iter().any(|case| {
                        matches!(case.keys.get(index), Some(Some((_, AxisValue::Word(_)))))
                    });
                    let ty = if words {
                        ColumnType::Text
                    } else {
                        ColumnType::Number
                    };
                    keys.push(
                        key(&axis.name, ty)
                            .unit(&axis.unit)
                            .title(&axis.title)
                            .description(&axis.description),
                    );
                }
            }
        }
        if self.has_budget()
            && !self
                .plan
                .axes
                .iter()
                .any(|axis| axis.kind == AxisKind::Budget)
        {
            self.push_budget(&mut keys);
        }
        if self.has_links() {
            keys.extend(LINK.map(|name| described(name, Role::Key, ColumnType::Integer)));
        }
        keys
    }

    fn has_links(&self) -> bool {
        self.plan.problem == Problem::Estimation
    }

    fn push_budget(&self, keys: &mut Vec<Column>) {
        if self.varies {
            keys.push(described(STEP, Role::Key, ColumnType::Integer));
        }
        keys.push(described(self.budget(), Role::Key, ColumnType::Number));
        if self.has_parts() {
            keys.push(described(PART, Role::Key, ColumnType::Text));
        }
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = self.keys();
        for metric in &self.metrics {
            columns.extend(metric::columns(*metric, self.plan));
        }
        for name in &self.results {
            columns.push(
                Column::new(name.text(), Role::Metric, ColumnType::Number)
                    .unit(name.unit())
                    .description(metric::of_result(*name)),
            );
        }
        columns.push(described("status", Role::Status, ColumnType::Text));
        columns.push(described("reason", Role::Status, ColumnType::Text));
        for figure in &self.figures {
            let ty = if figure.name == EVALUATIONS.name {
                ColumnType::Integer
            } else {
                ColumnType::Number
            };
            columns.push(described(figure.name, Role::Diagnostic, ty));
        }
        columns
    }

    /// The points of these units: by realization, then in the order of the axes.
    pub fn place<'u>(&self, units: &'u [(Unit, UnitResult)]) -> Vec<Placed<'u>> {
        let mut placed: Vec<Placed<'_>> = units
            .iter()
            .flat_map(|(unit, result)| {
                result.points.iter().map(|point| Placed {
                    unit: *unit,
                    result,
                    point,
                    position: self.position(*unit, point),
                })
            })
            .collect();
        placed.sort_by(|a, b| order(a, b));
        placed
    }

    /// The table of points.
    ///
    /// # Errors
    /// When a name is in use twice, such as a swept setting called like a metric.
    pub fn table(&self, placed: &[Placed<'_>]) -> Result<Table, TableError> {
        let mut table = Table::new(self.columns())?;
        for row in placed {
            table.push(self.row(row))?;
        }
        Ok(table)
    }

    fn position(&self, unit: Unit, point: &PointResult) -> Vec<usize> {
        let keys = self
            .plan
            .cases
            .get(unit.case)
            .map_or(&[][..], |case| &case.keys);
        let axes = self.plan.axes.iter().enumerate();
        axes.map(|(index, axis)| match axis.kind {
            AxisKind::Scheme => point.scheme_index,
            AxisKind::Budget => point.budget.map_or(0, |(step, _)| step),
            AxisKind::Setting => keys
                .get(index)
                .and_then(Option::as_ref)
                .map_or(0, |(step, _)| *step),
        })
        .collect()
    }

    /// The cells of a point's key columns.
    pub fn key_cells(&self, placed: &Placed<'_>) -> Vec<Cell> {
        let Placed { unit, point, .. } = placed;
        let mut row = vec![
            Cell::Integer(i64::from(unit.realization)),
            Cell::Text(self.scheme(*unit, point.scheme_index)),
        ];
        for (index, axis) in self.plan.axes.iter().enumerate() {
            match axis.kind {
                AxisKind::Scheme => {}
                AxisKind::Budget => self.push_budget_cells(&mut row, point),
                AxisKind::Setting => row.push(self.key(*unit, index)),
            }
        }
        if self.has_budget()
            && !self
                .plan
                .axes
                .iter()
                .any(|axis| axis.kind == AxisKind::Budget)
        {
            self.push_budget_cells(&mut row, point);
        }
        if self.has_links() {
            let number =
                |index: usize| i64::try_from(index + 1).map_or(Cell::Missing, Cell::Integer);
            let link = point.link.map(|link| [link.access_point, link.user]);
            row.extend(link.map_or([const { Cell::Missing }; 2], |link| link.map(number)));
        }
        row
    }

    fn row(&self, placed: &Placed<'_>) -> Vec<Cell> {
        let Placed { result, point, .. } = placed;
        let solved = point.is_solved();
        let mut row = self.key_cells(placed);
        for metric in &self.metrics {
            let values = if solved {
                metric::values(*metric, point)
            } else {
                Vec::new()
            };
            let cells = values
                .into_iter()
                .map(|value| number(value).unwrap_or(Cell::Missing));
            // Smaller cases have fewer users or access points than there are columns.
            let width = metric::width(*metric, self.plan);
            row.extend(cells.chain(std::iter::repeat(Cell::Missing)).take(width));
        }
        row.extend(
            self.results
                .iter()
                .map(|name| number(result.names.get(*name)).unwrap_or(Cell::Missing)),
        );
        row.push(Cell::Text(point.status.word().into()));
        row.push(match &point.status {
            Status::Solved => Cell::Missing,
            Status::Infeasible => Cell::Text(self.infeasible(placed)),
            Status::Failed(reason) => Cell::Text(reason.clone()),
        });
        row.extend(
            self.figures
                .iter()
                .map(|f| (f.of)(&point.proof).unwrap_or(Cell::Missing)),
        );
        row
    }

    /// Why no beams meet the budget: the end of the trade-off that it lies beyond.
    fn infeasible(&self, placed: &Placed<'_>) -> String {
        let names = &placed.result.names;
        let budget = placed.point.budget.map(|(_, budget)| budget);
        let beyond = |end: Option<f64>, how: &str, name: ResultName| {
            let (budget, end) = budget.zip(end)?;
            let is_beyond = match self.plan.constraint {
                Constraint::Delta => budget < end,
                Constraint::Zeta => budget > end,
            };
            let end = rounded(end, apart(budget, end, END_DIGITS));
            is_beyond.then(|| {
                let (budget, name) = (self.budget(), name.text());
                format!("{budget} is {how} {name} = {}", text_of(end))
            })
        };
        match self.plan.constraint {
            Constraint::Delta => beyond(names.s_min, "below", ResultName::SMin)
                .unwrap_or_else(|| "no beams meet delta".into()),
            Constraint::Zeta => beyond(names.r_max, "above", ResultName::RMax)
                .unwrap_or_else(|| "zeta is above what the rule's beams reach".into()),
        }
    }

    fn push_budget_cells(&self, row: &mut Vec<Cell>, point: &PointResult) {
        let (step, delta) = match point.budget {
            Some((step, delta)) => (
                i64::try_from(step).map_or(Cell::Missing, Cell::Integer),
                Cell::Number(delta),
            ),
            None => (Cell::Missing, Cell::Missing),
        };
        if self.varies {
            row.push(step);
        }
        row.push(delta);
        if self.has_parts() {
            row.push(
                point
                    .part
                    .map_or(Cell::Missing, |part| Cell::Text(part.word().into())),
            );
        }
    }

    pub(crate) fn key(&self, unit: Unit, axis: usize) -> Cell {
        let value = self
            .plan
            .cases
            .get(unit.case)
            .and_then(|case| case.keys.get(axis)?.as_ref());
        match value {
            Some((_, AxisValue::Number(value))) => Cell::Number(*value),
            Some((_, AxisValue::Word(word))) => Cell::Text(word.clone()),
            None => Cell::Missing,
        }
    }

    fn scheme(&self, unit: Unit, scheme_index: usize) -> String {
        let case = self.plan.cases.get(unit.case);
        let chain =
            case.and_then(|case| case.chains.iter().find(|c| c.scheme_index == scheme_index));
        chain.map_or("", |chain| chain.scheme.text()).to_owned()
    }
}

fn order(a: &Placed<'_>, b: &Placed<'_>) -> Ordering {
    a.unit
        .realization
        .cmp(&b.unit.realization)
        .then_with(|| a.position.cmp(&b.position))
}
