//! `cfs test`

use std::path::{Path, PathBuf};

use cfs::disk::files::OutputFolder;
use serde::Serialize;

use crate::cli::args::{RESULTS, TestArguments};
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
use cfs::plot::Formats;
use cfs::session::golden::GoldenOutcome;
use cfs::session::{Experiment, Faults, Scenario};

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
    if paths.iter().any(|path| is_standard_input(path)) {
        let message =
            "goldens need a file to be beside, which standard input is not; name files or folders";
        console.message(&Message::error(codes::USAGE, message));
        return Err(Exit::Usage);
    }
    find::all(console, paths, "to test")
}

/// A scenario, or what is wrong with it, and its name.
type Loaded = (String, Result<Scenario, Box<Faults>>);

/// How many scenarios ended in which way.
#[derive(Debug, Default, Serialize)]
struct Tally {
    r#type: &'static str,
    passed: usize,
    failed: usize,
    /// Those without an experiment.
    nothing_to_check: usize,
}

impl Tally {
    fn text(&self) -> String {
        let Self { passed, failed, .. } = self;
        match self.nothing_to_check {
            0 => format!("{passed} passed, {failed} failed"),
            nothing => format!("{passed} passed, {failed} failed, {nothing} with nothing to check"),
        }
    }
}

fn test_all(arguments: &TestArguments, console: &Console, paths: &[PathBuf]) -> Exit {
    let interrupt = Interrupt::listen(console, None);
    let loaded = match load(arguments, console, paths) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let mut tally = Tally {
        r#type: "summary",
        ..Tally::default()
    };
    let mut exit = Exit::Ok;
    let runner = Runner {
        console,
        interrupt: &interrupt,
        threads: arguments.threads.jobs,
        formats: Formats::default(),
        goldens: if arguments.accept {
            Goldens::Accept
        } else {
            Goldens::Compare
        },
        journaling: None,
    };
    for one in loaded {
        let Some(one) = test_one(&runner, one) else {
            tally.nothing_to_check += 1;
            continue;
        };
        match one {
            Exit::Ok => tally.passed += 1,
            _ => tally.failed += 1,
        }
        exit = exit.max(one);
        if one == Exit::Interrupted {
            return exit;
        }
    }
    console.print(&format!("\n{}\n", tally.text()));
    console.object(&tally);
    if tally.passed + tally.failed == 0 {
        let message = "there is nothing to check: no experiment is in any of these files";
        console.message(&Message::error(codes::USAGE, message));
        return Exit::Usage;
    }
    exit
}

/// Reads every scenario, and refuses files that they would read and write, or write twice.
fn load(
    arguments: &TestArguments,
    console: &Console,
    paths: &[PathBuf],
) -> Result<Vec<Loaded>, Exit> {
    let mut names = Vec::new();
    let mut scenarios = Vec::new();
    for path in paths {
        let files = Files::default().outside(arguments.reading.outside);
        let name = files.root(path);
        let faults = match Scenario::of_files(&files, &name) {
            Ok(scenario) => {
                scenarios.push(scenario);
                None
            }
            Err(faults) => Some(faults),
        };
        names.push((name, faults));
    }
    // A golden is not a result of a run either, though none is kept here.
    load::conflicts(console, &scenarios, Path::new(RESULTS), true)?;
    let mut scenarios = scenarios.into_iter();
    let loaded = names.into_iter().filter_map(|(name, faults)| {
        let scenario = match faults {
            Some(faults) => Err(faults),
            None => Ok(scenarios.next()?),
        };
        Some((name, scenario))
    });
    Ok(loaded.collect())
}

/// Tests a scenario: a line for it, then what is wrong with it. None where it has no experiment.
fn test_one(runner: &Runner<'_>, (name, scenario): Loaded) -> Option<Exit> {
    let console = runner.console;
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(faults) => {
            console.faults(&faults.faults, &faults.sources);
            line(console, "FAILED", &name, "it has errors");
            return Some(Exit::Scenario);
        }
    };
    if scenario.plan().experiments().len() == 0 {
        line(console, "-", &name, "nothing to check");
        return None;
    }
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
            return Some(failure.exit());
        }
    };
    let exit = outcomes.iter().map(Outcome::exit).max().unwrap_or(Exit::Ok);
    let word = if exit == Exit::Ok { "ok" } else { "FAILED" };
    line(console, word, &name, &claims(&outcomes));
    for outcome in &outcomes {
        console.object(&show::Object::of(outcome, None));
        complain::complain(console, outcome);
    }
    Some(exit)
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
    if parts.len() == 1 {
        parts.push("no expectation or golden".into());
    }
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
