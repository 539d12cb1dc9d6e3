//! The sources of a scenario, read through their provider.

use std::cell::{Cell, RefCell};

use super::{FileId, ReadError, SourceProvider, Sources, Span, sha256};

/// Most bytes of the tables that a scenario reads, such as coordinates, all of them together.
const MAX_TABLE_BYTES: usize = 16 * 1024 * 1024;

/// Sources read so far, and where more come from.
pub struct Library<'p> {
    provider: &'p dyn SourceProvider,
    sources: RefCell<Sources>,
    /// Bytes of the tables that were read.
    bytes: Cell<usize>,
}

impl<'p> Library<'p> {
    /// No sources yet.
    pub fn new(provider: &'p dyn SourceProvider) -> Self {
        Self {
            provider,
            sources: RefCell::new(Sources::new()),
            bytes: Cell::new(0),
        }
    }

    /// Adds a text under a name.
    pub fn add(&self, name: &str, text: &str) -> FileId {
        self.sources.borrow_mut().add(name, text)
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> String {
        self.sources.borrow().text(span).to_owned()
    }

    /// The name of the source that `target` means in the source `from`.
    pub fn resolve(&self, from: FileId, target: &str) -> String {
        let sources = self.sources.borrow();
        self.provider.resolve(&sources.get(from).name, target)
    }

    /// The text of a source by its name; `Err(None)` where there is none.
    pub fn fetch(&self, name: &str) -> Result<String, Option<String>> {
        self.provider.read(name).map_err(|error| match error {
            ReadError::NotFound => None,
            ReadError::Other(reason) => Some(reason),
        })
    }

    /// Reads the source that `target` means in `from`, and keeps its text for messages.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub fn read(&self, from: FileId, target: &str) -> Result<(FileId, String), Unreadable> {
        let name = self.resolve(from, target);
        match self.provider.read(&name) {
            Ok(text) if self.bytes.get() + text.len() > MAX_TABLE_BYTES => {
                let megabytes = MAX_TABLE_BYTES / 1024 / 1024;
                let reason = format!("the tables of a scenario may have {megabytes} MB together");
                Err(Unreadable::new(name, ReadError::Other(reason)))
            }
            Ok(text) => {
                self.bytes.set(self.bytes.get() + text.len());
                Ok((self.add(&name, &text), text))
            }
            Err(error) => Err(Unreadable::new(name, error)),
        }
    }

    /// Reads the data that `target` means in `from`: its name, the SHA-256 of its content, and its content.
    ///
    /// # Errors
    /// When it does not exist or cannot be read.
    pub fn read_data(
        &self,
        from: FileId,
        target: &str,
    ) -> Result<(String, String, Vec<u8>), Unreadable> {
        let name = self.resolve(from, target);
        match self.provider.read_data(&name) {
            Ok(bytes) => {
                let hash = sha256(&bytes);
                self.sources.borrow_mut().add_data(&name, &hash);
                Ok((name, hash, bytes))
            }
            Err(error) => Err(Unreadable::new(name, error)),
        }
    }

    /// The sources, once everything is read.
    pub fn into_sources(self) -> Sources {
        self.sources.into_inner()
    }
}

/// A file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its name.
    pub name: String,
    /// Why, in the words of the provider; none where it does not exist.
    pub reason: Option<String>,
}

impl Unreadable {
    fn new(name: String, error: ReadError) -> Self {
        let reason = match error {
            ReadError::NotFound => None,
            ReadError::Other(reason) => Some(reason),
        };
        Self { name, reason }
    }
}
