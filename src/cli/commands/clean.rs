//! `cfs clean`

use std::path::PathBuf;

use cfs::disk::files::{FileError, OutputFolder};
use cfs::disk::sources::Files;
use cfs::language::Request;
use cfs::language::vocabulary::table::codes;
use cfs::session::Scenario;
use cfs::session::clean::{self, StaleResults};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::find;
use crate::cli::load;
use crate::cli::message::Message;
use crate::cli::options::{RESULTS, Reading, Says};

/// List results and goldens that no scenario has any more, or remove them
///
/// Results are listed whose experiment is neither in their own scenario nor in another one below the paths:
/// it was renamed, or its scenario is gone. Tables below the paths are listed that are goldens and that no scenario
/// there names. Files that were changed after they were written are never removed.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs clean                         what could be removed here and in `results`
  cfs clean scenarios -o out
  cfs clean --remove")]
pub(crate) struct CleanArguments {
    /// Scenarios, and folders to search for *.cfs files and goldens
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder of the results
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// Remove what is listed
    #[arg(long)]
    pub(crate) remove: bool,
    /// Which files are read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// Lists results and goldens that no scenario has any more, and removes them if that is asked for.
pub(crate) fn run(arguments: &CleanArguments) -> Exit {
    let console = Console::of(arguments.says);
    let exit = clean(arguments, &console).err().unwrap_or(Exit::Ok);
    console.exit(exit)
}

/// What no scenario has, for tools.
#[derive(Debug, Serialize)]
struct Object<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    experiment: Option<&'a str>,
    files: Vec<String>,
    removed: bool,
}

fn clean(arguments: &CleanArguments, console: &Console) -> Result<(), Exit> {
    let (scenarios, tables) = below(arguments, console)?;
    let failed = |error: FileError| {
        let failure = Failure::from(error);
        console.message(&failure.message());
        failure.exit()
    };
    // What is a result is known by its description, as long as that is there.
    let goldens = clean::unnamed_goldens(tables, &scenarios);
    let mut found = goldens.len();
    if arguments.output.is_dir() {
        let folder = OutputFolder::open(&arguments.output).map_err(failed)?;
        for stale in clean::stale_results(&folder, &scenarios).map_err(failed)? {
            if arguments.remove {
                clean::remove_results(&folder, &stale).map_err(failed)?;
            }
            show_results(arguments, console, &stale);
            found += 1;
        }
    }
    for golden in goldens {
        if arguments.remove {
            clean::remove_golden(&golden).map_err(failed)?;
        }
        let file = golden.display().to_string();
        let verb = verb(arguments);
        console.print(&format!("{verb}{file}  (no scenario names this golden)\n"));
        console.object(&Object {
            r#type: "golden",
            experiment: None,
            files: vec![file],
            removed: arguments.remove,
        });
    }
    if found == 0 {
        console.print("nothing to clean\n");
    } else if !arguments.remove {
        console.advice(&Message::note("`cfs clean --remove` removes these files"));
    }
    Ok(())
}

fn verb(arguments: &CleanArguments) -> &'static str {
    if arguments.remove { "removed " } else { "" }
}

fn show_results(arguments: &CleanArguments, console: &Console, stale: &StaleResults) {
    let files: Vec<String> = stale
        .files
        .iter()
        .map(|file| arguments.output.join(file).display().to_string())
        .collect();
    let scenario = stale.scenario.display();
    let why = match stale.exists {
        true => format!("`{scenario}` has no experiment `{}`", stale.name),
        false => format!(
            "the scenario `{scenario}` of `{}` does not exist",
            stale.name
        ),
    };
    for file in &files {
        console.print(&format!("{}{file}  ({why})\n", verb(arguments)));
    }
    for file in &stale.changed {
        console.message(&Message::warning(format!(
            "`{}` was changed after the run that wrote it, so it is left",
            arguments.output.join(file).display()
        )));
    }
    console.object(&Object {
        r#type: "results",
        experiment: Some(&stale.name),
        files,
        removed: arguments.remove,
    });
}

/// Every scenario below the paths, and every table. What a scenario with errors names is not known, so that
/// nothing is called unnamed then.
fn below(
    arguments: &CleanArguments,
    console: &Console,
) -> Result<(Vec<Scenario>, Vec<PathBuf>), Exit> {
    let (mut scenarios, mut tables) = (Vec::new(), Vec::new());
    let mut exit = Ok(());
    for path in &arguments.paths {
        let find = |ending: &str| {
            find::files(path, ending).map_err(|message| {
                console.message(&Message::error(codes::USAGE, message));
                Exit::Usage
            })
        };
        for file in find("cfs")? {
            let files = Files::default().outside(arguments.reading.outside);
            let name = files.root(&file);
            match load::one(console, &files, &name, &Request::default()) {
                Some(scenario) => scenarios.push(scenario),
                None => exit = Err(Exit::Scenario),
            }
        }
        if path.is_dir() {
            tables.extend(find("csv")?);
        }
    }
    exit.map(|()| (scenarios, tables))
}
