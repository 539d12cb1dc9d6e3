//! What `cfs test` says to other programs.

use crate::support::Folder;

#[test]
fn outcomes_are_written_for_other_programs() {
    let folder = Folder::new();
    let ended = folder.cfs(&["test", ".", "--junit", "out.xml"]);
    assert_eq!(ended.code, Some(3), "{ended:?}");
    let text = folder.read("out.xml");
    // The file without an experiment is no case.
    assert!(
        text.contains(
            "<testsuites name=\"cfs test\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"0\">"
        ),
        "{text}"
    );
    assert!(text.contains("name=\"region\"/>"), "{text}");
    assert!(
        text.contains("<failure type=\"cfs::expect::failed\""),
        "{text}"
    );
    assert!(text.contains("hopeful.cfs:4\n"), "{text}");
    assert_eq!(text.matches("<error ").count(), 2, "two faults: {text}");
    // A file that cannot be written is a failure of its own.
    let ended = folder.cfs(&["test", "region.cfs", "--junit", "none/out.xml"]);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(
        ended.stderr.contains("`none/out.xml` cannot be written"),
        "{ended:?}"
    );
}

#[test]
fn only_outcomes_of_earlier_tests_are_replaced() {
    let folder = Folder::new();
    let test = |file: &str| folder.cfs(&["test", "region.cfs", "--junit", file]);
    let before = folder.read("hopeful.cfs");
    for (file, text) in [("hopeful.cfs", before.as_str()), ("other.xml", "<notes/>")] {
        folder.write(file, text);
        test(file)
            .with(4)
            .says("cfs::output::not_ours")
            .says(&format!("`{file}` was not written by cfs"));
        assert_eq!(folder.read(file), text);
    }
    for _ in 0..2 {
        test("out.xml").with(0);
        assert!(folder.read("out.xml").contains("tests=\"1\""));
    }
}

#[test]
fn failures_are_annotations_where_they_are_asked_for() {
    let folder = Folder::new();
    let plain = folder.cfs(&["test", "hopeful.cfs"]);
    assert_eq!(plain.code, Some(1));
    assert!(!plain.stderr.contains("::error"), "{plain:?}");
    let asked = folder.cfs(&["test", "hopeful.cfs", "--github"]);
    let line = asked
        .stderr
        .lines()
        .find(|line| line.starts_with("::error"))
        .unwrap();
    assert!(
        line.starts_with("::error file=hopeful.cfs,line=4,title=cfs%3A%3Aexpect"),
        "{line}"
    );
    let there = folder
        .command(&["test", "hopeful.cfs"])
        .env("GITHUB_ACTIONS", "true")
        .output();
    assert!(
        String::from_utf8(there.unwrap().stderr)
            .unwrap()
            .contains(line)
    );
}

#[test]
fn only_some_experiments_are_tested() {
    let folder = Folder::new();
    folder.write("faulty.cfs", "");
    let ended = folder.cfs(&["test", ".", "--only", "region"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.stdout.contains("1 passed, 0 failed\n"), "{ended:?}");
    assert_eq!(
        folder.cfs(&["test", ".", "--only", "nothing"]).code,
        Some(2)
    );
    // The name is looked for where it was said to be.
    let ended = folder.cfs(&["test", "region.cfs", "--only", "regoin"]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.stderr.contains("did you mean `region`?"), "{ended:?}");
    let ended = folder.cfs(&["test", "hopeful.cfs", "--set", "seed=2"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
}
