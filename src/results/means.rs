//! All statistics of an experiment's rows together, so that the rows are walked through as few times as possible.

use super::boundary::Boundaries;
use super::fold::{Fold, fold};
use super::paired::Pairs;
use super::precision::Precision;
use super::spread::join;
use super::summary::{Grouping, Summary, SummaryError};
use crate::table::{Rows, Table, TableError};

/// What is said of all realizations.
#[derive(Debug, Clone, PartialEq)]
pub struct Means {
    /// Means, intervals and counts.
    pub summary: Table,
    /// Paired differences, where something is compared.
    pub paired: Option<Table>,
    /// The mean boundary of a region.
    pub boundary: Option<Table>,
}

impl Means {
    /// Those of rows: [`summarise`](super::summary::summarise), [`summarise_pairs`](super::paired::summarise_pairs) and
    /// [`mean_boundary`](super::boundary::mean_boundary).
    ///
    /// # Errors
    /// When the rows cannot be summarised.
    pub fn of(
        rows: &dyn Rows,
        grouping: &Grouping,
        compared: &[String],
    ) -> Result<Self, SummaryError> {
        let columns = rows.columns();
        let mut summary = Summary::new(columns, grouping)?;
        let mut pairs = Pairs::new(columns, grouping, compared)?;
        let mut boundary = Boundaries::new(columns)?;
        let mut folds: Vec<&mut dyn Fold> = vec![&mut summary, &mut pairs];
        folds.extend(boundary.as_mut().map(|boundary| boundary as &mut dyn Fold));
        fold(rows, folds)?;
        Ok(Self {
            summary: summary.into_table()?,
            paired: pairs.into_table()?,
            boundary: boundary.map(Boundaries::into_table).transpose()?,
        })
    }
}

/// Adds to a summary what is not made of its rows alone: percentiles, and how well its means are known.
///
/// # Errors
/// When the summary lacks a key, or has one of the columns.
pub(crate) fn complete(
    summary: &mut Table,
    grouping: &Grouping,
    percentiles: Option<&Table>,
    precision: Option<&Precision>,
) -> Result<(), TableError> {
    if let Some(percentiles) = percentiles {
        join(summary, percentiles, grouping)?;
    }
    match precision {
        Some(precision) => precision.mark(summary),
        None => Ok(()),
    }
}
