//! The table of users: what each of them gets, at every solved point of every network.

use std::collections::BTreeMap;

use crate::engine::Point;
use crate::engine::estimation::quality::user_gains;
use crate::engine::network;
use crate::language::Plot;
use crate::plan::{ExperimentPlan, Metric, Record, Unit};
use crate::table::columns::{
    GAIN, PILOT, RATE, RATE_MULTIPLIER, SINR, USER, USER_SPECTRAL_EFFICIENCY, USER_THROUGHPUT, X, Y,
};
use crate::table::{Cell, Column, ColumnType, Role, Rows, TableError, Walk, checked};

use super::column::described;
use super::key::number;
use super::metric;
use super::place::{Placed, place};
use super::rows::unreadable;
use super::shape::Shape;
use super::units::Known;

/// A row per user of every solved point, made as they are walked through.
#[derive(Debug)]
pub struct UserRows<'a> {
    known: Known<'a>,
    shape: Shape<'a>,
    columns: Vec<Column>,
}

impl<'a> UserRows<'a> {
    /// Those of known results; none where the scenario does not ask for them.
    pub(crate) fn new(known: Known<'a>) -> Option<Self> {
        let shape = Shape::of(known.plan);
        known.plan.wants_users().then(|| Self {
            columns: Users::new(&shape).columns(),
            known,
            shape,
        })
    }
}

impl Rows for UserRows<'_> {
    fn columns(&self) -> &[Column] {
        &self.columns
    }

    fn walk(&self) -> Result<Walk<'_>, TableError> {
        let mut users = Users::new(&self.shape);
        let blocks = self.known.realizations().map(move |units| {
            let units = units.map_err(unreadable)?;
            let placed = place(self.known.plan, &units);
            let rows: Vec<Vec<Cell>> = placed.iter().flat_map(|point| users.of(point)).collect();
            Ok(rows.into())
        });
        checked(&self.columns, blocks)
    }
}

/// Makes the rows of one point after the other. It holds the users of one realization.
pub(crate) struct Users<'a> {
    shape: &'a Shape<'a>,
    /// The metrics of users that it has.
    metrics: Vec<Metric>,
    realization: Option<u32>,
    /// Of that realization, by case.
    drawn: BTreeMap<usize, Vec<User>>,
}

/// What is true of a user whatever the beams are.
#[derive(Debug, Clone, Copy)]
struct User {
    gain: f64,
    pilot: usize,
    at: Point,
}

impl<'a> Users<'a> {
    pub(crate) fn new(shape: &'a Shape<'a>) -> Self {
        let plan = shape.plan;
        let mut cases = plan.cases.iter();
        // Without a bandwidth there is no throughput.
        let has_bandwidth = cases.any(|case| case.deployment.noise.is_some());
        let recorded = plan
            .record
            .contains(&Record::Metric(Metric::RateMultiplier));
        let shown = |plot: &Plot| plot.figure.distribution() == Some(RATE_MULTIPLIER);
        let has_multipliers = recorded || plan.plots.iter().any(shown);
        let mut metrics = vec![Metric::Rates, Metric::Sinr, Metric::UserSpectralEfficiency];
        metrics.extend(has_bandwidth.then_some(Metric::UserThroughput));
        metrics.extend(has_multipliers.then_some(Metric::RateMultiplier));
        Self {
            shape,
            metrics,
            realization: None,
            drawn: BTreeMap::new(),
        }
    }

    /// The columns: the keys of points, the number of the user, and what it has.
    pub(crate) fn columns(&self) -> Vec<Column> {
        let mut columns = self.shape.key_columns();
        columns.push(described(USER, Role::Key, ColumnType::Integer));
        columns.extend(self.metrics.iter().map(|metric| column(metric.stem())));
        columns.extend([GAIN, PILOT].map(column));
        let written = self.shape.plan.coordinates;
        columns.extend([X, Y].map(|name| column(name).written(written)));
        columns
    }

    /// The rows of a point; none of one that is not solved or has no rates.
    pub(crate) fn of(&mut self, placed: &Placed<'_>) -> Vec<Vec<Cell>> {
        if !placed.point.is_solved() || placed.point.rates.is_empty() {
            return Vec::new();
        }
        let keys = self.shape.key_cells(placed);
        let deployment = &placed.case.deployment;
        let of = |metric: &Metric| metric::values(*metric, placed.point, deployment);
        let values: Vec<Vec<Option<f64>>> = self.metrics.iter().map(of).collect();
        let users = self.drawn(placed.unit).iter().enumerate();
        let users = users.take(placed.point.rates.len());
        users
            .map(|(k, user)| {
                let mut row = keys.clone();
                row.push(number(Some(k)));
                row.extend(values.iter().map(|of| finite(of.get(k).copied().flatten())));
                row.extend([
                    finite(Some(user.gain)),
                    number(Some(user.pilot)),
                    user.at.x.into(),
                    user.at.y.into(),
                ]);
                row
            })
            .collect()
    }

    /// The users of a unit. It was solved on this network, so that it can be drawn again.
    fn drawn(&mut self, unit: Unit) -> &[User] {
        if self.realization != Some(unit.realization) {
            self.realization = Some(unit.realization);
            self.drawn.clear();
        }
        let plan = self.shape.plan;
        self.drawn
            .entry(unit.case)
            .or_insert_with(|| draw(plan, unit).unwrap_or_default())
    }
}

fn draw(plan: &ExperimentPlan, unit: Unit) -> Option<Vec<User>> {
    let deployment = &plan.cases.get(unit.case)?.deployment;
    let realization = u64::from(unit.realization);
    let network = network::draw(deployment, plan.seed, realization).ok()?;
    let gains = user_gains(&network, deployment, realization);
    let users = network.users.iter().zip(&network.pilot_of_user).zip(gains);
    let users = users.map(|((&at, &pilot), gain)| User { gain, pilot, at });
    Some(users.collect())
}

fn finite(value: Option<f64>) -> Cell {
    value.filter(|value| value.is_finite()).into()
}

fn column(name: &'static str) -> Column {
    let column = |ty, doc: &str| Column::new(name, Role::Metric, ty).description(doc);
    let (integer, decimal) = (ColumnType::Integer, ColumnType::Number);
    match name {
        RATE => column(decimal, "Rate of the user, the lower bound r_k.").unit("bit/s/Hz"),
        SINR => column(
            decimal,
            "Signal over interference and noise of the user, a linear ratio: 2^rate - 1.",
        ),
        USER_SPECTRAL_EFFICIENCY => column(
            decimal,
            "Rate of the user over the whole coherence block, pilots included.",
        )
        .unit("bit/s/Hz"),
        RATE_MULTIPLIER => column(
            decimal,
            "Multiplier of the user's rate: of its floor, or of being the least.",
        ),
        USER_THROUGHPUT => column(
            decimal,
            "Bits per second of the user: the bandwidth times the rate, less the share of the pilots.",
        )
        .unit("Mbit/s"),
        GAIN => column(
            decimal,
            "Mean power of the user's channels, per antenna, summed over the access points; of given channels, their power.",
        ),
        PILOT => column(integer, "Pilot of the user, from 1."),
        _ => column(decimal, "Coordinate of the user.").unit("km"),
    }
}
