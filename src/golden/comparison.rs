//! What a comparison with a golden found, and how it says so.

use std::collections::BTreeMap;
use std::fmt;

use crate::disk::csv::Misfit;
use crate::table::digits::number_text;
use crate::table::text::plain;
use crate::table::{Cell, ColumnType};

/// Rows that a text shows of each kind before it only counts them.
const SHOWN_ROWS: usize = 5;

/// Cells out of tolerance that are shown one by one.
const WORST: usize = 10;

/// A row's value in a key column.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyCell {
    /// Name of the column; `row` (counted from 1) where there are no keys.
    pub column: String,
    /// The value.
    pub value: Cell,
}

/// A cell that is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Keys of the row.
    pub row: Vec<KeyCell>,
    /// Name of the column.
    pub column: String,
    /// Unit of the column, empty for plain numbers.
    pub unit: String,
    /// The golden's value.
    pub expected: Cell,
    /// The result's value.
    pub found: Cell,
    /// The difference that was allowed, where numbers with a tolerance differ.
    pub allowed: Option<f64>,
    /// The difference over the one allowed; infinite where none was.
    pub times_allowed: f64,
}

/// What a comparison found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Rows that both tables have.
    pub rows_compared: usize,
    /// Cells of those rows in columns that both tables have, keys apart.
    pub cells_compared: usize,
    /// Cells among those that are out of tolerance.
    pub cells_out: usize,
    /// Cells out of tolerance by column, where there are any.
    pub out_by_column: BTreeMap<String, usize>,
    /// The cells furthest out, in tolerances, the worst first and the first of equals first; ten at most.
    pub worst: Vec<Difference>,
    /// Rows that are expected and were not found, in the golden's order.
    pub missing_rows: Vec<Vec<KeyCell>>,
    /// Rows that were found and are not expected, in the result's order.
    pub extra_rows: Vec<Vec<KeyCell>>,
    /// Columns that are expected and were not found.
    pub missing_columns: Vec<String>,
    /// Columns that were found and are not expected.
    pub extra_columns: Vec<String>,
    /// Of the worst cells, the numbers of their rows in the golden.
    pub(super) worst_rows: Vec<usize>,
}

impl Comparison {
    /// Whether the result is as expected in all respects.
    #[must_use]
    pub const fn agrees(&self) -> bool {
        self.cells_out == 0
            && self.missing_rows.is_empty()
            && self.extra_rows.is_empty()
            && self.missing_columns.is_empty()
            && self.extra_columns.is_empty()
    }

    /// Whether not a single cell was compared and nothing was found to differ: such a comparison says nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.cells_compared == 0 && self.agrees()
    }

    /// Adds a cell of this row of the golden. Of a row they come in the order of columns; rows come in any order.
    pub(crate) fn add(&mut self, row: usize, difference: Difference) {
        self.cells_out += 1;
        *self
            .out_by_column
            .entry(difference.column.clone())
            .or_default() += 1;
        let others = self.worst.iter().zip(&self.worst_rows);
        let place = others
            .take_while(|(other, other_row)| {
                let order = other.times_allowed.total_cmp(&difference.times_allowed);
                order.is_gt() || (order.is_eq() && **other_row <= row)
            })
            .count();
        self.worst.insert(place, difference);
        self.worst.truncate(WORST);
        self.worst_rows.insert(place, row);
        self.worst_rows.truncate(WORST);
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compared = count(self.cells_compared, "cell");
        let rows = count(self.rows_compared, "row");
        if self.agrees() {
            return write!(f, "{compared} in {rows} compared, all within tolerance");
        }
        write!(
            f,
            "{compared} in {rows} compared, {} out of tolerance",
            self.cells_out
        )?;
        if let [worst, others @ ..] = self.worst.as_slice() {
            write!(f, "\n  worst: {worst}")?;
            if !others.is_empty() {
                write!(f, "\n  after it:")?;
            }
            for other in others {
                write!(f, "\n    {}", other.line())?;
            }
        }
        if self.out_by_column.len() > 1 {
            let columns = self.out_by_column.iter();
            let columns: Vec<_> = columns
                .map(|(name, out)| format!("{} {out}", plain(name)))
                .collect();
            write!(f, "\n  by column: {}", columns.join(", "))?;
        }
        write_columns(f, "expected, not found", &self.missing_columns)?;
        write_columns(f, "found, not expected", &self.extra_columns)?;
        write_rows(f, "expected, not found", &self.missing_rows)?;
        write_rows(f, "found, not expected", &self.extra_rows)
    }
}

impl Difference {
    /// Where it is.
    fn place(&self) -> String {
        let unit = if self.unit.is_empty() {
            String::new()
        } else {
            format!(" [{}]", plain(&self.unit))
        };
        format!("`{}`{unit} at {}", plain(&self.column), row_text(&self.row))
    }

    /// All of it on one line.
    fn line(&self) -> String {
        let times = match self.allowed {
            Some(allowed) if allowed > 0.0 => {
                format!(", {} times the tolerance", short(self.times_allowed))
            }
            _ => String::new(),
        };
        format!(
            "{}: expected {}, found {}{times}",
            self.place(),
            cell_text(&self.expected),
            cell_text(&self.found)
        )
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n    expected {}\n    found    {}",
            self.place(),
            cell_text(&self.expected),
            cell_text(&self.found)
        )?;
        let numbers = self.expected.as_number().zip(self.found.as_number());
        if let Some((expected, found)) = numbers {
            write!(f, "\n    off by   {}", short(found - expected))?;
        }
        match self.allowed {
            Some(allowed) if allowed > 0.0 => write!(
                f,
                ", {} times the tolerance {}",
                short(self.times_allowed),
                short(allowed)
            ),
            Some(_) => write!(f, " where the tolerance is 0"),
            None => Ok(()),
        }
    }
}

fn write_columns(f: &mut fmt::Formatter<'_>, what: &str, names: &[String]) -> fmt::Result {
    if names.is_empty() {
        return Ok(());
    }
    let names: Vec<_> = names.iter().map(|name| plain(name)).collect();
    let columns = count(names.len(), "column");
    write!(f, "\n  {columns} {what}: {}", names.join(", "))
}

fn write_rows(f: &mut fmt::Formatter<'_>, what: &str, rows: &[Vec<KeyCell>]) -> fmt::Result {
    if rows.is_empty() {
        return Ok(());
    }
    write!(f, "\n  {} {what}:", count(rows.len(), "row"))?;
    for row in rows.iter().take(SHOWN_ROWS) {
        write!(f, "\n    {}", row_text(row))?;
    }
    match rows.len().saturating_sub(SHOWN_ROWS) {
        0 => Ok(()),
        more => write!(f, "\n    and {more} more"),
    }
}

fn row_text(row: &[KeyCell]) -> String {
    let cells: Vec<_> = row
        .iter()
        .map(|key| format!("{} = {}", plain(&key.column), cell_text(&key.value)))
        .collect();
    cells.join(", ")
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Missing => "(no value)".to_owned(),
        Cell::Integer(value) => value.to_string(),
        Cell::Number(value) => number_text(*value).unwrap_or_else(|| value.to_string()),
        Cell::Text(text) => plain(text),
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// `row 1, column sum_rate: "hello" is not a number`
#[must_use]
pub fn misfit_text(misfit: &Misfit) -> String {
    let what = match misfit.expected {
        ColumnType::Integer => "a whole number",
        ColumnType::Number => "a number",
        ColumnType::Text => "text",
    };
    format!(
        "row {}, column {}: \"{}\" is not {what}",
        misfit.row,
        plain(&misfit.column),
        plain(&misfit.found)
    )
}

/// Three significant digits, for sizes of differences.
fn short(value: f64) -> String {
    let magnitude = value.abs();
    if value.fract() == 0.0 && magnitude < 1e4 {
        return format!("{}", value + 0.0);
    }
    if !(1e-2..1e4).contains(&magnitude) {
        return format!("{value:.2e}");
    }
    let decimals = if magnitude >= 100.0 {
        0
    } else if magnitude >= 10.0 {
        1
    } else if magnitude >= 1.0 {
        2
    } else {
        3
    };
    format!("{value:.decimals$}")
}
