//! What is around curves: axes, legend, titles and notes.

use std::fmt::Write as _;

use super::boundary::{ENDS, notes as boundary_notes};
use super::curves::{Curve, Curves, Source};
use super::panels::in_legend;
use super::vertical::Spread;
use super::{Entry, Layer, Legend, Panel, Point, Sample};
use crate::language::Look;
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{DISTINCT, INK, Marker, Style};
use crate::plot::measure::{TEXT, width_of};
use crate::plot::words;
use crate::table::key::RowKey;
use crate::table::{Cell, Column};

/// Points that a title along the vertical axis of a figure's only panel may take.
const ROOM: f64 = 150.0;
/// Points that it may take in each of several panels.
const SMALL_ROOM: f64 = 100.0;
/// Realizations whose intervals by Student's t are more than twelve standard errors wide.
const FEWEST: i64 = 2;
/// How far intervals widen a logarithmic axis at least, to each side.
const LEAST_RATIO: f64 = 1.5;

impl Curves<'_> {
    /// Both axes, as a look states them.
    ///
    /// # Errors
    /// When one cannot be so.
    pub(crate) fn axes(
        &self,
        panels: &[Panel],
        words: &[Cell],
        look: &Look,
    ) -> Result<(Axis, Axis), PlotError> {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        let reach = self.reach(look.y.log == Some(true));
        for layer in panels.iter().flat_map(|panel| &panel.layers) {
            match layer {
                Layer::Series(series) => {
                    for point in &series.points {
                        xs.push(point.x);
                        ys.push(point.y);
                        let ends = point.interval.map(|(low, high)| [low, high]);
                        let ends = ends.into_iter().flatten().filter(|end| end.is_finite());
                        ys.extend(ends.map(|end| end.clamp(reach.0, reach.1)));
                    }
                }
                Layer::Faint(_, points) | Layer::Line(_, points) => {
                    xs.extend(points.iter().map(|point| point.0));
                    ys.extend(points.iter().map(|point| point.1));
                }
                Layer::Points(points) => {
                    xs.extend(points.points.iter().map(|point| point.x));
                    ys.extend(points.points.iter().map(|point| point.y));
                }
                // Curves have no such layers.
                Layer::Shade(_) | Layer::Dashed(..) | Layer::Boxes(..) | Layer::Rays(..) => {}
            }
        }
        let heading = |name: &str| words::heading(&self.tables.column(name));
        let title = heading(&self.x.0);
        let x = match self.x.1 {
            _ if !words.is_empty() => {
                let labels: Vec<String> = words.iter().map(|cell| words::value(cell, "")).collect();
                Axis::of_words(title, &labels)
            }
            Source::Key(_) => Axis::of_sweep(title, &xs),
            Source::Mean(_) => Axis::of_range(title, &xs),
        };
        // Rates and errors are not negative, and an interval that reaches below says nothing of them.
        let least = self
            .rows
            .iter()
            .flat_map(|row| self.y.iter().filter_map(move |y| y.of(row)))
            .fold(f64::MAX, f64::min);
        if least >= 0.0 {
            ys.iter_mut().for_each(|value| *value = value.max(0.0));
        }
        let title = self.heading(panels.len());
        let x = x.stated(&look.x, &xs)?;
        let y = Axis::of_values(title, &ys).stated(&look.y, &ys)?;
        Ok((x, y))
    }

    /// How far intervals widen the vertical axis. Those of two realizations say little, and on a logarithmic axis one
    /// that comes near zero is endless: either would leave no room for the means.
    fn reach(&self, log: bool) -> (f64, f64) {
        const EVERYWHERE: (f64, f64) = (f64::MIN, f64::MAX);
        let means = self
            .rows
            .iter()
            .flat_map(|row| self.y.iter().filter_map(|y| y.of(row)))
            .filter(|mean| !log || *mean > 0.0);
        let (low, high) = means.fold((f64::MAX, f64::MIN), |(low, high), mean| {
            (low.min(mean), high.max(mean))
        });
        if low > high || (!log && self.realizations() > FEWEST) {
            return EVERYWHERE;
        }
        if log {
            let more = (high / low).max(LEAST_RATIO);
            return (low / more, high * more);
        }
        let more = (high - low).max(0.1 * high.abs().max(low.abs()));
        (low - more, high + more)
    }

    /// The title of the vertical axis: every metric where there is room for them, else what they
    /// have in common; the legend names them.
    fn heading(&self, panels: usize) -> String {
        let columns: Vec<Column> = self.y.iter().map(|y| self.tables.column(&y.name)).collect();
        let names: Vec<String> = columns.iter().map(words::name).collect();
        let unit = columns.first().map_or("", |column| &column.unit);
        let all = words::with_unit(&names.join(", "), unit);
        let room = if panels > 1 { SMALL_ROOM } else { ROOM };
        match unit {
            _ if columns.len() == 1 || width_of(&all, TEXT) <= room => all,
            "" => "value".into(),
            unit => unit.into(),
        }
    }

    /// Which values and metrics the styles show, and which ends the markers show.
    pub(crate) fn legend(&self, curves: &[Curve], panels: &[Panel]) -> Legend {
        let names: Vec<String> = self.series.iter().map(|&index| self.name(index)).collect();
        let mut legend = Legend::default();
        legend.add(names.join(", "), self.value_entries(curves));
        legend.add(String::new(), self.metric_entries(curves));
        legend.add(String::new(), self.line_entries(curves, panels));
        legend.add(String::new(), self.end_entries(curves, panels));
        legend
    }

    /// What distinguishes curves, where a metric has several.
    fn value_entries(&self, curves: &[Curve]) -> Vec<Entry> {
        let joined = self.words().is_empty();
        let several = self.y.len() > 1;
        let firsts: Vec<&Curve> = curves.iter().filter(|curve| curve.metric == 0).collect();
        let entry = |index: usize| {
            let style = firsts[index].style;
            Entry {
                text: self.values(&self.series, &firsts[index].value).join(", "),
                sample: match (joined, several) {
                    (true, _) => Sample::Curve(style),
                    (false, false) => Sample::Point {
                        style,
                        hollow: false,
                    },
                    // The marker says the metric, so that the colour is left.
                    (false, true) => Sample::Line(style),
                },
            }
        };
        if firsts.len() < 2 {
            return Vec::new();
        }
        in_legend(firsts.len()).into_iter().map(entry).collect()
    }

    /// What distinguishes metrics, where there are several.
    fn metric_entries(&self, curves: &[Curve]) -> Vec<Entry> {
        let joined = self.words().is_empty();
        let metrics = self.y.len();
        let alone = curves.len() == metrics;
        let entry = |curve: &Curve| {
            // A colour that belongs to a value says nothing of a metric.
            let colour = if alone { curve.style.colour } else { INK };
            let style = Style {
                colour,
                ..curve.style
            };
            Entry {
                text: words::name(&self.tables.column(&self.y[curve.metric].name)),
                sample: match (joined, alone) {
                    (true, true) => Sample::Curve(style),
                    (true, false) => Sample::Line(style),
                    (false, _) => Sample::Point {
                        style,
                        hollow: false,
                    },
                },
            }
        };
        if metrics < 2 {
            return Vec::new();
        }
        curves.iter().take(metrics).map(entry).collect()
    }

    /// What bold and thin lines are, where there are both.
    fn line_entries(&self, curves: &[Curve], panels: &[Panel]) -> Vec<Entry> {
        let mut layers = panels.iter().flat_map(|panel| &panel.layers);
        if !layers.any(|layer| matches!(layer, Layer::Series(series) if series.bold)) {
            return Vec::new();
        }
        let style = match curves {
            [only] => only.style,
            _ => Style::of(INK, Marker::Disc),
        };
        let entry = |text: &str, sample| Entry {
            text: text.into(),
            sample,
        };
        vec![
            entry("mean", Sample::Bold(style)),
            entry("a realization", Sample::Faint(style)),
        ]
    }

    /// What the markers of ends are, those that there are.
    fn end_entries(&self, curves: &[Curve], panels: &[Panel]) -> Vec<Entry> {
        let colour = match curves {
            [only] => only.style.colour,
            _ => INK,
        };
        let is_shown = |marker: Marker| {
            let mut layers = panels.iter().flat_map(|panel| &panel.layers);
            layers.any(
                |layer| matches!(layer, Layer::Points(points) if points.style.marker == marker),
            )
        };
        let ends = ENDS.into_iter().filter(|end| is_shown(end.marker));
        ends.map(|end| Entry {
            text: match end.at {
                Some((x, y)) => format!("({}, {})", words::words(x), words::words(y)),
                None => words::words(end.part),
            },
            sample: Sample::Point {
                style: Style::of(colour, end.marker),
                hollow: true,
            },
        })
        .collect()
    }

    /// What a reader must know of the numbers.
    pub(crate) fn notes(&self, panels: &[Panel], y: &Axis) -> Vec<String> {
        let most = self.most();
        let begins = y.begins();
        let points = || {
            panels
                .iter()
                .flat_map(|panel| &panel.layers)
                .filter_map(|layer| match layer {
                    Layer::Series(series) => Some(&series.points),
                    _ => None,
                })
        };
        if let Some(mut notes) = boundary_notes(panels, most) {
            notes.extend(begins);
            return vec![notes.join(" ")];
        }
        let means = self
            .y
            .iter()
            .filter(|y| !matches!(y.spread, Spread::Ends(..)))
            .count();
        let networks = self.realizations();
        let plural = if networks == 1 { "" } else { "s" };
        let mut note = match (most, means) {
            // Values of users are more than there are networks.
            (_, 0) => format!("Percentiles over {networks} realization{plural}"),
            (1, _) => "One realization".to_owned(),
            (most, means) if means == self.y.len() => format!("Means of {most} realizations"),
            _ => format!("Means and percentiles over {networks} realization{plural}"),
        };
        let is_known = |point: &Point| point.interval.is_some();
        let known = points().flatten().any(is_known);
        if known {
            note.push_str(" with 95 % intervals");
        }
        if points().flatten().any(|point| point.partial) {
            note.push_str("; hollow: of fewer");
        }
        note.push('.');
        if most == FEWEST && known && means > 0 {
            note.push_str(
                " Intervals of two realizations are 12.7 standard errors to each side: run more.",
            );
        }
        let is_cut = |point: &Point| {
            let (low, high) = point.interval.unwrap_or((point.y, point.y));
            !y.shows(low) || !y.shows(high)
        };
        if points()
            .flatten()
            .filter(|point| is_known(point))
            .any(is_cut)
        {
            note.push_str(" Some reach beyond the axis.");
        }
        if self.without_intervals() {
            let _ = write!(
                note,
                " Intervals of more than {DISTINCT} curves are left out."
            );
        }
        if let Some(begins) = begins {
            note = format!("{note} {begins}");
        }
        vec![note]
    }

    fn name(&self, index: usize) -> String {
        words::name(&self.tables.column(&self.tables.summary.columns[index].name))
    }

    fn values(&self, columns: &[usize], key: &RowKey) -> Vec<String> {
        let cells = columns.iter().zip(&key.0);
        cells
            .map(|(&index, cell)| words::value(cell, &self.tables.summary.columns[index].unit))
            .collect()
    }
}
