//! Summaries: what is averaged, what is counted, what is left out.

use cfs::disk::csv::to_bytes;
use cfs::results::gaps::{Gap, gaps};
use cfs::results::summary::{Grouping, SummaryError, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

use crate::sample;

fn by_point() -> Grouping {
    Grouping::by(&["scheme", "delta"])
}

fn text(table: &Table) -> String {
    String::from_utf8(to_bytes(table).unwrap()).unwrap()
}

#[test]
fn a_constant_grid_is_summarised_by_value() {
    let summary = summarise(&sample::table(), &by_point()).unwrap();
    insta::assert_snapshot!(text(&summary));
}

#[test]
fn a_grid_of_each_realization_is_summarised_by_step() {
    let mut table = sample::table();
    let delta = table.position("delta").unwrap();
    table.columns.insert(
        delta,
        Column::new("step", Role::Key, ColumnType::Integer).description("Index on the grid."),
    );
    for (index, row) in table.rows.iter_mut().enumerate() {
        row.insert(delta, Cell::Integer(i64::try_from(index % 2).unwrap()));
        let realization = row[0].as_number().unwrap();
        row[delta + 1] = Cell::Number(row[delta + 1].as_number().unwrap() + realization / 10.0);
    }
    let grouping = Grouping::by(&["scheme", "step"]).averaging(&["delta"]);
    insta::assert_snapshot!(text(&summarise(&table, &grouping).unwrap()));
}

#[test]
fn a_group_without_a_solved_row_has_counts_and_no_mean() {
    let mut table = sample::table();
    table.rows.retain(|row| row[5] != "solved".into());
    let summary = summarise(&table, &by_point()).unwrap();
    assert_eq!(summary.rows.len(), 1);
    assert_eq!(summary.cell(0, "sum_rate_mean"), Some(&Cell::Missing));
    assert_eq!(summary.cell(0, "sum_rate_n"), Some(&Cell::Integer(0)));
    assert_eq!(summary.cell(0, "infeasible"), Some(&Cell::Integer(1)));
    assert_eq!(summary.cell(0, "failed"), Some(&Cell::Integer(1)));
}

#[test]
fn a_value_in_an_unsolved_row_is_not_averaged() {
    let mut table = sample::table();
    table.rows[2][3] = Cell::Number(1e6);
    assert_eq!(
        summarise(&table, &by_point()).unwrap(),
        summarise(&sample::table(), &by_point()).unwrap()
    );
}

#[test]
fn a_solved_row_without_the_metric_shows_in_the_metrics_count() {
    let mut table = sample::table();
    table.rows[1][4] = Cell::Missing;
    let summary = summarise(&table, &by_point()).unwrap();
    assert_eq!(summary.cell(1, "mse_n"), Some(&Cell::Integer(2)));
    assert_eq!(summary.cell(1, "sum_rate_n"), Some(&Cell::Integer(3)));
    assert_eq!(summary.cell(1, "solved"), Some(&Cell::Integer(3)));
}

#[test]
fn what_cannot_be_summarised_is_an_error() {
    let mut unknown = sample::table();
    unknown.rows[3][5] = "maybe".into();
    assert_eq!(
        summarise(&unknown, &by_point()).unwrap_err().to_string(),
        "row 3: the status `maybe` is not one of solved, infeasible, failed"
    );

    let mut words = sample::table();
    words.columns[1].role = Role::Metric;
    let grouping = Grouping::by(&["delta"]);
    assert_eq!(
        summarise(&words, &grouping).unwrap_err(),
        SummaryError::NotNumeric {
            column: "scheme".into()
        }
    );
}

/// A statistic beyond double precision costs its own cell, and differs from one without values.
#[test]
fn a_statistic_that_overflows_leaves_its_cell_empty() {
    let mut huge = sample::table();
    huge.rows[1][3] = Cell::Number(f64::MAX);
    huge.rows[3][3] = Cell::Number(f64::MAX);
    let summary = summarise(&huge, &by_point()).unwrap();
    assert_eq!(summary.cell(1, "sum_rate_ci95"), Some(&Cell::Missing));
    assert_eq!(summary.cell(1, "mse_mean"), Some(&Cell::Number(5.5)));
    // The mean of two numbers that large, and one that is nothing beside them.
    let mean = summary
        .cell(1, "sum_rate_mean")
        .unwrap()
        .as_number()
        .unwrap();
    assert!(
        (mean / (f64::MAX / 3.0 * 2.0) - 1.0).abs() < 1e-15,
        "{mean}"
    );
    assert_eq!(
        gaps(&summary),
        [Gap {
            column: "sum_rate_ci95".into(),
            rows: 1
        }]
    );
    assert_eq!(gaps(&summarise(&sample::table(), &by_point()).unwrap()), []);
}

#[test]
fn an_empty_table_has_an_empty_summary() {
    let table = Table::new(sample::columns()).unwrap();
    assert!(summarise(&table, &by_point()).unwrap().rows.is_empty());
}

#[test]
fn what_the_keys_decide_is_carried_along_and_what_they_do_not_is_left_out() {
    let mut table = sample::table();
    for (name, value) in [
        ("decided", (|_| 7) as fn(usize) -> i64),
        ("open", |row| row as i64),
    ] {
        table
            .columns
            .push(Column::new(name, Role::Derived, ColumnType::Integer));
        for (index, row) in table.rows.iter_mut().enumerate() {
            row.push(Cell::Integer(value(index)));
        }
    }
    let summary = summarise(&table, &by_point()).unwrap();
    let rows_of = |row: &[Cell]| table.rows.iter().filter(|of| of[1..3] == row[..2]).count();
    for row in 0..summary.rows.len() {
        assert_eq!(summary.cell(row, "decided"), Some(&Cell::Integer(7)));
        let alone = rows_of(&summary.rows[row]) == 1;
        let open = summary.cell(row, "open").expect("the column");
        assert_eq!(matches!(open, Cell::Missing), !alone, "{open:?}");
    }
}
