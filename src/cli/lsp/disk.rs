//! Files as a scenario sees them while it is edited: open documents before what is on disk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use cfs::disk::sources::Files;
use cfs::editor::File;
use cfs::editor::project::Project;
use cfs::language::syntax::{ReadError, SourceProvider, resolve_beside};

/// Most scenarios that are searched for a name.
const MOST_FILES: usize = 1_000;

/// Most folders that are searched for scenarios.
const MOST_FOLDERS: usize = 10_000;

/// Open documents and files at one moment.
#[derive(Clone)]
pub(super) struct Disk {
    /// Names and paths of files.
    pub files: Arc<Mutex<Files>>,
    /// Open documents by the names of their files.
    pub open: BTreeMap<String, Arc<File>>,
    /// Folders that the editor shows.
    pub folders: Vec<PathBuf>,
    /// Files that were read, for as long as this lives.
    pub read: RefCell<BTreeMap<String, Option<Arc<File>>>>,
}

impl Disk {
    pub(super) fn files(&self) -> MutexGuard<'_, Files> {
        self.files
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// The path of a name.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.files().path(name)
    }

    fn is_file(&self, name: &str) -> bool {
        self.path(name).is_some()
    }

    /// Every scenario below the folders, hidden ones and those of other tools left out.
    fn below(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut left = self.folders.clone();
        let mut seen = 0;
        while let Some(folder) = left.pop() {
            seen += 1;
            if seen > MOST_FOLDERS || found.len() >= MOST_FILES {
                break;
            }
            let Ok(entries) = fs::read_dir(&folder) else {
                continue;
            };
            for entry in entries.flatten() {
                let name = entry.file_name();
                let other = name.as_encoded_bytes().starts_with(b".")
                    || name == "target"
                    || name == "node_modules";
                let Ok(kind) = entry.file_type() else {
                    continue;
                };
                let path = entry.path();
                if kind.is_dir() && !other {
                    left.push(path);
                } else if kind.is_file() && path.extension().is_some_and(|ending| ending == "cfs") {
                    found.push(path);
                }
            }
        }
        found.truncate(MOST_FILES);
        found.sort();
        found
    }
}

impl SourceProvider for Disk {
    fn resolve(&self, from: &str, target: &str) -> String {
        match self.is_file(from) {
            true => self.files().resolve(from, target),
            // A document that is not saved is beside nothing.
            false => resolve_beside(from, target),
        }
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        match self.open.get(name) {
            Some(file) => Ok(file.text.clone()),
            None if self.is_file(name) => self.files().read(name),
            None => Err(ReadError::NotFound),
        }
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        match self.open.get(name) {
            Some(file) => Ok(file.text.clone().into_bytes()),
            None if self.is_file(name) => self.files().read_data(name),
            None => Err(ReadError::NotFound),
        }
    }
}

impl Project for Disk {
    fn resolve(&self, from: &str, target: &str) -> String {
        SourceProvider::resolve(self, from, target)
    }

    fn file(&self, name: &str) -> Option<Arc<File>> {
        if let Some(file) = self.open.get(name) {
            return Some(Arc::clone(file));
        }
        if let Some(known) = self.read.borrow().get(name) {
            return known.clone();
        }
        let read = self.read(name).ok().map(|text| Arc::new(File::new(text)));
        self.read.borrow_mut().insert(name.to_owned(), read.clone());
        read
    }

    fn all(&self) -> Vec<String> {
        let mut names: Vec<String> = self.open.keys().cloned().collect();
        names.extend(self.below().iter().map(|path| self.name(path)));
        names.sort();
        names.dedup();
        names
    }
}

impl Disk {
    /// The name of a path.
    pub(super) fn name(&self, path: &Path) -> String {
        self.files().root(path)
    }
}
