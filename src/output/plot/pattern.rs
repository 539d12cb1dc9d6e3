//! `plot beampattern`: what each sensing access point radiates, and what it should.

use super::Tables;
use super::axis::Axis;
use super::columns::{ACCESS_POINT, ANGLE, BUDGETS, IDEAL, PATTERN};
use super::error::PlotError;
use super::figure::{Entry, Figure, Form, Layer, Legend, Marks, Panel, Point, Sample, Series};
use super::request::Place;
use super::select::{Spot, groups, spot};
use super::style::Style;
use super::words;
use crate::output::cell::{RowKey, row_key};
use crate::output::{Cell, Table};

/// How far below the greatest value a figure reaches, in dB.
const DEPTH: f64 = 40.0;
/// The vertical axis ends at a multiple of this, in dB.
const LEVEL: f64 = 5.0;

/// Builds the figure.
///
/// # Errors
/// When there are no samples, or none where they are asked for.
pub fn figure(
    tables: &Tables<'_>,
    at: &[Place],
    by: Option<&str>,
    form: Form,
) -> Result<Figure, PlotError> {
    let table = tables.beampattern.ok_or(PlotError::NoTable {
        name: "beampattern",
    })?;
    let spot = spot(table, at, &free(by))?;
    let samples = Samples::of(table, by)?;
    Ok(samples.figure(tables, &spot, form))
}

/// Columns that keep all their values in the figure.
pub fn free(by: Option<&str>) -> Vec<&str> {
    let mut free: Vec<&str> = by.into_iter().collect();
    if by.is_some_and(|by| BUDGETS.contains(&by)) {
        free.extend(BUDGETS);
    }
    free.extend([ACCESS_POINT, ANGLE]);
    free
}

/// The columns that matter.
struct Samples<'t> {
    table: &'t Table,
    by: Vec<usize>,
    access_point: usize,
    angle: usize,
    pattern: usize,
    ideal: usize,
}

impl<'t> Samples<'t> {
    fn of(table: &'t Table, by: Option<&str>) -> Result<Self, PlotError> {
        Ok(Self {
            table,
            by: by
                .map(|by| table.require(by))
                .transpose()?
                .into_iter()
                .collect(),
            access_point: table.require(ACCESS_POINT)?,
            angle: table.require(ANGLE)?,
            pattern: table.require(PATTERN)?,
            ideal: table.require(IDEAL)?,
        })
    }

    fn figure(&self, tables: &Tables<'_>, spot: &Spot<'_>, form: Form) -> Figure {
        let curves = groups(&spot.rows, &self.by);
        let styles: Vec<Style> = (0..curves.len())
            .map(|index| Style::among(index, curves.len()))
            .collect();
        let panels = groups(&spot.rows, &[self.access_point])
            .iter()
            .map(|access_point| self.panel(spot, access_point, &curves, &styles))
            .collect();
        let levels = |column: usize| {
            spot.rows
                .iter()
                .filter_map(move |row| decibels(row.get(column)))
        };
        let greatest = levels(self.pattern)
            .chain(levels(self.ideal))
            .fold(f64::MIN, f64::max);
        let top = if greatest > f64::MIN {
            (greatest / LEVEL).ceil() * LEVEL
        } else {
            0.0
        };
        Figure {
            title: tables.title(self.table, spot),
            notes: Vec::new(),
            x: Axis::stepped("angle from broadside (°)", (-90.0, 90.0), 30.0),
            y: Axis::stepped("beampattern (dB)", (top - DEPTH, top), 10.0),
            panels,
            legend: self.legend(tables, &curves, &styles),
            form,
        }
    }

    fn panel(
        &self,
        spot: &Spot<'_>,
        access_point: &RowKey,
        curves: &[RowKey],
        styles: &[Style],
    ) -> Panel {
        let mut layers = Vec::new();
        for (curve, &style) in curves.iter().zip(styles) {
            let rows = spot.rows.iter().filter(|row| {
                row_key(row, &[self.access_point]) == *access_point
                    && row_key(row, &self.by) == *curve
            });
            let levels = |column: usize| {
                let angle = |row: &[Cell]| row.get(self.angle)?.as_number();
                rows.clone()
                    .filter_map(move |row| Some((angle(row)?, decibels(row.get(column)))))
            };
            layers.extend(lobes(levels(self.ideal)).into_iter().map(|lobe| {
                if curves.len() == 1 {
                    Layer::Shade(lobe)
                } else {
                    Layer::Dashed(style, lobe)
                }
            }));
            let radiated = levels(self.pattern)
                .filter_map(|(angle, level)| Some((angle, level?)))
                .collect();
            layers.push(if curves.len() == 1 {
                Layer::Line(style, radiated)
            } else {
                Layer::Series(curve_of(style, radiated))
            });
        }
        // What is ideal lies behind all that is not.
        layers.sort_by_key(|layer| matches!(layer, Layer::Line(..) | Layer::Series(_)));
        let number = access_point.0.first().map(|cell| words::value(cell, ""));
        let title = format!("access point {}", number.unwrap_or_default());
        Panel { title, layers }
    }

    fn legend(&self, tables: &Tables<'_>, curves: &[RowKey], styles: &[Style]) -> Legend {
        let entry = |text: String, sample| Entry { text, sample };
        let mut entries: Vec<Entry> = curves
            .iter()
            .zip(styles)
            .map(|(curve, &style)| {
                let column = self
                    .by
                    .first()
                    .and_then(|&index| self.table.columns.get(index));
                let text = match (column, curve.0.first()) {
                    (Some(column), Some(cell)) => words::value(cell, &column.unit),
                    _ => "radiated".into(),
                };
                entry(
                    text,
                    if curves.len() == 1 {
                        Sample::Line(style)
                    } else {
                        Sample::Curve(style)
                    },
                )
            })
            .collect();
        let ideal = if curves.len() == 1 {
            Sample::Shade
        } else {
            Sample::Dashed(styles[0])
        };
        entries.push(entry("ideal, scaled to fit".into(), ideal));
        let title = self
            .by
            .first()
            .and_then(|&index| self.table.columns.get(index));
        let title = title.map(|column| words::name(&tables.column(&column.name)));
        Legend::of(title.unwrap_or_default(), entries)
    }
}

/// A curve with markers, so that it is told from others without colour.
fn curve_of(style: Style, points: Vec<(f64, f64)>) -> Series {
    let points = points.into_iter().map(|(x, y)| Point {
        x,
        y,
        half: None,
        partial: false,
    });
    Series {
        style,
        points: points.collect(),
        joined: true,
        marks: Marks::Points,
    }
}

/// Runs of directions with power: an access point with several targets has a lobe for each.
fn lobes(levels: impl Iterator<Item = (f64, Option<f64>)>) -> Vec<Vec<(f64, f64)>> {
    let mut lobes = vec![Vec::new()];
    for (angle, level) in levels {
        match (level, lobes.last_mut()) {
            (Some(level), Some(lobe)) => lobe.push((angle, level)),
            _ => lobes.push(Vec::new()),
        }
    }
    lobes.retain(|lobe| !lobe.is_empty());
    lobes
}

/// A power as a level; none where there is no power.
fn decibels(cell: Option<&Cell>) -> Option<f64> {
    let power = cell?.as_number()?;
    (power > 0.0).then(|| 10.0 * libm::log10(power))
}

#[cfg(test)]
mod tests {
    use super::lobes;

    #[test]
    fn lobes_are_told_apart_by_the_directions_between_them() {
        let levels = [None, Some(9.0), Some(9.0), None, None, Some(9.0), None];
        let angles = (0..).map(f64::from);
        let found = lobes(angles.zip(levels));
        assert_eq!(found, [vec![(1.0, 9.0), (2.0, 9.0)], vec![(5.0, 9.0)]]);
        assert!(lobes(std::iter::empty()).is_empty());
    }
}
