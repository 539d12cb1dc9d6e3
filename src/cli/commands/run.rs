//! `cfs run`

use cfs::disk::files::OutputFolder;
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
        .and_then(|scenarios| run_all(arguments, &console, &scenarios))
        .unwrap_or_else(|exit| exit);
    console.exit(exit)
}

fn run_all(
    arguments: &RunArguments,
    console: &Console,
    scenarios: &[Scenario],
) -> Result<Exit, Exit> {
    let experiments = load::experiments(scenarios);
    something_to_run(console, scenarios)?;
    load::conflicts(console, scenarios, &arguments.output, false)?;
    let fail = |failure: Failure| failure.show(console);
    for experiment in &experiments {
        given(*experiment).map_err(fail)?;
    }
    if let Some(share) = arguments.share {
        return share::run(arguments, share, console, scenarios);
    }
    for scenario in scenarios {
        load::notes(console, scenario);
    }
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let folder = open(arguments, console, &experiments).map_err(fail)?;
    let runner = Runner {
        console,
        interrupt: &interrupt,
        threads: arguments.threads.jobs,
        goldens: Goldens::Compare,
        formats: arguments.formats.of(),
        journaling: journaling(console, arguments.resume),
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
