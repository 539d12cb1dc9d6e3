//! Files on their way: beside their place under a name of their own, gone when dropped.
//!
//! Names are counted and created only where there is none yet, so that two runs in one folder do not
//! meet and nothing random is needed.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// Most names that are tried: as many as an interrupted program may have left, and more.
const NAMES: u32 = 10_000;

/// A file in a folder, removed when dropped.
#[derive(Debug)]
pub(crate) struct Part {
    path: PathBuf,
}

impl Part {
    /// Creates an empty file in the folder; its name begins with the stem, hidden.
    pub(crate) fn create(folder: &Path, stem: &str) -> io::Result<(Self, File)> {
        // Results are as readable as any file the user makes: the system's mask decides.
        Self::named(folder, stem, |path| {
            // What is written in place is summed up afterwards.
            OpenOptions::new()
                .read(true)
                .write(true)
                .create_new(true)
                .open(path)
        })
    }

    /// A second name for a file of the folder, or a copy where the file system has no second names.
    /// A symbolic link is kept as it is, never what it leads to.
    pub(crate) fn of(folder: &Path, stem: &str, file: &Path) -> io::Result<Self> {
        let is_file = fs::symlink_metadata(file)?.is_file();
        let linked = Self::named(folder, stem, |path| fs::hard_link(file, path));
        match linked {
            Ok((part, ())) => Ok(part),
            Err(_) if is_file => {
                let (part, mut copy) = Self::create(folder, stem)?;
                io::copy(&mut File::open(file)?, &mut copy)?;
                fs::set_permissions(&part.path, fs::metadata(file)?.permissions())?;
                Ok(part)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes something of the first name that is free.
    fn named<T>(
        folder: &Path,
        stem: &str,
        mut make: impl FnMut(&Path) -> io::Result<T>,
    ) -> io::Result<(Self, T)> {
        for number in 0..NAMES {
            let path = folder.join(format!(".{stem}.{number}.part"));
            match make(&path) {
                Ok(made) => return Ok((Self { path }, made)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        let reason = format!("`.{stem}.0.part` and {NAMES} names like it are taken");
        Err(io::Error::new(io::ErrorKind::AlreadyExists, reason))
    }

    /// Leaves the file to others: it was renamed, or is to stay.
    pub(crate) fn forget(mut self) {
        self.path = PathBuf::new();
    }
}

impl Deref for Part {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl AsRef<Path> for Part {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // One that is left to others has no path here, and so nothing is removed.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_names_of_their_own_and_vanish() {
        let temp = tempfile::tempdir().unwrap();
        let (first, _) = Part::create(temp.path(), "a.csv").unwrap();
        let (second, _) = Part::create(temp.path(), "a.csv").unwrap();
        assert!(first.ends_with(".a.csv.0.part"));
        assert!(second.ends_with(".a.csv.1.part"));
        drop(first);
        second.forget();
        let names: Vec<_> = fs::read_dir(temp.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(names, [".a.csv.1.part"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_kept_as_a_link() {
        let temp = tempfile::tempdir().unwrap();
        let link = temp.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).unwrap();
        let part = Part::of(temp.path(), "link", &link).unwrap();
        assert_eq!(fs::read_link(&*part).unwrap(), Path::new("nowhere"));
    }
}
