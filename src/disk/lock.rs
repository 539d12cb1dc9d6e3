//! A lock that the system releases when the program ends, however it ends.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::Path;
use std::thread;
use std::time::{Duration, SystemTime};

/// Most bytes that are read of what a lock says.
const MOST: u64 = 1 << 16;

/// How often, and after how long, a lock is tried again: another process may only be looking whether it is held.
const LOOKS: u32 = 3;
const LOOK: Duration = Duration::from_millis(20);

/// A file that this program holds and no other.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock at a path, whose file stays when the lock is released. None where another holds it.
    pub(super) fn take(path: &Path) -> io::Result<Option<Self>> {
        for _ in 0..LOOKS {
            let lock = Self::take_once(path)?;
            // Its last holder may have removed the file that this one waited for: two could then hold two files of one name.
            if lock.as_ref().is_none_or(|lock| lock.is_at(path)) {
                return Ok(lock);
            }
        }
        Ok(None)
    }

    /// Whether the file at a path is the one that is held.
    fn is_at(&self, path: &Path) -> bool {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            let same = |held: fs::Metadata, found: fs::Metadata| {
                (held.dev(), held.ino()) == (found.dev(), found.ino())
            };
            match (self.file.metadata(), fs::metadata(path)) {
                (Ok(held), Ok(found)) => same(held, found),
                _ => false,
            }
        }
        // A file that is open cannot be removed there.
        #[cfg(not(unix))]
        path.exists()
    }

    /// Removes the file of the lock, which is not taken again, and releases it.
    pub(super) fn remove(self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn take_once(path: &Path) -> io::Result<Option<Self>> {
        // What a link leads to is not ours to write to.
        if fs::symlink_metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::other("not a regular file"));
        }
        let mut options = File::options();
        let file = options
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut taken = file.try_lock();
        for _ in 0..LOOKS {
            if !matches!(taken, Err(TryLockError::WouldBlock)) {
                break;
            }
            thread::sleep(LOOK);
            taken = file.try_lock();
        }
        match taken {
            Ok(()) => Ok(Some(Self { file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            // A file system without locks: a run is as safe there as it was without.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                Ok(Some(Self { file }))
            }
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// What the lock at a path says, and since when, where another holds it.
    pub(super) fn held(path: &Path) -> Option<(String, SystemTime)> {
        let file = File::open(path).ok()?;
        // Shared, so that two that look do not see each other.
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => {}
            Ok(()) | Err(TryLockError::Error(_)) => return None,
        }
        let since = file.metadata().and_then(|found| found.modified()).ok()?;
        Some((Self { file }.read().unwrap_or_default(), since))
    }

    /// What the lock says.
    pub(super) fn read(&self) -> io::Result<String> {
        let mut text = String::new();
        let mut file = &self.file;
        file.rewind()?;
        file.take(MOST).read_to_string(&mut text)?;
        Ok(text)
    }

    /// Makes it say something.
    pub(super) fn write(&self, text: &str) -> io::Result<()> {
        let mut file = &self.file;
        file.rewind()?;
        file.set_len(0)?;
        file.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_taken_once_and_says_what_it_was_told() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("lock");
        let lock = Lock::take(&path).unwrap().unwrap();
        assert!(Lock::take(&path).unwrap().is_none());
        lock.write("a longer text").unwrap();
        lock.write("short").unwrap();
        assert_eq!(lock.read().unwrap(), "short");
        drop(lock);
        let lock = Lock::take(&path).unwrap().unwrap();
        assert_eq!(lock.read().unwrap(), "short");
    }

    #[test]
    fn a_lock_that_was_removed_is_taken_as_a_new_file() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("lock");
        let lock = Lock::take(&path).unwrap().unwrap();
        lock.write("of a run that is gone").unwrap();
        lock.remove(&path).unwrap();
        assert!(!path.exists());
        let lock = Lock::take(&path).unwrap().unwrap();
        assert_eq!(lock.read().unwrap(), "");
        assert!(lock.is_at(&path) && Lock::take(&path).unwrap().is_none());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_whose_file_was_replaced_meanwhile_is_not_held() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("lock");
        let lock = Lock::take_once(&path).unwrap().unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!lock.is_at(&path));
        fs::write(&path, "").unwrap();
        assert!(!lock.is_at(&path));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_lock() {
        let temp = tempfile::tempdir().unwrap();
        let (link, other) = (temp.path().join("lock"), temp.path().join("other"));
        fs::write(&other, "precious").unwrap();
        std::os::unix::fs::symlink(&other, &link).unwrap();
        assert!(Lock::take(&link).is_err());
        assert_eq!(fs::read_to_string(other).unwrap(), "precious");
    }
}
