//! Why a figure can not be drawn.

use thiserror::Error;

use crate::output::TableError;

/// Why a figure can not be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PlotError {
    /// No column answers the request.
    #[error("there is no column `{name}` to plot; there are {}", known.join(", "))]
    Column {
        /// The name asked for.
        name: String,
        /// The names that could be asked for.
        known: Vec<String>,
    },
    /// The column holds words where numbers are needed.
    #[error("the column `{name}` holds words, and the {place} has to be of numbers")]
    Words {
        /// The column.
        name: String,
        /// Where it was to go: `vertical axis`.
        place: &'static str,
    },
    /// The figure needs a table that was not written.
    #[error("there is no table `{name}`; the scenario has to say `record {name}` or `plot {name}`")]
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
    /// The table breaks its own rules.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The drawing library refuses.
    #[error("the figure can not be drawn: {0}")]
    Drawing(String),
}

impl<E: std::error::Error + Send + Sync> From<plotters::drawing::DrawingAreaErrorKind<E>>
    for PlotError
{
    fn from(error: plotters::drawing::DrawingAreaErrorKind<E>) -> Self {
        Self::Drawing(error.to_string())
    }
}
