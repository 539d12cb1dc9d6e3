//! Runs that go on where an earlier one ended.

use std::collections::BTreeMap;

use cfs::disk::journal;
use cfs::disk::records::{Kind, Record};

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

/// The records of a journal.
fn records(folder: &Folder, name: &str) -> Vec<Record> {
    let path = folder.path(&format!("results/{name}"));
    let Some(mut records) = journal::open(&path) else {
        return Vec::new();
    };
    let all = std::iter::from_fn(|| records.next_record().unwrap());
    all.map(|(record, _)| record).collect()
}

/// A journal of some records.
fn journal_of(records: &[Record]) -> Vec<u8> {
    let records = records.iter().flat_map(Record::to_bytes);
    journal::JOURNAL.iter().copied().chain(records).collect()
}

#[test]
fn what_an_interrupted_run_has_done_is_not_computed_again() {
    let scenario = wide("5", 7, "");
    let whole = fresh(&scenario);
    for done in [0, 1, 4, 9, 10] {
        let folder = Folder::new();
        folder.write("wide.cfs", &scenario);
        folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
        // An interrupted run leaves records in the order in which units were done, and no table.
        let mut all = records(&folder, "wide.journal");
        assert_eq!(all.len(), 10);
        all.reverse();
        for name in ["wide.csv", "wide.summary.csv", "wide.json"] {
            std::fs::remove_file(folder.path(&format!("results/{name}"))).unwrap();
        }
        let mut bytes = journal_of(&all[..done]);
        if let Some(next) = all.get(done).map(Record::to_bytes) {
            // Power was cut in the middle of the next record.
            bytes.extend_from_slice(&next[..next.len() / 2]);
        }
        folder.write("results/wide.journal", bytes);
        assert_eq!(resume(&folder, &scenario), done);
        assert_eq!(folder.files("results"), whole, "{done} units were done");
    }
}

#[test]
fn realizations_can_be_added_to_a_finished_run() {
    let folder = Folder::new();
    folder.write("wide.cfs", wide("3", 7, ""));
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
    let old = || records(&folder, "wide.journal.old").len();

    folder.write("wide.cfs", wide("3", 8, ""));
    folder
        .cfs(&["run", "wide.cfs", "--resume"])
        .with(0)
        .says("note: 6 of 6 units in the journal of `wide` are not units of this run; they are kept in wide.journal.old");
    assert_eq!(old(), 6);

    // Without `--resume`, too, and whether there are more units or fewer.
    for (realizations, seed, kept) in [("1", 8, 10), ("1", 8, 10), ("9", 9, 12)] {
        folder.write("wide.cfs", wide(realizations, seed, ""));
        folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
        assert_eq!(old(), kept, "{realizations} realizations, seed {seed}");
    }
    // A unit of another build is kept as well.
    let mut all = records(&folder, "wide.journal");
    all.push(Record {
        kind: Kind::Unit,
        program: 1,
        piece: 1,
        data: b"another form".to_vec(),
    });
    folder.write("results/wide.journal", journal_of(&all));
    folder.cfs(&["run", "wide.cfs", "-q"]).with(0);
    assert_eq!(old(), 13);

    assert_eq!(resume(&folder, &first), 6);
    assert_eq!(results(&folder), whole);
}

#[test]
fn columns_of_what_is_known_are_not_computed_again() {
    let folder = Folder::new();
    folder.write("wide.cfs", wide("3", 7, ""));
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
    let all = records(&folder, "wide.journal");
    // A number that is still a number, and a result under another unit's name.
    let mut bytes = journal_of(&all);
    let one = journal_of(&all[..1]).len();
    bytes[one + 40] ^= 1;
    let three = journal_of(&all[..3]).len();
    bytes[three + 5 + 8] ^= 1;
    bytes.extend_from_slice(b"nonsense");
    folder.write("results/wide.journal", bytes);
    let ended = folder.cfs(&["run", "wide.cfs", "--resume"]).with(0);
    ended
        .prints("6 units taken from the journal")
        .says("warning: 3 damaged records of the journal of `wide`");
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

#[test]
fn a_journal_of_an_earlier_version_is_kept_aside() {
    let folder = Folder::new();
    let scenario = wide("2", 7, "");
    let whole = fresh(&scenario);
    folder.write("wide.cfs", &scenario);
    let line = "0123456789abcdef {\"program\":\"cfs 0.1.0 0\"}\n";
    folder.write("results/wide.journal", line);
    folder.write("results/wide.journal.old", line);
    folder
        .cfs(&["run", "wide.cfs", "--resume"])
        .with(0)
        .says("note: a journal of `wide` is one of an earlier version, whose units are computed again; it is kept in wide.journal.text\n")
        .says("it is kept in wide.journal.text.1");
    let mut files = folder.files("results");
    for name in ["wide.journal.text", "wide.journal.text.1"] {
        assert_eq!(files.remove(name).unwrap(), line.as_bytes());
    }
    assert_eq!(files, whole);
}
