//! The sheet that a figure is drawn on, and the text on it.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::plot::error::PlotError;
use crate::plot::measure::px;

/// The factor by which the backend shrinks sizes of fonts.
const SHRINK: f64 = 1.24;

/// A part of the sheet.
pub(crate) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Lets `draw` fill a sheet of this size in pixels, and gives the file.
///
/// `title` is for readers that do not see the figure.
pub(crate) fn page(
    (width, height): (i32, i32),
    title: &str,
    draw: impl FnOnce(&Area<'_>) -> Result<(), PlotError>,
) -> Result<String, PlotError> {
    let fine = |pixels: i32| u32::try_from(px(pixels)).unwrap_or(1);
    let mut body = String::new();
    {
        let backend = SVGBackend::with_string(&mut body, (fine(width), fine(height)));
        let area = backend.into_drawing_area();
        area.fill(&WHITE)?;
        draw(&area)?;
        area.present()?;
    }
    // The first line is the backend's own head, which knows no other size than that of the sheet.
    let content = body.split_once('\n').map_or("", |(_, content)| content);
    let title = title
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    Ok(format!(
        "<svg width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {} {}\" xmlns=\"http://www.w3.org/2000/svg\" \
         role=\"img\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>{title}</title>\n{content}",
        px(width),
        px(height),
    ))
}

/// A style for text of a height in pixels.
pub(crate) fn text_style(height: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", f64::from(px(height)) * SHRINK)
        .into_font()
        .color(&colour)
}

/// Where a text lies about the point it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The point is in the middle of its left side.
    Left,
    /// The point is in the middle of its right side.
    Right,
    /// The point is its centre.
    Centre,
    /// The point is in the middle of its upper side.
    Top,
}

impl Anchor {
    fn position(self) -> Pos {
        let (h, v) = match self {
            Self::Left => (HPos::Left, VPos::Center),
            Self::Right => (HPos::Right, VPos::Center),
            Self::Centre => (HPos::Center, VPos::Center),
            Self::Top => (HPos::Center, VPos::Top),
        };
        Pos::new(h, v)
    }
}

/// Writes a text at a place in units of the sheet.
pub(crate) fn write(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    anchor: Anchor,
    (height, colour): (i32, RGBColor),
) -> Result<(), PlotError> {
    let style = text_style(height, colour).pos(anchor.position());
    Ok(area.draw_text(text, &style, at)?)
}
