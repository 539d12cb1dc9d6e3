//! What failed in the last tests, kept in the folder `.cfs` of the folder where they were run.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::named;

/// The folder; tools that search for scenarios do not enter hidden ones.
const FOLDER: &str = ".cfs";
const FILE: &str = "failed.json";
/// Largest file that is read, bytes.
const MOST_BYTES: u64 = 4 * 1024 * 1024;
/// What the file says of itself.
const KIND: &str = "cfs test: what failed last";

/// An experiment, or a scenario that has errors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Failed {
    /// The path of the scenario, resolved.
    pub scenario: PathBuf,
    /// The experiment; none where the scenario has errors, or a run did not end.
    pub experiment: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    kind: String,
    failed: BTreeSet<Failed>,
}

/// What failed last. Nothing where no tests failed, or the file is not of this program.
pub(super) fn read() -> BTreeSet<Failed> {
    document()
        .map(|document| document.failed)
        .unwrap_or_default()
}

fn document() -> Option<Document> {
    let bytes = cfs::disk::files::read_up_to(&Path::new(FOLDER).join(FILE), MOST_BYTES).ok()?;
    let document: Document = serde_json::from_slice(&bytes).ok()?;
    (document.kind == KIND).then_some(document)
}

/// Writes what failed, of tests of these scenarios; what is known of others stays while they are there. Where nothing
/// ever failed, nothing is written. A folder that cannot be written to costs `--last-failed` alone, so that is not
/// reported.
pub(super) fn write(tested: &BTreeSet<Failed>, failed: BTreeSet<Failed>) {
    let folder = Path::new(FOLDER);
    let file = folder.join(FILE);
    let before = document();
    if file.exists() && before.is_none() {
        // Something else has this name.
        return;
    }
    if before.is_none() && failed.is_empty() {
        return;
    }
    let before = before.map(|document| document.failed).unwrap_or_default();
    let left = before.into_iter().filter(|old| {
        let of_file = |new: &Failed| new.scenario == old.scenario && new.experiment.is_none();
        !tested.contains(old) && !tested.iter().any(of_file) && old.scenario.is_file()
    });
    let document = Document {
        kind: KIND.into(),
        failed: left.chain(failed).collect(),
    };
    let Ok(text) = serde_json::to_string_pretty(&document) else {
        return;
    };
    if named::write(&file, format!("{text}\n").as_bytes()).is_ok() {
        let ignore = folder.join(".gitignore");
        if !ignore.exists() {
            let _ = fs::write(ignore, "*\n");
        }
    }
}

/// A path as it is kept.
pub(super) fn key(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
