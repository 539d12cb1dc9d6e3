//! Scenarios below folders.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use cfs::language::vocabulary::table::codes;

use super::console::Console;
use super::exit::Exit;
use super::kind::no_scenario;
use super::message::Message;

/// The scenarios that some paths mean, each once: files, and every `*.cfs` file below folders. A path that cannot
/// be read or has no scenario is shown.
///
/// # Errors
/// The exit code, once all of these are shown.
pub(super) fn all(
    console: &Console,
    paths: &[PathBuf],
    purpose: &str,
) -> Result<Vec<PathBuf>, Exit> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    let mut refused = Vec::new();
    for path in paths {
        if let (false, Some(message)) = (path.is_dir(), no_scenario(path)) {
            refused.push(message);
            continue;
        }
        match files(path, "cfs") {
            Err(message) => refused.push(Message::error(codes::USAGE, message)),
            Ok(scenarios) if scenarios.is_empty() => {
                let message = format!("there is no *.cfs file {purpose} in `{}`", path.display());
                refused.push(Message::error(codes::USAGE, message));
            }
            Ok(scenarios) => found.extend(scenarios.into_iter().filter(|scenario| {
                seen.insert(scenario.canonicalize().unwrap_or_else(|_| scenario.clone()))
            })),
        }
    }
    for message in &refused {
        console.message(message);
    }
    match refused.is_empty() {
        true => Ok(found),
        false => Err(Exit::Usage),
    }
}

/// The files that a path means: itself, or every file below it whose name ends so, in the order of names.
/// Hidden folders, and links to folders, are not entered.
///
/// # Errors
/// That a folder cannot be read, and why.
pub(super) fn files(path: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    if path.is_dir() {
        below(path, ending, &mut found).map_err(|(folder, error)| {
            format!("the folder `{}` cannot be read: {error}", folder.display())
        })?;
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
    use crate::cli::options::Format;

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
        let found = all(
            &Console::new(Format::Human, true),
            &[root.to_owned()],
            "here",
        )
        .unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(root).unwrap().to_str().unwrap())
            .collect();
        assert_eq!(names, ["a.cfs", "b/x.cfs", "c.cfs"]);
    }
}
