//! Scenarios on disk and from standard input.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::files::open;
use super::identity::{entry, resolved};
use crate::language::syntax::{MAX_DATA_BYTES, MAX_TEXT_BYTES, ReadError, SourceProvider};

/// Files, found relative to the file that uses them, in the trees of those that a user named.
///
/// A file has one name, whichever way it is reached: the first that was used.
///
/// The tree of a file that a user named is the repository around it, the nearest folder with a `.git`, or
/// else the file's own folder. Files outside are not read, wherever a name or a link leads, unless a caller
/// allows it: a scenario from elsewhere cannot show what is on this machine.
#[derive(Debug, Default)]
pub struct Files {
    /// A source that is not read from a file of its name.
    given: Option<Given>,
    /// Whether files outside the trees are read.
    outside: bool,
    paths: RefCell<Paths>,
}

/// A source whose text is known.
#[derive(Debug)]
struct Given {
    name: String,
    /// The folder beside which what it uses is found.
    folder: PathBuf,
    /// The text, or why there is none.
    text: Result<String, ReadError>,
}

/// Names, and the paths behind them.
#[derive(Debug, Default)]
struct Paths {
    /// The path of each name; names are text, and paths need not be.
    of_name: BTreeMap<String, PathBuf>,
    /// The first name of each file by its canonical path.
    names: BTreeMap<PathBuf, String>,
    /// The names that a user gave.
    roots: BTreeSet<String>,
    /// The folders in which files are read, canonical.
    trees: BTreeSet<PathBuf>,
}

/// What marks a folder as a repository.
const REPOSITORY: &str = ".git";

/// What the name of a scenario that another uses ends with.
const ENDING: &str = "cfs";

impl Files {
    /// The name of what comes from standard input, and so of a scenario that is nothing but statements.
    pub const STANDARD_INPUT: &str = "stdin";

    /// Files, and what was read from standard input as the source [`Self::STANDARD_INPUT`]; its tree is that
    /// of a file in the current folder.
    #[must_use]
    pub fn with_standard_input(text: Result<String, ReadError>) -> Self {
        Self::with_given(Self::STANDARD_INPUT.to_owned(), PathBuf::new(), text)
    }

    /// Files, and a text that is read as the file at a path would be: another version of it. Its source is named
    /// as [`Self::root`] names that file.
    #[must_use]
    pub fn with_version_of(path: &Path, text: Result<String, ReadError>) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        Self::with_given(display(path), folder, text)
    }

    /// The name of the source whose text was given; empty where there is none.
    #[must_use]
    pub fn given_name(&self) -> &str {
        self.given.as_ref().map_or("", |given| &given.name)
    }

    fn with_given(name: String, folder: PathBuf, text: Result<String, ReadError>) -> Self {
        let paths = Paths {
            trees: BTreeSet::from([tree(&folder)]),
            ..Paths::default()
        };
        Self {
            given: Some(Given { name, folder, text }),
            paths: RefCell::new(paths),
            ..Self::default()
        }
    }

    /// The same, but files outside the trees are read as well where `allowed`.
    #[must_use]
    pub fn outside(mut self, allowed: bool) -> Self {
        self.outside = allowed;
        self
    }

    /// The name of the scenario at a path that a user gave.
    #[must_use]
    pub fn root(&self, path: &Path) -> String {
        let folder = path.parent().unwrap_or(Path::new(""));
        self.paths.borrow_mut().trees.insert(tree(folder));
        let name = self.name(path.to_owned());
        self.paths.borrow_mut().roots.insert(name.clone());
        name
    }

    /// The path behind a name that this provider gave; none of standard input, and of other names.
    #[must_use]
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.paths.borrow().of_name.get(name).cloned()
    }

    /// Every file that was asked for so far, there or not, in the order of their names.
    #[must_use]
    pub fn asked_for(&self) -> Vec<PathBuf> {
        self.paths.borrow().of_name.values().cloned().collect()
    }

    /// The one name of a path.
    fn name(&self, path: PathBuf) -> String {
        let mut paths = self.paths.borrow_mut();
        // Without a canonical path there is no such file, or no way to it; reading says which.
        let canonical = path.canonicalize().ok();
        if let Some(name) = canonical.as_ref().and_then(|path| paths.names.get(path)) {
            return name.clone();
        }
        let path = shortened(path, canonical.as_deref());
        let mut name = display(&path);
        if self.given.as_ref().is_some_and(|given| given.name == name) {
            name = format!("./{name}");
        }
        if let Some(canonical) = canonical {
            paths.names.insert(canonical, name.clone());
        }
        paths.of_name.insert(name.clone(), path);
        name
    }

    /// The file behind a name, if it may be read, with links followed.
    fn inside(&self, name: &str) -> Result<PathBuf, ReadError> {
        let path = self.path(name).unwrap_or_default();
        if path.as_os_str().is_empty() {
            return Err(ReadError::Other("its name is empty".into()));
        }
        let paths = self.paths.borrow();
        let is_inside =
            |path: &Path| self.outside || paths.trees.iter().any(|tree| path.starts_with(tree));
        // Whether there is a file outside is not said either.
        if !is_inside(&entry(&path)) {
            return Err(ReadError::Other(OUTSIDE.into()));
        }
        let canonical = path.canonicalize().map_err(|error| refused(&error))?;
        match is_inside(&canonical) {
            true => Ok(canonical),
            false => Err(ReadError::Other(OUTSIDE.into())),
        }
    }
}

/// Why a file outside the trees is not read.
const OUTSIDE: &str = "it is outside the folder of the scenario and the repository around it; `--allow-outside` reads it";

/// The repository around a folder, or the folder itself; canonical.
fn tree(folder: &Path) -> PathBuf {
    let folder = resolved(folder);
    let mut around = folder.ancestors();
    let repository = around.find(|folder| folder.join(REPOSITORY).exists());
    repository.map(Path::to_owned).unwrap_or(folder)
}

impl SourceProvider for Files {
    fn resolve(&self, from: &str, target: &str) -> String {
        let given = self.given.as_ref().filter(|given| given.name == from);
        let path = self.path(from).unwrap_or_default();
        let beside = || path.parent().unwrap_or(Path::new(""));
        let folder = given.map_or_else(beside, |given| &given.folder);
        self.name(folder.join(target))
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        match &self.given {
            Some(given) if name == given.name => given.text.clone(),
            _ => {
                let path = self.inside(name)?;
                let is_scenario = path.extension().is_some_and(|ending| ending == ENDING);
                // Messages quote scenarios; what is none is not to be quoted.
                if !is_scenario && !self.paths.borrow().roots.contains(name) {
                    let reason = "only scenarios are used, whose names end with `.cfs`";
                    return Err(ReadError::Other(reason.into()));
                }
                read_file(&path, MAX_TEXT_BYTES).and_then(text)
            }
        }
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        read_file(&self.inside(name)?, MAX_DATA_BYTES)
    }
}

/// The path without `.` and `folder/..`, provided that it still leads to the same file: past a
/// symbolic link `..` is elsewhere.
fn shortened(path: PathBuf, canonical: Option<&Path>) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        match (part, short.components().next_back()) {
            (Component::CurDir, _) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                short.pop();
            }
            (part, _) => short.push(part),
        }
    }
    let same = short.canonicalize().ok().as_deref() == canonical;
    if same { short } else { path }
}

/// A path as text; the same on every system.
fn display(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn read_file(path: &Path, limit: usize) -> Result<Vec<u8>, ReadError> {
    let metadata = fs::metadata(path).map_err(|error| refused(&error))?;
    if metadata.is_dir() {
        return Err(ReadError::Other("it is a folder".into()));
    }
    if metadata.len() > limit as u64 {
        let what = format!("it has {} bytes", metadata.len());
        return Err(too_large(&what, limit));
    }
    read_limited(open(path).map_err(|error| refused(&error))?, limit)
}

/// The text of a stream.
///
/// # Errors
/// When it cannot be read, is not UTF-8, or has more than [`MAX_TEXT_BYTES`].
pub fn read_text(stream: impl Read) -> Result<String, ReadError> {
    read_limited(stream, MAX_TEXT_BYTES).and_then(text)
}

/// Reads to the end; a stream that has none is left at the limit.
fn read_limited(stream: impl Read, limit: usize) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    stream
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| refused(&error))?;
    if bytes.len() > limit {
        return Err(too_large("it goes on", limit));
    }
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> Result<String, ReadError> {
    const UTF_16: [&[u8]; 2] = [&[0xFF, 0xFE], &[0xFE, 0xFF]];
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        let reason = "it is UTF-16 text; save it as UTF-8";
        return Err(ReadError::Other(reason.into()));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..valid];
        let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
        ReadError::Other(format!("it is not UTF-8 text (line {line}, byte {valid})"))
    })
}

fn too_large(what: &str, limit: usize) -> ReadError {
    ReadError::Other(format!("{what}, beyond the limit of {limit} bytes"))
}

fn refused(error: &io::Error) -> ReadError {
    match error.kind() {
        io::ErrorKind::NotFound => ReadError::NotFound,
        io::ErrorKind::NotADirectory => {
            ReadError::Other("a part of its path is a file, not a folder".into())
        }
        io::ErrorKind::PermissionDenied => ReadError::Other("permission denied".into()),
        io::ErrorKind::Other => ReadError::Other(format!("it is {error}")),
        _ => ReadError::Other(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        for name in ["a.cfs", "b.cfs", "sub/c.cfs"] {
            fs::write(folder.path().join(name), name).unwrap();
        }
        folder
    }

    #[test]
    fn a_file_has_one_name_whichever_way_it_is_reached() {
        let folder = folder();
        let files = Files::default();
        let a = files.root(&folder.path().join("a.cfs"));
        let b = files.resolve(&a, "b.cfs");
        assert_eq!(files.resolve(&a, "./sub/../b.cfs"), b);
        let c = files.resolve(&a, "sub/c.cfs");
        assert_eq!(files.resolve(&c, "../b.cfs"), b);
        assert_eq!(files.resolve(&c, &a), a);
        assert_eq!(files.read(&b).as_deref(), Ok("b.cfs"));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_and_circles_of_links_end() {
        use std::os::unix::fs::symlink;
        let folder = folder();
        symlink(folder.path(), folder.path().join("self")).unwrap();
        symlink(
            folder.path().join("loop.cfs"),
            folder.path().join("loop.cfs"),
        )
        .unwrap();
        let files = Files::default();
        let a = files.root(&folder.path().join("a.cfs"));
        assert_eq!(files.resolve(&a, "self/self/a.cfs"), a);
        let circle = files.resolve(&a, "loop.cfs");
        assert!(matches!(files.read(&circle), Err(ReadError::Other(_))));
    }

    #[test]
    fn what_is_no_text_of_reasonable_size_is_refused_with_a_reason() {
        let folder = folder();
        let files = Files::default();
        let read = |name: &str| files.read(&files.root(&folder.path().join(name)));
        let reason = |name: &str| match read(name) {
            Err(ReadError::Other(reason)) => reason,
            other => panic!("{name}: {other:?}"),
        };
        fs::write(folder.path().join("latin.cfs"), b"users 9\n# caf\xe9\n").unwrap();
        fs::write(folder.path().join("wide.cfs"), b"\xff\xfeu\0").unwrap();
        fs::write(
            folder.path().join("large.cfs"),
            vec![b' '; MAX_TEXT_BYTES + 1],
        )
        .unwrap();
        assert_eq!(read("none.cfs"), Err(ReadError::NotFound));
        assert_eq!(
            reason("latin.cfs"),
            "it is not UTF-8 text (line 2, byte 13)"
        );
        assert!(reason("wide.cfs").contains("UTF-16"));
        assert!(reason("large.cfs").contains("limit"));
        assert_eq!(reason("sub"), "it is a folder");
        assert!(reason("a.cfs/b.cfs").contains("not a folder"));
        assert!(
            matches!(read_limited(io::repeat(b' '), 99), Err(ReadError::Other(r)) if r.contains("limit"))
        );
        let data = files.read_data(&files.root(&folder.path().join("latin.cfs")));
        assert_eq!(data.as_deref(), Ok(&b"users 9\n# caf\xe9\n"[..]));
    }
}
