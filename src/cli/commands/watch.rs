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
use super::run::{self, How, RunArguments};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::load::{self, is_standard_input};
use crate::cli::message::Message;
use crate::cli::options::{
    Asked, FigureFormats, Messages, RESULTS, Reading, Threads, realizations,
};

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
    /// Scenarios
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,
    /// Number of networks to draw in every experiment: short for `--set realizations=N`
    #[arg(long, value_name = "N", value_parser = realizations)]
    pub(crate) realizations: Option<u32>,
    /// Folder for the results, created if missing
    #[arg(short, long, value_name = "DIR", default_value = RESULTS, value_hint = ValueHint::DirPath)]
    pub(crate) output: PathBuf,
    /// Make a page of the results after each run; a browser that shows it loads it again by itself
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) report: Option<PathBuf>,
    /// What figures are written as.
    #[command(flatten)]
    pub(crate) formats: FigureFormats,
    /// Replace files that are the results of another scenario, were changed since, or are not cfs's own
    #[arg(long)]
    pub(crate) replace: bool,
    /// How much of the machine is used.
    #[command(flatten)]
    pub(crate) threads: Threads,
    /// Print only warnings and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// What is asked of scenarios beside their text.
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// Which files are read.
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

impl WatchArguments {
    /// What each of its runs is asked for.
    fn run(&self) -> RunArguments {
        RunArguments {
            files: self.files.clone(),
            realizations: self.realizations,
            output: self.output.clone(),
            formats: self.formats,
            resume: true,
            share: None,
            replace: self.replace,
            threads: self.threads,
            quiet: self.quiet,
            asked: self.asked.clone(),
            reading: self.reading,
            messages: self.messages,
        }
    }
}

/// How often files are looked at. Editors save in several steps, so a change counts once nothing changed for as long.
const PAUSE: Duration = Duration::from_millis(150);

/// Seconds after which a browser loads the report again.
const REFRESH: u32 = 2;

/// Runs scenarios, and again whenever a file that they read changes, until it is stopped.
pub(crate) fn run(arguments: &WatchArguments) -> Exit {
    let console = Console::new(arguments.messages.format, arguments.quiet);
    let exit = watch(&console, &arguments.run(), arguments.report.as_deref());
    console.exit(exit)
}

fn watch(console: &Console, arguments: &RunArguments, report: Option<&Path>) -> Exit {
    if arguments.files.iter().any(|path| is_standard_input(path)) {
        let message = "standard input does not change; name files to watch";
        console.message(&Message::error(codes::USAGE, message));
        return Exit::Usage;
    }
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let mut seen = Seen::of(&arguments.files);
    loop {
        let (read, scenarios) = read(console, arguments);
        seen.also(read);
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
                    resume: arguments.resume,
                };
                // What is wrong was shown, and is mended in the files.
                let ended = run::run_all(arguments, console, &scenarios, how);
                over.store(true, Ordering::Relaxed);
                if let (Some(output), Ok(_)) = (report, ended) {
                    let page = Page {
                        paths: std::slice::from_ref(&arguments.output),
                        output,
                        replace: arguments.replace,
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

/// The scenarios, with what is wrong with them shown, and the files that were read.
fn read(console: &Console, arguments: &RunArguments) -> (Vec<PathBuf>, Result<Vec<Scenario>, ()>) {
    let request = arguments.asked.request(arguments.realizations);
    let files = Files::default().outside(arguments.reading.outside);
    let (mut read, mut scenarios, mut sound) = (Vec::new(), Vec::new(), true);
    for path in &arguments.files {
        let name = load::name_of(&files, path);
        match Scenario::of_files_as(&files, &name, &request) {
            Ok(scenario) => {
                read.extend(scenario.files().map(Path::to_owned));
                scenarios.push(scenario);
            }
            Err(faults) => {
                let sources = faults.sources.iter();
                read.extend(sources.filter_map(|(_, source)| files.path(&source.name)));
                console.faults(&faults.faults, &faults.sources);
                sound = false;
            }
        }
    }
    (read, if sound { Ok(scenarios) } else { Err(()) })
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
