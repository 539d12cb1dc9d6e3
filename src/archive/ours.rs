//! Whether a file looks like one that this program writes: what a user made is never replaced unasked.

use std::path::Path;

use super::schema;
use crate::disk::files;
use crate::disk::journal;
use crate::table::columns::{REALIZATION, REASON, SCHEME, STATUS};

/// Bytes that are enough to know a file by.
const HEAD: u64 = 1 << 16;

/// What every figure begins with, sizes and fonts apart.
const FIGURE: &str = "stroke-linejoin=\"round\" stroke-linecap=\"round\">\n<title>";

/// What every figure of PGFPlots has near its beginning.
const PGF: &str = "% Written by cfs. In the preamble:";

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
        Some("journal" | "old") => journal::is_journal(&head) || journal::is_text_journal(&head),
        Some("svg") => is_figure(&head),
        Some("tex") => text.starts_with("% ") && text.contains(PGF),
        // Pictures of pixels and pages say nothing of who made them; the drawing of the same name does.
        Some("png" | "pdf") => {
            is_figure(&files::head(&path.with_extension("svg"), HEAD).unwrap_or_default())
        }
        Some("html" | "htm") => text.contains(PAGE),
        _ => false,
    }
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
