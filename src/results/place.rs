//! Points with their places in the experiment, in the order of a table's rows.

use std::cmp::Ordering;

use crate::plan::{AxisKind, Case, ExperimentPlan, Unit};
use crate::run::point::PointResult;
use crate::run::point::UnitResult;

/// A point with its place in the experiment.
pub(crate) struct Placed<'a> {
    /// Its unit.
    pub(crate) unit: Unit,
    /// The case of the unit.
    pub(crate) case: &'a Case,
    /// The point.
    pub(crate) point: &'a PointResult,
    /// All that its unit gave.
    pub(crate) result: &'a UnitResult,
    /// Index on each axis, outermost first.
    position: Vec<usize>,
}

impl Placed<'_> {
    /// By realization, then in the order of the axes.
    fn order(&self, other: &Self) -> Ordering {
        let realization = self.unit.realization.cmp(&other.unit.realization);
        realization.then_with(|| self.position.cmp(&other.position))
    }
}

/// The points of these units: by realization, then in the order of the axes.
pub(crate) fn place<'a>(
    plan: &'a ExperimentPlan,
    units: &'a [(Unit, UnitResult)],
) -> Vec<Placed<'a>> {
    let mut placed = Vec::new();
    for (unit, result) in units {
        let Some(case) = plan.cases.get(unit.case) else {
            continue;
        };
        placed.extend(result.points.iter().map(|point| Placed {
            unit: *unit,
            case,
            point,
            result,
            position: position(plan, case, point),
        }));
    }
    placed.sort_by(Placed::order);
    placed
}

/// The index of a point on each axis.
fn position(plan: &ExperimentPlan, case: &Case, point: &PointResult) -> Vec<usize> {
    let setting = |axis: usize| case.keys.get(axis).and_then(Option::as_ref);
    let axes = plan.axes.iter().enumerate();
    axes.map(|(index, axis)| match axis.kind {
        AxisKind::Scheme => point.scheme_index,
        AxisKind::Budget => point.budget.map_or(0, |(step, _)| step),
        AxisKind::Setting => setting(index).map_or(0, |(step, _)| *step),
    })
    .collect()
}
