//! Files of shares that lie in a folder, whatever became of their scenario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::file::{Head, ShareFile};
use super::{ENDING, ROUND, read_stem, stem};
use crate::archive::names::FileNames;
use crate::disk::journal;
use crate::plan::Share;

/// The files of an experiment's shares.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::session) struct Left {
    /// The file of the scenario that they are of, where one of them says so and it was a file.
    pub(in crate::session) scenario: Option<PathBuf>,
    /// Their names.
    pub(in crate::session) files: Vec<String>,
    /// The stems under which they are held.
    pub(in crate::session) held: Vec<String>,
}

/// The files of shares among these names of a folder, by experiment.
pub(in crate::session) fn left(folder: &Path, names: &[String]) -> BTreeMap<String, Left> {
    let stems = names.iter().filter_map(|name| {
        let journal = name.strip_suffix(".journal.old");
        let journal = journal.or_else(|| name.strip_suffix(".journal"));
        let stem = name.strip_suffix(ENDING).or(journal)?;
        let (experiment, share) = read_stem(stem)?;
        Some((experiment.to_owned(), share))
    });
    let mut stems: Vec<(String, Share)> = stems.collect();
    stems.sort();
    stems.dedup();
    let mut all: BTreeMap<String, Left> = BTreeMap::new();
    let is_there = |name: &String| names.contains(name);
    for (experiment, share) in stems {
        let stem = stem(&experiment, share);
        let FileNames {
            journal,
            old_journal,
            ..
        } = FileNames::of(&stem);
        let share = format!("{stem}{ENDING}");
        let left = all.entry(experiment).or_default();
        if left.scenario.is_none() {
            let head = head(&folder.join(&share), &folder.join(&journal));
            left.scenario = head.and_then(|head| head.carried.file());
        }
        left.files
            .extend([share, journal, old_journal].into_iter().filter(is_there));
        left.held.push(stem);
    }
    for (experiment, left) in &mut all {
        let round = format!("{experiment}{ROUND}");
        left.files.extend(Some(round).filter(is_there));
    }
    all
}

/// What a share is of, from its file or from its journal.
fn head(share: &Path, own_journal: &Path) -> Option<Head> {
    if let Ok(share) = ShareFile::open(share) {
        return Some(share.head);
    }
    let mut records = journal::open(own_journal)?;
    let (record, _) = records.next_record().ok()??;
    Head::of_record(&record)
}
