//! The short table of results for a terminal.
//!
//! It is for the eye: numbers are rounded, the middle of a long table and
//! whatever is too wide are left out, and the text says what was. The files
//! hold everything.

use std::fmt;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::digits::{significant, without_end_zeros};
use crate::table::columns::{COUNT, HALF_WIDTH, HIGH, LOW, MEAN, SOLVED, STATUSES};
use crate::table::text::plain;
use crate::table::{Cell, Column, Role, Table};

/// How much of a table is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View<'a> {
    /// Rows shown; of more, the middle ones are counted instead. Default: 20.
    pub max_rows: usize,
    /// Columns of the terminal that may be used. Default: 100.
    pub max_width: usize,
    /// The file that has all rows, where there is one.
    pub file: Option<&'a str>,
}

impl Default for View<'_> {
    fn default() -> Self {
        Self {
            max_rows: 20,
            max_width: 100,
            file: None,
        }
    }
}

/// Digits of a mean, of its half-width and of a key.
pub(crate) const MEAN_DIGITS: usize = 5;
const HALF_WIDTH_DIGITS: usize = 2;
/// Digits of the ends of the interval of a percentile.
const INTERVAL_DIGITS: usize = 4;
const KEY_DIGITS: usize = 6;
/// Half-widths below this share of their mean change none of its digits: they are shown as 0.
const HIDDEN: f64 = 0.5e-5;
/// Text in cells is cut to this width.
const MAX_TEXT: usize = 24;
const GAP: &str = "  ";
const NO_VALUE: &str = "-";

/// A table of results or its summary as lines of aligned text, each ended by a line feed.
#[must_use]
pub fn render(summary: &Table, view: &View<'_>) -> String {
    let shown = Shown::of(summary.rows.len(), view.max_rows);
    let rows: Vec<usize> = shown.indices().collect();
    let mut columns = screen_columns(summary, &rows);
    let dropped = drop_to_fit(&mut columns, view.max_width);

    let mut lines = vec![line(&columns, |column| &column.header)];
    if columns.iter().any(|column| !column.unit.is_empty()) {
        lines.push(line(&columns, |column| &column.unit));
    }
    let rule = columns.iter().map(|column| "─".repeat(column.width()));
    lines.push(rule.collect::<Vec<_>>().join(GAP));
    for place in 0..rows.len() {
        if place == shown.head {
            lines.extend(shown.elision(view));
        }
        lines.push(line(&columns, |column| &column.cells[place]));
    }
    if rows.len() == shown.head {
        lines.extend(shown.elision(view));
    }
    if summary.rows.is_empty() {
        lines.push("(no rows)".to_owned());
    }
    if !dropped.is_empty() {
        lines.push(format!("too wide to show: {}", dropped.join(", ")));
    }
    lines
        .iter()
        .map(|line| clip(line.trim_end(), view.max_width) + "\n")
        .collect()
}

/// The table as [`render`] shows it where there is no terminal.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(render(self, &View::default()).trim_end())
    }
}

/// Which rows are shown: the first `head` and the last `tail`.
#[derive(Debug, Clone, Copy)]
struct Shown {
    head: usize,
    tail: usize,
    total: usize,
}

impl Shown {
    fn of(total: usize, max: usize) -> Self {
        let (head, tail) = if total <= max {
            (total, 0)
        } else {
            (max.div_ceil(2), max / 2)
        };
        Self { head, tail, total }
    }

    fn indices(self) -> impl Iterator<Item = usize> {
        (0..self.head).chain(self.total - self.tail..self.total)
    }

    /// The line in place of the rows left out, if any were.
    fn elision(self, view: &View<'_>) -> Option<String> {
        let (what, have) = match self.total - self.head - self.tail {
            0 => return None,
            1 => ("1 row".to_owned(), "it is"),
            more => (format!("{more} rows"), "they are"),
        };
        let short = format!("… {what} not shown …");
        let Some(file) = view.file.map(plain) else {
            return Some(short);
        };
        // A name that is cut off is of no use.
        let long = format!("… {what} not shown: {have} in {file} …");
        let fits = long.width() <= view.max_width;
        Some(if fits { long } else { short })
    }
}

/// What a reader loses with a column, from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Worth {
    /// What follows from the other columns.
    Derived,
    Metric,
    /// The table makes no sense without it.
    Needed,
}

/// A column as it is shown; its cells are of the rows shown.
struct ScreenColumn {
    header: String,
    unit: String,
    cells: Vec<String>,
    left: bool,
    worth: Worth,
}

impl ScreenColumn {
    fn width(&self) -> usize {
        let texts = self.cells.iter().chain([&self.header, &self.unit]);
        texts.map(|text| text.width()).max().unwrap_or(0)
    }
}

/// Keys, then metrics, then counts, as in the table; metrics of single rows as they are, of a summary as means.
fn screen_columns(summary: &Table, rows: &[usize]) -> Vec<ScreenColumn> {
    let of_rows = summary.position(SOLVED).is_none();
    let value_column = |index| ScreenColumn {
        worth: Worth::Metric,
        ..key_column(summary, index, rows)
    };
    let mut columns: Vec<_> = summary
        .columns
        .iter()
        .enumerate()
        .filter_map(|(index, column)| match column.role {
            Role::Key => Some(key_column(summary, index, rows)),
            Role::Derived => Some(ScreenColumn {
                worth: Worth::Derived,
                ..key_column(summary, index, rows)
            }),
            Role::Metric | Role::Status if of_rows => Some(value_column(index)),
            Role::Metric => estimate_column(summary, column, rows),
            Role::Status | Role::Diagnostic => None,
        })
        .collect();
    columns.extend(count_columns(summary, rows));
    columns
}

fn key_column(summary: &Table, index: usize, rows: &[usize]) -> ScreenColumn {
    let column = &summary.columns[index];
    let shown = |&row: &usize| key_text(&column.shown(&summary.rows[row][index]));
    let cells = rows.iter().map(shown);
    ScreenColumn {
        header: plain(&column.name),
        unit: plain(column.shown_unit()),
        cells: cells.collect(),
        left: !column.ty.is_numeric(),
        worth: Worth::Needed,
    }
}

pub(crate) fn key_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing => NO_VALUE.to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Number(value) => without_end_zeros(significant(*value, KEY_DIGITS)),
        Cell::Text(text) => clip(&plain(text), MAX_TEXT),
    }
}

/// The mean with its half-width, for a column of means, or a percentile with its interval; no other column of
/// statistics is shown for itself.
fn estimate_column(summary: &Table, mean: &Column, rows: &[usize]) -> Option<ScreenColumn> {
    let Some(name) = mean.name.strip_suffix(MEAN) else {
        return percentile_column(summary, mean, rows);
    };
    let parts: Vec<_> = rows
        .iter()
        .map(|&row| estimate_parts(summary, row, name))
        .collect();
    Some(ScreenColumn {
        header: plain(name),
        unit: plain(mean.shown_unit()),
        cells: align_parts(&parts),
        left: true,
        worth: Worth::Metric,
    })
}

/// A percentile with the ends of its interval.
fn percentile_column(summary: &Table, column: &Column, rows: &[usize]) -> Option<ScreenColumn> {
    let name = &column.name;
    let [value, low, high] = ["", LOW, HIGH].map(|end| summary.position(&format!("{name}{end}")));
    let (value, low, high) = (value?, low?, high?);
    let text = |row: usize, index: usize, digits| {
        let number = summary.rows[row][index].as_number();
        number.map_or(NO_VALUE.to_owned(), |number| significant(number, digits))
    };
    let part = |&row: &usize| {
        let ends = format!(
            " [{}, {}]",
            text(row, low, INTERVAL_DIGITS),
            text(row, high, INTERVAL_DIGITS)
        );
        match summary.rows[row][value].is_missing() {
            true => (NO_VALUE.to_owned(), String::new()),
            false => (text(row, value, MEAN_DIGITS), ends),
        }
    };
    Some(ScreenColumn {
        header: plain(name),
        unit: plain(column.shown_unit()),
        cells: align_parts(&rows.iter().map(part).collect::<Vec<_>>()),
        left: true,
        worth: Worth::Metric,
    })
}

/// The text before the sign, and the text from it on.
pub(crate) fn estimate_parts(summary: &Table, row: usize, name: &str) -> (String, String) {
    let number = |suffix: &str| {
        let index = summary.position(&format!("{name}{suffix}"))?;
        let cell = summary.rows.get(row)?.get(index)?;
        summary.columns[index].shown(cell).as_number()
    };
    let Some(mean) = number(MEAN) else {
        return (NO_VALUE.to_owned(), String::new());
    };
    let half_width = number(HALF_WIDTH).map(|value| {
        let seen = if value < HIDDEN * mean.abs() {
            0.0
        } else {
            value
        };
        format!(" ± {}", significant(seen, HALF_WIDTH_DIGITS))
    });
    // A mean over fewer rows than were solved says so.
    let solved = summary.cell(row, SOLVED).and_then(Cell::as_number);
    let fewer = number(COUNT)
        .filter(|&count| solved.is_some_and(|solved| count < solved))
        .map(|count| format!(" (n = {count})"));
    (
        significant(mean, MEAN_DIGITS),
        half_width.unwrap_or_default() + &fewer.unwrap_or_default(),
    )
}

/// Signs below each other.
fn align_parts(parts: &[(String, String)]) -> Vec<String> {
    let width = parts
        .iter()
        .map(|(mean, _)| mean.width())
        .max()
        .unwrap_or(0);
    parts
        .iter()
        .map(|(mean, rest)| pad(mean, width, false) + rest)
        .collect()
}

/// Rows solved of all, and the other two counts where there are any.
fn count_columns(summary: &Table, rows: &[usize]) -> Vec<ScreenColumn> {
    let count = |row: usize, name: &str| {
        let cell = summary.cell(row, name);
        cell.and_then(Cell::as_integer).unwrap_or(0)
    };
    let total = |row: usize| STATUSES.iter().map(|name| count(row, name)).sum::<i64>();
    let occurs = |name: &str| (0..summary.rows.len()).any(|row| count(row, name) > 0);
    let column = |name: &str, cells: Vec<String>| ScreenColumn {
        header: name.to_owned(),
        unit: String::new(),
        cells,
        left: false,
        worth: Worth::Needed,
    };
    let [solved, others @ ..] = STATUSES;
    let mut columns = Vec::new();
    if summary.position(solved).is_some() {
        let cells = rows
            .iter()
            .map(|&row| format!("{}/{}", count(row, solved), total(row)));
        columns.push(column(solved, cells.collect()));
    }
    for name in others.into_iter().filter(|name| occurs(name)) {
        let cells = rows.iter().map(|&row| count(row, name).to_string());
        columns.push(column(name, cells.collect()));
    }
    columns
}

/// Takes out settings that follow from keys, then metrics, from the right until the rest fits; gives their names.
fn drop_to_fit(columns: &mut Vec<ScreenColumn>, max: usize) -> Vec<String> {
    let mut dropped = Vec::new();
    while total_width(columns) > max {
        let last = |worth| columns.iter().rposition(|column| column.worth == worth);
        let Some(last) = last(Worth::Derived).or_else(|| last(Worth::Metric)) else {
            break;
        };
        dropped.insert(0, columns.remove(last).header);
    }
    dropped
}

fn total_width(columns: &[ScreenColumn]) -> usize {
    let gaps = columns.len().saturating_sub(1) * GAP.len();
    columns.iter().map(ScreenColumn::width).sum::<usize>() + gaps
}

fn line<'a>(columns: &'a [ScreenColumn], text: impl Fn(&'a ScreenColumn) -> &'a str) -> String {
    let cells: Vec<_> = columns
        .iter()
        .map(|column| pad(text(column), column.width(), column.left))
        .collect();
    cells.join(GAP)
}

fn pad(text: &str, width: usize, left: bool) -> String {
    let space = " ".repeat(width.saturating_sub(text.width()));
    if left {
        format!("{text}{space}")
    } else {
        format!("{space}{text}")
    }
}

/// The text, or as much of its beginning as fits with a sign that more follows.
#[must_use]
pub fn clip(text: &str, max: usize) -> String {
    if text.width() <= max {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > max {
            break;
        }
        clipped.push(c);
    }
    if max > 0 {
        clipped.push('…');
    }
    clipped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lose_noise_and_end_zeros() {
        for (value, text) in [
            (0.1 + 0.2, "0.3"),
            (6.0, "6"),
            (100.0, "100"),
            (1e-9, "1e-9"),
        ] {
            assert_eq!(key_text(&Cell::Number(value)), text);
        }
    }
}
