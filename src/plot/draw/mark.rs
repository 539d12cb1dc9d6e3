//! Markers and lines of curves.

use super::canvas::{At, Canvas, Pen};
use crate::plot::figure::style::{Colour, Marker, Style};
use crate::plot::figure::{Marks, Series};

/// A curve of more points than this has no marker at each.
const MARKED: usize = 30;
/// Points of the sheet along a curve between markers that are spaced.
const APART: f64 = 42.0;
/// Width of the lines of markers.
const LINE: f64 = 0.8;
/// Inside of hollow markers.
const PAPER: Colour = Colour(0xff, 0xff, 0xff);

/// The points of a series that have a marker, where its curve follows this path on the sheet.
pub(super) fn marked(series: &Series, path: &[At]) -> Vec<usize> {
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
fn spaced(path: &[At], first: f64) -> Vec<usize> {
    let mut marked = Vec::new();
    let mut left = APART * first;
    for (index, points) in path.windows(2).enumerate() {
        let (from, to) = (points[0], points[1]);
        left -= (to.0 - from.0).hypot(to.1 - from.1);
        if left <= 0.0 {
            marked.push(index + 1);
            left = APART;
        }
    }
    marked
}

/// Draws a marker of a radius; a hollow one is white inside.
pub(crate) fn mark(canvas: &mut Canvas, at: At, style: Style, radius: f64, hollow: bool) {
    let pen = Pen::new(style.colour, LINE.min(radius / 2.0));
    let inside = if hollow { PAPER } else { style.colour };
    if style.marker == Marker::Disc {
        canvas.disc(at, radius, inside, pen);
        return;
    }
    for outline in outlines(style.marker) {
        let place = |&(x, y): &(f64, f64)| (at.0 + x * radius, at.1 + y * radius);
        let points: Vec<At> = outline.iter().map(place).collect();
        if points.len() > 2 {
            canvas.shape(&points, inside, pen);
        } else {
            canvas.line(&points, pen);
        }
    }
}

/// How long the strokes of an arrow's head are, in points.
const HEAD: f64 = 3.2;

/// Draws an arrow.
pub(crate) fn arrow(canvas: &mut Canvas, from: At, to: At, pen: Pen) {
    let way = (to.0 - from.0, to.1 - from.1);
    let length = libm::hypot(way.0, way.1);
    if length == 0.0 {
        return;
    }
    let (along, across) = (
        (way.0 / length, way.1 / length),
        (-way.1 / length, way.0 / length),
    );
    let back = |side: f64| {
        let part =
            |place: f64, along: f64, across: f64| place - HEAD * (0.85 * along + side * across);
        (part(to.0, along.0, across.0), part(to.1, along.1, across.1))
    };
    canvas.line(&[from, to], pen);
    canvas.line(&[back(0.5), to, back(-0.5)], pen);
}

/// The pen of the line of a curve of a width.
pub(crate) fn pen(style: Style, width: f64) -> Pen {
    Pen {
        dash: style.stroke.pattern(),
        ..Pen::new(style.colour, width)
    }
}

/// The pen of a dashed line.
pub(crate) fn dashed(colour: Colour, width: f64) -> Pen {
    Pen {
        dash: &[3.0, 2.4],
        ..Pen::new(colour, width)
    }
}

/// Closed outlines and single lines of a marker, in radii from the centre; y runs down.
pub(crate) const fn outlines(marker: Marker) -> &'static [&'static [(f64, f64)]] {
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
        Marker::Left => &[&[(-1.2, 0.0), (0.8, 1.1), (0.8, -1.1), (-1.2, 0.0)]],
        Marker::Cross => &[&[(-1.0, -1.0), (1.0, 1.0)], &[(-1.0, 1.0), (1.0, -1.0)]],
        Marker::Plus => &[&[(-1.2, 0.0), (1.2, 0.0)], &[(0.0, -1.2), (0.0, 1.2)]],
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
