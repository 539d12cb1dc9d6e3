//! The legend, above the panels and never on the data.

use super::canvas::{Anchor, At, Canvas, Pen};
use super::mark::{arrow, dashed, mark, pen};
use crate::plot::figure::style::{FAINT, INK, SHADE};
use crate::plot::figure::{Entry, Legend, Sample};
use crate::plot::measure::{width_of, wrapped};

/// Width of the sample before a text.
const SAMPLE: f64 = 24.0;
/// Between a sample and its text.
const GAP: f64 = 4.0;
/// Between entries.
const APART: f64 = 10.0;
/// More of a line than this leaves no room for entries beside a title.
const MOST_OF_LINE: f64 = 0.7;
/// Height of a line over that of its text.
const LINE: f64 = 1.45;

/// A piece of a legend in its place, from the upper left corner of the legend.
struct Piece {
    x: f64,
    /// The middle of its line.
    y: f64,
    text: String,
    sample: Option<Sample>,
}

/// A legend with everything in its place.
pub(crate) struct Placed {
    pieces: Vec<Piece>,
    text: f64,
    /// What it takes of the sheet.
    pub(crate) size: At,
}

impl Placed {
    /// The entries one after the other in lines of a width, a group on a line of its own where it fits on one.
    pub(crate) fn new(legend: &Legend, width: f64, text: f64) -> Self {
        let line = LINE * text;
        let wide = |entry: &Entry| SAMPLE + GAP + width_of(&entry.text, text);
        let mut pieces = Vec::new();
        let (mut x, mut y, mut widest) = (0.0, line / 2.0, 0.0_f64);
        for group in &legend.groups {
            let title = match group.title.as_str() {
                "" => 0.0,
                title => width_of(title, text) + 2.0 * GAP,
            };
            let entries = group.entries.iter().map(|entry| wide(entry) + APART);
            let whole = title + entries.sum::<f64>() - APART;
            if x > 0.0 && x + whole > width {
                (x, y) = (0.0, y + line);
            }
            // What is wider than the sheet goes on in the next line, and the entries begin below it.
            let lines = match group.title.as_str() {
                "" => Vec::new(),
                words => wrapped(words, text, width),
            };
            let beside = lines.len() == 1 && title < MOST_OF_LINE * width;
            for line_of in &lines {
                pieces.push(Piece {
                    x,
                    y,
                    text: line_of.clone(),
                    sample: None,
                });
                if !beside {
                    widest = widest.max(x + width_of(line_of, text));
                    (x, y) = (0.0, y + line);
                }
            }
            if beside {
                x += title;
            }
            let indent = if x + title < width / 2.0 { x } else { 0.0 };
            for entry in &group.entries {
                if x > indent && x + wide(entry) > width {
                    (x, y) = (indent, y + line);
                }
                let lines = wrapped(&entry.text, text, (width - x - SAMPLE - GAP).max(0.0));
                for (index, words) in lines.into_iter().enumerate() {
                    let (x, sample) = match index {
                        0 => (x, Some(entry.sample)),
                        _ => {
                            y += line;
                            (x + SAMPLE + GAP, None)
                        }
                    };
                    pieces.push(Piece {
                        x,
                        y,
                        text: words,
                        sample,
                    });
                }
                widest = widest.max((x + wide(entry)).min(width));
                x += wide(entry) + APART;
            }
        }
        let high = if pieces.is_empty() {
            0.0
        } else {
            y + line / 2.0
        };
        Self {
            pieces,
            text,
            size: (widest, high),
        }
    }

    /// Draws it with its upper left corner at a place.
    pub(crate) fn draw(&self, canvas: &mut Canvas, (left, top): At) {
        for piece in &self.pieces {
            let (mut x, y) = (left + piece.x, top + piece.y);
            if let Some(kind) = piece.sample {
                sample(canvas, kind, (x, y));
                x += SAMPLE + GAP;
            }
            canvas.text(&piece.text, (x, y), Anchor::Left, self.text, INK);
        }
    }
}

fn sample(canvas: &mut Canvas, sample: Sample, (left, y): At) {
    let ends = [(left, y), (left + SAMPLE, y)];
    let middle = (left + SAMPLE / 2.0, y);
    match sample {
        Sample::Curve(style) => {
            canvas.line(&ends, pen(style, 1.1));
            mark(canvas, middle, style, 2.4, false);
        }
        Sample::Line(style) => canvas.line(&ends, pen(style, 1.1)),
        Sample::Bold(style) => canvas.line(&ends, pen(style, 1.8)),
        Sample::Faint(style) => {
            let faint = Pen {
                share: 0.45,
                ..pen(style, 0.6)
            };
            canvas.line(&ends, faint);
        }
        Sample::Dashed(style) => canvas.line(&ends, dashed(style.colour, 0.8)),
        Sample::Arrow(style) => {
            let (from, to) = ((left + SAMPLE * 0.25, y), (left + SAMPLE * 0.75, y));
            arrow(canvas, from, to, Pen::new(style.colour, 0.9));
        }
        Sample::Point { style, hollow } => mark(canvas, middle, style, 2.6, hollow),
        Sample::Shade => {
            let (right, top, bottom) = (left + SAMPLE, y - 3.0, y + 3.0);
            let corners = [
                (left, top),
                (right, top),
                (right, bottom),
                (left, bottom),
                (left, top),
            ];
            canvas.area(&corners, SHADE, 0.5);
            canvas.line(&corners, dashed(FAINT, 0.7));
        }
    }
}
