//! `cfs fmt`

use crate::support::Folder;

const LOOSE: &str = "aps  3{\nantennas 4\n}\nusers  2\n";
const CANONICAL: &str = "aps 3 {\n  antennas 4\n}\nusers 2\n";

#[test]
fn files_are_rewritten_and_a_second_time_nothing_changes() {
    let folder = Folder::new();
    folder.write("a.cfs", LOOSE);
    folder.write("sub/b.cfs", LOOSE);
    let ended = folder.cfs(&["fmt", "a.cfs", "sub"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.stdout, "a.cfs: formatted\nsub/b.cfs: formatted\n");
    assert_eq!(folder.read("a.cfs"), CANONICAL);
    assert_eq!(folder.read("sub/b.cfs"), CANONICAL);
    let again = folder.cfs(&["fmt", "a.cfs", "sub"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(0), ""));
}

#[test]
fn check_names_files_and_changes_nothing() {
    let folder = Folder::new();
    folder.write("a.cfs", LOOSE);
    folder.write("b.cfs", CANONICAL);
    let ended = folder.cfs(&["fmt", "--check", "a.cfs", "b.cfs"]);
    assert_eq!(ended.code, Some(1));
    assert_eq!(folder.read("a.cfs"), LOOSE);
    assert!(
        ended.stderr.contains("a.cfs:1: not in canonical form"),
        "{ended:?}"
    );
    assert!(!ended.stderr.contains("b.cfs"), "{ended:?}");
    assert_eq!(folder.cfs(&["fmt", "--check", "b.cfs"]).code, Some(0));
}

#[test]
fn standard_input_is_printed() {
    let folder = Folder::new();
    let ended = folder.cfs_reading(&["fmt", "-"], LOOSE);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), CANONICAL));
}

#[test]
fn a_file_that_cannot_be_read_is_left_as_it_is() {
    let folder = Folder::new();
    folder.write("broken.cfs", "aps 3 {\n users ,\n");
    folder.write("a.cfs", LOOSE);
    let ended = folder.cfs(&["fmt", "broken.cfs", "missing.cfs", "a.cfs"]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(folder.read("broken.cfs"), "aps 3 {\n users ,\n");
    assert_eq!(folder.read("a.cfs"), CANONICAL);
    assert!(ended.stderr.contains("missing.cfs"), "{ended:?}");
    assert_eq!(folder.cfs(&["fmt"]).code, Some(2));
}
