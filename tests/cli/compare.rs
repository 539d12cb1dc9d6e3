//! Values that are compared: paired differences, and expectations of one of them.

use crate::support::{Folder, objects};

const POLICIES: &str = "\
use \"small.cfs\"
experiment policies on small {
  realizations 4
  pilots { length 2 }
  sweep users over [3, 4]
  compare allocate [hac, random] solve communication
  expect mean sum_rate at allocate random at users 4 > 0
}
";

/// The columns named, of each row.
fn cells(csv: &str, names: &[&str]) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = reader.headers().unwrap().clone();
    let indices: Vec<usize> = names
        .iter()
        .map(|name| header.iter().position(|column| column == *name).unwrap())
        .collect();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            indices
                .iter()
                .map(|&index| record[index].to_owned())
                .collect()
        })
        .collect()
}

#[test]
fn what_is_compared_is_paired_by_realization() {
    let folder = Folder::new();
    folder.write("policies.cfs", POLICIES);
    let ended = folder
        .cfs(&["run", "policies.cfs", "--message-format", "json"])
        .with(0);
    assert_eq!(
        folder.names("results"),
        [
            "policies.csv",
            "policies.journal",
            "policies.json",
            "policies.paired.csv",
            "policies.summary.csv"
        ]
    );

    let rows = cells(
        &folder.read("results/policies.csv"),
        &["users", "allocate", "realization", "sum_rate"],
    );
    let rate = |users: &str, allocate: &str, realization: usize| -> f64 {
        let row = rows.iter().find(|row| {
            row[..3]
                == [
                    users.to_owned(),
                    allocate.to_owned(),
                    realization.to_string(),
                ]
        });
        row.unwrap()[3].parse().unwrap()
    };
    let paired = cells(
        &folder.read("results/policies.paired.csv"),
        &[
            "users",
            "allocate",
            "compared",
            "reference",
            "sum_rate_difference_mean",
            "solved",
        ],
    );
    assert_eq!(paired.len(), 2);
    for (row, users) in paired.iter().zip(["3", "4"]) {
        assert_eq!(row[..4], [users, "random", "allocate", "hac"]);
        let mean = (0..4)
            .map(|r| rate(users, "random", r) - rate(users, "hac", r))
            .sum::<f64>()
            / 4.0;
        assert!((row[4].parse::<f64>().unwrap() - mean).abs() < 1e-12);
        assert!(mean != 0.0, "the policies give the same pilots");
        assert_eq!(row[5], "4");
    }

    let expected = (0..4).map(|r| rate("4", "random", r)).sum::<f64>() / 4.0;
    let found = &objects(&ended.stdout)[0]["expectations"][0]["left"];
    assert!((found.as_f64().unwrap() - expected).abs() < 1e-12);
}

#[test]
fn the_screen_shows_the_differences_below_the_summary() {
    let folder = Folder::new();
    folder.write("policies.cfs", POLICIES);
    folder
        .cfs(&["run", "policies.cfs"])
        .with(0)
        .prints("paired differences to the reference")
        .prints("sum_rate_difference");
    let ended = folder.cfs(&["run", "region.cfs"]).with(0);
    assert!(!ended.stdout.contains("paired"), "nothing is compared here");
}
