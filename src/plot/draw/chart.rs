//! Panels whose values are places across and up: axes, curves and points.

use super::canvas::{Anchor, At, Canvas, Pen};
use super::label::{self, Side};
use super::mark::{arrow, dashed, mark, marked, pen};
use crate::plot::figure::style::{FAINT, GRID, INK, SHADE, Style};
use crate::plot::figure::{Figure, Layer, Panel, Point, Quantiles, Series};

/// A curve of at most this many points has bars for its intervals, a longer one a band.
const FEW: usize = 6;
/// Width of curves.
const STROKE: f64 = 1.1;
/// Width of a curve that summarises the lines behind it.
const BOLD: f64 = 1.8;
/// Width of those lines, and of bars.
const THIN: f64 = 0.6;
/// How much of their colour those lines have where they are few.
const STRONGEST: f64 = 0.45;
/// How much of it they have where they are many.
const FAINTEST: f64 = 0.15;
/// So many lines are many.
const MANY: usize = 100;
/// How much of its colour a band has.
const BAND: f64 = 0.15;
/// Radius of markers.
const RADIUS: f64 = 2.4;
/// Radius of markers that no curve joins, where there are few of them.
const ALONE: f64 = 3.0;
/// More than so many such markers are smaller.
const CROWD: usize = 60;
/// Half the width of the ends of bars.
const END: f64 = 1.8;
/// Length of ticks.
const TICK: f64 = 2.5;
/// Width of what shows where an array faces.
const FACING: f64 = 0.9;

/// Where a panel is, and what of its axes is drawn.
pub(crate) struct Frame<'f> {
    /// The figure.
    pub figure: &'f Figure,
    /// Upper left and lower right corner of the plane.
    pub corners: (At, At),
    /// Whether the ticks of the horizontal axis have labels.
    pub labels_below: bool,
    /// Whether those of the vertical axis have.
    pub labels_left: bool,
    /// Rows of labels below.
    pub rows: usize,
    /// Height of text.
    pub text: f64,
}

/// Draws a panel.
pub(crate) fn draw(canvas: &mut Canvas, frame: &Frame<'_>, panel: &Panel) {
    frame.axes(canvas);
    // What is stated of an axis may leave data outside.
    let (x, y) = (&frame.figure.x, &frame.figure.y);
    if x.stated || y.stated {
        canvas.keep_within(frame.corners.0, frame.corners.1);
    }
    for layer in &panel.layers {
        if let Layer::Series(series) = layer {
            frame.interval(canvas, series);
        }
    }
    let faint = faintness(panel);
    let crowd = crowd(panel);
    for layer in &panel.layers {
        frame.lines(canvas, layer, (faint, crowd));
    }
    canvas.keep_no_longer();
    for layer in &panel.layers {
        frame.markers(canvas, layer, crowd);
    }
    let at = |x: f64, y: f64| frame.at(x, y);
    for beside in label::beside(panel, &at, frame.corners, (frame.text, crowd)) {
        let (across, up) = beside.side.way(beside.away);
        let (x, y) = frame.at(beside.point.x, beside.point.y);
        let (at, anchor) = match beside.side {
            Side::Right => ((x + across, y), Anchor::Left),
            Side::Left => ((x + across, y), Anchor::Right),
            Side::Above => ((x, y - up - frame.text / 2.0), Anchor::Centre),
            Side::Below => ((x, y - up + frame.text / 2.0), Anchor::Centre),
        };
        canvas.text(&beside.point.label, at, anchor, frame.text, FAINT);
    }
}

impl Frame<'_> {
    /// The place of a value on the sheet.
    fn at(&self, x: f64, y: f64) -> At {
        let ((left, top), (right, bottom)) = self.corners;
        let (across, up) = (self.figure.x.share(x), self.figure.y.share(y));
        (left + across * (right - left), bottom - up * (bottom - top))
    }

    fn places(&self, points: &[(f64, f64)]) -> Vec<At> {
        points.iter().map(|&(x, y)| self.at(x, y)).collect()
    }

    /// Whether a point is on the plane.
    fn shows(&self, x: f64, y: f64) -> bool {
        self.figure.x.shows(x) && self.figure.y.shows(y)
    }

    fn axes(&self, canvas: &mut Canvas) {
        let ((left, top), (right, bottom)) = self.corners;
        let (x, y) = (&self.figure.x, &self.figure.y);
        let grid = Pen::new(GRID, 0.5);
        let ink = Pen::new(INK, 0.7);
        let across =
            |place: f64| left + (place - x.range.0) / (x.range.1 - x.range.0) * (right - left);
        let up =
            |place: f64| bottom - (place - y.range.0) / (y.range.1 - y.range.0) * (bottom - top);
        for (place, _) in &x.ticks {
            canvas.line(&[(across(*place), top), (across(*place), bottom)], grid);
        }
        for (place, _) in &y.ticks {
            canvas.line(&[(left, up(*place)), (right, up(*place))], grid);
        }
        canvas.line(&[(left, top), (left, bottom), (right, bottom)], ink);
        let below = label::labelled(x, right - left, self.text, false);
        let beside = label::labelled(y, bottom - top, self.text, true);
        for (index, (place, text)) in x.ticks.iter().enumerate() {
            let at = across(*place);
            canvas.line(&[(at, bottom), (at, bottom + TICK)], ink);
            if self.labels_below && below.contains(&index) {
                let row = label::ROW * self.text * (index % self.rows) as f64;
                let below = (at, bottom + TICK + 0.25 * self.text + row);
                canvas.text(text, below, Anchor::Top, self.text, INK);
            }
        }
        for (index, (place, text)) in y.ticks.iter().enumerate() {
            let at = up(*place);
            canvas.line(&[(left - TICK, at), (left, at)], ink);
            if self.labels_left && beside.contains(&index) {
                canvas.text(text, (left - TICK - 2.0, at), Anchor::Right, self.text, INK);
            }
        }
    }

    /// What is known of the precision of means: bars at their markers where they are few, a band else.
    fn interval(&self, canvas: &mut Canvas, series: &Series) {
        let known = |point: &Point| Some((point.x, point.interval?));
        let points: Vec<(f64, (f64, f64))> = series.points.iter().filter_map(known).collect();
        let side = |x: f64, end: f64| self.at(x, self.inside(end));
        let colour = series.style.colour;
        if series.joined && points.len() > FEW {
            let upper = points.iter().map(|&(x, (_, high))| side(x, high));
            let lower = points.iter().rev().map(|&(x, (low, _))| side(x, low));
            let outline: Vec<At> = upper.chain(lower).collect();
            canvas.area(&outline, colour, BAND);
            return;
        }
        for (x, (low, high)) in points {
            let bar = Pen::new(colour, 0.8);
            canvas.line(&[side(x, high), side(x, low)], bar);
            for end in [high, low] {
                // What goes on beyond the axis has no end.
                if self.figure.y.shows(end) {
                    let (x, y) = side(x, end);
                    canvas.line(&[(x - END, y), (x + END, y)], bar);
                }
            }
        }
    }

    /// A value no lower or higher than the vertical axis shows.
    fn inside(&self, value: f64) -> f64 {
        let axis = &self.figure.y;
        if axis.log {
            // Zero and what is below have no place.
            return value
                .max(axis.value(axis.range.0))
                .min(axis.value(axis.range.1));
        }
        value.clamp(axis.range.0, axis.range.1)
    }

    fn lines(&self, canvas: &mut Canvas, layer: &Layer, (faint, crowd): (f64, f64)) {
        match layer {
            Layer::Series(series) => {
                let path: Vec<At> = series.points.iter().map(|p| self.at(p.x, p.y)).collect();
                if series.joined {
                    let width = if series.bold { BOLD } else { STROKE };
                    canvas.line(&path, pen(series.style, width));
                }
            }
            Layer::Shade(points) => self.shade(canvas, points),
            Layer::Line(style, points) => canvas.line(&self.places(points), pen(*style, STROKE)),
            Layer::Faint(style, points) => {
                let pen = Pen {
                    share: faint,
                    ..pen(style.unbroken(), THIN)
                };
                canvas.line(&self.places(points), pen);
            }
            Layer::Dashed(style, points) => {
                canvas.line(&self.places(points), dashed(style.colour, 0.8));
            }
            Layer::Rays(style, rays) => {
                for &(x, y, angle) in rays {
                    let [from, to] = label::ray(self.at(x, y), angle, crowd);
                    arrow(canvas, from, to, Pen::new(style.colour, FACING));
                }
            }
            Layer::Boxes(style, boxes, marked) => {
                for quantiles in boxes {
                    self.quantiles(canvas, *style, quantiles, *marked);
                }
            }
            Layer::Points(_) => {}
        }
    }

    fn markers(&self, canvas: &mut Canvas, layer: &Layer, crowd: f64) {
        match layer {
            Layer::Series(series) => {
                let path: Vec<At> = series.points.iter().map(|p| self.at(p.x, p.y)).collect();
                for index in marked(series, &path) {
                    let point = &series.points[index];
                    if self.shows(point.x, point.y) {
                        mark(canvas, path[index], series.style, RADIUS, point.partial);
                    }
                }
            }
            Layer::Points(points) => {
                for point in points
                    .points
                    .iter()
                    .filter(|point| self.shows(point.x, point.y))
                {
                    let at = self.at(point.x, point.y);
                    mark(canvas, at, points.style, crowd, points.hollow);
                }
            }
            _ => {}
        }
    }

    fn quantiles(&self, canvas: &mut Canvas, style: Style, quantiles: &Quantiles, marked: bool) {
        let Quantiles { x, wide, at } = *quantiles;
        let y = at.map(|value| self.inside(value));
        let (left, right) = (x - wide / 2.0, x + wide / 2.0);
        let thin = Pen::new(style.colour, 0.8);
        let corners = [
            (left, y[1]),
            (right, y[1]),
            (right, y[3]),
            (left, y[3]),
            (left, y[1]),
        ];
        let corners = self.places(&corners);
        canvas.area(&corners, style.colour, 0.2);
        canvas.line(&corners, thin);
        canvas.line(
            &self.places(&[(left, y[2]), (right, y[2])]),
            pen(style.unbroken(), BOLD),
        );
        for (tail, edge) in [(y[0], y[1]), (y[4], y[3])] {
            canvas.line(&self.places(&[(x, edge), (x, tail)]), thin);
            let (at, up) = self.at(x, tail);
            canvas.line(&[(at - END, up), (at + END, up)], thin);
        }
        // The box is as good without its colour.
        if marked && self.figure.y.shows(at[2]) {
            mark(canvas, self.at(x, y[2]), style, RADIUS, false);
        }
    }

    /// An area down to the lower end of the axis, with a dashed edge.
    fn shade(&self, canvas: &mut Canvas, points: &[(f64, f64)]) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return;
        };
        let floor = self.figure.y.range.0;
        let inside: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (x, self.inside(y))).collect();
        let mut outline = self.places(&inside);
        outline.push(self.at(last.0, floor));
        outline.insert(0, self.at(first.0, floor));
        canvas.area(&outline, SHADE, 0.5);
        canvas.line(&outline, dashed(FAINT, 0.7));
    }
}

/// How much of their colour the lines of a panel have: less where there are more, so that what is
/// drawn over them is seen.
pub(crate) fn faintness(panel: &Panel) -> f64 {
    let lines = panel.layers.iter();
    let count = lines
        .filter(|layer| matches!(layer, Layer::Faint(..)))
        .count();
    let share = count.min(MANY) as f64 / MANY as f64;
    STRONGEST + share * (FAINTEST - STRONGEST)
}

/// Radius of the markers that no curve joins: less where there are more.
pub(crate) fn crowd(panel: &Panel) -> f64 {
    let count: usize = panel
        .layers
        .iter()
        .map(|layer| match layer {
            Layer::Points(points) => points.points.len(),
            _ => 0,
        })
        .sum();
    if count <= CROWD {
        return ALONE;
    }
    (ALONE * (CROWD as f64 / count as f64).sqrt()).max(1.2)
}
