//! How far a shared run is, by what its folder holds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::fault::ShareError;
use super::file::{Head, ShareFile};
use super::{ENDING, read_stem, stem};
use crate::disk::files;
use crate::disk::journal;
use crate::disk::records::Kind;
use crate::plan::{ExperimentPlan, Round, Share, Shares, cost};

/// What a share is at.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Its file is there.
    Done,
    /// Its file is there, and has the units of an earlier round or of fewer realizations.
    Earlier,
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

/// A share that is begun.
struct Begun {
    head: Head,
    state: State,
    /// Names of its units that are done, where they are in a journal, in the order in which they were.
    done: Vec<u64>,
    /// How many of those are of an earlier process, and how long the running one took for the others.
    pace: Option<(usize, Duration)>,
}

/// How far the shared runs in a folder are. Nothing is written, and no clock is asked but that of the folder's file system.
///
/// # Errors
/// When the folder cannot be read, or has no share.
pub fn status(folder: &Path) -> Result<Vec<Status>, ShareError> {
    let mut found: BTreeMap<(String, u32), BTreeMap<u32, Begun>> = BTreeMap::new();
    let mut damaged: BTreeMap<(String, u32), Vec<String>> = BTreeMap::new();
    for name in files::names(folder)? {
        let path = folder.join(&name);
        let stem = name.strip_suffix(ENDING);
        let stem = stem.or_else(|| name.strip_suffix(".journal"));
        let Some((experiment, share)) = stem.and_then(read_stem) else {
            continue;
        };
        let key = (experiment.to_owned(), share.of);
        let begun = match name.ends_with(ENDING) {
            true => of_file(&path),
            false => of_journal(folder, &path, experiment, share),
        };
        let Some(begun) = begun else {
            damaged.entry(key).or_default().push(name);
            continue;
        };
        let shares = found.entry(key).or_default();
        // A share that is computed once more is not done again until then.
        let is_running = |begun: &Begun| matches!(begun.state, State::Running { .. });
        let known = shares.get(&share.number);
        let is_file = begun.state == State::Done;
        if known.is_none() || is_running(&begun) || (is_file && !known.is_some_and(is_running)) {
            shares.insert(share.number, begun);
        }
    }
    if found.is_empty() {
        return Err(ShareError::None {
            path: folder.to_owned(),
        });
    }
    let measured = found.into_iter().map(|(key, shares)| {
        let damaged = damaged.remove(&key).unwrap_or_default();
        measured(folder, key, shares, damaged)
    });
    Ok(measured.collect())
}

/// What a share is at whose file is there.
fn of_file(path: &Path) -> Option<Begun> {
    let head = ShareFile::open(path).ok()?.head;
    Some(Begun {
        head,
        state: State::Done,
        done: Vec::new(),
        pace: None,
    })
}

/// What a share is at whose journal is there.
fn of_journal(folder: &Path, path: &Path, experiment: &str, share: Share) -> Option<Begun> {
    // Asked first: units that are done between one look and the other then do not count as an earlier process's.
    let held = files::held(folder, &stem(experiment, share));
    let mut records = journal::open(path)?;
    let mut head = None;
    let mut done = Vec::new();
    while let Ok(Some((record, _))) = records.next_record() {
        match record.kind {
            Kind::Unit => done.push(record.piece),
            Kind::Head => head = Head::of_record(&record),
            Kind::End => {}
        }
    }
    let head = head?;
    let Some((noted, since)) = held else {
        let units = done.len() as u64;
        return Some(Begun {
            head,
            state: State::Stopped { units },
            done,
            pace: None,
        });
    };
    let mut noted = noted.split_ascii_whitespace().map(str::parse::<usize>);
    let mut next = || noted.next().and_then(Result::ok);
    let (before, known) = (next().unwrap_or_default(), next().unwrap_or_default());
    let before = before.min(done.len());
    // Without `--resume`, what was there is computed again.
    let unused = before.saturating_sub(known);
    let done = done.split_off(unused);
    let before = before - unused;
    // Times of the file system say the same on every machine.
    let until = files::modified(path);
    let took = until.and_then(|until| until.duration_since(since).ok());
    let per_second = took.and_then(|took| rate((done.len() - before) as f64, took));
    Some(Begun {
        head,
        state: State::Running {
            units: done.len() as u64,
            per_second,
        },
        done,
        pace: took.map(|took| (before, took)),
    })
}

/// So much in such a time; none where that is no pace.
fn rate(done: f64, took: Duration) -> Option<f64> {
    let rate = done / took.as_secs_f64();
    (rate.is_finite() && rate > 0.0).then_some(rate)
}

/// How far an experiment is whose shares are at this.
fn measured(
    folder: &Path,
    (experiment, of): (String, u32),
    mut shares: BTreeMap<u32, Begun>,
    damaged: Vec<String>,
) -> Status {
    let newest = shares.values().max_by_key(|begun| begun.head.extent());
    let scenario = newest.and_then(|begun| begun.head.carried.scenario().ok());
    let mut units = None;
    let mut seconds_left = None;
    if let Some(scenario) = scenario {
        let mut experiments = scenario.plan().experiments();
        if let Some(experiment) = experiments.find(|one| one.name() == experiment) {
            let round = experiment.round(folder);
            for begun in shares.values_mut() {
                if begun.state == State::Done && !begun.head.round().covers(&round) {
                    begun.state = State::Earlier;
                }
            }
            let left = Left::of(experiment.plan(), of, &round, &shares);
            units = Some((left.done, left.all));
            seconds_left = left.seconds();
        }
    }
    Status {
        experiment,
        shares: of,
        begun: (shares.iter().map(|(number, begun)| (*number, begun.state))).collect(),
        damaged,
        units,
        seconds_left,
    }
}

/// What is left to do.
#[derive(Default)]
struct Left {
    /// Units that are done, and all.
    done: u64,
    all: u64,
    /// The estimated cost of the others.
    cost: f64,
    /// What running processes do of it in a second, together.
    rate: f64,
    /// Time that the last of them takes for its own share.
    longest: f64,
}

impl Left {
    fn of(plan: &ExperimentPlan, of: u32, round: &Round, begun: &BTreeMap<u32, Begun>) -> Self {
        let shares = Shares::of(plan, of);
        let costs: Vec<f64> = plan.cases.iter().map(|case| cost(plan, case)).collect();
        let mut all = Self::default();
        // Names of units that journals have are looked up, and the costs of those that the running processes did.
        let done: BTreeMap<u32, HashSet<u64>> = begun
            .iter()
            .map(|(number, begun)| (*number, begun.done.iter().copied().collect()))
            .collect();
        let mut left: BTreeMap<u32, f64> = BTreeMap::new();
        let mut cost_of: BTreeMap<u32, HashMap<u64, f64>> = BTreeMap::new();
        for unit in round.units(plan) {
            let number = shares.share(unit).number;
            let cost = costs.get(unit.case).copied().unwrap_or_default();
            all.all += 1;
            let is_done = match begun.get(&number) {
                None => false,
                Some(Begun { state, head, .. }) => match state {
                    State::Done => true,
                    State::Earlier => {
                        let earlier = head.round();
                        earlier.has(unit.case) && unit.realization < earlier.realizations
                    }
                    State::Running { .. } | State::Stopped { .. } => {
                        let id = plan.unit_id(unit);
                        if matches!(state, State::Running { .. }) {
                            cost_of.entry(number).or_default().insert(id, cost);
                        }
                        done.get(&number).is_some_and(|done| done.contains(&id))
                    }
                },
            };
            if is_done {
                all.done += 1;
            } else {
                all.cost += cost;
                *left.entry(number).or_default() += cost;
            }
        }
        for (number, costs) in cost_of {
            let Some(Begun { done, pace, .. }) = begun.get(&number) else {
                continue;
            };
            let Some((before, took)) = *pace else {
                continue;
            };
            let new = done.iter().skip(before).filter_map(|id| costs.get(id));
            if let Some(rate) = rate(new.sum(), took) {
                all.rate += rate;
                let own = left.get(&number).copied().unwrap_or_default();
                all.longest = all.longest.max(own / rate);
            }
        }
        all
    }

    /// Time left with the processes that are running: that of the last of them, or more where other shares are left.
    fn seconds(&self) -> Option<f64> {
        if self.rate <= 0.0 {
            return None;
        }
        let seconds = (self.cost / self.rate).max(self.longest);
        Duration::try_from_secs_f64(seconds)
            .is_ok()
            .then_some(seconds)
    }
}
