//! Why a figure cannot be drawn.

use thiserror::Error;

use crate::results::select::SelectError;
use crate::table::TableError;

/// Why a figure cannot be drawn.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum PlotError {
    /// No column answers the request.
    #[error("there is no column `{name}` to plot; the columns are {}", known.join(", "))]
    Column {
        /// The name asked for.
        name: String,
        /// The names that could be asked for.
        known: Vec<String>,
    },
    /// The column holds words where numbers are needed.
    #[error("the column `{name}` holds words; the {place} needs numbers")]
    Words {
        /// The column.
        name: String,
        /// Where it was to go: `vertical axis`.
        place: &'static str,
    },
    /// Columns of different units are to share an axis.
    #[error("`{}` is {} and `{}` is {}; one axis cannot show both", first.0, in_words(&first.1), other.0, in_words(&other.1))]
    Units {
        /// The first column and its unit.
        first: (String, String),
        /// The one that differs.
        other: (String, String),
    },
    /// Too many columns to distinguish on one axis, or none.
    #[error("a figure shows from one to {most} columns over another, not {found}")]
    Columns {
        /// How many were asked for.
        found: usize,
        /// The most that can be distinguished.
        most: usize,
    },
    /// The figure needs a table that was not written.
    #[error("there is no table `{name}`; add `record {name}` to the scenario and run it again")]
    NoTable {
        /// `layout` or `beampattern`.
        name: &'static str,
    },
    /// No row is where the figure is asked for.
    #[error("there is no solved row{place}")]
    Empty {
        /// `at delta 6 at users 9`.
        place: String,
    },
    /// The figure is to be smaller than its texts leave room for.
    #[error("the figure is too small for its texts; it needs about {width} in by {height} in")]
    Small {
        /// Inches.
        width: f64,
        /// Inches.
        height: f64,
    },
    /// A logarithmic axis of values that are not positive.
    #[error("a logarithmic axis needs values above 0, and `{title}` has none")]
    NoLogarithm {
        /// The title of the axis.
        title: String,
    },
    /// The table breaks its own rules.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The drawing library refuses.
    #[error("the figure cannot be drawn: {0}")]
    Drawing(String),
}

/// `in bit/s/Hz`
fn in_words(unit: &str) -> String {
    if unit.is_empty() {
        "a plain number".into()
    } else {
        format!("in {unit}")
    }
}

impl From<SelectError> for PlotError {
    fn from(error: SelectError) -> Self {
        match error {
            SelectError::Table(error) => Self::Table(error),
            SelectError::Empty { place } => Self::Empty { place },
        }
    }
}
