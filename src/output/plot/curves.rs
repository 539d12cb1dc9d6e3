//! `plot Y over X by S`: from a summary to the means of a figure.
//!
//! Key columns take four parts. One runs along each curve; one tells curves
//! apart; those left that matter make panels; the others are derived from
//! these, as sweeps that step together are, and say nothing new.

use super::Tables;
use super::columns::BUDGETS;
use super::error::PlotError;
use super::figure::{Figure, Form, Layer, Marks, Panel, Point, Series};
use super::request::{Place, Request};
use super::select;
use super::style::{DISTINCT, Style};
use super::words;
use crate::output::cell::{RowKey, row_key};
use crate::output::summary::{COUNT, HALF_WIDTH, MEAN};
use crate::output::{Cell, Role};

/// More panels than this are too small a picture of too much.
const PANELS: usize = 12;
/// Distance between series at a word of the horizontal axis, over that between words.
const BESIDE: f64 = 0.08;
/// Most lines of a legend.
pub(super) const ENTRIES: usize = 20;

/// Builds the figure.
///
/// # Errors
/// When a column is missing or holds words where numbers are needed, or no row is meant.
pub fn figure(
    tables: &Tables<'_>,
    request: &Request,
    (y, x, by): (&str, &str, Option<&str>),
) -> Result<Figure, PlotError> {
    let curves = Curves::new(tables, request.at(), (y, x, by))?;
    if curves.rows.iter().all(|row| curves.behind(row) == 0) {
        let place = request.place();
        return Err(PlotError::Empty { place });
    }
    Ok(curves.figure())
}

/// Where the values of an axis are.
pub enum Source {
    /// A key column.
    Key(usize),
    /// A column of means.
    Mean(usize),
}

/// What is known of a figure of curves.
pub struct Curves<'a> {
    pub(super) tables: &'a Tables<'a>,
    pub(super) at: &'a [Place],
    /// The rows that are meant.
    pub(super) rows: Vec<&'a [Cell]>,
    pub(super) y: (String, usize),
    pub(super) x: (String, Source),
    /// Key columns whose values tell curves apart.
    pub(super) series: Vec<usize>,
    /// Key columns whose values tell panels apart.
    pub(super) panels: Vec<usize>,
    title: String,
}

impl<'a> Curves<'a> {
    fn new(
        tables: &'a Tables<'a>,
        at: &'a [Place],
        (y, x, by): (&str, &str, Option<&str>),
    ) -> Result<Self, PlotError> {
        let summary = tables.summary;
        let rows: Vec<&[Cell]> = select::rows(summary, at)?;
        let y_source = summary
            .position(&format!("{y}{MEAN}"))
            .ok_or_else(|| unknown(tables, y))?;
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
            y: (y.to_owned(), y_source),
            x: (x.to_owned(), x_source),
            series: Vec::new(),
            panels: Vec::new(),
            title: words::words(tables.name),
        };
        for place in at {
            let said = tables.said(&place.column, &place.value.cell());
            curves.title = format!("{}, {said}", curves.title);
        }
        curves.divide(by)?;
        Ok(curves)
    }

    /// Gives each key column its part.
    fn divide(&mut self, by: Option<&str>) -> Result<(), PlotError> {
        let summary = self.tables.summary;
        let along = self.along();
        let mut told: Vec<usize> = along.into_iter().collect();
        if let Some(by) = by {
            // Where each realization has a grid of its own, curves go by its index.
            let name = if summary.position(by).is_none() && BUDGETS.contains(&by) {
                BUDGETS[0]
            } else {
                by
            };
            let index = summary
                .position(name)
                .ok_or_else(|| unknown(self.tables, by))?;
            self.series.push(index);
            told.push(index);
        }
        for index in self.others(&told) {
            let mut more = told.clone();
            more.push(index);
            if self.count(&more) == self.count(&told) {
                continue;
            }
            told = more;
            if self.series.is_empty() {
                self.series.push(index);
            } else {
                self.panels.push(index);
            }
        }
        // Words that are too many to be told apart by colour are told apart by place.
        if self.count(&self.series) > DISTINCT && !self.is_numeric(&self.series) {
            self.panels.append(&mut self.series);
        }
        Ok(())
    }

    /// The key column on the horizontal axis.
    pub(super) fn key_of_x(&self) -> Option<usize> {
        match self.x.1 {
            Source::Key(index) => Some(index),
            Source::Mean(_) => None,
        }
    }

    pub(super) fn keys(&self) -> Vec<usize> {
        let columns = self.tables.summary.columns.iter().enumerate();
        columns
            .filter(|(_, column)| column.role == Role::Key)
            .map(|(index, _)| index)
            .collect()
    }

    /// Keys without a part, words before numbers, inner before outer.
    fn others(&self, told: &[usize]) -> Vec<usize> {
        let mut others: Vec<usize> = self.keys();
        others.retain(|index| !told.contains(index));
        others.reverse();
        others.sort_by_key(|&index| self.tables.summary.columns[index].ty.is_numeric());
        others
    }

    /// How many combinations of values there are.
    pub(super) fn count(&self, columns: &[usize]) -> usize {
        self.groups(columns).len()
    }

    pub(super) fn is_numeric(&self, columns: &[usize]) -> bool {
        columns
            .iter()
            .all(|&index| self.tables.summary.columns[index].ty.is_numeric())
    }

    /// Combinations of values in the order in which they appear.
    fn groups(&self, columns: &[usize]) -> Vec<RowKey> {
        select::groups(&self.rows, columns)
    }

    fn figure(&self) -> Figure {
        let series = self.groups(&self.series);
        let all_panels = self.groups(&self.panels);
        let shown = evenly(all_panels.len(), PANELS);
        let styles: Vec<Style> = (0..series.len())
            .map(|index| {
                if series.len() > DISTINCT {
                    Style::on_scale(index, series.len())
                } else {
                    Style::nth(index)
                }
            })
            .collect();
        let words = self.words();
        let most = self.most();
        let panels: Vec<Panel> = shown
            .iter()
            .map(|&index| {
                let key = &all_panels[index];
                let means = || {
                    let curve = |(index, (value, &style)): (usize, (&RowKey, &Style))| {
                        let mut curve = self.series(key, value, style, &words, most);
                        if !words.is_empty() {
                            // Beside each other, so that one interval does not hide another.
                            let side = index as f64 - (series.len() - 1) as f64 / 2.0;
                            curve
                                .points
                                .iter_mut()
                                .for_each(|point| point.x += BESIDE * side);
                        }
                        Layer::Series(curve)
                    };
                    let all = series.iter().zip(&styles).enumerate();
                    let mut layers: Vec<Layer> = all.map(curve).collect();
                    layers.extend(self.ends(key, &series, &styles));
                    layers
                };
                let boundary = self.boundary(key, &series, &styles);
                Panel {
                    title: self.panel_title(key),
                    layers: boundary.unwrap_or_else(means),
                }
            })
            .collect();
        let (x, y) = self.axes(&panels, &words);
        let mut notes = self.notes(&panels, most);
        if shown.len() < all_panels.len() {
            notes.push(format!(
                "{} of {} panels are shown.",
                shown.len(),
                all_panels.len()
            ));
        }
        Figure {
            title: self.title.clone(),
            notes,
            legend: self.legend(&series, &styles, &panels),
            x,
            y,
            panels,
            form: Form::Plane,
        }
    }

    /// The values of a horizontal axis of words.
    pub(super) fn words(&self) -> Vec<Cell> {
        match self.x.1 {
            Source::Key(index) if !self.is_numeric(&[index]) => self
                .groups(&[index])
                .into_iter()
                .filter_map(|key| key.0.into_iter().next())
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn x_of(&self, row: &[Cell], words: &[Cell]) -> Option<f64> {
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
    pub(super) fn most(&self) -> i64 {
        let counts = self.rows.iter().map(|row| self.behind(row));
        counts.max().unwrap_or(0)
    }

    /// How many values are behind the mean of a row.
    pub(super) fn behind(&self, row: &[Cell]) -> i64 {
        let count = self
            .tables
            .summary
            .position(&format!("{}{COUNT}", self.y.0));
        count
            .and_then(|index| row.get(index)?.as_integer())
            .unwrap_or(0)
    }

    fn series(
        &self,
        panel: &RowKey,
        value: &RowKey,
        style: Style,
        words: &[Cell],
        most: i64,
    ) -> Series {
        let half = self
            .tables
            .summary
            .position(&format!("{}{HALF_WIDTH}", self.y.0));
        let points = self.of(panel, value).filter_map(|row| {
            Some(Point {
                x: self.x_of(row, words)?,
                y: row.get(self.y.1)?.as_number()?,
                half: half.and_then(|index| row.get(index)?.as_number()),
                partial: self.behind(row) < most,
            })
        });
        Series {
            style,
            points: points.collect(),
            joined: words.is_empty(),
            marks: Marks::Points,
        }
    }

    pub(super) fn of<'s>(
        &'s self,
        panel: &'s RowKey,
        value: &'s RowKey,
    ) -> impl Iterator<Item = &'a [Cell]> + 's {
        self.rows.iter().copied().filter(move |row| {
            row_key(row, &self.panels) == *panel && row_key(row, &self.series) == *value
        })
    }
}

/// At most `most` of the numbers below `count`, evenly chosen, the first and the last among them.
pub(super) fn evenly(count: usize, most: usize) -> Vec<usize> {
    if count <= most {
        return (0..count).collect();
    }
    (0..most)
        .map(|place| place * (count - 1) / (most - 1))
        .collect()
}

fn unknown(tables: &Tables<'_>, name: &str) -> PlotError {
    let keys = tables
        .summary
        .names(Role::Key)
        .into_iter()
        .map(str::to_owned);
    let means = tables
        .summary
        .columns
        .iter()
        .filter_map(|column| column.name.strip_suffix(MEAN));
    PlotError::Column {
        name: name.to_owned(),
        known: keys.chain(means.map(str::to_owned)).collect(),
    }
}
