//! Whether a file looks like one that this program writes: what a user made is never replaced unasked.

use std::path::Path;

use super::schema;
use crate::disk::arrays;
use crate::disk::files;
use crate::disk::journal;
use crate::table::columns::{REALIZATION, REASON, SCHEME, STATUS};

/// Bytes that are enough to know a file by.
const HEAD: u64 = 1 << 16;

/// What every figure begins with, sizes apart.
const FIGURE: &str = "role=\"img\" stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>";

/// Whether the file at a path is one that this program writes, by its content and the ending of its
/// name. An empty file holds nothing to lose.
#[must_use]
pub fn is_ours(path: &Path) -> bool {
    let Ok(head) = files::head(path, HEAD) else {
        return false;
    };
    if head.is_empty() {
        return true;
    }
    let text = String::from_utf8_lossy(&head);
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.map(str::to_ascii_lowercase).as_deref() {
        Some("csv") => is_table(&text),
        Some("json") => files::read(path).is_ok_and(|bytes| schema::read(&bytes).is_ok()),
        Some("journal" | "old") => journal::is_journal(&head),
        Some("svg") => is_figure(&head),
        // A picture of pixels says nothing of who made it; the drawing of the same name does.
        Some("png") => {
            is_figure(&files::head(&path.with_extension("svg"), HEAD).unwrap_or_default())
        }
        Some("npz") => is_archive_of_arrays(&head),
        Some("mat") => text.starts_with(arrays::MAT_HEADER),
        Some("html" | "htm") => text.contains(PAGE),
        _ => false,
    }
}

/// Whether an archive begins with the text that each of this program begins with, in characters of 32 bits.
fn is_archive_of_arrays(head: &[u8]) -> bool {
    let begins = head.starts_with(b"PK\x03\x04") && head.get(30..40) == Some(b"README.npy");
    let says: Vec<u8> = "\"program\": \"cfs\""
        .chars()
        .flat_map(|c| u32::from(c).to_le_bytes())
        .collect();
    begins
        && head
            .windows(says.len())
            .take(1 << 10)
            .any(|part| part == says)
}

fn is_figure(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    text.starts_with("<svg") && text.contains(FIGURE)
}

/// What every report holds: nothing is loaded for it.
pub const PAGE: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/// Whether a text begins like a table of results, of points or made from them.
fn is_table(text: &str) -> bool {
    let first = text.lines().next().and_then(|line| line.split(',').next());
    matches!(first, Some(REALIZATION | SCHEME))
}

/// Whether a text begins like a table of points, which goldens are.
#[must_use]
pub fn is_golden(text: &[u8]) -> bool {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let names: Vec<&str> = line
        .trim_end()
        .split(',')
        .map(|name| name.trim_matches('"'))
        .collect();
    [REALIZATION, SCHEME, STATUS, REASON]
        .iter()
        .all(|name| names.contains(name))
}
