//! A fault at every call that changes a file, one after another: what is left is whole, and is gone on with. The faults are those of
//! tests/support/faults.c, which is preloaded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Folder;

/// What happens at a call, and whether the program lives on.
const FAULTS: [(&str, bool); 4] = [
    ("once", true),
    ("full", true),
    ("read_only", true),
    ("kill", false),
];

/// More calls than a run makes.
const MOST: u32 = 1000;

fn scenario(seed: u32) -> String {
    format!(
        "\
use \"small.cfs\"
experiment wide on small {{
  realizations 3
  seed {seed}
  sweep users over [1, 2]
  sweep scheme over [mrt]
  record layout
  solve communication
  plot sum_rate over users
}}
"
    )
}

/// The library that lets calls fail, in a folder that is gone when the test ends.
struct Faults {
    folder: Folder,
    library: PathBuf,
}

/// How a program ended in which a call failed.
struct Hit {
    how: &'static str,
    at: u32,
    /// None where it was killed.
    code: Option<i32>,
}

impl Faults {
    fn build() -> Self {
        let folder = Folder::new();
        let library = folder.path("faults.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/faults.c");
        // What links Rust programs compiles C.
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .args([&library, &source])
            .arg("-ldl")
            .status();
        assert!(built.unwrap().success());
        Self { folder, library }
    }

    /// Runs a command with a fault at each call that it makes, after the folder is as it was; `check` looks at what is left.
    fn each(&self, folder: &Folder, arguments: &[&str], prepare: impl Fn(), check: impl Fn(&Hit)) {
        let mark = self.folder.path("mark");
        for (how, lives) in FAULTS {
            for at in 1.. {
                assert!(at < MOST, "calls that change files do not end");
                prepare();
                let _ = std::fs::remove_file(&mark);
                let mut command = folder.command(arguments);
                command.env("LD_PRELOAD", &self.library);
                command.env("CFS_FAULT_AT", at.to_string());
                command.env("CFS_FAULT_HOW", how);
                command.env("CFS_FAULT_MARK", &mark);
                let code = command.output().unwrap().status.code();
                let is_hit = mark.exists();
                let ended = match code {
                    Some(0) => lives || !is_hit,
                    Some(4) => lives && is_hit,
                    _ => !lives && is_hit,
                };
                assert!(ended, "{how} at call {at}: exit code {code:?}");
                check(&Hit { how, at, code });
                if !is_hit {
                    assert!(at > 10, "no call is met");
                    break;
                }
            }
        }
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// The files of a folder, without shares, units that were kept aside, and what a killed program left half written.
fn results(folder: &Folder, name: &str) -> Files {
    let mut files = folder.files(name);
    files.retain(|name, _| {
        let ends = [".share", ".old", ".part", ".round"];
        !ends.iter().any(|end| name.ends_with(end))
    });
    files
}

fn folder() -> (Folder, Files) {
    let folder = Folder::new();
    folder.write("wide.cfs", scenario(1));
    folder
        .cfs(&["run", "wide.cfs", "-q", "-o", "whole"])
        .with(0);
    let whole = folder.files("whole");
    (folder, whole)
}

fn remove(folder: &Folder, name: &str) {
    let _ = std::fs::remove_dir_all(folder.path(name));
}

#[test]
fn a_run_that_a_fault_meets_leaves_whole_files_and_is_resumed() {
    let (folder, whole) = folder();
    let resumed = ["run", "wide.cfs", "-q", "--resume"];
    let prepare = || remove(&folder, "results");
    Faults::build().each(&folder, &["run", "wide.cfs", "-q"], prepare, |hit| {
        let Hit { how, at, code } = hit;
        let mut left = results(&folder, "results");
        if *code == Some(0) {
            assert!(left == whole, "{how} at call {at}");
        }
        left.remove("wide.journal");
        for (name, bytes) in left {
            assert!(whole[&name] == bytes, "{name} after {how} at call {at}");
        }
        folder.cfs(&resumed).with(0);
        assert!(results(&folder, "results") == whole, "{how} at call {at}");
    });
}

#[test]
fn a_run_that_a_fault_meets_leaves_the_earlier_results_or_the_new_ones() {
    let (folder, old) = folder();
    folder.write("wide.cfs", scenario(2));
    folder.cfs(&["run", "wide.cfs", "-q", "-o", "new"]).with(0);
    let new = folder.files("new");
    let without_journal = |files: &Files| {
        let mut files = files.clone();
        files.remove("wide.journal");
        files
    };
    let prepare = || {
        remove(&folder, "results");
        for (name, bytes) in &old {
            folder.write(&format!("results/{name}"), bytes);
        }
        folder.write("wide.cfs", scenario(2));
    };
    Faults::build().each(&folder, &["run", "wide.cfs", "-q"], prepare, |hit| {
        let Hit { how, at, code } = hit;
        let left = without_journal(&results(&folder, "results"));
        let is = |files: &Files| left == without_journal(files);
        match (*how, code) {
            (_, Some(0)) => assert!(is(&new), "{how} at call {at}"),
            // What is renamed is renamed back.
            ("once" | "full", _) => assert!(is(&old), "{how} at call {at}"),
            _ => {
                for (name, bytes) in left {
                    let is_whole = old.get(&name) == Some(&bytes) || new.get(&name) == Some(&bytes);
                    assert!(is_whole, "{name} after {how} at call {at}");
                }
            }
        }
        // No unit that was done before is lost.
        folder.write("wide.cfs", scenario(1));
        folder
            .cfs(&["run", "wide.cfs", "--resume", "--replace"])
            .with(0)
            .prints("6 units taken from the journal");
        assert!(results(&folder, "results") == old, "{how} at call {at}");
    });
}

#[test]
fn shares_and_merges_that_a_fault_meets_leave_whole_files() {
    let (folder, whole) = folder();
    let faults = Faults::build();
    let share = ["run", "wide.cfs", "-q", "-o", "shares", "--share", "1/1"];
    let resumed = [&share[..], &["--resume"]].concat();
    folder.cfs(&share).with(0);
    let name = "wide.1of1.share";
    let done = folder.files("shares")[name].clone();
    faults.each(
        &folder,
        &share,
        || remove(&folder, "shares"),
        |Hit { how, at, code }| {
            let found = folder.files("shares").remove(name);
            assert!(
                found.is_none() || found.as_ref() == Some(&done),
                "a half after {how} at call {at}"
            );
            assert!(*code != Some(0) || found.is_some(), "{how} at call {at}");
            folder.cfs(&resumed).with(0);
            assert!(
                folder.files("shares").get(name) == Some(&done),
                "{how} at call {at}"
            );
        },
    );
    let prepare = || {
        remove(&folder, "shares");
        folder.write(&format!("shares/{name}"), &done);
    };
    faults.each(&folder, &["merge", "shares", "-q"], prepare, |hit| {
        let Hit { how, at, .. } = hit;
        let mut left = results(&folder, "shares");
        left.remove("wide.journal");
        for (name, bytes) in left {
            assert!(whole[&name] == bytes, "{name} after {how} at call {at}");
        }
        folder.cfs(&["merge", "shares", "-q"]).with(0);
        assert!(results(&folder, "shares") == whole, "{how} at call {at}");
        assert!(folder.files("shares")[name] == done, "{how} at call {at}");
    });
}
