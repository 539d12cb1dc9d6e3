//! What is written or read, counted and hashed on its way.

use std::io::{self, Read, Write};

use sha2::{Digest as _, Sha256};

use crate::language::syntax::hexadecimal;

/// Passes bytes on, and knows what it passed.
pub(super) struct Hashed<T> {
    inner: T,
    hasher: Sha256,
    bytes: u64,
}

/// The size and the hash of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digested {
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in lower-case hexadecimal.
    pub sha256: String,
}

impl<T> Hashed<T> {
    pub(super) fn new(inner: T) -> Self {
        Self {
            inner,
            hasher: Sha256::new(),
            bytes: 0,
        }
    }

    pub(super) fn finish(self) -> (T, Digested) {
        let digested = Digested {
            bytes: self.bytes,
            sha256: hexadecimal(&self.hasher.finalize()),
        };
        (self.inner, digested)
    }

    fn passed(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.passed(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The size and the hash of all that is left to read.
pub(super) fn digest(mut from: impl Read) -> io::Result<Digested> {
    let mut hashed = Hashed::new(io::sink());
    io::copy(&mut from, &mut hashed)?;
    Ok(hashed.finish().1)
}
