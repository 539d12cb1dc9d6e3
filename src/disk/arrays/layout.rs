//! Where the parts of a file of arrays are.

use std::io::{self, Read, Seek, Write};

use crate::language::vocabulary::table::arrays::ArrayEntry;

/// What an array file is written to.
pub trait Storage: Read + Write + Seek {
    /// Makes it so many bytes long, zero where nothing was written.
    ///
    /// # Errors
    /// When the disk refuses.
    fn set_length(&mut self, bytes: u64) -> io::Result<()>;
}

impl Storage for std::fs::File {
    fn set_length(&mut self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }
}

/// Where the values of an array are in its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The first value, or real part.
    pub(super) first: u64,
    /// The first imaginary part, where these are apart.
    pub(super) imaginary: Option<u64>,
    /// Whether whole numbers are stored as numbers of double precision.
    pub(super) whole_as_real: bool,
}

/// Everything but the values of a file: its bytes by place, and where values go.
pub(super) struct Layout {
    /// Bytes that are known beforehand, each with its place.
    pub(super) known: Vec<(u64, Vec<u8>)>,
    /// By array.
    pub(super) places: Vec<Place>,
    /// Of the whole file, or of all before what ends it.
    pub(super) length: u64,
}

/// Bytes of the numbers of an array.
pub(super) fn numbers_bytes(entry: ArrayEntry, shape: &[u64]) -> u64 {
    shape
        .iter()
        .fold(entry.bytes(), |size, n| size.saturating_mul(*n))
}
