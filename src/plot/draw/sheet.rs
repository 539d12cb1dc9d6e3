//! The sheet of a figure: title, panels, legend and notes, and their places.

use super::chart;
use super::label;
use super::legend;
use super::page::{Anchor, Area, page, write};
use super::polar;
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{FAINT, INK};
use crate::plot::figure::{Figure, Form};
use crate::plot::measure::{TEXT, TITLE, px, width_of};

/// Width and height of a figure's only panel, axes included, in pixels.
const SINGLE: (i32, i32) = (600, 400);
/// Width and height of each of several panels.
const SMALL: (i32, i32) = (330, 270);
/// Width of a map.
const MAP: i32 = 540;
/// Panels in a row.
const COLUMNS: usize = 3;
/// Free pixels around everything.
const EDGE: i32 = 12;
/// Height of a line of text.
const LINE: i32 = 18;

/// Draws a figure.
pub(crate) fn draw(figure: &Figure) -> Result<String, PlotError> {
    let arrangement = Arrangement::of(figure);
    page(arrangement.size, &figure.title, |area| {
        let middle = (arrangement.size.0 - arrangement.legend) / 2;
        let at = (px(middle), px(EDGE));
        write(area, &figure.title, at, Anchor::Top, (TITLE, INK))?;
        for (index, panel) in figure.panels.iter().enumerate() {
            let area = arrangement.panel(area, index);
            match figure.form {
                Form::Polar => polar::draw(&area, figure, panel)?,
                Form::Plane | Form::Map => chart::draw(&area, figure, panel)?,
            }
        }
        legend::draw(
            area,
            &figure.legend,
            (arrangement.size.0 - arrangement.legend, EDGE + LINE + EDGE),
        )?;
        for (index, note) in figure.notes.iter().rev().enumerate() {
            let y = arrangement.size.1 - EDGE - LINE / 2 - LINE * i32::try_from(index).unwrap_or(0);
            write(
                area,
                note,
                (px(EDGE), px(y)),
                Anchor::Left,
                (TEXT - 1, FAINT),
            )?;
        }
        Ok(())
    })
}

/// Places on the sheet, in pixels.
struct Arrangement {
    size: (i32, i32),
    panel: (i32, i32),
    columns: usize,
    legend: i32,
}

impl Arrangement {
    fn of(figure: &Figure) -> Self {
        let count = figure.panels.len().max(1);
        let columns = columns(count);
        let panel = match (figure.form, count) {
            (Form::Map, _) => equal(figure, if count == 1 { MAP } else { SMALL.0 }),
            (Form::Polar, 1) => polar::SINGLE,
            (Form::Polar, _) => polar::SMALL,
            (Form::Plane, 1) => SINGLE,
            (Form::Plane, _) => SMALL,
        };
        let legend = legend::width(&figure.legend);
        let rows = i32::try_from(count.div_ceil(columns)).unwrap_or(i32::MAX / SMALL.1);
        let wide = i32::try_from(columns).unwrap_or(1);
        let notes = LINE * i32::try_from(figure.notes.len()).unwrap_or(0) + EDGE / 2;
        let panels = rows * panel.1;
        let height = panels.max(legend::height(&figure.legend));
        let widest = figure
            .notes
            .iter()
            .map(|note| width_of(note, TEXT - 1))
            .max()
            .unwrap_or(0);
        let title = width_of(&figure.title, TITLE) + legend;
        let width = (wide * panel.0 + 2 * EDGE + legend)
            .max(widest + 2 * EDGE)
            .max(title + 2 * EDGE);
        Self {
            size: (width, EDGE + LINE + EDGE + height + notes + EDGE),
            panel,
            columns,
            legend,
        }
    }

    /// The part of the sheet for the panel of this index.
    fn panel<'a>(&self, sheet: &Area<'a>, index: usize) -> Area<'a> {
        let place = |n: usize, size: i32| i32::try_from(n).unwrap_or(0) * size;
        let left = EDGE + place(index % self.columns, self.panel.0);
        let top = EDGE + LINE + EDGE + place(index / self.columns, self.panel.1);
        sheet
            .clone()
            .shrink((px(left), px(top)), (px(self.panel.0), px(self.panel.1)))
    }
}

/// Panels to a row: as even as the most allowed permits.
fn columns(count: usize) -> usize {
    let rows = count.div_ceil(COLUMNS).max(1);
    count.div_ceil(rows).max(1)
}

/// The size of a panel of a map so that a kilometre is as long up as across.
fn equal(figure: &Figure, width: i32) -> (i32, i32) {
    let extent = |axis: &Axis| axis.range.1 - axis.range.0;
    let across = width - label::left(&figure.y) - label::RIGHT;
    let up = f64::from(across) * extent(&figure.y) / extent(&figure.x);
    let up = up.clamp(120.0, 900.0).round() as i32;
    (width, up + label::top(figure.panels.len()) + label::BOTTOM)
}
