//! Goldens: what counts as the same, and how a difference is reported.

use std::collections::BTreeMap;

use cfs::disk::csv;
use cfs::disk::files::{OutputFolder, read};
use cfs::golden::{GoldenError, Options, Side, Tolerance, accept, check, compare, compare_csv};
use cfs::table::{Cell, Column, ColumnType, Role, Table};

use crate::sample;

fn tight() -> Options {
    Options {
        tolerance: Tolerance {
            rtol: 1e-6,
            atol: 1e-9,
        },
        ..Options::default()
    }
}

fn set(table: &mut Table, row: usize, column: &str, cell: impl Into<Cell>) {
    let column = table.position(column).unwrap();
    table.rows[row][column] = cell.into();
}

#[test]
fn a_table_agrees_with_itself_through_a_file() {
    let table = sample::table();
    let report = check(&csv::to_bytes(&table).unwrap(), &table, &Options::default()).unwrap();
    assert!(report.agrees());
    assert_eq!(
        report.to_string(),
        "30 cells in 6 rows compared, all within tolerance"
    );
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut shuffled = sample::table();
    shuffled.rows.reverse();
    assert!(
        compare(&sample::table(), &shuffled, &tight())
            .unwrap()
            .agrees()
    );
}

#[test]
fn the_tolerance_is_the_sum_of_both_parts_and_includes_its_edge() {
    let options = Options {
        tolerance: Tolerance {
            rtol: 0.25,
            atol: 0.5,
        },
        ..Options::default()
    };
    let expected = sample::numbers("x", &[4.0, -4.0, 4.0, 0.0]);
    let found = sample::numbers("x", &[5.5, -2.5, 5.500_000_1, 0.5]);
    let report = compare(&expected, &found, &options).unwrap();
    assert_eq!((report.cells_compared, report.cells_out), (4, 1));
    assert_eq!(report.worst[0].row[0].value, Cell::Integer(3));
}

#[test]
fn each_difference_is_listed() {
    let mut found = sample::table();
    set(&mut found, 0, "sum_rate", 10.000_05);
    set(&mut found, 1, "sum_rate", 20.01);
    set(&mut found, 1, "mse", 5.500_02);
    insta::assert_snapshot!(compare(&sample::table(), &found, &tight()).unwrap());
}

#[test]
fn rows_and_columns_on_one_side_only_are_listed() {
    let mut found = sample::table();
    let evaluations = found.position("evaluations").unwrap();
    found.columns[evaluations].name = "calls".into();
    set(&mut found, 5, "delta", 7.0);
    insta::assert_snapshot!(compare(&sample::table(), &found, &tight()).unwrap());
}

#[test]
fn many_rows_are_counted_after_the_first_few() {
    let mut found = sample::table();
    for row in 0..6 {
        set(&mut found, row, "scheme", "zf");
    }
    insta::assert_snapshot!(compare(&sample::table(), &found, &tight()).unwrap());
}

#[test]
fn a_value_on_one_side_only_is_out_of_any_tolerance() {
    let generous = Options {
        tolerance: Tolerance {
            rtol: 1e9,
            atol: 1e9,
        },
        ..Options::default()
    };
    let mut found = sample::table();
    set(&mut found, 1, "mse", Cell::Missing);
    insta::assert_snapshot!(compare(&sample::table(), &found, &generous).unwrap());
}

#[test]
fn text_and_whole_numbers_must_be_equal() {
    let generous = Options {
        tolerance: Tolerance {
            rtol: 1e9,
            atol: 1e9,
        },
        ..Options::default()
    };
    let mut found = sample::table();
    set(&mut found, 0, "evaluations", Cell::Integer(8));
    set(&mut found, 1, "status", "failed");
    let report = compare(&sample::table(), &found, &generous).unwrap();
    assert_eq!(
        report.out_by_column,
        BTreeMap::from([("evaluations".into(), 1), ("status".into(), 1)])
    );
}

#[test]
fn a_column_may_have_a_tolerance_of_its_own_or_be_ignored() {
    let mut found = sample::table();
    set(&mut found, 1, "sum_rate", 20.1);
    set(&mut found, 1, "evaluations", Cell::Integer(99));
    let mut options = tight();
    assert_eq!(
        compare(&sample::table(), &found, &options)
            .unwrap()
            .cells_out,
        2
    );

    options.ignore.push("evaluations".into());
    options.columns.insert(
        "sum_rate".into(),
        Tolerance {
            rtol: 0.01,
            atol: 0.0,
        },
    );
    assert!(
        compare(&sample::table(), &found, &options)
            .unwrap()
            .agrees()
    );

    found.columns.pop();
    for row in &mut found.rows {
        row.pop();
    }
    assert!(
        compare(&sample::table(), &found, &options)
            .unwrap()
            .agrees()
    );
}

#[test]
fn a_key_that_is_a_result_can_be_compared_as_one() {
    let mut found = sample::table();
    for row in 0..6 {
        let delta = found.numbers("delta").unwrap()[row].unwrap();
        set(&mut found, row, "delta", delta * (1.0 + 1e-9));
    }
    let exact = compare(&sample::table(), &found, &tight()).unwrap();
    assert_eq!((exact.missing_rows.len(), exact.extra_rows.len()), (6, 6));

    let by_order = Options {
        keys: Some(vec!["realization".into()]),
        ..tight()
    };
    assert!(
        compare(&sample::table(), &found, &by_order)
            .unwrap()
            .agrees()
    );
}

#[test]
fn repeated_keys_are_matched_in_order() {
    let mut table = sample::table();
    table.rows.push(table.rows[0].clone());
    let mut longer = table.clone();
    longer.rows.push(table.rows[0].clone());
    assert!(compare(&table, &table, &tight()).unwrap().agrees());
    let report = compare(&table, &longer, &tight()).unwrap();
    assert_eq!((report.rows_compared, report.extra_rows.len()), (7, 1));
}

#[test]
fn two_files_are_compared_without_a_schema() {
    let options = Options {
        keys: Some(vec!["delta".into()]),
        ..tight()
    };
    let report = compare_csv(
        b"delta,rate\n1,10\n2,20\n",
        b"rate,delta\n20.000001,2\n10,1\n",
        &[],
        &options,
    )
    .unwrap();
    assert!(report.agrees(), "{report}");

    let known = [Column::new("delta", Role::Key, ColumnType::Number)];
    let report = compare_csv(
        b"delta,rate\n1,10\n",
        b"delta,rate\n1.5,10\n",
        &known,
        &tight(),
    )
    .unwrap();
    assert!(!report.agrees());
}

#[test]
fn a_golden_that_says_text_where_numbers_are_is_an_error_with_its_place() {
    let found = sample::numbers("x", &[1.0, 2.0]);
    let error = check(b"x\n1\ntwo\n", &found, &tight()).unwrap_err();
    let text = "the expected table: row 2, column x: \"two\" is not a number";
    assert_eq!(error.to_string(), text);
    // What is not compared may say what it likes.
    let mut options = tight();
    options.ignore.push("x".into());
    assert!(check(b"x\n1\ntwo\n", &found, &options).unwrap().agrees());
}

#[test]
fn a_word_among_numbers_of_an_unknown_column_is_one_difference() {
    let (old, new) = (b"x\n1.5\ntwo\n3\n", b"x\n1.5\n2\n3\n");
    let report = compare_csv(old, new, &[], &tight()).unwrap();
    assert_eq!(report.cells_out, 1, "{report}");
    assert_eq!(report.worst[0].row[0].value, Cell::Integer(2));
}

#[test]
fn the_ten_worst_are_listed_one_by_one() {
    let expected: Vec<f64> = (0..20).map(f64::from).collect();
    let found: Vec<f64> = expected.iter().map(|x| x + (x - 12.0)).collect();
    let (expected, found) = (
        sample::numbers("x", &expected),
        sample::numbers("x", &found),
    );
    let options = Options {
        tolerance: Tolerance {
            rtol: 0.0,
            atol: 0.5,
        },
        ..Options::default()
    };
    let report = compare(&expected, &found, &options).unwrap();
    assert_eq!((report.cells_out, report.worst.len()), (19, 10));
    let text = report.to_string();
    assert!(text.contains("worst: `x` at row = 1\n"), "{text}");
    assert!(
        text.contains("\n    `x` at row = 2: expected 1, found -10, 22 times the tolerance\n"),
        "{text}"
    );
}

#[test]
fn rules_that_fit_no_table_are_errors() {
    let table = sample::table();
    for value in [-1.0, f64::NAN, f64::INFINITY] {
        let mut options = tight();
        options.tolerance.atol = value;
        assert!(matches!(
            compare(&table, &table, &options),
            Err(GoldenError::Tolerance { .. })
        ));
    }
    let mut options = tight();
    options.columns.insert("rate".into(), Tolerance::default());
    assert_eq!(
        compare(&table, &table, &options).unwrap_err().to_string(),
        "neither table has a column `rate`, for which the comparison has a rule"
    );
    let mut options = tight();
    options.keys = Some(vec!["step".into()]);
    assert_eq!(
        compare(&table, &table, &options).unwrap_err().to_string(),
        "the expected table: the table has no column `step`"
    );
    assert!(matches!(
        check(b"a,b\n1\n", &table, &tight()),
        Err(GoldenError::Csv {
            which: Side::Expected,
            ..
        })
    ));
}

#[test]
fn an_accepted_golden_agrees() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    let table = sample::table();
    let path = accept(&folder, "region.golden.csv", &table).unwrap();
    let report = check(&read(&path).unwrap(), &table, &Options::default()).unwrap();
    assert!(report.agrees());
    assert!(matches!(
        accept(&folder, "../region.golden.csv", &table),
        Err(GoldenError::File(_))
    ));
}
