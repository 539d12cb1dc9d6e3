//! Paired differences: who is paired with whom, and what the pairs say.

use cfs::results::paired::{left_out, summarise_pairs};
use cfs::results::statistics::student_t_95;
use cfs::results::summary::Grouping;
use cfs::table::{Cell, Column, ColumnType, Role, Table};

fn by_point() -> Grouping {
    Grouping::by(&["scheme", "area"])
}

/// Sum rates of (realization, scheme, area); none where the row failed.
fn table(rows: &[(i64, &str, f64, Option<f64>)]) -> Table {
    let mut table = Table::new(vec![
        Column::new("realization", Role::Key, ColumnType::Integer),
        Column::new("scheme", Role::Key, ColumnType::Text),
        Column::new("area", Role::Key, ColumnType::Number).unit("km"),
        Column::new("sum_rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
        Column::new("status", Role::Status, ColumnType::Text),
    ])
    .unwrap();
    for &(realization, scheme, area, rate) in rows {
        let status = if rate.is_some() { "solved" } else { "failed" };
        table
            .push(vec![
                realization.into(),
                scheme.into(),
                area.into(),
                rate.into(),
                status.into(),
            ])
            .unwrap();
    }
    table
}

/// Layouts differ far more than schemes do.
fn two_schemes() -> Table {
    table(&[
        (0, "proposed", 1.0, Some(10.0)),
        (0, "zf", 1.0, Some(8.0)),
        (1, "proposed", 1.0, Some(50.0)),
        (1, "zf", 1.0, Some(47.0)),
        (2, "proposed", 1.0, Some(30.0)),
        (2, "zf", 1.0, Some(26.0)),
        (3, "proposed", 1.0, Some(90.0)),
        (3, "zf", 1.0, None),
    ])
}

#[test]
fn differences_are_those_of_the_same_realization() {
    let paired = summarise_pairs(&two_schemes(), &by_point(), &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    assert_eq!(paired.rows.len(), 1);
    let cell = |name: &str| paired.cell(0, name).unwrap().clone();
    let number = |name: &str| cell(name).as_number().unwrap();
    assert_eq!(cell("scheme"), "zf".into());
    assert_eq!(cell("compared"), "scheme".into());
    assert_eq!(cell("reference"), "proposed".into());
    // Differences -2, -3, -4: mean -3, deviation 1, interval t(2) / sqrt(3).
    assert_eq!(number("sum_rate_difference_mean"), -3.0);
    assert_eq!(number("sum_rate_difference_sd"), 1.0);
    let half_width = student_t_95(2) / 3.0_f64.sqrt();
    assert!((number("sum_rate_difference_ci95") - half_width).abs() < 1e-14);
    // 81 / 90: the realization whose partner failed is in neither mean.
    assert_eq!(number("sum_rate_ratio"), 0.9);
    assert_eq!(cell("sum_rate_difference_n"), Cell::Integer(3));
    assert_eq!(cell("solved"), Cell::Integer(3));
    assert_eq!(cell("infeasible"), Cell::Integer(0));
    assert_eq!(cell("failed"), Cell::Integer(1));
}

#[test]
fn the_interval_of_paired_differences_is_narrower_than_that_of_independent_ones() {
    let paired = summarise_pairs(&two_schemes(), &by_point(), &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    let paired = paired.cell(0, "sum_rate_difference_ci95").unwrap();
    // Each scheme by itself spreads over 20 bit/s/Hz.
    assert!(paired.as_number().unwrap() < 3.0);
}

#[test]
fn columns_say_what_they_are() {
    let paired = summarise_pairs(&two_schemes(), &by_point(), &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    let names: Vec<&str> = paired.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "scheme",
            "area",
            "compared",
            "reference",
            "sum_rate_difference_mean",
            "sum_rate_difference_sd",
            "sum_rate_difference_ci95",
            "sum_rate_difference_n",
            "sum_rate_ratio",
            "solved",
            "infeasible",
            "failed"
        ]
    );
    let difference = paired.column("sum_rate_difference_mean").unwrap();
    assert_eq!(difference.unit, "bit/s/Hz");
    assert!(difference.description.contains("difference of `sum_rate`"));
    assert_eq!(paired.column("sum_rate_ratio").unwrap().unit, "");
}

#[test]
fn every_point_and_every_value_has_a_row_of_its_own() {
    let schemes = ["proposed", "zf", "mrt"];
    let mut rows = Vec::new();
    for realization in 0..2 {
        for (index, scheme) in schemes.into_iter().enumerate() {
            for area in [1.0, 2.0] {
                rows.push((realization, scheme, area, Some(area * 10.0 - index as f64)));
            }
        }
    }
    let paired = summarise_pairs(&table(&rows), &by_point(), &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    let found: Vec<(&str, f64, f64)> = (0..paired.rows.len())
        .map(|row| {
            let cell = |name: &str| paired.cell(row, name).unwrap();
            (
                cell("scheme").as_text().unwrap(),
                cell("area").as_number().unwrap(),
                cell("sum_rate_difference_mean").as_number().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("zf", 1.0, -1.0),
            ("zf", 2.0, -1.0),
            ("mrt", 1.0, -2.0),
            ("mrt", 2.0, -2.0)
        ]
    );
}

#[test]
fn a_grid_of_each_realization_is_paired_by_step() {
    let mut table = two_schemes();
    table.columns[2].name = "delta".into();
    table.columns.insert(
        2,
        Column::new("step", Role::Key, ColumnType::Integer).description("Index on the grid."),
    );
    for row in &mut table.rows {
        // Each scheme counts from an S_min of its own.
        let shift = if row[1] == "zf".into() { 0.25 } else { 0.0 };
        row[2] = Cell::Number(3.0 + shift);
        row.insert(2, Cell::Integer(0));
    }
    let grouping = Grouping::by(&["scheme", "step"]).averaging(&["delta"]);
    let paired = summarise_pairs(&table, &grouping, &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    assert_eq!(paired.cell(0, "solved"), Some(&Cell::Integer(3)));
    assert_eq!(paired.cell(0, "delta_mean"), Some(&Cell::Number(3.25)));
}

#[test]
fn a_mean_of_zero_has_no_ratio() {
    let table = table(&[
        (0, "proposed", 1.0, Some(0.0)),
        (0, "zf", 1.0, Some(1.0)),
        (1, "proposed", 1.0, Some(0.0)),
        (1, "zf", 1.0, Some(1.0)),
    ]);
    let paired = summarise_pairs(&table, &by_point(), &["scheme".to_owned()])
        .unwrap()
        .unwrap();
    assert_eq!(paired.cell(0, "sum_rate_ratio"), Some(&Cell::Missing));
    assert_eq!(
        paired.cell(0, "sum_rate_difference_mean"),
        Some(&Cell::Number(1.0))
    );
}

#[test]
fn nothing_is_paired_where_nothing_can_be() {
    let one = table(&[(0, "proposed", 1.0, Some(1.0))]);
    let apart = table(&[
        (0, "proposed", 1.0, Some(1.0)),
        (0, "zf", 2.0, Some(1.0)),
        (1, "zf", 1.0, Some(1.0)),
    ]);
    let empty = table(&[]);
    for table in [one, apart, empty] {
        let paired = summarise_pairs(&table, &by_point(), &["scheme".to_owned()]).unwrap();
        assert_eq!(paired, None);
    }
    assert_eq!(
        summarise_pairs(&two_schemes(), &by_point(), &[]).unwrap(),
        None
    );
}

#[test]
fn values_of_different_objectives_have_no_differences() {
    let key = |name: &str, ty| Column::new(name, Role::Key, ty);
    let metric = |name: &str| Column::new(name, Role::Metric, ColumnType::Number);
    let columns = vec![
        key("realization", ColumnType::Integer),
        key("scheme", ColumnType::Text),
        key("objective", ColumnType::Text),
        metric("objective_value"),
        metric("R_max"),
        metric("rate_multiplier_1"),
        metric("sum_rate"),
        Column::new("status", Role::Status, ColumnType::Text),
    ];
    let mut data = Table::new(columns).unwrap();
    for realization in 0..3_i64 {
        for (scheme, scale) in [("proposed", 1.0), ("zf", 0.5)] {
            for (objective, value) in [("sum_rate", 20.0), ("min_rate", 3.0)] {
                let value = value * scale + realization as f64;
                let row: Vec<Cell> = vec![
                    realization.into(),
                    scheme.into(),
                    objective.into(),
                    value.into(),
                    (2.0 * value).into(),
                    0.1.into(),
                    (10.0 * scale).into(),
                    "solved".into(),
                ];
                data.push(row).unwrap();
            }
        }
    }
    let by = Grouping::by(&["scheme", "objective"]);
    let pairs = |compared: &[&str]| {
        let compared: Vec<String> = compared.iter().map(|&name| name.to_owned()).collect();
        summarise_pairs(&data, &by, &compared).unwrap().unwrap()
    };
    let of_objectives = pairs(&["objective"]);
    assert!(
        of_objectives
            .position("objective_value_difference_mean")
            .is_none()
    );
    assert!(of_objectives.position("sum_rate_difference_mean").is_some());
    assert_eq!(
        left_out(&data.columns, &of_objectives),
        ["objective_value", "R_max", "rate_multiplier_1"]
    );
    let of_schemes = pairs(&["scheme"]);
    assert_eq!(
        of_schemes.cell(0, "objective_value_difference_mean"),
        Some(&Cell::Number(-10.0))
    );
    assert!(left_out(&data.columns, &of_schemes).is_empty());
    // Of both, the columns stay, and are empty where the objectives differ.
    let of_both = pairs(&["scheme", "objective"]);
    for row in 0..of_both.rows.len() {
        let same = of_both.cell(row, "compared") == Some(&"scheme".into());
        let counted = of_both.cell(row, "objective_value_difference_n");
        assert_eq!(
            counted,
            Some(&Cell::Integer(if same { 3 } else { 0 })),
            "row {row}"
        );
    }
}
