//! The sheet of a figure: title, legend, panels and notes, and their places.

use super::canvas::{Anchor, At, Canvas};
use super::chart::{self, Frame};
use super::label;
use super::legend;
use super::polar;
use crate::plot::error::PlotError;
use crate::plot::figure::axis::Axis;
use crate::plot::figure::style::{FAINT, INK, Palette};
use crate::plot::figure::{Figure, Form, Panel};
use crate::plot::measure::{INCH, TEXT, width_of, wrapped};

/// Width of a figure of one panel: a column of a page with two.
const COLUMN: f64 = 3.5 * INCH;
/// Width of a figure of several panels: the whole page.
const PAGE: f64 = 7.16 * INCH;
/// Width of a map of more than so many things.
const LARGE_MAP: (usize, f64) = (60, 5.0 * INCH);
/// Height of the only plane over its width.
const SINGLE: f64 = 0.68;
/// Height of each of several planes over its width.
const SMALL: f64 = 0.75;
/// Height of all rows of planes at most, so that they are on one page.
const ROWS: f64 = 6.5 * INCH;
/// Panels in a row.
const COLUMNS: usize = 3;
/// Panels in a row at most, where they have to be low.
const MOST_COLUMNS: usize = 6;
/// Between the upper edge of a plane and the title above it, over the height of text: markers reach into it.
const OVER: f64 = 0.45;
/// Free room around everything.
const EDGE: f64 = 3.0;
/// Between panels beside each other, over the height of text.
const BETWEEN: f64 = 1.3;
/// Height of a line over that of its text.
const LINE: f64 = 1.4;
/// Between the labels of a vertical axis and its title, over the height of text.
const TITLE: f64 = 0.3;
/// Between the labels of a horizontal axis and its title, over the height of text; labels are in lines that leave room.
const TO_TITLE: f64 = -0.25;
/// Below that title, over the height of text.
const BELOW_TITLE: f64 = 0.25;
/// Length of ticks and what is free beside their labels.
const TICK: f64 = 4.5;
/// The least width and height of a plane that shows something.
const LEAST: f64 = 36.0;
/// How often lines are broken anew, as long as the planes that this leaves differ.
const TRIES: usize = 6;
/// The least width of a plane, where panels can be in fewer columns.
const READABLE: f64 = INCH;

/// Draws a figure.
///
/// # Errors
/// When it is to be smaller than its texts leave room for.
pub(crate) fn draw(figure: &Figure) -> Result<String, PlotError> {
    let (figure, sheet) = &arranged(figure)?;
    let look = &figure.look;
    let mut canvas = Canvas::new(Palette::of(look));
    let text = sheet.text;
    for (index, line) in sheet.title.iter().enumerate() {
        let y = EDGE + (index as f64 + 0.5) * LINE * text;
        canvas.text(line, (sheet.size.0 / 2.0, y), Anchor::Centre, text, INK);
    }
    let left = sheet
        .legend_left
        .min(sheet.size.0 - EDGE - sheet.legend.size.0);
    sheet
        .legend
        .draw(&mut canvas, (left.max(EDGE), sheet.legend_top));
    for (index, panel) in figure.panels.iter().enumerate() {
        sheet.panel(&mut canvas, figure, panel, index);
    }
    sheet.shared(&mut canvas, figure);
    for (index, note) in sheet.notes.iter().enumerate() {
        let below = (sheet.notes.len() - index) as f64 - 0.5;
        let y = sheet.size.1 - EDGE - below * LINE * text;
        canvas.text(note, (EDGE, y), Anchor::Left, text, FAINT);
    }
    Ok(canvas.file(sheet.size, &figure.about, look.font.as_deref()))
}

/// Where the planes of a figure are, in points.
pub(crate) struct Places {
    /// Of the whole figure.
    pub(crate) size: At,
    /// Columns of planes.
    pub(crate) columns: usize,
    /// Rows of planes.
    pub(crate) rows: usize,
    /// Of a plane, or of a polar panel with its labels.
    pub(crate) plane: At,
    /// What is between planes beside and above each other.
    pub(crate) between: At,
    /// From the first plane up to the legend.
    pub(crate) over: f64,
    /// Left end of the legend.
    left: f64,
}

impl Places {
    /// How wide the figure is from its first plane on.
    pub(crate) fn room(&self) -> f64 {
        self.size.0 - self.left - EDGE
    }

    /// How wide it is within its edges.
    pub(crate) fn whole(&self) -> f64 {
        self.size.0 - 2.0 * EDGE
    }
}

/// Where the planes of a figure are.
///
/// # Errors
/// When it is to be smaller than its texts leave room for.
pub(crate) fn places(figure: &Figure) -> Result<(Figure, Places), PlotError> {
    let (figure, sheet) = arranged(figure)?;
    let places = Places {
        size: sheet.size,
        columns: sheet.columns,
        rows: sheet.rows,
        plane: sheet.plane,
        between: (sheet.pitch.0 - sheet.plane.0, sheet.pitch.1 - sheet.plane.1),
        over: (sheet.first.1 - sheet.legend_top - sheet.legend.size.1).max(2.0),
        left: sheet.first.0,
    };
    Ok((figure, places))
}

/// The figure with its panels in as many columns as there is room for and as many ticks as have labels, and its sheet: where
/// one length of it is stated, the other follows, and panels may be arranged otherwise than usual.
///
/// # Errors
/// When it is to be smaller than its texts leave room for.
fn arranged(figure: &Figure) -> Result<(Figure, Sheet), PlotError> {
    let (figure, sheet) = in_columns(figure)?;
    if figure.form == Form::Polar {
        return Ok((figure, sheet));
    }
    let fitted = Figure {
        x: label::fitted(&figure.x, sheet.plane.0, sheet.text, false),
        y: label::fitted(&figure.y, sheet.plane.1, sheet.text, true),
        ..figure
    };
    let sheet = Sheet::of(&fitted)?;
    Ok((fitted, sheet))
}

/// The figure with its panels in as many columns as there is room for.
fn in_columns(figure: &Figure) -> Result<(Figure, Sheet), PlotError> {
    let usual = Sheet::of(figure);
    let is_wide = |sheet: &Sheet| sheet.columns == 1 || sheet.plane.0 >= READABLE;
    // Rows and columns of panels say something.
    let may_differ = figure.look.width.is_some()
        && figure.look.height.is_none()
        && figure.grid.is_none()
        && figure.form == Form::Plane;
    let small = match usual {
        Ok(sheet) if is_wide(&sheet) || !may_differ => return Ok((figure.clone(), sheet)),
        Ok(_) => None,
        Err(small) => Some(small),
    };
    let (most, _) = columns_and_rows(figure);
    let columns: Vec<usize> = match (figure.look.width, figure.look.height) {
        (Some(_), None) => (1..most).rev().collect(),
        (None, Some(_)) => (most + 1..=MOST_COLUMNS.min(figure.panels.len())).collect(),
        _ => Vec::new(),
    };
    let mut other = figure.clone();
    if let Some(grid) = other.grid.take() {
        for (index, panel) in other.panels.iter_mut().enumerate() {
            let (column, row) = (index % grid.columns.len(), index / grid.columns.len());
            panel.title = match grid.rows.len() {
                1 => grid.columns[column].clone(),
                _ => format!("{}, {}", grid.columns[column], grid.rows[row]),
            };
        }
    }
    for count in columns {
        other.columns = Some(count);
        match Sheet::of(&other) {
            Ok(sheet) if small.is_some() || is_wide(&sheet) => return Ok((other, sheet)),
            _ => {}
        }
    }
    match small {
        Some(small) => Err(small),
        None => Ok((figure.clone(), Sheet::of(figure)?)),
    }
}

/// How many columns and rows panels are in.
fn columns_and_rows(figure: &Figure) -> (usize, usize) {
    if let Some(grid) = &figure.grid {
        return (grid.columns.len().max(1), grid.rows.len().max(1));
    }
    let count = figure.panels.len().max(1);
    let most = if figure.form == Form::Polar {
        2
    } else {
        COLUMNS
    };
    if let Some(columns) = figure.columns {
        return (columns, count.div_ceil(columns));
    }
    let rows = count.div_ceil(most);
    let columns = count.div_ceil(rows).max(1);
    (columns, rows)
}

/// The width of a figure, where nothing else is stated.
fn usual_width(figure: &Figure) -> f64 {
    let things = |panel: &Panel| {
        panel
            .layers
            .iter()
            .map(|layer| layer.places())
            .sum::<usize>()
    };
    let (most, large) = LARGE_MAP;
    match columns_and_rows(figure) {
        (1, _)
            if figure.form == Form::Map
                && figure.panels.iter().map(things).sum::<usize>() > most =>
        {
            large
        }
        (1, _) => COLUMN,
        _ => PAGE,
    }
}

/// Titles of axes and of panels, in lines that are as long as there is room.
#[derive(Default, PartialEq)]
struct Around {
    /// Below the planes.
    x: Vec<String>,
    /// Beside them.
    y: Vec<String>,
    /// Above each plane, or above each column.
    above: Vec<Vec<String>>,
    /// Beside each row.
    beside: Vec<Vec<String>>,
}

impl Around {
    /// In lines, for planes of a size that are so far from the next.
    fn of(figure: &Figure, text: f64, plane: At, pitch: At) -> Self {
        let (columns, rows) = columns_and_rows(figure);
        let lines = |title: &str, room: f64| match title {
            "" => Vec::new(),
            title => wrapped(title, text, room.max(4.0 * text)),
        };
        let whole = |count: usize, plane: f64, pitch: f64| plane + (count as f64 - 1.0) * pitch;
        let grid = figure.grid.as_ref();
        let above: Vec<&str> = match grid {
            Some(grid) => grid.columns.iter().map(String::as_str).collect(),
            None => figure
                .panels
                .iter()
                .map(|panel| panel.title.as_str())
                .collect(),
        };
        let beside = grid.filter(|grid| grid.rows.len() > 1);
        let beside = beside.map_or(&[][..], |grid| grid.rows.as_slice());
        Self {
            x: lines(&figure.x.title, whole(columns, plane.0, pitch.0)),
            y: lines(&figure.y.title, whole(rows, plane.1, pitch.1)),
            above: above.iter().map(|title| lines(title, plane.0)).collect(),
            beside: beside.iter().map(|title| lines(title, plane.1)).collect(),
        }
    }

    /// The most lines of some titles.
    fn most(titles: &[Vec<String>]) -> usize {
        titles.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// Places on the sheet, in points.
struct Sheet {
    size: At,
    text: f64,
    title: Vec<String>,
    legend: legend::Placed,
    legend_left: f64,
    legend_top: f64,
    notes: Vec<String>,
    columns: usize,
    rows: usize,
    /// Upper left corner of the first plane.
    first: At,
    /// Size of a plane, or of a polar panel with its labels.
    plane: At,
    /// What is written around the planes.
    around: Around,
    /// From a plane to the next.
    pitch: At,
    /// Rows of labels under a horizontal axis.
    label_rows: usize,
}

impl Sheet {
    /// How long lines are is known once the planes have their size, and that depends on how many lines there are.
    fn of(figure: &Figure) -> Result<Self, PlotError> {
        let mut sheet = Self::around(figure, Around::default())?;
        for _ in 0..TRIES {
            let around = Around::of(figure, sheet.text, sheet.plane, sheet.pitch);
            if around == sheet.around {
                break;
            }
            sheet = Self::around(figure, around)?;
        }
        Ok(sheet)
    }

    fn around(figure: &Figure, around: Around) -> Result<Self, PlotError> {
        let look = &figure.look;
        let text = look.font_size.unwrap_or(TEXT);
        let width = look.width.map_or_else(
            || usual_width(figure) * (text / TEXT).max(1.0),
            |width| width * INCH,
        );
        let inner = width - 2.0 * EDGE;
        let (columns, rows) = columns_and_rows(figure);
        let lines = |text_of: &str| match text_of {
            "" => Vec::new(),
            words => wrapped(words, text, inner),
        };
        let title = lines(&figure.title);
        let notes: Vec<String> = figure.notes.iter().flat_map(|note| lines(note)).collect();
        let legend = legend::Placed::new(&figure.legend, inner, text);
        let polar = figure.form == Form::Polar;
        let line = LINE * text;
        let left = match polar {
            true => EDGE,
            false => {
                let titles = line * around.y.len().max(1) as f64;
                EDGE + titles + TITLE * text + label::widest(&figure.y, text) + TICK
            }
        };
        let last = figure
            .x
            .ticks
            .last()
            .map_or(0.0, |(_, label)| width_of(label, text) / 2.0);
        let beside = Around::most(&around.beside);
        let right = match (polar, beside) {
            (true, _) => EDGE,
            (false, 0) => EDGE + last.min(14.0),
            (false, beside) => EDGE + 0.15 * text + line * beside as f64,
        };
        // The last label of a panel and the first of the next are on one line.
        let first = figure
            .x
            .ticks
            .first()
            .map_or(0.0, |(_, label)| width_of(label, text) / 2.0);
        let apart = match polar {
            true => BETWEEN * text,
            false => (BETWEEN * text).max(first + last + 0.5 * text),
        };
        let across = columns as f64;
        let wide = (width - left - right - (across - 1.0) * apart) / across;
        let label_rows = label::rows(&figure.x, wide.max(1.0), text);
        let head = EDGE + line * title.len() as f64 + legend.size.1;
        let named =
            figure.grid.is_some() || figure.panels.iter().any(|panel| !panel.title.is_empty());
        // Over each row of panels, and only over the first where columns have the same names.
        let over = match named {
            true => line * Around::most(&around.above).max(1) as f64 + OVER * text,
            false => 0.35 * text,
        };
        let between = match figure.grid {
            Some(_) => BETWEEN * text,
            None => over + if polar { 0.0 } else { 0.6 * text },
        };
        let foot = match polar {
            true => 0.0,
            false => {
                let titles = line * around.x.len().max(1) as f64;
                TICK + (label::ROW * label_rows as f64 + TO_TITLE + BELOW_TITLE) * text + titles
            }
        } + line * notes.len() as f64
            + EDGE;
        let gaps = (rows as f64 - 1.0) * between;
        let aspect = |axis: &Axis| axis.range.1 - axis.range.0;
        let (mut wide, mut high) = (wide, 0.0);
        let (height, plane_high) = match (figure.form, look.height) {
            (_, Some(height)) => {
                let height = height * INCH;
                high = (height - head - over - gaps - foot) / rows as f64;
                (height, high)
            }
            (Form::Polar, None) => (0.0, polar::height(figure, wide, text)),
            (Form::Map, None) => (
                0.0,
                (wide * aspect(&figure.y) / aspect(&figure.x)).clamp(0.2 * wide, 2.0 * wide),
            ),
            (Form::Plane, None) if figure.panels.len() > 1 => {
                (0.0, (SMALL * wide).min(ROWS / rows as f64))
            }
            (Form::Plane, None) => (0.0, SINGLE * wide),
        };
        if look.height.is_none() {
            high = plane_high;
        }
        let least = match polar {
            true => LEAST + polar::around(figure, wide, text),
            false => LEAST,
        };
        // What is not stated is as high as it has to be.
        let plane_high = plane_high.max(least);
        if look.height.is_none() {
            high = high.max(least);
        }
        if wide < LEAST || high < least {
            let missing =
                |has: f64, least: f64, count: usize| (least - has).max(0.0) * count as f64;
            let width = (width + missing(wide, LEAST, columns)) / INCH;
            let total = if look.height.is_some() {
                height
            } else {
                head + over + gaps + foot + high * rows as f64
            };
            let height = (total + missing(high, least, rows)) / INCH;
            let up = |inches: f64| (inches * 10.0).ceil() / 10.0;
            return Err(PlotError::Small {
                width: up(width),
                height: up(height),
            });
        }
        let pitch = (wide + apart, high + between);
        let mut first = (left, head + over);
        if figure.form == Form::Map {
            // A kilometre is as long up as across: the plane is as large as fits, in the middle.
            let ratio = aspect(&figure.y) / aspect(&figure.x);
            let (old_wide, old_high) = (wide, high);
            if high > ratio * wide {
                high = ratio * wide;
            } else {
                wide = high / ratio;
            }
            first = (
                left + (old_wide - wide) / 2.0,
                first.1 + (old_high - high) / 2.0,
            );
        }
        let total = match look.height {
            Some(height) => height * INCH,
            None => head + over + gaps + foot + plane_high * rows as f64,
        };
        Ok(Self {
            size: (width, total),
            text,
            legend_left: if polar { EDGE } else { left },
            legend_top: EDGE + line * title.len() as f64,
            title,
            legend,
            notes,
            columns,
            rows,
            first,
            plane: (wide, high),
            around,
            pitch,
            label_rows,
        })
    }

    /// Upper left and lower right corner of the plane in a column and a row.
    fn corners(&self, column: usize, row: usize) -> (At, At) {
        let left = self.first.0 + column as f64 * self.pitch.0;
        let top = self.first.1 + row as f64 * self.pitch.1;
        ((left, top), (left + self.plane.0, top + self.plane.1))
    }

    fn panel(&self, canvas: &mut Canvas, figure: &Figure, panel: &Panel, index: usize) {
        let (column, row) = (index % self.columns, index / self.columns);
        let (from, to) = self.corners(column, row);
        if figure.grid.is_none() {
            self.above(canvas, index, (from, to));
        }
        if figure.form == Form::Polar {
            polar::draw(canvas, figure, panel, (from, to), self.text);
            return;
        }
        let is_last = index + self.columns >= figure.panels.len();
        let frame = Frame {
            figure,
            corners: (from, to),
            labels_below: is_last,
            labels_left: column == 0,
            rows: self.label_rows,
            text: self.text,
        };
        chart::draw(canvas, &frame, panel);
    }

    /// What panels have in common: titles of axes, of columns and of rows.
    fn shared(&self, canvas: &mut Canvas, figure: &Figure) {
        if figure.form == Form::Polar {
            return;
        }
        let text = self.text;
        let ((left, top), _) = self.corners(0, 0);
        let (_, (right, bottom)) = self.corners(self.columns - 1, self.rows - 1);
        let labels = TICK + (label::ROW * self.label_rows as f64 + TO_TITLE) * text;
        for (index, title) in self.around.x.iter().enumerate() {
            let below = bottom + labels + (index as f64 + 0.5) * LINE * text;
            let at = (f64::midpoint(left, right), below);
            canvas.text(title, at, Anchor::Centre, text, INK);
        }
        let beside = left - TICK - label::widest(&figure.y, text) - (0.6 + TITLE) * text;
        let middle = f64::midpoint(top, bottom);
        for (index, title) in self.around.y.iter().rev().enumerate() {
            let at = (beside - index as f64 * LINE * text, middle);
            canvas.upwards(title, at, text, INK);
        }
        if figure.grid.is_some() {
            for column in 0..self.columns {
                self.above(canvas, column, self.corners(column, 0));
            }
        }
        for (row, lines) in self.around.beside.iter().enumerate() {
            let (from, to) = self.corners(self.columns - 1, row);
            for (index, title) in lines.iter().enumerate() {
                let right = to.0 + (0.95 + index as f64 * LINE) * text;
                canvas.upwards(title, (right, f64::midpoint(from.1, to.1)), text, INK);
            }
        }
    }

    /// The title above a plane.
    fn above(&self, canvas: &mut Canvas, index: usize, (from, to): (At, At)) {
        let Some(lines) = self.around.above.get(index) else {
            return;
        };
        for (index, title) in lines.iter().rev().enumerate() {
            let up = (0.5 + OVER + index as f64 * LINE) * self.text;
            let at = (f64::midpoint(from.0, to.0), from.1 - up);
            canvas.text(title, at, Anchor::Centre, self.text, INK);
        }
    }
}
