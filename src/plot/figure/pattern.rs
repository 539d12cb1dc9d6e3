//! `plot beampattern`: what each sensing access point radiates, and what it should.

use super::{
    Entry, Figure, Form, Layer, Legend, Marks, Panel, Point, Sample, Series, in_legend,
    legend_note, phase,
};
use crate::language::{Look, Selection};
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::evenly::evenly;
use crate::plot::figure::panels::PANELS;
use crate::plot::figure::style::{INK, Marker, Style};
use crate::plot::tables::Tables;
use crate::plot::words;
use crate::results::select::{Spot, candidates, free_in_pattern, groups, spot};
use crate::table::columns::{ACCESS_POINT, ANGLE, IDEAL, PATTERN};
use crate::table::key::RowKey;
use crate::table::{Cell, Table};

/// How far below the greatest value a figure reaches at least, in dB.
const LEAST_DEPTH: f64 = 20.0;
/// How far it reaches at most, in dB.
const MOST_DEPTH: f64 = 40.0;
/// Levels that differ by less than this, relative to the greatest power, are one picture.
const SAME: f64 = 1e-3;
/// Markers of a curve at most.
const MARKERS: usize = 7;
/// A level below all that a figure shows, in dB.
const NOTHING: f64 = -1e3;
/// The vertical axis ends at multiples of this, in dB.
const LEVEL: f64 = 5.0;

/// Builds the figure.
///
/// # Errors
/// When there are no samples, or none where they are asked for.
pub(crate) fn figure(
    tables: &Tables<'_>,
    at: &[Selection],
    by: Option<&str>,
    form: Form,
    look: &Look,
) -> Result<Figure, PlotError> {
    let all = tables.beampattern.ok_or(PlotError::NoTable {
        name: "beampattern",
    })?;
    let free = free_in_pattern(by);
    let table = candidates(all, at, &free)?.table;
    let spot = spot(&table, at, &free)?;
    let samples = Samples::of(&table, by)?;
    samples.figure(tables, &spot, form, look)
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

    fn figure(
        &self,
        tables: &Tables<'_>,
        spot: &Spot<'_>,
        form: Form,
        look: &Look,
    ) -> Result<Figure, PlotError> {
        let curves = groups(&spot.rows, &self.by);
        let styles: Vec<Style> = (0..curves.len())
            .map(|index| Style::among(index, curves.len()))
            .collect();
        let levels = |column: usize| {
            spot.rows
                .iter()
                .filter_map(move |row| decibels(row.get(column)))
        };
        let mut range = range(levels(self.pattern).chain(levels(self.ideal)));
        range.0 = look.y.from.unwrap_or(range.0);
        range.1 = look.y.to.unwrap_or(range.1);
        if range.0 >= range.1 {
            range.0 = range.1 - LEAST_DEPTH;
        }
        let all = self.alike(spot);
        let shown = evenly(all.len(), PANELS);
        let panels = shown.iter().map(|&index| {
            let (first, numbers) = &all[index];
            let mut panel = self.panel(spot, first, (&curves, &styles), range.0);
            panel.title = named(numbers);
            panel
        });
        let mut panels: Vec<Panel> = panels.collect();
        let mut place = tables.place(self.table, spot, &[]);
        if let [only] = panels.as_mut_slice() {
            place.push(std::mem::take(&mut only.title));
        }
        let about = words::about(tables.name, &place);
        let mut notes = Vec::from_iter(words::sentence(&place));
        if shown.len() < all.len() {
            notes.push(format!(
                "{} of {} different patterns are shown.",
                shown.len(),
                all.len()
            ));
        }
        notes.extend(legend_note(curves.len()));
        let angles = |step| Axis::stepped("angle from broadside (°)", (-90.0, 90.0), step);
        let x = angles(if panels.len() > 2 { 45.0 } else { 30.0 });
        let mut x = match form {
            Form::Polar => x,
            Form::Plane | Form::Map => x.stated(&look.x, &[])?,
        };
        if let Some(label) = &look.x.label {
            x.title.clone_from(label);
        }
        let mut y = Axis::stepped("beampattern (dB)", range, 10.0);
        y.stated = look.y.from.is_some() || look.y.to.is_some();
        if let Some(label) = &look.y.label {
            y.title.clone_from(label);
        }
        Ok(Figure {
            title: look.title.clone().unwrap_or_default(),
            about,
            notes,
            x,
            y,
            panels,
            grid: None,
            columns: None,
            legend: self.legend(tables, &curves, &styles),
            form,
            look: look.clone(),
        })
    }

    /// Access points whose pictures differ, each with the numbers of all that have the same.
    fn alike(&self, spot: &Spot<'_>) -> Vec<(RowKey, Vec<String>)> {
        let mut all: Vec<(RowKey, Vec<f64>, Vec<String>)> = Vec::new();
        for access_point in groups(&spot.rows, &[self.access_point]) {
            let own = spot.rows.iter();
            let own = own.filter(|row| RowKey::of(row, &[self.access_point]) == access_point);
            let power = |row: &[Cell], column: usize| row.get(column).and_then(Cell::as_number);
            let powers: Vec<f64> = own
                .flat_map(|row| [self.pattern, self.ideal].map(|column| power(row, column)))
                .map(|power| power.unwrap_or(0.0))
                .collect();
            let most = powers.iter().copied().fold(0.0, f64::max);
            let number = access_point.0.first().map(|cell| words::value(cell, ""));
            let number = number.unwrap_or_default();
            let same = |(_, other, _): &&mut (RowKey, Vec<f64>, Vec<String>)| {
                let mut pairs = other.iter().zip(&powers);
                other.len() == powers.len() && pairs.all(|(a, b)| (a - b).abs() <= SAME * most)
            };
            match all.iter_mut().find(same) {
                Some((_, _, numbers)) => numbers.push(number),
                None => all.push((access_point, powers, vec![number])),
            }
        }
        all.into_iter()
            .map(|(first, _, numbers)| (first, numbers))
            .collect()
    }

    fn panel(
        &self,
        spot: &Spot<'_>,
        access_point: &RowKey,
        (curves, styles): (&[RowKey], &[Style]),
        floor: f64,
    ) -> Panel {
        let mut layers = Vec::new();
        for (index, (curve, &style)) in curves.iter().zip(styles).enumerate() {
            let rows = spot.rows.iter().filter(|row| {
                RowKey::of(row, &[self.access_point]) == *access_point
                    && RowKey::of(row, &self.by) == *curve
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
                    Layer::Faint(style, lobe)
                }
            }));
            let radiated = levels(self.pattern)
                .map(|(angle, level)| (angle, level.unwrap_or(NOTHING)))
                .collect::<Vec<_>>();
            let marked = marked(&radiated, phase(index, curves.len()));
            layers.extend(above(floor, &radiated).into_iter().map(|part| {
                if curves.len() == 1 {
                    Layer::Line(style, part)
                } else {
                    Layer::Series(curve_of(style, part, &marked))
                }
            }));
        }
        // What is ideal lies behind all that is not.
        layers.sort_by_key(|layer| matches!(layer, Layer::Line(..) | Layer::Series(_)));
        Panel {
            title: String::new(),
            layers,
        }
    }

    fn legend(&self, tables: &Tables<'_>, curves: &[RowKey], styles: &[Style]) -> Legend {
        let entry = |text: String, sample| Entry { text, sample };
        let mut entries: Vec<Entry> = in_legend(curves.len())
            .into_iter()
            .map(|index| (&curves[index], styles[index]))
            .map(|(curve, style)| {
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
                    match phase(0, curves.len()) {
                        None => Sample::Line(style),
                        Some(_) => Sample::Curve(style),
                    },
                )
            })
            .collect();
        let ideal = if curves.len() == 1 {
            Sample::Shade
        } else {
            Sample::Faint(Style::of(INK, Marker::Disc))
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

/// `access points 1, 2, 3`: of many, the first and how many more.
fn named(numbers: &[String]) -> String {
    match numbers {
        [only] => format!("access point {only}"),
        several if several.len() <= 6 => format!("access points {}", several.join(", ")),
        several => format!(
            "access points {} and {} more",
            several[..3].join(", "),
            several.len() - 3
        ),
    }
}

/// Angles at which a curve has a marker, which distinguishes it from others without colour.
fn marked(levels: &[(f64, f64)], phase: Option<f64>) -> Vec<f64> {
    let Some(phase) = phase else {
        return Vec::new();
    };
    let stride = levels.len().div_ceil(MARKERS).max(1);
    let first = (phase * stride as f64) as usize;
    let angles = levels.iter().map(|(angle, _)| *angle);
    angles.skip(first).step_by(stride).collect()
}

/// A part of a curve, with markers at those angles that it has.
fn curve_of(style: Style, part: Vec<(f64, f64)>, marked: &[f64]) -> Series {
    let has_marker =
        |(index, (angle, _)): (usize, &(f64, f64))| marked.contains(angle).then_some(index);
    let marks = part.iter().enumerate().filter_map(has_marker).collect();
    let points = part.into_iter().map(|(x, y)| Point {
        x,
        y,
        interval: None,
        partial: false,
    });
    Series {
        style,
        points: points.collect(),
        joined: true,
        marks: Marks::Some(marks),
        bold: false,
    }
}

/// The parts of a line of levels over angles that are above a floor, with their ends on it.
fn above(floor: f64, levels: &[(f64, f64)]) -> Vec<Vec<(f64, f64)>> {
    let mut parts: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut open = false;
    for (index, &(angle, level)) in levels.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| levels[before]);
        let crossing = before
            .filter(|(_, from)| (*from > floor) != (level > floor))
            .map(|(start, from)| {
                let share = (floor - from) / (level - from);
                (start + share * (angle - start), floor)
            });
        if level > floor && !open {
            parts.push(Vec::from_iter(crossing));
        }
        if let Some(part) = parts.last_mut() {
            if level > floor {
                part.push((angle, level));
            } else if open {
                part.extend(crossing);
            }
        }
        open = level > floor;
    }
    parts
}

/// What the vertical axis shows of these levels: all of them where they lie together.
fn range(levels: impl Iterator<Item = f64>) -> (f64, f64) {
    let (least, greatest) = levels.fold((f64::MAX, f64::MIN), |(least, greatest), level| {
        (least.min(level), greatest.max(level))
    });
    if least > greatest {
        return (-MOST_DEPTH, 0.0);
    }
    let top = (greatest / LEVEL).ceil() * LEVEL;
    // A level below the least, so that nothing lies on the axis, or in the centre of a circle.
    let low = (least / LEVEL).floor() * LEVEL - LEVEL;
    (low.clamp(top - MOST_DEPTH, top - LEAST_DEPTH), top)
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
    use super::{above, lobes, range};

    #[test]
    fn an_axis_of_levels_is_as_deep_as_they_are_within_limits() {
        let of = |levels: &[f64]| range(levels.iter().copied());
        assert_eq!(of(&[8.0, 2.0]), (-10.0, 10.0));
        assert_eq!(of(&[8.0, -11.0]), (-20.0, 10.0));
        assert_eq!(of(&[8.0, -300.0]), (-30.0, 10.0));
        assert_eq!(of(&[]), (-40.0, 0.0));
    }

    #[test]
    fn what_is_below_the_axis_is_left_out_and_no_line_runs_along_it() {
        let line = [
            (0.0, -9.0),
            (1.0, 1.0),
            (2.0, -1.0),
            (3.0, -2.0),
            (4.0, 2.0),
        ];
        let parts = [
            vec![(0.9, 0.0), (1.0, 1.0), (1.5, 0.0)],
            vec![(3.5, 0.0), (4.0, 2.0)],
        ];
        assert_eq!(above(0.0, &line), parts);
        assert_eq!(above(-10.0, &line), [line.to_vec()], "all of it");
        assert!(above(3.0, &line).is_empty(), "none of it");
    }

    #[test]
    fn lobes_are_told_apart_by_the_directions_between_them() {
        let levels = [None, Some(9.0), Some(9.0), None, None, Some(9.0), None];
        let angles = (0..).map(f64::from);
        let found = lobes(angles.zip(levels));
        assert_eq!(found, [vec![(1.0, 9.0), (2.0, 9.0)], vec![(5.0, 9.0)]]);
        assert!(lobes(std::iter::empty()).is_empty());
    }
}
