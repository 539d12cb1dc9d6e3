//! How far a shared run is, by what its folder holds.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::fault::ShareError;
use super::file::{Head, ShareFile};
use super::{ENDING, read_stem, stem};
use crate::disk::files;
use crate::disk::journal;
use crate::disk::records::Kind;
use crate::plan::{Share, Shares};

/// What a share is at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Its file is there.
    Done,
    /// A process holds it.
    Running {
        /// Units that are done.
        units: u64,
        /// Units that it does in a second; none before the first.
        per_second: Option<f64>,
    },
    /// A process began it, and has ended before it was done.
    Stopped {
        /// Units that are done.
        units: u64,
    },
}

/// How far an experiment is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Status {
    /// Its name.
    pub experiment: String,
    /// The number of its shares.
    pub shares: u32,
    /// Shares that are begun, by number.
    pub begun: BTreeMap<u32, State>,
    /// Files that are not whole, by name.
    pub damaged: Vec<String>,
    /// Units that are done, and all, where the scenario can be read here.
    pub units: Option<(u64, u64)>,
    /// Time left with the processes that are running, where they have done units.
    pub seconds_left: Option<f64>,
}

impl Status {
    /// Numbers of shares that are not done and that no process holds.
    pub fn open(&self) -> impl Iterator<Item = u32> + '_ {
        (1..=self.shares).filter(|number| {
            !matches!(
                self.begun.get(number),
                Some(State::Done | State::Running { .. })
            )
        })
    }
}

/// How far the shared runs in a folder are. Nothing is written, and no clock is asked but that of the folder's file system.
///
/// # Errors
/// When the folder cannot be read, or has no share.
pub fn status(folder: &Path) -> Result<Vec<Status>, ShareError> {
    let mut found: BTreeMap<(String, u32), (Status, Head)> = BTreeMap::new();
    let mut damaged = Vec::new();
    for name in files::names(folder)? {
        let path = folder.join(&name);
        let stem = name.strip_suffix(ENDING);
        let stem = stem.or_else(|| name.strip_suffix(".journal"));
        let Some((experiment, share)) = stem.and_then(read_stem) else {
            continue;
        };
        let begun = match name.ends_with(ENDING) {
            true => ShareFile::open(&path)
                .ok()
                .map(|file| (file.head, State::Done)),
            false => of_journal(folder, &path, experiment, share),
        };
        let Some((head, state)) = begun else {
            damaged.push((experiment.to_owned(), share.of, name.clone()));
            continue;
        };
        let entry = found.entry((experiment.to_owned(), share.of));
        let (status, newest) = entry.or_insert_with(|| {
            let status = Status {
                experiment: experiment.to_owned(),
                shares: share.of,
                begun: BTreeMap::new(),
                damaged: Vec::new(),
                units: None,
                seconds_left: None,
            };
            (status, head.clone())
        });
        if head.realizations > newest.realizations {
            *newest = head.clone();
        }
        // A share that is computed once more is not done again until then.
        let is_running = matches!(status.begun.get(&share.number), Some(State::Running { .. }));
        if !(is_running && state == State::Done) {
            status.begun.insert(share.number, state);
        }
    }
    for (experiment, of, name) in damaged {
        if let Some((status, _)) = found.get_mut(&(experiment, of)) {
            status.damaged.push(name);
        }
    }
    if found.is_empty() {
        return Err(ShareError::None {
            path: folder.to_owned(),
        });
    }
    Ok(found
        .into_values()
        .map(|(status, head)| measured(status, &head))
        .collect())
}

/// What a share is at whose journal is there.
fn of_journal(folder: &Path, path: &Path, experiment: &str, share: Share) -> Option<(Head, State)> {
    let mut records = journal::open(path)?;
    let mut head = None;
    let mut units = 0_u64;
    while let Ok(Some((record, _))) = records.next_record() {
        match record.kind {
            Kind::Unit => units += 1,
            Kind::Head => head = Head::of_record(&record),
            Kind::End => {}
        }
    }
    let held = files::held(folder, &stem(experiment, share));
    let state = match held {
        Some((noted, since)) => {
            // Times of the file system say the same on every machine.
            let until = files::modified(path);
            let took = until.and_then(|until| until.duration_since(since).ok());
            let before: u64 = noted.trim().parse().unwrap_or_default();
            let done = units.saturating_sub(before);
            let per_second = took
                .map(|took| done as f64 / took.as_secs_f64())
                .filter(|rate| rate.is_finite() && *rate > 0.0);
            State::Running { units, per_second }
        }
        None => State::Stopped { units },
    };
    Some((head?, state))
}

/// The same with units and time left.
fn measured(mut status: Status, head: &Head) -> Status {
    let Ok(scenario) = head.carried.scenario() else {
        return status;
    };
    let experiments = scenario.plan();
    let mut experiments = experiments.experiments();
    let Some(experiment) = experiments.find(|one| one.name() == status.experiment) else {
        return status;
    };
    let plan = experiment.plan();
    let shares = Shares::of(plan, status.shares);
    let mut units: BTreeMap<u32, u64> = BTreeMap::new();
    for unit in plan.units_of(0..head.realizations) {
        *units.entry(shares.share(unit).number).or_default() += 1;
    }
    let of_share = |number: &u32| units.get(number).copied().unwrap_or_default();
    let done: u64 = status
        .begun
        .iter()
        .map(|(number, state)| match state {
            State::Done => of_share(number),
            State::Running { units, .. } | State::Stopped { units } => {
                (*units).min(of_share(number))
            }
        })
        .sum();
    let all: u64 = units.values().sum();
    let rate: f64 = status
        .begun
        .values()
        .filter_map(|state| match state {
            State::Running { per_second, .. } => *per_second,
            State::Done | State::Stopped { .. } => None,
        })
        .sum();
    status.units = Some((done, all));
    let left = (rate > 0.0).then(|| (all - done) as f64 / rate);
    status.seconds_left = left.filter(|left| Duration::try_from_secs_f64(*left).is_ok());
    status
}
