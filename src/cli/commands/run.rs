//! `cfs run`

use cfs::disk::files::OutputFolder;
use cfs::plan::Share;
use cfs::session::{Build, Experiment, Output, Scenario};

use super::share;
use crate::cli::args::RunArguments;
use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::load;
use crate::cli::message::Message;
use crate::cli::runner::{Goldens, Journaling, Runner};
use crate::cli::show;
use cfs::language::vocabulary::table::codes;

/// Runs every experiment of every file.
pub(crate) fn run(arguments: &RunArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let request = arguments.asked.request(arguments.realizations);
    let exit = load::all(&console, &arguments.files, arguments.reading, &request)
        .and_then(|scenarios| match arguments.share {
            Some(share) => run_share(arguments, share, &console, &scenarios),
            None => {
                let how = How {
                    interrupt: &Interrupt::listen(&console, Some(RESUME)),
                    resume: arguments.resume,
                };
                run_all(arguments, &console, &scenarios, how)
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
    prepared(arguments, console, scenarios)?;
    share::run(arguments, share, console, scenarios)
}

/// The experiments, once it is known that they can be run.
fn prepared<'s>(
    arguments: &RunArguments,
    console: &Console,
    scenarios: &'s [Scenario],
) -> Result<Vec<Experiment<'s>>, Exit> {
    let experiments = load::experiments(scenarios);
    something_to_run(console, scenarios)?;
    load::conflicts(console, scenarios, &arguments.output, false)?;
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
    arguments: &RunArguments,
    console: &Console,
    scenarios: &[Scenario],
    how: How<'_>,
) -> Result<Exit, Exit> {
    let experiments = prepared(arguments, console, scenarios)?;
    let How { interrupt, resume } = how;
    let fail = |failure: Failure| match failure.exit() {
        // Nobody asks why it stopped.
        Exit::Interrupted if !interrupt.is_asked() => Exit::Interrupted,
        _ => failure.show(console),
    };
    for scenario in scenarios {
        load::notes(console, scenario);
    }
    let folder = open(arguments, console, &experiments).map_err(fail)?;
    let runner = Runner {
        console,
        interrupt,
        threads: arguments.threads.jobs,
        goldens: Goldens::Compare,
        formats: arguments.formats.of(),
        journaling: journaling(console, resume),
    };
    let mut exit = Exit::Ok;
    for (done, &experiment) in experiments.iter().enumerate() {
        let label = label(experiment.name(), done, experiments.len());
        let outcome = runner.run(experiment, &label, &folder).map_err(fail)?;
        show::print(console, &outcome, &arguments.output);
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
    arguments: &RunArguments,
    console: &Console,
    experiments: &[Experiment<'_>],
) -> Result<OutputFolder, Failure> {
    Failure::without_pictures(arguments.formats.of())?;
    let folder = OutputFolder::open(&arguments.output)?;
    let output = Output {
        formats: arguments.formats.of(),
        replace: arguments.replace,
        ..Output::default()
    };
    for experiment in experiments {
        if experiment.claim(&folder, output)?.outdated {
            complain::outdated(console, *experiment, &arguments.output);
        }
    }
    Ok(folder)
}
