//! `cfs run`

use std::collections::BTreeMap;

use cfs::disk::files::OutputFolder;
use cfs::session::files::file_keys;
use cfs::session::{Build, Experiment, Scenario};

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
    let exit = load::all(&console, &arguments.files, arguments.realizations)
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
    different_files(console, &experiments)?;
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let fail = |failure: Failure| {
        let message = failure.message();
        console.message(&match failure.exit() {
            Exit::Interrupted => message.help(RESUME),
            _ => message,
        });
        failure.exit()
    };
    let folder = open(arguments, &experiments).map_err(fail)?;
    let runner = Runner {
        console,
        interrupt: &interrupt,
        threads: arguments.threads.jobs,
        goldens: Goldens::Compare,
        png: arguments.png,
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

/// Experiments of different scenarios go to one folder, and must not overwrite each other there.
fn different_files(console: &Console, experiments: &[Experiment<'_>]) -> Result<(), Exit> {
    let mut taken: BTreeMap<String, Experiment<'_>> = BTreeMap::new();
    let mut clash = false;
    for &experiment in experiments {
        let first = file_keys(experiment.name())
            .into_iter()
            .find_map(|key| taken.insert(key, experiment));
        if let Some(first) = first {
            clash = true;
            let place = |experiment: Experiment<'_>| {
                format!(
                    "`{}` of `{}`",
                    experiment.name(),
                    experiment.scenario().name()
                )
            };
            let message = format!(
                "two experiments would write the same files: {} and {}",
                place(first),
                place(experiment)
            );
            console.message(
                &Message::error(codes::SAME_FILES, message)
                    .help("run them one after the other, each with its own `-o FOLDER`"),
            );
        }
    }
    if clash { Err(Exit::Usage) } else { Ok(()) }
}

/// The output folder, once every file is known to find its place there.
fn open(arguments: &RunArguments, experiments: &[Experiment<'_>]) -> Result<OutputFolder, Failure> {
    Failure::without_png(arguments.png)?;
    let folder = OutputFolder::open(&arguments.output)?;
    for experiment in experiments {
        experiment.find_places(&folder, arguments.png)?;
    }
    Ok(folder)
}
