//! Runs that go on where an earlier one ended.

use std::collections::BTreeMap;

use crate::support::Folder;

/// Several cases, chains from S_min, and a name that only expectations ask for.
fn wide(realizations: &str, seed: u32, more: &str) -> String {
    format!(
        "\
use \"small.cfs\"
experiment wide on small {{
  realizations {realizations}
  seed {seed}
  sweep users over [1, 2]
  sweep delta from S_min to 5 step 1 solve isac
  {more}
}}
"
    )
}

/// The files of a run in a folder of its own.
fn fresh(scenario: &str) -> BTreeMap<String, Vec<u8>> {
    let folder = Folder::new();
    folder.write("wide.cfs", scenario);
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    folder.files("results")
}

/// Resumes in `results` and gives how many units it took from the journal.
fn resume(folder: &Folder, scenario: &str) -> usize {
    folder.write("wide.cfs", scenario);
    let ended = folder
        .cfs(&["run", "wide.cfs", "--resume", "-j", "3"])
        .with(0);
    ended
        .stdout
        .lines()
        .find_map(|line| line.strip_suffix(" units taken from the journal"))
        .map_or(0, |count| count.parse().unwrap())
}

/// The files of the results, save the journal that was kept aside.
fn results(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let mut files = folder.files("results");
    files.remove("wide.journal.old");
    files
}

fn journal(folder: &Folder) -> Vec<String> {
    let text = folder.read("results/wide.journal");
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_an_interrupted_run_has_done_is_not_computed_again() {
    let scenario = wide("5", 7, "");
    let whole = fresh(&scenario);
    for done in [0, 1, 4, 9, 10] {
        let folder = Folder::new();
        folder.write("wide.cfs", &scenario);
        folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
        // An interrupted run leaves lines in the order in which units were done, and no table.
        let mut lines = journal(&folder);
        assert_eq!(lines.len(), 10);
        lines.reverse();
        for name in ["wide.csv", "wide.summary.csv", "wide.json"] {
            std::fs::remove_file(folder.path(&format!("results/{name}"))).unwrap();
        }
        let mut text = lines[..done].join("\n");
        if let Some(next) = lines.get(done) {
            // Power was cut in the middle of the next line.
            text.push_str(&format!("\n{}", &next[..next.len() / 2]));
        }
        folder.write("results/wide.journal", &text);
        assert_eq!(resume(&folder, &scenario), done);
        assert_eq!(folder.files("results"), whole, "{done} units were done");
    }
}

#[test]
fn realizations_can_be_added_to_a_finished_run() {
    let folder = Folder::new();
    folder.write("wide.cfs", &wide("3", 7, ""));
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    let more = wide("5", 7, "");
    assert_eq!(resume(&folder, &more), 6);
    assert_eq!(folder.files("results"), fresh(&more));
    // Fewer are a part of them; the others are kept aside, and found there.
    let fewer = wide("2", 7, "");
    assert_eq!(resume(&folder, &fewer), 4);
    assert_eq!(results(&folder), fresh(&fewer));
    assert_eq!(resume(&folder, &more), 10);
    assert_eq!(results(&folder), fresh(&more));
}

#[test]
fn a_changed_seed_or_setting_reuses_nothing() {
    let folder = Folder::new();
    let first = wide("3", 7, "");
    for (change, other) in [
        ("seed", wide("3", 8, "")),
        ("setting", wide("3", 7, "shadowing 3 dB")),
        ("control", wide("3", 7, "starts 2")),
        ("name asked for", wide("3", 7, "expect mean R_max > 0")),
        ("quantity", wide("3", 7, "record estimation_error")),
        ("figure", wide("3", 7, "plot beampattern")),
    ] {
        folder.write("wide.cfs", &first);
        folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
        assert_eq!(resume(&folder, &other), 0, "another {change}");
        assert_eq!(results(&folder), fresh(&other));
    }
}

#[test]
fn units_that_a_run_does_not_reuse_are_kept_always() {
    let folder = Folder::new();
    let first = wide("3", 7, "");
    folder.write("wide.cfs", &first);
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    let whole = folder.files("results");
    let old = || folder.read("results/wide.journal.old").lines().count();

    folder.write("wide.cfs", &wide("3", 8, ""));
    folder
        .cfs(&["run", "wide.cfs", "--resume"])
        .with(0)
        .says("note: 6 of 6 units in the journal of `wide` are not units of this run; they are kept in wide.journal.old");
    assert_eq!(old(), 6);

    // Without `--resume`, too, and whether there are more units or fewer.
    for (realizations, seed, kept) in [("1", 8, 10), ("1", 8, 10), ("9", 9, 12)] {
        folder.write("wide.cfs", &wide(realizations, seed, ""));
        folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
        assert_eq!(old(), kept, "{realizations} realizations, seed {seed}");
    }
    // A unit of another build is kept as well.
    let text = folder.read("results/wide.journal");
    folder.write("results/wide.journal", &(text + &of_another_build()));
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    assert_eq!(old(), 13);

    assert_eq!(resume(&folder, &first), 6);
    assert_eq!(results(&folder), whole);
}

/// A whole line of a journal that another build has written.
fn of_another_build() -> String {
    let json =
        "{\"program\":\"cfs 0.0.1 0000000000000000\",\"piece\":\"0000000000000001\",\"result\":1}";
    let sum = cfs::archive::description::sha256(json.as_bytes());
    format!("{} {json}\n", &sum[..16])
}

#[test]
fn columns_of_what_is_known_are_not_computed_again() {
    let folder = Folder::new();
    folder.write("wide.cfs", &wide("3", 7, ""));
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    let other = wide("3", 7, "record data rates layout");
    assert_eq!(resume(&folder, &other), 6);
    assert_eq!(folder.files("results"), fresh(&other));
}

#[test]
fn a_damaged_journal_is_reported_and_does_no_harm() {
    let folder = Folder::new();
    let scenario = wide("4", 7, "");
    let whole = fresh(&scenario);
    folder.write("wide.cfs", &scenario);
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    let mut lines = journal(&folder);
    // A number that is still a number, and a result under another unit's name.
    let place = lines[1].rfind("\"mse\":").unwrap() + 6;
    lines[1].replace_range(place..=place, "9");
    lines[2] = format!("{} {}", &lines[3][..16], &lines[2][17..]);
    lines.push("nonsense".into());
    folder.write("results/wide.journal", &lines.join("\n"));
    let ended = folder.cfs(&["run", "wide.cfs", "--resume"]).with(0);
    ended
        .prints("6 units taken from the journal")
        .says("warning: 3 damaged lines of the journal of `wide`");
    assert_eq!(folder.files("results"), whole);
}

#[test]
fn nothing_is_taken_from_the_journal_unless_asked_for() {
    let folder = Folder::new();
    let scenario = wide("3", 7, "");
    folder.write("wide.cfs", &scenario);
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    let ended = folder.cfs(&["run", "wide.cfs"]).with(0);
    assert!(
        !ended.stdout.contains("taken from the journal"),
        "{}",
        ended.stdout
    );
    // There may be no journal, or a folder in its place.
    let folder = Folder::new();
    assert_eq!(resume(&folder, &scenario), 0);
    std::fs::remove_file(folder.path("results/wide.journal")).unwrap();
    folder.write("results/wide.journal/x", "");
    folder
        .cfs(&["run", "wide.cfs", "--resume"])
        .with(4)
        .says("cannot be replaced by a file");
}
