//! Tables refuse what no file could hold.

use cfs::table::{Cell, Column, ColumnType, Role, Table, TableError};

use crate::sample;

fn two_columns() -> Table {
    Table::new(vec![
        Column::new("step", Role::Key, ColumnType::Integer),
        Column::new("rate", Role::Metric, ColumnType::Number),
    ])
    .unwrap()
}

#[test]
fn each_broken_rule_is_named() {
    let key = |name: &str| Column::new(name, Role::Key, ColumnType::Integer);
    assert_eq!(
        Table::new(vec![key("a"), key("b"), key("a")]).unwrap_err(),
        TableError::DuplicateColumn { name: "a".into() }
    );
    assert_eq!(
        Table::new(vec![key("a"), key("")]).unwrap_err(),
        TableError::UnnamedColumn { index: 1 }
    );
    let cases = [
        (
            vec![Cell::Integer(1)],
            "row 0 has 1 cells where the table has 2 columns",
        ),
        (
            vec![Cell::Integer(1), Cell::Integer(2)],
            "row 0, column `rate`: expected number, found integer",
        ),
        (
            vec![Cell::Integer(1), Cell::Number(f64::NAN)],
            "row 0, column `rate`: the number is not finite",
        ),
        (
            vec!["".into(), Cell::Number(1.0)],
            "row 0, column `step`: expected integer, found string",
        ),
    ];
    for (row, message) in cases {
        let mut table = two_columns();
        assert_eq!(table.push(row).unwrap_err().to_string(), message);
        assert!(table.rows.is_empty(), "a refused row is not kept");
    }
}

#[test]
fn empty_text_is_refused_because_it_would_read_back_as_missing() {
    let mut table = Table::new(vec![Column::new("a", Role::Key, ColumnType::Text)]).unwrap();
    assert_eq!(
        table.push(vec!["".into()]).unwrap_err(),
        TableError::EmptyText {
            row: 0,
            column: "a".into()
        }
    );
}

#[test]
fn sorting_is_by_value_and_stable() {
    let mut table = sample::table();
    table.sort_by(&["delta"]).unwrap();
    assert_eq!(
        table.numbers("delta").unwrap(),
        [0.5, 0.5, 0.5, 6.0, 6.0, 6.0].map(Some)
    );
    assert_eq!(
        table.integers("realization").unwrap(),
        [0, 1, 2, 0, 1, 2].map(Some)
    );
    let before = table.clone();
    assert!(table.sort_by(&["delta", "epsilon"]).is_err());
    assert_eq!(table, before);
}

#[test]
fn numbers_sort_as_numbers_and_missing_comes_first() {
    let mut table = sample::numbers("x", &[10.0, -0.0, 9.0, 0.0, -3.0]);
    table.rows.push(vec![Cell::Missing]);
    table.sort_by(&["x"]).unwrap();
    assert_eq!(
        table.numbers("x").unwrap(),
        [
            None,
            Some(-3.0),
            Some(0.0),
            Some(0.0),
            Some(9.0),
            Some(10.0)
        ]
    );
}

#[test]
fn duplicates_are_found_by_key() {
    let table = sample::table();
    assert_eq!(table.duplicate(&["realization", "delta"]), Ok(None));
    assert_eq!(table.duplicate(&["delta"]), Ok(Some((0, 2))));
}

#[test]
fn whole_numbers_read_as_numbers() {
    let table = sample::table();
    assert_eq!(
        table.numbers("evaluations").unwrap()[..2],
        [Some(7.0), Some(7.0)]
    );
    assert_eq!(
        table.cell(2, "status").unwrap().as_text(),
        Some("infeasible")
    );
    assert_eq!(table.texts("reason").unwrap()[0], None);
}
