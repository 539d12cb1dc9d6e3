//! Figures as pictures of PGFPlots: a text that a paper inputs, in its own font.

mod axes;
mod tex;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::canvas::{At, size};
use super::chart::{crowd, faintness};
use super::label::{self, Side};
use super::mark::outlines;
use super::polar::place;
use super::sheet::places;
use crate::plot::error::PlotError;
use crate::plot::figure::style::{Colour, FAINT, GRID, INK, Marker, Palette, SHADE, Stroke, Style};
use crate::plot::figure::{Figure, Form, Layer, Marks, Panel, Quantiles, Series};
use crate::plot::measure::{TEXT, width_of};
use tex::{escaped, number, signed};

/// A curve of at most this many points has bars for its intervals, a longer one a band.
const FEW: usize = 6;
/// Markers of a curve whose markers only distinguish it.
const MARKERS: usize = 8;
/// How far the panels of a polar figure reach beyond their circle, for labels.
const BEYOND: f64 = 1.25;
/// How far below the centre the title of the levels is, in radii.
const UNDER: f64 = 0.22;

/// The name of the marker that PGF has not.
const STAR: &str = "cfs star";

/// The points that a line through some points is drawn by.
type Through<'a> = &'a dyn Fn(&[(f64, f64)]) -> Vec<(f64, f64)>;

/// The picture; `shows` says what it shows.
///
/// # Errors
/// When it is to be smaller than its texts leave room for.
pub(crate) fn draw(figure: &Figure, shows: &str) -> Result<String, PlotError> {
    let (figure, places) = &places(figure)?;
    let mut picture = Picture {
        text: String::new(),
        palette: Palette::of(&figure.look),
        colours: RefCell::default(),
    };
    picture
        .text
        .push_str("\\begin{tikzpicture}[font=\\footnotesize]\n");
    picture.begin(figure, places);
    for (index, panel) in figure.panels.iter().enumerate() {
        picture.next(figure, places, index);
        picture.panel(figure, panel, places.plane);
        if index == 0 {
            picture.legend(&figure.legend, places);
        }
    }
    picture.end(figure, places);
    picture.text.push_str("\\end{tikzpicture}\n");
    Ok(picture.whole(figure, shows))
}

/// The marker that PGF has not, for TeX.
fn declared() -> String {
    let mut path = String::new();
    for outline in outlines(Marker::Star) {
        for (index, (x, y)) in outline[..outline.len() - 1].iter().enumerate() {
            let to = if index == 0 { "moveto" } else { "lineto" };
            let (x, y) = (number(*x), number(-*y));
            let _ = write!(
                path,
                "\\pgfpath{to}{{\\pgfqpoint{{{x}\\pgfplotmarksize}}{{{y}\\pgfplotmarksize}}}}"
            );
        }
    }
    format!("\\pgfdeclareplotmark{{{STAR}}}{{{path}\\pgfpathclose\\pgfusepathqfillstroke}}\n")
}

/// The name of a colour, which holds its parts.
fn name(Colour(red, green, blue): Colour) -> String {
    format!("cfs{red:02X}{green:02X}{blue:02X}")
}

/// A picture while it is written.
struct Picture {
    text: String,
    palette: Palette,
    /// Names of the colours in use.
    colours: RefCell<BTreeSet<String>>,
}

impl Picture {
    /// The picture, after what a reader and TeX must know of it.
    fn whole(self, figure: &Figure, shows: &str) -> String {
        let mut head = String::new();
        let one_line = |text: &str| text.replace(['\n', '\r'], " ");
        let _ = writeln!(head, "% {}: {}", one_line(&figure.about), one_line(shows));
        for note in &figure.notes {
            let _ = writeln!(head, "% {}", one_line(note));
        }
        head.push_str(
            "% Written by cfs. In the preamble:\n\
             %   \\usepackage{pgfplots}\n\
             %   \\pgfplotsset{compat=1.16}\n\
             %   \\usepgfplotslibrary{groupplots}\n\
             %   \\usetikzlibrary{plotmarks}\n",
        );
        for name in self.colours.borrow().iter() {
            let parts = name.trim_start_matches("cfs");
            let _ = writeln!(head, "\\definecolor{{{name}}}{{HTML}}{{{parts}}}");
        }
        if self.text.contains(STAR) {
            head.push_str(&declared());
        }
        head + &self.text
    }

    fn panel(&mut self, figure: &Figure, panel: &Panel, (wide, high): At) {
        if figure.form == Form::Polar {
            self.fan(figure, wide);
        }
        let (faint, radius) = (faintness(panel), crowd(panel));
        let at = |x: f64, y: f64| match figure.form {
            Form::Polar => place(figure, x, y),
            Form::Plane | Form::Map => (x, y),
        };
        let through = |points: &[(f64, f64)]| -> Vec<(f64, f64)> {
            let shown = points.iter().filter(|(_, y)| !figure.y.log || *y > 0.0);
            shown.map(|&(x, y)| at(x, y)).collect()
        };
        for layer in &panel.layers {
            if let Layer::Series(series) = layer {
                self.band(figure, series);
            }
        }
        for layer in &panel.layers {
            match layer {
                Layer::Series(series) => self.series(figure, series, &through),
                Layer::Shade(points) => {
                    let (Some(first), Some(last)) = (points.first(), points.last()) else {
                        continue;
                    };
                    let floor = figure.y.value(figure.y.range.0);
                    let mut outline = vec![(first.0, floor)];
                    outline.extend(points.iter().copied());
                    outline.push((last.0, floor));
                    let (fill, edge) = (self.colour(SHADE), self.colour(FAINT));
                    let options =
                        format!("fill={{{fill}}}, fill opacity=0.5, draw={{{edge}}}, dashed, thin");
                    self.plot(&options, &through(&outline), true);
                }
                Layer::Line(style, points) => {
                    let options = format!("{}, thick", self.line(*style));
                    self.plot(&options, &through(points), false);
                }
                Layer::Faint(style, points) => {
                    let options = format!(
                        "{}, thin, opacity={}",
                        self.line(style.unbroken()),
                        size(faint, 2)
                    );
                    self.plot(&options, &through(points), false);
                }
                Layer::Dashed(style, points) => {
                    let options = format!("color={{{}}}, dashed", self.colour(style.colour));
                    self.plot(&options, &through(points), false);
                }
                Layer::Points(points) => {
                    let places: Vec<(f64, f64)> =
                        points.points.iter().map(|p| at(p.x, p.y)).collect();
                    let options = format!(
                        "only marks, {}, mark size={}bp",
                        self.marker(points.style, points.hollow),
                        size(radius, 1)
                    );
                    self.plot(&options, &places, false);
                }
                Layer::Boxes(style, boxes, marked) => {
                    for quantiles in boxes {
                        self.quantiles(*style, quantiles);
                    }
                    if *marked {
                        let medians = boxes.iter().map(|of| (of.x, of.at[2]));
                        let options = format!("only marks, {}", self.marker(*style, false));
                        self.plot(&options, &medians.collect::<Vec<_>>(), false);
                    }
                }
                Layer::Rays(style, rays) => {
                    for &(x, y, bearing) in rays {
                        let colour = self.colour(style.colour);
                        let [_, (across, down)] = label::ray((0.0, 0.0), bearing, radius);
                        let _ = writeln!(
                            self.text,
                            "\\draw[color={{{colour}}}, semithick, ->] (axis cs:{},{}) -- ++({}bp,{}bp);",
                            number(x),
                            number(y),
                            size(across, 1),
                            size(-down, 1)
                        );
                    }
                }
            }
        }
        if figure.form == Form::Map {
            self.beside(figure, panel, (wide, high), radius);
        }
    }

    /// The texts beside the points of a map.
    fn beside(&mut self, figure: &Figure, panel: &Panel, (wide, high): At, radius: f64) {
        let at = |x: f64, y: f64| (figure.x.share(x) * wide, (1.0 - figure.y.share(y)) * high);
        let corners = ((0.0, 0.0), (wide, high));
        for beside in label::beside(panel, &at, corners, (TEXT, radius)) {
            let anchor = match beside.side {
                Side::Right => "west",
                Side::Left => "east",
                Side::Above => "south",
                Side::Below => "north",
            };
            let (across, up) = beside.side.way(beside.away);
            let _ = writeln!(
                self.text,
                "\\node[anchor={anchor}, xshift={}bp, yshift={}bp, inner sep=0pt, font=\\scriptsize] at (axis cs:{},{}) {{{}}};",
                size(across, 1),
                size(up, 1),
                number(beside.point.x),
                number(beside.point.y),
                escaped(&beside.point.label)
            );
        }
    }

    /// The interval of a long curve.
    fn band(&mut self, figure: &Figure, series: &Series) {
        let known: Vec<_> = series
            .points
            .iter()
            .filter_map(|point| Some((point.x, point.interval?)))
            .collect();
        if !series.joined || known.len() <= FEW {
            return;
        }
        let (low, high) = (
            figure.y.value(figure.y.range.0),
            figure.y.value(figure.y.range.1),
        );
        let inside = |value: f64| value.clamp(low, high);
        let upper = known.iter().map(|&(x, (_, high))| (x, inside(high)));
        let lower = known.iter().rev().map(|&(x, (low, _))| (x, inside(low)));
        let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
        let options = format!(
            "draw=none, fill={{{}}}, fill opacity=0.15",
            self.colour(series.style.colour)
        );
        self.plot(&options, &outline, true);
    }

    fn series(&mut self, figure: &Figure, series: &Series, through: Through<'_>) {
        let known = series
            .points
            .iter()
            .filter(|point| point.interval.is_some())
            .count();
        let bars = known > 0 && (!series.joined || known <= FEW);
        let positive = |y: f64| !figure.y.log || y > 0.0;
        let points: Vec<_> = series
            .points
            .iter()
            .filter(|point| positive(point.y))
            .collect();
        let count = points.len();
        let marks = match &series.marks {
            Marks::Points => None,
            Marks::Some(indices) => Some(indices.clone()),
            Marks::Spaced(first) => {
                let stride = count.div_ceil(MARKERS).max(1);
                let from = (first * stride as f64) as usize;
                Some((from..count).step_by(stride).collect())
            }
        };
        let mut options = match series.joined {
            true => self.line(series.style),
            false => format!("color={{{}}}, only marks", self.colour(series.style.colour)),
        };
        options.push_str(if series.bold {
            ", very thick"
        } else {
            ", thick"
        });
        let hollow: Vec<usize> = (0..count).filter(|&index| points[index].partial).collect();
        match (&marks, hollow.is_empty()) {
            (Some(indices), _) if indices.is_empty() => options.push_str(", no marks"),
            (None, true) => {
                let _ = write!(options, ", {}", self.marker(series.style, false));
            }
            (stated, _) => {
                let shown = match stated {
                    Some(indices) => indices.clone(),
                    None => (0..count).filter(|index| !hollow.contains(index)).collect(),
                };
                let shown: Vec<String> =
                    shown.iter().map(|index| (index + 1).to_string()).collect();
                let _ = write!(
                    options,
                    ", {}, mark indices={{{}}}",
                    self.marker(series.style, false),
                    shown.join(",")
                );
            }
        }
        if bars {
            options.push_str(", error bars/y dir=both, error bars/y explicit, error bars/error bar style={solid}");
            let mut data = String::new();
            let (bottom, top) = (
                figure.y.value(figure.y.range.0),
                figure.y.value(figure.y.range.1),
            );
            for point in &points {
                let (low, high) = point.interval.unwrap_or((point.y, point.y));
                let (low, high) = (low.max(bottom), high.min(top));
                let _ = write!(
                    data,
                    "({},{}) += (0,{}) -= (0,{}) ",
                    number(point.x),
                    number(point.y),
                    number((high - point.y).max(0.0)),
                    number((point.y - low).max(0.0))
                );
            }
            let _ = writeln!(
                self.text,
                "\\addplot[{options}, forget plot] coordinates {{{}}};",
                data.trim_end()
            );
        } else {
            let places: Vec<(f64, f64)> = points.iter().map(|point| (point.x, point.y)).collect();
            self.plot(&options, &through(&places), false);
        }
        if marks.is_none() && !hollow.is_empty() {
            let places: Vec<(f64, f64)> = hollow
                .iter()
                .map(|&index| (points[index].x, points[index].y))
                .collect();
            let options = format!("only marks, {}", self.marker(series.style, true));
            self.plot(&options, &through(&places), false);
        }
    }

    fn quantiles(&mut self, style: Style, quantiles: &Quantiles) {
        let Quantiles { x, wide, at } = quantiles;
        let (left, right) = (number(x - wide / 2.0), number(x + wide / 2.0));
        let x = number(*x);
        let [least, low, middle, high, most] = at.map(number);
        let colour = self.colour(style.colour);
        let draw = format!("\\draw[color={{{colour}}}");
        let _ = writeln!(
            self.text,
            "{draw}, fill={{{colour}}}, fill opacity=0.2, draw opacity=1] (axis cs:{left},{low}) rectangle (axis cs:{right},{high});\n\
             {draw}, very thick] (axis cs:{left},{middle}) -- (axis cs:{right},{middle});\n\
             {draw}, |-] (axis cs:{x},{least}) -- (axis cs:{x},{low});\n\
             {draw}, -|] (axis cs:{x},{high}) -- (axis cs:{x},{most});"
        );
    }

    /// Circles, spokes and their labels.
    fn fan(&mut self, figure: &Figure, wide: f64) {
        let grid = format!("draw={{{}}}, thin", self.colour(GRID));
        let shares = figure
            .y
            .ticks
            .iter()
            .map(|(value, _)| figure.y.share(*value));
        let mut shares: Vec<f64> = shares.chain([1.0]).filter(|share| *share > 0.0).collect();
        shares.dedup();
        for share in shares {
            let _ = writeln!(
                self.text,
                "\\draw[{grid}] (axis cs:{},0) arc[start angle=0, end angle=180, x radius={{transformdirectionx({})}}, y radius={{transformdirectiony({})}}];",
                number(share),
                number(share),
                number(share)
            );
        }
        for angle in (-90..=90).step_by(30) {
            let radians = f64::from(angle).to_radians();
            let (x, y) = (libm::sin(radians), libm::cos(radians));
            let (x1, y1) = (number(1.12 * x), number(1.12 * y));
            let (x, y) = (number(x), number(y));
            let _ = writeln!(
                self.text,
                "\\draw[{grid}] (axis cs:0,0) -- (axis cs:{x},{y});"
            );
            let _ = writeln!(
                self.text,
                "\\node[inner sep=0pt] at (axis cs:{x1},{y1}) {{${angle}^\\circ$}};"
            );
        }
        // Of levels that would be on each other, the first.
        let (radius, mut free) = (wide / (2.0 * BEYOND), f64::MIN);
        for (value, label) in &figure.y.ticks {
            let share = figure.y.share(*value);
            let half = width_of(label, TEXT) / 2.0 + 1.0;
            if share * radius - half < free {
                continue;
            }
            free = share * radius + half;
            let x = number(share);
            let _ = writeln!(
                self.text,
                "\\node[anchor=north] at (axis cs:{x},0) {{{}}};",
                signed(label)
            );
        }
        let title = escaped(&figure.y.title);
        let _ = writeln!(
            self.text,
            "\\node[anchor=north, align=center, text width={}bp] at (axis cs:0,{}) {{{title}}};",
            size(wide, 0),
            number(-UNDER)
        );
    }

    fn plot(&mut self, options: &str, points: &[(f64, f64)], closed: bool) {
        if points.is_empty() {
            return;
        }
        let mut data = String::new();
        for (x, y) in points {
            let _ = write!(data, "({},{}) ", number(*x), number(*y));
        }
        let close = if closed { " -- cycle" } else { "" };
        let _ = writeln!(
            self.text,
            "\\addplot[{options}, forget plot] coordinates {{{}}}{close};",
            data.trim_end()
        );
    }

    /// The line of a curve.
    fn line(&self, style: Style) -> String {
        let lengths = style.stroke.pattern().chunks(2).map(|pair| match pair {
            // Butt ends show no dot of no length.
            [on, off] => format!("on {}pt off {}pt", size(on.max(1.0), 2), size(*off, 2)),
            _ => String::new(),
        });
        let dashes = match style.stroke {
            Stroke::Solid => "solid".to_owned(),
            _ => format!("dash pattern={}", lengths.collect::<Vec<_>>().join(" ")),
        };
        format!(
            "color={{{}}}, {dashes}, mark=none",
            self.colour(style.colour)
        )
    }

    fn marker(&self, style: Style, hollow: bool) -> String {
        let (mark, turned) = match style.marker {
            Marker::Disc => ("*", ""),
            Marker::Square => ("square*", ""),
            Marker::Triangle => ("triangle*", ""),
            Marker::Diamond => ("diamond*", ""),
            Marker::Tip => ("triangle*", ", rotate=180"),
            Marker::Left => ("triangle*", ", rotate=90"),
            Marker::Cross => ("x", ""),
            Marker::Plus => ("+", ""),
            Marker::Star => (STAR, ""),
        };
        let colour = self.colour(style.colour);
        let inside = if hollow { "white" } else { &colour };
        format!(
            "color={{{colour}}}, mark={mark}, mark size=1.8pt, mark options={{solid, draw={{{colour}}}, fill={{{inside}}}{turned}}}"
        )
    }

    fn colour(&self, colour: Colour) -> String {
        match self.palette.of_colour(colour) {
            ink if ink == INK => "black".into(),
            colour => {
                self.colours.borrow_mut().insert(name(colour));
                name(colour)
            }
        }
    }
}
