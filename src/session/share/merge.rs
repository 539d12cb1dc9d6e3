//! Shares put together: the same files as one run of all of it writes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::fault::ShareError;
use super::file::{Head, ShareFile};
use super::{ENDING, round};
use crate::disk::files::{self, OutputFolder};
use crate::plan::{Round, Share, Shares};
use crate::results::precision::Precision;
use crate::results::{self, RunError};
use crate::run::{Options, Store};
use crate::session::build::Build;
use crate::session::experiment::{Experiment, Output, Results};
use crate::session::journal::{Journal, Taken};
use crate::session::scenario::Scenario;

/// Shares that a message names before it only counts them.
const NAMED: usize = 20;

/// A round goes beyond what the precision so far lets expect by this factor, so that it is likely the last.
const MARGIN: f64 = 1.1;

/// Shares of one experiment that belong together.
#[derive(Debug)]
pub struct ShareSet {
    head: Head,
    files: Vec<(PathBuf, Share)>,
}

/// An experiment that was put together.
#[derive(Debug)]
pub struct Merged<'a> {
    /// Its results.
    pub results: Results<'a>,
    /// Its journal.
    pub journal: Arc<Journal>,
    /// Units that more than one file holds.
    pub repeated: u64,
}

/// What is put together.
#[derive(Debug, Clone, Copy, Default)]
pub struct Accepted {
    /// Whether results are made of the units that there are, where some are missing.
    pub partial: bool,
    /// Whether shares may be of processors of different kinds.
    pub mixed: bool,
}

/// The shares in files, or in folders, by experiment.
///
/// # Errors
/// All that keeps them from being put together, save units that are missing.
pub fn sets(
    paths: &[PathBuf],
    build: &Build,
    accepted: Accepted,
) -> Result<(Vec<ShareSet>, Vec<ShareError>), Vec<ShareError>> {
    let (mut faults, mut damaged) = (Vec::new(), Vec::new());
    let mut found: BTreeMap<(String, String), ShareSet> = BTreeMap::new();
    for path in files_of(paths).map_err(|error| vec![error])? {
        let head = match ShareFile::open(&path) {
            Ok(file) => file.head,
            Err(error) => {
                damaged.push(error);
                continue;
            }
        };
        if head.build != build.name() {
            faults.push(ShareError::Build {
                path,
                build: head.build,
                this: build.name().to_owned(),
            });
            continue;
        }
        let digest = head.carried.digest(&head.experiment);
        let share = head.share;
        let probe = (head.probe, head.processor.clone());
        let set = found
            .entry((head.experiment.clone(), digest))
            .or_insert_with(|| ShareSet {
                head: head.clone(),
                files: Vec::new(),
            });
        if let Some((other, _)) = set.files.first()
            && set.head.probe != probe.0
            && !accepted.mixed
        {
            faults.push(ShareError::Processor {
                path: path.clone(),
                processor: probe.1,
                other: other.clone(),
                other_processor: set.head.processor.clone(),
            });
        }
        if head.extent() > set.head.extent() {
            // Of what was asked for at different times, the most.
            set.head = Head {
                probe: set.head.probe,
                processor: set.head.processor.clone(),
                ..head
            };
        }
        set.files.push((path, share));
    }
    let mut sets: Vec<ShareSet> = Vec::new();
    for (_, set) in found {
        let twin = sets
            .iter_mut()
            .find(|other| other.head.experiment == set.head.experiment);
        let Some(twin) = twin else {
            sets.push(set);
            continue;
        };
        // The form that the scenario has now is the one to keep to, or else that of most files.
        let rank = |set: &ShareSet| (set.head.carried.is_in_place(), set.files.len());
        let (kept, other) = match rank(&set) > rank(twin) {
            true => (set.files[0].0.clone(), std::mem::replace(twin, set)),
            false => (twin.files[0].0.clone(), set),
        };
        let why = |path: PathBuf| ShareError::Foreign {
            path,
            other: kept.clone(),
            why: "the scenario, or what was asked of it, was changed between them".into(),
        };
        faults.extend(other.files.into_iter().map(|(path, _)| why(path)));
    }
    if !accepted.partial {
        faults.append(&mut damaged);
    }
    match faults.is_empty() {
        true => Ok((sets, damaged)),
        false => Err(faults),
    }
}

/// The files of shares that paths mean: themselves, or those in them.
fn files_of(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ShareError> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let names = files::names(path)?;
        let shares = names.iter().filter(|name| name.ends_with(ENDING));
        let before = found.len();
        found.extend(shares.map(|name| path.join(name)));
        if found.len() == before {
            return Err(ShareError::None { path: path.clone() });
        }
    }
    Ok(found)
}

impl ShareSet {
    /// The experiment.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.head.experiment
    }

    /// The scenario that it is of.
    ///
    /// # Errors
    /// When data that it uses are not where they were, or have changed.
    pub fn scenario(&self) -> Result<Scenario, ShareError> {
        let path = self.files.first().map(|(path, _)| path.clone());
        self.head
            .carried
            .scenario()
            .map_err(|faults| ShareError::Scenario {
                path: path.unwrap_or_default(),
                faults,
            })
    }

    /// Puts the shares together into the journal of the experiment in a folder, and makes its results of that.
    ///
    /// # Errors
    /// When a unit is missing, unless it may be; when a file is damaged or has another result of a unit than an earlier one;
    /// when another process writes the results.
    pub fn merge<'a>(
        &self,
        experiment: Experiment<'a>,
        folder: &OutputFolder,
        build: &Build,
        output: Output<'_>,
        accepted: Accepted,
    ) -> Result<Merged<'a>, ShareError> {
        experiment.claim(folder, output)?;
        let plan = experiment.plan();
        let journal = Journal::begin(folder, plan, build, true)?;
        let known: std::collections::HashSet<u64> =
            plan.units().map(|unit| plan.unit_id(unit)).collect();
        let mut repeated = 0;
        for (path, _) in &self.files {
            match self.take(path, &journal, &known) {
                Ok(again) => repeated += again,
                Err(ShareError::Damaged { .. }) if accepted.partial => {}
                Err(error) => return Err(error),
            }
        }
        let never = Arc::<AtomicBool>::default();
        let options = Options {
            threads: None,
            stop: &never,
            networks: experiment.scenario().networks(),
        };
        let results = match results::known(plan, options, &journal) {
            Err(RunError::Missing {
                complete,
                precision,
                cases,
            }) => {
                if accepted.partial {
                    results::present(plan, &journal)?
                } else {
                    let known = (complete, precision, cases);
                    return Err(self.missing(experiment, &journal, known)?);
                }
            }
            other => other?,
        };
        if results.partial.is_none() {
            for folder in self.folders() {
                round::remove(&folder, self.name())?;
            }
        }
        let journal = Arc::new(journal);
        let store: Arc<dyn Store> = Arc::clone(&journal) as _;
        Ok(Merged {
            results: Results::of(experiment, results, store),
            journal,
            repeated,
        })
    }

    /// Takes the units of a share; says how many were there already.
    fn take(
        &self,
        path: &Path,
        journal: &Journal,
        known: &std::collections::HashSet<u64>,
    ) -> Result<u64, ShareError> {
        let mut share = ShareFile::open(path)?;
        let mut again = 0;
        while let Some(record) = share.next_unit(path)? {
            if !known.contains(&record.piece) {
                continue;
            }
            match journal.take(record)? {
                Taken::New => {}
                Taken::Known => again += 1,
                Taken::Differs => {
                    return Err(ShareError::Differs {
                        name: self.name().to_owned(),
                        path: path.to_owned(),
                    });
                }
            }
        }
        Ok(again)
    }

    /// What is missing: units of shares, or another round of them.
    fn missing(
        &self,
        experiment: Experiment<'_>,
        journal: &Journal,
        (complete, precision, cases): (u32, Option<Precision>, BTreeSet<usize>),
    ) -> Result<ShareError, ShareError> {
        let plan = experiment.plan();
        let round = self.head.round();
        let shares = Shares::of(plan, self.head.share.of);
        let mut missing: BTreeMap<Share, u64> = BTreeMap::new();
        let mut of = 0;
        for unit in round.units(plan) {
            of += 1;
            if !journal.holds(plan.unit_id(unit)) {
                *missing.entry(shares.share(unit)).or_default() += 1;
            }
        }
        let name = plan.name.clone();
        if missing.is_empty() {
            let (next, why) = match plan.find {
                Some(_) => further_cases(&round, &cases),
                None => more_networks(experiment, &round, (complete, precision)),
            };
            for folder in self.folders() {
                round::write(&folder, &name, &next)?;
            }
            return Ok(ShareError::Round { name, why });
        }
        let all = missing.values().sum();
        let mut named: Vec<String> = missing
            .iter()
            .take(NAMED)
            .map(|(share, units)| {
                let plural = if *units == 1 { "" } else { "s" };
                format!("share {share} ({units} unit{plural})")
            })
            .collect();
        if missing.len() > NAMED {
            named.push(format!("and {} shares more", missing.len() - NAMED));
        }
        Ok(ShareError::Missing {
            name,
            missing: all,
            of,
            shares: named,
        })
    }

    /// The folders that its files are in.
    fn folders(&self) -> BTreeSet<PathBuf> {
        let folder = |path: &'_ PathBuf| match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        self.files.iter().map(|(path, _)| folder(path)).collect()
    }
}

/// The round after one, of the cases that a search asks for beside those that it had, and why it comes.
fn further_cases(round: &Round, cases: &BTreeSet<usize>) -> (Round, String) {
    let known = round.cases.clone().unwrap_or_default();
    let asked = cases.iter().filter_map(|case| u32::try_from(*case).ok());
    let all: BTreeSet<u32> = known.iter().copied().chain(asked).collect();
    let more = all.len() - known.len();
    let next = Round {
        realizations: round.realizations,
        cases: Some(all.into_iter().collect()),
    };
    let plural = if more == 1 { "" } else { "s" };
    let why = format!("its search asks for {more} further value{plural}");
    (next, why)
}

/// The round after one, of as many networks as a precision is likely to need, and why it comes.
fn more_networks(
    experiment: Experiment<'_>,
    round: &Round,
    (complete, precision): (u32, Option<Precision>),
) -> (Round, String) {
    let least = complete.max(round.realizations);
    let realizations = next_round(experiment, least, precision.as_ref());
    let widest = precision.and_then(|precision| precision.widest);
    let widest = widest.map_or("means without an interval".to_owned(), |widest| {
        format!("means known within {:.1} %", 100.0 * widest)
    });
    let why =
        format!("{complete} networks give {widest}; the next round is of {realizations} networks");
    let cases = None;
    (
        Round {
            realizations,
            cases,
        },
        why,
    )
}

/// The number of realizations after which the precision is checked and that is likely to reach it.
fn next_round(experiment: Experiment<'_>, complete: u32, precision: Option<&Precision>) -> u32 {
    let plan = experiment.plan();
    let expected = precision.and_then(|precision| {
        let times = precision.widest? / precision.within;
        Some(f64::from(precision.realizations) * times * times * MARGIN)
    });
    let least = expected.unwrap_or_default();
    let mut stages = plan.stages().filter(|stage| *stage > complete);
    let stage = stages.find(|stage| f64::from(*stage) >= least);
    stage.unwrap_or(plan.realizations)
}
