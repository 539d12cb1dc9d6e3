//! The journal of an experiment: what an interrupted run leaves to the next.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use cfs::output::files::{self, FileError, GrowingFile, OutputFolder};
use cfs::output::journal;
use cfs::output::results;
use cfs::plan::ExperimentPlan;
use cfs::run::{ExperimentResults, Memory, UnitResult};

/// Whether units are written down as they are done, and whether those written down are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Journaling {
    /// Nothing is written down.
    Off,
    /// Everything is computed, and written down.
    Fresh,
    /// What is written down is used, the rest computed and written down.
    Resume,
}

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    known: BTreeMap<u64, UnitResult>,
    reused: AtomicUsize,
    /// Lines of the journal that could not be read.
    pub damaged: usize,
    file: Mutex<Result<GrowingFile, FileError>>,
}

impl Journal {
    /// Begins the journal of an experiment. What an earlier run left stays in it until this one
    /// is done, used or not: who forgets to resume has lost nothing.
    ///
    /// # Errors
    /// When the folder refuses it.
    pub fn begin(folder: &OutputFolder, name: &str, resume: bool) -> Result<Self, FileError> {
        let file_name = results::journal_name(name);
        // No journal, or one that can not be read, is the same as an empty one.
        let bytes = files::read(&folder.place(&file_name)?).unwrap_or_default();
        let recovered = journal::recover(&bytes, PROGRAM);
        let file = folder.grow(&file_name, recovered.lines.as_bytes())?;
        Ok(Self {
            known: if resume {
                recovered.results
            } else {
                BTreeMap::new()
            },
            reused: AtomicUsize::new(0),
            damaged: if resume { recovered.damaged } else { 0 },
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

    /// The journal of a run that is done: its units and no others, in their order.
    pub fn of(&self, plan: &ExperimentPlan, results: &ExperimentResults) -> Vec<u8> {
        let lines = results
            .units
            .iter()
            .filter_map(|(unit, result)| journal::line(PROGRAM, plan.unit_id(*unit), result));
        lines.collect::<String>().into_bytes()
    }
}

impl Memory for Journal {
    fn recall(&self, unit: u64) -> Option<UnitResult> {
        let known = self.known.get(&unit).cloned()?;
        self.reused.fetch_add(1, Ordering::Relaxed);
        Some(known)
    }

    fn keep(&self, unit: u64, result: &UnitResult) {
        let Some(line) = journal::line(PROGRAM, unit, result) else {
            return;
        };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // A journal that can not be written is told of at the end; the run goes on without.
        if let Ok(growing) = &mut *file
            && let Err(error) = growing.append(line.as_bytes())
        {
            *file = Err(error);
        }
    }
}

/// Who computes: another build of the same version may compute otherwise.
const PROGRAM: &str = concat!(
    env!("CARGO_PKG_NAME"),
    " ",
    env!("CARGO_PKG_VERSION"),
    " ",
    env!("CFS_BUILD")
);
