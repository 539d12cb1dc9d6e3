//! Streams that are closed, or refuse what they are given.

use std::process::Stdio;

use crate::support::Folder;

#[test]
fn a_reader_that_leaves_ends_nothing_but_the_printing() {
    let folder = Folder::new();
    for arguments in [
        &["run", "region.cfs"][..],
        &["plan", "region.cfs"],
        &["explain"],
        &["--help"],
    ] {
        let mut child = folder
            .command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
    assert_eq!(folder.names("results").len(), 4, "the run went on");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_is_refused_is_a_failure() {
    let folder = Folder::new();
    let full = std::fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let output = folder
        .command(&["plan", "region.cfs"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));
}

#[test]
fn what_is_piped_has_neither_colours_nor_a_bar() {
    let folder = Folder::new();
    let ended = folder.cfs(&["run", "region.cfs", "hopeful.cfs"]).with(1);
    for text in [ended.stdout, ended.stderr] {
        assert!(!text.contains('\u{1b}') && !text.contains('\r'), "{text}");
    }
}
