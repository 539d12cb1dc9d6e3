//! Scenarios from their files to plans, with all their faults shown.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cfs::archive::write;
use cfs::language::syntax::{Sources, Span};
use cfs::language::{Fault, Scenario, check};
use cfs::plan::{self, Plan};

use super::codes;
use super::console::Console;
use super::exit::Exit;
use super::message::Message;
use cfs::disk::sources::{Files, is_standard_input};

/// A scenario without faults.
#[derive(Debug)]
pub struct Loaded {
    /// Its file, as messages show it.
    pub name: String,
    /// What it asks for.
    pub scenario: Scenario,
    /// The same as work.
    pub plan: Plan,
    /// Every text that it consists of.
    pub sources: Sources,
}

/// Reads and checks every scenario of the command line, and shows the faults of all of them.
///
/// # Errors
/// The exit code, once the faults are shown.
pub fn all(console: &Console, files: &Files, arguments: &[PathBuf]) -> Result<Vec<Loaded>, Exit> {
    let asked = arguments.iter().filter(|path| is_standard_input(path));
    if asked.count() > 1 {
        let message = "standard input, `-`, can be read only once";
        console.message(&Message::error(codes::USAGE, message));
        return Err(Exit::Usage);
    }
    let mut scenarios = Vec::new();
    let mut exit = Exit::Ok;
    for argument in arguments {
        if argument.is_dir() {
            console.message(&is_folder(argument));
            exit = exit.max(Exit::Usage);
            continue;
        }
        match one(console, files, &files.root(argument)) {
            Some(loaded) => scenarios.push(loaded),
            None => exit = exit.max(Exit::Scenario),
        }
    }
    match exit {
        Exit::Ok => Ok(scenarios),
        exit => Err(exit),
    }
}

fn is_folder(path: &Path) -> Message {
    let folder = path.display();
    Message::error(codes::USAGE, format!("`{folder}` is a folder; name files"))
        .help(format!("`cfs test {folder}` runs every scenario below it"))
}

/// Draws this many networks in every experiment of these scenarios, if any number is given.
pub fn restate(scenarios: &mut [Loaded], realizations: Option<u32>) {
    let Some(realizations) = realizations else {
        return;
    };
    for loaded in scenarios {
        loaded.scenario.restate_realizations(realizations);
        loaded.plan = plan::build(&loaded.scenario);
    }
}

/// Reads and checks the scenario of this name; shows its faults where it has any.
pub fn one(console: &Console, files: &Files, name: &str) -> Option<Loaded> {
    let mut checked = check(files, name);
    if let Some(scenario) = &checked.scenario {
        checked.faults.extend(same_files(scenario));
    }
    console.faults(&checked.faults, &checked.sources);
    let scenario = checked.scenario.filter(|_| checked.faults.is_empty())?;
    Some(Loaded {
        name: name.to_owned(),
        plan: plan::build(&scenario),
        scenario,
        sources: checked.sources,
    })
}

/// Experiments of one scenario that would write the same files: names that differ in case only.
fn same_files(scenario: &Scenario) -> Vec<Fault> {
    let mut first: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
    let mut faults = Vec::new();
    for experiment in &scenario.experiments {
        let here = (experiment.name.as_str(), experiment.span);
        let taken = file_keys(&experiment.name)
            .into_iter()
            .find_map(|key| first.insert(key, here));
        let Some((name, span)) = taken else {
            continue;
        };
        let label = |span: Option<Span>, text: &str| span.map(|span| (span, text.to_owned()));
        faults.push(Fault {
            code: codes::SAME_FILES.into(),
            message: format!(
                "the experiments `{name}` and `{}` would write the same files",
                experiment.name
            ),
            labels: [label(here.1, "again here"), label(span, "first here")]
                .into_iter()
                .flatten()
                .collect(),
            help: Some("rename one of them".into()),
        });
    }
    faults
}

/// The names of an experiment's files as a system sees them that does not tell cases apart.
pub fn file_keys(experiment: &str) -> Vec<String> {
    file_names(experiment)
        .map(|name| name.to_lowercase())
        .collect()
}

/// The names of the files of an experiment, its journal included.
pub fn file_names(experiment: &str) -> impl Iterator<Item = String> {
    let names = write::file_names(experiment).into_iter();
    names.chain([write::journal_name(experiment)])
}
