//! The journal of an experiment: what an interrupted run leaves to the next.

use std::collections::BTreeMap;
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
    /// What was kept aside, where an earlier journal was.
    pub kept: Option<Kept>,
    file: Mutex<Result<GrowingFile, FileError>>,
}

/// Why an earlier journal was kept aside, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The file that keeps it.
    pub file: String,
    /// Units in it.
    pub units: usize,
    /// Units of this run.
    pub asked: u64,
    /// Whether none of its units belongs to this run.
    pub foreign: bool,
}

impl Journal {
    /// Begins the journal of an experiment. The units of an earlier run stay in it until this one is
    /// done, used or not, so that nothing is lost if resuming was forgotten. A journal that cannot be
    /// resumed because none of its units match, or that holds more units than this run has, is kept in
    /// another file as well.
    ///
    /// # Errors
    /// When the folder refuses it.
    pub fn begin(
        folder: &OutputFolder,
        plan: &ExperimentPlan,
        build: &Build,
        resume: bool,
    ) -> Result<Self, FileError> {
        let file_name = FileNames::of(&plan.name).journal;
        // A missing journal, or one that cannot be read, is the same as an empty one.
        let bytes = files::read(&folder.place(&file_name)?).unwrap_or_default();
        let mut recovered = journal::recover(&bytes, build.name());
        let units = recovered.results.len() + recovered.foreign;
        let asked = plan.unit_count();
        let foreign = resume && units > 0 && !belongs(plan, &recovered.results);
        let mut kept = None;
        if foreign || units as u64 > asked {
            let file = FileNames::of(&plan.name).old_journal;
            let before = files::read(&folder.place(&file)?).unwrap_or_default();
            folder.write(&file, &journal::merged(&before, &bytes))?;
            kept = Some(Kept {
                file,
                units,
                asked,
                foreign,
            });
        }
        if foreign {
            recovered.lines.clear();
            recovered.results.clear();
        }
        let file = folder.grow(&file_name, recovered.lines.as_bytes())?;
        Ok(Self {
            build: build.clone(),
            kept,
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
        let lines = results.units.iter().filter_map(|(unit, result)| {
            journal::line(self.build.name(), plan.unit_id(*unit), result)
        });
        lines.collect::<String>().into_bytes()
    }
}

/// Whether any of these results is of a unit of the plan.
fn belongs(plan: &ExperimentPlan, results: &BTreeMap<u64, UnitResult>) -> bool {
    let mut units = plan.units_of(0..plan.realizations);
    !results.is_empty() && units.any(|unit| results.contains_key(&plan.unit_id(unit)))
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
