//! Disks that refuse, and signals that end a program: what is left is whole, and is gone on with.

use std::collections::BTreeMap;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Folder, program};

const SCENARIO: &str = "\
use \"small.cfs\"
experiment full on small {
  realizations 6
  sweep users over [1, 2]
  record layout rates
  solve communication
  plot sum_rate over users
}
";

fn folder() -> (Folder, BTreeMap<String, Vec<u8>>) {
    let folder = Folder::new();
    folder.write("full.cfs", SCENARIO);
    folder
        .cfs(&["run", "full.cfs", "-q", "-o", "whole"])
        .with(0);
    let whole = folder.files("whole");
    (folder, whole)
}

/// Runs a command whose files cannot have more than so many blocks: every write beyond fails.
#[cfg(unix)]
fn limited(folder: &Folder, blocks: u32, arguments: &str) -> i32 {
    let program = program();
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} {arguments}");
    let status = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path(""))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    status.unwrap().code().unwrap()
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_any_write_loses_no_unit_and_leaves_no_half() {
    let (folder, whole) = folder();
    let largest = whole.values().map(Vec::len).max().unwrap();
    // `sh` counts in blocks of 512 or 1024 bytes.
    let mut refused = 0;
    for blocks in (0..u32::try_from(largest / 512 + 2).unwrap()).step_by(3) {
        let _ = std::fs::remove_dir_all(folder.path("results"));
        let code = limited(&folder, blocks, "run full.cfs -q");
        if code == 0 {
            assert_eq!(folder.files("results"), whole, "{blocks} blocks");
            continue;
        }
        assert_eq!(code, 4, "{blocks} blocks");
        refused += 1;
        let left = folder.names("results");
        let may_stay = |name: &String| name == "full.journal";
        assert!(left.iter().all(may_stay), "{left:?}");
        if blocks % 2 == 0 {
            folder.cfs(&["run", "full.cfs", "--resume", "-q"]).with(0);
            assert_eq!(folder.files("results"), whole, "{blocks} blocks");
        }
    }
    assert!(refused > 2);
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_no_half_of_a_share() {
    let (folder, whole) = folder();
    for blocks in 0..6 {
        let arguments = "run full.cfs -q --resume --share 1/1 -o shares";
        let code = limited(&folder, blocks, arguments);
        let has_share = folder
            .names("shares")
            .iter()
            .any(|name| name.ends_with(".share"));
        assert_eq!(code == 0, has_share, "{blocks} blocks");
        if has_share {
            break;
        }
    }
    let arguments = [
        "run", "full.cfs", "-q", "--resume", "--share", "1/1", "-o", "shares",
    ];
    folder.cfs(&arguments).with(0);
    assert_eq!(limited(&folder, 1, "merge shares -q"), 4);
    folder.cfs(&["merge", "shares", "-q"]).with(0);
    let mut files = folder.files("shares");
    files.retain(|name, _| !name.ends_with(".share"));
    assert_eq!(files, whole);
}

#[cfg(unix)]
#[test]
fn a_terminal_that_hangs_up_and_a_request_to_end_lose_no_unit_that_is_done() {
    let (folder, whole) = folder();
    for signal in ["HUP", "TERM", "KILL"] {
        for wait in [5, 50, 150] {
            let arguments = ["run", "full.cfs", "-q", "--resume"];
            let mut child = folder
                .command(&arguments)
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            sleep(Duration::from_millis(wait));
            let kill = format!("kill -{signal} {}", child.id());
            // It may have ended before.
            let _ = Command::new("sh")
                .args(["-c", &kill])
                .stderr(Stdio::null())
                .status();
            child.wait().unwrap();
            folder.cfs(&arguments).with(0);
            let mut files = folder.files("results");
            files.retain(|name, _| !name.ends_with(".part"));
            assert_eq!(files, whole, "{signal} after {wait} ms");
            std::fs::remove_dir_all(folder.path("results")).unwrap();
        }
    }
}
