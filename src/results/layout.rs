//! The table of layouts: where access points, users and targets are, who senses what, who shares a pilot.
//!
//! It holds what `record` asks for, or else no more than the figures need.

use crate::engine::network::{self, Network};
use crate::engine::{Area, Deployment, Point};
use crate::plan::{Case, ExperimentPlan, Record, Unit};
use crate::table::columns::{FACING, KIND, NUMBER, PAIR, PILOT, X, Y, kind};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

use super::key::number;
use super::select::wanted;
use super::shape::Shape;

/// Corners of what is drawn as a circle.
const ROUND: u32 = 72;

/// Where everything is; none where the scenario does not ask for it.
///
/// # Errors
/// When a column is in use twice.
pub(crate) fn layouts(
    plan: &ExperimentPlan,
    shape: &Shape<'_>,
    units: impl Iterator<Item = Unit>,
) -> Result<Option<Table>, TableError> {
    if !plan.wants_layouts() {
        return Ok(None);
    }
    let mut units: Vec<Unit> = units.collect();
    units.sort_by_key(|unit| (unit.realization, unit.case));
    let case_of = |unit: Unit| Some((unit, plan.cases.get(unit.case)?));
    let units: Vec<(Unit, &Case)> = units.into_iter().filter_map(case_of).collect();
    let keys = unit_keys(shape, &units);
    let mut table = Table::new(layout_columns(keys.columns.clone()))?;
    for index in wanted(plan, &keys, Record::Layout) {
        let (unit, case) = units[index];
        let realization = u64::from(unit.realization);
        // A network that cannot be drawn has no places; its points say why.
        let Ok(network) = network::draw(&case.deployment, plan.seed, realization) else {
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

/// The keys that distinguish units, a row for each.
fn unit_keys(shape: &Shape<'_>, units: &[(Unit, &Case)]) -> Table {
    let keys = shape.keys.iter();
    let keys: Vec<_> = keys
        .filter_map(|key| Some((&key.column, key.unit()?)))
        .collect();
    let row = |&(unit, case): &(Unit, &Case)| {
        let cells = keys.iter().map(|(_, source)| source.cell(unit, case));
        cells.collect()
    };
    Table {
        columns: keys.iter().map(|(column, _)| (*column).clone()).collect(),
        rows: units.iter().map(row).collect(),
    }
}

fn layout_columns(mut columns: Vec<Column>) -> Vec<Column> {
    let column = |name: &str, role, ty, doc: &str| Column::new(name, role, ty).description(doc);
    let (key, metric) = (Role::Key, Role::Metric);
    let (text, integer, number) = (ColumnType::Text, ColumnType::Integer, ColumnType::Number);
    columns.extend([
        column(KIND, key, text, "What is there: access_point, target, user; boundary is a corner of the area."),
        column(NUMBER, key, integer, "Number among its kind, from 1."),
        column(X, metric, number, "Coordinate.").unit("km"),
        column(Y, metric, number, "Coordinate.").unit("km"),
        column(PAIR, metric, integer, "Of an access point: the target it senses, the first of several. Of a target: the access point that senses it."),
        column(PILOT, metric, integer, "Of a user: its pilot, from 1."),
        column(FACING, metric, number, "Of an access point: where its array faces, clockwise from north.").unit("deg"),
    ]);
    columns
}

/// Kind, number, coordinates, pair, pilot and facing of everything.
fn things(deployment: &Deployment, network: &Network) -> Vec<[Cell; 7]> {
    let thing =
        |kind: &str, index: usize, at: &Point, pair: Option<usize>, pilot: Option<usize>| {
            [
                kind.into(),
                number(Some(index)),
                at.x.into(),
                at.y.into(),
                number(pair),
                number(pilot),
                Cell::Missing,
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
    things.extend(aps.map(|(m, (at, sensed))| {
        let mut ap = thing(kind::ACCESS_POINT, m, at, sensed.first().copied(), None);
        ap[6] = network.bearings[m].into();
        ap
    }));
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
