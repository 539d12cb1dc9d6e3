//! The scenarios of the command line, with all their faults shown.

use std::io;
use std::path::{Path, PathBuf};

use cfs::disk::sources::{Files, read_text};
use cfs::language::Request;
use cfs::plan::Note;
use cfs::session::conflicts::{Conflict, conflicts as conflicts_of};
use cfs::session::{Experiment, Scenario};

use super::console::Console;
use super::exit::Exit;
use super::kind::no_scenario;
use super::message::Message;
use super::options::Reading;
use cfs::language::vocabulary::table::codes;

/// The argument that means standard input.
const STANDARD_INPUT: &str = "-";

/// Whether an argument means standard input.
pub(super) fn is_standard_input(argument: &Path) -> bool {
    argument.as_os_str() == STANDARD_INPUT
}

/// Reads and checks every scenario of the command line, and shows the faults of all of them.
///
/// # Errors
/// The exit code, once the faults are shown.
pub(super) fn all(
    console: &Console,
    arguments: &[PathBuf],
    reading: Reading,
    request: &Request,
) -> Result<Vec<Scenario>, Exit> {
    let asked = arguments.iter().filter(|path| is_standard_input(path));
    let files = match asked.count() {
        0 => Files::default(),
        1 => Files::with_standard_input(read_text(io::stdin().lock())),
        _ => {
            let message = "standard input, `-`, can be read only once";
            console.message(&Message::error(codes::USAGE, message));
            return Err(Exit::Usage);
        }
    };
    let files = files.outside(reading.outside);
    let mut scenarios = Vec::new();
    let mut exit = Exit::Ok;
    for argument in arguments {
        let wrong = match argument.is_dir() {
            true => Some(is_folder(argument)),
            false => no_scenario(argument),
        };
        if let Some(message) = wrong {
            console.message(&message);
            exit = exit.max(Exit::Usage);
            continue;
        }
        let name = name_of(&files, argument);
        match one(console, &files, &name, request) {
            Some(scenario) if is_blank(&scenario) => {
                let message = format!("`{}` has no statement", scenario.name());
                let help = "`cfs init` writes a scenario to begin with";
                console.message(&Message::error(codes::NOTHING, message).help(help));
                exit = exit.max(Exit::Scenario);
            }
            Some(scenario) => scenarios.push(scenario),
            None => exit = exit.max(Exit::Scenario),
        }
    }
    match exit {
        Exit::Ok => Ok(scenarios),
        exit => Err(exit),
    }
}

/// The name of the source that an argument means.
pub(super) fn name_of(files: &Files, argument: &Path) -> String {
    if is_standard_input(argument) {
        Files::STANDARD_INPUT.to_owned()
    } else {
        files.root(argument)
    }
}

/// Whether there is nothing in a scenario but comments.
fn is_blank(scenario: &Scenario) -> bool {
    let mut sources = scenario.sources().iter();
    let own = sources.find(|(_, source)| source.name == scenario.name());
    let is_empty = |line: &str| {
        let line = line.trim_start_matches('\u{feff}').trim();
        line.is_empty() || line.starts_with('#')
    };
    own.is_some_and(|(_, source)| source.text.lines().all(is_empty))
}

fn is_folder(path: &Path) -> Message {
    let folder = path.display();
    Message::error(codes::USAGE, format!("`{folder}` is a folder; name files"))
        .help(format!("`cfs test {folder}` runs every scenario below it"))
}

/// Reads and checks the scenario of this name; shows its faults where it has any.
pub(super) fn one(
    console: &Console,
    files: &Files,
    name: &str,
    request: &Request,
) -> Option<Scenario> {
    match Scenario::of_files_as(files, name, request) {
        Ok(scenario) => Some(scenario),
        Err(faults) => {
            console.faults(&faults.faults, &faults.sources);
            None
        }
    }
}

/// How several scenarios of a command line are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runs {
    /// By one command, into one folder.
    Together,
    /// Each into a folder of its own.
    Apart,
    /// Not known: they are only checked.
    Unknown,
}

/// Shows what keeps scenarios from being run into a folder: files that are read and written, or written twice.
///
/// # Errors
/// The exit code, where there is anything.
pub(super) fn conflicts(
    console: &Console,
    scenarios: &[Scenario],
    folder: &Path,
    runs: Runs,
) -> Result<(), Exit> {
    let mut exit = Exit::Ok;
    for Conflict {
        scenario,
        fault,
        together,
    } in conflicts_of(scenarios, folder, runs == Runs::Apart)
    {
        if fault.labels.is_empty() && fault.code == codes::SAME_FILES {
            let message = match runs {
                Runs::Unknown => Message::note(fault.message),
                Runs::Together | Runs::Apart => Message::error(codes::SAME_FILES, fault.message),
            };
            let message = match fault.help {
                Some(help) => message.help(help),
                None => message,
            };
            if runs == Runs::Unknown {
                console.advice(&message);
                continue;
            }
            console.message(&message);
        } else {
            console.faults(&[fault], scenario.sources());
        }
        exit = exit.max(if together {
            Exit::Usage
        } else {
            Exit::Scenario
        });
    }
    match exit {
        Exit::Ok => Ok(()),
        exit => Err(exit),
    }
}

/// Shows what a reader should know of a scenario's settings.
pub(super) fn notes(console: &Console, scenario: &Scenario) {
    show(console, scenario, scenario.notes());
}

/// Shows which goldens are not compared.
pub(super) fn notes_on_goldens(console: &Console, scenario: &Scenario) {
    let notes = scenario.notes();
    show(
        console,
        scenario,
        notes.into_iter().filter(|note| note.left_out),
    );
}

fn show(console: &Console, scenario: &Scenario, notes: impl IntoIterator<Item = Note>) {
    for note in notes {
        let place = note.span.map_or_else(
            || format!("experiment `{}`", note.experiment),
            |span| scenario.sources().place(span),
        );
        console.advice(&Message::note(format!("{place}: {}", note.message)).help(note.help));
    }
}

/// The experiments of scenarios, in order.
pub(super) fn experiments(scenarios: &[Scenario]) -> Vec<Experiment<'_>> {
    let plans = scenarios.iter().map(Scenario::plan);
    plans.flat_map(|plan| plan.experiments()).collect()
}
