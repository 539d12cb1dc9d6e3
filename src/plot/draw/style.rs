//! Colours, markers and lines that tell curves apart, in colour and without.
//!
//! The colours are those of Okabe and Ito (2008), which readers with any kind
//! of colour vision tell apart; a marker goes with each, so that a print in
//! black and white is as good. Many curves that belong to values of a number
//! take their colours from a scale of growing lightness instead. Where each of
//! them is several, one for each metric, the line says which.

use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::page::{Area, px};
use crate::plot::error::PlotError;

/// How many curves have a colour and marker of their own.
pub const DISTINCT: usize = 7;

/// Okabe and Ito, without the yellow that is faint on white.
const COLOURS: [RGBColor; DISTINCT] = [
    RGBColor(0x00, 0x72, 0xb2),
    RGBColor(0xd5, 0x5e, 0x00),
    RGBColor(0x00, 0x9e, 0x73),
    RGBColor(0xcc, 0x79, 0xa7),
    RGBColor(0x00, 0x00, 0x00),
    RGBColor(0xe6, 0x9f, 0x00),
    RGBColor(0x56, 0xb4, 0xe9),
];

/// Places on the scale of cividis (Nuñez, Anderton and Renslow 2018), which
/// readers with any kind of colour vision see alike; its lightest end is left out.
const SCALE: [(f64, f64, f64); 5] = [
    (0.0, 34.0, 78.0),
    (53.0, 69.0, 107.0),
    (102.0, 105.0, 112.0),
    (148.0, 142.0, 119.0),
    (200.0, 184.0, 102.0),
];

/// The shape of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// A disc.
    Disc,
    /// A square.
    Square,
    /// A triangle that stands on its base.
    Triangle,
    /// A square that stands on a corner.
    Diamond,
    /// A triangle that stands on its tip.
    Tip,
    /// A diagonal cross.
    Cross,
    /// An upright cross.
    Plus,
    /// A star of five points.
    Star,
    /// An antenna: a triangle on its tip, on a stem.
    Antenna,
}

/// The markers, in the order of the colours.
const MARKERS: [Marker; DISTINCT] = [
    Marker::Disc,
    Marker::Square,
    Marker::Triangle,
    Marker::Diamond,
    Marker::Tip,
    Marker::Cross,
    Marker::Plus,
];

/// How the line of a curve is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// It is not.
    Solid,
    /// Short dashes.
    Dashed,
    /// Dots.
    Dotted,
    /// Long dashes.
    Long,
}

impl Stroke {
    /// Every one; no more are told apart.
    pub const ALL: [Self; 4] = [Self::Solid, Self::Dashed, Self::Dotted, Self::Long];

    /// Length of dashes and of gaps in quarters of a pixel, where there are any. Lines have round
    /// ends, which make the former longer and the latter shorter.
    const fn pattern(self) -> Option<(i32, i32)> {
        match self {
            Self::Solid => None,
            Self::Dashed => Some((px(6), px(5))),
            Self::Dotted => Some((1, px(4))),
            Self::Long => Some((px(15), px(6))),
        }
    }
}

/// How a curve or a group of points looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its colour.
    pub colour: RGBColor,
    /// The shape of its points.
    pub marker: Marker,
    /// How its line is broken.
    pub stroke: Stroke,
}

impl Style {
    /// A style with a line that is not broken.
    pub const fn of(colour: RGBColor, marker: Marker) -> Self {
        Self {
            colour,
            marker,
            stroke: Stroke::Solid,
        }
    }

    /// The colour of areas behind the data.
    pub const SHADE: RGBColor = RGBColor(0xcc, 0xcc, 0xcc);

    /// The styles of users on a map, where black is the colour of access points and targets.
    pub const USERS: [usize; 6] = [0, 1, 2, 3, 5, 6];

    /// The style of the curve of this index.
    pub fn nth(index: usize) -> Self {
        Self::of(COLOURS[index % DISTINCT], MARKERS[index % DISTINCT])
    }

    /// The style of a curve among some, each in a colour of its own as far as these go.
    pub fn among(index: usize, of: usize) -> Self {
        if of > DISTINCT {
            Self::on_scale(index, of)
        } else {
            Self::nth(index)
        }
    }

    /// The style of a curve among so many that only a scale orders them.
    fn on_scale(index: usize, of: usize) -> Self {
        let place = index as f64 / of.saturating_sub(1).max(1) as f64 * (SCALE.len() - 1) as f64;
        let low = (place.floor() as usize).min(SCALE.len() - 2);
        let share = place - low as f64;
        let (from, to) = (SCALE[low], SCALE[low + 1]);
        let mix = |a: f64, b: f64| (a + share * (b - a)).round().clamp(0.0, 255.0) as u8;
        let colour = RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2));
        Self::of(colour, Marker::Disc)
    }
}

/// Draws a marker of a radius, all in units of the sheet; a hollow one is white inside.
pub fn mark(
    area: &Area<'_>,
    at: (i32, i32),
    style: Style,
    radius: i32,
    hollow: bool,
) -> Result<(), PlotError> {
    let line = style.colour.stroke_width(px(3).unsigned_abs() / 2);
    let inside = if hollow { WHITE } else { style.colour };
    if style.marker == Marker::Disc {
        area.draw(&Circle::new(at, radius, inside.filled()))?;
        area.draw(&Circle::new(at, radius, line))?;
        return Ok(());
    }
    let place = |&(x, y): &(f64, f64)| {
        let r = f64::from(radius);
        (at.0 + (x * r).round() as i32, at.1 + (y * r).round() as i32)
    };
    for stroke in style.marker.strokes() {
        let points: Vec<(i32, i32)> = stroke.iter().map(place).collect();
        if points.len() > 2 {
            area.draw(&Polygon::new(points.clone(), inside.filled()))?;
        }
        area.draw(&PathElement::new(points, line))?;
    }
    Ok(())
}

impl Marker {
    /// Closed outlines and single lines, in radii from the centre; y runs down.
    const fn strokes(self) -> &'static [&'static [(f64, f64)]] {
        match self {
            Self::Disc => &[],
            Self::Square => &[&[
                (-0.9, -0.9),
                (0.9, -0.9),
                (0.9, 0.9),
                (-0.9, 0.9),
                (-0.9, -0.9),
            ]],
            Self::Triangle => &[&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8), (0.0, -1.2)]],
            Self::Diamond => &[&[
                (0.0, -1.3),
                (1.3, 0.0),
                (0.0, 1.3),
                (-1.3, 0.0),
                (0.0, -1.3),
            ]],
            Self::Tip => &[&[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8), (0.0, 1.2)]],
            Self::Cross => &[&[(-1.0, -1.0), (1.0, 1.0)], &[(-1.0, 1.0), (1.0, -1.0)]],
            Self::Plus => &[&[(-1.2, 0.0), (1.2, 0.0)], &[(0.0, -1.2), (0.0, 1.2)]],
            Self::Antenna => &[
                &[(0.0, 0.2), (1.2, -1.4), (-1.2, -1.4), (0.0, 0.2)],
                &[(0.0, 0.2), (0.0, 1.5)],
            ],
            Self::Star => &[&[
                (0.0, -1.6),
                (0.4, -0.5),
                (1.5, -0.5),
                (0.6, 0.2),
                (0.9, 1.3),
                (0.0, 0.6),
                (-0.9, 1.3),
                (-0.6, 0.2),
                (-1.5, -0.5),
                (-0.4, -0.5),
                (0.0, -1.6),
            ]],
        }
    }
}

/// Draws a line of a width in quarters of a pixel.
pub fn line(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    colour: RGBColor,
    width: u32,
) -> Result<(), PlotError> {
    Ok(area.draw(&PathElement::new(points, colour.stroke_width(width)))?)
}

/// Draws the line of a curve.
pub fn curve(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    stroke: Stroke,
    style: ShapeStyle,
) -> Result<(), PlotError> {
    match stroke.pattern() {
        None => area.draw(&PathElement::new(points, style))?,
        Some((dash, gap)) => area.draw(&DashedPathElement::new(points, dash, gap, style))?,
    }
    Ok(())
}

/// Draws a dashed line of a width in quarters of a pixel.
pub fn dashed(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    colour: RGBColor,
    width: u32,
) -> Result<(), PlotError> {
    let style = colour.stroke_width(width);
    Ok(area.draw(&DashedPathElement::new(points, px(5), px(4), style))?)
}
