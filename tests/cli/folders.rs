//! Whose folder is it? Two runs at once, two scenarios, and one that was edited.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::support::{Folder, REGION};

/// A run that takes a while.
const LONG: &str = "use \"small.cfs\"\nexperiment region on small {\n  realizations 100000\n  solve communication\n}\n";

/// Waits until a run has begun to write down what it does.
fn wait_for(path: &std::path::Path) {
    let begun = Instant::now();
    while std::fs::read(path).map_or(0, |bytes| bytes.len()) == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "nothing is done");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_second_of_two_runs_into_one_folder_is_refused() {
    let folder = Folder::new();
    folder.write("long.cfs", LONG);
    let mut first = folder
        .command(&["run", "-q", "-j", "1", "long.cfs", "-o", "qc"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    wait_for(&folder.path("qc/region.journal"));
    folder
        .cfs(&["run", "-q", "region.cfs", "-o", "qc"])
        .with(4)
        .says("cfs::output::busy")
        .says("another run writes `region` in `qc`");
    // Other experiments of the folder are free, and the system releases what a killed run held.
    folder
        .cfs(&["run", "-q", "hopeful.cfs", "-o", "qc"])
        .with(1);
    first.kill().unwrap();
    first.wait().unwrap();
    folder
        .cfs(&["run", "-q", "long.cfs", "-o", "qc", "--realizations", "3"])
        .with(0);
}

#[test]
fn results_of_another_scenario_are_replaced_only_with_replace() {
    let folder = Folder::new();
    for name in ["a", "b"] {
        folder.write(&format!("{name}/small.cfs"), crate::support::SMALL);
        let text = REGION.replace(
            "realizations 3",
            &format!("realizations 3\n  seed 1{}", name.len()),
        );
        folder.write(&format!("{name}/region.cfs"), &text);
    }
    folder.cfs(&["run", "a/region.cfs"]).with(0);
    let results = folder.files("results");
    let refused = |arguments: &[&str], sub: &str| {
        let mut command = folder.command(arguments);
        command.current_dir(folder.path(sub));
        let ended: crate::support::Ended = command.output().unwrap().into();
        ended
            .with(4)
            .says("cfs::output::not_ours")
            .says("those of another scenario, `../a/region.cfs`");
    };
    refused(&["run", "b/region.cfs"], "");
    refused(&["run", "b/region.cfs", "--resume"], "");
    // The same words on the command line name another file in another folder.
    refused(&["run", "region.cfs", "-o", "../results"], "b");
    folder
        .cfs_reading(&["run", "-"], REGION)
        .with(4)
        .says("those of another scenario, `../a/region.cfs`");
    assert_eq!(folder.files("results"), results);
    // And other words name the same one.
    let mut command = folder.command(&["run", "-q", "region.cfs", "-o", "../results"]);
    command.current_dir(folder.path("a"));
    let ended: crate::support::Ended = command.output().unwrap().into();
    ended.with(0);
    folder.cfs(&["run", "b/region.cfs", "--replace"]).with(0);
    folder.cfs(&["run", "b/region.cfs"]).with(0);
    folder.cfs(&["run", "a/region.cfs"]).with(4);
    // Where the results are all there is, their description says whose they are.
    std::fs::remove_file(folder.path("results/.region.lock")).unwrap();
    folder
        .cfs(&["run", "region.cfs"])
        .with(4)
        .says("those of another scenario, `b/region.cfs`");
}

#[test]
fn an_edited_scenario_replaces_its_own_results_and_says_so() {
    let folder = Folder::new();
    folder.cfs(&["run", "region.cfs"]).with(0);
    let ended = folder.cfs(&["run", "region.cfs"]).with(0);
    assert_eq!(ended.stderr, "", "the same again changes nothing");
    folder.write(
        "region.cfs",
        REGION.replace("realizations 3", "realizations 4"),
    );
    let ended = folder.cfs(&["run", "region.cfs"]).with(0);
    assert_eq!(
        ended.stderr,
        "note: the earlier results of `region` in `results` are of another form of `region.cfs` and are replaced\n"
    );
    // One that was moved is the same, too.
    std::fs::rename(folder.path("region.cfs"), folder.path("moved.cfs")).unwrap();
    folder.cfs(&["run", "moved.cfs"]).with(0);
}

#[test]
fn a_text_from_standard_input_replaces_no_other_text() {
    let folder = Folder::new();
    let text = |users: &str| {
        format!("aps 2 {{ antennas 2 }}\nusers {users}\ntargets 1\nsolve communication\n")
    };
    folder.cfs_reading(&["run", "-"], &text("2")).with(0);
    folder.cfs_reading(&["run", "-"], &text("2")).with(0);
    folder
        .cfs_reading(&["run", "-"], &text("3"))
        .with(4)
        .says("another scenario, `standard input`");
    folder
        .cfs_reading(&["run", "-", "--replace"], &text("3"))
        .with(0);
}
