//! Markers and lines of curves.

use plotters::element::DashedPathElement;
use plotters::prelude::*;

use super::page::Area;
use crate::plot::error::PlotError;
use crate::plot::figure::style::{Marker, Stroke, Style};
use crate::plot::figure::{Marks, Series};
use crate::plot::measure::px;

/// A curve of more points than this has no marker at each.
const MARKED: usize = 30;
/// Pixels along a curve between markers that are spaced.
const APART: i32 = 70;

/// The points of a series that have a marker, where its curve follows this path in units of the sheet.
pub(super) fn marked(series: &Series, path: &[(i32, i32)]) -> Vec<usize> {
    match &series.marks {
        Marks::Some(indices) => indices.clone(),
        Marks::Points => {
            let stride = if series.joined {
                series.points.len().div_ceil(MARKED).max(1)
            } else {
                1
            };
            (0..path.len()).step_by(stride).collect()
        }
        Marks::Spaced(first) => spaced(path, *first),
    }
}

/// Which points of a path have a marker, so that markers are about even distances apart.
fn spaced(path: &[(i32, i32)], first: f64) -> Vec<usize> {
    let apart = f64::from(px(APART));
    let mut marked = Vec::new();
    let mut left = apart * first;
    for (index, points) in path.windows(2).enumerate() {
        let (from, to) = (points[0], points[1]);
        left -= f64::from(to.0 - from.0).hypot(f64::from(to.1 - from.1));
        if left <= 0.0 {
            marked.push(index + 1);
            left = apart;
        }
    }
    marked
}

/// Draws a marker of a radius, all in units of the sheet; a hollow one is white inside.
pub(crate) fn mark(
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
    for stroke in outlines(style.marker) {
        let points: Vec<(i32, i32)> = stroke.iter().map(place).collect();
        if points.len() > 2 {
            area.draw(&Polygon::new(points.clone(), inside.filled()))?;
        }
        area.draw(&PathElement::new(points, line))?;
    }
    Ok(())
}

/// Draws a line of a width in quarters of a pixel.
pub(crate) fn line(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    colour: RGBColor,
    width: u32,
) -> Result<(), PlotError> {
    Ok(area.draw(&PathElement::new(points, colour.stroke_width(width)))?)
}

/// Draws the line of a curve.
pub(crate) fn curve(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    stroke: Stroke,
    style: ShapeStyle,
) -> Result<(), PlotError> {
    match pattern(stroke) {
        None => area.draw(&PathElement::new(points, style))?,
        Some((dash, gap)) => area.draw(&DashedPathElement::new(points, dash, gap, style))?,
    }
    Ok(())
}

/// Draws a dashed line of a width in quarters of a pixel.
pub(crate) fn dashed(
    area: &Area<'_>,
    points: Vec<(i32, i32)>,
    colour: RGBColor,
    width: u32,
) -> Result<(), PlotError> {
    let style = colour.stroke_width(width);
    Ok(area.draw(&DashedPathElement::new(points, px(5), px(4), style))?)
}

/// Length of dashes and of gaps in quarters of a pixel, where there are any. Lines have round
/// ends, which make the former longer and the latter shorter.
const fn pattern(stroke: Stroke) -> Option<(i32, i32)> {
    match stroke {
        Stroke::Solid => None,
        Stroke::Dashed => Some((px(6), px(5))),
        Stroke::Dotted => Some((1, px(4))),
        Stroke::Long => Some((px(15), px(6))),
    }
}

/// Closed outlines and single lines of a marker, in radii from the centre; y runs down.
const fn outlines(marker: Marker) -> &'static [&'static [(f64, f64)]] {
    match marker {
        Marker::Disc => &[],
        Marker::Square => &[&[
            (-0.9, -0.9),
            (0.9, -0.9),
            (0.9, 0.9),
            (-0.9, 0.9),
            (-0.9, -0.9),
        ]],
        Marker::Triangle => &[&[(0.0, -1.2), (1.1, 0.8), (-1.1, 0.8), (0.0, -1.2)]],
        Marker::Diamond => &[&[
            (0.0, -1.3),
            (1.3, 0.0),
            (0.0, 1.3),
            (-1.3, 0.0),
            (0.0, -1.3),
        ]],
        Marker::Tip => &[&[(0.0, 1.2), (1.1, -0.8), (-1.1, -0.8), (0.0, 1.2)]],
        Marker::Cross => &[&[(-1.0, -1.0), (1.0, 1.0)], &[(-1.0, 1.0), (1.0, -1.0)]],
        Marker::Plus => &[&[(-1.2, 0.0), (1.2, 0.0)], &[(0.0, -1.2), (0.0, 1.2)]],
        Marker::Antenna => &[
            &[(0.0, 0.2), (1.2, -1.4), (-1.2, -1.4), (0.0, 0.2)],
            &[(0.0, 0.2), (0.0, 1.5)],
        ],
        Marker::Star => &[&[
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
