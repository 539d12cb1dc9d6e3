//! Open documents.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use cfs::disk::sources::Files;
use cfs::editor::{Encoding, File, Knowledge, Lines, Position};
use lsp_types::TextDocumentContentChangeEvent;

use super::disk::Disk;
use super::uri;

/// Most open documents.
const MOST_DOCUMENTS: usize = 1_000;

/// Most bytes of all open documents together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// An open document.
pub(super) struct Document {
    /// Its address, as the editor writes it.
    pub uri: String,
    /// Its version, as the editor counts.
    pub version: i32,
    /// Its text.
    pub file: Arc<File>,
    /// What the last check of it gave.
    pub knowledge: Option<Arc<Knowledge>>,
    /// Whether it, or a file that it uses, changed since.
    pub dirty: bool,
}

/// All open documents, by the names of their files.
pub(super) struct Documents {
    /// By name.
    pub open: BTreeMap<String, Document>,
    names: BTreeMap<String, String>,
    files: Arc<Mutex<Files>>,
    /// Folders that the editor shows.
    pub folders: Vec<PathBuf>,
}

impl Documents {
    pub(super) fn new() -> Self {
        Self {
            open: BTreeMap::new(),
            names: BTreeMap::new(),
            files: Arc::new(Mutex::new(Files::default())),
            folders: Vec::new(),
        }
    }

    /// The state of all documents.
    pub(super) fn disk(&self) -> Disk {
        let open = self.open.iter();
        Disk {
            files: Arc::clone(&self.files),
            open: open
                .map(|(name, document)| (name.clone(), Arc::clone(&document.file)))
                .collect(),
            folders: self.folders.clone(),
            read: RefCell::default(),
        }
    }

    /// An open document with its name.
    pub(super) fn get(&self, uri: &str) -> Option<(&String, &Document)> {
        let name = self.names.get(uri)?;
        Some((name, self.open.get(name)?))
    }

    /// Opens a document.
    ///
    /// # Errors
    /// When it would be too much.
    pub(super) fn open(&mut self, uri: &str, version: i32, text: String) -> Result<String, String> {
        self.close(uri);
        if self.open.is_empty() {
            // What was known of the names of files is not needed any more.
            self.files = Arc::new(Mutex::new(Files::default()));
        }
        let held: usize = self
            .open
            .values()
            .map(|document| document.file.text.len())
            .sum();
        if self.open.len() >= MOST_DOCUMENTS || held + text.len() > MOST_BYTES {
            return Err(format!(
                "{uri} is not checked: open documents are limited to {MOST_DOCUMENTS} and {MOST_BYTES} bytes"
            ));
        }
        let name = match uri::path(uri) {
            Some(path) => self.disk().name(&path),
            None => uri.to_owned(),
        };
        self.names.retain(|_, other| *other != name);
        self.names.insert(uri.to_owned(), name.clone());
        self.open.insert(
            name.clone(),
            Document {
                uri: uri.to_owned(),
                version,
                file: Arc::new(File::new(text)),
                knowledge: None,
                dirty: true,
            },
        );
        Ok(name)
    }

    /// Closes a document, and gives its name.
    pub(super) fn close(&mut self, uri: &str) -> Option<String> {
        let name = self.names.remove(uri)?;
        self.open.remove(&name);
        Some(name)
    }

    /// Changes a document, and gives its name; nothing where it is not open, or the change is older than its text.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Option<String> {
        let name = self.names.get(uri)?.clone();
        let held: usize = self
            .open
            .values()
            .map(|document| document.file.text.len())
            .sum();
        let document = self.open.get_mut(&name)?;
        if version <= document.version {
            return None;
        }
        let mut text = document.file.text.clone();
        // The lines of the text as it is so far.
        let mut lines = Cow::Borrowed(&document.file.lines);
        for (index, change) in changes.into_iter().enumerate() {
            if index > 0 {
                lines = Cow::Owned(Lines::of(&text));
            }
            match change.range {
                None => text = change.text,
                Some(range) => {
                    let byte = |place: lsp_types::Position| {
                        let place = Position {
                            line: place.line,
                            column: place.character,
                        };
                        lines.byte(&text, place, encoding)
                    };
                    let (start, end) = (byte(range.start), byte(range.end));
                    text.replace_range(start.min(end)..start.max(end), &change.text);
                }
            }
            if held + text.len() > 2 * MOST_BYTES {
                return None;
            }
        }
        document.version = version;
        document.file = Arc::new(File::new(text));
        document.dirty = true;
        Some(name)
    }
}
