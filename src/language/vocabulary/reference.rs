//! The reference manual, written from the table of signatures.

use std::fmt::Write as _;

use super::explain::value;
use super::signature::{Role, Signature};
use super::table;
use super::table::arrays::ARRAYS as ARRAYS_OF_FILES;
use super::units::UNITS;

/// The text of `docs/language-reference.md`.
pub fn reference() -> String {
    let mut page = String::from(INTRODUCTION);
    section(
        &mut page,
        "Declarations",
        "They are outside every block.",
        Role::Declaration,
    );
    settings(&mut page);
    page.push_str("\n## Settings of an experiment\n\n| word | value | default | meaning |\n|---|---|---|---|\n");
    for row in table::of_role(Role::Control) {
        line(
            &mut page,
            &[&tick(row.path), &value(row.kind), &default(row), row.doc],
        );
    }
    options(&mut page, table::of_role(Role::Control));
    section(
        &mut page,
        "Statements of an experiment",
        "An experiment is one table: its sweeps nest in the order written, the first outermost, and one `solve` closes them.",
        Role::Statement,
    );
    options(&mut page, table::of_role(Role::Statement));
    section(
        &mut page,
        "Words within statements",
        "None of them can be the name of a value.",
        Role::Clause,
    );
    section(
        &mut page,
        "Results by name",
        "They are used in budgets and conditions and, with an aggregate, in expectations. The plan solves what they need, once for each realization.",
        Role::Result,
    );
    section(
        &mut page,
        "Metrics",
        "Columns of the table, for `expect`, `plot` and `record`.",
        Role::Metric,
    );
    section(
        &mut page,
        "Budgets",
        "`solve isac` has one of them, swept or stated; it has a column of its own.",
        Role::Budget,
    );
    section(
        &mut page,
        "Other columns of the table",
        "They say where a row belongs, whether it is proved and how well; a table has those that its problem and schemes \
         give.",
        Role::Column,
    );
    options(&mut page, table::of_role(Role::Column));
    section(
        &mut page,
        "Further tables",
        "For `record` and `plot`.",
        Role::Companion,
    );
    section(&mut page, "Arrays", ARRAYS, Role::Array);
    arrays(&mut page);
    section(
        &mut page,
        "How figures look",
        "Options of `plot`, in any order after what the figure shows, and lines of the block `style`.",
        Role::Look,
    );
    section(&mut page, "Aggregates", AGGREGATES, Role::Aggregate);
    section(&mut page, "Functions", FUNCTIONS, Role::Function);
    page.push_str("\n## Units\n\n| unit | meaning |\n|---|---|\n");
    for unit in UNITS {
        line(&mut page, &[&tick(unit.name), unit.doc]);
    }
    page.push_str(
        "\nPowers in dB or linear are over the noise power; those in dBm, mW and W are divided by that of `noise`.\n",
    );
    page.push_str("\n## Codes of errors\n\n| code | meaning |\n|---|---|\n");
    for row in table::codes() {
        line(&mut page, &[&format!("`cfs::{}`", row.code), row.doc]);
    }
    page
}

const INTRODUCTION: &str = "\
# Language reference

This page is written from the table of signatures; `cfs explain WORD` shows a row of it.

A statement is `word argument* block?` on a line of its own; settings of one block may share a line, as in
`noise { bandwidth 20 MHz figure 7 dB }`. `#` begins a comment. Lists `[a, b]` may
span lines. A number with a unit is one value: `125 dB`, `125dB`. An expression is allowed wherever
a number is: `+ - * / ^`, parentheses, functions. A minus with white space before it and none after
begins a new value, so `from -5 to 5` has two, and `a - 5` is a difference.

A file without `experiment` is one experiment named after it, on the one deployment that it describes.
";

const ARRAYS: &str = "For `record`. They are in one file, NAME.npz, or NAME.mat after `as mat`, whose text `README` says the same \
as here. A unit is a network: a realization of a case. Where cases differ in size, arrays are as large as the largest needs and \
zero beyond; in NAME.mat the axes have the opposite order. Each key of the table that all rows of a unit share is an array of its own, \
such as `unit_aps_power`.";

const AGGREGATES: &str = "They reduce the solved rows that `at NAME VALUE` selects to one number: \
`mean sum_rate at delta 6` takes the rows whose delta is 6 (to 1 part in 10^9), of every realization \
and every case not selected otherwise. A result name counts once for each realization and case. An \
expectation about rows that do not exist, or were not solved, does not hold.";

const FUNCTIONS: &str = "Units are checked: `+` and `-` need equal units, products and quotients make \
new ones. A level in dB and a linear ratio are never mixed implicitly; `db` and `linear` convert.";

fn section(page: &mut String, title: &str, text: &str, role: Role) {
    let _ = write!(
        page,
        "\n## {title}\n\n{text}\n\n| word | usage | meaning | example |\n|---|---|---|---|\n"
    );
    for row in table::of_role(role) {
        let usage = if row.usage.is_empty() {
            String::new()
        } else {
            tick(row.usage)
        };
        let example = if row.example.is_empty() {
            String::new()
        } else {
            tick(row.example)
        };
        line(page, &[&tick(row.path), &usage, row.doc, &example]);
    }
}

fn settings(page: &mut String) {
    page.push_str(
        "\n## Settings of a deployment\n\nThe defaults are those of Table I. A setting that is part of another's \
         statement, such as `area.shape`, has a row of its own and can be swept by its path.\n\n\
         | setting | value | default | meaning | example | paper |\n|---|---|---|---|---|---|\n",
    );
    for row in table::settings() {
        line(
            page,
            &[
                &tick(row.path),
                &value(row.kind),
                &default(row),
                row.doc,
                &tick(row.example),
                row.source,
            ],
        );
    }
    options(page, table::settings().iter());
}

/// The words of the choices among the rows.
fn options(page: &mut String, rows: impl Iterator<Item = &'static Signature>) {
    for row in rows.filter(|row| !row.choices().is_empty()) {
        let _ = write!(page, "\nWords of `{}`:\n\n", row.path);
        for choice in row.choices() {
            let state = if choice.is_available() {
                ""
            } else {
                " Not available in this version."
            };
            let _ = writeln!(page, "- `{}`: {}{state}", choice.word, choice.doc);
        }
    }
}

/// The arrays and what they hold.
fn arrays(page: &mut String) {
    page.push_str("\n| array | with | axes | unit | meaning |\n|---|---|---|---|---|\n");
    for row in ARRAYS_OF_FILES {
        let with = row.of.map_or(String::new(), |of| tick(of.text()));
        let axes: Vec<&str> = row.axes.iter().map(|axis| axis.text()).collect();
        line(
            page,
            &[&tick(row.name), &with, &axes.join(", "), row.unit, row.doc],
        );
    }
}

fn default(row: &Signature) -> String {
    row.default
        .map(|default| tick(&default.to_string()))
        .unwrap_or_default()
}

fn tick(text: &str) -> String {
    format!("`{text}`")
}

/// A row of a table; a bar within a cell would end it.
fn line(page: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    let _ = writeln!(page, "| {} |", cells.join(" | "));
}
