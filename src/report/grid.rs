//! A summary as rows and columns to read.

use maud::{Markup, html};

use super::digits::significant;
use super::screen::{MEAN_DIGITS, estimate_parts, key_text};
use crate::table::columns::{DEVIATION, HALF_WIDTH, MEAN};
use crate::table::text::plain;
use crate::table::{Cell, Column, Role, Table};

/// What a column of the page shows.
enum Shown<'a> {
    /// The cells of a column: keys, counts, words.
    Cells(usize),
    /// Means with their intervals, of the metric of this name.
    Estimates(usize, &'a str),
}

impl Shown<'_> {
    fn index(&self) -> usize {
        match self {
            Self::Cells(index) | Self::Estimates(index, _) => *index,
        }
    }
}

/// The table of a summary; its statistics are put together, its counts of values left to the file.
pub(crate) fn grid(summary: &Table, caption: &str) -> Markup {
    let columns: Vec<Shown<'_>> = (0..summary.columns.len())
        .filter_map(|index| shown(summary, index))
        .collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.sortable {
                caption { (caption) }
                thead { tr { @for column in &columns { (head(summary, column)) } } }
                tbody {
                    @for row in 0..summary.rows.len() {
                        tr { @for column in &columns { (cell(summary, row, column)) } }
                    }
                }
            }
        }
    }
}

fn shown(summary: &Table, index: usize) -> Option<Shown<'_>> {
    let column = &summary.columns[index];
    if let Some(name) = column.name.strip_suffix(MEAN) {
        return Some(Shown::Estimates(index, name));
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
    let name = match shown {
        Shown::Cells(_) => column.name.as_str(),
        Shown::Estimates(_, name) => name,
    };
    html! {
        th.number[is_number(column)] scope="col" title=[description(column)] {
            (plain(name))
            @if !column.unit.is_empty() { span.unit { (plain(&column.unit)) } }
        }
    }
}

fn description(column: &Column) -> Option<String> {
    (!column.description.is_empty()).then(|| plain(&column.description))
}

fn is_number(column: &Column) -> bool {
    column.ty.is_numeric()
}

fn cell(summary: &Table, row: usize, shown: &Shown<'_>) -> Markup {
    let index = shown.index();
    let (column, value) = (&summary.columns[index], &summary.rows[row][index]);
    let sorted_by = value.to_string();
    let number = is_number(column);
    match shown {
        Shown::Cells(_) => {
            let text = match (column.role, value) {
                (Role::Metric, Cell::Number(value)) => significant(*value, MEAN_DIGITS),
                _ => key_text(value),
            };
            html! { td.number[number] data-value=(plain(&sorted_by)) { (text) } }
        }
        Shown::Estimates(_, name) => {
            let (mean, interval) = estimate_parts(summary, row, name);
            let deviation = summary.cell(row, &format!("{name}{DEVIATION}"));
            let deviation = deviation.and_then(Cell::as_number);
            let title = deviation.map(|sd| {
                let sd = significant(sd, MEAN_DIGITS);
                format!("standard deviation {sd}")
            });
            html! {
                td.number data-value=(sorted_by) title=[title] {
                    (mean) span.interval { (interval) }
                }
            }
        }
    }
}
