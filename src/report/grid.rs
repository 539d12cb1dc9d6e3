//! A summary as rows and columns to read.

use maud::{Markup, html};

use super::digits::significant;
use super::screen::{MEAN_DIGITS, estimate_parts, key_text};
use crate::table::columns::{DEVIATION, HALF_WIDTH, HIGH, LOW, MEAN};
use crate::table::text::plain;
use crate::table::{Cell, Column, Role, Table};

/// What a column of the page shows.
enum Shown<'a> {
    /// The cells of a column: keys, counts, words.
    Cells(usize),
    /// Means with their intervals, of the metric of this name.
    Estimates(usize, &'a str),
    /// Values with the two ends of their intervals: percentiles, what a search found.
    Interval(usize, [usize; 2]),
}

impl Shown<'_> {
    fn index(&self) -> usize {
        match self {
            Self::Cells(index) | Self::Estimates(index, _) | Self::Interval(index, _) => *index,
        }
    }
}

/// The table of a summary; its statistics are put together, its counts of values left to the file.
pub(crate) fn grid(summary: &Table, caption: &str) -> Markup {
    let columns: Vec<Shown<'_>> = (0..summary.columns.len())
        .filter_map(|index| shown(summary, index))
        .collect();
    let rows = 0..summary.rows.len();
    let rows: Vec<Vec<Texts>> = rows
        .map(|row| {
            columns
                .iter()
                .map(|shown| texts(summary, row, shown))
                .collect()
        })
        .collect();
    let class = format!("sortable {}", size(width(summary, &columns, &rows)));
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table class=(class.trim_end()) {
                caption { (caption) }
                thead { tr { @for column in &columns { (head(summary, column)) } } }
                tbody {
                    @for (row, texts) in rows.iter().enumerate() {
                        tr { @for (column, texts) in columns.iter().zip(texts) { (cell(summary, row, column, texts)) } }
                    }
                }
            }
        }
    }
}

/// What a cell shows, and its interval where it has one.
type Texts = (String, String);

/// How many characters of the largest type a printed page has room for in a line, between the paddings.
const PRINTED: usize = 115;

/// The class of a table that is so many characters wide; print has a size of type for each.
fn size(width: usize) -> &'static str {
    match 10 * width / PRINTED {
        0..=10 => "",
        11..=13 => "wide",
        14..=17 => "wider",
        // The parts of words and numbers are in lines of their own.
        _ => "widest",
    }
}

/// The number of characters that a line of a table needs if nothing but names is broken, with a gap after each column.
fn width(summary: &Table, columns: &[Shown<'_>], rows: &[Vec<Texts>]) -> usize {
    let widths = columns.iter().enumerate().map(|(place, shown)| {
        let cells = rows.iter().map(|texts| {
            let (text, interval) = &texts[place];
            parts(text).map(length).max().max(Some(length(interval)))
        });
        let head = parts(name(summary, shown)).map(length).max();
        cells.chain([head]).flatten().max().unwrap_or(0) + GAP
    });
    widths.sum()
}

/// What is between two columns, in characters.
const GAP: usize = 1;

fn length(text: &str) -> usize {
    text.chars().count()
}

/// The parts of a name between which a line may end: `sum_` and `rate`.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split_inclusive('_')
}

/// A name that may be broken after each `_`.
fn breakable(name: &str) -> Markup {
    html! {
        @for (index, part) in parts(name).enumerate() {
            @if index > 0 { wbr; }
            (plain(part))
        }
    }
}

fn shown(summary: &Table, index: usize) -> Option<Shown<'_>> {
    let column = &summary.columns[index];
    let beside = |name: &str, end: &str| summary.position(&format!("{name}{end}"));
    if let Some(name) = column.name.strip_suffix(MEAN)
        && beside(name, HALF_WIDTH).is_some()
    {
        return Some(Shown::Estimates(index, name));
    }
    if let (Some(low), Some(high)) = (beside(&column.name, LOW), beside(&column.name, HIGH)) {
        return Some(Shown::Interval(index, [low, high]));
    }
    let is_end = [LOW, HIGH].iter().any(|end| {
        let value = column.name.strip_suffix(end);
        value.is_some_and(|value| summary.position(value).is_some())
    });
    if is_end {
        return None;
    }
    let of_a_mean = [DEVIATION, HALF_WIDTH].iter().any(|suffix| {
        column
            .name
            .strip_suffix(suffix)
            .is_some_and(|name| summary.position(&format!("{name}{MEAN}")).is_some())
    });
    (!of_a_mean && column.role != Role::Diagnostic).then_some(Shown::Cells(index))
}

fn head(summary: &Table, shown: &Shown<'_>) -> Markup {
    let column = &summary.columns[shown.index()];
    html! {
        th.number[is_number(column)] scope="col" title=[description(column)] {
            (breakable(name(summary, shown)))
            @if !column.shown_unit().is_empty() { span.unit { (plain(column.shown_unit())) } }
        }
    }
}

fn name<'a>(summary: &'a Table, shown: &Shown<'a>) -> &'a str {
    match shown {
        Shown::Cells(index) | Shown::Interval(index, _) => &summary.columns[*index].name,
        Shown::Estimates(_, name) => name,
    }
}

fn description(column: &Column) -> Option<String> {
    (!column.description.is_empty()).then(|| plain(&column.description))
}

fn is_number(column: &Column) -> bool {
    column.ty.is_numeric()
}

fn cell(summary: &Table, row: usize, shown: &Shown<'_>, (text, interval): &Texts) -> Markup {
    let index = shown.index();
    let sorted_by = plain(&summary.rows[row][index].to_string());
    let number = is_number(&summary.columns[index]);
    let deviation = match shown {
        Shown::Cells(_) | Shown::Interval(..) => None,
        Shown::Estimates(_, name) => summary.cell(row, &format!("{name}{DEVIATION}")),
    };
    let title = deviation.and_then(Cell::as_number).map(|deviation| {
        let deviation = significant(deviation, MEAN_DIGITS);
        format!("standard deviation {deviation}")
    });
    html! {
        td.number[number] data-value=(sorted_by) title=[title] {
            (breakable(text))
            @if !interval.is_empty() { span.interval { (interval) } }
        }
    }
}

fn texts(summary: &Table, row: usize, shown: &Shown<'_>) -> Texts {
    match shown {
        Shown::Cells(index) => (text(summary, row, *index), String::new()),
        Shown::Interval(index, [low, high]) => match summary.rows[row][*index].is_missing() {
            true => (text(summary, row, *index), String::new()),
            false => {
                let [low, high] = [low, high].map(|end| text(summary, row, *end));
                (text(summary, row, *index), format!(" [{low}, {high}]"))
            }
        },
        Shown::Estimates(_, name) => estimate_parts(summary, row, name),
    }
}

fn text(summary: &Table, row: usize, index: usize) -> String {
    let column = &summary.columns[index];
    match (column.role, &column.shown(&summary.rows[row][index])) {
        (Role::Metric, Cell::Number(value)) => significant(*value, MEAN_DIGITS),
        (_, value) => key_text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_broken_after_their_underscores() {
        assert_eq!(breakable("R_max").into_string(), "R_<wbr>max");
        assert_eq!(breakable("mse").into_string(), "mse");
        assert_eq!(breakable("<a>_b").into_string(), "&lt;a&gt;_<wbr>b");
    }

    #[test]
    fn type_is_as_large_as_the_width_of_a_table_allows() {
        let sizes = [
            0,
            PRINTED,
            12 * PRINTED / 10,
            16 * PRINTED / 10,
            2 * PRINTED,
        ]
        .map(size);
        assert_eq!(sizes, ["", "", "wide", "wider", "widest"]);
    }
}
