//! The sheet that a figure is drawn on, and the text on it.
//!
//! The backend places everything on whole units, so the sheet has [`FINE`] of
//! them to a pixel, and the head of the file says how large it is shown.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::plot::error::PlotError;

/// Units of the sheet to a pixel of the figure.
pub const FINE: i32 = 4;

/// The height of text in pixels.
pub const TEXT: i32 = 12;

/// The height of titles in pixels.
pub const TITLE: i32 = 14;

/// The colour of text.
pub const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);

/// The colour of text that explains.
pub const FAINT: RGBColor = RGBColor(0x59, 0x59, 0x59);

/// The colour of lines behind the data.
pub const GRID: RGBColor = RGBColor(0xe3, 0xe3, 0xe3);

/// The factor by which the backend shrinks what it is told of sizes of fonts.
const SHRINK: f64 = 1.24;

/// Mean width of a letter over its height, on the wide side: no font is at hand to be measured.
const LETTER: f64 = 0.6;

/// A part of the sheet.
pub type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// Pixels in units of the sheet.
pub const fn px(pixels: i32) -> i32 {
    pixels * FINE
}

/// Lets `draw` fill a sheet of this size in pixels, and gives the file.
///
/// `title` is for readers that do not see the figure.
pub fn page(
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
pub fn text_style(height: i32, colour: RGBColor) -> TextStyle<'static> {
    ("sans-serif", f64::from(px(height)) * SHRINK)
        .into_font()
        .color(&colour)
}

/// Where a text lies about the point it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
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
pub fn write(
    area: &Area<'_>,
    text: &str,
    at: (i32, i32),
    anchor: Anchor,
    (height, colour): (i32, RGBColor),
) -> Result<(), PlotError> {
    let style = text_style(height, colour).pos(anchor.position());
    Ok(area.draw_text(text, &style, at)?)
}

/// About how many pixels a text is wide.
pub fn width_of(text: &str, height: i32) -> i32 {
    let letters = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    (f64::from(letters) * f64::from(height) * LETTER).ceil() as i32
}
