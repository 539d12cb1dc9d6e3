//! The table on the screen: aligned, short, and frank about what it leaves out.

use cfs::report::screen::{View, render};
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};
use unicode_width::UnicodeWidthStr as _;

use crate::sample;

fn summary(table: &Table) -> Table {
    let grouping = Grouping::by(&["scheme", "delta"]);
    summarise(table, &grouping).unwrap()
}

/// Two realizations of many points.
fn long() -> Table {
    let mut table = sample::table();
    let row = table.rows[1].clone();
    table.rows.clear();
    for point in 0..30_u32 {
        for realization in 0..2_u32 {
            let mut row = row.clone();
            let delta = f64::from(point) * 0.1;
            row[0] = realization.into();
            row[2] = delta.into();
            row[3] = (12.0 * delta.sqrt() + f64::from(realization) * 0.013).into();
            row[4] = (delta / 1e7).into();
            table.push(row).unwrap();
        }
    }
    table
}

#[test]
fn a_short_table() {
    insta::assert_snapshot!(render(&summary(&sample::table()), &View::default()));
}

#[test]
fn a_long_table_loses_its_middle() {
    let view = View {
        max_rows: 7,
        ..View::default()
    };
    insta::assert_snapshot!(render(&summary(&long()), &view));
}

#[test]
fn the_file_of_rows_that_are_not_shown_is_named() {
    let view = View {
        max_rows: 7,
        file: Some("results/region.summary.csv"),
        ..View::default()
    };
    let text = render(&summary(&long()), &view);
    assert!(
        text.contains(" rows not shown: they are in results/region.summary.csv …\n"),
        "{text}"
    );
}

#[test]
fn a_narrow_screen_loses_metrics_and_says_which() {
    let view = View {
        max_rows: 2,
        max_width: 50,
        ..View::default()
    };
    insta::assert_snapshot!(render(&summary(&long()), &view));
}

#[test]
fn what_follows_from_a_sweep_is_left_out_before_any_metric() {
    let mut columns = sample::columns();
    columns.insert(
        3,
        Column::new("power_of_each", Role::Derived, ColumnType::Integer),
    );
    let mut table = Table::new(columns).unwrap();
    for mut row in sample::table().rows {
        row.insert(3, 7_u32.into());
        table.push(row).unwrap();
    }
    let width = |text: &str| text.lines().map(|line| line.width()).max().unwrap();
    let whole = render(&summary(&table), &View::default());
    assert!(whole.contains("power_of_each"), "{whole}");
    let max_width = width(&whole) - 1;
    let text = render(
        &summary(&table),
        &View {
            max_width,
            ..View::default()
        },
    );
    assert!(text.contains("too wide to show: power_of_each\n"), "{text}");
}

#[test]
fn a_mean_over_fewer_rows_than_were_solved_says_so() {
    let mut table = sample::table();
    table.rows[1][4] = Cell::Missing;
    let text = render(&summary(&table), &View::default());
    assert!(text.contains("(n = 2)"), "{text}");
}

#[test]
fn no_layout_is_exceeded() {
    let mut table = long();
    for row in &mut table.rows {
        row[1] = "ein sehr langer Name für ein Verfahren ohne Ende".into();
    }
    for table in [summary(&table), summary(&sample::table()), Table::default()] {
        for max_width in [1, 10, 30, 60, 100] {
            for max_rows in [0, 1, 2, 5, 100] {
                let view = View {
                    max_rows,
                    max_width,
                    file: Some("results/a_file_of_a_long_name.summary.csv"),
                };
                let text = render(&table, &view);
                assert!(text.lines().all(|line| line.width() <= max_width), "{text}");
                assert!(text.lines().count() <= max_rows + 6, "{text}");
            }
        }
    }
}

#[test]
fn text_cannot_act_on_the_terminal() {
    let mut table = sample::table();
    for row in &mut table.rows {
        row[1] = "\u{1b}[2Jzf".into();
    }
    let text = render(&summary(&table), &View::default());
    assert!(!text.contains('\u{1b}'));
}

#[test]
fn a_table_without_rows_says_so() {
    let mut empty = sample::table();
    empty.rows.clear();
    insta::assert_snapshot!(render(&summary(&empty), &View::default()));
}
