//! Tables beside the table of points: samples of beampatterns, and layouts.
//!
//! They hold what `record` asks for, or else no more than the figures need.

use std::collections::BTreeSet;

use crate::engine::downlink::beampattern::{MatchingError, directions, in_window, pattern};
use crate::engine::network::{self, Network};
use crate::engine::{Area, Deployment, Point};
use crate::plan::{AxisKind, ExperimentPlan, Record, Unit};
use crate::plot;
use crate::plot::request::Request;
use crate::table::columns::{
    ACCESS_POINT, ANGLE, IDEAL, KIND, NUMBER, PAIR, PATTERN, PILOT, X, Y, kind,
};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::shape::{Placed, Shape};
use crate::plot::of_statement::request;

/// Corners of what is drawn as a circle.
const ROUND: u32 = 72;

/// Samples of the beampattern of every sensing access point; none where nobody asks for them.
///
/// # Errors
/// When a column is in use twice.
pub fn beampatterns(
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
        columns: shape.keys(),
        rows,
    };
    let wanted = wanted(plan, &keys, Record::Beampattern);
    let mut table = Table::new(pattern_columns(shape.keys()))?;
    for index in wanted {
        let placed = points[index];
        let Some(case) = plan.cases.get(placed.unit.case) else {
            continue;
        };
        let Ok(network) = network(plan, placed.unit) else {
            continue;
        };
        for (m, y) in placed.point.autocorrelation.iter().enumerate() {
            if let Some(y) = y {
                push_samples(
                    &mut table,
                    &keys.rows[index],
                    (m, &network.sensing_angles[m]),
                    y,
                    &case.deployment,
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
        row.extend([number_of(m), theta.into(), power.into(), target.into()]);
        table.push(row)?;
    }
    Ok(())
}

/// Where everything stands; none where nobody asks.
///
/// # Errors
/// When a column is in use twice.
pub fn layouts(
    plan: &ExperimentPlan,
    shape: &Shape<'_>,
    units: impl Iterator<Item = Unit>,
) -> Result<Option<Table>, TableError> {
    if !plan.wants_layouts() {
        return Ok(None);
    }
    let mut units: Vec<Unit> = units.collect();
    units.sort_by_key(|unit| (unit.realization, unit.case));
    let rows = units.iter().map(|unit| shape.unit_cells(*unit)).collect();
    let keys = Table {
        columns: shape.unit_keys(),
        rows,
    };
    let mut table = Table::new(layout_columns(shape.unit_keys()))?;
    for index in wanted(plan, &keys, Record::Layout) {
        let unit = units[index];
        let (Some(case), Ok(network)) = (plan.cases.get(unit.case), network(plan, unit)) else {
            continue;
        };
        for thing in things(&case.deployment, &network) {
            let mut row = keys.rows[index].clone();
            row.extend(thing);
            table.push(row)?;
        }
    }
    Ok(Some(table))
}

fn layout_columns(mut columns: Vec<Column>) -> Vec<Column> {
    let column = |name: &str, role, ty, doc: &str| Column::new(name, role, ty).description(doc);
    let (key, metric) = (Role::Key, Role::Metric);
    let (text, integer, number) = (ColumnType::Text, ColumnType::Integer, ColumnType::Number);
    columns.extend([
        column(KIND, key, text, "What stands there: access_point, target, user; boundary is a corner of the area."),
        column(NUMBER, key, integer, "Number among its kind, from 1."),
        column(X, metric, number, "Coordinate.").unit("km"),
        column(Y, metric, number, "Coordinate.").unit("km"),
        column(PAIR, metric, integer, "Of an access point: the target it senses, the first of several. Of a target: the access point that senses it."),
        column(PILOT, metric, integer, "Of a user: its pilot, from 1."),
    ]);
    columns
}

/// Kind, number, coordinates, pair and pilot of everything.
fn things(deployment: &Deployment, network: &Network) -> Vec<[Cell; 6]> {
    let thing =
        |kind: &str, index: usize, at: &Point, pair: Option<usize>, pilot: Option<usize>| {
            let optional = |number: Option<usize>| number.map_or(Cell::Missing, number_of);
            [
                kind.into(),
                number_of(index),
                at.x.into(),
                at.y.into(),
                optional(pair),
                optional(pilot),
            ]
        };
    let mut things = Vec::new();
    things.extend(
        corners(&deployment.area)
            .iter()
            .enumerate()
            .map(|(i, at)| thing(kind::BOUNDARY, i, at, None, None)),
    );
    let aps = network
        .access_points
        .iter()
        .zip(&network.targets_of_ap)
        .enumerate();
    things.extend(
        aps.map(|(m, (at, sensed))| {
            thing(kind::ACCESS_POINT, m, at, sensed.first().copied(), None)
        }),
    );
    let targets = network
        .targets
        .iter()
        .zip(&network.ap_of_target)
        .enumerate();
    things.extend(targets.map(|(t, (at, pair))| thing(kind::TARGET, t, at, Some(*pair), None)));
    let users = network.users.iter().zip(&network.pilot_of_user).enumerate();
    things.extend(users.map(|(k, (at, pilot))| thing(kind::USER, k, at, None, Some(*pilot))));
    things
}

fn corners(area: &Area) -> Vec<Point> {
    match *area {
        Area::Rectangle { width, height } => {
            let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)];
            corners.map(|(x, y)| Point { x, y }).to_vec()
        }
        Area::Disc { radius } => (0..ROUND)
            .map(|corner| {
                let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(ROUND);
                Point {
                    x: radius * (1.0 + libm::cos(angle)),
                    y: radius * (1.0 + libm::sin(angle)),
                }
            })
            .collect(),
    }
}

/// Numbered from 1 for readers.
fn number_of(index: usize) -> Cell {
    i64::try_from(index + 1).map_or(Cell::Missing, Cell::Integer)
}

fn network(plan: &ExperimentPlan, unit: Unit) -> Result<Network, String> {
    let case = plan.cases.get(unit.case).ok_or("no such case")?;
    let realization = u64::from(unit.realization);
    network::draw(&case.deployment, plan.seed, realization).map_err(|error| error.to_string())
}

/// Rows of a table of keys that are recorded, or that a figure shows, ascending.
fn wanted(plan: &ExperimentPlan, keys: &Table, record: Record) -> BTreeSet<usize> {
    if plan.record.contains(&record) {
        return (0..keys.rows.len()).collect();
    }
    let requests = plan
        .plots
        .iter()
        .map(request)
        .filter(|request| match record {
            Record::Layout => matches!(request, Request::Layout { .. }),
            _ => matches!(request, Request::Beampattern { .. }),
        });
    // A figure of rows that are not there has nothing to show, which its drawing says.
    requests
        .flat_map(|request| plot::shown(keys, &request).unwrap_or_default())
        .collect()
}

impl Shape<'_> {
    /// Columns that tell units apart.
    fn unit_keys(&self) -> Vec<Column> {
        let is_setting = |name: &str| {
            let mut axes = self.plan.axes.iter();
            axes.any(|axis| axis.kind == AxisKind::Setting && axis.name == name)
        };
        let mut keys = self.keys();
        keys.retain(|column| column.name == "realization" || is_setting(&column.name));
        keys
    }

    fn unit_cells(&self, unit: Unit) -> Vec<Cell> {
        let settings = self.plan.axes.iter().enumerate();
        let settings = settings.filter(|(_, axis)| axis.kind == AxisKind::Setting);
        let mut cells = vec![Cell::Integer(i64::from(unit.realization))];
        cells.extend(settings.map(|(index, _)| self.key(unit, index)));
        cells
    }
}
