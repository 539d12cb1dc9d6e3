//! The sheet that a figure is drawn on: SVG in points of the printed figure.

use std::fmt::Write as _;

use crate::plot::figure::style::{Colour, Palette};
use crate::plot::measure::{INCH, INDEX};
use crate::plot::rich::{Level, plain, runs};

/// A place on the sheet, in points from its upper left corner.
pub(crate) type At = (f64, f64);

/// The fonts that a figure asks for, the first that there is; the first of them is the one that PNG and PDF are drawn with.
const FONTS: &str = "DejaVu Sans, Verdana, Arial, Helvetica, sans-serif";

/// How far below the middle of its capitals the line of a text is, over its height.
const MIDDLE: f64 = 0.36;

/// How far an index is moved from its line, over the height of the text.
const SHIFT: f64 = 0.25;

/// Where a text lies about the point it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// The point is in the middle of its left side.
    Left,
    /// The point is in the middle of its right side.
    Right,
    /// The point is its centre.
    Centre,
    /// The point is in the middle of its upper side.
    Top,
}

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pen {
    /// Its colour.
    pub colour: Colour,
    /// Its width in points.
    pub width: f64,
    /// Lengths of dashes and gaps by turns, in points; none where it is not broken. Lines have round ends, which make the
    /// former longer and the latter shorter.
    pub dash: &'static [f64],
    /// How much of its colour it has, up to 1.
    pub share: f64,
}

impl Pen {
    /// A line that is not broken.
    pub(crate) const fn new(colour: Colour, width: f64) -> Self {
        Self {
            colour,
            width,
            dash: &[],
            share: 1.0,
        }
    }
}

/// A sheet that is being drawn on.
pub(crate) struct Canvas {
    body: String,
    palette: Palette,
    /// How many parts of the sheet lines were kept within.
    clips: usize,
    /// Whether lines and areas are kept within the last of them.
    clipped: bool,
}

impl Canvas {
    /// An empty one.
    pub(crate) fn new(palette: Palette) -> Self {
        Self {
            body: String::new(),
            palette,
            clips: 0,
            clipped: false,
        }
    }

    /// The file, of a size in points. `title` is for readers that do not see the figure.
    pub(crate) fn file(self, (width, height): At, title: &str, font: Option<&str>) -> String {
        let fonts = match font {
            Some(font) => format!("{}, {FONTS}", escaped(font)),
            None => FONTS.to_owned(),
        };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}in\" height=\"{}in\" viewBox=\"0 0 {} {}\" role=\"img\" \
             font-family=\"{fonts}\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>{}</title>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n{}</svg>\n",
            size(width / INCH, 4),
            size(height / INCH, 4),
            size(width, 2),
            size(height, 2),
            escaped(&plain(title)),
            self.body
        )
    }

    /// Keeps lines and areas within a part of the sheet, from now on.
    pub(crate) fn keep_within(&mut self, (left, top): At, (right, bottom): At) {
        self.clips += 1;
        self.clipped = true;
        let _ = writeln!(
            self.body,
            "<clipPath id=\"within{}\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>",
            self.clips,
            size(left, 2),
            size(top, 2),
            size(right - left, 2),
            size(bottom - top, 2)
        );
    }

    /// Ends that.
    pub(crate) fn keep_no_longer(&mut self) {
        self.clipped = false;
    }

    /// A line through places.
    pub(crate) fn line(&mut self, places: &[At], pen: Pen) {
        if places.len() < 2 {
            return;
        }
        let _ = write!(
            self.body,
            "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"",
            self.name(pen.colour),
            size(pen.width, 2)
        );
        if !pen.dash.is_empty() {
            let lengths: Vec<String> = pen.dash.iter().map(|length| size(*length, 2)).collect();
            let _ = write!(self.body, " stroke-dasharray=\"{}\"", lengths.join(" "));
        }
        if pen.share < 1.0 {
            let _ = write!(self.body, " stroke-opacity=\"{}\"", size(pen.share, 2));
        }
        self.points(places);
    }

    /// An area with these corners, with so much of its colour.
    pub(crate) fn area(&mut self, corners: &[At], colour: Colour, share: f64) {
        if corners.len() < 3 {
            return;
        }
        let _ = write!(self.body, "<polygon fill=\"{}\"", self.name(colour));
        if share < 1.0 {
            let _ = write!(self.body, " fill-opacity=\"{}\"", size(share, 2));
        }
        self.points(corners);
    }

    /// A closed outline, filled.
    pub(crate) fn shape(&mut self, corners: &[At], fill: Colour, pen: Pen) {
        let _ = write!(
            self.body,
            "<polygon fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"",
            self.name(fill),
            self.name(pen.colour),
            size(pen.width, 2)
        );
        self.points(corners);
    }

    /// A disc with an outline.
    pub(crate) fn disc(&mut self, (x, y): At, radius: f64, fill: Colour, pen: Pen) {
        let _ = writeln!(
            self.body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\"/>",
            size(x, 2),
            size(y, 2),
            size(radius, 2),
            self.name(fill),
            self.name(pen.colour),
            size(pen.width, 2)
        );
    }

    /// A text of a height.
    pub(crate) fn text(&mut self, text: &str, at: At, anchor: Anchor, height: f64, colour: Colour) {
        self.set(text, at, anchor, (height, colour), false);
    }

    /// A text that reads upwards, with its centre at a place.
    pub(crate) fn upwards(&mut self, text: &str, at: At, height: f64, colour: Colour) {
        self.set(text, at, Anchor::Centre, (height, colour), true);
    }

    fn set(
        &mut self,
        text: &str,
        (x, y): At,
        anchor: Anchor,
        (height, colour): (f64, Colour),
        upwards: bool,
    ) {
        if text.is_empty() {
            return;
        }
        let side = match anchor {
            Anchor::Left => "start",
            Anchor::Right => "end",
            Anchor::Centre | Anchor::Top => "middle",
        };
        let down = match anchor {
            Anchor::Top => height * 2.0 * MIDDLE,
            Anchor::Left | Anchor::Right | Anchor::Centre => height * MIDDLE,
        };
        let (x, y) = if upwards {
            (x + down, y)
        } else {
            (x, y + down)
        };
        let (x, y) = (size(x, 2), size(y, 2));
        let _ = write!(
            self.body,
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{}\" fill=\"{}\" text-anchor=\"{side}\"",
            size(height, 2),
            self.name(colour)
        );
        if upwards {
            let _ = write!(self.body, " transform=\"rotate(-90 {x} {y})\"");
        }
        self.body.push('>');
        let mut level = 0.0;
        for run in runs(text) {
            let now = match run.level {
                Level::Line => 0.0,
                Level::Below => SHIFT * height,
                Level::Above => -1.4 * SHIFT * height,
            };
            let mut attributes = String::new();
            if run.italic {
                attributes.push_str(" font-style=\"italic\"");
            }
            if run.level != Level::Line {
                let _ = write!(attributes, " font-size=\"{}\"", size(height * INDEX, 2));
            }
            if now != level {
                let _ = write!(attributes, " dy=\"{}\"", size(now - level, 2));
            }
            level = now;
            let text = escaped(&run.text);
            if attributes.is_empty() {
                self.body.push_str(&text);
            } else {
                let _ = write!(self.body, "<tspan{attributes}>{text}</tspan>");
            }
        }
        self.body.push_str("</text>\n");
    }

    /// Ends an element with its places.
    fn points(&mut self, places: &[At]) {
        if self.clipped {
            let _ = write!(self.body, " clip-path=\"url(#within{})\"", self.clips);
        }
        self.body.push_str(" points=\"");
        for (index, (x, y)) in places.iter().enumerate() {
            let gap = if index > 0 { " " } else { "" };
            let _ = write!(self.body, "{gap}{},{}", size(*x, 2), size(*y, 2));
        }
        self.body.push_str("\"/>\n");
    }

    fn name(&self, colour: Colour) -> String {
        let Colour(red, green, blue) = self.palette.of_colour(colour);
        format!("#{red:02x}{green:02x}{blue:02x}")
    }
}

/// A number to some decimals, without those at its end that say nothing.
pub(crate) fn size(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    let text = match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.'),
        false => &text,
    };
    match text {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    let plain = text.replace('&', "&amp;").replace('<', "&lt;");
    plain.replace('>', "&gt;").replace('"', "&quot;")
}
