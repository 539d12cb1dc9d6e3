//! What the vertical axis of curves shows: means of columns, or percentiles, that share a unit.

use crate::language::{Per, Record};
use crate::plot::error::PlotError;
use crate::plot::figure::style::Stroke;
use crate::plot::tables::Tables;
use crate::table::columns::{COUNT, HALF_WIDTH, HIGH, LOW, MEAN};
use crate::table::{Cell, Role};

/// A column of means, or of percentiles, on the vertical axis.
pub(crate) struct Vertical {
    /// Name of the metric.
    pub name: String,
    /// Position of what is shown.
    pub value: usize,
    /// Where its intervals are.
    pub spread: Spread,
    /// Position of the numbers of values behind them.
    pub count: Option<usize>,
}

/// The positions of what is known of intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Spread {
    /// None are known.
    Unknown,
    /// Half their widths, of means.
    Half(usize),
    /// Their ends, of percentiles.
    Ends(usize, usize),
}

impl Vertical {
    /// The mean or percentile of a row.
    pub(crate) fn of(&self, row: &[Cell]) -> Option<f64> {
        row.get(self.value)?.as_number()
    }

    /// The ends of the interval of a row. Too few values leave an end of that of a percentile open.
    pub(crate) fn interval(&self, row: &[Cell]) -> Option<(f64, f64)> {
        let number = |index: usize| row.get(index)?.as_number();
        match self.spread {
            Spread::Unknown => None,
            Spread::Half(half) => {
                let (mean, half) = (self.of(row)?, number(half)?);
                Some((mean - half, mean + half))
            }
            Spread::Ends(low, high) => match (number(low), number(high)) {
                (None, None) => None,
                (low, high) => Some((
                    low.unwrap_or(f64::NEG_INFINITY),
                    high.unwrap_or(f64::INFINITY),
                )),
            },
        }
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
    let most = Stroke::METRICS.len();
    if names.is_empty() || names.len() > most {
        let found = names.len();
        return Err(PlotError::Columns { found, most });
    }
    let summary = tables.summary;
    let unit = |name: &str| tables.column(name).unit;
    let vertical = |name: &String| {
        let position = |suffix: &str| summary.position(&format!("{name}{suffix}"));
        let percentile = || Some((position("")?, Spread::Ends(position(LOW)?, position(HIGH)?)));
        let half = || position(HALF_WIDTH).map_or(Spread::Unknown, Spread::Half);
        let mean = position(MEAN).map(|mean| (mean, half()));
        let (value, spread) = mean
            .or_else(percentile)
            .ok_or_else(|| unknown(tables, name))?;
        if unit(name) != unit(&names[0]) {
            return Err(PlotError::Units {
                first: (names[0].clone(), unit(&names[0])),
                other: (name.clone(), unit(name)),
            });
        }
        Ok(Vertical {
            name: name.clone(),
            value,
            spread,
            count: position(COUNT),
        })
    };
    names.iter().map(vertical).collect()
}

/// That there is no column of a name.
pub(crate) fn unknown(tables: &Tables<'_>, name: &str) -> PlotError {
    let percentile = Record::percentile_named(name);
    if tables.users.is_none() && percentile.is_some_and(|(_, of)| of.row().per == Per::User) {
        return PlotError::NoTable { name: "users" };
    }
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
    let percentiles = tables.summary.columns.iter().filter_map(|column| {
        let name = column.name.strip_suffix(LOW)?;
        tables.summary.position(name).map(|_| name)
    });
    let metrics = means.chain(percentiles).map(str::to_owned);
    PlotError::Column {
        name: name.to_owned(),
        known: keys.chain(metrics).collect(),
    }
}
