//! `cfs watch`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use cfs::disk::sources::Files;
use cfs::language::vocabulary::table::codes;
use cfs::session::Scenario;
use clap::{Args, ValueHint};

use super::report::Page;
use super::run::{self, How, Work};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::kind::no_scenario;
use crate::cli::load::{self, is_standard_input};
use crate::cli::message::Message;

/// Run scenarios again whenever a file that they read changes
///
/// Tables and figures are written as by `cfs run`, after every save. A run whose files change meanwhile is stopped, and
/// the next one uses the units that are done already, so that a change of a figure costs no computation. Errors
/// are shown and wait for the next save.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs watch first.cfs
  cfs watch first.cfs --report live.html      the page reloads by itself
  cfs watch first.cfs --realizations 5 -o /tmp/results

Exit codes: 2 usage, 130 stopped by Ctrl-C or SIGTERM.")]
pub(crate) struct WatchArguments {
    /// What is run.
    #[command(flatten)]
    work: Work,
    /// Make a page of the results after each run; a browser that shows it loads it again by itself
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    report: Option<PathBuf>,
}

/// How often files are looked at. Editors save in several steps, so a change counts once nothing changed for as long.
const PAUSE: Duration = Duration::from_millis(150);

/// Seconds after which a browser loads the report again.
const REFRESH: u32 = 2;

/// Runs scenarios, and again whenever a file that they read changes, until it is stopped.
pub(crate) fn run(arguments: &WatchArguments) -> Exit {
    let console = Console::of(arguments.work.says);
    let exit = watch(&console, &arguments.work, arguments.report.as_deref());
    console.exit(exit)
}

fn watch(console: &Console, work: &Work, report: Option<&Path>) -> Exit {
    if work.files.iter().any(|path| is_standard_input(path)) {
        let message = "standard input does not change; name files to watch";
        console.message(&Message::error(codes::USAGE, message));
        return Exit::Usage;
    }
    if let Some(message) = work.files.iter().find_map(|path| no_scenario(path)) {
        console.message(&message);
        return Exit::Usage;
    }
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let mut seen = Seen::of(&work.files);
    loop {
        let (named, scenarios) = read(console, work);
        seen.also(named);
        if let Ok(scenarios) = scenarios {
            let over = AtomicBool::new(false);
            thread::scope(|scope| {
                // A run whose files change is stopped; the units that are done are kept for the next one.
                scope.spawn(|| {
                    while !over.load(Ordering::Relaxed) {
                        if seen.changed() {
                            interrupt.stop();
                            return;
                        }
                        thread::sleep(PAUSE);
                    }
                });
                let how = How {
                    interrupt: &interrupt,
                    resume: true,
                };
                // What is wrong was shown, and is mended in the files.
                let ended = run::run_all(work, console, &scenarios, how);
                over.store(true, Ordering::Relaxed);
                if let (Some(output), Ok(_)) = (report, ended) {
                    let page = Page {
                        paths: std::slice::from_ref(&work.output),
                        output,
                        replace: work.replace,
                        refresh: Some(REFRESH),
                    };
                    page.write(console);
                }
            });
        }
        if interrupt.is_asked() {
            return Exit::Interrupted;
        }
        let files = match seen.files.len() {
            1 => "1 file is".to_owned(),
            number => format!("{number} files are"),
        };
        console.advice(&Message::note(format!("{files} watched; Ctrl-C ends")));
        let changed = loop {
            if interrupt.is_asked() {
                return Exit::Interrupted;
            }
            match seen.settled() {
                Some(changed) => break changed,
                None => thread::sleep(PAUSE),
            }
        };
        interrupt.go_on();
        let shown = changed.display();
        console.advice(&Message::note(format!("`{shown}` changed")));
    }
}

/// The scenarios, with what is wrong with them shown, and the files that they name: one that is missing may be there
/// soon.
fn read(console: &Console, work: &Work) -> (Vec<PathBuf>, Result<Vec<Scenario>, ()>) {
    let request = work.source.asked.request(work.realizations);
    let files = Files::default().outside(work.source.reading.outside);
    let (mut scenarios, mut sound) = (Vec::new(), true);
    for path in &work.files {
        let name = load::name_of(&files, path);
        match Scenario::of_files_as(&files, &name, &request) {
            Ok(scenario) => scenarios.push(scenario),
            Err(faults) => {
                console.faults(&faults.faults, &faults.sources);
                sound = false;
            }
        }
    }
    let named = files.asked_for();
    (named, if sound { Ok(scenarios) } else { Err(()) })
}

/// When a file was written and how long it is; none where it is not there.
type State = Option<(SystemTime, u64)>;

/// Files as they were when they were read.
struct Seen {
    files: BTreeMap<PathBuf, State>,
}

impl Seen {
    fn of(files: &[PathBuf]) -> Self {
        let files = files.iter();
        Self {
            files: files.map(|path| (path.clone(), state(path))).collect(),
        }
    }

    /// Watches these files too; a change of one that is watched already is not forgotten.
    fn also(&mut self, files: Vec<PathBuf>) {
        for path in files {
            let now = state(&path);
            self.files.entry(path).or_insert(now);
        }
    }

    fn changed(&self) -> bool {
        self.files.iter().any(|(path, was)| state(path) != *was)
    }

    /// A file that changed and is whole again: nothing changes any more, and it is there.
    fn settled(&mut self) -> Option<PathBuf> {
        let now = |files: &BTreeMap<PathBuf, State>| -> BTreeMap<PathBuf, State> {
            files
                .keys()
                .map(|path| (path.clone(), state(path)))
                .collect()
        };
        let first = now(&self.files);
        let was = |path: &PathBuf| self.files.get(path);
        let (changed, _) = first
            .iter()
            .find(|(path, state)| was(path) != Some(state) && state.is_some())?;
        let changed = changed.clone();
        thread::sleep(PAUSE);
        if now(&first) != first {
            return None;
        }
        self.files = first;
        Some(changed)
    }
}

fn state(path: &Path) -> State {
    let found = fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}
