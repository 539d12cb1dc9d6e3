//! Files come whole or not at all, and never outside their folder.

use std::fs;
use std::path::Path;

use cfs::disk::files::{FileError, OutputFolder, read};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_folder_is_created_with_those_above_it_and_left_empty() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("a/b");
    let folder = OutputFolder::open(&path).unwrap();
    assert!(folder.path().is_absolute());
    assert_eq!(names(&path), Vec::<String>::new());
}

#[test]
fn a_file_where_the_folder_should_be_is_named() {
    let temp = tempfile::tempdir().unwrap();
    let file = temp.path().join("results");
    fs::write(&file, "mine").unwrap();
    for path in [file.clone(), file.join("below")] {
        match OutputFolder::open(path).unwrap_err() {
            FileError::NotAFolder { path } => assert_eq!(path, file),
            other => panic!("{other}"),
        }
    }
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn a_set_appears_together() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    folder.write("a.csv", b"old").unwrap();
    let mut set = folder.file_set();
    set.add("a.csv", b"new").unwrap();
    set.add("b.csv", b"b").unwrap();
    assert_eq!(read(&temp.path().join("a.csv")).unwrap(), b"old");
    assert!(!temp.path().join("b.csv").exists());

    let places = set.commit().unwrap();
    assert_eq!(
        places,
        ["a.csv", "b.csv"].map(|name| folder.path().join(name))
    );
    assert_eq!(read(&temp.path().join("a.csv")).unwrap(), b"new");
    assert_eq!(names(temp.path()), ["a.csv", "b.csv"]);
}

#[test]
fn a_set_that_is_dropped_leaves_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    let mut set = folder.file_set();
    set.add("a.csv", b"a").unwrap();
    drop(set);
    assert_eq!(names(temp.path()), Vec::<String>::new());
}

#[test]
fn names_that_leave_the_folder_or_that_some_system_refuses_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path().join("results")).unwrap();
    let long = "a".repeat(201);
    let refused = [
        "",
        ".",
        "..",
        "../a.csv",
        "..\\a.csv",
        "/etc/passwd",
        "a/b.csv",
        "C:a.csv",
        ".hidden",
        "a.",
        "a ",
        "a\0b",
        "a\nb",
        "a\u{1b}[2Jb",
        "what?.csv",
        "con",
        "Nul.csv",
        "COM1.summary.csv",
        &long,
    ];
    for name in refused {
        let mut set = folder.file_set();
        assert!(
            matches!(set.add(name, b"x"), Err(FileError::Name { .. })),
            "{name:?} should be refused"
        );
    }
    assert_eq!(names(temp.path()), ["results"]);
    assert_eq!(names(folder.path()), Vec::<String>::new());
}

#[test]
fn names_of_the_users_own_are_taken() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    for name in [
        "régime δ.csv",
        "region.summary.csv",
        "com10.csv",
        "a b.csv",
        "console.csv",
    ] {
        folder.write(name, b"x").unwrap();
    }
}

#[test]
fn a_name_that_would_act_on_the_terminal_is_shown_escaped() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    let message = folder.place("a\u{1b}[2J").unwrap_err().to_string();
    assert_eq!(
        message,
        "`a\\u{1b}[2J` cannot be the name of a file: it contains '\\u{1b}', which names of files cannot hold everywhere"
    );
}

#[test]
fn two_files_of_one_name_are_refused_letter_case_aside() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    let mut set = folder.file_set();
    set.add("Region.csv", b"x").unwrap();
    assert!(matches!(
        set.add("region.csv", b"y"),
        Err(FileError::Duplicate { .. })
    ));
}

#[test]
fn a_folder_in_the_place_of_a_file_is_found_before_writing() {
    let temp = tempfile::tempdir().unwrap();
    fs::create_dir(temp.path().join("a.csv")).unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    assert!(matches!(
        folder.place("a.csv"),
        Err(FileError::Occupied { .. })
    ));
}

#[test]
fn a_failure_at_the_last_moment_leaves_everything_as_it_was() {
    let temp = tempfile::tempdir().unwrap();
    let folder = OutputFolder::open(temp.path()).unwrap();
    folder.write("a.csv", b"old").unwrap();
    let mut set = folder.file_set();
    set.add("a.csv", b"new").unwrap();
    set.add("b.csv", b"new").unwrap();
    fs::create_dir(temp.path().join("b.csv")).unwrap();
    fs::write(temp.path().join("b.csv/kept"), b"kept").unwrap();

    assert!(matches!(set.commit(), Err(FileError::Write { .. })));
    assert_eq!(names(temp.path()), ["a.csv", "b.csv"]);
    assert_eq!(read(&temp.path().join("a.csv")).unwrap(), b"old");
}

#[test]
fn a_missing_file_is_named() {
    let error = read(Path::new("nowhere/region.csv")).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("`nowhere/region.csv` cannot be read")
    );
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_link_in_the_place_of_a_file_is_replaced_and_not_followed() {
        let temp = tempfile::tempdir().unwrap();
        let outside = temp.path().join("outside.csv");
        fs::write(&outside, "untouched").unwrap();
        let folder = OutputFolder::open(temp.path().join("results")).unwrap();
        for (name, target) in [("a.csv", outside.as_path()), ("b.csv", temp.path())] {
            symlink(target, folder.path().join(name)).unwrap();
            folder.write(name, b"result").unwrap();
            let found = fs::symlink_metadata(folder.path().join(name)).unwrap();
            assert!(found.is_file());
        }
        assert_eq!(fs::read(&outside).unwrap(), b"untouched");
        assert_eq!(names(temp.path()), ["outside.csv", "results"]);
    }

    #[test]
    fn the_folder_itself_may_be_a_link() {
        let temp = tempfile::tempdir().unwrap();
        let real = temp.path().join("real");
        fs::create_dir(&real).unwrap();
        symlink(&real, temp.path().join("link")).unwrap();
        let folder = OutputFolder::open(temp.path().join("link")).unwrap();
        folder.write("a.csv", b"x").unwrap();
        assert_eq!(names(&real), ["a.csv"]);
    }

    #[test]
    fn a_link_to_nowhere_is_no_folder() {
        let temp = tempfile::tempdir().unwrap();
        symlink("/nonexistent", temp.path().join("link")).unwrap();
        assert!(OutputFolder::open(temp.path().join("link")).is_err());
    }

    #[test]
    fn results_are_as_readable_as_any_new_file() {
        let temp = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(temp.path()).unwrap();
        folder.write("a.csv", b"x").unwrap();
        fs::write(temp.path().join("plain"), "x").unwrap();
        let mode = |name| {
            fs::metadata(temp.path().join(name))
                .unwrap()
                .permissions()
                .mode()
        };
        assert_eq!(mode("a.csv"), mode("plain"));
    }

    #[test]
    fn a_folder_that_may_not_be_written_to_is_named() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("locked");
        fs::create_dir(&path).unwrap();
        // The superuser may write everywhere, which leaves nothing to test.
        if fs::metadata(&path).unwrap().uid() == 0 {
            return;
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o500)).unwrap();
        let error = OutputFolder::open(&path).unwrap_err();
        assert!(matches!(error, FileError::NotWritable { .. }));
    }
}
