//! Shares of a run whose results decide what is computed next: a precision, and a search.

use std::collections::BTreeMap;

use crate::same::assert_same;
use crate::support::{Folder, objects};

/// A search of two sizes by a rule, which takes no time.
const SEARCH: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations 6
  sweep users over [1, 2]
  find aps.power from 100 dB to 140 dB step 1 dB where mean sum_rate = 6
  sweep scheme over [mrt]
  solve communication
  record rates
  expect mean aps.power at users 2 > 100 dB
}
";

const PRECISION: &str = "\
use \"small.cfs\"
experiment wide on small {
  realizations until sum_rate within 4 % at most 1000
  sweep scheme over [mrt]
  solve communication
}
";

fn folder(scenario: &str) -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = Folder::new();
    folder.write("shared.cfs", scenario);
    folder
        .cfs(&["run", "shared.cfs", "-q", "-o", "whole"])
        .with(0);
    let whole = folder.files("whole");
    (folder, whole)
}

fn share(folder: &Folder, number: u32) {
    let share = format!("{number}/3");
    let arguments = [
        "run",
        "shared.cfs",
        "-q",
        "-o",
        "shares",
        "--resume",
        "--share",
        &share,
    ];
    folder.cfs(&arguments).with(0);
}

/// The files of a folder without shares and what the journal does not need.
fn merged(folder: &Folder, name: &str) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder.files(name);
    files.retain(|name, _| !(name.ends_with(".share") || name.ends_with(".old")));
    files
}

#[test]
fn a_search_takes_rounds_of_shares() {
    let (folder, whole) = folder(SEARCH);
    let mut rounds = 0;
    loop {
        rounds += 1;
        assert!(rounds < 7, "it does not end");
        (1..=3).for_each(|number| share(&folder, number));
        folder
            .cfs(&["status", "shares"])
            .with(0)
            .prints("wide: 3 of 3 shares done, ");
        let ended = folder.cfs(&["merge", "shares", "-q"]);
        if ended.code == Some(0) {
            break;
        }
        ended
            .with(5)
            .says("`wide` needs another round of shares: its search asks for ");
        // All shares are of an earlier round now, and none of them is done.
        folder
            .cfs(&["status", "shares"])
            .with(5)
            .prints("wide: 0 of 3 shares done, ")
            .prints("of an earlier round, or of fewer realizations: 1-3\n");
        if rounds == 1 {
            folder
                .cfs(&["merge", "shares", "-q", "--partial", "-o", "part"])
                .says("warning: the results of `wide` are of 108 of ");
            assert!(folder.read("part/wide.json").contains("\"partial\": {"));
        }
    }
    assert!((3..6).contains(&rounds), "{rounds} rounds");
    assert_same(&merged(&folder, "shares"), &whole);
    // What was computed stays: shares of another look compute nothing.
    for number in 1..=3 {
        let share = format!("{number}/3");
        let arguments = ["run", "shared.cfs", "-o", "shares", "--resume", "--share"];
        let json = ["--message-format", "json"];
        let ended = folder.cfs(&[&arguments[..], &[share.as_str()], &json].concat());
        let line = &objects(&ended.with(0).stdout)[0];
        assert!(line["units"].as_u64() > line["reused"].as_u64(), "{line}");
    }
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    assert_same(&merged(&folder, "shares"), &whole);
}

#[test]
fn a_search_that_was_edited_takes_units_over() {
    let (folder, _) = folder(SEARCH);
    for _ in 0..2 {
        (1..=3).for_each(|number| share(&folder, number));
        folder.cfs(&["merge", "shares", "-q"]).with(5);
    }
    // Another target: the values of the earlier one are in the round, and in the way of nothing.
    folder.write("shared.cfs", SEARCH.replace("= 6", "= 7"));
    folder
        .cfs(&["run", "shared.cfs", "-q", "-o", "other"])
        .with(0);
    let mut rounds = 0;
    while {
        (1..=3).for_each(|number| share(&folder, number));
        folder.cfs(&["merge", "shares", "-q"]).code != Some(0)
    } {
        rounds += 1;
        assert!(rounds < 7, "it does not end");
    }
    assert_same(&merged(&folder, "shares"), &folder.files("other"));
}

#[test]
fn rounds_are_those_of_the_folder_of_the_shares_wherever_results_go() {
    let (folder, whole) = folder(PRECISION);
    let mut rounds = 0;
    while {
        (1..=3).for_each(|number| share(&folder, number));
        let ended = folder.cfs(&["merge", "shares", "-o", "results", "-q"]);
        ended.code != Some(0)
    } {
        rounds += 1;
        assert!(rounds < 8, "it does not end");
        folder
            .cfs(&["status", "shares"])
            .with(5)
            .prints("of an earlier round, or of fewer realizations: 1-3\n");
        // One of the next round does not make the others done.
        share(&folder, 2);
        folder
            .cfs(&["status", "shares"])
            .with(5)
            .prints("wide: 1 of 3 shares done, ")
            .prints("of an earlier round, or of fewer realizations: 1,3\n");
        folder
            .cfs(&[
                "submit",
                "shared.cfs",
                "--slurm",
                "--shares",
                "3",
                "-o",
                "shares",
            ])
            .with(0)
            .prints("--array=1,3 ");
    }
    assert!(rounds > 0);
    assert_same(&merged(&folder, "results"), &whole);
    let names = folder.names("shares");
    assert!(!names.contains(&"wide.round".to_owned()), "{names:?}");
    // Units of later rounds are kept where a share is computed once more.
    share(&folder, 1);
    folder
        .cfs(&["merge", "shares", "-o", "again", "-q"])
        .with(0);
    assert_same(&merged(&folder, "again"), &whole);
}

#[test]
fn what_is_not_a_round_is_as_if_it_were_not_there() {
    for (scenario, odd) in [
        (PRECISION, "x"),
        (SEARCH, "7 -1"),
        (SEARCH, "1000000"),
        (SEARCH, ""),
    ] {
        let (folder, _) = folder(scenario);
        folder.write("shares/wide.round", odd);
        (1..=3).for_each(|number| share(&folder, number));
        folder
            .cfs(&["status", "shares"])
            .with(0)
            .prints("3 of 3 shares done");
    }
}
