//! Figures as SVG, drawn from the tables of an experiment.
//!
//! A [`Plot`] says what is asked for; [`draw()`] answers it from the
//! [`Tables`] that a run has written or is about to write, so a figure drawn
//! again later is the same file. No font is needed: text is placed by rough
//! measures and left to the program that shows it. [`png()`] brings a font of its own.

mod draw;
mod error;
mod figure;
mod measure;
mod tables;
mod words;

pub use draw::png::png;
pub use error::PlotError;
pub use tables::Tables;

use self::figure::Form;
use self::figure::curves::Axes;
use crate::language::{Figure, Plot};

/// Draws a figure. Equal arguments give equal bytes.
///
/// # Errors
/// When the tables do not hold what is asked for.
pub fn draw(tables: &Tables<'_>, plot: &Plot) -> Result<String, PlotError> {
    let figure = match &plot.figure {
        Figure::Curves { y, x, by } => {
            let axes = Axes {
                y,
                x,
                by: by.as_deref(),
            };
            figure::curves::figure(tables, &axes, &plot.at)?
        }
        Figure::Beampattern { polar, by } => {
            let form = if *polar { Form::Polar } else { Form::Plane };
            figure::pattern::figure(tables, &plot.at, by.as_deref(), form)?
        }
        Figure::Layout => figure::map::figure(tables, &plot.at)?,
    };
    draw::sheet::draw(&figure)
}
