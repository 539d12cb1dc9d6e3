//! Scenarios below folders.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The scenarios that a path means: itself, or every `*.cfs` file below it, in the order of names.
/// Hidden folders, and links to folders, are not entered.
///
/// # Errors
/// The folder that cannot be read, and why.
pub(super) fn scenarios(path: &Path) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    files(path, "cfs")
}

/// The same of files whose names end otherwise.
///
/// # Errors
/// The folder that cannot be read, and why.
pub(super) fn files(path: &Path, ending: &str) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let mut found = Vec::new();
    if path.is_dir() {
        below(path, ending, &mut found)?;
    } else {
        found.push(path.to_owned());
    }
    Ok(found)
}

fn below(
    folder: &Path,
    ending: &str,
    found: &mut Vec<PathBuf>,
) -> Result<(), (PathBuf, io::Error)> {
    let refused = |error| (folder.to_owned(), error);
    let mut entries = fs::read_dir(folder)
        .map_err(refused)?
        .collect::<Result<Vec<_>, _>>()
        .map_err(refused)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // The type of a link is that of the link itself.
        let is_folder = entry.file_type().map_err(refused)?.is_dir();
        let path = entry.path();
        if is_folder && !hidden {
            below(&path, ending, found)?;
        } else if path.extension().is_some_and(|found| found == ending) && path.is_file() {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenarios_are_found_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for sub in ["b", ".git", "empty.cfs"] {
            fs::create_dir(root.join(sub)).unwrap();
        }
        for file in ["c.cfs", "a.cfs", "b/x.cfs", "b/x.csv", ".git/y.cfs"] {
            fs::write(root.join(file), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, root.join("b/again")).unwrap();
        let found = scenarios(root).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(root).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a.cfs", "b/x.cfs", "c.cfs"]);
    }
}
