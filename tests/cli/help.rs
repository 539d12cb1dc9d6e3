//! Help, version, completions, and what is wrong with a command line.

use crate::support::Folder;

#[test]
fn help_shows_examples_and_the_exit_codes() {
    let folder = Folder::new();
    let ended = folder
        .cfs(&["--help"])
        .with(0)
        .prints("cfs run scenarios/region.cfs");
    let codes = &ended.stdout[ended.stdout.find("Exit codes:").unwrap()..];
    for code in ["0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "130 "] {
        let listed = codes
            .lines()
            .any(|line| line.trim_start().starts_with(code));
        assert!(listed, "{code} is not listed in:\n{codes}");
    }
    for command in [
        "run",
        "check",
        "plan",
        "test",
        "diff",
        "report",
        "merge",
        "submit",
        "explain",
        "completions",
    ] {
        let example = format!("cfs {command}");
        let ended = folder.cfs(&[command, "--help"]).with(0).prints("Example");
        assert!(
            ended.stdout.matches(&example).count() >= 2,
            "{}",
            ended.stdout
        );
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    let ended = Folder::new().cfs(&["--version"]).with(0);
    assert_eq!(
        ended.stdout,
        concat!("cfs ", env!("CARGO_PKG_VERSION"), "\n")
    );
}

#[test]
fn a_wrong_command_line_ends_with_2() {
    let folder = Folder::new();
    let cases: &[&[&str]] = &[
        &[],
        &["rnu", "region.cfs"],
        &["run"],
        &["run", "region.cfs", "--threads", "2"],
        &["run", "region.cfs", "-j", "0"],
        &["run", "region.cfs", "-j", "-1"],
        &["run", "region.cfs", "-j", "99999999999999999999"],
        &["run", "region.cfs", "-j", "5000"],
        &["run", "region.cfs", "--message-format", "xml"],
        &["completions", "tcsh2"],
        &["test", "-"],
    ];
    for arguments in cases {
        let ended = folder.cfs(arguments).with(2);
        assert_eq!(ended.stdout, "", "{arguments:?}");
        assert_ne!(ended.stderr, "", "{arguments:?}");
    }
    assert!(!folder.path("results").exists());
}

#[test]
fn every_shell_has_a_completion_script() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        folder
            .cfs(&["completions", shell])
            .with(0)
            .prints("message-format");
    }
}
