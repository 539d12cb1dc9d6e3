//! Sizes on the sheet that a figure is drawn on.
//!
//! The backend places everything on whole units, so the sheet has [`FINE`] of
//! them to a pixel, and the head of the file says how large it is shown.

/// Units of the sheet to a pixel of the figure.
pub(super) const FINE: i32 = 4;

/// The height of text in pixels.
pub(super) const TEXT: i32 = 12;

/// The height of titles in pixels.
pub(super) const TITLE: i32 = 14;

/// Mean width of a letter over its height, on the wide side: no font is at hand to be measured.
const LETTER: f64 = 0.6;

/// Pixels in units of the sheet.
pub(super) const fn px(pixels: i32) -> i32 {
    pixels * FINE
}

/// About how many pixels a text of a height in pixels is wide.
pub(super) fn width_of(text: &str, height: i32) -> i32 {
    let letters = u16::try_from(text.chars().count()).unwrap_or(u16::MAX);
    (f64::from(letters) * f64::from(height) * LETTER).ceil() as i32
}
