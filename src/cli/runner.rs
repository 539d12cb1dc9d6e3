//! Runs an experiment into a folder, with its progress on the console.

use std::num::NonZeroUsize;
use std::sync::Arc;

use cfs::disk::files::OutputFolder;
use cfs::plot::Formats;
use cfs::run::Store;
use cfs::session::{Build, Experiment, Output, Run};

use super::complain;
use super::console::Console;
use super::failure::Failure;
use super::interrupt::Interrupt;
use super::outcome::Outcome;

/// What is done with goldens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Goldens {
    /// Results are compared with them.
    Compare,
    /// Results become them.
    Accept,
    /// It is found out which of them results would become.
    Preview,
}

/// How units are written down as they are done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Journaling {
    /// Who computes them.
    pub build: Build,
    /// Whether those written down already are used, or all are computed again.
    pub resume: bool,
}

/// Runs experiments.
#[derive(Debug)]
pub(super) struct Runner<'a> {
    /// Where progress is shown.
    pub console: &'a Console,
    /// How it is stopped.
    pub interrupt: &'a Interrupt,
    /// Threads; all cores if none is given.
    pub threads: Option<NonZeroUsize>,
    /// What is done with goldens.
    pub goldens: Goldens,
    /// Whether figures are also written as PNG.
    pub formats: Formats,
    /// What is written down for a later run, and used of an earlier one, if anything is.
    pub journaling: Option<Journaling>,
}

impl Runner<'_> {
    /// Runs an experiment, writes its files into the folder, and looks at its goldens.
    ///
    /// # Errors
    /// When it is stopped, or its files cannot be written; none of them is there then.
    pub(super) fn run<'a>(
        &self,
        experiment: Experiment<'a>,
        label: &str,
        folder: &OutputFolder,
    ) -> Result<Outcome<'a>, Failure> {
        let journal = match &self.journaling {
            None => None,
            Some(Journaling { build, resume }) => {
                let journal = experiment.journal(folder, build, *resume)?;
                complain::journal_set_aside(self.console, experiment.name(), &journal);
                Some(journal)
            }
        };
        let progress = self.console.meter().start(label, experiment.units());
        let results = experiment.run(&Run {
            threads: self.threads,
            stop: Some(self.interrupt.flag()),
            store: journal.clone().map(|journal| journal as Arc<dyn Store>),
            observer: Some(&progress),
        });
        drop(progress);
        let results = results.map_err(|source| Failure::Run {
            name: experiment.name().to_owned(),
            source,
        })?;
        let guard = self.interrupt.hold();
        let output = Output {
            formats: self.formats,
            journal: journal.as_deref(),
            replace: false,
        };
        let written = results.write_with(folder, output)?;
        drop(guard);
        let goldens = match self.goldens {
            Goldens::Compare => results.compare_goldens(),
            Goldens::Accept => results.accept_goldens(),
            Goldens::Preview => results.preview_goldens(),
        };
        Ok(Outcome {
            results,
            written,
            goldens,
            journal,
        })
    }
}
