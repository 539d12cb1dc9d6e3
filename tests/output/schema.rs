//! The description of a result: what it says, and that it can be read back.

use cfs::archive::companions::Companions;
use cfs::archive::description::{DescribedFile, Description, sha256};
use cfs::archive::schema::{SchemaError, columns, to_bytes};
use cfs::disk::csv;
use cfs::results::summary::{Grouping, summarise};
use cfs::table::{Cell, Table};

use crate::sample;

fn describe(table: &Table, summary: Option<&Table>) -> String {
    let file = |path: &str, table: &Table| {
        DescribedFile::of(path, table, &csv::to_bytes(table).unwrap()).unwrap()
    };
    let data = file("region.csv", table);
    let summary = summary.map(|table| file("region.summary.csv", table));
    let description = Description {
        name: "region",
        data: &data,
        companions: Companions {
            summary: summary.as_ref(),
            paired: None,
            boundary: None,
            beampattern: None,
            layout: None,
            users: None,
            found: None,
        },
        figures: &[],
        arrays: None,
        precision: None,
        expectations: &[],
        provenance: &sample::provenance(),
    };
    String::from_utf8(to_bytes(&description).unwrap()).unwrap()
}

#[test]
fn a_description_says_all_of_the_data_and_its_origin() {
    insta::assert_snapshot!(describe(&sample::table(), None));
}

#[test]
fn the_summary_is_described_beside_the_data() {
    let grouping = Grouping::by(&["scheme", "delta"]);
    let summary = summarise(&sample::table(), &grouping).unwrap();
    let text = describe(&sample::table(), Some(&summary));
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["path"], "region.csv");
    assert_eq!(json["summary"]["path"], "region.summary.csv");
    assert_eq!(
        json["summary"]["schema"]["primaryKey"],
        serde_json::json!(["scheme", "delta"])
    );
    let rate = &json["summary"]["schema"]["fields"][2];
    assert_eq!(rate["name"], "sum_rate_mean");
    assert_eq!(rate["unit"], "bit/s/Hz");
}

#[test]
fn columns_survive_the_description() {
    let text = describe(&sample::table(), None);
    assert_eq!(columns(text.as_bytes()).unwrap(), sample::columns());
}

#[test]
fn a_key_without_a_value_somewhere_is_not_primary() {
    let mut table = sample::table();
    table.rows[2][2] = Cell::Missing;
    table.rows.remove(3);
    table.rows.remove(4);
    table.rows.remove(0);
    let json: serde_json::Value = serde_json::from_str(&describe(&table, None)).unwrap();
    assert_eq!(
        json["schema"]["primaryKey"],
        serde_json::json!(["realization", "scheme"])
    );
}

#[test]
fn keys_that_do_not_tell_rows_apart_are_not_primary() {
    let mut table = sample::table();
    table.rows.push(table.rows[0].clone());
    let json: serde_json::Value = serde_json::from_str(&describe(&table, None)).unwrap();
    assert_eq!(json["schema"].get("primaryKey"), None);
}

#[test]
fn schemas_of_other_programs_read_as_far_as_they_go() {
    let found = columns(
        br#"{"schema": {"fields": [{"name": "x", "type": "number"}, {"name": "i", "type": "integer"}], "primaryKey": ["i"]}}"#,
    )
    .unwrap();
    assert_eq!(found[0].role, cfs::table::Role::Metric);
    assert_eq!(found[1].role, cfs::table::Role::Key);

    let error = columns(br#"{"schema": {"fields": [{"name": "t", "type": "date"}]}}"#).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the field `t` is of type `date`, which tables do not have"
    );
    assert!(matches!(
        columns(b"[]").unwrap_err(),
        SchemaError::Malformed(_)
    ));
}

#[test]
fn the_hash_is_sha256() {
    // FIPS 180-4, the example "abc".
    assert_eq!(
        sha256(b"abc"),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}
