//! The one place that touches the disk: whole files, or none.
//!
//! A file is written beside its place under a name of its own, put on disk,
//! and then renamed, so that a reader sees the old file or the new one and
//! never a part. Files that belong together are a [`FileSet`]:
//! none is renamed before all are on disk, and if a rename fails the earlier
//! ones are taken back.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, IntoInnerError, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::SystemTime;

use thiserror::Error;

use super::file_name::{self, NameFault, folded};
pub use super::hashed::Digested;
use super::hashed::{self, Hashed};
use super::lock::Lock;
use super::part::Part;

/// Bytes of a file on its way that are written at once.
const BUFFER: usize = 1 << 16;

/// What went wrong on disk, and where.
#[derive(Debug, Error)]
pub enum FileError {
    /// The path of the folder is a file.
    #[error("`{}` is not a folder", path.display())]
    NotAFolder {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The folder cannot be created.
    #[error("the folder `{}` cannot be created: {source}", path.display())]
    CannotCreate {
        /// The folder asked for.
        path: PathBuf,
        /// The reason that the system gives.
        source: io::Error,
    },
    /// Files cannot be created in the folder.
    #[error("the folder `{}` cannot be written to: {source}", path.display())]
    NotWritable {
        /// The folder asked for.
        path: PathBuf,
        /// The reason that the system gives.
        source: io::Error,
    },
    /// A name that does not stay in the folder, or that some system refuses.
    #[error("`{}` cannot be the name of a file: {fault}", name.escape_debug())]
    Name {
        /// The name asked for.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// Two files of a set have one name, letter case aside.
    #[error("two files would be named `{name}`")]
    Duplicate {
        /// The name of the second.
        name: String,
    },
    /// The path of the file is a folder.
    #[error("`{}` is a folder and cannot be replaced by a file", path.display())]
    Occupied {
        /// The file asked for.
        path: PathBuf,
    },
    /// Another program writes files of this name in the folder.
    #[error("another run writes `{name}` in `{}`", folder.display())]
    Busy {
        /// The name.
        name: String,
        /// The folder.
        folder: PathBuf,
    },
    /// A file cannot be written.
    #[error("`{}` cannot be written: {source}", path.display())]
    Write {
        /// The file asked for.
        path: PathBuf,
        /// The reason that the system gives.
        source: io::Error,
    },
    /// A file cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Read {
        /// The file asked for.
        path: PathBuf,
        /// The reason that the system gives.
        source: io::Error,
    },
    /// A file of a set could not be put in its place, nor could all of the
    /// earlier ones be taken back.
    #[error(
        "`{}` cannot be written: {source}; the files before it could not all be taken back, so the folder holds a mixture",
        path.display()
    )]
    Mixture {
        /// The file that could not be put in its place.
        path: PathBuf,
        /// The reason that the system gives.
        source: io::Error,
    },
}

/// The content of a file.
///
/// # Errors
/// When it cannot be read, or is not a regular file: a pipe or a device.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let read = open(path).and_then(|mut file| file.read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(source) => Err(FileError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The content of a file that has no more than a number of bytes.
///
/// # Errors
/// When it has more, cannot be read, or is not a regular file.
pub fn read_up_to(path: &Path, limit: u64) -> Result<Vec<u8>, FileError> {
    let bytes = head(path, limit.saturating_add(1))?;
    if bytes.len() as u64 > limit {
        return Err(FileError::Read {
            path: path.to_owned(),
            source: io::Error::other(format!("it has more than {limit} bytes")),
        });
    }
    Ok(bytes)
}

/// The first bytes of a file, as many as there are up to a number.
///
/// # Errors
/// When it cannot be read, or is not a regular file.
pub fn head(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let read = open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(bytes),
        Err(source) => Err(FileError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// Opens a file to read; a pipe or a device, which may never end, is refused unopened.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if fs::metadata(path)?.is_file() {
        File::open(path)
    } else {
        Err(io::Error::other("not a regular file"))
    }
}

/// The content of a file, to be read piece by piece.
///
/// # Errors
/// When it cannot be opened, or is not a regular file.
pub fn reader(path: &Path) -> Result<Box<dyn Read + Send>, FileError> {
    match open(path) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(source) => Err(FileError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

/// The names of the files of a folder, sorted; those that are not text are left out.
///
/// # Errors
/// When the folder cannot be read.
pub fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let refused = |source| FileError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        names.extend(entry.map_err(refused)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

/// When a file was changed last, by the clock of its file system.
#[must_use]
pub fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

/// What was noted under a name in a folder, and when, where a program holds the name.
#[must_use]
pub fn held(folder: &Path, name: &str) -> Option<(String, SystemTime)> {
    Lock::held(&lock_file(folder, name))
}

/// The file of a name's lock: hidden, and the same for every spelling of the name.
fn lock_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!(".{}.lock", folded(name)))
}

/// SHA-256 of the content of a file, in lower-case hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn hash(path: &Path) -> Result<String, FileError> {
    Ok(digest(path)?.sha256)
}

/// The size of a file and SHA-256 of its content.
///
/// # Errors
/// When it cannot be read.
pub fn digest(path: &Path) -> Result<Digested, FileError> {
    let digested = open(path).and_then(hashed::digest);
    digested.map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })
}

/// The same of the program that is running.
///
/// # Errors
/// When the system does not say which file that is, or it cannot be read.
pub fn hash_of_this_program() -> Result<String, FileError> {
    if let Some(library) = LIBRARY.get() {
        return hash(library);
    }
    // The link leads to the file that was started, even if another has taken its name since.
    if cfg!(target_os = "linux") {
        return hash(Path::new("/proc/self/exe"));
    }
    let path = std::env::current_exe().map_err(|source| FileError::Read {
        path: PathBuf::from("the running program"),
        source,
    })?;
    hash(&path)
}

/// The file of the library, where another program has loaded it.
static LIBRARY: OnceLock<PathBuf> = OnceLock::new();

/// Says in which file this library is, where another program has loaded it; said once, it stays.
pub fn loaded_from(path: PathBuf) {
    LIBRARY.get_or_init(|| path);
}

/// A folder that results go to, known to exist and to be writable.
///
/// Where the folder lies is settled when it is opened: links on the way to it
/// are the user's own and are followed then. Inside it no link is followed; a
/// link in the place of a file is replaced, and what it led to is untouched.
#[derive(Debug, Clone)]
pub struct OutputFolder {
    root: PathBuf,
    /// The folder as it was named.
    named: PathBuf,
    /// Names that this program holds here, until the last copy of this value is dropped.
    locks: Arc<Mutex<BTreeMap<String, Lock>>>,
}

impl OutputFolder {
    /// Opens the folder, creating it (and those above it) where needed.
    ///
    /// # Errors
    /// When it cannot be created, is not a folder or cannot be written to.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, FileError> {
        let path = path.as_ref();
        create_folder(path)?;
        let root = path
            .canonicalize()
            .map_err(|source| FileError::CannotCreate {
                path: path.to_owned(),
                source,
            })?;
        Part::create(&root, "check").map_err(|source| FileError::NotWritable {
            path: path.to_owned(),
            source,
        })?;
        Ok(Self {
            root,
            named: path.to_owned(),
            locks: Arc::default(),
        })
    }

    /// Holds a name in the folder, so that no other program writes files of this name there before this
    /// value and its copies are dropped or the program ends. Says what the last one that held the name noted
    /// down; an empty text where none has, or where the name is held already.
    ///
    /// # Errors
    /// When another program holds it, or the disk refuses.
    pub fn hold(&self, name: &str) -> Result<String, FileError> {
        if self.holds(name) {
            return Ok(String::new());
        }
        let file = self.lock_file(name);
        let refused = |source| FileError::Write {
            path: file.clone(),
            source,
        };
        let lock = Lock::take(&file).map_err(refused)?;
        let lock = lock.ok_or_else(|| FileError::Busy {
            name: name.to_owned(),
            folder: self.named.clone(),
        })?;
        // What is not text was not noted by this program.
        let noted = lock.read().unwrap_or_default();
        self.locks().insert(folded(name), lock);
        Ok(noted)
    }

    /// Whether this value or a copy of it holds a name.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        self.locks().contains_key(&folded(name))
    }

    /// Releases a name that is held, with all that was noted under it, and removes the file of its lock.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget(&self, name: &str) -> Result<(), FileError> {
        let Some(lock) = self.locks().remove(&folded(name)) else {
            return Ok(());
        };
        let path = self.lock_file(name);
        lock.remove(&path)
            .map_err(|source| FileError::Write { path, source })
    }

    /// Notes something down for the next one that holds a name.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn note(&self, name: &str, text: &str) -> Result<(), FileError> {
        let locks = self.locks();
        let written = locks.get(&folded(name)).map(|lock| lock.write(text));
        written
            .unwrap_or(Ok(()))
            .map_err(|source| FileError::Write {
                path: self.lock_file(name),
                source,
            })
    }

    /// What was noted down under a name, held or not; an empty text where nothing was.
    #[must_use]
    pub fn noted(&self, name: &str) -> String {
        let text = read(&self.lock_file(name)).map(String::from_utf8);
        text.ok().and_then(Result::ok).unwrap_or_default()
    }

    fn locks(&self) -> MutexGuard<'_, BTreeMap<String, Lock>> {
        self.locks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_file(&self, name: &str) -> PathBuf {
        lock_file(&self.root, name)
    }

    /// The folder as it was named.
    #[must_use]
    pub fn named(&self) -> &Path {
        &self.named
    }

    /// The folder's absolute path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The place of a file in the folder, if a file may be there. Ask before
    /// a long run, so that its results do not fail on a name.
    ///
    /// # Errors
    /// When the name is not a plain one, or a folder bears it.
    pub fn place(&self, name: &str) -> Result<PathBuf, FileError> {
        file_name::check(name).map_err(|fault| FileError::Name {
            name: name.to_owned(),
            fault,
        })?;
        let path = self.root.join(name);
        let is_folder = fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir());
        if is_folder {
            return Err(FileError::Occupied { path });
        }
        Ok(path)
    }

    /// Files to be written together.
    #[must_use]
    pub const fn file_set(&self) -> FileSet<'_> {
        FileSet {
            folder: self,
            staged: Vec::new(),
            outdated: Vec::new(),
        }
    }

    /// Gives a file of the folder the first name that is free: `to`, or `to.1`, `to.2`, ...; says which.
    ///
    /// # Errors
    /// When a name is refused or the disk refuses.
    pub fn set_aside(&self, name: &str, to: &str) -> Result<String, FileError> {
        let from = self.place(name)?;
        let names = std::iter::once(to.to_owned()).chain((1..).map(|n: u32| format!("{to}.{n}")));
        for free in names {
            let place = self.place(&free)?;
            if fs::symlink_metadata(&place).is_ok() {
                continue;
            }
            return match fs::rename(&from, &place) {
                Ok(()) => Ok(free),
                Err(source) => Err(FileError::Write {
                    path: place,
                    source,
                }),
            };
        }
        Ok(name.to_owned())
    }

    /// Writes a single file, whole or not at all.
    ///
    /// # Errors
    /// When its name is refused or the disk refuses it.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, FileError> {
        let mut set = self.file_set();
        set.add(name, bytes)?;
        set.commit()?;
        Ok(self.root.join(name))
    }
}

fn create_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(|source| {
        let path = path.to_owned();
        let blocked = path
            .ancestors()
            .find(|part| fs::metadata(part).is_ok_and(|found| !found.is_dir()));
        match blocked {
            Some(file) => FileError::NotAFolder {
                path: file.to_owned(),
            },
            None => FileError::CannotCreate { path, source },
        }
    })
}

/// Files that are put in their places together, or not at all. What was staged
/// vanishes when the set is dropped without a commit.
#[derive(Debug)]
pub struct FileSet<'a> {
    folder: &'a OutputFolder,
    staged: Vec<Staged>,
    outdated: Vec<PathBuf>,
}

/// A file that is on disk, beside its place.
#[derive(Debug)]
struct Staged {
    name: String,
    place: PathBuf,
    content: Part,
}

impl FileSet<'_> {
    /// The place of a file that the set does not have yet.
    fn free_place(&self, name: &str) -> Result<PathBuf, FileError> {
        let place = self.folder.place(name)?;
        let key = folded(name);
        if self.staged.iter().any(|s| folded(&s.name) == key) {
            return Err(FileError::Duplicate {
                name: name.to_owned(),
            });
        }
        Ok(place)
    }

    /// Writes a file beside its place.
    ///
    /// # Errors
    /// When the name is refused or taken, or the disk refuses the content.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<Digested, FileError> {
        self.add_with(name, |into| into.write_all(bytes))
    }

    /// The same of content that is written piece by piece; says how large it became and what its hash is.
    ///
    /// # Errors
    /// When the name is refused or taken, or the disk refuses the content.
    pub fn add_with(
        &mut self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Digested, FileError> {
        let place = self.free_place(name)?;
        let staged = stage(&self.folder.root, name, content);
        let (content, digested) = staged.map_err(|source| FileError::Write {
            path: place.clone(),
            source,
        })?;
        self.staged.push(Staged {
            name: name.to_owned(),
            place,
            content,
        });
        Ok(digested)
    }

    /// The same of content that is written in any order, however large; says how large it became and what its hash is.
    ///
    /// # Errors
    /// When the name is refused or taken, the function fails, or the disk refuses.
    pub fn add_in_place(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> Result<Digested, FileError> {
        let place = self.free_place(name)?;
        let staged = || {
            let (content, mut file) = Part::create(&self.folder.root, name)?;
            write(&mut file)?;
            file.sync_all()?;
            Ok(content)
        };
        let content = staged().map_err(|source| FileError::Write {
            path: place.clone(),
            source,
        })?;
        let digested = digest(&content)?;
        self.staged.push(Staged {
            name: name.to_owned(),
            place,
            content,
        });
        Ok(digested)
    }

    /// Takes a file out of the folder once the set is committed, unless the set
    /// itself puts another in its place.
    ///
    /// # Errors
    /// When the name is refused.
    pub fn remove(&mut self, name: &str) -> Result<(), FileError> {
        self.outdated.push(self.folder.place(name)?);
        Ok(())
    }

    /// Takes out what is outdated, then puts every file in its place, in the
    /// order added. Add the file that describes the others last: should the
    /// machine stop midway, the old one still names the files that it was
    /// written for.
    ///
    /// # Errors
    /// When a file cannot be put in its place or taken out; all are then as before.
    pub fn commit(self) -> Result<Vec<PathBuf>, FileError> {
        self.commit_with(|from, to| fs::rename(from, to))
    }

    /// Commits by a given way of renaming, so that a test can make it fail.
    fn commit_with(
        self,
        mut rename: impl FnMut(&Path, &Path) -> io::Result<()>,
    ) -> Result<Vec<PathBuf>, FileError> {
        let root = &self.folder.root;
        let mut done: Vec<Done> = Vec::new();
        let outdated = self.outdated.iter().filter(|place| !self.holds(place));
        for place in outdated {
            let step = keep_old(root, "outdated", place).and_then(|old| match old {
                Some(old) => fs::remove_file(place).map(|()| Some(old)),
                None => Ok(None),
            });
            match step {
                Ok(old) => done.push(Done {
                    place: place.clone(),
                    old,
                }),
                Err(source) => return Err(undo(done, place, source, rename)),
            }
        }
        let removed = done.len();
        for Staged {
            name,
            place,
            content,
        } in self.staged
        {
            let step = keep_old(root, &name, &place)
                .and_then(|old| rename(&content, &place).map(|()| old));
            match step {
                Ok(old) => {
                    content.forget();
                    done.push(Done { place, old });
                }
                Err(source) => return Err(undo(done, &place, source, rename)),
            }
        }
        sync_folder(root);
        let written = done.into_iter().skip(removed);
        Ok(written.map(|done| done.place).collect())
    }

    /// Whether a file of the set goes to this place, on any system.
    fn holds(&self, place: &Path) -> bool {
        let key = |path: &Path| path.file_name().map(|name| folded(&name.to_string_lossy()));
        let place = key(place);
        self.staged.iter().any(|file| key(&file.place) == place)
    }
}

/// Writes content under a name of its own and waits until it is on disk.
fn stage(
    folder: &Path,
    name: &str,
    content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<(Part, Digested)> {
    let (part, file) = Part::create(folder, name)?;
    let mut writer = BufWriter::with_capacity(BUFFER, Hashed::new(file));
    content(&mut writer)?;
    let hashed = writer.into_inner().map_err(IntoInnerError::into_error)?;
    let (file, digested) = hashed.finish();
    file.sync_all()?;
    Ok((part, digested))
}

/// A file in its new place, or gone from its old one.
struct Done {
    place: PathBuf,
    /// What was there before, if anything was.
    old: Option<Part>,
}

/// A second name for the file that is about to be replaced or taken out.
fn keep_old(folder: &Path, stem: &str, place: &Path) -> io::Result<Option<Part>> {
    match fs::symlink_metadata(place) {
        Ok(_) => Part::of(folder, stem, place).map(Some),
        Err(_) => Ok(None),
    }
}

/// Restores what was in the places before.
fn undo(
    done: Vec<Done>,
    failed: &Path,
    source: io::Error,
    mut rename: impl FnMut(&Path, &Path) -> io::Result<()>,
) -> FileError {
    let mut restored = true;
    for Done { place, old } in done.into_iter().rev() {
        restored &= match old {
            None => fs::remove_file(&place).is_ok() || !place.exists(),
            Some(old) => {
                let back = rename(&old, &place).is_ok();
                // Where it is not back, the old content is kept under its second name.
                old.forget();
                back
            }
        };
    }
    let path = failed.to_owned();
    if restored {
        FileError::Write { path, source }
    } else {
        FileError::Mixture { path, source }
    }
}

/// Makes the new names last through a power cut where the system can. Where it
/// cannot (folders cannot be opened as files on Windows) the files are whole all the same.
fn sync_folder(folder: &Path) {
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(folder: &Path) -> Vec<(String, String)> {
        let mut files: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| {
                let entry = entry.unwrap();
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read_to_string(entry.path()).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    fn refuse() -> io::Error {
        io::Error::other("refused")
    }

    #[test]
    fn a_rename_that_fails_midway_leaves_everything_as_it_was() {
        let temp = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(temp.path()).unwrap();
        folder.write("a.csv", b"old a").unwrap();
        folder.write("c.json", b"old c").unwrap();
        let before = listing(temp.path());

        let mut set = folder.file_set();
        for name in ["a.csv", "b.csv", "c.json"] {
            set.add(name, b"new").unwrap();
        }
        let mut renames = 0;
        let error = set
            .commit_with(|from, to| {
                renames += 1;
                if renames == 3 {
                    return Err(refuse());
                }
                fs::rename(from, to)
            })
            .unwrap_err();

        assert!(matches!(&error, FileError::Write { path, .. } if path.ends_with("c.json")));
        assert_eq!(
            listing(temp.path()),
            before,
            "no file changed, none is left over"
        );
    }

    #[test]
    fn what_is_outdated_goes_with_the_rest_or_stays_with_it() {
        let temp = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(temp.path()).unwrap();
        for name in ["a.csv", "b.svg", "c.json"] {
            folder.write(name, b"old").unwrap();
        }
        let before = listing(temp.path());
        let set = || {
            let mut set = folder.file_set();
            for name in ["A.csv", "b.svg", "never.svg"] {
                set.remove(name).unwrap();
            }
            for name in ["a.csv", "c.json"] {
                set.add(name, b"new").unwrap();
            }
            set
        };
        let refused = set().commit_with(|from, to| match to.ends_with("c.json") {
            true => Err(refuse()),
            false => fs::rename(from, to),
        });
        assert!(refused.is_err());
        assert_eq!(listing(temp.path()), before, "nothing is gone");
        let written = set().commit().unwrap();
        assert_eq!(written.len(), 2);
        let names: Vec<_> = listing(temp.path())
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, ["a.csv", "c.json"]);
    }

    #[test]
    fn a_mixture_that_cannot_be_undone_is_called_one() {
        let temp = tempfile::tempdir().unwrap();
        let folder = OutputFolder::open(temp.path()).unwrap();
        folder.write("a.csv", b"old").unwrap();
        let mut set = folder.file_set();
        set.add("a.csv", b"new").unwrap();
        set.add("b.csv", b"new").unwrap();
        let mut renames = 0;
        let error = set
            .commit_with(|from, to| {
                renames += 1;
                if renames > 1 {
                    return Err(refuse());
                }
                fs::rename(from, to)
            })
            .unwrap_err();
        assert!(matches!(error, FileError::Mixture { .. }));
        let contents: Vec<_> = listing(temp.path())
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(contents, ["old", "new"], "the old content is kept beside");
    }
}
