//! `cfs run`

use std::path::PathBuf;

use cfs::disk::files::OutputFolder;
use cfs::language::vocabulary::table::codes;
use cfs::plan::Share;
use cfs::session::{Build, Experiment, Output, Scenario};
use clap::{Args, ValueHint};

use super::share;
use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::load::{self, Runs};
use crate::cli::message::Message;
use crate::cli::options::{FigureFormats, RESULTS, Says, Source, Threads, realizations};
use crate::cli::runner::{Goldens, Journaling, Runner};
use crate::cli::show;

const EXAMPLES: &str = "\
Examples:
  cfs run scenarios/region.cfs
  cfs run scenarios/region.cfs -o out -j 8
  cfs run scenarios/fig3b.cfs --realizations 200
  cfs run scenarios/region.cfs --resume
  cfs run scenarios/region.cfs --set seed=7 --set 'area=2 km' --only region
  generate-scenario | cfs run -

Ctrl-C stops the run when the units in progress are done (for the paper's schemes: the conic program in \
progress); no table of an unfinished experiment is written. A second Ctrl-C stops at once.

Finished units are in NAME.journal: --resume does not compute them again, nor the realizations of a \
finished run when the scenario asks for more. A unit is reused if the same build of the program computed \
it with the same settings and seed; the tables have the same bytes as those of a complete run. Units that \
are not of this run are kept in NAME.journal.old, where --resume finds them, too.

One run at a time writes an experiment into a folder. It replaces the results of the same scenario, edited \
or not, and removes those of its files that it does not write again. Results of another scenario, files \
that were changed since, and files that cfs did not write are replaced only with --replace.

Files are read in the folder of a scenario and in the repository around it, the nearest folder with a \
`.git`; --allow-outside reads others as well.

With --set, goldens are not compared: they are tables of other settings.

A point that cannot be solved is a row with a status, not a failure of the run.

Exit codes: 0 done, 1 an expectation, a golden or a search failed, 2 usage, 3 a scenario has errors, 4 the run failed \
or files must not be replaced, 130 stopped.";

/// Run every experiment and write its tables
///
/// All files and the output folder are checked before anything is computed. For each
/// experiment, the folder gets NAME.csv (a row per point and realization), NAME.summary.csv
/// (means, intervals, counts), NAME.paired.csv (differences of what is compared, realization by
/// realization) and NAME.json (the meaning and origin of the columns): all of them or none. The
/// same scenario gives the same bytes for any number of threads.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct RunArguments {
    /// What is run.
    #[command(flatten)]
    work: Work,
    /// Reuse the finished units of an earlier run into the same folder
    #[arg(long)]
    resume: bool,
    /// Compute one share of the units only, such as 3/40, for `cfs merge`
    #[arg(long, value_name = "N/OF", conflicts_with_all = ["png", "pdf", "pgf", "replace"])]
    share: Option<Share>,
}

/// What is run, and where to.
#[derive(Debug, Args)]
pub(crate) struct Work {
    /// Scenarios; `-` reads one from standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub(super) realizations: Option<u32>,
    /// Folder for the results, created if missing
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(super) output: PathBuf,
    /// What figures are written as.
    #[command(flatten)]
    pub(super) formats: FigureFormats,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub(super) replace: bool,
    /// How much of the machine is used.
    #[command(flatten)]
    pub(super) threads: Threads,
    /// How scenarios are read.
    #[command(flatten)]
    pub(super) source: Source,
    /// What it says.
    #[command(flatten)]
    pub(super) says: Says,
}

/// Runs every experiment of every file.
pub(crate) fn run(arguments: &RunArguments) -> Exit {
    let work = &arguments.work;
    let console = Console::of(work.says);
    let request = work.source.asked.request(work.realizations);
    let exit = load::all(&console, &work.files, work.source.reading, &request)
        .and_then(|scenarios| match arguments.share {
            Some(share) => run_share(arguments, share, &console, &scenarios),
            None => {
                let how = How {
                    interrupt: &Interrupt::listen(&console, Some(RESUME)),
                    resume: arguments.resume,
                };
                run_all(work, &console, &scenarios, how)
            }
        })
        .unwrap_or_else(|exit| exit);
    console.exit(exit)
}

/// How experiments are run.
#[derive(Debug, Clone, Copy)]
pub(super) struct How<'a> {
    /// How they are stopped.
    pub interrupt: &'a Interrupt,
    /// Whether finished units of earlier runs are used.
    pub resume: bool,
}

fn run_share(
    arguments: &RunArguments,
    share: Share,
    console: &Console,
    scenarios: &[Scenario],
) -> Result<Exit, Exit> {
    let work = &arguments.work;
    prepared(work, console, scenarios)?;
    let wanted = share::Wanted {
        share,
        output: &work.output,
        jobs: work.threads.jobs,
        resume: arguments.resume,
    };
    share::run(wanted, console, scenarios)
}

/// The experiments, once it is known that they can be run.
fn prepared<'s>(
    work: &Work,
    console: &Console,
    scenarios: &'s [Scenario],
) -> Result<Vec<Experiment<'s>>, Exit> {
    let experiments = load::experiments(scenarios);
    something_to_run(console, scenarios)?;
    load::conflicts(console, scenarios, &work.output, Runs::Together)?;
    for experiment in &experiments {
        given(*experiment).map_err(|failure| failure.show(console))?;
    }
    Ok(experiments)
}

/// Runs every experiment of scenarios.
///
/// # Errors
/// The exit code, once what is wrong was shown.
pub(super) fn run_all(
    work: &Work,
    console: &Console,
    scenarios: &[Scenario],
    how: How<'_>,
) -> Result<Exit, Exit> {
    let experiments = prepared(work, console, scenarios)?;
    let How { interrupt, resume } = how;
    let fail = |failure: Failure| match failure.exit() {
        // Nobody asks why it stopped.
        Exit::Interrupted if !interrupt.is_asked() => Exit::Interrupted,
        _ => failure.show(console),
    };
    for scenario in scenarios {
        load::notes(console, scenario);
    }
    let folder = open(work, console, &experiments).map_err(fail)?;
    let runner = Runner {
        console,
        interrupt,
        threads: work.threads.jobs,
        goldens: Goldens::Compare,
        formats: work.formats.of(),
        journaling: journaling(console, resume),
    };
    let mut exit = Exit::Ok;
    for (done, &experiment) in experiments.iter().enumerate() {
        let label = label(experiment.name(), done, experiments.len());
        let outcome = runner.run(experiment, &label, &folder).map_err(fail)?;
        show::print(console, &outcome, &work.output);
        complain::complain(console, &outcome);
        complain::advise(console, &outcome);
        exit = exit.max(outcome.exit());
    }
    Ok(exit)
}

/// Units are written down where it is known which build computes them.
fn journaling(console: &Console, resume: bool) -> Option<Journaling> {
    match Build::of_this_program() {
        Ok(build) => Some(Journaling { build, resume }),
        Err(error) => {
            let message = format!("no journal is kept, so the run cannot be resumed: {error}");
            console.message(&Message::warning(message));
            None
        }
    }
}

/// What precedes the progress bar.
fn label(name: &str, done: usize, all: usize) -> String {
    if all == 1 {
        name.to_owned()
    } else {
        format!("{}/{all} {name}", done + 1)
    }
}

fn something_to_run(console: &Console, scenarios: &[Scenario]) -> Result<(), Exit> {
    let empty = |scenario: &&Scenario| scenario.plan().experiments().len() == 0;
    if scenarios.iter().all(|scenario| empty(&scenario)) {
        console.message(
            &Message::error(codes::NOTHING, "there is no experiment to run")
                .help("an experiment needs a `solve` statement: see `cfs explain solve`"),
        );
        return Err(Exit::Scenario);
    }
    for scenario in scenarios.iter().filter(empty) {
        console.message(&Message::note(format!(
            "`{}` has no experiment to run",
            scenario.name()
        )));
    }
    Ok(())
}

/// A command has no schemes to give.
fn given(experiment: Experiment<'_>) -> Result<(), Failure> {
    experiment.all_given().map_err(|source| Failure::Run {
        name: experiment.name().to_owned(),
        source,
    })
}

/// The output folder, once every file is known to find its place there.
fn open(
    work: &Work,
    console: &Console,
    experiments: &[Experiment<'_>],
) -> Result<OutputFolder, Failure> {
    Failure::without_pictures(work.formats.of())?;
    let folder = OutputFolder::open(&work.output)?;
    let output = Output {
        formats: work.formats.of(),
        replace: work.replace,
        ..Output::default()
    };
    for experiment in experiments {
        if experiment.claim(&folder, output)?.outdated {
            complain::outdated(console, *experiment, &work.output);
        }
    }
    Ok(folder)
}
