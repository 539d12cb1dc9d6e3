//! The tables that figures are drawn from, and what titles say of them.

use super::error::PlotError;
use super::words;
use crate::language::{AxisValue, Figure, OF_USERS, Plot, Selection};
use crate::results::select::Spot;
use crate::table::columns::{ACCESS_POINT, REALIZATION, STEP, USER, X, Y};
use crate::table::{Cell, Column, ColumnType, Role, Rows, Shown, Table, shown};

/// The tables of an experiment.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// Name of the experiment.
    pub name: &'a str,
    /// Its data, a row per point and realization. What is drawn of them is read as it is needed, and kept as numbers.
    pub data: &'a dyn Rows,
    /// Its summary.
    pub summary: &'a Table,
    /// The mean boundary of a region, where there is one.
    pub boundary: Option<&'a Table>,
    /// Samples of beampatterns, where there are any.
    pub beampattern: Option<&'a dyn Rows>,
    /// Places of everything, where they are known.
    pub layout: Option<&'a dyn Rows>,
    /// What each user gets, where it was recorded.
    pub users: Option<&'a dyn Rows>,
}

impl Tables<'_> {
    /// The rows that a distribution of a metric is drawn from, and whether they are of users: they are where those have it
    /// and the points have not.
    ///
    /// # Errors
    /// When no table has it.
    pub(super) fn of_distribution(&self, metric: &str) -> Result<(&dyn Rows, bool), PlotError> {
        let has = |rows: &dyn Rows| {
            let mut metrics = metrics(rows);
            metrics.any(|column| column.name == metric)
        };
        if has(self.data) {
            return Ok((self.data, false));
        }
        match self.users {
            Some(users) if has(users) => Ok((users, true)),
            None if OF_USERS.contains(&metric) => Err(PlotError::NoTable { name: "users" }),
            _ => Err(PlotError::Column {
                name: metric.to_owned(),
                known: metrics(self.data)
                    .map(|column| column.name.clone())
                    .collect(),
            }),
        }
    }

    /// The column of this name, or one of which only the name is known.
    pub(super) fn column(&self, name: &str) -> Column {
        let users = self.users.into_iter().flat_map(|users| users.columns());
        let all = self.data.columns().iter().chain(users);
        // Percentiles are in the summary alone.
        let mut all = all.chain(&self.summary.columns);
        let known = all.find(|column| column.name == name);
        known
            .cloned()
            .unwrap_or_else(|| Column::new(name, Role::Metric, ColumnType::Number))
    }

    /// What a figure of one place shows: the keys that lead there as far as they say something, `apart` from those that
    /// make no difference to it.
    pub(super) fn place(&self, table: &Table, spot: &Spot<'_>, apart: &[&str]) -> Vec<String> {
        let varies = |name: &str| match self.summary.position(name) {
            Some(_) if name == STEP || apart.contains(&name) => false,
            Some(index) => self
                .summary
                .rows
                .windows(2)
                .any(|rows| rows[0][index] != rows[1][index]),
            None => true,
        };
        let said = spot.fixed.iter().filter_map(|&index| {
            let column = table
                .columns
                .get(index)
                .filter(|column| varies(&column.name))?;
            let cell = spot
                .rows
                .first()?
                .get(index)
                .filter(|cell| !cell.is_missing())?;
            Some(self.said(&column.name, cell))
        });
        said.collect()
    }

    /// `area side = 2 km`, `scheme ZF`, `realization 3`
    pub(super) fn said(&self, column: &str, value: &Cell) -> String {
        let equals = match value {
            Cell::Integer(_) | Cell::Number(_) if !ORDINALS.contains(&column) => " =",
            _ => "",
        };
        let column = self.column(column);
        let name = words::name(&column);
        format!("{name}{equals} {}", words::value(value, &column.unit))
    }
}

/// Tables in the units in which the scenario writes.
pub(super) struct ShownTables<'a> {
    data: Shown<'a>,
    summary: Table,
    boundary: Option<Table>,
    beampattern: Option<Shown<'a>>,
    layout: Option<Shown<'a>>,
    users: Option<Shown<'a>>,
}

impl ShownTables<'_> {
    /// As figures take them.
    pub(super) fn tables<'s>(&'s self, name: &'s str) -> Tables<'s> {
        let rows = |rows: &'s Option<Shown<'_>>| rows.as_ref().map(|rows| rows as &dyn Rows);
        Tables {
            name,
            data: &self.data,
            summary: &self.summary,
            boundary: self.boundary.as_ref(),
            beampattern: rows(&self.beampattern),
            layout: rows(&self.layout),
            users: rows(&self.users),
        }
    }
}

impl Tables<'_> {
    /// The same in the units in which the scenario writes.
    pub(super) fn shown(&self) -> ShownTables<'_> {
        ShownTables {
            data: Shown::of(self.data),
            summary: shown(self.summary),
            boundary: self.boundary.map(shown),
            beampattern: self.beampattern.map(Shown::of),
            layout: self.layout.map(Shown::of),
            users: self.users.map(Shown::of),
        }
    }

    /// What is asked for, which is in the units of the tables, in those that are shown.
    pub(super) fn request(&self, plot: &Plot) -> Plot {
        let mut plot = plot.clone();
        for place in &mut plot.at {
            if let AxisValue::Number(value) = &mut place.value {
                *value = self.shown_value(&place.axis, *value);
            }
        }
        let (x, y) = match &plot.figure {
            Figure::Curves { x, y, .. } => (Some(x.as_str()), y.first().map(String::as_str)),
            Figure::Cdf { of, .. } => (Some(of.as_str()), None),
            Figure::Box { of, .. } => (None, Some(of.as_str())),
            Figure::Layout => (Some(X), Some(Y)),
            Figure::Beampattern { .. } => (None, None),
        };
        for (name, look) in [(x, &mut plot.look.x), (y, &mut plot.look.y)] {
            for end in [&mut look.from, &mut look.to].into_iter().flatten() {
                *end = name.map_or(*end, |name| self.shown_value(name, *end));
            }
        }
        plot
    }

    /// ` at area 700 m at users 9`; empty where every row is meant.
    pub(super) fn words(&self, at: &[Selection]) -> String {
        let words = |Selection { axis, value }: &Selection| {
            let column = self.column(axis);
            let value = value.shown(&column.unit, Some(column.shown_unit()));
            format!(" at {axis} {value}")
        };
        at.iter().map(words).collect()
    }

    /// A value of a column in the unit that is shown.
    fn shown_value(&self, name: &str, value: f64) -> f64 {
        let layout = self.layout.into_iter().flat_map(|layout| layout.columns());
        let mut all = self.data.columns().iter().chain(layout);
        let column = all.find(|column| column.name == name);
        let shown = column.map(|column| column.shown(&Cell::Number(value)));
        shown.and_then(|cell| cell.as_number()).unwrap_or(value)
    }
}

fn metrics(rows: &dyn Rows) -> impl Iterator<Item = &Column> {
    let columns = rows.columns().iter();
    columns.filter(|column| column.role == Role::Metric)
}

/// Columns whose numbers are names.
const ORDINALS: [&str; 4] = [REALIZATION, STEP, ACCESS_POINT, USER];
