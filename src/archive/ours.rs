//! Whether a file looks like one that this program writes: what a user made is never replaced unasked.

use std::path::Path;

use super::schema;
use crate::disk::arrays;
use crate::disk::files;
use crate::disk::journal;
use crate::table::columns::{
    ANGLE, FAILED, IDEAL, INFEASIBLE, KIND, NUMBER, PATTERN, RATE, REALIZATION, REASON, SCHEME,
    SOLVED, STATUS, USER, X, Y,
};

/// What the outcomes of tests in JUnit XML have near their beginning.
pub const JUNIT: &str = "<testsuites name=\"cfs test\"";

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
        Some("csv") => is_table(&head),
        Some("json") => files::read(path).is_ok_and(|bytes| schema::read(&bytes).is_ok()),
        Some("journal" | "old") => journal::is_journal(&head) || journal::is_text_journal(&head),
        Some("svg") => is_figure(&head),
        Some("tex") => text.starts_with("% ") && text.contains(PGF),
        // Pictures of pixels and pages say nothing of who made them; the drawing of the same name does.
        Some("png" | "pdf") => {
            is_figure(&files::head(&path.with_extension("svg"), HEAD).unwrap_or_default())
        }
        Some("npz") => is_archive_of_arrays(&head),
        Some("mat") => text.starts_with(arrays::MAT_HEADER),
        Some("html" | "htm") => text.contains(PAGE),
        Some("xml") => text.contains(JUNIT),
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

/// Columns of a table of points.
const POINTS: &[&str] = &[REALIZATION, SCHEME, STATUS, REASON];

/// Columns by which each table is known: points, summaries and differences, mean boundaries, beampatterns, layouts, users.
const TABLES: [&[&str]; 6] = [
    POINTS,
    &[SCHEME, SOLVED, INFEASIBLE, FAILED],
    &[SCHEME, "sum_rate_mean", "sum_rate_n"],
    &[REALIZATION, ANGLE, PATTERN, IDEAL],
    &[REALIZATION, KIND, NUMBER, X, Y],
    &[REALIZATION, SCHEME, USER, RATE],
];

/// Whether a text begins like a table of results, of points or made from them.
fn is_table(text: &[u8]) -> bool {
    TABLES.iter().any(|columns| has_columns(text, columns))
}

/// Whether a text begins like a table of points, which goldens are.
#[must_use]
pub fn is_golden(text: &[u8]) -> bool {
    has_columns(text, POINTS)
}

fn has_columns(text: &[u8], columns: &[&str]) -> bool {
    let line = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let line = String::from_utf8_lossy(line);
    let names = || line.trim_end().split(',');
    let mut columns = columns.iter();
    columns.all(|column| names().any(|name| name.trim_matches('"') == *column))
}
