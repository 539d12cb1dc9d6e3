//! The files that several scenarios read and write in one run, and whether they keep out of each other's way. They are
//! looked at before anything is computed, and by `cfs check` as by `cfs run`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::disk::identity::Identity;
use crate::language::Fault;
use crate::language::diagnostic::error::files::{FilesError, GoldenFault, Other};
use crate::plan::Golden;

use super::files::{of_golden, written};
use super::scenario::Scenario;

/// Files that a command cannot read and write as it is asked to.
#[derive(Debug, Clone)]
pub struct Conflict<'a> {
    /// The scenario to whose text the fault points.
    pub scenario: &'a Scenario,
    /// What is wrong.
    pub fault: Fault,
    /// Whether the scenarios are sound one by one, and only cannot be run by one command.
    pub together: bool,
}

/// What a file is for.
#[derive(Debug, Clone, Copy)]
enum Use<'a> {
    /// The scenario reads it.
    Read,
    /// Results are compared with it.
    Golden(&'a Golden),
    /// A run writes it; the experiment, by its place in the scenario.
    Result(usize),
}

/// A file, who uses it and what for.
struct Used<'a> {
    scenario: &'a Scenario,
    /// The scenario's place on the command line.
    place: usize,
    /// As messages show it.
    name: String,
    what: Use<'a>,
}

/// The conflicts among all files of these scenarios, and with the results that they write into a folder.
/// Where each scenario is run `apart`, results of one do not meet those of another.
#[must_use]
pub fn conflicts<'a>(scenarios: &'a [Scenario], folder: &Path, apart: bool) -> Vec<Conflict<'a>> {
    let mut uses: Vec<Used<'a>> = Vec::new();
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut clashing = BTreeSet::new();
    for (used, path) in files(scenarios, folder) {
        let identity = Identity::of(&path);
        let others: BTreeSet<usize> = identity
            .keys()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .collect();
        conflicts.extend(
            others
                .into_iter()
                .filter_map(|other| conflict(&uses[other], &used, apart, &mut clashing)),
        );
        for key in identity.keys() {
            by_key.entry(key.to_owned()).or_default().push(uses.len());
        }
        uses.push(used);
    }
    conflicts
}

/// Every file of these scenarios: what is read, then goldens, then results.
fn files<'a>(scenarios: &'a [Scenario], folder: &Path) -> Vec<(Used<'a>, PathBuf)> {
    let mut files = Vec::new();
    let mut add = |(place, scenario): (usize, &'a Scenario), name: &str, path: PathBuf, what| {
        let name = name.to_owned();
        let used = Used {
            scenario,
            place,
            name,
            what,
        };
        files.push((used, path));
    };
    for of in scenarios.iter().enumerate() {
        for (name, path) in of.1.read_files() {
            add(of, name, path.to_owned(), Use::Read);
        }
    }
    for of in scenarios.iter().enumerate() {
        for golden in
            of.1.work()
                .experiments
                .iter()
                .flat_map(|plan| &plan.goldens)
        {
            add(
                of,
                &golden.file,
                of.1.path_of(&golden.file),
                Use::Golden(golden),
            );
        }
    }
    for of in scenarios.iter().enumerate() {
        for (index, plan) in of.1.work().experiments.iter().enumerate() {
            for name in written(&plan.name, &plan.plots) {
                let path = folder.join(name);
                add(of, &path.display().to_string(), path, Use::Result(index));
            }
        }
    }
    files
}

/// What is wrong with two uses of one file, if anything is; of two experiments, once for all their files.
fn conflict<'a>(
    first: &Used<'a>,
    second: &Used<'a>,
    apart: bool,
    clashing: &mut BTreeSet<[(usize, usize); 2]>,
) -> Option<Conflict<'a>> {
    let across = first.place != second.place;
    let of_second = |fault: Fault, together: bool| {
        Some(Conflict {
            scenario: second.scenario,
            fault,
            together,
        })
    };
    match (first.what, second.what) {
        (Use::Read, Use::Golden(golden)) if across => {
            let scenario = first.scenario.name().to_owned();
            of_second(of_golden(golden, GoldenFault::ReadBy { scenario }), false)
        }
        (Use::Golden(other), Use::Golden(golden)) if across => {
            let place = first.scenario.sources().place(other.span);
            let error = FilesError::GoldenTwice {
                file: golden.file.clone(),
                span: golden.span,
                first: Other::Elsewhere(place.to_string()),
            };
            of_second((&error).into(), true)
        }
        (Use::Golden(golden), Use::Result(index)) => {
            let plan = second.scenario.work().experiments.get(index)?;
            let experiment = plan.name.clone();
            Some(Conflict {
                scenario: first.scenario,
                fault: of_golden(golden, GoldenFault::Result { experiment }),
                together: false,
            })
        }
        (Use::Read, Use::Result(index)) => {
            let experiment = second.scenario.experiment(index)?;
            let error = FilesError::ResultOverInput {
                experiment: experiment.name.clone(),
                span: experiment.span,
                file: first.name.clone(),
                reader: first.scenario.name().to_owned(),
            };
            of_second((&error).into(), false)
        }
        (Use::Result(one), Use::Result(other)) if across && !apart => {
            let pair = [(first.place, one), (second.place, other)];
            if !clashing.insert(pair) {
                return None;
            }
            let named = |used: &Used<'_>, index: usize| {
                let plan = used.scenario.work().experiments.get(index)?;
                Some((plan.name.clone(), used.scenario.name().to_owned()))
            };
            let error = FilesError::SameResultsAcross {
                first: named(first, one)?,
                again: named(second, other)?,
            };
            of_second((&error).into(), true)
        }
        // A file may be read any number of times; what one scenario alone gets wrong was found before.
        _ => None,
    }
}
