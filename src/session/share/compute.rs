//! One share of an experiment, from its units to its file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::carried::Carried;
use super::fault::ShareError;
use super::file::{self, Head, ShareFile};
use super::{ENDING, read_stem, stem};
use crate::disk::files::{self, FileError, OutputFolder};
use crate::disk::journal::Union;
use crate::disk::processor;
use crate::disk::records::Record;
use crate::plan::{Round, Share, Shares, Unit, fingerprint};
use crate::results;
use crate::run::{Options, Store as _, probe};
use crate::session::build::Build;
use crate::session::experiment::{Experiment, Run};
use crate::session::journal::Journal;

/// A share that was computed.
#[derive(Debug)]
pub struct ShareDone {
    /// Its file.
    pub path: PathBuf,
    /// Its units.
    pub units: u64,
    /// Those that were known before.
    pub reused: u64,
    /// Realizations that it has its units of.
    pub realizations: u32,
    /// The journal that it was computed into.
    pub journal: Journal,
}

impl Experiment<'_> {
    /// What its shares are of.
    fn head(&self, share: Share, round: &Round, build: &Build) -> Head {
        Head {
            build: build.name().to_owned(),
            experiment: self.name().to_owned(),
            share,
            realizations: round.realizations,
            probe: probe(),
            processor: processor::name(),
            cases: round.cases.clone(),
            carried: Carried::of(self.scenario()),
        }
    }

    /// Computes a share into a folder: its file is there once all its units are done; until then they are in a journal of
    /// its own, from which it is resumed.
    ///
    /// # Errors
    /// When it is stopped, another process computes it, or the disk refuses.
    pub fn compute_share(
        &self,
        folder: &OutputFolder,
        share: Share,
        (build, resume): (&Build, bool),
        run: &Run<'_>,
    ) -> Result<ShareDone, ShareError> {
        self.all_given()?;
        let (plan, stem) = (self.plan(), stem(self.name(), share));
        folder.hold(&stem)?;
        let name = format!("{stem}{ENDING}");
        let path = folder.place(&name)?;
        let round = self.round(folder.path());
        let program = fingerprint(build.name());
        let head = self.head(share, &round, build).record(program);
        let journal = Journal::begin_as(folder, (&stem, Some(&head)), plan, build, resume)?;
        let shares = Shares::of(plan, share.of);
        // Units of later rounds are kept for when they are asked for again.
        let all = Round::all(plan);
        let own = || {
            let units = shares.units_of(plan, share, &all);
            units.map(|unit| plan.unit_id(unit))
        };
        if resume {
            let wanted: HashSet<u64> = own().collect();
            for file in self.earlier_shares(folder.path(), share) {
                take_over(&file, program, &wanted, &journal)?;
            }
        }
        let (records, known) = journal.extent();
        folder.note(&stem, &format!("{records} {known}\n"))?;
        let never = Arc::<AtomicBool>::default();
        let options = Options {
            threads: run.threads,
            stop: run.stop.unwrap_or(&never),
            networks: self.scenario().networks(),
        };
        let observer = run.observer.unwrap_or(&());
        let wanted: Vec<Unit> = shares.units_of(plan, share, &round).collect();
        let reused = results::share(plan, &wanted, options, &journal, observer)?;

        let mut set = folder.file_set();
        let lost = |record: &Record| record.program != program || !journal.holds(record.piece);
        keep_aside(&mut set, folder, (&stem, &path), lost)?;
        let mut units = 0;
        let records = own().filter_map(|id| journal.record(id).transpose());
        let records = records.inspect(|_| units += 1);
        file::add(&mut set, &name, &head, records)?;
        set.remove(&format!("{stem}.journal"))?;
        set.commit()?;
        Ok(ShareDone {
            path,
            units,
            reused,
            realizations: round.realizations,
            journal,
        })
    }

    /// Files of shares that may hold units of one: its own, and those of another number of shares.
    fn earlier_shares(&self, folder: &Path, share: Share) -> Vec<PathBuf> {
        let names = files::names(folder).unwrap_or_default();
        let may_hold = |name: &&String| {
            let of = name.strip_suffix(ENDING).and_then(read_stem);
            of.is_some_and(|(experiment, other)| {
                experiment == self.name() && (other == share || other.of != share.of)
            })
        };
        let names = names.iter().filter(may_hold);
        names.map(|name| folder.join(name)).collect()
    }
}

/// Takes units over from an earlier share, as far as it is whole.
fn take_over(
    path: &Path,
    program: u64,
    wanted: &HashSet<u64>,
    journal: &Journal,
) -> Result<(), FileError> {
    let Ok(mut share) = ShareFile::open(path) else {
        return Ok(());
    };
    while let Ok(Some(record)) = share.next_unit(path) {
        if record.program == program && wanted.contains(&record.piece) {
            // Where the journal has another result of the unit, its own counts.
            journal.take(record)?;
        }
    }
    Ok(())
}

/// Keeps units of the share that is about to be replaced, which the new one does not have, in another file.
fn keep_aside(
    set: &mut files::FileSet<'_>,
    folder: &OutputFolder,
    (stem, path): (&str, &Path),
    is_lost: impl Fn(&Record) -> bool,
) -> Result<(), FileError> {
    let mut lost = Vec::new();
    if let Ok(mut share) = ShareFile::open(path) {
        while let Ok(Some(record)) = share.next_unit(path) {
            lost.extend(Some(record).filter(&is_lost));
        }
    }
    if lost.is_empty() {
        return Ok(());
    }
    let name = format!("{stem}.journal.old");
    let aside = folder.place(&name)?;
    set.add_with(&name, |into| {
        let mut union = Union::begin(into)?;
        union.add_all(&aside)?;
        lost.iter().try_for_each(|record| union.add(record))
    })
    .map(drop)
}
