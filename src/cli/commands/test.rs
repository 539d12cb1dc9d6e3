//! `cfs test`

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cfs::disk::files::OutputFolder;
use cfs::disk::sources::Files;
use cfs::language::vocabulary::table::codes;
use cfs::language::{Exempt, Fault, Request};
use cfs::plan::Golden;
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
use crate::cli::last_failed::{self, Failed};
use crate::cli::load::{self, Runs, is_standard_input};
use crate::cli::message::Message;
use crate::cli::options::{Messages, RESULTS, Source, Threads};
use crate::cli::outcome::Outcome;
use crate::cli::runner::{Goldens, Runner};
use crate::cli::show;

const EXAMPLES: &str = "\
Examples:
  cfs test scenarios                every *.cfs file below the folder
  cfs test region.cfs --accept      write the tables as the goldens
  cfs test --accept --dry-run       what that would change
  cfs test --match area             experiments and files with this in the name
  cfs test --last-failed            only what failed last
  cfs test --junit junit.xml        outcomes for other programs
  cfs test --only region            that experiment, wherever it is

With `--set` the goldens are of other tables, so only expectations are checked.

A file without an experiment has nothing to check and is counted apart, and so are experiments that the scenario leaves out by `skip` or expects to fail by `fails`.

Exit codes: 0 all passed, 1 an expectation, a golden or a search failed, or --dry-run: a golden would change, 2 usage, 3 a scenario has errors, \
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
    /// Write the goldens instead of comparing with them, if the expectations hold, and show what changes
    #[arg(long)]
    pub(crate) accept: bool,
    /// With `--accept`: show what would change, and write nothing
    #[arg(long, requires = "accept")]
    pub(crate) dry_run: bool,
    /// Test only experiments whose name, or the path of whose file without `.cfs`, has this text in it, letter case
    /// included: `s` is in all of a folder `scenarios`; repeat it for several
    #[arg(long = "match", value_name = "TEXT")]
    pub(crate) matching: Vec<String>,
    /// Test only what failed last in this folder; everything if nothing did
    #[arg(long)]
    pub(crate) last_failed: bool,
    /// Write the outcomes as JUnit XML to this file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) junit: Option<PathBuf>,
    /// Show failures as annotations of GitHub's pages; on its own where GITHUB_ACTIONS is `true`
    #[arg(long)]
    pub(crate) github: bool,
    /// How scenarios are read.
    #[command(flatten)]
    pub(crate) source: Source,
    /// How much of the machine is used.
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Print only failures
    #[arg(short, long)]
    pub(crate) quiet: bool,
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

/// A scenario, or what is wrong with it.
struct Loaded {
    path: PathBuf,
    name: String,
    scenario: Result<Scenario, Box<Faults>>,
}

/// Which experiments are asked for.
struct Wanted<'a> {
    /// One of these texts is in the name, or in the path of the file; all where there are none.
    matching: &'a [String],
    /// These failed last; none where that does not matter.
    last: Option<BTreeSet<Failed>>,
}

impl<'a> Wanted<'a> {
    fn of(console: &Console, arguments: &'a TestArguments) -> Self {
        let last = arguments.last_failed.then(last_failed::read);
        if last.as_ref().is_some_and(BTreeSet::is_empty) {
            console.advice(&Message::note(
                "nothing failed last in this folder, so everything is tested",
            ));
        }
        Self {
            matching: &arguments.matching,
            last: last.filter(|last| !last.is_empty()),
        }
    }

    /// Whether nothing of a file is asked for, as far as that is known before it is read.
    fn leaves_out(&self, path: &Path) -> bool {
        let path = last_failed::key(path);
        let last = self.last.as_ref();
        last.is_some_and(|last| last.iter().all(|failed| failed.scenario != path))
    }

    fn keeps(&self, loaded: &Loaded, experiment: &str) -> bool {
        // The ending is that of every file.
        let path = loaded.name.strip_suffix(".cfs").unwrap_or(&loaded.name);
        let has =
            |text: &String| experiment.contains(text.as_str()) || path.contains(text.as_str());
        let matches = self.matching.is_empty() || self.matching.iter().any(has);
        let failed = |last: &BTreeSet<Failed>| {
            let key = last_failed::key(&loaded.path);
            last.iter().any(|failed| {
                let of = failed.experiment.as_deref();
                failed.scenario == key && of.is_none_or(|name| name == experiment)
            })
        };
        matches && self.last.as_ref().is_none_or(failed)
    }

    /// The experiments of a scenario that are asked for.
    fn experiments<'s>(&self, loaded: &Loaded, scenario: &'s Scenario) -> Vec<Experiment<'s>> {
        let all = scenario.plan().experiments();
        all.filter(|experiment| self.keeps(loaded, experiment.name()))
            .collect()
    }
}

/// How many scenarios ended in which way.
#[derive(Debug, Default, Serialize)]
struct Tally {
    r#type: &'static str,
    passed: usize,
    failed: usize,
    /// Those without an experiment.
    nothing_to_check: usize,
    /// Experiments that their scenarios leave out.
    skipped: usize,
    /// Experiments that failed as their scenarios say.
    failed_as_expected: usize,
}

impl Tally {
    fn text(&self) -> String {
        let Self { passed, failed, .. } = self;
        let others = [
            (self.skipped, "skipped"),
            (self.failed_as_expected, "failed as expected"),
            (self.nothing_to_check, "with nothing to check"),
        ];
        let others = others.iter().filter(|(number, _)| *number > 0);
        let others = others.map(|(number, what)| format!(", {number} {what}"));
        format!(
            "{passed} passed, {failed} failed{}",
            others.collect::<String>()
        )
    }
}

/// What is known so far.
#[derive(Default)]
struct Seen {
    tally: Tally,
    cases: Vec<Case>,
    /// How many experiments are to be run, and how many were begun.
    experiments: usize,
    begun: usize,
    tested: BTreeSet<Failed>,
    failed: BTreeSet<Failed>,
}

impl Seen {
    fn note(&mut self, path: &Path, experiment: Option<&str>, failed: bool) {
        let of = Failed {
            scenario: last_failed::key(path),
            experiment: experiment.map(str::to_owned),
        };
        if failed {
            self.failed.insert(of.clone());
        }
        self.tested.insert(of);
    }
}

fn test_all(arguments: &TestArguments, console: &Console, paths: &[PathBuf]) -> Exit {
    let interrupt = Interrupt::listen(console, None);
    let wanted = Wanted::of(console, arguments);
    let loaded = match load(arguments, console, paths, &wanted) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let runs = |loaded: &Loaded| {
        let scenario = loaded.scenario.as_ref().ok();
        let all = scenario.map(|scenario| wanted.experiments(loaded, scenario));
        let run = |experiment: &Experiment<'_>| !is_skipped(experiment);
        all.map_or(0, |all| all.into_iter().filter(run).count())
    };
    let mut seen = Seen {
        tally: Tally {
            r#type: "summary",
            ..Tally::default()
        },
        experiments: loaded.iter().map(runs).sum(),
        ..Seen::default()
    };
    let mut exit = Exit::Ok;
    let runner = Runner {
        console,
        interrupt: &interrupt,
        threads: arguments.threads.jobs,
        formats: Formats::default(),
        goldens: match (arguments.accept, arguments.dry_run) {
            (true, true) => Goldens::Preview,
            (true, false) => Goldens::Accept,
            (false, _) => Goldens::Compare,
        },
        journaling: None,
    };
    for one in &loaded {
        let one = test_one(&runner, &wanted, one, &mut seen);
        match one {
            None => continue,
            Some(Exit::Ok) => seen.tally.passed += 1,
            Some(_) => seen.tally.failed += 1,
        }
        exit = exit.max(one.unwrap_or(Exit::Ok));
        if one == Some(Exit::Interrupted) {
            last_failed::write(&seen.tested, seen.failed);
            return exit;
        }
    }
    let Seen {
        tally,
        cases,
        tested,
        failed,
        ..
    } = seen;
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
    // A preview compares with nothing.
    if !arguments.dry_run {
        last_failed::write(&tested, failed);
    }
    console.print(&format!("\n{}\n", tally.text()));
    console.object(&tally);
    if tally.passed + tally.failed + tally.skipped == 0 {
        let message = match arguments.matching.as_slice() {
            [] => "there is nothing to check: no experiment is in any of these files".to_owned(),
            texts => format!(
                "no experiment, and no path of a file, has `{}` in it",
                texts.join("` or `")
            ),
        };
        console.message(&Message::error(codes::USAGE, message));
        return Exit::Usage;
    }
    exit
}

fn is_skipped(experiment: &Experiment<'_>) -> bool {
    let exemption = experiment.exemption();
    exemption.is_some_and(|exemption| exemption.kind == Exempt::Skip)
}

/// Reads every scenario, and refuses files that they would read and write, or write twice.
fn load(
    arguments: &TestArguments,
    console: &Console,
    paths: &[PathBuf],
    wanted: &Wanted<'_>,
) -> Result<Vec<Loaded>, Exit> {
    let mut names = Vec::new();
    let mut scenarios = Vec::new();
    for path in paths.iter().filter(|path| !wanted.leaves_out(path)) {
        let files = Files::default().outside(arguments.source.reading.outside);
        let name = files.root(path);
        let mut request = arguments.source.asked.request(None);
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
                load::notes_on_goldens(console, &scenario);
                scenarios.push(scenario);
                None
            }
            Err(faults) => Some(faults),
        };
        names.push((path.clone(), name, faults));
    }
    // A golden is not a result of a run either, though none is kept here.
    load::conflicts(console, &scenarios, Path::new(RESULTS), Runs::Apart)?;
    let mut scenarios = scenarios.into_iter();
    let loaded = names.into_iter().filter_map(|(path, name, faults)| {
        let scenario = match faults {
            Some(faults) => Err(faults),
            None => Ok(scenarios.next()?),
        };
        Some(Loaded {
            path,
            name,
            scenario,
        })
    });
    Ok(loaded.collect())
}

/// Tests a scenario: a line for it, then what is wrong with it. None where nothing of it is run.
fn test_one(
    runner: &Runner<'_>,
    wanted: &Wanted<'_>,
    loaded: &Loaded,
    seen: &mut Seen,
) -> Option<Exit> {
    let (console, path, name) = (runner.console, &loaded.path, &loaded.name);
    let scenario = match &loaded.scenario {
        Ok(scenario) => scenario,
        Err(faults) => {
            console.faults(&faults.faults, &faults.sources);
            line(console, "FAILED", name, "it has errors");
            seen.note(path, None, true);
            seen.cases.push(Case {
                problems: Problem::of(&faults.faults, &faults.sources),
                broken: true,
                ..Case::new(name, "check")
            });
            return Some(Exit::Scenario);
        }
    };
    if scenario.plan().experiments().len() == 0 {
        // Without experiments there is none that a filter is about.
        if wanted.matching.is_empty() {
            line(console, "-", name, "nothing to check");
            seen.tally.nothing_to_check += 1;
        }
        return None;
    }
    let chosen = wanted.experiments(loaded, scenario);
    let (skipped, run): (Vec<_>, Vec<_>) = chosen.into_iter().partition(is_skipped);
    for experiment in &skipped {
        seen.tally.skipped += 1;
        seen.note(path, Some(experiment.name()), false);
        seen.cases.push(Case {
            skipped: reason(experiment),
            ..Case::new(name, experiment.name())
        });
    }
    if run.is_empty() {
        if !skipped.is_empty() {
            line(
                console,
                "skipped",
                name,
                &count(skipped.len(), "experiment"),
            );
            console.print(&exempt(&skipped, "skipped"));
        }
        return None;
    }
    let outcomes = match run_all(runner, &run, seen) {
        Ok(outcomes) => outcomes,
        Err(failure) => {
            let how = if failure.exit() == Exit::Interrupted {
                "stopped"
            } else {
                "FAILED"
            };
            line(console, how, name, "it could not be run to the end");
            let message = failure.message();
            console.message(&message);
            seen.note(path, None, true);
            seen.cases.push(Case {
                problems: vec![Problem {
                    code: message.code.unwrap_or_default().to_owned(),
                    message: message.message,
                    place: None,
                }],
                broken: true,
                ..Case::new(name, "run")
            });
            return Some(failure.exit());
        }
    };
    let judged: Vec<(&Outcome<'_>, Exit, Vec<Fault>)> = outcomes.iter().map(judge).collect();
    let exit = judged.iter().map(|(_, exit, _)| *exit).max();
    let exit = exit.unwrap_or(Exit::Ok);
    let pending = |outcome: &Outcome<'_>| outcome.goldens.iter().any(|(_, of)| is_pending(of));
    let word = match exit {
        Exit::Ok => "ok",
        Exit::Claim
            if judged
                .iter()
                .all(|(of, exit, _)| *exit == Exit::Ok || pending(of)) =>
        {
            "changes"
        }
        _ => "FAILED",
    };
    line(console, word, name, &claims(&outcomes, skipped.len()));
    console.print(&exempt(&skipped, "skipped"));
    for (outcome, exit, faults) in judged {
        let experiment = outcome.experiment();
        console.object(&show::Object::of(outcome, None));
        console.print(&changes(outcome));
        let expected = fails(&experiment);
        if expected {
            console.faults(&faults, scenario.sources());
        } else {
            complain::complain(console, outcome);
        }
        let mut problems = Problem::of(&faults, scenario.sources());
        if let (false, Some(reason)) = (expected, outcome.results.unfound()) {
            problems.push(Problem {
                code: codes::NOT_FOUND.into(),
                message: format!("the search found no value: {reason}"),
                place: None,
            });
        }
        if !expected && outcome.results.counts().all_failed() {
            problems.push(Problem {
                code: codes::ALL_FAILED.into(),
                message: "every point failed".into(),
                place: None,
            });
        }
        let met = expected && exit == Exit::Ok;
        if met {
            seen.tally.failed_as_expected += 1;
            console.print(&exempt(&[experiment], "failed as expected"));
        }
        seen.note(path, Some(experiment.name()), exit != Exit::Ok);
        seen.cases.push(Case {
            problems,
            skipped: reason(&experiment).filter(|_| met),
            ..Case::new(name, experiment.name())
        });
    }
    Some(exit)
}

fn fails(experiment: &Experiment<'_>) -> bool {
    let exemption = experiment.exemption();
    exemption.is_some_and(|exemption| exemption.kind == Exempt::Fails)
}

fn reason(experiment: &Experiment<'_>) -> Option<String> {
    experiment.exemption().map(|of| of.reason.clone())
}

/// An outcome, how it ends the program, and what is wrong: of an experiment that is to fail, that it does not.
fn judge<'o, 'a>(outcome: &'o Outcome<'a>) -> (&'o Outcome<'a>, Exit, Vec<Fault>) {
    let experiment = outcome.experiment();
    let exemption = experiment.exemption().filter(|_| fails(&experiment));
    match (exemption, outcome.exit()) {
        (Some(exemption), Exit::Ok) => {
            let fault = complain::holds(experiment.name(), exemption);
            (outcome, Exit::Claim, vec![fault])
        }
        (Some(_), _) => (outcome, Exit::Ok, Vec::new()),
        (None, exit) => (outcome, exit, complain::broken_claims(outcome)),
    }
}

/// Lines for experiments of which tests do not ask everything.
fn exempt(experiments: &[Experiment<'_>], what: &str) -> String {
    let of = |experiment: &Experiment<'_>| {
        let reason = reason(experiment).unwrap_or_default();
        format!("        {}: {what}, {reason}\n", experiment.name())
    };
    experiments.iter().map(of).collect()
}

/// The goldens that were written or would be, and what changes in them.
fn changes(outcome: &Outcome<'_>) -> String {
    let of = |(golden, became): &(Golden, GoldenOutcome)| {
        let (what, change) = match became {
            GoldenOutcome::Accepted(change) => ("written", change),
            GoldenOutcome::Pending(change) => ("would be written", change),
            _ => return None,
        };
        let change = match change {
            Some(change) => change.to_string().replace('\n', "\n        "),
            None => "there was none of these results".into(),
        };
        Some(format!("        {}: {what}: {change}\n", golden.file))
    };
    outcome.goldens.iter().filter_map(of).collect()
}

fn is_pending(outcome: &GoldenOutcome) -> bool {
    matches!(outcome, GoldenOutcome::Pending(_))
}

/// Runs experiments into a folder that is gone afterwards.
fn run_all<'a>(
    runner: &Runner<'_>,
    experiments: &[Experiment<'a>],
    seen: &mut Seen,
) -> Result<Vec<Outcome<'a>>, Failure> {
    let temporary = tempfile::tempdir().map_err(Failure::Temporary)?;
    let folder = OutputFolder::open(temporary.path())?;
    let compared = Runner {
        goldens: Goldens::Compare,
        journaling: None,
        ..*runner
    };
    experiments
        .iter()
        .map(|experiment| {
            seen.begun += 1;
            let (begun, of) = (seen.begun, seen.experiments);
            let (file, name) = (experiment.scenario().name(), experiment.name());
            let label = format!("{begun}/{of} {file} {name}");
            // What is expected to fail does not become a golden.
            let runner = if fails(experiment) { &compared } else { runner };
            runner.run(*experiment, &label, &folder)
        })
        .collect()
}

fn line(console: &Console, word: &str, name: &str, what: &str) {
    console.print(&format!("{word:7} {name}  ({what})\n"));
}

/// `1 experiment, 1 of 2 expectations, 1 golden, 1 written`
fn claims(outcomes: &[Outcome<'_>], skipped: usize) -> String {
    let expectations = outcomes
        .iter()
        .flat_map(|outcome| outcome.results.verdicts());
    let goldens: Vec<&GoldenOutcome> = outcomes
        .iter()
        .flat_map(|outcome| outcome.goldens.iter().map(|(_, golden)| golden))
        .collect();
    let accepted = goldens
        .iter()
        .filter(|golden| matches!(golden, GoldenOutcome::Accepted(_)))
        .count();
    let pending = goldens.iter().filter(|golden| is_pending(golden)).count();
    let mut parts = vec![count(outcomes.len(), "experiment")];
    parts.extend(held(
        "expectation",
        expectations.map(|verdict| verdict.outcome.passed),
    ));
    let held_or_pending = |golden: &&GoldenOutcome| golden.passed() || is_pending(golden);
    parts.extend(held("golden", goldens.iter().map(held_or_pending)));
    if parts.len() == 1 {
        parts.push("no expectation or golden".into());
    }
    if accepted > 0 {
        parts.push(format!("{accepted} written"));
    }
    if pending > 0 {
        parts.push(format!("{pending} to be written"));
    }
    if skipped > 0 {
        parts.push(format!("{skipped} skipped"));
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
