//! Runs that are stopped.

use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Ended, Folder};

/// Long enough that no machine ends it by itself before the signal comes.
const LONG: &str = "\
use \"small.cfs\"
experiment long on small {
  realizations 10000000
  solve communication
}
";

/// Starts a long run and waits until it writes its journal: it listens to signals by then.
fn start(folder: &Folder, arguments: &[&str]) -> Child {
    folder.write("long.cfs", LONG);
    let child = folder
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait(|| folder.path("results/long.journal").exists());
    sleep(Duration::from_millis(100));
    child
}

/// Whether the journal has a record.
fn has_units(folder: &Folder) -> bool {
    let records = cfs::disk::journal::open(&folder.path("results/long.journal"));
    records.is_some_and(|mut records| records.next_record().unwrap().is_some())
}

fn wait(until: impl Fn() -> bool) {
    let begun = Instant::now();
    while !until() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it does not begin"
        );
        sleep(Duration::from_millis(10));
    }
}

fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    assert!(
        Command::new("sh")
            .args(["-c", &kill])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
fn a_run_that_is_stopped_leaves_its_journal_and_ends_with_130() {
    for name in ["INT", "TERM"] {
        let folder = Folder::new();
        let child = start(&folder, &["run", "long.cfs", "-j", "2"]);
        wait(|| has_units(&folder));
        signal(&child, name);
        let ended = Ended::from(child.wait_with_output().unwrap()).with(130);
        let ended = ended
            .says("cfs::run::stopped")
            .says("`long`")
            .says("help: `--resume` continues");
        assert_eq!(ended.stdout, "");
        assert_eq!(folder.names("results"), ["long.journal"]);

        // What is done of the first realizations is taken from there.
        folder.write("long.cfs", LONG.replace("10000000", "40"));
        folder
            .cfs(&["run", "long.cfs", "--resume"])
            .with(0)
            .prints(" units taken from the journal");
        folder.cfs(&["run", "long.cfs", "-o", "fresh"]).with(0);
        let mut results = folder.files("results");
        // There where more than 40 were done.
        results.remove("long.journal.old");
        assert_eq!(results, folder.files("fresh"));
    }
}

#[test]
fn experiments_that_were_done_stay() {
    let folder = Folder::new();
    let child = start(
        &folder,
        &["run", "region.cfs", "long.cfs", "--message-format", "json"],
    );
    signal(&child, "INT");
    let ended = Ended::from(child.wait_with_output().unwrap()).with(130);
    assert_eq!(
        crate::support::objects(&ended.stderr)[0]["code"],
        "cfs::run::stopped"
    );
    assert_eq!(
        folder.names("results"),
        [
            "long.journal",
            "region.csv",
            "region.journal",
            "region.json",
            "region.summary.csv"
        ]
    );
}

#[test]
fn a_second_signal_leaves_at_once() {
    let folder = Folder::new();
    let child = start(&folder, &["run", "long.cfs"]);
    signal(&child, "INT");
    signal(&child, "INT");
    Ended::from(child.wait_with_output().unwrap())
        .with(130)
        .says("cfs::run::stopped")
        .says("help: `--resume` continues");
    assert_eq!(folder.names("results"), ["long.journal"]);
}

/// A unit of hundreds of conic programs, most of a second each where the program is not optimised.
const SLOW: &str = "\
deployment slow {
  area square 1 km
  aps 6 { antennas 8 }
  users 4
  targets 3
}
experiment slow on slow {
  compare scheme [paper, proposed]
  sweep delta from S_min to 8 * S_min step 0.01 * S_min solve isac
}
";

#[test]
fn a_slow_scheme_is_stopped_within_a_unit_which_is_not_recorded() {
    let folder = Folder::new();
    folder.write("slow.cfs", SLOW);
    let child = folder
        .command(&["run", "slow.cfs"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait(|| folder.path("results/slow.journal").exists());
    sleep(Duration::from_secs(1));
    signal(&child, "TERM");
    let begun = Instant::now();
    Ended::from(child.wait_with_output().unwrap())
        .with(130)
        .says("cfs::run::stopped");
    assert!(begun.elapsed() < Duration::from_secs(30), "it goes on");
    // No unit follows the head.
    assert_eq!(folder.read("results/slow.journal"), "cfs journal 2\n");
}
