//! `cfs run`

use std::collections::BTreeMap;

use cfs::archive::write;
use cfs::disk::files::OutputFolder;
use cfs::plot::of_statement::request;
use cfs::plot::request::Request;

use crate::cli::args::RunArguments;
use crate::cli::codes;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::experiment::{Goldens, Job, Runner, jobs};
use crate::cli::failure::Failure;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::load::{self, Loaded};
use crate::cli::message::Message;
use crate::cli::outcome;
use cfs::disk::sources::Files;
use cfs::session::journal::Journaling;

/// Runs every experiment of every file.
pub fn run(arguments: &RunArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let files = Files::for_arguments(&arguments.files);
    let exit = load::all(&console, &files, &arguments.files)
        .and_then(|mut scenarios| {
            load::restate(&mut scenarios, arguments.realizations);
            run_all(arguments, &console, &files, &scenarios)
        })
        .unwrap_or_else(|exit| exit);
    console.exit(exit)
}

fn run_all(
    arguments: &RunArguments,
    console: &Console,
    files: &Files,
    scenarios: &[Loaded],
) -> Result<Exit, Exit> {
    let jobs = jobs(scenarios);
    something_to_run(console, scenarios)?;
    different_files(console, &jobs)?;
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let fail = |failure: Failure| {
        let message = failure.message();
        console.message(&match failure.exit() {
            Exit::Interrupted => message.help(RESUME),
            _ => message,
        });
        failure.exit()
    };
    let folder = open(arguments, &jobs).map_err(fail)?;
    let runner = Runner {
        console,
        files,
        interrupt: &interrupt,
        threads: arguments.threads.jobs,
        goldens: Goldens::Compare,
        png: arguments.png,
        journaling: if arguments.resume {
            Journaling::Resume
        } else {
            Journaling::Fresh
        },
    };
    let mut exit = Exit::Ok;
    for (done, &job) in jobs.iter().enumerate() {
        let label = label(&job.plan.name, done, jobs.len());
        let outcome = runner.run(job, &label, &folder).map_err(fail)?;
        outcome::print(console, job, &outcome, &arguments.output);
        outcome::complain(console, job, &outcome);
        outcome::advise(console, job, &outcome);
        exit = exit.max(outcome.exit());
    }
    Ok(exit)
}

/// What stands before the progress bar.
fn label(name: &str, done: usize, all: usize) -> String {
    if all == 1 {
        name.to_owned()
    } else {
        format!("{}/{all} {name}", done + 1)
    }
}

fn something_to_run(console: &Console, scenarios: &[Loaded]) -> Result<(), Exit> {
    let empty = |loaded: &&Loaded| loaded.plan.experiments.is_empty();
    if scenarios.iter().all(|loaded| empty(&loaded)) {
        console.message(
            &Message::error(codes::NOTHING, "there is no experiment to run")
                .help("a scenario runs where it says `solve`: see `cfs explain solve`"),
        );
        return Err(Exit::Scenario);
    }
    for loaded in scenarios.iter().filter(empty) {
        console.message(&Message::note(format!(
            "`{}` has no experiment to run",
            loaded.name
        )));
    }
    Ok(())
}

/// Experiments of different scenarios go to one folder, and must not overwrite each other there.
fn different_files(console: &Console, jobs: &[Job<'_>]) -> Result<(), Exit> {
    let mut taken: BTreeMap<String, &Job<'_>> = BTreeMap::new();
    let mut clash = false;
    for job in jobs {
        let first = load::file_keys(&job.plan.name)
            .into_iter()
            .find_map(|key| taken.insert(key, job));
        if let Some(first) = first {
            clash = true;
            let place = |job: &Job<'_>| format!("`{}` of `{}`", job.plan.name, job.loaded.name);
            let message = format!(
                "two experiments would write the same files: {} and {}",
                place(first),
                place(job)
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
fn open(arguments: &RunArguments, jobs: &[Job<'_>]) -> Result<OutputFolder, Failure> {
    let folder = OutputFolder::open(&arguments.output)?;
    for job in jobs {
        let plots: Vec<Request> = job.plan.plots.iter().map(request).collect();
        let figures = write::figure_names(&job.plan.name, &plots, arguments.png);
        for name in load::file_names(&job.plan.name).chain(figures) {
            folder.place(&name)?;
        }
    }
    Ok(folder)
}
