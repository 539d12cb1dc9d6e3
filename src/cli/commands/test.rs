//! `cfs test`

use std::path::{Path, PathBuf};

use cfs::disk::files::OutputFolder;
use serde::Serialize;

use crate::cli::args::TestArguments;
use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::find;
use crate::cli::interrupt::Interrupt;
use crate::cli::load::{self, is_standard_input};
use crate::cli::message::Message;
use crate::cli::outcome::Outcome;
use crate::cli::runner::{Goldens, Runner};
use crate::cli::show;
use cfs::disk::sources::Files;
use cfs::language::vocabulary::table::codes;
use cfs::session::Experiment;
use cfs::session::golden::GoldenOutcome;

/// Runs scenarios and checks their expectations and goldens.
pub(crate) fn run(arguments: &TestArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = match scenarios(&console, &arguments.paths) {
        Ok(scenarios) => test_all(arguments, &console, &scenarios),
        Err(exit) => exit,
    };
    console.exit(exit)
}

/// Every scenario of the paths, each once.
fn scenarios(console: &Console, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Exit> {
    let usage = |message: String| {
        console.message(&Message::error(codes::USAGE, message));
        Exit::Usage
    };
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        if is_standard_input(path) {
            return Err(usage(
                "goldens need a file to be beside, which standard input is not; name files or folders".into(),
            ));
        }
        let scenarios = find::scenarios(path).map_err(|(folder, error)| {
            usage(format!(
                "the folder `{}` cannot be read: {error}",
                folder.display()
            ))
        })?;
        for scenario in scenarios {
            if !found.contains(&scenario) {
                found.push(scenario);
            }
        }
    }
    if found.is_empty() {
        return Err(usage("there is no *.cfs file to test".into()));
    }
    Ok(found)
}

/// How many scenarios ended in which way.
#[derive(Debug, Default, Serialize)]
struct Tally {
    r#type: &'static str,
    passed: usize,
    failed: usize,
}

fn test_all(arguments: &TestArguments, console: &Console, scenarios: &[PathBuf]) -> Exit {
    let interrupt = Interrupt::listen(console, None);
    let mut tally = Tally {
        r#type: "summary",
        ..Tally::default()
    };
    let mut exit = Exit::Ok;
    for path in scenarios {
        let runner = Runner {
            console,
            interrupt: &interrupt,
            threads: arguments.threads.jobs,
            png: false,
            goldens: if arguments.accept {
                Goldens::Accept
            } else {
                Goldens::Compare
            },
            journaling: None,
        };
        let one = test_one(&runner, path);
        match one {
            Exit::Ok => tally.passed += 1,
            _ => tally.failed += 1,
        }
        exit = exit.max(one);
        if one == Exit::Interrupted {
            return exit;
        }
    }
    console.print(&format!(
        "\n{} passed, {} failed\n",
        tally.passed, tally.failed
    ));
    console.object(&tally);
    exit
}

/// Tests a scenario: a line for it, then what is wrong with it.
fn test_one(runner: &Runner<'_>, path: &Path) -> Exit {
    let console = runner.console;
    let files = Files::default();
    let name = files.root(path);
    let Some(scenario) = load::one(console, &files, &name) else {
        line(console, "FAILED", &name, "it has errors");
        return Exit::Scenario;
    };
    let outcomes = match run_all(runner, scenario.plan().experiments()) {
        Ok(outcomes) => outcomes,
        Err(failure) => {
            let how = if failure.exit() == Exit::Interrupted {
                "stopped"
            } else {
                "FAILED"
            };
            line(console, how, &name, "it could not be run to the end");
            console.message(&failure.message());
            return failure.exit();
        }
    };
    let exit = outcomes.iter().map(Outcome::exit).max().unwrap_or(Exit::Ok);
    let word = if exit == Exit::Ok { "ok" } else { "FAILED" };
    line(console, word, &name, &claims(&outcomes));
    for outcome in &outcomes {
        console.object(&show::Object::of(outcome, None));
        complain::complain(console, outcome);
    }
    exit
}

/// Runs experiments into a folder that is gone afterwards.
fn run_all<'a>(
    runner: &Runner<'_>,
    experiments: impl Iterator<Item = Experiment<'a>>,
) -> Result<Vec<Outcome<'a>>, Failure> {
    let temporary = tempfile::tempdir().map_err(Failure::Temporary)?;
    let folder = OutputFolder::open(temporary.path())?;
    experiments
        .map(|experiment| {
            let label = format!("{} {}", experiment.scenario().name(), experiment.name());
            runner.run(experiment, &label, &folder)
        })
        .collect()
}

fn line(console: &Console, word: &str, name: &str, what: &str) {
    console.print(&format!("{word:7} {name}  ({what})\n"));
}

/// `1 experiment, 1 of 2 expectations, 1 golden, 1 written`
fn claims(outcomes: &[Outcome<'_>]) -> String {
    if outcomes.is_empty() {
        return "nothing to run".into();
    }
    let expectations = outcomes
        .iter()
        .flat_map(|outcome| outcome.results.verdicts());
    let goldens: Vec<&GoldenOutcome> = outcomes
        .iter()
        .flat_map(|outcome| outcome.goldens.iter().map(|(_, golden)| golden))
        .collect();
    let accepted = goldens
        .iter()
        .filter(|golden| matches!(golden, GoldenOutcome::Accepted))
        .count();
    let mut parts = vec![count(outcomes.len(), "experiment")];
    parts.extend(held(
        "expectation",
        expectations.map(|verdict| verdict.outcome.passed),
    ));
    parts.extend(held("golden", goldens.iter().map(|golden| golden.passed())));
    if accepted > 0 {
        parts.push(format!("{accepted} written"));
    }
    parts.join(", ")
}

/// `2 expectations`, or `1 of 2 expectations`; nothing where there are none.
fn held(what: &str, passed: impl Iterator<Item = bool>) -> Option<String> {
    let passed: Vec<bool> = passed.collect();
    let good = passed.iter().filter(|&&passed| passed).count();
    let all = count(passed.len(), what);
    match passed.len() {
        0 => None,
        total if good == total => Some(all),
        _ => Some(format!("{good} of {all}")),
    }
}

fn count(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}
