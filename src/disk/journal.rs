//! Files of finished pieces of work, so that a run can go on where it was stopped, and walk through its results without
//! holding them.
//!
//! A journal is a line that says so, then records; pieces are added at its end as they are done. What is added is with the
//! system at once, so that a program that is killed loses at most the piece that it was adding, and on disk about a second later.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::files::{self, FileError, OutputFolder};
use super::records::{self, Place, Record, Records};

/// The first line of a journal.
pub const JOURNAL: &[u8] = b"cfs journal 2\n";

/// Digits that every line of the journals of earlier versions begins with; a space follows them.
const TEXT_DIGITS: usize = 16;

/// Least time between two waits for the disk.
const PAUSE: Duration = Duration::from_secs(1);

/// Whether bytes begin like a journal, be it one whose first line is incomplete.
#[must_use]
pub fn is_journal(bytes: &[u8]) -> bool {
    let known = bytes.len().min(JOURNAL.len());
    bytes[..known] == JOURNAL[..known]
}

/// Whether bytes begin like a journal of a version that wrote text.
#[must_use]
pub fn is_text_journal(bytes: &[u8]) -> bool {
    let bytes = bytes.trim_ascii_start();
    let begin = &bytes[..bytes.len().min(TEXT_DIGITS)];
    !begin.is_empty()
        && begin.iter().all(u8::is_ascii_hexdigit)
        && bytes.get(TEXT_DIGITS).is_none_or(|b| *b == b' ')
}

/// The records of the journal at a path; none where there is no journal, or one that cannot be opened.
#[must_use]
pub fn open(path: &Path) -> Option<Records<BufReader<File>>> {
    let mut file = files::open(path).ok()?;
    let mut head = Vec::new();
    (&mut file)
        .take(JOURNAL.len() as u64)
        .read_to_end(&mut head)
        .ok()?;
    (head == JOURNAL).then(|| Records::new(BufReader::new(file), JOURNAL.len() as u64))
}

/// Writes records of some journals, each once, in the order in which they come.
#[derive(Debug)]
pub struct Union<W> {
    into: W,
    /// Checksums of what is there.
    seen: HashSet<u64>,
}

impl<W: Write> Union<W> {
    /// Begins a journal.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn begin(mut into: W) -> io::Result<Self> {
        into.write_all(JOURNAL)?;
        let seen = HashSet::new();
        Ok(Self { into, seen })
    }

    /// Adds a record, unless it is there already.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, record: &Record) -> io::Result<()> {
        let bytes = record.to_bytes();
        if self.seen.insert(records::sum(&bytes)) {
            self.into.write_all(&bytes)?;
        }
        Ok(())
    }

    /// Adds all records of the journal at a path, if there is one.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn add_all(&mut self, path: &Path) -> io::Result<()> {
        let Some(mut records) = open(path) else {
            return Ok(());
        };
        while let Some((record, _)) = records.next_record()? {
            self.add(&record)?;
        }
        Ok(())
    }
}

/// A journal that grows, and whose records are read back from their places.
#[derive(Debug)]
pub struct GrowingJournal {
    path: PathBuf,
    /// Appends.
    writer: File,
    /// Reads at any place.
    reader: Mutex<File>,
    length: u64,
    syncing: Syncing,
}

impl GrowingJournal {
    /// Begins a journal in a folder that holds what `content` writes, in place of whatever was there before; it says of
    /// nothing where in the file it is.
    ///
    /// # Errors
    /// When its name is refused or the disk refuses it.
    pub fn begin(
        folder: &OutputFolder,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Self, FileError> {
        // Written whole first: what replaces it is then not a link that appending would follow.
        let mut set = folder.file_set();
        set.add_with(name, |into| {
            into.write_all(JOURNAL)?;
            content(into)
        })?;
        set.commit()?;
        Self::go_on(folder, name)
    }

    /// Goes on with the journal that is there, whose records are all whole.
    ///
    /// # Errors
    /// When its name is refused or the disk refuses it.
    pub fn go_on(folder: &OutputFolder, name: &str) -> Result<Self, FileError> {
        let path = folder.place(name)?;
        let opened = || {
            let writer = File::options().append(true).open(&path)?;
            let length = writer.metadata()?.len();
            Ok((writer, File::open(&path)?, length))
        };
        match opened() {
            Ok((writer, reader, length)) => Ok(Self {
                syncing: Syncing::of(&writer),
                path,
                writer,
                reader: Mutex::new(reader),
                length,
            }),
            Err(source) => Err(FileError::Write { path, source }),
        }
    }

    /// Adds a record, in one stroke where the system allows it, and says where it is.
    ///
    /// # Errors
    /// When the disk refuses it.
    pub fn append(&mut self, record: &[u8]) -> Result<Place, FileError> {
        let refused = |source| FileError::Write {
            path: self.path.clone(),
            source,
        };
        self.writer.write_all(record).map_err(refused)?;
        let place = Place {
            offset: self.length,
            length: u32::try_from(record.len()).unwrap_or(u32::MAX),
        };
        self.length += record.len() as u64;
        self.syncing.wish();
        Ok(place)
    }

    /// The record at a place.
    ///
    /// # Errors
    /// When it cannot be read, or is damaged.
    pub fn read(&self, place: Place) -> Result<Record, FileError> {
        let mut bytes = vec![0; place.length as usize];
        let mut file = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(place.offset))
            .and_then(|_| file.read_exact(&mut bytes))
            .and_then(|()| {
                records::parse(&bytes).ok_or_else(|| io::Error::other("a record is damaged"))
            })
            .map_err(|source| FileError::Read {
                path: self.path.clone(),
                source,
            })
    }
}

/// Whether a file is one that a journal can go on in: a regular file, and not a link to one.
#[must_use]
pub fn is_plain(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file())
}

/// Puts what was appended on disk, behind the back of those who append.
#[derive(Debug)]
struct Syncing {
    shared: Arc<(Mutex<Wish>, Condvar)>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What is wished of the thread.
#[derive(Debug, Default)]
struct Wish {
    sync: bool,
    end: bool,
}

impl Syncing {
    /// Without a thread, where none can be had, the system decides when it writes.
    fn of(file: &File) -> Self {
        let shared: Arc<(Mutex<Wish>, Condvar)> = Arc::default();
        let (file, wishes) = (file.try_clone(), Arc::clone(&shared));
        let work = move || {
            let Ok(file) = file else { return };
            let (wish, changed) = &*wishes;
            let mut held = locked(wish);
            loop {
                while !held.sync && !held.end {
                    held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
                }
                if !held.sync {
                    return;
                }
                held.sync = false;
                drop(held);
                // What cannot be put on disk now is tried again with the next record.
                let _ = file.sync_data();
                held = locked(wish);
                if !held.end {
                    let waited = changed.wait_timeout_while(held, PAUSE, |wish| !wish.end);
                    held = waited.unwrap_or_else(PoisonError::into_inner).0;
                }
            }
        };
        let thread = thread::Builder::new().name("journal".into()).spawn(work);
        let thread = thread.ok();
        Self { shared, thread }
    }

    fn wish(&self) {
        locked(&self.shared.0).sync = true;
        self.shared.1.notify_one();
    }
}

fn locked(wish: &Mutex<Wish>) -> MutexGuard<'_, Wish> {
    wish.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Syncing {
    fn drop(&mut self) {
        locked(&self.shared.0).end = true;
        self.shared.1.notify_one();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
