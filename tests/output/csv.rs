//! Comma-separated text: stable bytes, and nothing lost on the way back.

use cfs::disk::csv::{CsvError, read, read_inferring, to_bytes};
use cfs::table::digits::number_text;
use cfs::table::{Cell, Column, ColumnType, Role, Table};
use proptest::prelude::*;

use crate::sample;

#[test]
fn numbers_have_one_shortest_form() {
    let cases = [
        (6.0, "6"),
        (0.1, "0.1"),
        (1e-7, "1e-7"),
        (-0.0, "0"),
        (-2.5, "-2.5"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e15, "1000000000000000"),
        (1e16, "1e16"),
        (1.5e300, "1.5e300"),
        (5e-324, "5e-324"),
        (f64::MAX, "1.7976931348623157e308"),
    ];
    for (value, text) in cases {
        assert_eq!(number_text(value).as_deref(), Some(text));
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(number_text(value), None);
    }
}

#[test]
fn a_table_reads_as_expected() {
    let bytes = to_bytes(&sample::table()).unwrap();
    insta::assert_snapshot!(String::from_utf8(bytes).unwrap(), @r#"
    realization,scheme,delta,sum_rate,mse,status,reason,evaluations
    0,proposed,0.5,10.0,0.5,solved,,7
    0,proposed,6.0,20.0,5.5,solved,,7
    1,proposed,0.5,,,infeasible,delta is below S_min = 0.7,8
    1,proposed,6.0,22.0,6.0,solved,,8
    2,proposed,0.5,,,failed,"12 restarts, none certified",9
    2,proposed,6.0,24.0,5.0,solved,,9
    "#);
}

#[test]
fn a_number_that_is_not_finite_is_an_error_and_no_text() {
    for value in [f64::NAN, f64::INFINITY] {
        let error = to_bytes(&sample::numbers("x", &[1.0, value])).unwrap_err();
        assert_eq!(
            error.to_string(),
            "row 1, column `x`: the number is not finite"
        );
    }
}

#[test]
fn text_that_says_nan_is_no_number() {
    let columns = [Column::new("x", Role::Metric, ColumnType::Number)];
    for text in ["nan", "inf", "-infinity", "1e999", "six"] {
        let error = read(format!("x\n1\n{text}\n").as_bytes(), &columns).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("line 3, column `x`: expected number, found `{text}`")
        );
    }
}

#[test]
fn a_header_that_differs_is_shown_beside_the_schema() {
    let columns = [
        Column::new("a", Role::Key, ColumnType::Integer),
        Column::new("b", Role::Metric, ColumnType::Number),
    ];
    let error = read(b"a,c\n1,2\n", &columns).unwrap_err();
    assert!(matches!(error, CsvError::Header { .. }));
    assert_eq!(error.to_string(), "expected the columns `a,b`, found `a,c`");
}

#[test]
fn malformed_text_is_an_error() {
    assert!(matches!(
        read_inferring(b"a,b\n1\n", &[]).unwrap_err(),
        CsvError::Malformed(_)
    ));
    assert!(matches!(
        read_inferring(b"a\n\xff\n", &[]).unwrap_err(),
        CsvError::Malformed(_)
    ));
    assert!(matches!(
        read_inferring(b"a,a\n1,2\n", &[]).unwrap_err(),
        CsvError::Table(_)
    ));
}

#[test]
fn types_are_inferred_as_narrowly_as_the_cells_allow() {
    let table = read_inferring(b"i,n,t,m\n1,1,1,\n2,2.5,x,\n,,,\n", &[]).unwrap();
    let types: Vec<ColumnType> = table.columns.iter().map(|c| c.ty).collect();
    assert_eq!(
        types,
        [
            ColumnType::Integer,
            ColumnType::Number,
            ColumnType::Text,
            ColumnType::Text
        ]
    );
    assert_eq!(table.rows[2], vec![Cell::Missing; 4]);
}

#[test]
fn a_known_column_keeps_its_type_unless_its_cells_contradict() {
    let known = [
        Column::new("rate", Role::Metric, ColumnType::Number).unit("bit/s/Hz"),
        Column::new("mse", Role::Metric, ColumnType::Number),
    ];
    let table = read_inferring(b"rate,mse\n1,none\n", &known).unwrap();
    assert_eq!(table.columns[0], known[0]);
    assert_eq!(table.rows[0], [Cell::Number(1.0), "none".into()]);
}

#[test]
fn an_editor_on_another_system_changes_nothing() {
    let bytes = to_bytes(&sample::table()).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let edited = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let table = read(edited.as_bytes(), &sample::columns()).unwrap();
    assert_eq!(table, sample::table());
}

fn any_cell(ty: ColumnType) -> BoxedStrategy<Cell> {
    let value = match ty {
        ColumnType::Integer => any::<i64>().prop_map(Cell::Integer).boxed(),
        ColumnType::Number => any::<f64>()
            .prop_filter("finite", |value| value.is_finite())
            .prop_map(Cell::Number)
            .boxed(),
        // Quotes, commas, line ends and spaces are what a reader trips over.
        ColumnType::Text => "([a-z\",;#\\\\ \r\n\t]|\\PC){1,12}"
            .prop_map(Cell::Text)
            .boxed(),
    };
    prop_oneof![4 => value, 1 => Just(Cell::Missing)].boxed()
}

fn any_table() -> impl Strategy<Value = Table> {
    let ty = prop::sample::select(ColumnType::ALL.to_vec());
    prop::collection::vec(ty, 1..6).prop_flat_map(|types| {
        let row: Vec<_> = types.iter().map(|&ty| any_cell(ty)).collect();
        let columns: Vec<_> = types
            .iter()
            .enumerate()
            .map(|(index, &ty)| Column::new(format!("column, {index}"), Role::Metric, ty))
            .collect();
        prop::collection::vec(row, 0..20).prop_map(move |rows| Table {
            columns: columns.clone(),
            rows,
        })
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back(table in any_table()) {
        let bytes = to_bytes(&table).unwrap();
        prop_assert_eq!(&read(&bytes, &table.columns).unwrap(), &table);
    }

    #[test]
    fn reading_and_writing_again_gives_the_same_bytes(table in any_table()) {
        let bytes = to_bytes(&table).unwrap();
        let again = to_bytes(&read_inferring(&bytes, &table.columns).unwrap()).unwrap();
        prop_assert_eq!(again, bytes);
    }

    #[test]
    fn numbers_keep_every_bit(value in any::<f64>()) {
        prop_assume!(value.is_finite());
        let back: f64 = number_text(value).unwrap().parse().unwrap();
        prop_assert_eq!(back.to_bits(), (value + 0.0).to_bits());
    }

    #[test]
    fn reading_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let _ = read_inferring(&bytes, &sample::columns());
    }
}
