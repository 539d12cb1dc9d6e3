//! The table of beampatterns: samples of what each sensing access point radiates.
//!
//! It holds what `record` asks for, or else no more than the figures need. What figures show has directions between
//! those of the problem, since the lobes of many antennas are narrower than their spacing.

use crate::engine::Deployment;
use crate::engine::downlink::beampattern::{MatchingError, directions, in_window, pattern};
use crate::engine::network;
use crate::plan::{ExperimentPlan, Record, Unit};
use crate::table::columns::{ACCESS_POINT, ANGLE, IDEAL, PATTERN, SAMPLED};
use crate::table::{Cell, Column, ColumnType, Role, Rows, TableError, Walk, checked};

use super::key::number;
use super::place::{Placed, place};
use super::rows::unreadable;
use super::select::Wanted;
use super::shape::Shape;
use super::units::Known;

/// Samples of the beampattern of every sensing access point, made as they are walked through.
#[derive(Debug)]
pub struct BeampatternRows<'a> {
    known: Known<'a>,
    shape: Shape<'a>,
    columns: Vec<Column>,
    wanted: Wanted,
}

/// The keys of the points that radiate for sensing, a row for each.
#[derive(Debug)]
struct Keys<'a> {
    known: Known<'a>,
    shape: &'a Shape<'a>,
    columns: Vec<Column>,
}

/// The samples of one point.
struct Radiated {
    unit: Unit,
    keys: Vec<Cell>,
    autocorrelation: Vec<Option<Vec<f64>>>,
    is_drawn: bool,
}

impl<'a> BeampatternRows<'a> {
    /// Those of known results; none where the scenario does not ask for them.
    ///
    /// # Errors
    /// When results cannot be read back.
    pub(crate) fn new(known: Known<'a>) -> Result<Option<Self>, TableError> {
        if !known.plan.wants_beampatterns() {
            return Ok(None);
        }
        let shape = Shape::of(known.plan);
        let keys = Keys {
            known,
            shape: &shape,
            columns: shape.key_columns(),
        };
        Ok(Some(Self {
            wanted: Wanted::of(known.plan, &keys, Record::Beampattern)?,
            columns: pattern_columns(shape.key_columns()),
            known,
            shape,
        }))
    }
}

impl Rows for Keys<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        Ok(Box::new(self.known.realizations().map(|units| {
            let units = units.map_err(unreadable)?;
            let placed = place(self.known.plan, &units);
            let radiating = placed.iter().filter(|point| radiates(point));
            let rows: Vec<Vec<Cell>> = radiating.map(|point| self.shape.key_cells(point)).collect();
            Ok(rows.into())
        })))
    }
}

fn radiates(placed: &Placed<'_>) -> bool {
    placed.point.is_solved() && placed.point.autocorrelation.iter().any(Option::is_some)
}

impl Rows for BeampatternRows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let (plan, mut number) = (self.known.plan, 0);
        let points = self.known.realizations().flat_map(move |units| {
            let units = match units {
                Ok(units) => units,
                Err(error) => return vec![Err(unreadable(error))],
            };
            let mut points = Vec::new();
            for placed in place(plan, &units).iter().filter(|placed| radiates(placed)) {
                if self.wanted.holds(number) {
                    points.push(Ok(Radiated {
                        unit: placed.unit,
                        keys: self.shape.key_cells(placed),
                        autocorrelation: placed.point.autocorrelation.clone(),
                        is_drawn: self.wanted.is_drawn(number),
                    }));
                }
                number += 1;
            }
            points
        });
        let blocks = points.map(move |point| Ok(samples(plan, &point?).into()));
        checked(&self.columns, blocks)
    }
}

/// The rows of a point.
fn samples(plan: &ExperimentPlan, point: &Radiated) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let Some(case) = plan.cases.get(point.unit.case) else {
        return rows;
    };
    let deployment = &case.deployment;
    let realization = u64::from(point.unit.realization);
    // The unit was solved on this network, so that it can be drawn again.
    let Ok(network) = network::draw(deployment, plan.seed, realization) else {
        return rows;
    };
    for (m, y) in point.autocorrelation.iter().enumerate() {
        if let Some(y) = y {
            let angles = &network.sensing_angles[m];
            rows.extend(samples_of(point, (m, angles), y, deployment));
        }
    }
    rows
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

/// The rows of an access point.
fn samples_of(
    point: &Radiated,
    (m, angles): (usize, &[f64]),
    autocorrelation: &[f64],
    deployment: &Deployment,
) -> Vec<Vec<Cell>> {
    let (array, ideal) = (&deployment.access_points, &deployment.beampattern);
    let eta = MatchingError::new(ideal, array.antennas, array.spacing, angles).eta(autocorrelation);
    let between = if point.is_drawn {
        between(ideal.samples, array.antennas, array.spacing)
    } else {
        1
    };
    let fine = ideal.samples.saturating_sub(1) * between + 1;
    let sample = |(index, theta): (usize, f64)| {
        let power = ideal.power * pattern(theta, array.spacing, autocorrelation);
        let target = if angles.iter().any(|&angle| in_window(ideal, angle, theta)) {
            eta
        } else {
            0.0
        };
        let mut row = point.keys.clone();
        let sampled = Cell::Integer(i64::from(index % between == 0));
        row.extend([
            number(Some(m)),
            theta.into(),
            sampled,
            power.into(),
            target.into(),
        ]);
        row
    };
    directions(fine).enumerate().map(sample).collect()
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
