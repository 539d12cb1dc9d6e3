//! Figures as SVG, drawn from the tables of an experiment.
//!
//! What can be asked for is a [`Request`]; [`draw`] answers it from the
//! [`Tables`] that a run has written or is about to write, so a figure drawn
//! again later is the same file. No font is needed: text is placed by rough
//! measures and left to whoever shows it. [`png()`] brings a font of its own.

pub(crate) mod draw;
pub mod error;
pub(crate) mod figure;
pub mod of_statement;
pub mod request;
pub(crate) mod select;
pub(crate) mod words;

pub use draw::png::png;
pub use error::PlotError;
pub use request::{Place, PlaceValue, Request};

use self::figure::Form;
use crate::table::{Cell, Column, ColumnType, Role, Table};

/// The tables of an experiment.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'a> {
    /// Name of the experiment.
    pub name: &'a str,
    /// Its data, a row per point and realization.
    pub data: &'a Table,
    /// Its summary.
    pub summary: &'a Table,
    /// The mean boundary of a region, where there is one.
    pub boundary: Option<&'a Table>,
    /// Samples of beampatterns, where there are any.
    pub beampattern: Option<&'a Table>,
    /// Places of everything, where they are known.
    pub layout: Option<&'a Table>,
}

impl Tables<'_> {
    /// The column of this name, or one of which only the name is known.
    fn column(&self, name: &str) -> Column {
        let known = self.data.columns.iter().find(|column| column.name == name);
        known
            .cloned()
            .unwrap_or_else(|| Column::new(name, Role::Metric, ColumnType::Number))
    }

    /// What a figure of one place shows: the experiment, and the keys that lead
    /// there as far as they tell something.
    fn title(&self, table: &Table, spot: &select::Spot<'_>) -> String {
        let tells = |name: &str| match self.summary.position(name) {
            Some(_) if name == crate::table::columns::STEP => false,
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
                .filter(|column| tells(&column.name))?;
            let cell = spot
                .rows
                .first()?
                .get(index)
                .filter(|cell| !cell.is_missing())?;
            Some(self.said(&column.name, cell))
        });
        let mut parts = vec![words::words(self.name)];
        parts.extend(said);
        parts.join(", ")
    }

    /// `area side 2 km`
    fn said(&self, column: &str, value: &Cell) -> String {
        let column = self.column(column);
        format!(
            "{} {}",
            words::name(&column),
            words::value(value, &column.unit)
        )
    }
}

/// Rows of a table of key columns that a figure of one place shows; all, where
/// a figure shows means.
///
/// # Errors
/// When a column is missing or there is no such place.
pub fn shown(keys: &Table, request: &Request) -> Result<Vec<usize>, PlotError> {
    let (at, free) = match request {
        Request::Curves { .. } => return Ok((0..keys.rows.len()).collect()),
        Request::Beampattern { by, at, .. } => (at, figure::pattern::free(by.as_deref())),
        Request::Layout { at } => (at, Vec::new()),
    };
    let spot = select::spot(keys, at, &free)?;
    let is_shown = |row: &Vec<Cell>| {
        spot.rows
            .iter()
            .any(|shown| std::ptr::eq(*shown, row.as_slice()))
    };
    Ok((0..keys.rows.len())
        .filter(|&index| is_shown(&keys.rows[index]))
        .collect())
}

/// Draws a figure. Equal arguments give equal bytes.
///
/// # Errors
/// When the tables do not hold what is asked for.
pub fn draw(tables: &Tables<'_>, request: &Request) -> Result<String, PlotError> {
    let figure = match request {
        Request::Curves { y, x, by, at } => {
            figure::curves::figure(tables, (y, x, by.as_deref()), at)?
        }
        Request::Beampattern { polar, by, at } => figure::pattern::figure(
            tables,
            at,
            by.as_deref(),
            if *polar { Form::Polar } else { Form::Plane },
        )?,
        Request::Layout { at } => figure::map::figure(tables, at)?,
    };
    draw::sheet::draw(&figure)
}
