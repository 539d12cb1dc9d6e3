//! What is around the planes of a picture: axes, titles and the legend.

use std::fmt::Write as _;

use super::super::canvas::size;
use super::super::label;
use super::super::sheet::Places;
use super::tex::{escaped, number, signed};
use super::{BEYOND, Picture, UNDER};
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{FAINT, GRID, SHADE};
use crate::plot::figure::{Entry, Figure, Form, Legend, Sample};
use crate::plot::measure::{TEXT, width_of};

/// What a legend has beside the text of an entry: its sample, and what is free about both.
const SAMPLE: f64 = 32.0;
/// How wide the fonts of papers are over DejaVu Sans.
const NARROWER: f64 = 0.88;
/// Most columns of a legend.
const COLUMNS: usize = 6;
/// What the legend is above titles of panels, whose letters reach below their line.
const OVER: f64 = 2.0;
/// From the ticks of an axis to a title that panels share.
const APART: f64 = 2.0;

impl Picture {
    /// Begins the axes, with what all of them have in common.
    pub(super) fn begin(&mut self, figure: &Figure, places: &Places) {
        let several = figure.panels.len() > 1;
        let (wide, high) = places.plane;
        // The title of the levels is below its panel.
        let below = if figure.form == Form::Polar {
            TEXT
        } else {
            0.0
        };
        if several {
            let _ = writeln!(
                self.text,
                "\\begin{{groupplot}}[group style={{group size={} by {}, horizontal sep={}bp, vertical sep={}bp}},",
                places.columns,
                places.rows,
                size(places.between.0, 1),
                size(places.between.1 + below, 1)
            );
        } else {
            self.text.push_str("\\begin{axis}[\n");
        }
        let mut lines = vec![format!(
            "scale only axis, width={}bp, height={}bp",
            size(wide, 1),
            size(high, 1)
        )];
        if figure.form == Form::Polar {
            // As wide as high, in radii: angles above the circle, levels and their title below it.
            let tall = 2.0 * BEYOND * high / wide;
            let low = (tall - BEYOND).clamp(UNDER, 2.0 * UNDER);
            lines.push(format!(
                "hide axis, axis equal image, clip=false, xmin=-{BEYOND}, xmax={BEYOND}, ymin=-{}, ymax={BEYOND}",
                number(low)
            ));
        } else {
            let title = |axis: &Axis| {
                if several {
                    String::new()
                } else {
                    escaped(&axis.title)
                }
            };
            lines.push(axis("x", &figure.x, wide, &title(&figure.x)));
            lines.push(axis("y", &figure.y, high, &title(&figure.y)));
            let grid = self.colour(GRID);
            lines.push(format!(
                "axis lines=left, axis line style={{-}}, grid=major, grid style={{color={grid}}}"
            ));
            lines.push("tick align=outside, label style={font=\\footnotesize, align=center}, tick label style={font=\\footnotesize}".into());
            lines.push("y tick label style={inner xsep=1.5pt}".into());
            lines.push(format!(
                "x label style={{text width={}bp}}, y label style={{text width={}bp, inner ysep=1pt}}",
                size(wide.max(places.room() - 2.0 * TEXT), 0),
                size(high, 0)
            ));
            if figure.x.words && label::rows(&figure.x, wide, TEXT) > 1 {
                lines.push("x tick label style={rotate=30, anchor=north east}".into());
            }
        }
        lines.push(format!(
            "title style={{at={{(0.5,1)}}, anchor=south, yshift=-3bp, inner sep=1pt, font=\\footnotesize, align=center, text width={}bp}}",
            size(wide, 0)
        ));
        lines.push(format!(
            "legend style={{at={{(0,1)}}, xshift=-{}bp, yshift={}bp, anchor=south west, draw=none, fill=none, inner sep=1pt, \
             nodes={{inner xsep=2.5pt}}, font=\\footnotesize, legend columns={}, \
             /tikz/every even column/.append style={{column sep=6pt}}}}, legend cell align=left",
            size(to_the_left(&figure.legend, places), 1),
            size(places.over + OVER, 1),
            columns(&figure.legend, places.whole()).0
        ));
        self.text.push_str("  ");
        self.text.push_str(&lines.join(",\n  "));
        self.text.push_str(",\n]\n");
    }

    /// Begins the next plane of several, with its title.
    pub(super) fn next(&mut self, figure: &Figure, places: &Places, index: usize) {
        if figure.panels.len() < 2 {
            return;
        }
        let (column, row) = (index % places.columns, index / places.columns);
        let mut options = Vec::new();
        let mut title = figure.panels[index].title.as_str();
        if let Some(grid) = &figure.grid {
            if row == 0 {
                title = &grid.columns[column];
            }
            if column + 1 == places.columns && places.rows > 1 {
                options.push(format!(
                    "after end axis/.append code={{\\node[rotate=90, anchor=north, align=center, text width={}bp] at (rel axis cs:1.02,0.5) {{{}}};}}",
                    size(places.plane.1, 0),
                    escaped(&grid.rows[row])
                ));
            }
        }
        if !title.is_empty() {
            options.push(format!("title={{{}}}", escaped(title)));
        }
        if figure.form != Form::Polar {
            // Labels at the edges serve all.
            if index + places.columns < figure.panels.len() {
                options.push("xticklabels={}".into());
            }
            if column > 0 {
                options.push("yticklabels={}".into());
            }
        }
        let _ = writeln!(self.text, "\\nextgroupplot[{}]", options.join(", "));
    }

    /// Ends the axes: titles that they share, and that of the figure.
    pub(super) fn end(&mut self, figure: &Figure, places: &Places) {
        let several = figure.panels.len() > 1;
        self.text.push_str(match several {
            true => "\\end{groupplot}\n",
            false => "\\end{axis}\n",
        });
        if several && figure.form != Form::Polar {
            let (columns, rows) = (places.columns, places.rows);
            // The last row may have fewer.
            let last = (figure.panels.len() - 1) % columns + 1;
            let whole = |count: usize, plane: f64, between: f64| {
                size(count as f64 * plane + (count as f64 - 1.0) * between, 0)
            };
            let mut title = |options: &str,
                             length: String,
                             title: &str,
                             from: String,
                             to: String| {
                if !title.is_empty() {
                    let _ = writeln!(
                        self.text,
                        "\\path ({from}) -- node[midway, align=center, text width={length}bp, {options}] {{{}}} ({to});",
                        escaped(title)
                    );
                }
            };
            title(
                &format!("anchor=north, yshift=-{APART}bp"),
                whole(last, places.plane.0, places.between.0),
                &figure.x.title,
                format!("group c1r{rows}.below south west"),
                format!("group c{last}r{rows}.below south east"),
            );
            title(
                &format!("rotate=90, anchor=south, yshift={APART}bp, inner ysep=1pt"),
                whole(rows, places.plane.1, places.between.1),
                &figure.y.title,
                "group c1r1.left of north west".into(),
                format!("group c1r{rows}.left of south west"),
            );
        }
        if !figure.title.is_empty() {
            let _ = writeln!(
                self.text,
                "\\node[anchor=south, align=center, text width={}bp] at (current bounding box.north) {{{}}};",
                size(places.size.0, 0),
                escaped(&figure.title)
            );
        }
    }

    /// The legend, in columns that are no wider than the figure together.
    pub(super) fn legend(&mut self, legend: &Legend, places: &Places) {
        let room = places.whole();
        let (columns, _) = columns(legend, room);
        let most = (room - SAMPLE).max(4.0 * TEXT);
        let count = legend.groups.len();
        for (index, group) in legend.groups.iter().enumerate() {
            let mut cells = 0;
            if !group.title.is_empty() {
                let title = escaped(&group.title);
                let _ = writeln!(
                    self.text,
                    "\\addlegendimage{{empty legend}}\\addlegendentry{{{title}:}}"
                );
                cells += 1;
            }
            for entry in &group.entries {
                let image = self.image(entry);
                let text = escaped(&entry.text);
                // What is wider than the figure goes on in the next line.
                let broken = match wide(&entry.text) > most {
                    true => format!("[text width={}bp]", size(most, 0)),
                    false => String::new(),
                };
                let _ = writeln!(
                    self.text,
                    "\\addlegendimage{{{image}}}\\addlegendentry{broken}{{{text}}}"
                );
                cells += 1;
            }
            // The next group begins a line.
            if index + 1 < count {
                for _ in 0..(columns - cells % columns) % columns {
                    self.text
                        .push_str("\\addlegendimage{empty legend}\\addlegendentry{}\n");
                }
            }
        }
    }

    /// How the sample of an entry is drawn.
    fn image(&self, entry: &Entry) -> String {
        match entry.sample {
            Sample::Curve(style) => {
                format!("{}, thick, {}", self.line(style), self.marker(style, false))
            }
            Sample::Line(style) => format!("{}, thick", self.line(style)),
            Sample::Bold(style) => format!("{}, very thick", self.line(style)),
            Sample::Faint(style) => format!("{}, thin, opacity=0.45", self.line(style)),
            Sample::Dashed(style) => {
                format!("color={{{}}}, dashed", self.colour(style.colour))
            }
            Sample::Arrow(style) => {
                format!(
                    "color={{{}}}, semithick, ->, mark=none",
                    self.colour(style.colour)
                )
            }
            Sample::Point { style, hollow } => {
                format!("only marks, {}", self.marker(style, hollow))
            }
            Sample::Shade => format!(
                "area legend, fill={{{}}}, draw={{{}}}, dashed",
                self.colour(SHADE),
                self.colour(FAINT)
            ),
        }
    }
}

/// How wide a text of a legend is about, which is in the font of the paper.
fn wide(text: &str) -> f64 {
    NARROWER * width_of(text, TEXT)
}

/// How many columns a legend has, as many as its texts leave room for, and how wide they are together.
fn columns(legend: &Legend, room: f64) -> (usize, f64) {
    let most = legend
        .groups
        .iter()
        .map(|group| group.entries.len() + usize::from(!group.title.is_empty()));
    let most = most.max().unwrap_or(1).clamp(1, COLUMNS);
    let together = |columns: usize| {
        let mut widths = vec![0.0_f64; columns];
        for group in &legend.groups {
            let title = std::iter::once(group.title.as_str()).filter(|title| !title.is_empty());
            let texts = title.chain(group.entries.iter().map(|entry| entry.text.as_str()));
            for (index, text) in texts.enumerate() {
                let width = &mut widths[index % columns];
                *width = width.max(SAMPLE + wide(text));
            }
        }
        widths.iter().sum::<f64>()
    };
    let mut all = (1..=most).rev().map(|columns| (columns, together(columns)));
    all.find(|(_, wide)| *wide <= room)
        .unwrap_or((1, together(1).min(room)))
}

/// How far a legend begins to the left of the first plane, so as to end with the figure.
fn to_the_left(legend: &Legend, places: &Places) -> f64 {
    let (_, wide) = columns(legend, places.whole());
    (wide - places.room()).clamp(0.0, places.whole() - places.room())
}

/// The options of an axis of a length; as many of its ticks have labels as there is room for.
fn axis(name: &str, axis: &Axis, length: f64, title: &str) -> String {
    let ends = (axis.value(axis.range.0), axis.value(axis.range.1));
    let upwards = name == "y";
    let labelled = label::labelled(axis, length, TEXT, upwards);
    let value = |(place, _): &(f64, String)| number(axis.value(*place));
    let values: Vec<String> = axis.ticks.iter().map(value).collect();
    let label = |(index, (_, label)): (usize, &(f64, String))| match labelled.contains(&index) {
        true => format!("{{{}}}", signed(label)),
        false => "{}".to_owned(),
    };
    let labels: Vec<String> = axis.ticks.iter().enumerate().map(label).collect();
    let mode = if axis.log {
        format!("{name}mode=log, ")
    } else {
        String::new()
    };
    format!(
        "{mode}{name}min={}, {name}max={}, {name}tick={{{}}}, {name}ticklabels={{{}}}, {name}label={{{title}}}",
        number(ends.0),
        number(ends.1),
        values.join(","),
        labels.join(","),
    )
}
