//! `cfs run --share`

use std::num::NonZeroUsize;
use std::path::Path;

use cfs::disk::files::OutputFolder;
use cfs::plan::Share;
use cfs::session::share::{ShareDone, ShareError};
use cfs::session::{Build, Experiment, Run, Scenario};
use serde::Serialize;

use crate::cli::complain;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::interrupt::{Interrupt, RESUME};
use crate::cli::load;
use crate::cli::message::Message;

/// A share that was computed, for tools.
#[derive(Serialize)]
struct Object<'a> {
    r#type: &'static str,
    experiment: &'a str,
    share: String,
    file: String,
    units: u64,
    reused: u64,
    realizations: u32,
}

/// What a share is asked for with.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) share: Share,
    /// The folder that it goes into.
    pub(super) output: &'a Path,
    /// Threads; one per core where none are asked for.
    pub(super) jobs: Option<NonZeroUsize>,
    /// Whether finished units are reused.
    pub(super) resume: bool,
}

/// Computes a share of every experiment.
pub(super) fn run(
    wanted: Wanted<'_>,
    console: &Console,
    scenarios: &[Scenario],
) -> Result<Exit, Exit> {
    let interrupt = Interrupt::listen(console, Some(RESUME));
    let fail = |failure: Failure| failure.show(console);
    let folder = OutputFolder::open(wanted.output).map_err(|error| fail(error.into()))?;
    let build = Build::of_this_program().map_err(|error| fail(error.into()))?;
    for experiment in load::experiments(scenarios) {
        let done = one(wanted, (console, &interrupt), (&folder, &build), experiment);
        let done = done.map_err(|error| fail(Failure::share(experiment.name(), error)))?;
        show(console, experiment, wanted.share, &done);
    }
    Ok(Exit::Ok)
}

fn one(
    wanted: Wanted<'_>,
    (console, interrupt): (&Console, &Interrupt),
    (folder, build): (&OutputFolder, &Build),
    experiment: Experiment<'_>,
) -> Result<ShareDone, ShareError> {
    let label = format!("{} {}", experiment.name(), wanted.share);
    let units = experiment.units_of_share(folder.path(), wanted.share);
    let progress = console.meter().start(&label, units);
    let run = Run {
        threads: wanted.jobs,
        stop: Some(interrupt.flag()),
        observer: Some(&progress),
        ..Run::default()
    };
    experiment.compute_share(folder, wanted.share, (build, wanted.resume), &run)
}

fn show(console: &Console, experiment: Experiment<'_>, share: Share, done: &ShareDone) {
    let name = experiment.name();
    complain::journal_set_aside(console, name, &done.journal);
    complain::journal(console, name, &done.journal);
    let ShareDone { units, reused, .. } = done;
    let file = done.path.display().to_string();
    let known = match reused {
        0 => String::new(),
        reused => format!(", {reused} of them known before"),
    };
    console.print(&format!("wrote {file}  ({units} units{known})\n"));
    console.object(&Object {
        r#type: "share",
        experiment: name,
        share: share.to_string(),
        file,
        units: *units,
        reused: *reused,
        realizations: done.realizations,
    });
    if experiment.plan().find.is_some() {
        console.advice(&Message::note(format!(
            "`{name}` has its units of the values that its search asks for so far; `cfs merge` says whether it asks for more"
        )));
    } else if experiment.plan().precision.is_some() {
        console.advice(&Message::note(format!(
            "`{name}` has its units of {} networks; `cfs merge` says whether the precision asks for more",
            done.realizations
        )));
    }
}
