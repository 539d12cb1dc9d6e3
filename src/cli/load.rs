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
        if argument.is_dir() {
            console.message(&is_folder(argument));
            exit = exit.max(Exit::Usage);
            continue;
        }
        let name = name_of(&files, argument);
        match one(console, &files, &name, request) {
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

/// Shows what keeps scenarios from being run into a folder: files that are read and written, or written twice.
///
/// # Errors
/// The exit code, where there is anything.
pub(super) fn conflicts(
    console: &Console,
    scenarios: &[Scenario],
    folder: &Path,
    apart: bool,
) -> Result<(), Exit> {
    let mut exit = Exit::Ok;
    for Conflict {
        scenario,
        fault,
        together,
    } in conflicts_of(scenarios, folder, apart)
    {
        if fault.labels.is_empty() && fault.code == codes::SAME_FILES {
            let message = Message::error(codes::SAME_FILES, fault.message);
            console.message(&match fault.help {
                Some(help) => message.help(help),
                None => message,
            });
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
