//! The journal of an experiment: what an interrupted run leaves to the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::archive::names::FileNames;
use crate::disk::files::{self, FileError, GrowingFile, OutputFolder};
use crate::disk::journal;
use crate::plan::ExperimentPlan;
use crate::results::ExperimentResults;
use crate::run::Cache;
use crate::run::UnitResult;

use super::build::Build;

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    build: Build,
    known: BTreeMap<u64, UnitResult>,
    reused: AtomicUsize,
    /// Lines of the journal that could not be read.
    pub damaged: usize,
    /// What was kept aside, where an earlier journal has units that this run does not.
    pub kept: Option<Kept>,
    /// Lines of an earlier journal on units that this run may have; they stay in it until the run is done.
    lines: BTreeMap<u64, String>,
    file: Mutex<Result<GrowingFile, FileError>>,
}

/// Units that were kept aside, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file that keeps them.
    pub file: String,
    /// How many were put there.
    pub units: usize,
    /// Units of the journal.
    pub of: usize,
}

impl Journal {
    /// Begins the journal of an experiment. Units of an earlier run that this one does not have are kept
    /// in another file; the others stay in the journal until this run is done, used or not, so that nothing is
    /// lost if resuming was forgotten. A run that is resumed uses those of both files.
    ///
    /// # Errors
    /// When the folder refuses it.
    pub fn begin(
        folder: &OutputFolder,
        plan: &ExperimentPlan,
        build: &Build,
        resume: bool,
    ) -> Result<Self, FileError> {
        let names = FileNames::of(&plan.name);
        // A missing journal, or one that cannot be read, is the same as an empty one.
        let read = |name: &str| {
            let place = folder.place(name)?;
            Ok::<_, FileError>(files::read(&place).unwrap_or_default())
        };
        let before = read(&names.journal)?;
        let aside = read(&names.old_journal)?;
        let recovered = journal::recover::<UnitResult>(&before, build.name());
        let mut known = BTreeMap::new();
        if resume {
            known = journal::recover(&aside, build.name()).results;
            known.extend(recovered.results);
        }
        let asked: BTreeSet<u64> = match recovered.lines.is_empty() && known.is_empty() {
            true => BTreeSet::new(),
            false => plan.units().map(|unit| plan.unit_id(unit)).collect(),
        };
        known.retain(|unit, _| asked.contains(unit));
        let of = recovered.lines.len() + recovered.foreign.len();
        let (lines, others): (BTreeMap<u64, String>, BTreeMap<u64, String>) = recovered
            .lines
            .into_iter()
            .partition(|(unit, _)| asked.contains(unit));
        let others: Vec<String> = others.into_values().chain(recovered.foreign).collect();
        let mut kept = None;
        if !others.is_empty() {
            let merged = journal::merged(&aside, others.concat().as_bytes());
            folder.write(&names.old_journal, &merged)?;
            kept = Some(Kept {
                file: names.old_journal,
                units: others.len(),
                of,
            });
        }
        let text: String = lines.values().map(String::as_str).collect();
        let file = folder.grow(&names.journal, text.as_bytes())?;
        Ok(Self {
            build: build.clone(),
            known,
            reused: AtomicUsize::new(0),
            damaged: if resume { recovered.damaged } else { 0 },
            kept,
            lines,
            file: Mutex::new(Ok(file)),
        })
    }

    /// How many units were not computed again.
    pub fn reused(&self) -> usize {
        self.reused.load(Ordering::Relaxed)
    }

    /// What kept it from being written, if anything did.
    pub fn fault(&self) -> Option<String> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.as_ref().err().map(ToString::to_string)
    }

    /// The files of the journal once the run is done, by name: its units and no others, in their order, and
    /// beside it those that an earlier run had beyond them, as where a precision ends a run sooner.
    pub(super) fn files(
        &self,
        folder: &OutputFolder,
        plan: &ExperimentPlan,
        results: &ExperimentResults,
    ) -> Result<Vec<(String, Vec<u8>)>, FileError> {
        let names = FileNames::of(&plan.name);
        let done = results.units.iter().filter_map(|(unit, result)| {
            let id = plan.unit_id(*unit);
            Some((id, journal::line(self.build.name(), id, result)?))
        });
        let done: Vec<(u64, String)> = done.collect();
        let mut beyond = self.lines.clone();
        for (id, line) in &done {
            if beyond.get(id) == Some(line) {
                beyond.remove(id);
            }
        }
        let done: String = done.into_iter().map(|(_, line)| line).collect();
        let mut files = vec![(names.journal, done.into_bytes())];
        if !beyond.is_empty() {
            let aside = files::read(&folder.place(&names.old_journal)?).unwrap_or_default();
            let beyond: String = beyond.into_values().collect();
            files.push((
                names.old_journal,
                journal::merged(&aside, beyond.as_bytes()),
            ));
        }
        Ok(files)
    }
}

impl Cache for Journal {
    fn get(&self, unit: u64) -> Option<UnitResult> {
        let known = self.known.get(&unit).cloned()?;
        self.reused.fetch_add(1, Ordering::Relaxed);
        Some(known)
    }

    fn put(&self, unit: u64, result: &UnitResult) {
        let Some(line) = journal::line(self.build.name(), unit, result) else {
            return;
        };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // A journal that cannot be written is reported at the end; the run continues without it.
        if let Ok(growing) = &mut *file
            && let Err(error) = growing.append(line.as_bytes())
        {
            *file = Err(error);
        }
    }
}
