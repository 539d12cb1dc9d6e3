//! The round that shares are at, where results decide what is computed next: a precision asks for more networks, a search for
//! further values. `cfs merge` writes it into the folders of the shares, which compute what it says from then on.

use std::path::Path;

use super::ROUND;
use crate::disk::files::{self, FileError, OutputFolder};
use crate::plan::{Round, Share, Shares};
use crate::results;
use crate::session::experiment::Experiment;

/// Most bytes of its file.
const MOST: u64 = 1 << 22;

impl Experiment<'_> {
    /// The part of it that shares in a folder compute: all of it, or the round that they are at.
    pub(super) fn round(&self, folder: &Path) -> Round {
        let plan = self.plan();
        let all = Round::all(plan);
        if plan.find.is_some() {
            let count = u32::try_from(plan.cases.len()).unwrap_or(u32::MAX);
            let asked = asked(folder, &plan.name);
            let asked = asked.into_iter().filter(|case| *case < count);
            let mut cases: Vec<u32> = results::first_cases(plan)
                .into_iter()
                .chain(asked)
                .collect();
            cases.sort_unstable();
            cases.dedup();
            let cases = Some(cases);
            return Round { cases, ..all };
        }
        if plan.precision.is_some() {
            let first = plan.stages().next().unwrap_or(plan.realizations);
            let asked = asked(folder, &plan.name).first().copied();
            let realizations = asked.map_or(first, |asked| asked.clamp(first, plan.realizations));
            return Round {
                realizations,
                ..all
            };
        }
        all
    }

    /// Units of a share, in the round that shares in a folder are at.
    #[must_use]
    pub fn units_of_share(&self, folder: &Path, share: Share) -> u64 {
        let (plan, round) = (self.plan(), self.round(folder));
        let shares = Shares::of(plan, share.of);
        shares.units_of(plan, share, &round).count() as u64
    }

    /// The estimated cost of each of so many shares in that round; one is what a unit costs on average.
    #[must_use]
    pub fn loads_of_shares(&self, folder: &Path, of: u32) -> Vec<f64> {
        Shares::of(self.plan(), of).loads(self.plan(), &self.round(folder))
    }
}

/// The numbers in the file of a round; none where there is no such file.
fn asked(folder: &Path, experiment: &str) -> Vec<u32> {
    let text = files::read_up_to(&folder.join(file(experiment)), MOST);
    let text = text.ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let numbers = text.unwrap_or_default();
    let numbers = numbers.split_ascii_whitespace().map(str::parse);
    numbers.collect::<Result<_, _>>().unwrap_or_default()
}

/// Makes a round the one that shares in a folder compute.
pub(super) fn write(folder: &Path, experiment: &str, round: &Round) -> Result<(), FileError> {
    let numbers = match &round.cases {
        Some(cases) => cases.iter().map(u32::to_string).collect(),
        None => vec![round.realizations.to_string()],
    };
    let text = format!("{}\n", numbers.join(" "));
    let folder = OutputFolder::open(folder)?;
    folder.write(&file(experiment), text.as_bytes()).map(drop)
}

/// Says that no further round is needed.
pub(super) fn remove(folder: &Path, experiment: &str) -> Result<(), FileError> {
    let name = file(experiment);
    if !folder.join(&name).exists() {
        return Ok(());
    }
    let folder = OutputFolder::open(folder)?;
    let mut set = folder.file_set();
    set.remove(&name)?;
    set.commit().map(drop)
}

fn file(experiment: &str) -> String {
    format!("{experiment}{ROUND}")
}
