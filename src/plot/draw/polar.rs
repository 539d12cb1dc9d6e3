//! Panels whose angles are angles: the front of an array, broadside up.

use plotters::prelude::*;

use super::mark::{dashed, line, mark, marked};
use super::page::{Anchor, Area, write};
use crate::plot::error::PlotError;
use crate::plot::figure::style::{FAINT, GRID, INK, SHADE};
use crate::plot::figure::{Figure, Layer, Panel};
use crate::plot::measure::{TEXT, px};

/// Width and height of the only panel, in pixels.
pub(crate) const SINGLE: (i32, i32) = (600, 342);
/// Width and height of each of several panels.
pub(crate) const SMALL: (i32, i32) = (340, 222);

/// Free pixels at the sides, for labels.
const SIDE: i32 = 34;
/// Free pixels above the half circle, for a label and the title.
const ABOVE: i32 = 46;
/// Free pixels below it, for levels.
const BELOW: i32 = 30;
/// Degrees between lines from the centre.
const SPOKE: i32 = 30;
/// Degrees between the corners of what is drawn as a circle.
const FINE_ARC: usize = 3;

/// Draws a panel.
pub(crate) fn draw(area: &Area<'_>, figure: &Figure, panel: &Panel) -> Result<(), PlotError> {
    let (width, height) = area.dim_in_pixel();
    let (width, height) = (width.cast_signed(), height.cast_signed());
    let fan = Fan {
        figure,
        centre: (width / 2, height - px(BELOW)),
        radius: f64::from((width / 2 - px(SIDE)).min(height - px(BELOW + ABOVE))),
    };
    fan.grid(area)?;
    write(
        area,
        &panel.title,
        (width / 2, px(10)),
        Anchor::Centre,
        (TEXT, INK),
    )?;
    for layer in &panel.layers {
        match layer {
            Layer::Shade(points) => fan.shade(area, points)?,
            Layer::Line(style, points) => line(area, fan.places(points), style.colour, 6)?,
            Layer::Dashed(style, points) => dashed(area, fan.places(points), style.colour, 5)?,
            Layer::Series(series) => {
                let points: Vec<_> = series
                    .points
                    .iter()
                    .map(|point| (point.x, point.y))
                    .collect();
                let places = fan.places(&points);
                line(area, places.clone(), series.style.colour, 6)?;
                for index in marked(series, &places) {
                    mark(area, places[index], series.style, px(3), false)?;
                }
            }
            // The points of a pattern are samples of one curve, so they have no markers.
            Layer::Points(..) | Layer::Faint(..) => {}
        }
    }
    Ok(())
}

/// Half a circle that opens upwards.
struct Fan<'f> {
    figure: &'f Figure,
    centre: (i32, i32),
    radius: f64,
}

impl Fan<'_> {
    fn at(&self, degrees: f64, share: f64) -> (i32, i32) {
        let (sine, cosine) = (
            libm::sin(degrees.to_radians()),
            libm::cos(degrees.to_radians()),
        );
        let radius = self.radius * share.clamp(0.0, 1.0);
        let round = |value: f64| value.round() as i32;
        (
            self.centre.0 + round(radius * sine),
            self.centre.1 - round(radius * cosine),
        )
    }

    /// How far from the centre a value lies.
    fn share(&self, value: f64) -> f64 {
        let (low, high) = self.figure.y.range;
        (value - low) / (high - low)
    }

    fn places(&self, points: &[(f64, f64)]) -> Vec<(i32, i32)> {
        points
            .iter()
            .map(|&(angle, value)| self.at(angle, self.share(value)))
            .collect()
    }

    fn grid(&self, area: &Area<'_>) -> Result<(), PlotError> {
        let levels = self
            .figure
            .y
            .ticks
            .iter()
            .map(|(value, _)| self.share(*value));
        for share in levels.chain([1.0]) {
            let arc = (-90..=90)
                .step_by(FINE_ARC)
                .map(|angle| self.at(f64::from(angle), share));
            line(area, arc.collect(), GRID, 3)?;
        }
        for angle in (-90..=90).step_by(SPOKE.unsigned_abs() as usize) {
            let spoke = vec![self.centre, self.at(f64::from(angle), 1.0)];
            line(area, spoke, GRID, 3)?;
            let outside = 1.0 + f64::from(px(16)) / self.radius;
            let (x, y) = self.beyond(f64::from(angle), outside);
            write(
                area,
                &format!("{angle}°"),
                (x, y),
                Anchor::Centre,
                (TEXT - 1, INK),
            )?;
        }
        // Levels are written below the diameter, where nothing else is.
        for (value, text) in &self.figure.y.ticks {
            let (x, y) = self.at(90.0, self.share(*value));
            write(area, text, (x, y + px(4)), Anchor::Top, (TEXT - 2, FAINT))?;
        }
        let below = (
            self.centre.0 - (self.radius / 2.0) as i32,
            self.centre.1 + px(4),
        );
        write(
            area,
            &self.figure.y.title,
            below,
            Anchor::Top,
            (TEXT - 2, FAINT),
        )
    }

    /// A place outside the circle.
    fn beyond(&self, degrees: f64, share: f64) -> (i32, i32) {
        let wide = Fan {
            radius: self.radius * share,
            ..*self
        };
        wide.at(degrees, 1.0)
    }

    fn shade(&self, area: &Area<'_>, points: &[(f64, f64)]) -> Result<(), PlotError> {
        let mut outline = vec![self.centre];
        outline.extend(self.places(points));
        outline.push(self.centre);
        area.draw(&Polygon::new(outline.clone(), SHADE.mix(0.5)))?;
        dashed(area, outline, FAINT, 5)
    }
}
