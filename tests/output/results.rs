//! The files of an experiment agree with each other and come together.

use std::fs;

use cfs::archive::description::{Provenance, sha256};
use cfs::archive::names::FileNames;
use cfs::archive::schema::columns;
use cfs::archive::write::{Contents, ResultsError, write};
use cfs::disk::csv;
use cfs::disk::files::OutputFolder;
use cfs::language::{Figure, Look, Plot};
use cfs::plot::Formats;
use cfs::results::summary::Grouping;
use cfs::table::{Cell, Rows, Table};

use crate::sample;

fn grouping() -> Grouping {
    Grouping::by(&["scheme", "delta"])
}

fn write_sample(folder: &OutputFolder, table: &Table, name: &str) -> Result<(), ResultsError> {
    let provenance = Provenance {
        plots: vec![Plot {
            figure: Figure::Curves {
                y: vec!["sum_rate".into()],
                x: "delta".into(),
                by: None,
            },
            at: Vec::new(),
            look: Look::default(),
        }],
        ..sample::provenance()
    };
    let results = Contents {
        name,
        table,
        grouping: &grouping(),
        compared: &["scheme".to_owned()],
        precision: None,
        beampatterns: None,
        layouts: None,
        arrays: None,
        users: None,
        found: None,
        percentiles: None,
        expectations: &[],
        provenance: &provenance,
        formats: Formats::default(),
        others: &|_| Ok(()),
    };
    write(folder, &results).map(|written| assert_eq!(written.files.len(), 4))
}

#[test]
fn the_data_reads_back_by_its_own_description() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    write_sample(&folder, &sample::table(), "region").unwrap();

    let bytes = |name: &str| fs::read(temp.path().join(name)).unwrap();
    let schema = bytes("region.json");
    let table = csv::read(&bytes("region.csv"), &columns(&schema).unwrap()).unwrap();
    assert_eq!(table, sample::table());

    let json: serde_json::Value = serde_json::from_slice(&schema).unwrap();
    for (described, name) in [
        (&json, "region.csv"),
        (&json["summary"], "region.summary.csv"),
    ] {
        assert_eq!(described["path"], name);
        assert_eq!(
            described["hash"],
            format!("sha256:{}", sha256(&bytes(name)))
        );
        assert_eq!(described["bytes"], bytes(name).len());
    }
}

#[test]
fn writing_again_gives_the_same_bytes() {
    let contents = || {
        let temp = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(temp.path()).unwrap();
        write_sample(&folder, &sample::table(), "region").unwrap();
        let names = FileNames::of("region");
        [names.data, names.summary, names.description]
            .map(|name| fs::read(temp.path().join(name)).unwrap())
    };
    assert_eq!(contents(), contents());
}

#[test]
fn results_that_cannot_be_written_whole_leave_the_old_ones() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    write_sample(&folder, &sample::table(), "region").unwrap();
    let before = fs::read(temp.path().join("region.csv")).unwrap();

    let mut wrong = sample::table();
    wrong.rows[0][3] = Cell::Number(f64::NAN);
    let error = write_sample(&folder, &wrong, "region").unwrap_err();
    assert_eq!(
        error.to_string(),
        "the summary of `region`: row 0, column `sum_rate`: the number is not finite"
    );

    // The description cannot take its place, so neither does the data.
    fs::remove_file(temp.path().join("region.json")).unwrap();
    fs::create_dir(temp.path().join("region.json")).unwrap();
    let mut other = sample::table();
    other.rows.pop();
    assert!(write_sample(&folder, &other, "region").is_err());
    assert_eq!(fs::read(temp.path().join("region.csv")).unwrap(), before);
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 4);
}

#[test]
fn what_an_earlier_run_wrote_is_gone_unless_it_was_changed() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    let names = || {
        let entries = fs::read_dir(temp.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let with = |layouts: Option<&Table>, x: &str| {
        let provenance = Provenance {
            plots: vec![Plot {
                figure: Figure::Curves {
                    y: vec!["sum_rate".into()],
                    x: x.into(),
                    by: None,
                },
                at: Vec::new(),
                look: Look::default(),
            }],
            ..sample::provenance()
        };
        let results = Contents {
            name: "region",
            table: &sample::table(),
            grouping: &grouping(),
            compared: &[],
            precision: None,
            beampatterns: None,
            layouts: layouts.map(|table| table as &dyn Rows),
            arrays: None,
            users: None,
            found: None,
            percentiles: None,
            expectations: &[],
            provenance: &provenance,
            formats: Formats {
                png: true,
                ..Formats::default()
            },
            others: &|_| Ok(()),
        };
        write(&folder, &results).unwrap().left
    };
    let mine = ["region.mine.svg", "region.wide.csv", "regions.csv"];
    for name in mine {
        folder.write(name, b"mine").unwrap();
    }
    let layout = sample::numbers("x", &[1.0]);
    assert!(with(Some(&layout), "delta").is_empty());
    let first = names();
    assert!(first.contains(&"region.layout.csv".to_owned()));
    assert!(first.contains(&"region.sum_rate_over_delta.png".to_owned()));

    assert!(with(None, "mse").is_empty());
    let expected = [
        "region.csv",
        "region.json",
        "region.mine.svg",
        "region.sum_rate_over_mse.png",
        "region.sum_rate_over_mse.svg",
        "region.summary.csv",
        "region.wide.csv",
        "regions.csv",
    ];
    assert_eq!(names(), expected);

    // What somebody has worked on is theirs.
    folder
        .write("region.sum_rate_over_mse.svg", b"edited")
        .unwrap();
    assert_eq!(with(None, "delta"), ["region.sum_rate_over_mse.svg"]);
    assert!(names().contains(&"region.sum_rate_over_mse.svg".to_owned()));
    assert!(!names().contains(&"region.sum_rate_over_mse.png".to_owned()));
}

#[test]
fn an_experiment_cannot_write_outside_its_folder() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path().join("results")).unwrap();
    for name in ["../region", "a/b", "/tmp/region", ""] {
        assert!(write_sample(&folder, &sample::table(), name).is_err());
    }
    assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
