//! Panels whose values are places across and up: axes, curves and points.

use std::ops::Range;

use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::prelude::*;

use super::label;
use super::mark::{curve, dashed, line, mark, marked};
use super::page::{Anchor, Area, text_style, write};
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{FAINT, GRID, INK, SHADE};
use crate::plot::figure::{Figure, Layer, Panel, Point, Series};
use crate::plot::measure::{TEXT, px};

/// A curve of at most this many points has bars for its intervals, a longer one a band.
const FEW: usize = 6;
/// Width of curves in quarters of a pixel.
const STROKE: u32 = 7;
/// Width of a curve that summarises the lines behind it.
const BOLD: u32 = 11;
/// Width of those lines.
const THIN: u32 = 4;
/// How much of their colour those lines have where they are few.
const STRONGEST: f64 = 0.45;
/// How much of it they have where they are many.
const FAINTEST: f64 = 0.15;
/// So many lines are many.
const MANY: usize = 100;
/// Radius of markers in pixels.
const RADIUS: i32 = 4;
/// Pixels between bars at one place, where there is room for them.
const BESIDE: i32 = 3;

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Places, Places>>;

/// Draws a panel.
pub(crate) fn draw(area: &Area<'_>, figure: &Figure, panel: &Panel) -> Result<(), PlotError> {
    let plane = Plane::new(area, figure, panel)?;
    let means = panel.layers.iter().filter_map(|layer| match layer {
        Layer::Series(series) => Some(series),
        _ => None,
    });
    let means: Vec<&Series> = means.collect();
    for (index, series) in means.iter().enumerate() {
        plane.interval(series, beside(index, means.len()))?;
    }
    for layer in &panel.layers {
        plane.layer(layer)?;
    }
    let points: Vec<_> = panel
        .layers
        .iter()
        .filter_map(|layer| match layer {
            Layer::Points(points) => Some(&points.points),
            _ => None,
        })
        .flatten()
        .map(|point| (plane.at(point.x, point.y), point.label.as_str()))
        .collect();
    let lines: Vec<_> = panel
        .layers
        .iter()
        .filter_map(|layer| match layer {
            Layer::Dashed(_, points) => Some(plane.places(points)),
            _ => None,
        })
        .collect();
    label::beside(&plane.screen, &points, &lines, plane.bounds())
}

/// The part of a panel where data are, with its axes drawn around it.
struct Plane<'f, 'a, 'b> {
    figure: &'f Figure,
    chart: Chart<'a, 'b>,
    /// The whole sheet, on which the chart's places are.
    screen: Area<'b>,
    /// How much of their colour lines behind a curve have.
    faintness: f64,
}

impl<'f, 'a, 'b> Plane<'f, 'a, 'b> {
    fn new(area: &'a Area<'b>, figure: &'f Figure, panel: &Panel) -> Result<Self, PlotError> {
        let (x, y) = (&figure.x, &figure.y);
        let rows = label::rows(x, area);
        let mut chart = ChartBuilder::on(area)
            .margin_top(px(label::top(figure.panels.len())))
            .margin_right(px(label::RIGHT))
            .x_label_area_size(px(label::below(rows)))
            .y_label_area_size(px(label::left(y)))
            .build_cartesian_2d(Places::of(x), Places::of(y))?;
        let tick = text_style(TEXT - 1, INK);
        chart
            .configure_mesh()
            .bold_line_style(GRID.stroke_width(3))
            .light_line_style(TRANSPARENT)
            .axis_style(INK.stroke_width(4))
            .label_style(tick)
            .axis_desc_style(text_style(TEXT, INK))
            .x_label_formatter(&|place| {
                if rows == 1 {
                    x.label(*place)
                } else {
                    String::new()
                }
            })
            .y_label_formatter(&|place| y.label(*place))
            .x_desc(&x.title)
            .y_desc(&y.title)
            .set_all_tick_mark_size(px(4))
            .draw()?;
        let screen = area.clone();
        let plane = Self {
            figure,
            chart,
            screen,
            faintness: faintness(panel),
        };
        plane.staggered(rows)?;
        if !panel.title.is_empty() {
            let (from, to) = plane.bounds();
            let at = (i32::midpoint(from.0, to.0), from.1 - px(11));
            write(&plane.screen, &panel.title, at, Anchor::Centre, (TEXT, INK))?;
        }
        Ok(plane)
    }

    /// Labels of the horizontal axis in several rows, where they would run into each other in one.
    fn staggered(&self, rows: usize) -> Result<(), PlotError> {
        let labels = self.figure.x.ticks.iter().enumerate().filter(|_| rows > 1);
        let (low, _) = self.figure.y.range;
        for (index, (place, text)) in labels {
            let (x, y) = self.relative(self.chart.plotting_area().map_coordinate(&(*place, low)));
            let row = i32::try_from(index % rows).unwrap_or(0);
            let at = (x, y + px(8 + row * label::ROW));
            write(&self.screen, text, at, Anchor::Top, (TEXT - 1, INK))?;
        }
        Ok(())
    }

    /// The place of a value within the panel's part of the sheet.
    fn at(&self, x: f64, y: f64) -> (i32, i32) {
        let place = (self.figure.x.place(x), self.figure.y.place(y));
        self.relative(self.chart.plotting_area().map_coordinate(&place))
    }

    fn relative(&self, (x, y): (i32, i32)) -> (i32, i32) {
        let (left, top) = self.screen.get_base_pixel();
        (x - left, y - top)
    }

    /// Upper left and lower right corner of the plane.
    fn bounds(&self) -> ((i32, i32), (i32, i32)) {
        let (x, y) = self.chart.plotting_area().get_pixel_range();
        (
            self.relative((x.start, y.start)),
            self.relative((x.end, y.end)),
        )
    }

    /// What is known of the precision of means: bars where they are few, a band else. Bars are
    /// so many units of the sheet beside their points, unless these have no line to be on.
    fn interval(&self, series: &Series, beside: i32) -> Result<(), PlotError> {
        let known = |point: &&Point| point.half.is_some();
        let points: Vec<&Point> = series.points.iter().filter(known).collect();
        let side = |point: &Point, sign: f64| {
            self.at(
                point.x,
                self.inside(point.y + sign * point.half.unwrap_or(0.0)),
            )
        };
        if series.joined && points.len() > FEW {
            let upper = points.iter().map(|point| side(point, 1.0));
            let lower = points.iter().rev().map(|point| side(point, -1.0));
            let outline: Vec<(i32, i32)> = upper.chain(lower).collect();
            self.screen
                .draw(&Polygon::new(outline, series.style.colour.mix(0.15)))?;
            return Ok(());
        }
        let beside = if series.joined { beside } else { 0 };
        for point in points {
            let [top, bottom] = [1.0, -1.0].map(|sign| {
                let (x, y) = side(point, sign);
                (x + beside, y)
            });
            let colour = series.style.colour;
            line(&self.screen, vec![top, bottom], colour, 5)?;
            for (x, y) in [top, bottom] {
                line(
                    &self.screen,
                    vec![(x - px(3), y), (x + px(3), y)],
                    colour,
                    5,
                )?;
            }
        }
        Ok(())
    }

    /// A value no lower or higher than the vertical axis shows.
    fn inside(&self, value: f64) -> f64 {
        value.clamp(self.figure.y.range.0, self.figure.y.range.1)
    }

    fn layer(&self, layer: &Layer) -> Result<(), PlotError> {
        match layer {
            Layer::Series(series) => self.series(series),
            Layer::Shade(points) => self.shade(points),
            Layer::Line(style, points) => {
                let shape = style.colour.stroke_width(STROKE);
                curve(&self.screen, self.places(points), style.stroke, shape)
            }
            Layer::Faint(style, points) => {
                let shape = style.colour.mix(self.faintness).stroke_width(THIN);
                curve(&self.screen, self.places(points), style.stroke, shape)
            }
            Layer::Dashed(style, points) => {
                dashed(&self.screen, self.places(points), style.colour, STROKE - 2)
            }
            Layer::Points(points) => points.points.iter().try_for_each(|point| {
                let at = self.at(point.x, point.y);
                let radius = px(RADIUS + 1);
                mark(&self.screen, at, points.style, radius, points.hollow)
            }),
        }
    }

    fn places(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points
            .iter()
            .map(|&(x, y)| self.at(x, self.inside(y)))
            .collect()
    }

    fn series(&self, series: &Series) -> Result<(), PlotError> {
        let points = &series.points;
        let place = |point: &Point| self.at(point.x, self.inside(point.y));
        let path: Vec<(i32, i32)> = points.iter().map(place).collect();
        if series.joined && points.len() > 1 {
            let width = if series.bold { BOLD } else { STROKE };
            let shape = series.style.colour.stroke_width(width);
            curve(&self.screen, path.clone(), series.style.stroke, shape)?;
        }
        for index in marked(series, &path) {
            let hollow = points[index].partial;
            mark(&self.screen, path[index], series.style, px(RADIUS), hollow)?;
        }
        Ok(())
    }

    /// An area down to the lower end of the axis, with a dashed edge.
    fn shade(&self, points: &[(f64, f64)]) -> Result<(), PlotError> {
        let (Some(first), Some(last)) = (points.first(), points.last()) else {
            return Ok(());
        };
        let floor = self.figure.y.range.0;
        let mut outline = self.places(points);
        outline.push(self.at(last.0, floor));
        outline.insert(0, self.at(first.0, floor));
        self.screen
            .draw(&Polygon::new(outline.clone(), SHADE.mix(0.5)))?;
        dashed(&self.screen, outline, FAINT, 5)
    }
}

/// By how many units of the sheet the bars of a curve are beside its points, so that those of one
/// curve do not hide those of another; all of them touch their markers.
fn beside(index: usize, of: usize) -> i32 {
    let side = index as f64 - of.saturating_sub(1) as f64 / 2.0;
    let most = of.saturating_sub(1).max(1) as f64;
    let step = f64::from(px(BESIDE)).min(2.0 * f64::from(px(RADIUS)) / most);
    (side * step).round() as i32
}

/// How much of their colour the lines of a panel have: less where there are more, so that what is
/// drawn over them is seen.
fn faintness(panel: &Panel) -> f64 {
    let lines = panel.layers.iter();
    let count = lines
        .filter(|layer| matches!(layer, Layer::Faint(..)))
        .count();
    let share = count.min(MANY) as f64 / MANY as f64;
    STRONGEST + share * (FAINTEST - STRONGEST)
}

/// The places of an axis for the drawing library, with ticks where the axis has them.
struct Places {
    range: Range<f64>,
    ticks: Vec<f64>,
}

impl Places {
    fn of(axis: &Axis) -> Self {
        Self {
            range: axis.range.0..axis.range.1,
            ticks: axis.ticks.iter().map(|(place, _)| *place).collect(),
        }
    }
}

impl Ranged for Places {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, (from, to): (i32, i32)) -> i32 {
        let share = (value - self.range.start) / (self.range.end - self.range.start);
        from + (share * f64::from(to - from)).round() as i32
    }

    fn key_points<H: KeyPointHint>(&self, _: H) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}
