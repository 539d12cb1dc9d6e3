//! `cfs check`

use std::path::Path;
use std::path::PathBuf;

use cfs::disk::replace::replace;
use cfs::disk::sources::Files;
use cfs::language::diagnostic::fix;
use cfs::language::syntax::SourceProvider as _;
use cfs::language::vocabulary::table::codes;
use cfs::session::Scenario;
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::load::{self, Runs, is_standard_input};
use crate::cli::message::Message;
use crate::cli::options::{RESULTS, Says, Source};

/// Report all errors without running anything
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs check scenarios/*.cfs
  cfs check --fix first.cfs         apply the repairs that messages propose")]
pub(crate) struct CheckArguments {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Folder that a run would write to: its results must not meet what the scenarios read
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// Apply the repairs that messages propose, to the named files, until none is left
    #[arg(long)]
    pub(crate) fix: bool,
    /// How scenarios are read.
    #[command(flatten)]
    pub(crate) source: Source,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// A scenario without faults, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    scenario: &'a str,
    experiments: usize,
}

/// Shows the faults of every file.
pub(crate) fn run(arguments: &CheckArguments) -> Exit {
    let console = Console::of(arguments.says);
    let request = arguments.source.asked.request(None);
    if arguments.fix
        && let Err(exit) = arguments
            .files
            .iter()
            .try_for_each(|path| repair(&console, path, arguments.source.reading.outside))
    {
        return console.exit(exit);
    }
    let loaded = load::all(
        &console,
        &arguments.files,
        arguments.source.reading,
        &request,
    );
    let checked = loaded.and_then(|scenarios| {
        load::conflicts(&console, &scenarios, &arguments.output, Runs::Unknown)?;
        Ok(scenarios)
    });
    let exit = match checked {
        Ok(scenarios) => {
            for scenario in &scenarios {
                load::notes(&console, scenario);
                let experiments = scenario.plan().experiments().len();
                let what = match experiments {
                    0 => {
                        ", without an experiment: there is nothing to run, other files can `use` it"
                    }
                    _ => "",
                };
                console.print(&format!("{}: ok{what}\n", scenario.name()));
                console.object(&Object {
                    r#type: "check",
                    scenario: scenario.name(),
                    experiments,
                });
            }
            Exit::Ok
        }
        Err(exit) => exit,
    };
    console.exit(exit)
}

/// Most rounds of repairs: a repair may bring to light what its fault had hidden.
const ROUNDS: usize = 16;

/// A file that was repaired, for tools.
#[derive(Debug, Serialize)]
struct Repaired<'a> {
    r#type: &'static str,
    scenario: &'a str,
    fixes: usize,
}

/// Applies the repairs that messages propose for a file; files that it uses are left as they are.
fn repair(console: &Console, path: &Path, outside: bool) -> Result<(), Exit> {
    if is_standard_input(path) {
        let message = "standard input cannot be repaired; name a file";
        console.message(&Message::error(codes::USAGE, message));
        return Err(Exit::Usage);
    }
    let files = Files::default();
    let name = files.root(path);
    // A file that cannot be read has no repair; the check says why.
    let Ok(original) = files.read(&name) else {
        return Ok(());
    };
    let mut text = original.clone();
    let mut fixes = 0;
    for _ in 0..ROUNDS {
        let version = Files::with_version_of(path, Ok(text.clone())).outside(outside);
        let Err(found) = Scenario::of_files(&version, version.given_name()) else {
            break;
        };
        let of_file = found.faults.iter().filter_map(|fault| fault.fix.as_ref());
        let own =
            of_file.filter(|fix| found.sources.get(fix.span.file).name == version.given_name());
        let (repaired, made) = fix::apply(&text, own);
        if repaired == text {
            break;
        }
        fixes += made;
        text = repaired;
    }
    if text == original {
        return Ok(());
    }
    if let Err(error) = replace(path, text.as_bytes()) {
        let message = format!("`{name}` cannot be written: {error}");
        console.message(&Message::error(codes::OUTPUT, message));
        return Err(Exit::Run);
    }
    let plural = if fixes == 1 { "" } else { "es" };
    console.print(&format!("{name}: {fixes} fix{plural} applied\n"));
    console.object(&Repaired {
        r#type: "fix",
        scenario: &name,
        fixes,
    });
    Ok(())
}
