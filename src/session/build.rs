//! Which build computes. Another build of the same version may compute otherwise, so what one has
//! written down is not taken for the results of another.

use std::fmt;
use std::path::Path;

use crate::disk::files::{self, FileError};

/// Digits of the hash in a build's name: 64 bits distinguish builds that were not made to collide.
const DIGITS: usize = 16;

/// The name of a build: the version of the library and a hash of the program's file, so that it says
/// the same for the same program and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build(String);

impl Build {
    /// The running program. This is the right build where the library is linked into it; where another program
    /// loads it, as Python does, [`Self::loaded_from`] says which file is meant.
    ///
    /// # Errors
    /// When the system does not say which file is running, or it cannot be read.
    pub fn of_this_program() -> Result<Self, FileError> {
        files::hash_of_this_program().map(|hash| Self::of_hash(&hash))
    }

    /// Says that the program that computes is the library in this file, which another program has loaded. The first
    /// call counts.
    pub fn loaded_from(path: impl AsRef<Path>) {
        files::loaded_from(path.as_ref().to_owned());
    }

    /// The program or library in this file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: impl AsRef<Path>) -> Result<Self, FileError> {
        files::hash(path.as_ref()).map(|hash| Self::of_hash(&hash))
    }

    fn of_hash(hash: &str) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self(format!("cfs {version} {}", &hash[..DIGITS.min(hash.len())]))
    }

    /// The name, as a journal keeps it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Build {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_named_after_the_bytes_of_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let name = |bytes: &[u8]| {
            let path = folder.path().join("program");
            std::fs::write(&path, bytes).unwrap();
            Build::of_file(path).unwrap()
        };
        // The hash is that of `printf abc | sha256sum`.
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            name(b"abc").name(),
            format!("cfs {version} ba7816bf8f01cfea")
        );
        assert_eq!(name(b"abc"), name(b"abc"));
        assert_ne!(name(b"abc"), name(b"abd"));
        let this = Build::of_file(std::env::current_exe().unwrap()).unwrap();
        assert_eq!(Build::of_this_program().unwrap(), this);
        assert!(Build::of_file(folder.path().join("none")).is_err());
    }
}
