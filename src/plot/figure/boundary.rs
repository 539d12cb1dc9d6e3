//! The region of communication and sensing: its critical points, and its
//! boundary where a table holds points of it.
//!
//! Points between the ends lie where each realization needs them, so there are
//! no means of them: each realization has a line, and the ends have means. The
//! mean of the lines is in a table of its own, see [`mean_boundary`].
//!
//! [`mean_boundary`]: crate::results::boundary::mean_boundary

use std::collections::BTreeMap;

use super::curves::{Curve, Curves};
use super::{Labelled, Layer, Marks, Panel, Point, Points, Series, phase};
use crate::plot::figure::style::{Marker, Style};
use crate::results::select;
use crate::table::columns::{
    COUNT, DELTA, GRID, HALF_WIDTH, MEAN, MSE, OBJECTIVE, OBJECTIVE_VALUE, PART, REALIZATION,
    SOLVED, STATUS, SUM_RATE,
};
use crate::table::key::RowKey;
use crate::table::{Cell, Table};

/// How far beyond a curve an end may be, over the curve's extent.
const NEAR: f64 = 0.03;

/// An end of a boundary.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    /// What the column of parts says of it.
    pub part: &'static str,
    /// The columns of its error and its rate, where it is a critical point.
    pub at: Option<(&'static str, &'static str)>,
    /// Its marker.
    pub marker: Marker,
}

/// The ends of a boundary.
pub(crate) const ENDS: [End; 3] = [
    End {
        part: "S_min",
        at: Some(("S_min", "R_T")),
        marker: Marker::Star,
    },
    End {
        part: "S_I",
        at: Some(("S_I", "R_max")),
        marker: Marker::Diamond,
    },
    End {
        part: "full_power",
        at: None,
        marker: Marker::Tip,
    },
];

impl Curves<'_> {
    /// The ends of the trade-off, as far as the columns know them: (S_min, R_T) and (S_I, R_max).
    pub(crate) fn ends(&self, panel: &RowKey, curves: &[Curve]) -> Vec<Layer> {
        let summary = self.tables.summary;
        let mean = |row: &[Cell], name: &str| {
            row.get(summary.position(&format!("{name}{MEAN}"))?)?
                .as_number()
        };
        let mut layers = Vec::new();
        for curve in curves {
            let metric = &self.y[curve.metric];
            if self.x.0 != MSE {
                continue;
            }
            // The rows of a curve name the same ends; the fullest has them of most realizations.
            let fullest = self.of(panel, &curve.value).reduce(|best, row| {
                if metric.behind(row) > metric.behind(best) {
                    row
                } else {
                    best
                }
            });
            let Some(row) = fullest.filter(|row| self.is_objective(&metric.name, row)) else {
                continue;
            };
            let shown = self.of(panel, &curve.value);
            let shown = shown.filter(|row| metric.of(row).is_some());
            let (low, high) = shown
                .filter_map(|row| self.x_of(row, &[]))
                .fold((f64::MAX, f64::MIN), |(low, high), x| {
                    (low.min(x), high.max(x))
                });
            // An end that the curve does not reach would be alone beside it.
            let near = NEAR * (high - low).max(0.0);
            let is_reached = |x: f64| (low - near..=high + near).contains(&x);
            for end in ENDS {
                let place = end.at.and_then(|(x, y)| mean(row, x).zip(mean(row, y)));
                let place = place.filter(|(x, _)| is_reached(*x));
                layers.extend(place.map(|place| mark(curve.style, end.marker, place)));
            }
        }
        layers
    }

    /// Whether a metric is the objective of a row, of which R_max and R_T are values.
    fn is_objective(&self, metric: &str, row: &[Cell]) -> bool {
        let summary = self.tables.summary;
        let objective = summary.position(OBJECTIVE).and_then(|index| row.get(index));
        let values = format!("{OBJECTIVE_VALUE}{MEAN}");
        match (metric, objective.and_then(Cell::as_text)) {
            (OBJECTIVE_VALUE, _) => true,
            (SUM_RATE, Some(objective)) => objective == SUM_RATE,
            // The table has values of an objective where that is another than the sum rate.
            (SUM_RATE, None) => summary.position(&values).is_none(),
            _ => false,
        }
    }

    /// Lines, means and ends of a table that holds boundaries; none of one that does not.
    pub(crate) fn boundary(&self, panel: &RowKey, curves: &[Curve]) -> Option<Vec<Layer>> {
        let part = self.tables.summary.position(PART)?;
        let mut layers = Vec::new();
        for curve in curves {
            let lines = self.lines(panel, curve)?;
            let alone = lines.len() == 1;
            layers.extend(lines.into_iter().map(|line| {
                if alone {
                    Layer::Line(curve.style, line)
                } else {
                    Layer::Faint(curve.style, line)
                }
            }));
        }
        for (index, curve) in curves.iter().enumerate() {
            let mean = self.mean_line(panel, curve);
            layers.extend(mean.filter(|points| !points.is_empty()).map(|points| {
                Layer::Series(Series {
                    style: curve.style,
                    points,
                    joined: true,
                    marks: match phase(index, curves.len()) {
                        Some(phase) => Marks::Spaced(phase),
                        None => Marks::Some(Vec::new()),
                    },
                    bold: true,
                })
            }));
        }
        for curve in curves {
            for row in self.of(panel, &curve.value) {
                let word = row.get(part).and_then(Cell::as_text);
                let end = ENDS.iter().find(|end| word == Some(end.part));
                let place = self.x_of(row, &[]).zip(self.y[curve.metric].of(row));
                let marked = end.zip(place);
                layers.extend(marked.map(|(end, place)| mark(curve.style, end.marker, place)));
            }
        }
        Some(layers)
    }

    /// The boundary of each realization, from one end to the other.
    fn lines(&self, panel: &RowKey, curve: &Curve) -> Option<Vec<Vec<(f64, f64)>>> {
        let all = self.tables.data;
        let data = Table::new(all.columns().to_vec()).ok()?;
        let metric = self.y[curve.metric].name.as_str();
        let [x, y, realization, status] =
            [&self.x.0, metric, REALIZATION, STATUS].map(|name| data.position(name));
        let (x, y, realization, status) = (x?, y?, realization?, status?);
        let (panels, series) = (
            self.within(&data, &self.panels)?,
            self.within(&data, &self.series)?,
        );
        let asked = select::asked(&data, self.at).ok()?;
        let mut lines: BTreeMap<RowKey, usize> = BTreeMap::new();
        let mut points: Vec<Vec<(f64, f64)>> = Vec::new();
        for block in all.walk().ok()? {
            let block = block.ok()?;
            let own = block.iter().filter(|row| {
                row[status].as_text() == Some(SOLVED)
                    && asked.hold(row)
                    && RowKey::of(row, &panels) == *panel
                    && RowKey::of(row, &series) == curve.value
            });
            for row in own {
                let line = *lines
                    .entry(RowKey::of(row, &[realization]))
                    .or_insert_with(|| {
                        points.push(Vec::new());
                        points.len() - 1
                    });
                points[line].extend(row[x].as_number().zip(row[y].as_number()));
            }
        }
        Some(points)
    }

    /// The mean of those boundaries, where it is known and more than one is behind it. Along a
    /// boundary the error is the budget, so that its means are as good over either.
    fn mean_line(&self, panel: &RowKey, curve: &Curve) -> Option<Vec<Point>> {
        let name = &self.y[curve.metric].name;
        if ![MSE, DELTA].contains(&self.x.0.as_str()) {
            return None;
        }
        let table = self.tables.boundary?;
        let (panels, series) = (
            self.within(table, &self.panels)?,
            self.within(table, &self.series)?,
        );
        let x = table.position(DELTA)?;
        let [mean, half, count] =
            [MEAN, HALF_WIDTH, COUNT].map(|suffix| table.position(&format!("{name}{suffix}")));
        let (mean, half, count) = (mean?, half?, count?);
        let point = |row: &&[Cell]| {
            let (mean, half) = (row[mean].as_number()?, row[half].as_number()?);
            Some(Point {
                x: row[x].as_number()?,
                y: mean,
                interval: Some((mean - half, mean + half)),
                partial: row[count].as_integer()? < self.most(),
            })
        };
        let rows = select::rows(table, self.at).ok()?;
        let own = rows.iter().filter(|row| {
            RowKey::of(row, &panels) == *panel && RowKey::of(row, &series) == curve.value
        });
        Some(own.filter_map(point).collect())
    }

    /// The same columns in another table.
    fn within(&self, table: &Table, columns: &[usize]) -> Option<Vec<usize>> {
        let summary: &Table = self.tables.summary;
        let position = |&index: &usize| table.position(&summary.columns[index].name);
        columns.iter().map(position).collect()
    }

    /// The key column that runs along a curve.
    pub(crate) fn along(&self) -> Option<usize> {
        if let Some(index) = self.key_of_x() {
            return Some(index);
        }
        let summary = self.tables.summary;
        if let Some(part) = summary.position(PART) {
            return Some(part);
        }
        let varies = |index: &usize| self.count(&[*index]) > 1;
        let budget = GRID
            .iter()
            .filter_map(|name| summary.position(name))
            .find(varies);
        let numeric = |index: &usize| summary.columns[*index].ty.is_numeric();
        budget.or_else(|| self.keys().into_iter().rev().filter(varies).find(numeric))
    }
}

/// The marker of an end.
fn mark(style: Style, marker: Marker, (x, y): (f64, f64)) -> Layer {
    Layer::Points(Points {
        style: Style { marker, ..style },
        hollow: true,
        points: vec![Labelled {
            x,
            y,
            label: String::new(),
        }],
    })
}

/// What a reader must know of lines, where there are any; `most` realizations are behind them.
pub(crate) fn notes(panels: &[Panel], most: i64) -> Option<Vec<String>> {
    let layers = || panels.iter().flat_map(|panel| &panel.layers);
    let has = |is: fn(&Layer) -> bool| layers().any(is);
    let ends = "Markers: means of ends.".to_owned();
    if !has(|layer| matches!(layer, Layer::Faint(..))) {
        let alone = has(|layer| matches!(layer, Layer::Line(..)));
        return alone.then(|| vec!["One realization.".into()]);
    }
    let mut lines = format!("{most} realizations");
    if has(|layer| matches!(layer, Layer::Series(_))) {
        lines.push_str(", and their mean with its 95 % interval");
    }
    if has(
        |layer| matches!(layer, Layer::Series(series) if series.points.iter().any(|p| p.partial)),
    ) {
        lines.push_str("; hollow: of fewer");
    }
    lines.push('.');
    Some(vec![lines, ends])
}
