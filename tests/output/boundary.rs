//! Mean boundaries of regions: worked by hand, and what has no part in them.

use cfs::results::boundary::mean_boundary;
use cfs::table::{Cell, Column, ColumnType, Role, Table};

/// Delta and rate of a realization's points; none where its boundary is not solved.
type Points<'a> = Option<&'a [(f64, f64)]>;

/// A table of boundaries, a realization after the other: number of access points, realization, points.
fn table(boundaries: &[(f64, i64, Points<'_>)]) -> Table {
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let mut table = Table::new(vec![
        key("realization", ColumnType::Integer),
        key("aps", ColumnType::Number),
        key("step", ColumnType::Integer),
        key("delta", ColumnType::Number),
        key("part", ColumnType::Text),
        Column::new("sum_rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
        Column::new("status", Role::Status, ColumnType::Text),
    ])
    .unwrap();
    for &(aps, realization, points) in boundaries {
        let mut push = |step: Cell, delta: Cell, rate: Cell, status: &str| {
            let keys = [realization.into(), aps.into(), step, delta];
            let rest = ["between".into(), rate, status.into()];
            table.push([keys.as_slice(), &rest].concat()).unwrap();
        };
        let Some(points) = points else {
            push(Cell::Missing, Cell::Missing, Cell::Missing, "failed");
            continue;
        };
        for (step, &(delta, rate)) in (0_i64..).zip(points) {
            push(step.into(), delta.into(), rate.into(), "solved");
        }
    }
    table
}

/// Begins at 2, bends at 4, is level from 6 on.
const EARLY: &[(f64, f64)] = &[(2.0, 10.0), (4.0, 18.0), (6.0, 20.0)];
/// One line from 3 to 7.
const LATE: &[(f64, f64)] = &[(3.0, 12.0), (7.0, 24.0)];

fn means(boundaries: &[(f64, i64, Points<'_>)]) -> Table {
    mean_boundary(&table(boundaries)).unwrap().unwrap()
}

/// Delta, mean, deviation, half width and count of a row.
fn statistics(means: &Table, row: usize) -> ([Option<f64>; 4], Option<i64>) {
    let number = |column: &str| means.cell(row, column).and_then(Cell::as_number);
    let numbers = ["delta", "sum_rate_mean", "sum_rate_sd", "sum_rate_ci95"].map(number);
    let count = means.cell(row, "sum_rate_n").and_then(Cell::as_integer);
    (numbers, count)
}

#[test]
fn two_boundaries_by_hand() {
    let means = means(&[(4.0, 0, Some(EARLY)), (4.0, 1, Some(LATE))]);
    assert_eq!(means.rows.len(), 41);
    // 97.5 % quantile of Student's t with one degree of freedom, tan(0.475 pi).
    let t = 12.706_204_736_174_7;
    // Step, delta = 3 + 4 (step / 40)^3, and both rates there.
    let cases = [
        (0, 3.0, 14.0, 12.0),
        (10, 3.0625, 14.25, 12.1875),
        (20, 3.5, 16.0, 13.5),
        // EARLY has ended at 6 and stays level; LATE ends at 7.
        (40, 7.0, 20.0, 24.0),
    ];
    for (row, delta, early, late) in cases {
        let ([x, mean, deviation, half], count) = statistics(&means, row);
        let spread: f64 = late - early;
        assert_eq!((x, count), (Some(delta), Some(2)), "step {row}");
        assert_eq!(mean, Some((early + late) / 2.0), "step {row}");
        assert!((deviation.unwrap() - spread.abs() / 2_f64.sqrt()).abs() < 1e-14);
        assert!((half.unwrap() - t * spread.abs() / 2.0).abs() < 1e-9);
    }
    let deltas = means.numbers("delta").unwrap();
    assert!(
        deltas
            .windows(3)
            .all(|d| d[1] < d[2] && d[1].unwrap() - d[0].unwrap() < d[2].unwrap() - d[1].unwrap()),
        "denser near the first: {deltas:?}"
    );
}

#[test]
fn another_objective_has_a_mean_boundary_of_its_values_beside_that_of_the_sum_rate() {
    let rates = table(&[(4.0, 0, Some(EARLY)), (4.0, 1, Some(LATE))]);
    let mut columns = rates.columns.clone();
    columns.insert(
        5,
        Column::new("objective_value", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
    );
    let mut both = Table::new(columns).unwrap();
    for row in &rates.rows {
        let mut row = row.clone();
        // A tenth of the sum rate.
        let value = row[5].as_number().unwrap() / 10.0;
        row.insert(5, value.into());
        both.push(row).unwrap();
    }
    let (means, both) = (
        mean_boundary(&rates).unwrap().unwrap(),
        mean_boundary(&both).unwrap().unwrap(),
    );
    for row in 0..means.rows.len() {
        let number = |table: &Table, column: &str| table.cell(row, column)?.as_number();
        for (ending, share) in [("mean", 0.1), ("sd", 0.1), ("ci95", 0.1), ("n", 1.0)] {
            let rate = number(&means, &format!("sum_rate_{ending}"));
            assert_eq!(number(&both, &format!("sum_rate_{ending}")), rate);
            let value = number(&both, &format!("objective_value_{ending}")).unwrap();
            assert!(
                (value - share * rate.unwrap()).abs() < 1e-12,
                "{row} {ending}"
            );
        }
    }
    assert_eq!(
        both.column("objective_value_mean").unwrap().unit,
        "bit/s/Hz"
    );
}

#[test]
fn a_realization_without_a_boundary_is_in_no_mean_and_no_count() {
    let with = means(&[(4.0, 0, Some(EARLY)), (4.0, 1, None), (4.0, 2, Some(LATE))]);
    let without = means(&[(4.0, 0, Some(EARLY)), (4.0, 2, Some(LATE))]);
    assert_eq!(with, without);

    // Nor is one with a hole, wherever it is: straight lines over holes are not boundaries.
    for hole in 0..EARLY.len() {
        let mut table = table(&[(4.0, 0, Some(EARLY)), (4.0, 2, Some(LATE))]);
        table.rows[hole][6] = "failed".into();
        let means = mean_boundary(&table).unwrap().unwrap();
        assert_eq!(
            statistics(&means, 0),
            ([Some(3.0), Some(12.0), None, None], Some(1))
        );
    }
}

#[test]
fn each_combination_of_keys_has_a_grid_of_its_own_and_one_unsolved_says_so() {
    let means = means(&[
        (4.0, 0, Some(EARLY)),
        (6.0, 0, None),
        (8.0, 0, Some(LATE)),
        (4.0, 1, Some(EARLY)),
        (6.0, 1, None),
        (8.0, 1, Some(LATE)),
    ]);
    let of = |aps: f64| {
        let rows = means.numbers("aps").unwrap().into_iter().enumerate();
        rows.filter(|(_, found)| *found == Some(aps))
            .map(|(row, _)| row)
            .collect::<Vec<usize>>()
    };
    assert_eq!((of(4.0), of(8.0)), ((0..41).collect(), (42..83).collect()));
    assert_eq!(statistics(&means, 0).0[0], Some(2.0));
    assert_eq!(
        statistics(&means, 82).0[..3],
        [Some(7.0), Some(24.0), Some(0.0)]
    );
    assert_eq!(statistics(&means, of(6.0)[0]), ([None; 4], Some(0)));
    assert_eq!(means.duplicate(&["aps", "step"]).unwrap(), None);
}

#[test]
fn boundaries_that_are_points_have_one_mean() {
    let means = means(&[
        (4.0, 0, Some(&[(5.0, 9.0)])),
        (4.0, 1, Some(&[(5.0, 11.0)])),
    ]);
    assert_eq!(means.rows.len(), 1);
    assert_eq!(statistics(&means, 0).0[..2], [Some(5.0), Some(10.0)]);
}

#[test]
fn a_table_of_no_boundaries_has_no_mean_boundary() {
    assert_eq!(mean_boundary(&crate::sample::table()).unwrap(), None);
}
