//! When means are known well enough.

use cfs::results::precision::Precision;
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// The summary of two points: sum rates of solved rows, none for failed ones.
fn summary(first: &[Option<f64>], second: &[Option<f64>]) -> Table {
    let mut table = Table::new(vec![
        Column::new("realization", Role::Key, ColumnType::Integer),
        Column::new("users", Role::Key, ColumnType::Integer),
        Column::new("sum_rate", Role::Metric, ColumnType::Number),
        Column::new("status", Role::Status, ColumnType::Text),
    ])
    .unwrap();
    for (users, rates) in [(1, first), (2, second)] {
        for (realization, rate) in (0_i64..).zip(rates) {
            let status = if rate.is_some() { "solved" } else { "failed" };
            table
                .push(vec![
                    realization.into(),
                    Cell::Integer(users),
                    (*rate).into(),
                    status.into(),
                ])
                .unwrap();
        }
    }
    let grouping = Grouping::by(&["users"]);
    summarise(&table, &grouping).unwrap()
}

/// Mean 10, deviation sqrt(2): half-width 12.7062 sqrt(2) / sqrt(2).
const WIDE: [Option<f64>; 2] = [Some(9.0), Some(11.0)];
const NARROW: [Option<f64>; 2] = [Some(9.999), Some(10.001)];
const T_1: f64 = 12.706_204_736_174_7;

#[test]
fn the_widest_interval_decides() {
    // (points, within, reached, widest)
    let cases = [
        (summary(&NARROW, &NARROW), 0.01, true, Some(T_1 * 1e-4)),
        (summary(&NARROW, &WIDE), 0.01, false, Some(T_1 * 0.1)),
        (summary(&WIDE, &NARROW), 0.01, false, Some(T_1 * 0.1)),
        (summary(&WIDE, &NARROW), 1.28, true, Some(T_1 * 0.1)),
        (
            summary(&[Some(-9.0), Some(-11.0)], &[]),
            0.01,
            false,
            Some(T_1 * 0.1),
        ),
    ];
    for (summary, within, reached, widest) in cases {
        let found = Precision::judge(&summary, "sum_rate", within, 2).unwrap();
        assert_eq!(found.reached, reached, "{found:?}");
        let (found, widest) = (found.widest.unwrap(), widest.unwrap());
        assert!(
            (found / widest - 1.0).abs() < 1e-9,
            "{found} is not {widest}"
        );
    }
}

#[test]
fn what_has_no_interval_is_never_precise_enough() {
    // One value, a mean of zero, no solved row anywhere: nothing is known.
    for points in [
        summary(&NARROW, &[Some(10.0)]),
        summary(&NARROW, &[Some(-1.0), Some(1.0)]),
        summary(&[None], &[None, None]),
        summary(&[], &[]),
    ] {
        let found = Precision::judge(&points, "sum_rate", 0.5, 2).unwrap();
        assert!(!found.reached, "{found:?}");
        assert_eq!(found.widest, None);
    }
}

#[test]
fn a_point_that_is_never_solved_is_left_out() {
    let found = Precision::judge(&summary(&NARROW, &[None, None]), "sum_rate", 0.01, 2).unwrap();
    assert!(found.reached);
}

#[test]
fn the_summary_says_which_rows_are_precise() {
    let mut points = summary(&NARROW, &WIDE);
    let judged = Precision::judge(&points, "sum_rate", 0.01, 2).unwrap();
    judged.mark(&mut points).unwrap();
    assert_eq!(points.cell(0, "precise"), Some(&"yes".into()));
    assert_eq!(points.cell(1, "precise"), Some(&"no".into()));
    let mut points = summary(&NARROW, &[None]);
    judged.mark(&mut points).unwrap();
    assert_eq!(points.cell(1, "precise"), Some(&Cell::Missing));
}
