//! Which file a path leads to, whichever way it is written: through links, in other letter case, in
//! another normal form of Unicode, or under a second name.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::file_name::folded;

/// What a path leads to, now or once a file is written there. Two paths that lead to one file have a
/// key in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    keys: BTreeSet<String>,
}

impl Identity {
    /// The identity of what is at a path, or would be.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        let mut keys = BTreeSet::from([key(&entry(path))]);
        if let Ok(target) = path.canonicalize() {
            keys.insert(key(&target));
        }
        keys.extend(number(path));
        Self { keys }
    }

    /// Whether both are of one file.
    #[must_use]
    pub fn same(&self, other: &Self) -> bool {
        !self.keys.is_disjoint(&other.keys)
    }

    /// The keys, to look others up by.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(String::as_str)
    }
}

/// The place of a path: links are followed among its folders, as far as these exist, and not in its
/// last part.
#[must_use]
pub fn entry(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => resolved(parent).join(name),
        _ => resolved(path),
    }
}

/// The folder that a path leads to; the parts that do not exist yet are taken as they are written.
#[must_use]
pub fn resolved(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    if let Ok(found) = folder.canonicalize() {
        return found;
    }
    let above = folder.parent().map_or_else(PathBuf::new, resolved);
    match folder.components().next_back() {
        Some(Component::Normal(name)) => above.join(name),
        Some(Component::ParentDir) => above.parent().map_or(above.clone(), Path::to_owned),
        _ => above,
    }
}

/// The folder as it is, the name folded: a case-sensitive file system may hold both
/// spellings of a name, and another one may not. Folders that exist have one spelling each.
fn key(path: &Path) -> String {
    let mut folders = path;
    let mut names = Vec::new();
    while let (Some(parent), Some(name)) = (folders.parent(), folders.file_name()) {
        names.push(folded(&name.to_string_lossy()));
        folders = parent;
        if folders.is_dir() {
            break;
        }
    }
    names.reverse();
    format!("{}\u{0}{}", folders.to_string_lossy(), names.join("/"))
}

/// The number that the system gives a file, whatever its names are.
#[cfg(unix)]
fn number(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(format!("number {} {}", found.dev(), found.ino()))
}

#[cfg(not(unix))]
fn number(_: &Path) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_is_itself_in_every_spelling() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("a.csv"), "").unwrap();
        let a = Identity::of(&at("a.csv"));
        for other in ["sub/../a.csv", "./a.csv", "A.CSV"] {
            assert!(a.same(&Identity::of(&at(other))), "{other}");
        }
        assert!(!a.same(&Identity::of(&at("b.csv"))));
        assert!(!a.same(&Identity::of(&at("sub/a.csv"))));
        // Neither exists; composed and decomposed letters are one name.
        let (one, two) = (at("new/caf\u{e9}.csv"), at("NEW/cafe\u{301}.csv"));
        assert!(Identity::of(&one).same(&Identity::of(&two)));
    }

    #[cfg(unix)]
    #[test]
    fn links_and_second_names_lead_to_one_file() {
        use std::os::unix::fs::symlink;
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("a.csv"), "").unwrap();
        symlink(at("sub"), at("link")).unwrap();
        symlink(at("a.csv"), at("soft.csv")).unwrap();
        fs::hard_link(at("a.csv"), at("hard.csv")).unwrap();
        let a = Identity::of(&at("a.csv"));
        assert!(a.same(&Identity::of(&at("soft.csv"))));
        assert!(a.same(&Identity::of(&at("hard.csv"))));
        let new = Identity::of(&at("sub/new.csv"));
        assert!(new.same(&Identity::of(&at("link/new.csv"))));
        assert_eq!(entry(&at("link/new.csv")), entry(&at("sub/new.csv")));
    }
}
