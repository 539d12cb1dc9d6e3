//! The table of beampatterns: samples of what each sensing access point radiates.
//!
//! It holds what `record` asks for, or else no more than the figures need.

use crate::engine::Deployment;
use crate::engine::downlink::beampattern::{MatchingError, directions, in_window, pattern};
use crate::engine::network;
use crate::plan::{ExperimentPlan, Record};
use crate::table::columns::{ACCESS_POINT, ANGLE, IDEAL, PATTERN};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::key::number;
use super::place::Placed;
use super::select::wanted;
use super::shape::Shape;

/// Samples of the beampattern of every sensing access point; none where the scenario does not ask for them.
///
/// # Errors
/// When a column is in use twice.
pub(crate) fn beampatterns(
    plan: &ExperimentPlan,
    shape: &Shape<'_>,
    placed: &[Placed<'_>],
) -> Result<Option<Table>, TableError> {
    if !plan.wants_beampatterns() {
        return Ok(None);
    }
    let radiates = |placed: &&Placed<'_>| {
        placed.point.is_solved() && placed.point.autocorrelation.iter().any(Option::is_some)
    };
    let points: Vec<&Placed<'_>> = placed.iter().filter(radiates).collect();
    let rows = points
        .iter()
        .map(|placed| shape.key_cells(placed))
        .collect();
    let keys = Table {
        columns: shape.key_columns(),
        rows,
    };
    let wanted = wanted(plan, &keys, Record::Beampattern);
    let mut table = Table::new(pattern_columns(shape.key_columns()))?;
    for index in wanted {
        let placed = points[index];
        let deployment = &placed.case.deployment;
        let realization = u64::from(placed.unit.realization);
        // The unit was solved on this network, so that it can be drawn again.
        let Ok(network) = network::draw(deployment, plan.seed, realization) else {
            continue;
        };
        for (m, y) in placed.point.autocorrelation.iter().enumerate() {
            if let Some(y) = y {
                push_samples(
                    &mut table,
                    &keys.rows[index],
                    (m, &network.sensing_angles[m]),
                    y,
                    deployment,
                )?;
            }
        }
    }
    Ok(Some(table))
}

fn pattern_columns(mut columns: Vec<Column>) -> Vec<Column> {
    columns.extend([
        Column::new(ACCESS_POINT, Role::Key, ColumnType::Integer)
            .title("access point")
            .description("Number of the sensing access point, from 1."),
        Column::new(ANGLE, Role::Key, ColumnType::Number)
            .unit("deg")
            .description("Direction, from broadside of the array."),
        Column::new(PATTERN, Role::Metric, ColumnType::Number)
            .description("Radiated power in that direction, the sensing power included, Eq. (19)."),
        Column::new(IDEAL, Role::Metric, ColumnType::Number)
            .description("Ideal pattern at its best scale, eta d(theta), Eq. (20)."),
    ]);
    columns
}

fn push_samples(
    table: &mut Table,
    keys: &[Cell],
    (m, angles): (usize, &[f64]),
    autocorrelation: &[f64],
    deployment: &Deployment,
) -> Result<(), TableError> {
    let (array, ideal) = (&deployment.access_points, &deployment.beampattern);
    let eta = MatchingError::new(ideal, array.antennas, array.spacing, angles).eta(autocorrelation);
    for theta in directions(ideal.samples) {
        let power = ideal.power * pattern(theta, array.spacing, autocorrelation);
        let target = if angles.iter().any(|&angle| in_window(ideal, angle, theta)) {
            eta
        } else {
            0.0
        };
        let mut row = keys.to_vec();
        row.extend([number(Some(m)), theta.into(), power.into(), target.into()]);
        table.push(row)?;
    }
    Ok(())
}
