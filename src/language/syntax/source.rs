//! Source texts: where they come from, and the line and column of a byte.

use std::collections::BTreeMap;

use super::span::{FileId, Location, Span};

/// Why a source could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// The source does not exist.
    NotFound,
    /// Anything else, in the words of the provider.
    Other(String),
}

/// Where sources come from. The language itself does no input or output: a
/// command line reads files, a test reads a map, an editor reads its buffers.
///
/// Names are compared as text to find that two files use the same third, so
/// [`resolve`](Self::resolve) gives one name to one source.
///
/// ```
/// use cfs::language::syntax::{ReadError, SourceProvider, resolve_beside};
///
/// struct Files;
///
/// impl SourceProvider for Files {
///     fn resolve(&self, from: &str, target: &str) -> String {
///         resolve_beside(from, target)
///     }
///     fn read(&self, name: &str) -> Result<String, ReadError> {
///         std::fs::read_to_string(name).map_err(|error| match error.kind() {
///             std::io::ErrorKind::NotFound => ReadError::NotFound,
///             _ => ReadError::Other(error.to_string()),
///         })
///     }
/// }
/// assert_eq!(Files.resolve("scenarios/region.cfs", "table1.cfs"), "scenarios/table1.cfs");
/// ```
pub trait SourceProvider {
    /// The name of the source that `target` means when it is written in the source named `from`.
    fn resolve(&self, from: &str, target: &str) -> String;

    /// The text of the source of this name.
    ///
    /// # Errors
    /// When there is none, or it cannot be read as UTF-8 text.
    fn read(&self, name: &str) -> Result<String, ReadError>;

    /// The bytes of the data of this name, such as an array of numbers; those of its text, unless the provider
    /// knows better.
    ///
    /// # Errors
    /// When there are none, or they are more than [`MAX_DATA_BYTES`](super::MAX_DATA_BYTES).
    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        self.read(name).map(String::into_bytes)
    }
}

/// The name of `target` beside the source `from`, folders being separated by `/`:
/// `.` and `..` are worked out, so that one source has one name.
pub fn resolve_beside(from: &str, target: &str) -> String {
    let mut parts: Vec<&str> = if target.starts_with('/') {
        vec![""]
    } else {
        let mut parts: Vec<&str> = from.split('/').collect();
        parts.pop();
        parts
    };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            // Above the folder that names are relative to, `..` must stay.
            ".." if parts.last().is_none_or(|last| *last == "..") => parts.push(part),
            ".." if parts == [""] => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    parts.join("/")
}

/// Sources held in memory, in folders separated by `/`.
#[derive(Debug, Clone, Default)]
pub struct MemorySources {
    texts: BTreeMap<String, String>,
    data: BTreeMap<String, Vec<u8>>,
}

impl MemorySources {
    /// No sources.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source, or replaces the one of this name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.texts.insert(name.into(), text.into());
        self
    }

    /// Adds data, or replaces those of this name.
    #[must_use]
    pub fn with_data(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.data.insert(name.into(), bytes.into());
        self
    }
}

impl SourceProvider for MemorySources {
    fn resolve(&self, from: &str, target: &str) -> String {
        resolve_beside(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        self.texts.get(name).cloned().ok_or(ReadError::NotFound)
    }

    fn read_data(&self, name: &str) -> Result<Vec<u8>, ReadError> {
        match self.data.get(name) {
            Some(bytes) => Ok(bytes.clone()),
            None => self.read(name).map(String::into_bytes),
        }
    }
}

/// One source text.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name, as messages show it.
    pub name: String,
    /// Its text.
    pub text: String,
    /// Whether messages may quote it: scenarios are quoted, data are not.
    pub quoted: bool,
    line_starts: Vec<usize>,
}

impl Source {
    /// Line and column of a byte; one past the end is after the last character.
    pub fn location(&self, byte: usize) -> Location {
        let byte = byte.min(self.text.len());
        let line = self
            .line_starts
            .partition_point(|&start| start <= byte)
            .max(1);
        let start = self.line_starts[line - 1];
        let column = self.text.as_bytes()[start..byte]
            .iter()
            .filter(|&&b| b & 0xC0 != 0x80)
            .count();
        // A byte order mark is not a character of the first line.
        let mark = usize::from(line == 1 && column > 0 && self.text.starts_with('\u{FEFF}'));
        Location {
            line,
            column: column + 1 - mark,
        }
    }

    /// The text of a line, from 1, without its line break.
    pub fn line(&self, line: usize) -> &str {
        let start = self
            .line_starts
            .get(line.wrapping_sub(1))
            .copied()
            .unwrap_or(self.text.len());
        let end = self
            .line_starts
            .get(line)
            .copied()
            .unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }
}

/// All the sources of a scenario, by [`FileId`].
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    /// SHA-256 of data by its name.
    data: BTreeMap<String, String>,
}

impl Sources {
    /// No sources.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_text(name.into(), text.into(), true)
    }

    /// Adds data that are text: messages name their places and do not quote them, since a scenario may name
    /// any file.
    pub fn add_table(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_text(name.into(), text.into(), false)
    }

    fn add_text(&mut self, name: String, text: String, quoted: bool) -> FileId {
        let mut line_starts = vec![0];
        let bytes = text.as_bytes();
        for (index, &byte) in bytes.iter().enumerate() {
            // A lone carriage return ends a line as well; one before a line feed does not.
            if byte == b'\n' || (byte == b'\r' && bytes.get(index + 1) != Some(&b'\n')) {
                line_starts.push(index + 1);
            }
        }
        self.files.push(Source {
            name,
            text,
            quoted,
            line_starts,
        });
        FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// Notes that data of this name and SHA-256 was read.
    pub fn add_data(&mut self, name: &str, sha256: &str) {
        self.data.insert(name.to_owned(), sha256.to_owned());
    }

    /// Name and SHA-256 of all data that was read, by name.
    pub fn data(&self) -> impl Iterator<Item = (&str, &str)> {
        self.data
            .iter()
            .map(|(name, sha256)| (name.as_str(), sha256.as_str()))
    }

    /// The source of this id.
    ///
    /// # Panics
    /// When the id comes from another set of sources.
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The text of a span.
    pub fn text(&self, span: Span) -> &str {
        self.get(span.file)
            .text
            .get(span.start..span.end)
            .unwrap_or("")
    }

    /// Where a span begins.
    pub fn location(&self, span: Span) -> Location {
        self.get(span.file).location(span.start)
    }

    /// `name:line:column` of a span.
    pub fn place(&self, span: Span) -> String {
        let location = self.location(span);
        format!(
            "{}:{}:{}",
            self.get(span.file).name,
            location.line,
            location.column
        )
    }

    /// Every source, in the order read.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        (0u32..).map(FileId).zip(&self.files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::new();
        let file = sources.add("a.cfs", "\u{FEFF}ab\r\n\t\u{3b4}x = 5\rlast");
        let at = |needle: &str| {
            let start = sources.get(file).text.find(needle).unwrap();
            let place = sources.get(file).location(start);
            (place.line, place.column)
        };
        assert_eq!(at("ab"), (1, 1));
        assert_eq!(at("x"), (2, 3));
        assert_eq!(at("last"), (3, 1));
        assert_eq!(sources.get(file).line(2), "\t\u{3b4}x = 5");
        assert_eq!(sources.get(file).location(10_000).line, 3);
    }

    #[test]
    fn names_resolve_beside_the_using_source() {
        let sources = MemorySources::new();
        assert_eq!(sources.resolve("a/b.cfs", "c.cfs"), "a/c.cfs");
        assert_eq!(sources.resolve("a/b.cfs", "../c.cfs"), "c.cfs");
        assert_eq!(sources.resolve("b.cfs", "./c.cfs"), "c.cfs");
        assert_eq!(sources.resolve("b.cfs", "../a/../c.cfs"), "../c.cfs");
        assert_eq!(sources.resolve("/a/b.cfs", "c.cfs"), "/a/c.cfs");
        assert_eq!(sources.resolve("a/b.cfs", "/../c.cfs"), "/c.cfs");
    }
}
