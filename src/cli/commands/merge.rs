//! `cfs merge`

use std::path::{Path, PathBuf};

use cfs::disk::files::OutputFolder;
use cfs::session::share::merge::{Accepted, Merged, sets};
use cfs::session::share::{ShareError, ShareSet};
use cfs::session::{Build, Output, Scenario};
use clap::{Args, ValueHint};

use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::message::Message;
use crate::cli::named::above;
use crate::cli::options::{FigureFormats, Says};
use crate::cli::outcome::Outcome;
use crate::cli::show;

const EXAMPLES: &str = "\
Examples:
  cfs run region.cfs --share 1/3 -o shares     on one machine
  cfs run region.cfs --share 2/3 -o shares     on another
  cfs run region.cfs --share 3/3 -o shares
  cfs merge shares
  cfs merge shares --partial -o preview        what there is so far

A share that is missing or damaged is computed again with the same command; --resume keeps the units that it has. \
Where a precision decides how many networks are drawn, `cfs merge` says whether another round of shares is needed.

Exit codes: 0 done, 1 an expectation, a golden or a search failed, 2 usage, 4 shares do not belong together, are damaged, \
or results cannot be written, 5 shares are missing.";

/// Put the shares of a run together
///
/// The shares that `cfs run --share` wrote, in a folder or in files, become the very files that `cfs run` alone
/// would have written. They must be of one scenario, one build and one kind of processor.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct MergeArguments {
    /// Folders of shares, or shares
    #[arg(required = true, value_name = "DIR|SHARE", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Folder for the results, created if missing [default: the folder of the shares]
    #[arg(short, long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) output: Option<PathBuf>,
    /// Write the results of the units that there are, and say so in them, where shares are missing or damaged
    #[arg(long)]
    pub(crate) partial: bool,
    /// Put shares of different kinds of processors together, whose last digits may differ
    #[arg(long)]
    pub(crate) mixed: bool,
    /// What figures are written as.
    #[command(flatten)]
    pub(crate) formats: FigureFormats,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub(crate) replace: bool,
    /// What it says.
    #[command(flatten)]
    pub(crate) says: Says,
}

/// Messages of one kind that are shown before the others are only counted.
const SHOWN: usize = 10;

/// Puts shares together.
pub(crate) fn run(arguments: &MergeArguments) -> Exit {
    let console = Console::of(arguments.says);
    let exit = merge(arguments, &console).unwrap_or_else(|failures| {
        let exit = failures.iter().map(Failure::exit).max();
        for failure in failures.iter().take(SHOWN) {
            console.message(&failure.message());
        }
        if failures.len() > SHOWN {
            let more = failures.len() - SHOWN;
            console.message(&Message::note(format!("and {more} more of these")));
        }
        exit.unwrap_or(Exit::Run)
    });
    console.exit(exit)
}

fn merge(arguments: &MergeArguments, console: &Console) -> Result<Exit, Vec<Failure>> {
    Failure::without_pictures(arguments.formats.of()).map_err(|failure| vec![failure])?;
    let accepted = Accepted {
        partial: arguments.partial,
        mixed: arguments.mixed,
    };
    let shared = |error: ShareError| vec![Failure::share("", error)];
    let build = Build::of_this_program().map_err(|error| shared(error.into()))?;
    let (sets, damaged) = sets(&arguments.paths, &build, accepted)
        .map_err(|errors| errors.into_iter().flat_map(&shared).collect::<Vec<_>>())?;
    for error in damaged {
        console.message(&Message::warning(format!("{error}; it is left out")));
    }
    let output = arguments.output.clone();
    let output = output.unwrap_or_else(|| folder_of(&arguments.paths));
    let folder = OutputFolder::open(&output).map_err(|error| shared(error.into()))?;
    let mut all = Vec::new();
    let mut failures = Vec::new();
    for set in &sets {
        match set.scenario() {
            Ok(scenario) => all.push((set, scenario)),
            Err(error) => failures.push(Failure::share(set.name(), error)),
        }
    }
    let place = |(set, scenario): &(&ShareSet, Scenario)| {
        scenario
            .plan()
            .experiments()
            .position(|experiment| experiment.name() == set.name())
    };
    all.sort_by_key(place);
    let mut exit = Exit::Ok;
    for (set, scenario) in &all {
        match one(arguments, accepted, (set, scenario), &folder, &build) {
            Ok(Some((outcome, repeated))) => {
                let name = set.name();
                if let Some(partial) = outcome.results.partial() {
                    console.message(&Message::warning(format!(
                        "the results of `{name}` are of {} of {} units",
                        partial.units, partial.of
                    )));
                }
                if repeated > 0 {
                    console.advice(&Message::note(format!(
                        "{repeated} units of `{name}` are in more than one file, with the same results"
                    )));
                }
                show::print(console, &outcome, &output);
                complain::complain(console, &outcome);
                complain::advise(console, &outcome);
                exit = exit.max(outcome.exit());
            }
            Ok(None) => {}
            Err(failure) => failures.push(failure),
        }
    }
    match failures.is_empty() {
        true => Ok(exit),
        false => Err(failures),
    }
}

fn one<'a>(
    arguments: &MergeArguments,
    accepted: Accepted,
    (set, scenario): (&ShareSet, &'a Scenario),
    folder: &OutputFolder,
    build: &Build,
) -> Result<Option<(Outcome<'a>, u64)>, Failure> {
    let mut experiments = scenario.plan().experiments();
    let Some(experiment) = experiments.find(|one| one.name() == set.name()) else {
        return Ok(None);
    };
    let output = Output {
        formats: arguments.formats.of(),
        replace: arguments.replace,
        journal: None,
    };
    let merged = set.merge(experiment, folder, build, output, accepted);
    let Merged {
        results,
        journal,
        repeated,
    } = merged.map_err(|error| Failure::share(set.name(), error))?;
    let written = results.write_with(
        folder,
        Output {
            journal: Some(&journal),
            ..output
        },
    )?;
    let goldens = results.compare_goldens();
    let outcome = Outcome {
        results,
        written,
        goldens,
        journal: Some(journal),
    };
    Ok(Some((outcome, repeated)))
}

/// The folder that results go to where none is named: that of the shares.
fn folder_of(paths: &[PathBuf]) -> PathBuf {
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    if first.is_dir() {
        return first.to_owned();
    }
    above(first).to_owned()
}
