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

/// Starts a long run and waits until it has opened its folder: it listens to signals by then.
fn start(folder: &Folder, arguments: &[&str]) -> Child {
    folder.write("long.cfs", LONG);
    let child = folder
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    while !folder.path("results").exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "it does not begin"
        );
        sleep(Duration::from_millis(10));
    }
    sleep(Duration::from_millis(100));
    child
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
fn a_run_that_is_stopped_leaves_nothing_and_ends_with_130() {
    for name in ["INT", "TERM"] {
        let folder = Folder::new();
        let child = start(&folder, &["run", "long.cfs", "-j", "2"]);
        signal(&child, name);
        let ended = Ended::from(child.wait_with_output().unwrap()).with(130);
        let ended = ended.says("cfs::run::stopped").says("`long`");
        assert_eq!(ended.stdout, "");
        assert!(
            folder.names("results").is_empty(),
            "{:?}",
            folder.names("results")
        );
    }
}

#[test]
fn experiments_that_were_done_stay() {
    let folder = Folder::new();
    let child = start(
        &folder,
        &["run", "region.cfs", "long.cfs", "--message-format", "json"],
    );
    let begun = Instant::now();
    while folder.names("results").len() < 3 && begun.elapsed() < Duration::from_secs(60) {
        sleep(Duration::from_millis(10));
    }
    sleep(Duration::from_millis(200));
    signal(&child, "INT");
    let ended = Ended::from(child.wait_with_output().unwrap()).with(130);
    assert_eq!(
        crate::support::objects(&ended.stderr)[0]["code"],
        "cfs::run::stopped"
    );
    assert_eq!(
        folder.names("results"),
        ["region.csv", "region.json", "region.summary.csv"]
    );
}

#[test]
fn a_second_signal_leaves_at_once() {
    let folder = Folder::new();
    let child = start(&folder, &["run", "long.cfs"]);
    signal(&child, "INT");
    signal(&child, "INT");
    Ended::from(child.wait_with_output().unwrap()).with(130);
    assert!(folder.names("results").is_empty());
}
