//! `cfs watch`: runs again after a save, and stops.

use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use crate::support::{Folder, REGION};

/// Longest wait for what a run does within milliseconds, on a loaded machine.
const LIMIT: Duration = Duration::from_secs(60);

fn wait_for(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < LIMIT, "waited in vain for {what}");
        sleep(Duration::from_millis(20));
    }
}

/// A program that watches `region.cfs`, and ends with the test.
struct Watching(Child);

impl Watching {
    /// Its messages go to `errors.txt`.
    fn start(folder: &Folder, more: &[&str]) -> Self {
        let errors = std::fs::File::create(folder.path("errors.txt")).unwrap();
        let arguments = [&["watch", "region.cfs", "-o", "out"], more].concat();
        let child = folder
            .command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(errors)
            .spawn();
        Self(child.unwrap())
    }

    /// Stops the program as Ctrl-C does, and gives its exit code.
    fn stop(mut self) -> Option<i32> {
        let pid = self.0.id().to_string();
        std::process::Command::new("kill")
            .args(["-INT", &pid])
            .status()
            .unwrap();
        self.0.wait().unwrap().code()
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // Nothing is left to kill where it has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_scenario_runs_again_once_it_is_saved() {
    let folder = Folder::new();
    let watching = Watching::start(&folder, &["--report", "live.html"]);
    let rows = || match std::fs::read_to_string(folder.path("out/region.csv")) {
        Ok(text) => text.lines().count(),
        Err(_) => 0,
    };
    let says = |text: &str| folder.read("errors.txt").contains(text);
    wait_for("the first run", || rows() > 0 && says("are watched"));
    let page = folder.read("live.html");
    assert!(
        page.contains("<meta http-equiv=\"refresh\" content=\"2\">"),
        "{page}"
    );
    let before = rows();
    folder.write(
        "region.cfs",
        REGION.replace("realizations 3", "realizations 5"),
    );
    wait_for("the second run", || rows() > before);
    // What it uses is watched, errors are shown, and a save that mends them goes on.
    folder.write(
        "small.cfs",
        crate::support::SMALL.replace("users 2", "usres 2"),
    );
    wait_for("errors", || says("did you mean `users`"));
    let (table, number) = (folder.read("out/region.csv"), rows());
    folder.write(
        "small.cfs",
        crate::support::SMALL.replace("users 2", "users 3"),
    );
    wait_for("the third run", || {
        std::fs::read_to_string(folder.path("out/region.csv")).is_ok_and(|text| text != table)
    });
    assert_eq!(rows(), number);
    assert_eq!(watching.stop(), Some(130));
}

#[test]
fn a_save_counts_whatever_the_clock_of_the_editor_says() {
    let folder = Folder::new();
    let watching = Watching::start(&folder, &[]);
    let rows = || {
        let table = std::fs::read_to_string(folder.path("out/region.csv"));
        table.map_or(0, |text| text.lines().count())
    };
    wait_for("the first run", || {
        rows() > 0 && folder.read("errors.txt").contains("are watched")
    });
    let far = Duration::from_secs(3_000_000_000);
    for (realizations, time) in [
        (4, SystemTime::UNIX_EPOCH),
        (5, SystemTime::now() + far),
        (6, SystemTime::UNIX_EPOCH + far / 2),
    ] {
        let before = rows();
        // Saved as an editor does: beside, with its time, and put in place.
        let text = REGION.replace("realizations 3", &format!("realizations {realizations}"));
        folder.write("saved", text);
        let file = std::fs::File::options();
        let file = file.clone().write(true).open(folder.path("saved")).unwrap();
        file.set_modified(time).unwrap();
        std::fs::rename(folder.path("saved"), folder.path("region.cfs")).unwrap();
        wait_for("the next run", || rows() > before);
    }
    assert_eq!(watching.stop(), Some(130));
}

#[test]
fn a_run_whose_file_changes_is_given_up() {
    let folder = Folder::new();
    // It would take hours.
    let long = REGION.replace("realizations 3", "realizations 1000000");
    folder.write("region.cfs", &long);
    let watching = Watching::start(&folder, &[]);
    wait_for("the journal", || folder.path("out/region.journal").exists());
    folder.write("region.cfs", REGION);
    wait_for("the table", || folder.path("out/region.csv").exists());
    assert_eq!(watching.stop(), Some(130));
}

#[test]
fn a_file_that_is_missing_is_watched() {
    let folder = Folder::new();
    let missing = REGION.replace("small.cfs", "later.cfs");
    assert_ne!(missing, REGION);
    folder.write("region.cfs", missing);
    let watching = Watching::start(&folder, &[]);
    wait_for("the error", || {
        folder.read("errors.txt").contains("are watched")
    });
    assert!(!folder.path("out/region.csv").exists());
    folder.write("later.cfs", crate::support::SMALL);
    wait_for("the run", || folder.path("out/region.csv").exists());
    assert_eq!(watching.stop(), Some(130));
}

#[test]
fn standard_input_is_not_watched() {
    Folder::new()
        .cfs(&["watch", "-"])
        .with(2)
        .says("standard input does not change");
}
