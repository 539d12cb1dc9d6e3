//! `cfs check`

use crate::support::{Folder, objects};

#[test]
fn sound_scenarios_are_ok() {
    let folder = Folder::new();
    let ended = folder.cfs(&["check", "region.cfs", "small.cfs"]).with(0);
    assert_eq!(ended.stdout, "region.cfs: ok\nsmall.cfs: ok\n");
    assert_eq!(ended.stderr, "");
    assert_eq!(
        folder.cfs(&["check", "-q", "region.cfs"]).with(0).stdout,
        ""
    );
}

#[test]
fn all_faults_of_all_files_are_shown_with_their_places() {
    let folder = Folder::new();
    let files = ["check", "faulty.cfs", "region.cfs", "none.cfs"];
    insta::assert_snapshot!(folder.cfs(&files).transcript());
}

#[test]
fn messages_for_tools_are_json() {
    let folder = Folder::new();
    let arguments = [
        "check",
        "--message-format",
        "json",
        "faulty.cfs",
        "none.cfs",
    ];
    let ended = folder.cfs(&arguments).with(3);
    let messages = objects(&ended.stderr);
    assert!(messages.len() >= 3, "{messages:?}");
    for message in &messages {
        assert_eq!(message["level"], "error");
        assert!(message["code"].as_str().unwrap().starts_with("cfs::"));
    }
    assert_eq!(messages[0]["labels"][0]["file"], "faulty.cfs");
    assert_eq!(messages[0]["labels"][0]["start"]["line"], 3);
    let ended = folder
        .cfs(&["check", "--message-format", "json", "region.cfs"])
        .with(0);
    assert_eq!(objects(&ended.stdout)[0]["experiments"], 1);
}

#[test]
fn a_scenario_is_read_from_standard_input_beside_the_current_folder() {
    let folder = Folder::new();
    folder
        .cfs_reading(&["check", "-"], crate::support::REGION)
        .with(0);
    folder
        .cfs_reading(&["check", "-"], "users nine\n")
        .with(3)
        .says("stdin:1:7");
    folder
        .cfs_reading(&["check", "-", "-"], "")
        .with(2)
        .says("only once");
}

#[test]
fn what_cannot_be_read_is_reported_with_the_reason() {
    let folder = Folder::new();
    folder.write("folder.cfs/x", "");
    std::fs::write(folder.path("latin.cfs"), b"# caf\xe9\n").unwrap();
    folder.write("large.cfs", &" ".repeat(5 << 20));
    folder.write(
        "user.cfs",
        "use \"latin.cfs\"\nuse \"gone.cfs\"\nsolve communication\n",
    );
    let cases = [
        ("none.cfs", "there is no such file"),
        ("latin.cfs", "it is not UTF-8 text"),
        ("large.cfs", "limit of 4194304 bytes"),
        ("small.cfs/x.cfs", "not a folder"),
        ("user.cfs", "no such file"),
    ];
    for (file, reason) in cases {
        folder.cfs(&["check", file]).with(3).says(reason);
    }
    folder
        .cfs(&["check", "folder.cfs", "none.cfs"])
        .with(3)
        .says("`folder.cfs` is a folder; name files")
        .says("there is no such file");
}

#[test]
fn experiments_that_would_share_files_are_a_fault() {
    let folder = Folder::new();
    let text = "experiment a { solve communication }\nexperiment A { solve communication }\n";
    folder.write("case.cfs", text);
    for command in ["check", "run", "plan"] {
        folder
            .cfs(&[command, "case.cfs"])
            .with(3)
            .says("cfs::output::clash");
    }
    assert!(!folder.path("results").exists());
}

#[cfg(unix)]
#[test]
fn circles_of_links_end() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    symlink(folder.path("loop.cfs"), folder.path("loop.cfs")).unwrap();
    symlink(folder.path(""), folder.path("self")).unwrap();
    folder.write(
        "again.cfs",
        "use \"self/self/again.cfs\"\nsolve communication\n",
    );
    folder.cfs(&["check", "loop.cfs"]).with(3);
    folder
        .cfs(&["check", "again.cfs"])
        .with(3)
        .says("cfs::use::cycle");
    folder.cfs(&["test", "."]).with(3);
}
