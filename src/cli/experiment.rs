//! One experiment from its plan to its files and what is claimed of it.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use cfs::archive::schema::Claim;
use cfs::archive::write::{self, Results, journal_name};
use cfs::disk::files::OutputFolder;
use cfs::disk::sources::Files;
use cfs::plan::{ExperimentPlan, Golden};
use cfs::plot::error::PlotError;
use cfs::plot::request::Request;
use cfs::results::expect::Verdict;
use cfs::results::precision::Precision;
use cfs::results::slack::Slack;
use cfs::results::summary::Grouping;
use cfs::results::{self, ExperimentResults, RunError};
use cfs::run::Memory;
use cfs::run::Options;
use cfs::session::golden::{self, Standing};
use cfs::session::journal::{Journal, Journaling};
use cfs::table::Table;

use super::console::Console;
use super::exit::Exit;
use super::failure::Failure;

use super::interrupt::Interrupt;

use super::load::Loaded;
use super::outcome;
use super::provenance;

/// An experiment to run.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// The scenario that holds it.
    pub loaded: &'a Loaded,
    /// Its place among the experiments of the scenario.
    pub index: usize,
    /// Its work.
    pub plan: &'a ExperimentPlan,
}

/// The experiments of scenarios, in order.
pub fn jobs(scenarios: &[Loaded]) -> Vec<Job<'_>> {
    let of_one = |loaded: &'_ Loaded| loaded.plan.experiments.len();
    scenarios
        .iter()
        .flat_map(|loaded| (0..of_one(loaded)).map(move |index| (loaded, index)))
        .map(|(loaded, index)| Job {
            loaded,
            index,
            plan: &loaded.plan.experiments[index],
        })
        .collect()
}

/// What is done with goldens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goldens {
    /// Results are held against them.
    Compare,
    /// Results become them.
    Accept,
}

/// What became of an experiment.
#[derive(Debug)]
pub struct Outcome {
    /// The summary of its table.
    pub summary: Table,
    /// Paired differences, where something was compared.
    pub paired: Option<Table>,
    /// The files written.
    pub files: Vec<PathBuf>,
    /// Figures that could not be drawn from the results, and why.
    pub undrawn: Vec<(Request, PlotError)>,
    /// Files of an earlier run that were changed since and left where they are.
    pub left: Vec<String>,
    /// Its expectations.
    pub verdicts: Vec<Verdict>,
    /// Its goldens.
    pub goldens: Vec<(Golden, Standing)>,
    /// Points by status: solved, infeasible, failed.
    pub counts: [usize; 3],
    /// Budgets that do not bind, where there are budgets on the error.
    pub slack: Option<Slack>,
    /// How well the means are known, where the scenario asks for a precision.
    pub precision: Option<Precision>,
    /// The journal, where one is kept.
    pub journal: Option<Journal>,
}

impl Outcome {
    /// Whether there are points, and every one failed.
    pub fn all_failed(&self) -> bool {
        let [solved, infeasible, failed] = self.counts;
        failed > 0 && solved == 0 && infeasible == 0
    }

    /// Whether there are points, and none meets its budget.
    pub fn all_infeasible(&self) -> bool {
        let [solved, infeasible, failed] = self.counts;
        infeasible > 0 && solved == 0 && failed == 0
    }

    /// Why its table can not become a golden, if anything speaks against it.
    fn unacceptable(&self) -> Option<&'static str> {
        if self.counts == [0; 3] {
            Some("there is no point")
        } else if self.all_failed() {
            Some("every point failed")
        } else if self.verdicts.iter().any(|verdict| !verdict.outcome.passed) {
            Some("an expectation does not hold")
        } else {
            None
        }
    }

    /// How the program ends after this.
    pub fn exit(&self) -> Exit {
        let claims = self.verdicts.iter().all(|verdict| verdict.outcome.passed)
            && self.goldens.iter().all(|(_, standing)| standing.passed());
        if self.all_failed() {
            Exit::Run
        } else if claims {
            Exit::Ok
        } else {
            Exit::Claim
        }
    }
}

/// Runs experiments.
#[derive(Debug)]
pub struct Runner<'a> {
    /// Where progress is shown.
    pub console: &'a Console,
    /// Where goldens are found.
    pub files: &'a Files,
    /// How it is stopped.
    pub interrupt: &'a Interrupt,
    /// Threads; all cores if none is given.
    pub threads: Option<NonZeroUsize>,
    /// What is done with goldens.
    pub goldens: Goldens,
    /// Whether figures are also written as pictures of pixels.
    pub png: bool,
    /// What is written down for a later run, and used of an earlier one.
    pub journaling: Journaling,
}

impl Runner<'_> {
    /// Runs an experiment, writes its files into the folder, and looks at its claims.
    ///
    /// # Errors
    /// When it is stopped, or its files can not be written; none of them is there then.
    pub fn run(
        &self,
        job: Job<'_>,
        label: &str,
        folder: &OutputFolder,
    ) -> Result<Outcome, Failure> {
        let name = &job.plan.name;
        let journal = match self.journaling {
            Journaling::Off => None,
            other => {
                let resume = other == Journaling::Resume;
                let journal = Journal::begin(folder, job.plan, resume)?;
                outcome::tell_of_journal(self.console, name, &journal);
                Some(journal)
            }
        };
        let memory: &dyn Memory = match &journal {
            Some(journal) => journal,
            None => &(),
        };
        let results = self
            .compute(job, label, memory)
            .map_err(|source| Failure::Run {
                name: name.clone(),
                source,
            })?;
        let others: Vec<(String, Vec<u8>)> = journal
            .iter()
            .map(|journal| (journal_name(name), journal.of(job.plan, &results)))
            .collect();
        let expectations: Vec<Claim> = results.verdicts.iter().map(provenance::claim).collect();
        let provenance = provenance::of(job.loaded, job.index, job.plan);
        let by = texts(&results.grouping);
        let averaged = texts(&results.averaged);
        let compared = texts(&results.compared);
        let guard = self.interrupt.hold();
        let written = write::write(
            folder,
            &Results {
                name,
                table: &results.table,
                grouping: Grouping {
                    by: &by,
                    averaged: &averaged,
                    without: results.without,
                },
                compared: &compared,
                precision: results.precision.as_ref(),
                beampatterns: results.beampatterns.as_ref(),
                layouts: results.layouts.as_ref(),
                expectations: &expectations,
                provenance: &provenance,
                png: self.png,
                others: &others,
            },
        )?;
        drop(guard);
        let mut outcome = Outcome {
            summary: written.summary,
            paired: written.paired,
            files: written.files,
            undrawn: written.undrawn,
            left: written.left,
            verdicts: results.verdicts,
            goldens: Vec::new(),
            counts: results.counts,
            slack: results.slack,
            precision: results.precision,
            journal,
        };
        outcome.goldens = self.goldens(job.plan, &results.table, outcome.unacceptable());
        Ok(outcome)
    }

    fn compute(
        &self,
        job: Job<'_>,
        label: &str,
        memory: &dyn Memory,
    ) -> Result<ExperimentResults, RunError> {
        let units = job.plan.cases.len() as u64 * u64::from(job.plan.realizations);
        let progress = self.console.meter().start(label, units);
        let options = Options {
            threads: self.threads,
            stop: self.interrupt.flag(),
        };
        results::experiment(job.plan, options, memory, &progress)
    }

    fn goldens(
        &self,
        plan: &ExperimentPlan,
        table: &Table,
        unacceptable: Option<&'static str>,
    ) -> Vec<(Golden, Standing)> {
        let standing = |stated: &Golden| {
            let path = self.files.path(&stated.file);
            match self.goldens {
                Goldens::Compare => golden::compare(&path, stated, table),
                Goldens::Accept => match (golden::compare(&path, stated, table), unacceptable) {
                    (Standing::Agrees(_), _) => Standing::Kept,
                    (_, Some(reason)) => Standing::NotWritten(reason),
                    (_, None) => golden::accept(&path, table),
                },
            }
        };
        plan.goldens
            .iter()
            .map(|stated| (stated.clone(), standing(stated)))
            .collect()
    }
}

fn texts(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}
