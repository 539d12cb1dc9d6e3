//! One experiment from its plan to its folder, and what is claimed of it.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use crate::archive::claim::{self, ClaimError, Claimed, Request};
use crate::archive::description::{Claim, Provenance};
use crate::archive::names::figure_names;
use crate::archive::write::{self, Figures, ResultsError, Written};
use crate::disk::files::{FileError, FileSet, OutputFolder};
use crate::golden::Comparison;
use crate::language::Exemption;
use crate::plan::{ExperimentPlan, Golden};
use crate::plot::Formats;
use crate::results::arrays::Recorded;
use crate::results::boundary::mean_boundary;
use crate::results::means::complete;
use crate::results::paired::summarise_pairs;
use crate::results::precision::Precision;
use crate::results::status::StatusCounts;
use crate::results::summary::{SummaryError, summarise};
use crate::results::{self, ExperimentResults, RunError, Verdict};
use crate::results::{BeampatternRows, LayoutRows, Partial, PointRows, Slack, Unserved, UserRows};
use crate::run::{Memory, Observer, Options, Store};
use crate::table::columns::{FAILED, REASON, STATUS};
use crate::table::{Cell, Rows, Table, TableError};

use super::build::Build;
use super::golden::{self, GoldenOutcome, Refusal};
use super::journal::Journal;
use super::provenance;
use super::scenario::Scenario;

/// An experiment of a scenario: work that gives one table.
#[derive(Debug, Clone, Copy)]
pub struct Experiment<'a> {
    scenario: &'a Scenario,
    index: usize,
}

/// How an experiment is run. The results depend on none of it.
#[derive(Clone, Default)]
pub struct Run<'a> {
    /// Threads; all cores if none is given.
    pub threads: Option<NonZeroUsize>,
    /// Set it, from a signal or another thread, to stop before the next step of a search or the next conic program.
    pub stop: Option<&'a Arc<AtomicBool>>,
    /// Where results of units are kept until tables are made of them, such as a [`Journal`]; what it holds already is not
    /// computed again. Memory if none is given.
    pub store: Option<Arc<dyn Store>>,
    /// What watches the run.
    pub observer: Option<&'a dyn Observer>,
}

/// How results are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Output<'a> {
    /// What figures are written as beside SVG.
    pub formats: Formats,
    /// The journal of the run; it becomes one of the files, its units in their order.
    pub journal: Option<&'a Journal>,
    /// Whether files are replaced that are the results of another scenario, were changed since they were
    /// written, or were not written by this program.
    pub replace: bool,
}

impl<'a> Experiment<'a> {
    pub(super) fn nth(scenario: &'a Scenario, index: usize) -> Self {
        Self { scenario, index }
    }

    /// The scenario that it is of.
    #[must_use]
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    /// Its name, and the stem of its files.
    #[must_use]
    pub fn name(&self) -> &'a str {
        &self.plan().name
    }

    /// Its work in full.
    #[must_use]
    pub fn plan(&self) -> &'a ExperimentPlan {
        &self.scenario.work().experiments[self.index]
    }

    /// What its tests do not ask of it.
    #[must_use]
    pub fn exemption(&self) -> Option<&'a Exemption> {
        self.scenario.experiment(self.index)?.exemption.as_ref()
    }

    /// Units of work, at most where a precision decides.
    #[must_use]
    pub fn units(&self) -> u64 {
        self.plan().unit_count()
    }

    /// The schemes that it asks of the caller and that were not given; see [`Scenario::give`].
    pub fn missing(&self) -> impl Iterator<Item = &'a str> {
        let experiment = self.scenario.experiment(self.index);
        let schemes = experiment.into_iter().flat_map(|e| &e.schemes);
        let external = schemes.filter_map(|scheme| scheme.external());
        let missing = external.filter(|external| external.identity().is_none());
        missing.map(|external| external.name())
    }

    /// Whether the caller gave every scheme that it asks for.
    ///
    /// # Errors
    /// When one is missing.
    pub fn all_given(&self) -> Result<(), RunError> {
        let missing: Vec<String> = self.missing().map(str::to_owned).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(RunError::External(missing)),
        }
    }

    /// Holds the places of its files in a folder, for as long as the folder's value lives: no other run
    /// writes there, and nothing is there that must not be replaced. Ask before a long run, so that its results
    /// do not fail on a name.
    ///
    /// # Errors
    /// When another run holds them, a name is refused, or files are there that are not of this scenario;
    /// the last does not count with [`Output::replace`].
    pub fn claim(&self, folder: &OutputFolder, output: Output<'_>) -> Result<Claimed, ClaimError> {
        let figures = figure_names(self.name(), &self.plan().plots, output.formats);
        let request = Request {
            name: self.name(),
            figures: &figures,
            origin: self.scenario.origin(),
            provenance: &provenance::of(self.scenario, self.index),
            replace: output.replace,
        };
        claim::claim(folder, request)
    }

    /// Begins its journal in a folder, whose places it claims: what this build has written down there is used
    /// where the run is resumed, and every unit is written down as it is done. Hand it to [`Run::store`] and to
    /// [`Output::journal`].
    ///
    /// # Errors
    /// When the folder refuses the file, or its places cannot be claimed.
    pub fn journal(
        &self,
        folder: &OutputFolder,
        build: &Build,
        resume: bool,
    ) -> Result<Arc<Journal>, ClaimError> {
        self.claim(folder, Output::default())?;
        let journal = Journal::begin(folder, self.plan(), build, resume)?;
        Ok(Arc::new(journal))
    }

    /// Runs it. The results are the same for any number of threads, and whatever is known already.
    ///
    /// # Errors
    /// When it is stopped, threads are refused, or a scheme that it asks of the caller was not given. A point that cannot
    /// be solved is a row with a status, not an error.
    pub fn run(&self, run: &Run<'_>) -> Result<Results<'a>, RunError> {
        self.all_given()?;
        let never = Arc::<AtomicBool>::default();
        let options = Options {
            threads: run.threads,
            stop: run.stop.unwrap_or(&never),
            networks: self.scenario.networks(),
        };
        let store = run.store.clone();
        let store = store.unwrap_or_else(|| Arc::new(Memory::default()));
        let observer = run.observer.unwrap_or(&());
        Ok(Results {
            experiment: *self,
            results: results::experiment(self.plan(), options, &*store, observer)?,
            store,
            tables: Tables::default(),
        })
    }
}

/// The results of an experiment.
#[derive(Debug, Clone)]
pub struct Results<'a> {
    experiment: Experiment<'a>,
    results: ExperimentResults,
    /// Where the results of units are.
    store: Arc<dyn Store>,
    /// Those that were asked for.
    tables: Tables,
}

/// Tables with a row for each point, made when they are asked for first; files and statistics are made without them.
#[derive(Debug, Clone, Default)]
struct Tables {
    points: OnceLock<Table>,
    users: OnceLock<Option<Table>>,
    beampatterns: OnceLock<Option<Table>>,
    layouts: OnceLock<Option<Table>>,
}

/// What a cell holds, made where it holds nothing yet.
fn once<T>(
    cell: &OnceLock<T>,
    make: impl FnOnce() -> Result<T, TableError>,
) -> Result<&T, TableError> {
    match cell.get() {
        Some(made) => Ok(made),
        None => {
            let made = make()?;
            Ok(cell.get_or_init(|| made))
        }
    }
}

/// All rows as a table.
fn all(rows: &dyn Rows) -> Result<Table, TableError> {
    Table::of_rows(rows, |_| true, |_| true)
}

impl<'a> Results<'a> {
    pub(super) fn of(
        experiment: Experiment<'a>,
        results: ExperimentResults,
        store: Arc<dyn Store>,
    ) -> Self {
        Self {
            experiment,
            results,
            store,
            tables: Tables::default(),
        }
    }

    fn plan(&self) -> &'a ExperimentPlan {
        self.experiment.plan()
    }

    /// How many of the experiment's units they are of, where they are not of all that it asks for.
    #[must_use]
    pub fn partial(&self) -> Option<Partial> {
        self.results.partial
    }

    /// The experiment.
    #[must_use]
    pub fn experiment(&self) -> Experiment<'a> {
        self.experiment
    }

    /// A row per point, scheme and realization, made as they are walked through: no more than a realization is in memory.
    #[must_use]
    pub fn rows(&self) -> PointRows<'_> {
        self.results.points(self.plan(), &*self.store)
    }

    /// All of those rows together.
    ///
    /// # Errors
    /// When they cannot be read back from where the run keeps them, such as a [`Journal`].
    pub fn table(&self) -> Result<&Table, TableError> {
        once(&self.tables.points, || all(&self.rows()))
    }

    /// Means, intervals and counts over the realizations of each point.
    ///
    /// # Errors
    /// When a mean overflows.
    pub fn summary(&self) -> Result<Table, SummaryError> {
        let ExperimentResults {
            grouping,
            percentiles,
            precision,
            ..
        } = &self.results;
        let mut summary = summarise(&self.rows(), grouping)?;
        complete(
            &mut summary,
            grouping,
            percentiles.as_ref(),
            precision.as_ref(),
        )?;
        Ok(summary)
    }

    /// Differences of what is compared, realization by realization; none where nothing is.
    ///
    /// # Errors
    /// When a mean overflows.
    pub fn paired(&self) -> Result<Option<Table>, SummaryError> {
        let ExperimentResults {
            grouping, compared, ..
        } = &self.results;
        summarise_pairs(&self.rows(), grouping, compared)
    }

    /// The mean boundary over the networks; none where no region is solved.
    ///
    /// # Errors
    /// When a mean overflows.
    pub fn boundary(&self) -> Result<Option<Table>, SummaryError> {
        mean_boundary(&self.rows())
    }

    /// What a search found, and why it did not: a row for each combination; none where there is no search.
    #[must_use]
    pub fn found(&self) -> Option<&Table> {
        self.results.found.as_ref()
    }

    /// What was searched: `aps_power where mean sum_rate = 40`.
    #[must_use]
    pub fn asked(&self) -> Option<String> {
        let find = self.plan().find.as_ref()?;
        let axis = self.plan().axes.get(find.axis)?;
        Some(format!("{} where {}", axis.name, find.condition()))
    }

    /// Why a search found nothing for the first of the combinations for which it did not.
    #[must_use]
    pub fn unfound(&self) -> Option<&str> {
        let table = self.found()?;
        let (status, reason) = (table.position(STATUS)?, table.position(REASON)?);
        let failed = |row: &&Vec<Cell>| row[status].as_text() == Some(FAILED);
        table.rows.iter().find(failed)?[reason].as_text()
    }

    /// What each user gets at each point, where that is recorded.
    ///
    /// # Errors
    /// When results cannot be read back.
    pub fn users(&self) -> Result<Option<&Table>, TableError> {
        let users = || self.results.users(self.plan(), &*self.store);
        let made = once(&self.tables.users, || {
            users().map(|rows| all(&rows)).transpose()
        });
        Ok(made?.as_ref())
    }

    /// Samples of beampatterns, where they are recorded or drawn.
    ///
    /// # Errors
    /// When results cannot be read back.
    pub fn beampatterns(&self) -> Result<Option<&Table>, TableError> {
        let patterns = || self.results.beampatterns(self.plan(), &*self.store);
        let made = once(&self.tables.beampatterns, || {
            patterns()?.map(|rows| all(&rows)).transpose()
        });
        Ok(made?.as_ref())
    }

    /// Places of everything, where they are recorded or drawn.
    ///
    /// # Errors
    /// When results cannot be read back.
    pub fn layouts(&self) -> Result<Option<&Table>, TableError> {
        let layouts = || self.results.layouts(self.plan(), &*self.store);
        let made = once(&self.tables.layouts, || {
            layouts()?.map(|rows| all(&rows)).transpose()
        });
        Ok(made?.as_ref())
    }

    /// What became of the expectations.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.results.verdicts
    }

    /// Points by status.
    #[must_use]
    pub fn counts(&self) -> StatusCounts {
        self.results.counts
    }

    /// How many units were known before.
    #[must_use]
    pub fn reused(&self) -> u64 {
        self.results.reused
    }

    /// How well the means are known, where the scenario asks for a precision.
    #[must_use]
    pub fn precision(&self) -> Option<&Precision> {
        self.results.precision.as_ref()
    }

    /// Budgets that do not bind, where there are budgets on the error.
    #[must_use]
    pub fn slack(&self) -> Option<Slack> {
        self.results.slack
    }

    /// Users that the largest sum rate leaves without a rate, where beams serve users.
    #[must_use]
    pub fn unserved(&self) -> Option<Unserved> {
        self.results.unserved
    }

    /// Writes the files that `cfs run` writes, save the journal, into a folder, which is created where
    /// needed: all of them or none.
    ///
    /// # Errors
    /// When the folder or a file is refused, or the table cannot be summarised.
    pub fn write(&self, folder: impl AsRef<Path>) -> Result<Written, ResultsError> {
        self.write_with(&OutputFolder::open(folder)?, Output::default())
    }

    /// The same into an open folder, with figures as PNG or a journal.
    ///
    /// # Errors
    /// When a file is refused, or the table cannot be summarised.
    pub fn write_with(
        &self,
        folder: &OutputFolder,
        output: Output<'_>,
    ) -> Result<Written, ResultsError> {
        let (experiment, results) = (self.experiment, &self.results);
        experiment.claim(folder, output)?;
        let (plan, realizations) = (experiment.plan(), results.realizations);
        let others = |set: &mut FileSet<'_>| match output.journal {
            Some(journal) => journal.add_files(folder, set, results.tried(plan), realizations),
            None => Ok(()),
        };
        let expectations: Vec<Claim> = results.verdicts.iter().map(provenance::claim).collect();
        let provenance = self.provenance();
        let rows = self.each_rows()?;
        let contents = write::Contents {
            arrays: self.arrays(),
            expectations: &expectations,
            others: &others,
            ..self.contents(&rows, &provenance, output.formats)
        };
        write::write(folder, &contents)
    }

    /// The figures that the scenario asks for, as the files that [`write_with`](Self::write_with) makes of them.
    ///
    /// # Errors
    /// When the table cannot be summarised.
    pub fn figures(&self, formats: Formats) -> Result<Figures, ResultsError> {
        write::draw(&self.contents(&self.each_rows()?, &self.provenance(), formats))
    }

    /// The arrays that the experiment records; none where it records none. Beams are read from the store, and networks
    /// drawn again, as values are asked for.
    #[must_use]
    pub fn arrays(&self) -> Option<Recorded<'_>> {
        self.results.arrays(self.plan(), &*self.store)
    }

    /// All that is written row by row.
    fn each_rows(&self) -> Result<EachRows<'_>, ResultsError> {
        let (plan, store) = (self.plan(), &*self.store);
        let unread = |source: TableError| ResultsError::Csv {
            name: plan.name.clone(),
            source: source.into(),
        };
        Ok(EachRows {
            points: self.rows(),
            users: self.results.users(plan, store),
            beampatterns: self.results.beampatterns(plan, store).map_err(unread)?,
            layouts: self.results.layouts(plan, store).map_err(unread)?,
        })
    }

    fn provenance(&self) -> Provenance {
        Provenance {
            partial: self.results.partial,
            ..provenance::of(self.experiment.scenario, self.experiment.index)
        }
    }

    /// What is written without the arrays, the expectations and other files.
    fn contents<'c>(
        &'c self,
        rows: &'c EachRows<'c>,
        provenance: &'c Provenance,
        formats: Formats,
    ) -> write::Contents<'c> {
        let results = &self.results;
        write::Contents {
            name: self.experiment.name(),
            table: &rows.points,
            grouping: &results.grouping,
            compared: &results.compared,
            percentiles: results.percentiles.as_ref(),
            precision: results.precision.as_ref(),
            beampatterns: rows.beampatterns.as_ref().map(|rows| rows as &dyn Rows),
            layouts: rows.layouts.as_ref().map(|rows| rows as &dyn Rows),
            arrays: None,
            users: rows.users.as_ref().map(|rows| rows as &dyn Rows),
            found: results.found.as_ref(),
            expectations: &[],
            provenance,
            formats,
            others: &no_others,
        }
    }

    /// Compares the results with the goldens of the experiment.
    #[must_use]
    pub fn compare_goldens(&self) -> Vec<(Golden, GoldenOutcome)> {
        self.each_golden(|path, golden| golden::compare(path, golden, &self.rows()))
    }

    /// Writes the results as the goldens of the experiment, save those that they agree with.
    #[must_use]
    pub fn accept_goldens(&self) -> Vec<(Golden, GoldenOutcome)> {
        self.each_accepted(|path, change| golden::accept(path, &self.rows(), change))
    }

    /// What [`accept_goldens`](Self::accept_goldens) would do; nothing is written.
    #[must_use]
    pub fn preview_goldens(&self) -> Vec<(Golden, GoldenOutcome)> {
        self.each_accepted(golden::preview)
    }

    /// Hands the goldens that would change on, with what their tables were compared to.
    fn each_accepted(
        &self,
        accept: impl Fn(&Path, Option<Comparison>) -> GoldenOutcome,
    ) -> Vec<(Golden, GoldenOutcome)> {
        let refusal = self.refusal();
        self.each_golden(|path, golden| {
            match (golden::compare(path, golden, &self.rows()), refusal) {
                (GoldenOutcome::Agrees(_), _) => GoldenOutcome::Kept,
                (_, Some(refusal)) => GoldenOutcome::NotWritten(refusal),
                (GoldenOutcome::Differs(change), None) => accept(path, Some(change)),
                (_, None) => accept(path, None),
            }
        })
    }

    fn each_golden(
        &self,
        outcome: impl Fn(&Path, &Golden) -> GoldenOutcome,
    ) -> Vec<(Golden, GoldenOutcome)> {
        let Experiment { scenario, .. } = self.experiment;
        let goldens = self.experiment.plan().goldens.iter();
        goldens
            .map(|golden| {
                let path = scenario.path_of(&golden.file);
                (golden.clone(), outcome(&path, golden))
            })
            .collect()
    }

    /// Why the table cannot become a golden, if anything speaks against it.
    fn refusal(&self) -> Option<Refusal> {
        if self.counts().total() == 0 {
            Some(Refusal::NoPoint)
        } else if self.counts().all_failed() {
            Some(Refusal::AllFailed)
        } else if self.verdicts().iter().any(|v| !v.outcome.passed) {
            Some(Refusal::Expectation)
        } else {
            None
        }
    }
}

fn no_others(_: &mut FileSet<'_>) -> Result<(), FileError> {
    Ok(())
}

/// The rows of an experiment's tables.
struct EachRows<'a> {
    points: PointRows<'a>,
    users: Option<UserRows<'a>>,
    beampatterns: Option<BeampatternRows<'a>>,
    layouts: Option<LayoutRows<'a>>,
}
