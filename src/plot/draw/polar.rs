//! Panels whose angles are angles: the front of an array, broadside up.

use super::canvas::{Anchor, At, Canvas, Pen};
use super::mark::{dashed, mark, marked, pen};
use crate::plot::figure::style::{FAINT, GRID, INK, SHADE};
use crate::plot::figure::{Figure, Layer, Panel};
use crate::plot::measure::{width_of, wrapped};

/// Degrees between lines from the centre.
const SPOKE: i32 = 30;
/// Degrees between the corners of what is drawn as a circle.
const FINE_ARC: usize = 3;
/// Width of curves.
const STROKE: f64 = 1.0;
/// Width of ideal patterns of several curves, and how much of their colour they have.
const FAINT_STROKE: f64 = 0.6;
const FAINTEST: f64 = 0.6;

/// Free room at the sides for labels, over the height of text.
const SIDE: f64 = 2.6;
/// Above the half circle.
const ABOVE: f64 = 1.8;
/// Below it, for levels.
const BELOW: f64 = 1.6;
/// Height of a line over that of its text.
const LINE: f64 = 1.3;

/// How high a panel of a width is.
pub(crate) fn height(figure: &Figure, width: f64, text: f64) -> f64 {
    (width / 2.0 - SIDE * text).max(0.0) + around(figure, width, text)
}

/// How much of its height is above and below the half circle.
pub(crate) fn around(figure: &Figure, width: f64, text: f64) -> f64 {
    ABOVE * text + below(&title(figure, width, text), text)
}

/// What is below the half circle: levels, and lines of their title.
fn below(title: &[String], text: f64) -> f64 {
    (BELOW + LINE * title.len() as f64) * text
}

/// The title of the levels, in lines.
fn title(figure: &Figure, width: f64, text: f64) -> Vec<String> {
    match figure.y.title.as_str() {
        "" => Vec::new(),
        title => wrapped(title, text, width),
    }
}

/// Draws a panel between its upper left and lower right corner.
pub(crate) fn draw(
    canvas: &mut Canvas,
    figure: &Figure,
    panel: &Panel,
    (from, to): (At, At),
    text: f64,
) {
    let (width, height) = (to.0 - from.0, to.1 - from.1);
    let title = title(figure, width, text);
    let below = below(&title, text);
    let radius = (width / 2.0 - SIDE * text).min(height - ABOVE * text - below);
    let fan = Fan {
        figure,
        centre: (from.0 + width / 2.0, to.1 - below),
        radius: radius.max(1.0),
        text,
    };
    for (index, line) in title.iter().enumerate() {
        // Below the levels, which are to the right, as far as there is room.
        let half = width_of(line, text) / 2.0;
        let x = (fan.centre.0 + fan.radius / 2.0)
            .min(to.0 - half)
            .max(from.0 + half);
        let y = fan.centre.1 + (BELOW + LINE * (index as f64 + 0.4)) * text;
        canvas.text(line, (x, y), Anchor::Centre, text, INK);
    }
    fan.grid(canvas);
    for layer in &panel.layers {
        match layer {
            Layer::Shade(points) => fan.shade(canvas, points),
            Layer::Line(style, points) => canvas.line(&fan.places(points), pen(*style, STROKE)),
            Layer::Dashed(style, points) => {
                canvas.line(&fan.places(points), dashed(style.colour, 0.8));
            }
            Layer::Series(series) => {
                let points = series.points.iter();
                let points: Vec<_> = points.map(|point| (point.x, point.y)).collect();
                let places = fan.places(&points);
                canvas.line(&places, pen(series.style, STROKE));
                for index in marked(series, &places) {
                    mark(canvas, places[index], series.style, 2.0, false);
                }
            }
            Layer::Faint(style, points) => {
                let thin = Pen::new(style.colour, FAINT_STROKE);
                canvas.line(
                    &fan.places(points),
                    Pen {
                        share: FAINTEST,
                        ..thin
                    },
                );
            }
            // A pattern has no such layers.
            Layer::Points(_) | Layer::Boxes(..) | Layer::Rays(..) => {}
        }
    }
}

/// The place of a value about a centre of zero, for a radius of one; `y` runs up.
pub(crate) fn place(figure: &Figure, angle: f64, value: f64) -> (f64, f64) {
    let share = figure.y.share(value).clamp(0.0, 1.0);
    let angle = angle.to_radians();
    (share * libm::sin(angle), share * libm::cos(angle))
}

/// Half a circle that opens upwards.
struct Fan<'f> {
    figure: &'f Figure,
    centre: At,
    radius: f64,
    text: f64,
}

impl Fan<'_> {
    fn at(&self, degrees: f64, share: f64) -> At {
        let (sine, cosine) = (
            libm::sin(degrees.to_radians()),
            libm::cos(degrees.to_radians()),
        );
        let radius = self.radius * share;
        (
            self.centre.0 + radius * sine,
            self.centre.1 - radius * cosine,
        )
    }

    fn places(&self, points: &[(f64, f64)]) -> Vec<At> {
        let at = |&(angle, value): &(f64, f64)| {
            let (x, y) = place(self.figure, angle, value);
            (
                self.centre.0 + self.radius * x,
                self.centre.1 - self.radius * y,
            )
        };
        points.iter().map(at).collect()
    }

    fn grid(&self, canvas: &mut Canvas) {
        let grid = Pen::new(GRID, 0.5);
        let axis = &self.figure.y;
        let levels = axis.ticks.iter().map(|(value, _)| axis.share(*value));
        for share in levels.chain([1.0]) {
            let arc = (-90..=90)
                .step_by(FINE_ARC)
                .map(|angle| self.at(f64::from(angle), share));
            canvas.line(&arc.collect::<Vec<_>>(), grid);
        }
        for angle in (-90..=90_i32).step_by(SPOKE.unsigned_abs() as usize) {
            canvas.line(&[self.centre, self.at(f64::from(angle), 1.0)], grid);
            let outside = 1.0 + 1.4 * self.text / self.radius;
            let (x, y) = self.at(f64::from(angle), outside);
            // Levels are below the ends of the diameter.
            let at = if angle.abs() == 90 {
                (x, y - 0.4 * self.text)
            } else {
                (x, y)
            };
            canvas.text(&format!("{angle}°"), at, Anchor::Centre, self.text, INK);
        }
        // Levels are below the diameter, where nothing else is.
        let below = self.centre.1 + 0.4 * self.text;
        let mut free = f64::MIN;
        for (value, label) in &axis.ticks {
            let (x, _) = self.at(90.0, axis.share(*value));
            let half = width_of(label, self.text) / 2.0;
            if x - half > free {
                canvas.text(label, (x, below), Anchor::Top, self.text, INK);
                free = x + half + 2.0;
            }
        }
    }

    fn shade(&self, canvas: &mut Canvas, points: &[(f64, f64)]) {
        let mut outline = vec![self.centre];
        outline.extend(self.places(points));
        outline.push(self.centre);
        canvas.area(&outline, SHADE, 0.5);
        canvas.line(&outline, dashed(FAINT, 0.7));
    }
}
