//! The table of layouts: where access points, users and targets are, who senses what, who shares a pilot.
//!
//! It holds what `record` asks for, or else no more than the figures need.

use crate::engine::network::{self, Network};
use crate::engine::{Area, Deployment, Point};
use crate::plan::{Case, Record, Unit};
use crate::table::columns::{FACING, KIND, NUMBER, PAIR, PILOT, X, Y, kind};
use crate::table::{Cell, Column, ColumnType, Role, Rows, TableError, Walk, checked};

use super::key::{UnitSource, number};
use super::select::Wanted;
use super::shape::Shape;
use super::units::Known;

/// Corners of what is drawn as a circle.
const ROUND: u32 = 72;

/// Where everything is, made as it is walked through.
#[derive(Debug)]
pub struct LayoutRows<'a> {
    units: UnitKeys<'a>,
    columns: Vec<Column>,
    wanted: Wanted,
}

/// The keys that distinguish units, a row for each.
#[derive(Debug)]
struct UnitKeys<'a> {
    known: Known<'a>,
    sources: Vec<UnitSource>,
    columns: Vec<Column>,
}

impl<'a> LayoutRows<'a> {
    /// Those of the networks of known results; none where the scenario does not ask for them.
    ///
    /// # Errors
    /// When a column is in use twice.
    pub(crate) fn new(known: Known<'a>) -> Result<Option<Self>, TableError> {
        if !known.plan.wants_layouts() {
            return Ok(None);
        }
        let shape = Shape::of(known.plan);
        let keys = shape.keys.iter();
        let keys = keys.filter_map(|key| Some((key.column.clone(), key.unit()?)));
        let (columns, sources) = keys.unzip();
        let units = UnitKeys {
            known,
            sources,
            columns,
        };
        Ok(Some(Self {
            columns: layout_columns(units.columns.clone(), known.plan.coordinates),
            wanted: Wanted::of(known.plan, &units, Record::Layout)?,
            units,
        }))
    }
}

impl<'a> UnitKeys<'a> {
    /// The units with their cases, by realization.
    fn units(&self) -> impl Iterator<Item = (Unit, &'a Case)> + '_ {
        let plan = self.known.plan;
        let units = self.known.units.by_realization();
        units.filter_map(|unit| Some((unit, plan.cases.get(unit.case)?)))
    }

    fn cells(&self, (unit, case): (Unit, &Case)) -> Vec<Cell> {
        let sources = self.sources.iter();
        sources.map(|source| source.cell(unit, case)).collect()
    }
}

impl Rows for UnitKeys<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let rows = self.units().map(|unit| Ok(vec![self.cells(unit)].into()));
        Ok(Box::new(rows))
    }
}

impl Rows for LayoutRows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let seed = self.units.known.plan.seed;
        let wanted = self.units.units().enumerate();
        let wanted = wanted.filter(|(number, _)| self.wanted.holds(*number));
        let blocks = wanted.map(move |(_, (unit, case))| {
            let realization = u64::from(unit.realization);
            // A network that cannot be drawn has no places; its points say why.
            let things = match network::draw(&case.deployment, seed, realization) {
                Ok(network) => things(&case.deployment, &network),
                Err(_) => Vec::new(),
            };
            let keys = self.units.cells((unit, case));
            let rows = things.iter().map(|thing| [keys.as_slice(), thing].concat());
            Ok(rows.collect::<Vec<_>>().into())
        });
        checked(&self.columns, blocks)
    }
}

fn layout_columns(mut columns: Vec<Column>, written: Option<&str>) -> Vec<Column> {
    let column = |name: &str, role, ty, doc: &str| Column::new(name, role, ty).description(doc);
    let (key, metric) = (Role::Key, Role::Metric);
    let (text, integer, number) = (ColumnType::Text, ColumnType::Integer, ColumnType::Number);
    columns.extend([
        column(KIND, key, text, "What is there: access_point, target, user; boundary is a corner of the area."),
        column(NUMBER, key, integer, "Number among its kind, from 1."),
        column(X, metric, number, "Coordinate.").unit("km").written(written),
        column(Y, metric, number, "Coordinate.").unit("km").written(written),
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
