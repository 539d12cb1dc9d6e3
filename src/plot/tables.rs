//! The tables that figures are drawn from, and what titles say of them.

use super::error::PlotError;
use super::words;
use crate::language::OF_USERS;
use crate::results::select::Spot;
use crate::table::columns::{ACCESS_POINT, REALIZATION, STEP, USER};
use crate::table::{Cell, Column, ColumnType, Role, Rows, Table};

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
        let mut all = self.data.columns().iter().chain(users);
        let known = all.find(|column| column.name == name);
        known
            .cloned()
            .unwrap_or_else(|| Column::new(name, Role::Metric, ColumnType::Number))
    }

    /// What a figure of one place shows: the experiment, and the keys that lead
    /// there as far as they say something.
    pub(super) fn title(&self, table: &Table, spot: &Spot<'_>) -> String {
        let varies = |name: &str| match self.summary.position(name) {
            Some(_) if name == STEP => false,
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
        let mut parts = vec![words::experiment(self.name)];
        parts.extend(said);
        parts.join(", ")
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

fn metrics(rows: &dyn Rows) -> impl Iterator<Item = &Column> {
    let columns = rows.columns().iter();
    columns.filter(|column| column.role == Role::Metric)
}

/// Columns whose numbers are names.
const ORDINALS: [&str; 4] = [REALIZATION, STEP, ACCESS_POINT, USER];
