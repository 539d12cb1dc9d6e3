//! The table of beampatterns: samples of what each sensing access point radiates.
//!
//! It holds what `record` asks for, or else no more than the figures need. What figures show has directions between
//! those of the problem, since the lobes of many antennas are narrower than their spacing.

use crate::engine::Deployment;
use crate::engine::downlink::beampattern::{MatchingError, directions, in_window, pattern};
use crate::engine::network;
use crate::plan::{ExperimentPlan, Record};
use crate::table::columns::{ACCESS_POINT, ANGLE, IDEAL, PATTERN, SAMPLED};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::key::number;
use super::place::Placed;
use super::select::{drawn, wanted};
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
    let drawn = drawn(plan, &keys, Record::Beampattern);
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
                    drawn.contains(&index),
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
        Column::new(SAMPLED, Role::Metric, ColumnType::Integer).description(
            "1 where the beampattern error is computed over this direction, 0 where only figures show it.",
        ),
        Column::new(PATTERN, Role::Metric, ColumnType::Number)
            .description("Radiated power in that direction, the sensing power included, Eq. (19)."),
        Column::new(IDEAL, Role::Metric, ColumnType::Number)
            .description("Ideal pattern at its best scale, eta d(theta), Eq. (20)."),
    ]);
    columns
}

/// Directions of a figure across a main lobe at broadside.
const ACROSS_LOBE: f64 = 40.0;
/// The most of them to a direction of the problem.
const MOST_BETWEEN: f64 = 32.0;

/// Into how many steps a figure divides that between two directions of the problem.
fn between(samples: usize, antennas: usize, spacing: f64) -> usize {
    let step = 180.0 / samples.saturating_sub(1).max(1) as f64;
    let lobe = (2.0 / (antennas as f64 * spacing)).to_degrees();
    (step * ACROSS_LOBE / lobe).ceil().clamp(1.0, MOST_BETWEEN) as usize
}

fn push_samples(
    table: &mut Table,
    keys: &[Cell],
    (m, angles): (usize, &[f64]),
    autocorrelation: &[f64],
    deployment: &Deployment,
    drawn: bool,
) -> Result<(), TableError> {
    let (array, ideal) = (&deployment.access_points, &deployment.beampattern);
    let eta = MatchingError::new(ideal, array.antennas, array.spacing, angles).eta(autocorrelation);
    let between = if drawn {
        between(ideal.samples, array.antennas, array.spacing)
    } else {
        1
    };
    let fine = ideal.samples.saturating_sub(1) * between + 1;
    for (index, theta) in directions(fine).enumerate() {
        let power = ideal.power * pattern(theta, array.spacing, autocorrelation);
        let target = if angles.iter().any(|&angle| in_window(ideal, angle, theta)) {
            eta
        } else {
            0.0
        };
        let mut row = keys.to_vec();
        let sampled = Cell::Integer(i64::from(index % between == 0));
        row.extend([
            number(Some(m)),
            theta.into(),
            sampled,
            power.into(),
            target.into(),
        ]);
        table.push(row)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn figures_have_as_many_directions_as_the_lobes_of_an_array_need() {
        assert_eq!(between(181, 16, 0.5), 3);
        assert_eq!(between(181, 48, 0.5), 9);
        assert_eq!(between(1801, 48, 0.5), 1);
        assert_eq!(between(181, 4, 0.5), 1);
        assert_eq!(between(1, 1000, 0.5), 32);
    }
}
