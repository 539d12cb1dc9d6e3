//! What the vertical axis of curves shows: means of columns that share a unit.

use crate::plot::error::PlotError;
use crate::plot::figure::style::Stroke;
use crate::plot::tables::Tables;
use crate::table::columns::{COUNT, HALF_WIDTH, MEAN};
use crate::table::{Cell, Role};

/// A column of means on the vertical axis.
pub(crate) struct Vertical {
    /// Name of the metric.
    pub name: String,
    /// Position of its means.
    pub mean: usize,
    /// Position of the half widths of their intervals.
    pub half: Option<usize>,
    /// Position of the numbers of values behind them.
    pub count: Option<usize>,
}

impl Vertical {
    /// The mean of a row.
    pub(crate) fn of(&self, row: &[Cell]) -> Option<f64> {
        row.get(self.mean)?.as_number()
    }

    /// How many values are behind it.
    pub(crate) fn behind(&self, row: &[Cell]) -> i64 {
        let count = self.count.and_then(|index| row.get(index)?.as_integer());
        count.unwrap_or(0)
    }
}

/// The columns of the vertical axis.
///
/// # Errors
/// When one is missing, or they share no unit, or there are too many to distinguish.
pub(crate) fn verticals(tables: &Tables<'_>, names: &[String]) -> Result<Vec<Vertical>, PlotError> {
    let most = Stroke::ALL.len();
    if names.is_empty() || names.len() > most {
        let found = names.len();
        return Err(PlotError::Columns { found, most });
    }
    let summary = tables.summary;
    let unit = |name: &str| tables.column(name).unit;
    let vertical = |name: &String| {
        let position = |suffix: &str| summary.position(&format!("{name}{suffix}"));
        let mean = position(MEAN).ok_or_else(|| unknown(tables, name))?;
        if unit(name) != unit(&names[0]) {
            return Err(PlotError::Units {
                first: (names[0].clone(), unit(&names[0])),
                other: (name.clone(), unit(name)),
            });
        }
        Ok(Vertical {
            name: name.clone(),
            mean,
            half: position(HALF_WIDTH),
            count: position(COUNT),
        })
    };
    names.iter().map(vertical).collect()
}

/// That there is no column of a name.
pub(crate) fn unknown(tables: &Tables<'_>, name: &str) -> PlotError {
    let keys = tables
        .summary
        .names(Role::Key)
        .into_iter()
        .map(str::to_owned);
    let means = tables
        .summary
        .columns
        .iter()
        .filter_map(|column| column.name.strip_suffix(MEAN));
    PlotError::Column {
        name: name.to_owned(),
        known: keys.chain(means.map(str::to_owned)).collect(),
    }
}
