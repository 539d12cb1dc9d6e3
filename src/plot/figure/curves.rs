//! `plot Y ... over X by S`: from a summary to the means of a figure.
//!
//! Key columns take four parts. One runs along each curve; one distinguishes
//! curves; those left that matter make panels; the others are derived from
//! these, as sweeps that step together are, and say nothing new. Of several
//! metrics each has a curve where one has.

use std::collections::BTreeMap;

use super::hidden;
use super::panels::{Panels, legend_note};
use super::vertical::{Spread, Vertical, unknown, verticals};
use super::{Figure, Form, Layer, Marks, Panel, Point, Series};
use crate::language::{AxisValue, Look, Selection, nearly_equal};
use crate::plot::error::PlotError;
use crate::plot::figure::style::{DISTINCT, Stroke, Style};
use crate::plot::tables::Tables;
use crate::plot::words;
use crate::results::select;
use crate::table::columns::{GRID, MEAN, SOLVED, STEP};
use crate::table::key::RowKey;
use crate::table::{Cell, Role};

/// Distance between curves at a word of the horizontal axis, over that between words.
const BESIDE: f64 = 0.08;
/// Most of that distance that all of them together take.
const ALL_BESIDE: f64 = 0.7;

/// What is on the axes, by names of columns.
pub(crate) struct Axes<'a> {
    /// Means on the vertical axis.
    pub(crate) y: &'a [String],
    /// On the horizontal axis: a key, or means.
    pub(crate) x: &'a str,
    /// The key with a curve for each of its values; none where that is left to the figure.
    pub(crate) by: Option<&'a str>,
}

/// Builds the figure.
///
/// # Errors
/// When a column is missing or holds words where numbers are needed, the columns share no unit, no
/// row is meant, or an axis cannot be as it is stated.
pub(crate) fn figure(
    tables: &Tables<'_>,
    axes: &Axes<'_>,
    at: &[Selection],
    look: &Look,
) -> Result<Figure, PlotError> {
    let curves = Curves::new(tables, axes, at)?;
    if curves.most() == 0 {
        let place = select::words(at);
        return Err(PlotError::Empty { place });
    }
    curves.figure(look)
}

/// A curve of each panel.
pub(crate) struct Curve {
    /// Index of its metric.
    pub metric: usize,
    /// Values of the columns that distinguish curves.
    pub value: RowKey,
    /// How it looks.
    pub style: Style,
}

/// Where the values of an axis are.
pub(crate) enum Source {
    /// A key column.
    Key(usize),
    /// A column of means.
    Mean(usize),
}

/// What is known of a figure of curves.
pub(crate) struct Curves<'a> {
    pub(crate) tables: &'a Tables<'a>,
    pub(crate) at: &'a [Selection],
    /// The rows that are meant.
    pub(crate) rows: Vec<&'a [Cell]>,
    pub(crate) y: Vec<Vertical>,
    pub(crate) x: (String, Source),
    /// Key columns whose values distinguish curves.
    pub(crate) series: Vec<usize>,
    /// Key columns whose values distinguish panels.
    pub(crate) panels: Vec<usize>,
    /// Names of key columns that make no difference to what is shown.
    same: Vec<String>,
    /// The values that it keeps.
    kept: Vec<String>,
}

impl<'a> Curves<'a> {
    fn new(
        tables: &'a Tables<'a>,
        &Axes { y, x, by }: &Axes<'_>,
        at: &'a [Selection],
    ) -> Result<Self, PlotError> {
        let summary = tables.summary;
        let rows: Vec<&[Cell]> = select::rows(summary, at)?;
        let y = verticals(tables, y)?;
        let x_source = match (summary.column(x), summary.position(x)) {
            (Some(column), Some(index)) if column.role == Role::Key => Source::Key(index),
            _ => Source::Mean(
                summary
                    .position(&format!("{x}{MEAN}"))
                    .ok_or_else(|| unknown(tables, x))?,
            ),
        };
        let mut curves = Self {
            tables,
            at,
            rows,
            y,
            x: (x.to_owned(), x_source),
            series: Vec::new(),
            panels: Vec::new(),
            same: Vec::new(),
            kept: kept(tables, at),
        };
        curves.divide(by)?;
        curves.leave_out_the_same(by.is_some());
        Ok(curves)
    }

    /// Gives each key column its part.
    fn divide(&mut self, by: Option<&str>) -> Result<(), PlotError> {
        let summary = self.tables.summary;
        let along = self.along();
        let mut parts: Vec<usize> = along.into_iter().collect();
        if let Some(by) = by {
            // Where each realization has a grid of its own, curves go by its index.
            let name = if summary.position(by).is_none() && GRID.contains(&by) {
                STEP
            } else {
                by
            };
            let index = summary
                .position(name)
                .ok_or_else(|| unknown(self.tables, by))?;
            self.series.push(index);
            parts.push(index);
        }
        for index in self.others(&parts) {
            let mut more = parts.clone();
            more.push(index);
            if self.count(&more) == self.count(&parts) {
                continue;
            }
            parts = more;
            if self.series.is_empty() {
                self.series.push(index);
            } else {
                self.panels.push(index);
            }
        }
        // Words that are too many for colours have panels of their own.
        if self.count(&self.series) > DISTINCT && !self.is_numeric(&self.series) {
            self.panels.append(&mut self.series);
        }
        Ok(())
    }

    /// Leaves out panels, and curves that are not asked for, that would be identical: of a variable that makes no
    /// difference to what is shown, the first value stays.
    fn leave_out_the_same(&mut self, asked: bool) {
        let curves = self.series.iter().filter(|_| !asked);
        let others: Vec<usize> = self.panels.iter().chain(curves).copied().collect();
        for index in others {
            let mut keys: Vec<usize> = self.along().into_iter().chain(self.key_of_x()).collect();
            keys.extend(
                self.series
                    .iter()
                    .chain(&self.panels)
                    .filter(|&&other| other != index),
            );
            let mut known: BTreeMap<RowKey, Vec<Option<f64>>> = BTreeMap::new();
            let same = self.rows.iter().all(|row| {
                let values = self.y.iter().flat_map(|y| {
                    let (low, high) = y.interval(row).unzip();
                    [y.of(row), low, high]
                });
                let mut values: Vec<Option<f64>> = values.collect();
                values.push(self.x_of(row, &[]));
                let first = known
                    .entry(RowKey::of(row, &keys))
                    .or_insert_with(|| values.clone());
                first.iter().zip(&values).all(|pair| match pair {
                    (Some(a), Some(b)) => a == b || nearly_equal(*a, *b),
                    (a, b) => a.is_none() && b.is_none(),
                })
            });
            if !same {
                continue;
            }
            self.panels.retain(|other| *other != index);
            self.series.retain(|other| *other != index);
            let first = self.rows.first().and_then(|row| row.get(index)).cloned();
            self.rows.retain(|row| row.get(index) == first.as_ref());
            self.same
                .push(words::name(&self.tables.summary.columns[index]));
        }
        // Without curves of its own, a figure has those of what panels were for.
        let may_be =
            |columns: &[usize]| self.count(columns) <= DISTINCT || self.is_numeric(columns);
        if self.series.is_empty()
            && let Some(place) = self.panels.iter().position(|&index| may_be(&[index]))
        {
            let index = self.panels.remove(place);
            self.series.push(index);
        }
    }

    /// The key column on the horizontal axis.
    pub(crate) fn key_of_x(&self) -> Option<usize> {
        match self.x.1 {
            Source::Key(index) => Some(index),
            Source::Mean(_) => None,
        }
    }

    pub(crate) fn keys(&self) -> Vec<usize> {
        let columns = self.tables.summary.columns.iter().enumerate();
        columns
            .filter(|(_, column)| column.role == Role::Key)
            .map(|(index, _)| index)
            .collect()
    }

    /// Keys without a part, words before numbers, inner before outer.
    fn others(&self, parts: &[usize]) -> Vec<usize> {
        let mut others: Vec<usize> = self.keys();
        others.retain(|index| !parts.contains(index));
        others.reverse();
        others.sort_by_key(|&index| self.tables.summary.columns[index].ty.is_numeric());
        others
    }

    /// How many combinations of values there are.
    pub(crate) fn count(&self, columns: &[usize]) -> usize {
        self.groups(columns).len()
    }

    pub(crate) fn is_numeric(&self, columns: &[usize]) -> bool {
        columns
            .iter()
            .all(|&index| self.tables.summary.columns[index].ty.is_numeric())
    }

    /// Combinations of values in the order in which they appear.
    fn groups(&self, columns: &[usize]) -> Vec<RowKey> {
        select::groups(&self.rows, columns)
    }

    fn figure(&self, look: &Look) -> Result<Figure, PlotError> {
        let Panels {
            keys,
            titles,
            grid,
            note,
        } = Panels::of(&self.rows, &self.panels, |index, cell| {
            let column = &self.tables.summary.columns[index];
            self.tables.said(&column.name, cell)
        });
        let words = self.words();
        let curves = self.curves(words.is_empty());
        let panels: Vec<Panel> = keys
            .iter()
            .zip(titles)
            .map(|(key, title)| {
                let boundary = self.boundary(key, &curves);
                let layers = boundary.unwrap_or_else(|| self.means(key, &curves, &words));
                Panel { title, layers }
            })
            .collect();
        let (x, y) = self.axes(&panels, &words, look)?;
        let mut notes = Vec::from_iter(words::sentence(&self.kept));
        notes.extend(self.notes(&panels, &y));
        notes.extend(note);
        if !words.is_empty() && self.count(&self.series) > DISTINCT {
            notes.push("From left to right in the order of the legend.".to_owned());
        }
        if let [first, rest @ ..] = self.same.as_slice() {
            let names = rest
                .iter()
                .fold(first.clone(), |names, name| format!("{names}, {name}"));
            notes.push(format!("The same at every {names}."));
        }
        notes.extend(legend_note(self.count(&self.series)));
        let legend = self.legend(&curves, &panels);
        notes.extend(hidden::note(&panels, &legend, (&x, &y)));
        Ok(Figure {
            title: look.title.clone().unwrap_or_default(),
            about: words::about(self.tables.name, &self.kept),
            notes,
            legend,
            x,
            y,
            panels,
            grid,
            columns: None,
            form: Form::Plane,
            look: look.clone(),
        })
    }

    /// The curves of each panel: for each value that distinguishes them, one for each metric.
    fn curves(&self, joined: bool) -> Vec<Curve> {
        let values = self.groups(&self.series);
        let metrics = 0..self.y.len();
        let styled = |(index, metric): (usize, usize)| Curve {
            metric,
            value: values[index].clone(),
            style: self.style((index, values.len()), metric, joined),
        };
        (0..values.len())
            .flat_map(|index| metrics.clone().map(move |metric| (index, metric)))
            .map(styled)
            .collect()
    }

    /// Colour and marker say which of so many values a curve belongs to, and its line of which
    /// metric it is: the marker where there are no lines, all three where there is one value.
    fn style(&self, (index, of): (usize, usize), metric: usize, joined: bool) -> Style {
        let own = Style::among(index, of);
        let stroke = Stroke::METRICS[metric % Stroke::METRICS.len()];
        match (self.y.len(), of) {
            (1, _) => own,
            (_, 1) => Style {
                stroke,
                ..Style::nth(metric)
            },
            _ if joined => Style { stroke, ..own },
            _ => Style {
                marker: Style::nth(metric).marker,
                ..own.unbroken()
            },
        }
    }

    /// The curves of a panel.
    fn means(&self, panel: &RowKey, curves: &[Curve], words: &[Cell]) -> Vec<Layer> {
        let apart = BESIDE.min(ALL_BESIDE / curves.len() as f64);
        let series = |(index, curve): (usize, &Curve)| {
            let mut series = self.series(panel, curve, words);
            if !words.is_empty() {
                // Beside each other, so that one interval does not hide another.
                let side = index as f64 - (curves.len() - 1) as f64 / 2.0;
                let points = series.points.iter_mut();
                points.for_each(|point| point.x += apart * side);
            }
            Layer::Series(series)
        };
        let mut layers: Vec<Layer> = curves.iter().enumerate().map(series).collect();
        layers.extend(self.ends(panel, curves));
        layers
    }

    /// The values of a horizontal axis of words.
    pub(crate) fn words(&self) -> Vec<Cell> {
        match self.x.1 {
            Source::Key(index) if !self.is_numeric(&[index]) => self
                .groups(&[index])
                .into_iter()
                .filter_map(|key| key.0.into_iter().next())
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(crate) fn x_of(&self, row: &[Cell], words: &[Cell]) -> Option<f64> {
        let (Source::Key(index) | Source::Mean(index)) = self.x.1;
        let cell = row.get(index)?;
        if words.is_empty() {
            return cell.as_number();
        }
        words
            .iter()
            .position(|word| word == cell)
            .map(|place| place as f64)
    }

    /// The most values behind a mean of the figure.
    pub(crate) fn most(&self) -> i64 {
        let counts = self
            .rows
            .iter()
            .flat_map(|row| self.y.iter().map(move |y| y.behind(row)));
        counts.max().unwrap_or(0)
    }

    /// The most realizations that are behind a row of the figure.
    pub(crate) fn realizations(&self) -> i64 {
        let counts = self.rows.iter().filter_map(|row| self.solved(row));
        counts.max().unwrap_or_else(|| self.most())
    }

    /// How many realizations are solved behind a row.
    fn solved(&self, row: &[Cell]) -> Option<i64> {
        row.get(self.tables.summary.position(SOLVED)?)?.as_integer()
    }

    /// Whether there are so many curves that their intervals would hide each other.
    pub(crate) fn without_intervals(&self) -> bool {
        let known = self.y.iter().any(|y| y.spread != Spread::Unknown);
        known && self.count(&self.series) > DISTINCT
    }

    fn series(&self, panel: &RowKey, curve: &Curve, words: &[Cell]) -> Series {
        let y = &self.y[curve.metric];
        let most = self.most();
        let (without, realizations) = (self.without_intervals(), self.realizations());
        let points = self.of(panel, &curve.value).filter_map(|row| {
            Some(Point {
                x: self.x_of(row, words)?,
                y: y.of(row)?,
                interval: y.interval(row).filter(|_| !without),
                // A percentile is of as many users as there are.
                partial: match y.spread {
                    Spread::Ends(..) => self.solved(row) < Some(realizations),
                    Spread::Half(_) | Spread::Unknown => y.behind(row) < most,
                },
            })
        });
        Series {
            style: curve.style,
            points: points.collect(),
            joined: words.is_empty(),
            marks: Marks::Points,
            bold: false,
        }
    }

    pub(crate) fn of<'s>(
        &'s self,
        panel: &'s RowKey,
        value: &'s RowKey,
    ) -> impl Iterator<Item = &'a [Cell]> + 's {
        self.rows.iter().copied().filter(move |row| {
            RowKey::of(row, &self.panels) == *panel && RowKey::of(row, &self.series) == *value
        })
    }
}

/// The values that a figure keeps.
pub(crate) fn kept(tables: &Tables<'_>, at: &[Selection]) -> Vec<String> {
    let said = |place: &Selection| {
        let value = match &place.value {
            AxisValue::Number(value) => Cell::Number(*value),
            AxisValue::Word(word) => Cell::Text(word.clone()),
        };
        tables.said(&place.axis, &value)
    };
    at.iter().map(said).collect()
}
