//! The journal of an experiment: where its results are while it runs, and what an interrupted run leaves to the next.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::archive::names::FileNames;
use crate::disk::files::{self, FileError, FileSet, OutputFolder};
use crate::disk::journal::{self, GrowingJournal, Union};
use crate::disk::records::{self, Kind, Place, Record};
use crate::plan::{ExperimentPlan, fingerprint};
use crate::run::{Store, StoreError, UnitResult};

use super::build::Build;

/// Bytes that tell a journal of text from others.
const HEAD: u64 = 64;

/// A journal that is being written.
#[derive(Debug)]
pub struct Journal {
    names: FileNames,
    program: u64,
    /// Records of an earlier journal that could not be read.
    pub damaged: usize,
    /// What was kept aside, where an earlier journal has units that this run does not.
    pub kept: Option<Kept>,
    /// Journals of a version that wrote text, by the names that they have now.
    pub set_aside: Vec<String>,
    /// Records of an earlier journal on units that this run may have; they stay in it until the run is done.
    earlier: HashMap<u64, Place>,
    state: RwLock<State>,
}

/// Where results are.
#[derive(Debug)]
struct State {
    file: GrowingJournal,
    /// Once the disk refuses a record no more are written, and results stay in memory.
    fault: Option<FileError>,
    written: HashMap<u64, Place>,
    unwritten: HashMap<u64, Box<[u8]>>,
}

/// What became of a result that was offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is new.
    New,
    /// It is known.
    Known,
    /// Another result of the unit is known.
    Differs,
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

/// What an earlier journal holds.
#[derive(Default)]
struct Found {
    /// The last record of each unit that is asked for.
    mine: HashMap<u64, Place>,
    /// Records of other units and other builds.
    others: usize,
    /// Records of units that have a later one.
    repeated: usize,
    damaged: usize,
    /// Whether it has the head that it is to have.
    has_head: bool,
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
        Self::begin_as(folder, (&plan.name, None), plan, build, resume)
    }

    /// The same under another name, with a record at its head.
    pub(super) fn begin_as(
        folder: &OutputFolder,
        (stem, head): (&str, Option<&Record>),
        plan: &ExperimentPlan,
        build: &Build,
        resume: bool,
    ) -> Result<Self, FileError> {
        let names = FileNames::of(stem);
        let set_aside = set_text_aside(folder, &names)?;
        let (main, aside) = (
            folder.place(&names.journal)?,
            folder.place(&names.old_journal)?,
        );
        let program = fingerprint(build.name());
        // A missing journal, or one that cannot be read, is the same as an empty one.
        let is_there = journal::open(&main).is_some();
        let asked: HashSet<u64> = match is_there || journal::open(&aside).is_some() {
            true => plan.units().map(|unit| plan.unit_id(unit)).collect(),
            false => HashSet::new(),
        };
        let is_mine = |record: &Record| {
            record.kind == Kind::Unit && record.program == program && asked.contains(&record.piece)
        };
        let cannot_read = |source| FileError::Read {
            path: main.clone(),
            source,
        };
        let found = Found::of(&main, head, is_mine).map_err(cannot_read)?;
        let mut kept = None;
        if found.others > 0 {
            let mut set = folder.file_set();
            set.add_with(&names.old_journal, |into| {
                let mut union = Union::begin(into)?;
                union.add_all(&aside)?;
                each(&main, |record, _| {
                    match is_mine(&record) || record.kind != Kind::Unit {
                        true => Ok(()),
                        false => union.add(&record),
                    }
                })
                .map(drop)
            })?;
            set.commit()?;
            kept = Some(Kept {
                file: names.old_journal.clone(),
                units: found.others,
                of: found.mine.len() + found.others,
            });
        }
        let is_clean = found.others + found.damaged + found.repeated == 0 && found.has_head;
        let (file, earlier) = if is_there && is_clean && journal::is_plain(&main) {
            (GrowingJournal::go_on(folder, &names.journal)?, found.mine)
        } else {
            let mut places = HashMap::new();
            let mut offset = journal::JOURNAL.len() as u64;
            let file = GrowingJournal::begin(folder, &names.journal, |into| {
                if let Some(head) = head.map(Record::to_bytes) {
                    into.write_all(&head)?;
                    offset += head.len() as u64;
                }
                each(&main, |record, place| {
                    if found.mine.get(&record.piece) == Some(&place) && is_mine(&record) {
                        into.write_all(&record.to_bytes())?;
                        places.insert(record.piece, Place { offset, ..place });
                        offset += u64::from(place.length);
                    }
                    Ok(())
                })
                .map(drop)
            })?;
            (file, places)
        };
        let journal = Self {
            names,
            program,
            damaged: if resume { found.damaged } else { 0 },
            kept,
            set_aside,
            state: RwLock::new(State {
                file,
                fault: None,
                written: match resume {
                    true => earlier.clone(),
                    false => HashMap::new(),
                },
                unwritten: HashMap::new(),
            }),
            earlier,
        };
        if resume {
            each(&aside, |record, _| {
                if is_mine(&record) && !journal.holds(record.piece) {
                    journal.write().keep(program, record.piece, record.data);
                }
                Ok(())
            })
            .map_err(cannot_read)?;
        }
        Ok(journal)
    }

    /// Takes over the result of a unit that another file holds.
    ///
    /// # Errors
    /// When the result that is known already cannot be read.
    pub(super) fn take(&self, record: Record) -> Result<Taken, FileError> {
        let mut state = self.write();
        Ok(match state.record(self.program, record.piece)? {
            None => {
                state.keep(self.program, record.piece, record.data);
                Taken::New
            }
            Some(known) if known.data == record.data => Taken::Known,
            Some(_) => Taken::Differs,
        })
    }

    /// The record of a unit, if it is known.
    pub(super) fn record(&self, unit: u64) -> Result<Option<Record>, FileError> {
        self.read().record(self.program, unit)
    }

    /// How many units it has a record of as it begins, and how many of them are used.
    pub(super) fn extent(&self) -> (usize, usize) {
        let known = self.read().written.len();
        (known.max(self.earlier.len()), known)
    }

    /// What kept it from being written, if anything did.
    pub fn fault(&self) -> Option<String> {
        self.read().fault.as_ref().map(ToString::to_string)
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds its files to those of a run that is done: its units of so many realizations and no others, in their order, and
    /// beside it those that an earlier run had beyond them, as where a precision ends a run sooner.
    pub(super) fn add_files(
        &self,
        folder: &OutputFolder,
        set: &mut FileSet<'_>,
        plan: &ExperimentPlan,
        realizations: u32,
    ) -> Result<(), FileError> {
        let state = self.read();
        let mut beyond: HashMap<u64, Place> = self.earlier.clone();
        set.add_with(&self.names.journal, |into| {
            into.write_all(journal::JOURNAL)?;
            for unit in plan.units_of(0..realizations) {
                let id = plan.unit_id(unit);
                let Some(record) = state.record(self.program, id).map_err(io::Error::other)? else {
                    continue;
                };
                let bytes = record.to_bytes();
                into.write_all(&bytes)?;
                if let Some(&place) = beyond.get(&id) {
                    let earlier = state.file.read(place).map_err(io::Error::other)?;
                    if records::sum(&earlier.to_bytes()) == records::sum(&bytes) {
                        beyond.remove(&id);
                    }
                }
            }
            Ok(())
        })?;
        if beyond.is_empty() {
            return Ok(());
        }
        let aside = folder.place(&self.names.old_journal)?;
        let mut places: Vec<Place> = beyond.into_values().collect();
        places.sort_by_key(|place| place.offset);
        set.add_with(&self.names.old_journal, |into| {
            let mut union = Union::begin(into)?;
            union.add_all(&aside)?;
            for place in places {
                union.add(&state.file.read(place).map_err(io::Error::other)?)?;
            }
            Ok(())
        })
        .map(drop)
    }
}

impl State {
    /// Writes a result down, or keeps it in memory where that cannot be done: the run continues, and says so at its end.
    fn keep(&mut self, program: u64, unit: u64, data: Vec<u8>) {
        if self.fault.is_none() {
            match self
                .file
                .append(&records::frame(Kind::Unit, program, unit, &data))
            {
                Ok(place) => {
                    self.written.insert(unit, place);
                    return;
                }
                Err(error) => self.fault = Some(error),
            }
        }
        self.unwritten.insert(unit, data.into_boxed_slice());
    }

    fn record(&self, program: u64, unit: u64) -> Result<Option<Record>, FileError> {
        if let Some(data) = self.unwritten.get(&unit) {
            return Ok(Some(Record {
                kind: Kind::Unit,
                program,
                piece: unit,
                data: data.to_vec(),
            }));
        }
        let place = self.written.get(&unit);
        place.map(|place| self.file.read(*place)).transpose()
    }
}

impl Store for Journal {
    fn holds(&self, unit: u64) -> bool {
        let state = self.read();
        state.written.contains_key(&unit) || state.unwritten.contains_key(&unit)
    }

    fn get(&self, unit: u64) -> Result<Option<UnitResult>, StoreError> {
        let record = self.read().record(self.program, unit);
        let record = record.map_err(|error| StoreError::Disk(Box::new(error)))?;
        record
            .map(|record| UnitResult::of_bytes(&record.data))
            .transpose()
    }

    fn put(&self, unit: u64, result: &UnitResult) -> Result<(), StoreError> {
        let data = result.to_bytes()?;
        self.write().keep(self.program, unit, data);
        Ok(())
    }
}

impl Found {
    fn of(
        path: &std::path::Path,
        head: Option<&Record>,
        is_mine: impl Fn(&Record) -> bool,
    ) -> io::Result<Self> {
        let mut found = Self {
            has_head: head.is_none(),
            ..Self::default()
        };
        let mut others = HashSet::new();
        found.damaged = each(path, |record, place| {
            if is_mine(&record) {
                let before = found.mine.insert(record.piece, place);
                found.repeated += usize::from(before.is_some());
            } else if record.kind != Kind::Unit {
                found.has_head |= Some(&record) == head;
            } else {
                others.insert(records::sum(&record.to_bytes()));
            }
            Ok(())
        })?;
        found.others = others.len();
        Ok(found)
    }
}

/// Walks through the records of the journal at a path, if there is one; says how many places are damaged.
fn each(
    path: &std::path::Path,
    mut visit: impl FnMut(Record, Place) -> io::Result<()>,
) -> io::Result<usize> {
    let Some(mut records) = journal::open(path) else {
        return Ok(0);
    };
    while let Some((record, place)) = records.next_record()? {
        visit(record, place)?;
    }
    Ok(records.damaged())
}

/// Gives journals of text other names: this version does not read them, and they are not lost.
fn set_text_aside(folder: &OutputFolder, names: &FileNames) -> Result<Vec<String>, FileError> {
    let mut set_aside = Vec::new();
    for name in [&names.journal, &names.old_journal] {
        let place = folder.place(name)?;
        let head = files::head(&place, HEAD).unwrap_or_default();
        if journal::is_text_journal(&head) {
            set_aside.push(folder.set_aside(name, &format!("{}.text", names.journal))?);
        }
    }
    Ok(set_aside)
}
