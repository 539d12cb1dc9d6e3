//! Figures as pictures of PGFPlots: a text that a paper inputs, in its own font.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::canvas::size;
use super::chart::faintness;
use super::polar::place;
use super::sheet::{columns_and_rows, usual_width};
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{Colour, FAINT, GRID, INK, Marker, Palette, SHADE, Stroke, Style};
use crate::plot::figure::{Figure, Form, Layer, Legend, Marks, Panel, Quantiles, Sample, Series};
use crate::plot::measure::INCH;
use crate::table::digits::number_text;

/// A curve of at most this many points has bars for its intervals, a longer one a band.
const FEW: usize = 6;
/// Markers of a curve whose markers only distinguish it.
const MARKERS: usize = 8;
/// Height of a figure over its width, where it is not stated.
const RATIO: f64 = 0.75;
/// What PGFPlots leaves for labels within the size of an axis, in points.
const LABELS: f64 = 45.0;
/// How far the panels of a polar figure reach beyond their circle, for labels.
const BEYOND: f64 = 1.25;

/// The points that a line through some points is drawn by.
type Through<'a> = &'a dyn Fn(&[(f64, f64)]) -> Vec<(f64, f64)>;

/// The picture; `shows` says what it shows.
pub(crate) fn draw(figure: &Figure, shows: &str) -> String {
    let mut picture = Picture {
        text: String::new(),
        palette: Palette::of(&figure.look),
        colours: RefCell::default(),
    };
    let (columns, rows) = columns_and_rows(figure);
    let width = figure.look.width.unwrap_or(usual_width(figure) / INCH);
    let across = columns as f64;
    let wide = if columns == 1 {
        width
    } else {
        (width - 0.45 - 0.1 * across) / across + 0.45 / across
    };
    let high = match figure.look.height {
        Some(height) => height / rows as f64,
        None => RATIO * wide,
    };
    let several = figure.panels.len() > 1;
    let plane = figure.form != Form::Polar;
    picture
        .text
        .push_str("\\begin{tikzpicture}[font=\\footnotesize]\n");
    if several {
        let shared = match plane {
            true => {
                ", xlabels at=edge bottom, ylabels at=edge left, xticklabels at=edge bottom, yticklabels at=edge left"
            }
            false => "",
        };
        let titled = if figure.grid.is_some() { "8pt" } else { "20pt" };
        let _ = writeln!(
            picture.text,
            "\\begin{{groupplot}}[group style={{group size={columns} by {rows}, horizontal sep=20pt, vertical sep={titled}{shared}}},"
        );
    } else {
        picture.text.push_str("\\begin{axis}[\n");
    }
    let stated = figure.look.title.as_deref().filter(|_| !several);
    picture.axes(figure, (wide, high), stated);
    picture.text.push_str("]\n");
    for (index, panel) in figure.panels.iter().enumerate() {
        if several {
            let mut options = Vec::new();
            let mut title = panel.title.clone();
            if let Some(grid) = &figure.grid {
                let (column, row) = (index % columns, index / columns);
                if row == 0 {
                    title.clone_from(&grid.columns[column]);
                }
                if column + 1 == columns && rows > 1 {
                    options.push(format!(
                        "after end axis/.append code={{\\node[rotate=90, anchor=north, {}] at (rel axis cs:1.02,0.5) {{{}}};}}",
                        broken(high),
                        escaped(&grid.rows[row])
                    ));
                }
            }
            if !title.is_empty() {
                options.push(format!("title={{{}}}", escaped(&title)));
            }
            let _ = writeln!(picture.text, "\\nextgroupplot[{}]", options.join(", "));
        }
        picture.panel(figure, panel);
        if index == 0 {
            picture.legend(&figure.legend);
        }
    }
    picture.text.push_str(if several {
        "\\end{groupplot}\n"
    } else {
        "\\end{axis}\n"
    });
    picture.text.push_str("\\end{tikzpicture}\n");
    picture.whole(figure, shows)
}

/// The options of a text that is broken into lines along a plane: PGFPlots leaves room for labels within the size of an
/// axis, in inches.
fn broken(size_of_axis: f64) -> String {
    let room = (size_of_axis * INCH - LABELS).max(LABELS);
    format!("align=center, text width={}pt", size(room, 0))
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
        head + &self.text
    }

    fn axes(&mut self, figure: &Figure, (wide, high): (f64, f64), title: Option<&str>) {
        let mut lines = vec![format!(
            "width={}in, height={}in",
            size(wide, 3),
            size(high, 3)
        )];
        if let Some(title) = title.filter(|title| !title.is_empty()) {
            lines.push(format!("title={{{}}}", escaped(title)));
        }
        if figure.form == Form::Polar {
            let low = -(BEYOND - 1.0);
            lines.push(format!(
                "hide axis, axis equal image, xmin=-{BEYOND}, xmax={BEYOND}, ymin={low}, ymax={BEYOND}"
            ));
        } else {
            lines.push(axis("x", &figure.x));
            lines.push(axis("y", &figure.y));
            let grid = self.colour(GRID);
            lines.push(format!(
                "axis lines=left, axis line style={{-}}, grid=major, grid style={{color={grid}}}"
            ));
            lines.push("tick align=outside, label style={font=\\footnotesize}, tick label style={font=\\footnotesize}".into());
            if figure.form == Form::Map {
                lines.push("axis equal image".into());
            }
            if figure.x.words && figure.x.ticks.len() > 4 {
                lines.push("x tick label style={rotate=30, anchor=north east}".into());
            }
        }
        if figure.panels.len() > 1 {
            let (title, y_title) = (broken(wide), broken(high));
            lines.push(format!(
                "title style={{font=\\footnotesize, {title}}}, ylabel style={{{y_title}}}"
            ));
        } else {
            lines.push("title style={font=\\footnotesize}".into());
        }
        let above = match figure.panels.len() {
            1 if title.is_none() => "2pt",
            _ => "16pt",
        };
        lines.push(format!(
            "legend style={{at={{(0,1)}}, yshift={above}, anchor=south west, draw=none, fill=none, font=\\footnotesize, legend columns=4, \
             /tikz/every even column/.append style={{column sep=6pt}}}}, legend cell align=left"
        ));
        self.text.push_str("  ");
        self.text.push_str(&lines.join(",\n  "));
        self.text.push_str(",\n");
    }

    fn panel(&mut self, figure: &Figure, panel: &Panel) {
        if figure.form == Form::Polar {
            self.fan(figure);
        }
        let faint = faintness(panel);
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
                    let options =
                        format!("only marks, {}", self.marker(points.style, points.hollow));
                    self.plot(&options, &places, false);
                    for point in points.points.iter().filter(|point| !point.label.is_empty()) {
                        let (x, y) = at(point.x, point.y);
                        let _ = writeln!(
                            self.text,
                            "\\node[anchor=west, font=\\scriptsize] at (axis cs:{},{}) {{{}}};",
                            number(x),
                            number(y),
                            escaped(&point.label)
                        );
                    }
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
                        let (x, y, angle) = (number(x), number(y), size(90.0 - bearing, 2));
                        let _ = writeln!(
                            self.text,
                            "\\draw[color={{{colour}}}] (axis cs:{x},{y}) -- ++({angle}:9pt);"
                        );
                    }
                }
            }
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
            options.push_str(", error bars/y dir=both, error bars/y explicit");
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
    fn fan(&mut self, figure: &Figure) {
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
                "\\node at (axis cs:{x1},{y1}) {{${angle}^\\circ$}};"
            );
        }
        for (value, label) in &figure.y.ticks {
            let x = number(figure.y.share(*value));
            let _ = writeln!(
                self.text,
                "\\node[anchor=north] at (axis cs:{x},0) {{{}}};",
                signed(label)
            );
        }
        let title = escaped(&figure.y.title);
        let _ = writeln!(
            self.text,
            "\\node[anchor=north] at (axis cs:-0.5,0) {{{title}}};"
        );
    }

    fn legend(&mut self, legend: &Legend) {
        for group in &legend.groups {
            if !group.title.is_empty() {
                let title = escaped(&group.title);
                let _ = writeln!(
                    self.text,
                    "\\addlegendimage{{empty legend}}\\addlegendentry{{{title}:}}"
                );
            }
            for entry in &group.entries {
                let image = match entry.sample {
                    Sample::Curve(style) => {
                        format!("{}, thick, {}", self.line(style), self.marker(style, false))
                    }
                    Sample::Line(style) => format!("{}, thick", self.line(style)),
                    Sample::Bold(style) => format!("{}, very thick", self.line(style)),
                    Sample::Faint(style) => format!("{}, thin, opacity=0.45", self.line(style)),
                    Sample::Dashed(style) => {
                        format!("color={{{}}}, dashed", self.colour(style.colour))
                    }
                    Sample::Point { style, hollow } => {
                        format!("only marks, {}", self.marker(style, hollow))
                    }
                    Sample::Shade => format!(
                        "area legend, fill={{{}}}, draw={{{}}}, dashed",
                        self.colour(SHADE),
                        self.colour(FAINT)
                    ),
                };
                let text = escaped(&entry.text);
                let _ = writeln!(
                    self.text,
                    "\\addlegendimage{{{image}}}\\addlegendentry{{{text}}}"
                );
            }
        }
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
            Marker::Tip | Marker::Antenna => ("triangle*", ", rotate=180"),
            Marker::Left => ("triangle*", ", rotate=90"),
            Marker::Cross => ("x", ""),
            Marker::Plus => ("+", ""),
            Marker::Star => ("star", ""),
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

/// The options of an axis.
fn axis(name: &str, axis: &Axis) -> String {
    let ends = (axis.value(axis.range.0), axis.value(axis.range.1));
    let ticks: Vec<String> = axis
        .ticks
        .iter()
        .map(|(place, _)| number(axis.value(*place)))
        .collect();
    let labels: Vec<String> = axis
        .ticks
        .iter()
        .map(|(_, label)| format!("{{{}}}", signed(label)))
        .collect();
    let mode = if axis.log {
        format!("{name}mode=log, ")
    } else {
        String::new()
    };
    format!(
        "{mode}{name}min={}, {name}max={}, {name}tick={{{}}}, {name}ticklabels={{{}}}, {name}label={{{}}}",
        number(ends.0),
        number(ends.1),
        ticks.join(","),
        labels.join(","),
        escaped(&axis.title)
    )
}

/// A label, with the minus of mathematics where it is a number.
fn signed(label: &str) -> String {
    match label.parse::<f64>() {
        Ok(_) => format!("${label}$"),
        Err(_) => escaped(label),
    }
}

/// A number as TeX reads it.
fn number(value: f64) -> String {
    let rounded: f64 = format!("{value:.8e}").parse().unwrap_or(value);
    number_text(rounded).unwrap_or_else(|| "nan".into())
}

/// A text for TeX: mathematics stays, and what means something to TeX elsewhere is written so that it does not.
fn escaped(text: &str) -> String {
    let parts: Vec<&str> = text.split('$').collect();
    let balanced = |part: &str| {
        let mut depth = 0;
        let ever = part.chars().all(|sign| {
            depth += match sign {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            depth >= 0
        });
        ever && depth == 0 && !part.contains('%')
    };
    let is_set = parts.len() % 2 == 1 && parts.iter().skip(1).step_by(2).all(|part| balanced(part));
    let mut all = String::new();
    for (index, part) in parts.iter().enumerate() {
        if is_set && index % 2 == 1 {
            let _ = write!(all, "${part}$");
            continue;
        }
        if !is_set && index > 0 {
            all.push_str("\\$");
        }
        for sign in part.chars() {
            match sign {
                '\\' => all.push_str("\\textbackslash{}"),
                '^' => all.push_str("\\textasciicircum{}"),
                '~' => all.push_str("\\textasciitilde{}"),
                '°' => all.push_str("$^\\circ$"),
                '#' | '%' | '&' | '_' | '{' | '}' => {
                    all.push('\\');
                    all.push(sign);
                }
                sign => all.push(sign),
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn texts_mean_to_tex_what_they_say() {
        let cases = [
            ("sum rate (bit/s/Hz)", "sum rate (bit/s/Hz)"),
            ("$S_{\\min}$ & co_1", "$S_{\\min}$ \\& co\\_1"),
            ("95 % of #1", "95 \\% of \\#1"),
            ("angle (°)", "angle ($^\\circ$)"),
            ("5 $", "5 \\$"),
            ("$x}$", "\\$x\\}\\$"),
            ("a\\b", "a\\textbackslash{}b"),
        ];
        for (text, expected) in cases {
            assert_eq!(escaped(text), expected);
        }
    }
}
