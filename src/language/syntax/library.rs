//! The sources of a scenario, read through their provider.

use std::cell::{Cell, RefCell};

use super::{FileId, MAX_TEXT_BYTES, ReadError, Source, SourceProvider, Sources, Span, sha256};

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

    /// The whole text of a source.
    pub fn whole(&self, file: FileId) -> String {
        self.sources.borrow().get(file).text.to_string()
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

    /// Reads the table that `target` means in `from`, as text, and keeps it for the places in messages.
    ///
    /// # Errors
    /// When it does not exist, cannot be read, is not UTF-8, or has more than [`MAX_TEXT_BYTES`].
    pub fn read_table(&self, from: FileId, target: &str) -> Result<(FileId, String), Unreadable> {
        let name = self.resolve(from, target);
        let read = |(id, source): (FileId, &Source)| {
            (source.name == name && !source.quoted).then(|| (id, source.text.clone()))
        };
        if let Some(known) = self.sources.borrow().iter().find_map(read) {
            return Ok(known);
        }
        let text = self.provider.read_data(&name).and_then(|bytes| {
            let other = |reason: String| Err(ReadError::Other(reason));
            if bytes.len() > MAX_TEXT_BYTES {
                return other(format!("it is beyond the limit of {MAX_TEXT_BYTES} bytes"));
            }
            self.bytes.set(self.bytes.get() + bytes.len());
            if self.bytes.get() > MAX_TABLE_BYTES {
                let megabytes = MAX_TABLE_BYTES / 1024 / 1024;
                return other(format!(
                    "the tables of a scenario may have {megabytes} MB together"
                ));
            }
            String::from_utf8(bytes).or_else(|_| other("it is not UTF-8 text".into()))
        });
        match text {
            Ok(text) => {
                let file = self.sources.borrow_mut().add_table(name, text.as_str());
                Ok((file, text))
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
