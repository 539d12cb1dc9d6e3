//! A file that the command line names, to be written: what is there and is not this program's own stays.

use std::path::Path;

use cfs::archive::ours::is_ours;
use cfs::disk::files::{FileError, OutputFolder};

/// The folder that a file lies in.
pub(super) fn above(file: &Path) -> &Path {
    let parent = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Whether a file may be written: nothing is there, or what this program wrote.
pub(super) fn is_free(file: &Path) -> bool {
    !file.is_file() || is_ours(file)
}

/// Writes a file whole, or leaves it as it was.
pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = OutputFolder::open(above(file))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    folder.write(&name, bytes).map(drop)
}
