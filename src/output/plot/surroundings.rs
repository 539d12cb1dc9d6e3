//! What stands around curves: axes, legend, titles and notes.

use super::axis::Axis;
use super::boundary::{ENDS, notes as boundary_notes};
use super::curves::{Curves, ENTRIES, Source, evenly};
use super::figure::{Entry, Layer, Legend, Panel, Sample};
use super::page::INK;
use super::style::Style;
use super::words;
use crate::output::Cell;
use crate::output::cell::RowKey;

impl Curves<'_> {
    pub(super) fn axes(&self, panels: &[Panel], words: &[Cell]) -> (Axis, Axis) {
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for layer in panels.iter().flat_map(|panel| &panel.layers) {
            match layer {
                Layer::Series(series) => {
                    for point in &series.points {
                        let half = point.half.unwrap_or(0.0);
                        xs.push(point.x);
                        ys.extend([point.y - half, point.y + half]);
                    }
                }
                Layer::Faint(_, points) | Layer::Line(_, points) => {
                    xs.extend(points.iter().map(|point| point.0));
                    ys.extend(points.iter().map(|point| point.1));
                }
                Layer::Points(_, _, points) => {
                    xs.extend(points.iter().map(|point| point.0));
                    ys.extend(points.iter().map(|point| point.1));
                }
                _ => {}
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
            .filter_map(|row| row.get(self.y.1)?.as_number())
            .fold(f64::MAX, f64::min);
        if least >= 0.0 {
            ys.iter_mut().for_each(|value| *value = value.max(0.0));
        }
        (x, Axis::of_values(heading(&self.y.0), &ys))
    }

    pub(super) fn legend(&self, series: &[RowKey], styles: &[Style], panels: &[Panel]) -> Legend {
        let mut entries = Vec::new();
        let joined = self.words().is_empty();
        if series.len() > 1 {
            for index in evenly(series.len(), ENTRIES) {
                let sample = if joined {
                    Sample::Curve(styles[index])
                } else {
                    Sample::Point(styles[index], false)
                };
                let text = self.values(&self.series, &series[index]).join(", ");
                entries.push(Entry { text, sample });
            }
        }
        for (part, [x, y], marker) in ENDS {
            let is_shown =
                |layer: &Layer| matches!(layer, Layer::Points(style, ..) if style.marker == marker);
            if panels.iter().flat_map(|panel| &panel.layers).any(is_shown) {
                let colour = if series.len() > 1 {
                    INK
                } else {
                    styles[0].colour
                };
                let text = if x.is_empty() {
                    words::words(part)
                } else {
                    format!("{x}, {y}")
                };
                let sample = Sample::Point(Style { colour, marker }, true);
                entries.push(Entry { text, sample });
            }
        }
        let names: Vec<String> = self.series.iter().map(|&index| self.name(index)).collect();
        let title = if series.len() > 1 {
            names.join(", ")
        } else {
            String::new()
        };
        Legend { title, entries }
    }

    pub(super) fn notes(&self, panels: &[Panel], most: i64) -> Vec<String> {
        let points = || {
            panels
                .iter()
                .flat_map(|panel| &panel.layers)
                .filter_map(|layer| match layer {
                    Layer::Series(series) => Some(&series.points),
                    _ => None,
                })
        };
        if let Some(notes) = boundary_notes(panels, most) {
            return notes;
        }
        let mut note = match most {
            1 => "One realization".to_owned(),
            most => format!("Means of {most} realizations"),
        };
        if points().flatten().any(|point| point.half.is_some()) {
            note.push_str(" with 95 % intervals");
        }
        if points().flatten().any(|point| point.partial) {
            note.push_str("; hollow: of fewer");
        }
        note.push('.');
        vec![note]
    }

    pub(super) fn panel_title(&self, key: &RowKey) -> String {
        let values = self.panels.iter().zip(&key.0);
        let said = values.map(|(&index, cell)| {
            let column = &self.tables.summary.columns[index];
            self.tables.said(&column.name, cell)
        });
        said.collect::<Vec<_>>().join(", ")
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
