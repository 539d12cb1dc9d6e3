//! `cfs fmt`

use std::io;
use std::path::Path;
use std::path::PathBuf;

use cfs::disk::replace::replace;
use cfs::disk::sources::{Files, read_text};
use cfs::language::format::{FormatError, format};
use cfs::language::syntax::Sources;
use cfs::language::syntax::library::Library;
use cfs::language::vocabulary::table::codes;
use cfs::language::{Fault, LoadError};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::find;
use crate::cli::load::{self, is_standard_input};
use crate::cli::message::Message;
use crate::cli::options::Says;

const EXAMPLES: &str = "\
Examples:
  cfs fmt scenarios                 every *.cfs file below the folder
  cfs fmt --check scenarios         name the files that would change
  cfs fmt - < first.cfs             print the canonical form

Exit codes: 0 done, 1 with --check: a file would change, 2 usage, 3 a file has errors of syntax or \
cannot be read, 4 a file cannot be written.";

/// Bring scenarios into their canonical form
///
/// Indents blocks, separates words by one space, and aligns the values of settings, what the text
/// already aligns, and comments. Comments and groups of statements stay. A list that has a comma
/// behind its last element keeps its lines; others are filled to 100 columns. A file with errors
/// of syntax is left as it is.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct FmtArguments {
    /// Scenarios, or folders of them; `-` reads standard input and prints the result
    #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Change nothing; name the files that are not in canonical form
    #[arg(long)]
    pub(crate) check: bool,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

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
    let console = Console::of(arguments.says);
    let exit = match find::all(&console, &arguments.paths, "to format") {
        Ok(files) => {
            let exits = files
                .iter()
                .map(|path| one(&console, path, arguments.check));
            exits.max().unwrap_or(Exit::Ok)
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}

fn one(console: &Console, path: &Path, check: bool) -> Exit {
    let files = match is_standard_input(path) {
        true => Files::with_standard_input(read_text(io::stdin().lock())),
        false => Files::default(),
    };
    let name = load::name_of(&files, path);
    let mut sources = Sources::new();
    let text = match Library::new(&files).fetch(&name) {
        Ok(text) => text,
        Err(reason) => {
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
