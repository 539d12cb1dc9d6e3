//! `plot cdf of M by S` and `plot box of M over X by S`: how a metric is distributed over realizations, and over
//! users where each of them has a value.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::Axis;
use super::curves::kept;
use super::evenly::evenly;
use super::hidden;
use super::panels::Panels;
use super::style::{DISTINCT, Style};
use super::vertical::unknown;
use super::{
    Entry, Figure, Form, Layer, Legend, Marks, Panel, Point, Quantiles, Sample, Series, in_legend,
    legend_note, phase,
};
use crate::language::{Look, Selection};
use crate::plot::error::PlotError;
use crate::plot::tables::Tables;
use crate::plot::words;
use crate::results::percentile::quantile;
use crate::results::select;
use crate::table::columns::{REALIZATION, SOLVED, STATUS, STEP, USER};
use crate::table::key::RowKey;
use crate::table::{Cell, Column, Role, Table};

/// More steps than this of one curve cannot be seen.
const STEPS: usize = 400;
/// Markers of a curve.
const MARKERS: usize = 5;
/// The greatest share that has a marker: one at the end of the axis would be on the title of its panel.
const MARKED: f64 = 0.95;
/// What a box shows.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Width of all boxes of one place, over the distance of places.
const ALL_WIDE: f64 = 0.7;
/// Width of a box at most, over the same.
const WIDE: f64 = 0.4;

/// What is asked for, by names of columns.
pub(crate) struct Asked<'a> {
    /// The metric.
    pub(crate) of: &'a str,
    /// The key along the horizontal axis, of boxes; none of a curve of distribution.
    pub(crate) x: Option<&'a str>,
    /// The key with a curve or box for each of its values; none where that is left to the figure.
    pub(crate) by: Option<&'a str>,
}

/// Builds the figure.
///
/// # Errors
/// When a column is missing or holds words where numbers are needed, no row is meant, or an axis cannot be as it is
/// stated.
pub(crate) fn figure(
    tables: &Tables<'_>,
    asked: &Asked<'_>,
    at: &[Selection],
    look: &Look,
) -> Result<Figure, PlotError> {
    let gathered = Gathered::of(tables, asked, at)?;
    let table = &gathered.table;
    let values = Values::new(tables, &gathered, asked)?;
    let Panels {
        keys,
        titles,
        grid,
        note,
    } = Panels::of(&values.rows, &values.panels, |index, cell| {
        tables.said(&table.columns[index].name, cell)
    });
    let curves = select::groups(&values.rows, &values.series);
    let styles: Vec<Style> = (0..curves.len())
        .map(|index| Style::among(index, curves.len()))
        .collect();
    let mut panels: Vec<Panel> = keys
        .iter()
        .zip(titles)
        .map(|(key, title)| Panel {
            title,
            layers: match values.x {
                None => values.curves(key, &curves, &styles),
                Some(x) => values.boxes(x, key, &curves, &styles),
            },
        })
        .collect();
    let (x, y) = values.axes(tables, asked, &panels, look)?;
    if values.x.is_none() {
        let series = panels.iter_mut().flat_map(|panel| &mut panel.layers);
        series.for_each(|layer| extend(layer, &x));
    }
    let place = kept(tables, at);
    let mut notes = vec![values.note(asked)];
    if values.x.is_some()
        && let Some(begins) = y.begins()
    {
        notes[0] = format!("{} {begins}", notes[0]);
    }
    notes.extend(note);
    if values.x.is_some() && curves.len() > DISTINCT {
        notes.push("Boxes are from left to right in the order of the legend.".to_owned());
    }
    notes.splice(0..0, words::sentence(&place));
    let entries = match curves.len() {
        0 | 1 => Vec::new(),
        count => in_legend(count)
            .into_iter()
            .map(|index| Entry {
                text: values.said(&values.series, &curves[index]),
                sample: match (values.x, phase(0, count)) {
                    (None, Some(_)) => Sample::Curve(styles[index]),
                    (None, None) => Sample::Line(styles[index]),
                    (Some(_), Some(_)) => Sample::Curve(styles[index].unbroken()),
                    (Some(_), None) => Sample::Line(styles[index].unbroken()),
                },
            })
            .collect(),
    };
    let names = values
        .series
        .iter()
        .map(|&index| words::name(&tables.column(&table.columns[index].name)));
    notes.extend(legend_note(curves.len()));
    let legend = Legend::of(names.collect::<Vec<_>>().join(", "), entries);
    notes.extend(hidden::note(&panels, &legend, (&x, &y)));
    Ok(Figure {
        title: look.title.clone().unwrap_or_default(),
        about: words::about(tables.name, &place),
        notes,
        x,
        y,
        panels,
        grid,
        columns: None,
        legend,
        form: Form::Plane,
        look: look.clone(),
    })
}

/// The values that are drawn, by the keys that they have: a number each.
struct Gathered {
    /// The keys, each combination once; realizations and users are not among them.
    table: Table,
    /// The values of each row.
    values: Vec<Vec<f64>>,
    /// How many values there are.
    count: usize,
    /// How many realizations they are of.
    networks: usize,
    /// Whether they are of users.
    of_users: bool,
}

impl Gathered {
    fn of(tables: &Tables<'_>, asked: &Asked<'_>, at: &[Selection]) -> Result<Self, PlotError> {
        let (rows, of_users) = tables.of_distribution(asked.of)?;
        let mut table = Table::new(rows.columns().to_vec())?;
        let metric = table.require(asked.of)?;
        if !table.columns[metric].ty.is_numeric() {
            return Err(PlotError::Words {
                name: asked.of.to_owned(),
                place: "distribution",
            });
        }
        let asked = select::asked(&table, at)?;
        let (status, realization) = (table.position(STATUS), table.position(REALIZATION));
        let is_key = |column: &Column| {
            column.role == Role::Key && ![REALIZATION, USER].contains(&column.name.as_str())
        };
        let keys: Vec<bool> = table.columns.iter().map(is_key).collect();
        let mut places: BTreeMap<RowKey, usize> = BTreeMap::new();
        let (mut values, mut count, mut networks): (Vec<Vec<f64>>, _, _) =
            (Vec::new(), 0, BTreeSet::new());
        for block in rows.walk()? {
            for row in block?.iter().filter(|row| asked.hold(row)) {
                let solved = status.is_none_or(|status| row[status].as_text() == Some(SOLVED));
                let value = row[metric].as_number().filter(|value| value.is_finite());
                let Some(value) = value.filter(|_| solved) else {
                    continue;
                };
                let cells = row.iter().zip(&keys);
                let cells = cells.map(|(cell, is_key)| match is_key {
                    true => cell.clone(),
                    false => Cell::Missing,
                });
                let place = *places
                    .entry(RowKey(cells.collect()))
                    .or_insert_with_key(|key| {
                        table.rows.push(key.0.clone());
                        values.push(Vec::new());
                        values.len() - 1
                    });
                values[place].push(value);
                count += 1;
                if let Some(realization) = realization {
                    networks.insert(row[realization].as_integer());
                }
            }
        }
        if count == 0 {
            let place = select::words(at);
            return Err(PlotError::Empty { place });
        }
        Ok(Self {
            table,
            values,
            count,
            networks: realization.map_or(1, |_| networks.len()),
            of_users,
        })
    }
}

/// What is drawn of the values, and what distinguishes them.
struct Values<'t> {
    table: &'t Table,
    gathered: &'t Gathered,
    rows: Vec<&'t [Cell]>,
    /// The key along the horizontal axis.
    x: Option<usize>,
    series: Vec<usize>,
    panels: Vec<usize>,
}

impl<'t> Values<'t> {
    fn new(
        tables: &Tables<'_>,
        gathered: &'t Gathered,
        asked: &Asked<'_>,
    ) -> Result<Self, PlotError> {
        let table = &gathered.table;
        let key = |name: &str| {
            let found = table
                .position(name)
                .filter(|&index| table.columns[index].role == Role::Key);
            found.ok_or_else(|| unknown(tables, name))
        };
        let mut values = Self {
            table,
            gathered,
            rows: table.rows.iter().map(Vec::as_slice).collect(),
            x: asked.x.map(key).transpose()?,
            series: asked.by.map(key).transpose()?.into_iter().collect(),
            panels: Vec::new(),
        };
        values.divide();
        Ok(values)
    }

    /// Gives each key column that varies its part: words before numbers, inner before outer.
    fn divide(&mut self) {
        let within = [REALIZATION, USER];
        let mut others: Vec<usize> = (0..self.table.columns.len())
            .filter(|&index| self.table.columns[index].role == Role::Key)
            .filter(|&index| !within.contains(&self.table.columns[index].name.as_str()))
            .collect();
        others.reverse();
        others.sort_by_key(|&index| {
            let column = &self.table.columns[index];
            // The values of a grid that each realization has of its own are in no group; their index is.
            (column.ty.is_numeric(), column.name != STEP)
        });
        let mut parts: Vec<usize> = self.x.iter().chain(&self.series).copied().collect();
        for index in others {
            if parts.contains(&index) {
                continue;
            }
            let count = |columns: &[usize]| select::groups(&self.rows, columns).len();
            let mut more = parts.clone();
            more.push(index);
            if count(&more) == count(&parts) {
                continue;
            }
            parts = more;
            let few = select::groups(&self.rows, &[index]).len() <= DISTINCT;
            if self.series.is_empty() && (few || self.table.columns[index].ty.is_numeric()) {
                self.series.push(index);
            } else {
                self.panels.push(index);
            }
        }
    }

    /// The values of a curve, ascending.
    fn of(&self, panel: &RowKey, curve: &RowKey, x: Option<(usize, &Cell)>) -> Vec<f64> {
        let rows = self.rows.iter().zip(&self.gathered.values);
        let own = rows.filter(|(row, _)| {
            RowKey::of(row, &self.panels) == *panel
                && RowKey::of(row, &self.series) == *curve
                && x.is_none_or(|(index, value)| row[index] == *value)
        });
        let mut values: Vec<f64> = own.flat_map(|(_, values)| values).copied().collect();
        values.sort_by(f64::total_cmp);
        values
    }

    /// A curve of distribution for each value.
    fn curves(&self, panel: &RowKey, curves: &[RowKey], styles: &[Style]) -> Vec<Layer> {
        let series = |(index, (curve, &style)): (usize, (&RowKey, &Style))| {
            let points = steps(&self.of(panel, curve, None));
            let marks = levels(&points, index, curves.len());
            let points = points.into_iter().map(|(x, y)| Point {
                x,
                y,
                interval: None,
                partial: false,
            });
            Layer::Series(Series {
                style,
                points: points.collect(),
                joined: true,
                marks: Marks::Some(marks),
                bold: false,
            })
        };
        curves.iter().zip(styles).enumerate().map(series).collect()
    }

    /// The values along the horizontal axis.
    fn places(&self, x: usize) -> Vec<Cell> {
        let keys = select::groups(&self.rows, &[x]);
        keys.into_iter()
            .filter_map(|key| key.0.into_iter().next())
            .collect()
    }

    /// A box at each place for each value.
    fn boxes(&self, x: usize, panel: &RowKey, curves: &[RowKey], styles: &[Style]) -> Vec<Layer> {
        let places = self.places(x);
        let pitch = (ALL_WIDE / curves.len().max(1) as f64).min(WIDE * 1.2);
        let layer = |(index, (curve, &style)): (usize, (&RowKey, &Style))| {
            let beside = (index as f64 - (curves.len() as f64 - 1.0) / 2.0) * pitch;
            let boxes = places.iter().enumerate().filter_map(|(place, value)| {
                let values = self.of(panel, curve, Some((x, value)));
                let at = |share| quantile(share, &values);
                Some(Quantiles {
                    x: place as f64 + beside,
                    wide: pitch / 1.2,
                    at: [
                        at(QUANTILES[0])?,
                        at(QUANTILES[1])?,
                        at(QUANTILES[2])?,
                        at(QUANTILES[3])?,
                        at(QUANTILES[4])?,
                    ],
                })
            });
            let marked = phase(0, curves.len()).is_some();
            Layer::Boxes(style, boxes.collect(), marked)
        };
        curves.iter().zip(styles).enumerate().map(layer).collect()
    }

    fn axes(
        &self,
        tables: &Tables<'_>,
        asked: &Asked<'_>,
        panels: &[Panel],
        look: &Look,
    ) -> Result<(Axis, Axis), PlotError> {
        let title = words::heading(&tables.column(asked.of));
        let layers = panels.iter().flat_map(|panel| &panel.layers);
        let Some(x) = self.x else {
            let points = layers.filter_map(|layer| match layer {
                Layer::Series(series) => Some(&series.points),
                _ => None,
            });
            let values: Vec<f64> = points.flatten().map(|point| point.x).collect();
            let x = Axis::of_range(title, &values).stated(&look.x, &values)?;
            let count = self.gathered.count;
            let shares: Vec<f64> = (0..count).map(|i| (i + 1) as f64 / count as f64).collect();
            let y = Axis::stepped("cumulative distribution", (0.0, 1.0), 0.2);
            return Ok((x, y.stated(&look.y, &shares)?));
        };
        let column = &self.table.columns[x];
        let labels: Vec<String> = self
            .places(x)
            .iter()
            .map(|cell| words::value(cell, ""))
            .collect();
        let heading = words::heading(&tables.column(&column.name));
        let values: Vec<f64> = layers
            .filter_map(|layer| match layer {
                Layer::Boxes(_, boxes, _) => Some(boxes),
                _ => None,
            })
            .flatten()
            .flat_map(|quantiles| quantiles.at)
            .collect();
        let x = Axis::of_words(heading, &labels).stated(&look.x, &[])?;
        Ok((x, Axis::of_values(title, &values).stated(&look.y, &values)?))
    }

    /// What the values are of.
    fn note(&self, asked: &Asked<'_>) -> String {
        let networks = self.gathered.networks;
        let plural = if networks == 1 { "" } else { "s" };
        let of = if self.gathered.of_users {
            format!("All users of {networks} realization{plural}")
        } else {
            format!("{networks} realization{plural}")
        };
        match asked.x {
            None => format!("{of}."),
            Some(_) => format!("{of}: medians, quartiles, and quantiles of 5 % and 95 %."),
        }
    }

    fn said(&self, columns: &[usize], key: &RowKey) -> String {
        let cells = columns.iter().zip(&key.0);
        let said = cells.map(|(&index, cell)| words::value(cell, &self.table.columns[index].unit));
        said.collect::<Vec<_>>().join(", ")
    }
}

/// The corners of the curve of distribution of ascending values: it steps by their share at each. Of very many, so
/// many as can be seen.
fn steps(values: &[f64]) -> Vec<(f64, f64)> {
    let count = values.len() as f64;
    let mut corners = Vec::new();
    let mut below = 0.0;
    for index in evenly(values.len(), STEPS) {
        let (value, share) = (values[index], (index + 1) as f64 / count);
        corners.extend([(value, below), (value, share)]);
        below = share;
    }
    corners
}

/// The corners at which a curve of distribution has a marker, which distinguishes it from others without colour: few, at
/// shares of its own and below the end of the axis.
fn levels(corners: &[(f64, f64)], index: usize, of: usize) -> Vec<usize> {
    if phase(index, of).is_none() {
        return Vec::new();
    }
    let first = (index + 1) as f64 / (of + 1) as f64;
    let share = |marker: usize| MARKED * (marker as f64 + first) / MARKERS as f64;
    let at = |share: f64| corners.iter().position(|(_, below)| *below >= share);
    let mut marked: Vec<usize> = (0..MARKERS)
        .filter_map(|marker| at(share(marker)))
        .collect();
    marked.dedup();
    marked.retain(|&index| corners[index].1 <= MARKED);
    marked
}

/// Draws a curve of distribution on to both ends of its axis: nothing is below its first value, everything below its last.
fn extend(layer: &mut Layer, axis: &Axis) {
    let Layer::Series(series) = layer else { return };
    let (Some(first), Some(last)) = (series.points.first(), series.points.last()) else {
        return;
    };
    let (low, high) = (axis.value(axis.range.0), axis.value(axis.range.1));
    let end = |x: f64, y: f64| Point {
        x,
        y,
        interval: None,
        partial: false,
    };
    let (from, to) = (end(low.min(first.x), 0.0), end(high.max(last.x), 1.0));
    series.points.insert(0, from);
    series.points.push(to);
    if let Marks::Some(indices) = &mut series.marks {
        indices.iter_mut().for_each(|index| *index += 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{levels, steps};

    #[test]
    fn a_distribution_steps_at_its_values_by_their_share() {
        let expected = [
            (1.0, 0.0),
            (1.0, 0.25),
            (2.0, 0.25),
            (2.0, 0.5),
            (2.0, 0.5),
            (2.0, 0.75),
            (5.0, 0.75),
            (5.0, 1.0),
        ];
        assert_eq!(steps(&[1.0, 2.0, 2.0, 5.0]), expected);
        assert!(steps(&[]).is_empty());
        let many: Vec<f64> = (0..10_000).map(f64::from).collect();
        let few = steps(&many);
        assert!(few.len() <= 800);
        assert_eq!(few.last(), Some(&(9999.0, 1.0)));
        assert!(
            few.iter().all(|(x, y)| (y * 10_000.0 - x).abs() <= 26.0),
            "along the whole"
        );
    }

    #[test]
    fn markers_of_distributions_are_few_and_none_is_at_the_end() {
        let many: Vec<f64> = (0..10_000).map(f64::from).collect();
        for values in [&many[..], &many[..3], &many[..1]] {
            let corners = steps(values);
            for of in 2..=16 {
                for index in 0..of {
                    let marked = levels(&corners, index, of);
                    assert!(marked.len() <= 5);
                    assert!(marked.iter().all(|&at| corners[at].1 <= 0.95), "{of}");
                }
            }
        }
        assert_eq!(levels(&steps(&many), 0, 2).len(), 5);
        assert!(levels(&steps(&many), 0, 1).is_empty(), "of one curve");
        assert!(levels(&steps(&many), 0, 17).is_empty(), "of too many");
    }
}
