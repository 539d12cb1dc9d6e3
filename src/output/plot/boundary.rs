//! The region of communication and sensing: its critical points, and its
//! boundary where a table holds points of it.
//!
//! Points between the ends lie where each realization needs them, so there are
//! no means of them: each realization has a line, and the ends have means.

use super::columns::{BUDGETS, PART, REALIZATION};
use super::curves::Curves;
use super::figure::Layer;
use super::select;
use super::style::{Marker, Style};
use crate::output::cell::{RowKey, row_key};
use crate::output::summary::{MEAN, STATUS, STATUSES};
use crate::output::{Cell, Table};

/// Ends of a boundary: the part of the table, the result names of its place, its marker.
pub const ENDS: [(&str, [&str; 2], Marker); 3] = [
    ("S_min", ["S_min", "R_T"], Marker::Star),
    ("S_I", ["S_I", "R_max"], Marker::Diamond),
    ("full_power", ["", ""], Marker::Tip),
];

impl Curves<'_> {
    /// The ends of the trade-off, as far as the columns know them: (S_min, R_T) and (S_I, R_max).
    pub(super) fn ends(&self, panel: &RowKey, series: &[RowKey], styles: &[Style]) -> Vec<Layer> {
        if self.y.0 != "sum_rate" || self.x.0 != "mse" {
            return Vec::new();
        }
        let summary = self.tables.summary;
        let mean = |row: &[Cell], name: &str| {
            row.get(summary.position(&format!("{name}{MEAN}"))?)?
                .as_number()
        };
        let mut layers = Vec::new();
        for (value, style) in series.iter().zip(styles) {
            // The rows of a curve name the same ends; the fullest has them of most realizations.
            let fullest = self.of(panel, value).reduce(|best, row| {
                if self.behind(row) > self.behind(best) {
                    row
                } else {
                    best
                }
            });
            let Some(row) = fullest else { continue };
            for (_, [x, y], marker) in ENDS {
                if let (Some(x), Some(y)) = (mean(row, x), mean(row, y)) {
                    layers.push(end(*style, marker, (x, y)));
                }
            }
        }
        layers
    }

    /// Lines and ends of a table that holds boundaries; none of one that does not.
    pub(super) fn boundary(
        &self,
        panel: &RowKey,
        series: &[RowKey],
        styles: &[Style],
    ) -> Option<Vec<Layer>> {
        let part = self.tables.summary.position(PART)?;
        let mut layers = Vec::new();
        for (value, &style) in series.iter().zip(styles) {
            let lines = self.lines(panel, value)?;
            layers.extend(lines.into_iter().map(|line| Layer::Faint(style, line)));
        }
        for (value, &style) in series.iter().zip(styles) {
            for row in self.of(panel, value) {
                let end_of = |(word, ..): &&(&str, [&str; 2], Marker)| {
                    row.get(part).and_then(Cell::as_text) == Some(*word)
                };
                let place = self.x_of(row, &[]).zip(row.get(self.y.1)?.as_number());
                if let (Some((_, _, marker)), Some(place)) = (ENDS.iter().find(end_of), place) {
                    layers.push(end(style, *marker, place));
                }
            }
        }
        Some(layers)
    }

    /// The boundary of each realization, from one end to the other.
    fn lines(&self, panel: &RowKey, value: &RowKey) -> Option<Vec<Vec<(f64, f64)>>> {
        let data = self.tables.data;
        let [x, y, realization, status] =
            [&self.x.0, &self.y.0, REALIZATION, STATUS].map(|name| data.position(name));
        let (x, y, realization, status) = (x?, y?, realization?, status?);
        let (panels, series) = (self.in_data(&self.panels)?, self.in_data(&self.series)?);
        let mut rows = select::rows(data, self.at).ok()?;
        rows.retain(|row| {
            row[status].as_text() == Some(STATUSES[0])
                && row_key(row, &panels) == *panel
                && row_key(row, &series) == *value
        });
        let line = |key: &RowKey| {
            let own = rows
                .iter()
                .filter(|row| row_key(row, &[realization]) == *key);
            own.filter_map(|row| row[x].as_number().zip(row[y].as_number()))
                .collect()
        };
        Some(
            select::groups(&rows, &[realization])
                .iter()
                .map(line)
                .collect(),
        )
    }

    /// The same columns in the table of points.
    fn in_data(&self, columns: &[usize]) -> Option<Vec<usize>> {
        let summary: &Table = self.tables.summary;
        let position = |&index: &usize| self.tables.data.position(&summary.columns[index].name);
        columns.iter().map(position).collect()
    }

    /// The key column that runs along a curve.
    pub(super) fn along(&self) -> Option<usize> {
        if let Some(index) = self.key_of_x() {
            return Some(index);
        }
        let summary = self.tables.summary;
        if let Some(part) = summary.position(PART) {
            return Some(part);
        }
        let varies = |index: &usize| self.count(&[*index]) > 1;
        let budget = BUDGETS
            .iter()
            .filter_map(|name| summary.position(name))
            .find(varies);
        let numeric = |index: &usize| summary.columns[*index].ty.is_numeric();
        budget.or_else(|| self.keys().into_iter().rev().filter(varies).find(numeric))
    }
}

fn end(style: Style, marker: Marker, (x, y): (f64, f64)) -> Layer {
    Layer::Points(Style { marker, ..style }, true, vec![(x, y, String::new())])
}
