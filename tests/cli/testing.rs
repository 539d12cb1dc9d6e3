//! `cfs test` as a runner: what is tested, what is not asked of an experiment, what accepting would change.

use crate::support::{Folder, REGION, SMALL};

const GOLDEN: &str = "  golden \"region.golden.csv\" rtol 1e-6 atol 1e-9\n}\n";

/// Three experiments: one that passes, one whose expectation fails, one that is left out.
const SEVERAL: &str = "\
use \"small.cfs\"
experiment good on small {
  solve communication
  expect mean sum_rate > 0
}
experiment area on small {
  solve communication
  expect mean sum_rate > 1000
}
experiment slow on small {
  skip \"takes an hour\"
  realizations 100000
  solve isac at delta 6
}
";

fn folder(text: &str) -> Folder {
    let folder = Folder::new();
    folder.write("kept/small.cfs", SMALL);
    folder.write("kept/several.cfs", text);
    folder
}

#[test]
fn experiments_are_left_out_and_expected_to_fail() {
    let folder = folder(SEVERAL);
    folder
        .cfs(&["test", "kept"])
        .with(1)
        .prints("slow: skipped, takes an hour")
        .prints("0 passed, 1 failed, 1 skipped, 1 with nothing to check");
    let expected = SEVERAL.replace(
        "  expect mean sum_rate > 1000",
        "  fails \"too much\"\n  expect mean sum_rate > 1000",
    );
    folder.write("kept/several.cfs", &expected);
    let ended = folder
        .cfs(&["test", "kept", "--junit", "out.xml"])
        .with(0)
        .prints("area: failed as expected, too much")
        .prints("1 passed, 0 failed, 1 skipped, 1 failed as expected");
    assert_eq!(ended.stderr, "");
    let text = folder.read("out.xml");
    assert!(
        text.contains("tests=\"3\" failures=\"0\" errors=\"0\" skipped=\"2\""),
        "{text}"
    );
    assert!(
        text.contains("<skipped message=\"takes an hour\"/>"),
        "{text}"
    );
    // Once it holds, the statement is wrong.
    folder.write("kept/several.cfs", expected.replace("> 1000", "> 0"));
    folder
        .cfs(&["test", "kept"])
        .with(1)
        .says("cfs::fails::holds")
        .says("the experiment `area` holds all that it claims");
    // A run is not a test.
    folder.write("kept/several.cfs", &expected);
    folder
        .cfs(&["run", "kept/several.cfs", "--only", "area"])
        .with(1);
}

#[test]
fn what_is_expected_to_fail_does_not_become_a_golden() {
    let text = REGION
        .replace("  expect", "  fails \"not yet\"\n  expect")
        .replace("}\n", GOLDEN);
    let folder = folder(&text);
    folder
        .cfs(&["test", "kept", "--accept"])
        .with(0)
        .prints("1 failed as expected");
    assert!(!folder.path("kept/region.golden.csv").exists());
}

#[test]
fn accepting_shows_what_changes_and_a_preview_writes_nothing() {
    let folder = folder(&REGION.replace("}\n", GOLDEN));
    let preview = ["test", "kept", "--accept", "--dry-run"];
    folder
        .cfs(&preview)
        .with(1)
        .prints("changes kept/several.cfs")
        .prints("would be written");
    assert!(!folder.path("kept/region.golden.csv").exists());
    folder.cfs(&["test", "kept", "--accept"]).with(0);
    folder.cfs(&preview).with(0);
    let golden = folder.read("kept/region.golden.csv");
    let shifted = golden.replace("\n1,proposed,0,", "\n1,proposed,0,9");
    folder.write("kept/region.golden.csv", &shifted);
    let ended = folder
        .cfs(&preview)
        .with(1)
        .prints("worst: `delta` at realization = 1, scheme = proposed, step = 0");
    assert_eq!(ended.stderr, "");
    assert_eq!(folder.read("kept/region.golden.csv"), shifted);
    folder
        .cfs(&["test", "kept", "--accept"])
        .with(0)
        .prints("region.golden.csv: written: ");
    assert_eq!(folder.read("kept/region.golden.csv"), golden);
    folder.cfs(&["test", "kept", "--dry-run"]).with(2);
    // What an expectation forbids is an error all the same.
    folder.write(
        "kept/several.cfs",
        REGION.replace("<=", ">").replace("}\n", GOLDEN),
    );
    folder.write("kept/region.golden.csv", &shifted);
    folder.cfs(&preview).with(1).says("cfs::golden::unusable");
}

#[test]
fn tests_are_chosen_by_the_names_of_experiments_and_files() {
    let folder = folder(SEVERAL);
    let tally = |arguments: &[&str]| {
        let ended = folder.cfs(&[&["test", "kept"], arguments].concat());
        ended.stdout.lines().last().unwrap_or_default().to_owned()
    };
    assert_eq!(tally(&["--match", "good"]), "1 passed, 0 failed");
    assert_eq!(
        tally(&["--match", "several"]),
        "0 passed, 1 failed, 1 skipped"
    );
    assert_eq!(
        tally(&["--match", "slow", "--match", "good"]),
        "1 passed, 0 failed, 1 skipped"
    );
    // The ending is that of every file.
    for none in ["none", "cfs"] {
        folder
            .cfs(&["test", "kept", "--match", none])
            .with(2)
            .says(&format!("has `{none}` in it"));
    }
}

#[test]
fn only_what_failed_last_is_tested() {
    let folder = folder(SEVERAL);
    folder.write("kept/other.cfs", SEVERAL.replace("> 1000", "> 0"));
    // Nothing failed yet, and nothing is noted of what passes.
    folder
        .cfs(&["test", "kept", "--match", "good", "--last-failed"])
        .with(0)
        .says("nothing failed last");
    assert!(!folder.path(".cfs").exists());
    folder
        .cfs(&["test", "kept"])
        .with(1)
        .prints("1 passed, 1 failed, 2 skipped");
    folder
        .cfs(&["test", "kept", "--last-failed"])
        .with(1)
        .prints("0 passed, 1 failed");
    // What is tested meanwhile and passes stays apart.
    folder.cfs(&["test", "kept/other.cfs"]).with(0);
    folder.write("kept/several.cfs", SEVERAL.replace("> 1000", "> 0"));
    let ended = folder.cfs(&["test", "kept", "--last-failed"]).with(0);
    assert_eq!(ended.stdout.lines().last(), Some("1 passed, 0 failed"));
    folder
        .cfs(&["test", "kept", "--last-failed"])
        .with(0)
        .says("nothing failed last");
    // A scenario with errors is tested whole.
    folder.write("kept/other.cfs", "users -1\n");
    folder.cfs(&["test", "kept"]).with(3);
    folder
        .cfs(&["test", "kept", "--last-failed"])
        .with(3)
        .prints("0 passed, 1 failed");
    // A file of this name that is something else stays as it is.
    folder.write(".cfs/failed.json", "{}");
    folder.cfs(&["test", "kept"]).with(3);
    assert_eq!(folder.read(".cfs/failed.json"), "{}");
}
