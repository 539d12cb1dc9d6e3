//! `cfs test`

use std::path::{Path, PathBuf};

use cfs::disk::files::OutputFolder;
use cfs::disk::sources::Files;
use cfs::language::Request;
use cfs::language::vocabulary::table::codes;
use cfs::plot::Formats;
use cfs::session::golden::GoldenOutcome;
use cfs::session::{Experiment, Faults, Scenario};
use clap::{Args, ValueHint};
use serde::Serialize;

use crate::cli::cases::{self, Case, Problem};
use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::find;
use crate::cli::interrupt::Interrupt;
use crate::cli::load::{self, is_standard_input};
use crate::cli::message::Message;
use crate::cli::options::{Asked, Messages, RESULTS, Reading, Threads};
use crate::cli::outcome::Outcome;
use crate::cli::runner::{Goldens, Runner};
use crate::cli::show;

const EXAMPLES: &str = "\
Examples:
  cfs test scenarios                every *.cfs file below the folder
  cfs test region.cfs --accept      write the tables as the goldens
  cfs test --junit junit.xml        outcomes for other programs
  cfs test --only region            that experiment, wherever it is

With `--set` the goldens are of other tables, so only expectations are checked.

A file without an experiment has nothing to check and is counted apart.

Exit codes: 0 all passed, 1 an expectation or golden failed, 2 usage, 3 a scenario has errors, \
4 a run failed, 130 stopped.";

/// Run scenarios and check their expectations and goldens
///
/// Results go to a temporary folder. A golden is a table beside the scenario that names it; its
/// rows are matched by their keys (by the step where each realization has its own grid), and all
/// columns except solver diagnostics are compared within the tolerances of the scenario.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(crate) struct TestArguments {
    /// Scenarios, and folders to search for *.cfs files
    #[arg(value_name = "PATH", default_value = ".", value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Write the goldens instead of comparing with them, if the expectations hold
    #[arg(long)]
    pub(crate) accept: bool,
    /// Write the outcomes as JUnit XML to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) junit: Option<PathBuf>,
    /// Show failures as annotations of GitHub's pages; on its own where GITHUB_ACTIONS is `true`
    #[arg(long)]
    pub(crate) github: bool,
    /// What is asked of the scenarios.
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// How much of the machine is used.
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Print only failures
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Which files are read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

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
    let mut cases = Vec::new();
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
        let Some(one) = test_one(&runner, one, &mut cases) else {
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
    if arguments.github || std::env::var_os("GITHUB_ACTIONS").is_some_and(|set| set == "true") {
        for case in &cases {
            for problem in &case.problems {
                console.complain(&format!("{}\n", cases::annotation(case, problem)));
            }
        }
    }
    if let Some(path) = &arguments.junit {
        exit = exit.max(cases::write(console, path, &cases));
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
        let mut request = arguments.asked.request(None);
        if paths.len() > 1 && !request.only.is_empty() {
            // What is asked for may be in another file.
            let all = Request {
                only: Vec::new(),
                ..request.clone()
            };
            if let Ok(scenario) = Scenario::of_files_as(&files, &name, &all) {
                let plan = scenario.plan();
                let known: Vec<&str> = plan
                    .experiments()
                    .map(|experiment| experiment.name())
                    .collect();
                request.only.retain(|name| known.contains(&name.as_str()));
                if request.only.is_empty() {
                    continue;
                }
            }
        }
        let faults = match Scenario::of_files_as(&files, &name, &request) {
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
fn test_one(runner: &Runner<'_>, (name, scenario): Loaded, cases: &mut Vec<Case>) -> Option<Exit> {
    let console = runner.console;
    let scenario = match scenario {
        Ok(scenario) => scenario,
        Err(faults) => {
            console.faults(&faults.faults, &faults.sources);
            line(console, "FAILED", &name, "it has errors");
            cases.push(Case {
                problems: Problem::of(&faults.faults, &faults.sources),
                scenario: name,
                name: "check".into(),
                broken: true,
            });
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
            let message = failure.message();
            console.message(&message);
            cases.push(Case {
                problems: vec![Problem {
                    code: message.code.unwrap_or_default().to_owned(),
                    message: message.message,
                    place: None,
                }],
                scenario: name,
                name: "run".into(),
                broken: true,
            });
            return Some(failure.exit());
        }
    };
    let exit = outcomes.iter().map(Outcome::exit).max().unwrap_or(Exit::Ok);
    let word = if exit == Exit::Ok { "ok" } else { "FAILED" };
    line(console, word, &name, &claims(&outcomes));
    for outcome in &outcomes {
        console.object(&show::Object::of(outcome, None));
        complain::complain(console, outcome);
        let faults = complain::broken_claims(outcome);
        let mut problems = Problem::of(&faults, scenario.sources());
        if problems.is_empty() && outcome.exit() != Exit::Ok {
            problems.push(Problem {
                code: codes::ALL_FAILED.into(),
                message: "every point failed".into(),
                place: None,
            });
        }
        cases.push(Case {
            scenario: name.clone(),
            name: outcome.experiment().name().to_owned(),
            problems,
            broken: false,
        });
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
