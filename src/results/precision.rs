//! Are the means of a summary known well enough?

use serde::{Deserialize, Serialize};

use crate::table::columns::{HALF_WIDTH, MEAN, SOLVED};
use crate::table::{Cell, Column, ColumnType, Role, Table, TableError};

/// The column of a summary that says whether a row is precise.
pub const PRECISE: &str = "precise";

/// What is asked of means, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Precision {
    /// The metric whose means are judged.
    pub metric: String,
    /// The largest half-width of a 95 % interval, as a share of its mean.
    pub within: f64,
    /// Realizations that the means are over.
    pub realizations: u32,
    /// Whether every mean is known so well.
    pub reached: bool,
    /// The largest share found; none where a mean has no interval, or is zero.
    pub widest: Option<f64>,
}

impl Precision {
    /// Judges the rows of a summary. A point that is solved in no realization has no mean and is
    /// left out; one solved in a single one has no interval and is not precise. Where no point is
    /// solved nothing is.
    ///
    /// # Errors
    /// When the summary does not summarise the metric.
    pub fn judge(
        summary: &Table,
        metric: &str,
        within: f64,
        realizations: u32,
    ) -> Result<Self, TableError> {
        let shares = shares(summary, metric)?;
        let judged: Vec<f64> = shares.into_iter().flatten().collect();
        let widest = judged.iter().copied().max_by(f64::total_cmp);
        Ok(Self {
            metric: metric.to_owned(),
            within,
            realizations,
            reached: widest.is_some_and(|widest| widest <= within),
            widest: widest.filter(|share| share.is_finite()),
        })
    }

    /// Adds a column to the summary that says which of its rows are precise.
    ///
    /// # Errors
    /// When the summary does not summarise the metric.
    pub fn mark(&self, summary: &mut Table) -> Result<(), TableError> {
        let shares = shares(summary, &self.metric)?;
        summary.columns.push(
            Column::new(PRECISE, Role::Status, ColumnType::Text).description(format!(
                "Whether `{}{HALF_WIDTH}` is at most {} of `{}{MEAN}`: yes or no.",
                self.metric, self.within, self.metric
            )),
        );
        for (row, share) in summary.rows.iter_mut().zip(shares) {
            let word = share.map(|share| if share <= self.within { "yes" } else { "no" });
            row.push(word.into());
        }
        summary.validate()
    }
}

/// The half-width of each row as a share of its mean: none where no row behind it was solved,
/// infinite where there is no interval.
fn shares(summary: &Table, metric: &str) -> Result<Vec<Option<f64>>, TableError> {
    let means = summary.numbers(&format!("{metric}{MEAN}"))?;
    let half_widths = summary.numbers(&format!("{metric}{HALF_WIDTH}"))?;
    let solved = summary.require(SOLVED)?;
    let share = |(row, (mean, half_width)): (&Vec<Cell>, (Option<f64>, Option<f64>))| {
        if row[solved].as_integer() == Some(0) {
            return None;
        }
        Some(match (mean, half_width) {
            (_, Some(0.0)) => 0.0,
            (Some(mean), Some(half_width)) => half_width / mean.abs(),
            _ => f64::INFINITY,
        })
    };
    let statistics = means.into_iter().zip(half_widths);
    Ok(summary.rows.iter().zip(statistics).map(share).collect())
}
