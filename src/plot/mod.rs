//! Figures as SVG, drawn from the tables of an experiment.
//!
//! A [`Plot`] says what is asked for; [`draw()`] answers it from the
//! [`Tables`] that a run has written or is about to write, so a figure drawn
//! again later is the same file. No font is needed: text is placed by rough
//! measures and left to the program that shows it. [`png()`] and [`pdf()`] bring a font of their own, and [`pgf()`]
//! takes that of the paper.

mod draw;
mod error;
mod figure;
mod format;
mod measure;
mod rich;
mod tables;
mod words;

pub use draw::pdf::pdf;
pub use draw::png::png;
pub use error::PlotError;
pub use format::{Format, Formats};
pub(crate) use rich::plain;
pub use tables::Tables;

use self::figure::Form;
use self::figure::curves::Axes;
use self::figure::distribution::Asked;
use crate::language::{Figure, Plot};

/// Draws a figure. Equal arguments give equal bytes.
///
/// # Errors
/// When the tables do not hold what is asked for.
pub fn draw(tables: &Tables<'_>, plot: &Plot) -> Result<String, PlotError> {
    draw::sheet::draw(&figure(tables, plot)?)
}

/// The figure as a picture of PGFPlots, a text that a paper inputs: its font and size of text are those of the paper.
/// Equal arguments give equal bytes.
///
/// # Errors
/// When the tables do not hold what is asked for.
pub fn pgf(tables: &Tables<'_>, plot: &Plot) -> Result<String, PlotError> {
    draw::pgf::draw(&figure(tables, plot)?, &plot.to_string())
}

/// The files of a figure by name, whose common part is `stem`. Equal arguments give equal bytes.
///
/// # Errors
/// When the tables do not hold what is asked for, or this build lacks a format.
pub fn files(
    tables: &Tables<'_>,
    plot: &Plot,
    stem: &str,
    formats: Formats,
) -> Result<Vec<(String, Vec<u8>)>, PlotError> {
    let svg = draw(tables, plot)?;
    let file = |format: Format| {
        let bytes = match format {
            Format::Svg => svg.as_bytes().to_vec(),
            Format::Png => png(&svg)?,
            Format::Pdf => pdf(&svg)?,
            Format::Pgf => pgf(tables, plot)?.into_bytes(),
        };
        Ok((format!("{stem}.{}", format.ending()), bytes))
    };
    formats.each().map(file).collect()
}

/// What is drawn, in the units in which the scenario writes.
fn figure(tables: &Tables<'_>, plot: &Plot) -> Result<figure::Figure, PlotError> {
    let asked = &tables.request(plot);
    let shown = tables.shown();
    drawn(&shown.tables(tables.name), asked).map_err(|error| match error {
        PlotError::Empty { .. } => PlotError::Empty {
            place: tables.words(&plot.at),
        },
        error => error,
    })
}

fn drawn(tables: &Tables<'_>, plot: &Plot) -> Result<figure::Figure, PlotError> {
    let Plot { figure, at, look } = plot;
    match figure {
        Figure::Curves { y, x, by } => {
            let axes = Axes {
                y,
                x,
                by: by.as_deref(),
            };
            figure::curves::figure(tables, &axes, at, look)
        }
        Figure::Beampattern { polar, by } => {
            let form = if *polar { Form::Polar } else { Form::Plane };
            figure::pattern::figure(tables, at, by.as_deref(), form, look)
        }
        Figure::Layout => figure::map::figure(tables, at, look),
        Figure::Cdf { of, by } => {
            let asked = Asked {
                of,
                x: None,
                by: by.as_deref(),
            };
            figure::distribution::figure(tables, &asked, at, look)
        }
        Figure::Box { of, x, by } => {
            let asked = Asked {
                of,
                x: Some(x),
                by: by.as_deref(),
            };
            figure::distribution::figure(tables, &asked, at, look)
        }
    }
}
