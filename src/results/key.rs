//! Key columns: what identifies a row, and where its cells come from.

use crate::plan::{AxisKind, AxisValue, Case, ExperimentPlan, Problem, Unit};
use crate::run::point::PointResult;
use crate::table::columns::{ACCESS_POINT, PART, REALIZATION, SCHEME, STEP, USER};
use crate::table::{Cell, Column, ColumnType, Role};

use super::column::described;
use super::place::Placed;

/// A key column and where its cells come from.
#[derive(Debug, Clone)]
pub(crate) struct Key {
    /// The column.
    pub(crate) column: Column,
    /// Where its cells come from.
    pub(crate) source: Source,
}

/// Where the cells of a key column come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The unit: all of its points have one value.
    Unit(UnitSource),
    /// The point.
    Point(PointSource),
}

/// What identifies a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnitSource {
    /// Number of the network drawn.
    Realization,
    /// The value of a swept setting, by the index of its axis.
    Setting {
        /// Index of its axis.
        axis: usize,
        /// Whether its values are whole numbers.
        whole: bool,
    },
}

/// What identifies a point within its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointSource {
    /// How beams are chosen.
    Scheme,
    /// Index on the grid of the budget.
    Step,
    /// The budget.
    Budget,
    /// Which part of a region's boundary it is.
    Part,
    /// One end of a link, numbered from 1.
    AccessPoint,
    /// The other end, numbered from 1.
    User,
}

impl UnitSource {
    /// The cell of a unit of a case.
    pub(crate) fn cell(self, unit: Unit, case: &Case) -> Cell {
        match self {
            Self::Realization => unit.realization.into(),
            Self::Setting { axis, whole } => match case.keys.get(axis).and_then(Option::as_ref) {
                Some((_, AxisValue::Number(value))) if whole => Cell::Integer(*value as i64),
                Some((_, AxisValue::Number(value))) => (*value).into(),
                Some((_, AxisValue::Word(word))) => word.as_str().into(),
                None => Cell::Missing,
            },
        }
    }
}

impl PointSource {
    /// The cell of a point of a case.
    fn cell(self, case: &Case, point: &PointResult) -> Cell {
        match self {
            Self::Scheme => {
                let chain = case.chain(point.scheme_index);
                chain.map_or("", |chain| chain.scheme.name()).into()
            }
            Self::Step => point
                .budget
                .and_then(|(step, _)| i64::try_from(step).ok())
                .into(),
            Self::Budget => point.budget.map(|(_, budget)| budget).into(),
            Self::Part => point.part.map(|part| part.word()).into(),
            Self::AccessPoint => number(point.link.map(|link| link.access_point)),
            Self::User => number(point.link.map(|link| link.user)),
        }
    }
}

/// Numbered from 1 for readers.
pub(crate) fn number(index: Option<usize>) -> Cell {
    index.and_then(|index| i64::try_from(index + 1).ok()).into()
}

impl Key {
    fn of_unit(column: Column, source: UnitSource) -> Self {
        Self {
            column,
            source: Source::Unit(source),
        }
    }

    fn of_point(column: Column, source: PointSource) -> Self {
        Self {
            column,
            source: Source::Point(source),
        }
    }

    /// The cell of a point.
    pub(crate) fn cell(&self, placed: &Placed<'_>) -> Cell {
        match self.source {
            Source::Unit(source) => source.cell(placed.unit, placed.case),
            Source::Point(source) => source.cell(placed.case, placed.point),
        }
    }

    /// Where its cells come from, if all points of a unit share them.
    pub(crate) fn unit(&self) -> Option<UnitSource> {
        match self.source {
            Source::Unit(source) => Some(source),
            Source::Point(_) => None,
        }
    }
}

/// The key columns of an experiment, in order; `varies` says whether each realization has a grid of
/// budgets of its own.
pub(crate) fn keys(plan: &ExperimentPlan, varies: bool) -> Vec<Key> {
    let scheme = Column::new(SCHEME, Role::Key, ColumnType::Text);
    let mut keys = vec![
        Key::of_unit(
            described(REALIZATION, Role::Key, ColumnType::Integer),
            UnitSource::Realization,
        ),
        Key::of_point(
            scheme.description("How beams are chosen."),
            PointSource::Scheme,
        ),
    ];
    for (index, axis) in plan.axes.iter().enumerate() {
        match axis.kind {
            AxisKind::Scheme => {}
            AxisKind::Budget => keys.extend(budget_keys(plan, varies)),
            AxisKind::Setting => {
                let ty = if has_words(plan, index) {
                    ColumnType::Text
                } else if axis.whole {
                    ColumnType::Integer
                } else {
                    ColumnType::Number
                };
                let column = Column::new(&axis.name, Role::Key, ty)
                    .unit(&axis.unit)
                    .written(axis.written)
                    .title(&axis.title)
                    .description(&axis.description);
                keys.push(Key::of_unit(
                    column,
                    UnitSource::Setting {
                        axis: index,
                        whole: axis.whole,
                    },
                ));
            }
        }
    }
    let swept = plan.axes.iter().any(|axis| axis.kind == AxisKind::Budget);
    match plan.problem {
        Problem::Isac | Problem::Region if !swept => keys.extend(budget_keys(plan, varies)),
        Problem::Estimation => keys.extend(link_keys()),
        Problem::Isac | Problem::Region | Problem::Sensing | Problem::Communication => {}
    }
    keys
}

/// Whether the values of an axis are words.
pub(crate) fn has_words(plan: &ExperimentPlan, axis: usize) -> bool {
    let mut cases = plan.cases.iter();
    cases.any(|case| matches!(case.keys.get(axis), Some(Some((_, AxisValue::Word(_))))))
}

fn budget_keys(plan: &ExperimentPlan, varies: bool) -> Vec<Key> {
    let key = |name, ty, source| Key::of_point(described(name, Role::Key, ty), source);
    let step = varies.then(|| key(STEP, ColumnType::Integer, PointSource::Step));
    let budget = key(
        plan.constraint.text(),
        ColumnType::Number,
        PointSource::Budget,
    );
    let part =
        (plan.problem == Problem::Region).then(|| key(PART, ColumnType::Text, PointSource::Part));
    step.into_iter().chain([budget]).chain(part).collect()
}

fn link_keys() -> [Key; 2] {
    [
        (ACCESS_POINT, PointSource::AccessPoint),
        (USER, PointSource::User),
    ]
    .map(|(name, source)| Key::of_point(described(name, Role::Key, ColumnType::Integer), source))
}
