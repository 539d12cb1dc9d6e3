//! `cfs fmt`

use std::io;
use std::path::{Path, PathBuf};

use cfs::disk::replace::replace;
use cfs::disk::sources::{Files, read_text};
use cfs::language::format::{FormatError, format};
use cfs::language::syntax::{SourceProvider as _, Sources};
use cfs::language::vocabulary::table::codes;
use cfs::language::{Fault, LoadError};
use serde::Serialize;

use crate::cli::args::FmtArguments;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::find;
use crate::cli::load::is_standard_input;
use crate::cli::message::Message;

/// What became of a file, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    changed: bool,
    /// The canonical form, where it is printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

impl<'a> Object<'a> {
    fn new(scenario: &'a str, changed: bool) -> Self {
        Self {
            r#type: "fmt",
            scenario,
            changed,
            text: None,
        }
    }
}

/// Formats every file, each by itself.
pub(crate) fn run(arguments: &FmtArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = match files(&arguments.paths) {
        Ok(files) => {
            let exits = files
                .iter()
                .map(|path| one(&console, path, arguments.check));
            exits.max().unwrap_or(Exit::Ok)
        }
        Err(message) => {
            console.message(&Message::error(codes::USAGE, message));
            Exit::Usage
        }
    };
    console.exit(exit)
}

/// The files of the paths, each once.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, String> {
    let mut files: Vec<PathBuf> = Vec::new();
    for path in paths {
        if is_standard_input(path) {
            files.push(path.clone());
            continue;
        }
        let found = find::scenarios(path).map_err(|(folder, error)| {
            let folder = folder.display();
            format!("the folder `{folder}` cannot be read: {error}")
        })?;
        if found.is_empty() {
            return Err(format!("no *.cfs file is below `{}`", path.display()));
        }
        files.extend(found);
    }
    let mut known = std::collections::BTreeSet::new();
    files.retain(|path| known.insert(path.clone()));
    Ok(files)
}

fn one(console: &Console, path: &Path, check: bool) -> Exit {
    let files = match is_standard_input(path) {
        true => Files::with_standard_input(read_text(io::stdin().lock())),
        false => Files::default(),
    };
    let name = match is_standard_input(path) {
        true => Files::STANDARD_INPUT.to_owned(),
        false => files.root(path),
    };
    let mut sources = Sources::new();
    let text = match files.read(&name) {
        Ok(text) => text,
        Err(reason) => {
            let reason = match reason {
                cfs::language::syntax::ReadError::NotFound => None,
                cfs::language::syntax::ReadError::Other(reason) => Some(reason),
            };
            let error = LoadError::Root { name, reason };
            console.faults(&[Fault::from(&error)], &sources);
            return Exit::Scenario;
        }
    };
    let file = sources.add(&name, &text);
    let formatted = match format(file, &text) {
        Ok(formatted) => formatted,
        Err(FormatError::Syntax(errors)) => {
            let faults: Vec<Fault> = errors.iter().map(Fault::from).collect();
            console.faults(&faults, &sources);
            return Exit::Scenario;
        }
        Err(FormatError::Changed) => {
            let message =
                format!("`{name}` is unchanged: its canonical form would not say the same");
            let help = "this is a fault of `cfs fmt`; please report it with the file";
            console.message(&Message::error(codes::FORMAT_FAILED, message).help(help));
            return Exit::Run;
        }
    };
    let changed = formatted != text;
    if check {
        if changed {
            console.message(&differs(&name, &text, &formatted));
        }
        console.object(&Object::new(&name, changed));
        return if changed { Exit::Claim } else { Exit::Ok };
    }
    if is_standard_input(path) {
        console.print(&formatted);
        console.object(&Object {
            text: Some(&formatted),
            ..Object::new(&name, changed)
        });
        return Exit::Ok;
    }
    if changed {
        if let Err(error) = replace(path, formatted.as_bytes()) {
            let message = format!("`{name}` cannot be written: {error}");
            console.message(&Message::error(codes::FORMAT_FAILED, message));
            return Exit::Run;
        }
        console.print(&format!("{name}: formatted\n"));
    }
    console.object(&Object::new(&name, changed));
    Exit::Ok
}

/// That a file is not in canonical form, and the first line that differs.
fn differs(name: &str, text: &str, formatted: &str) -> Message {
    let (mut old, mut new) = (text.lines(), formatted.lines());
    let line = (1..).find(|_| match (old.next(), new.next()) {
        (None, None) => true,
        (one, other) => one != other,
    });
    let place = line.map_or_else(|| name.to_owned(), |line| format!("{name}:{line}"));
    Message::error(codes::FORMAT, format!("{place}: not in canonical form"))
        .help(format!("`cfs fmt {name}` rewrites it"))
}
