//! Scenarios and their results: what `cfs.run` is made of.

use std::path::PathBuf;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;

use cfs::disk::sources::Files;
use cfs::language::{self, Request, Style};
use cfs::plot::Formats;
use cfs::{Build, Faults, Observer, Output, OutputFolder, Run, Store, Table};
use numpy::PyArray1;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use self_cell::self_cell;

use crate::arrow;
use crate::recorded;
use crate::functions::{Function, metric};
use crate::running::{Running, interruptible};

/// Columns of messages.
const WIDTH: usize = 100;

/// An exception of the package.
pub(crate) fn exception(py: Python<'_>, class: &str, arguments: (String, String)) -> PyErr {
    let raised = py
        .import("cfs._errors")
        .and_then(|module| module.getattr(class))
        .and_then(|class| class.call1(arguments));
    raised.map_or_else(|error| error, PyErr::from_value)
}

fn faults_raised(py: Python<'_>, faults: &Faults) -> PyErr {
    let text = language::render(&faults.faults, &faults.sources, Style::Plain, WIDTH);
    let json = language::render_json(&faults.faults, &faults.sources);
    exception(py, "ScenarioError", (text.trim_end().to_owned(), json))
}

pub(crate) fn run_raised(py: Python<'_>, error: impl std::fmt::Display) -> PyErr {
    exception(py, "RunError", (error.to_string(), String::new()))
}

/// A scenario without faults.
#[pyclass(module = "cfs._cfs")]
pub(crate) struct Scenario {
    scenario: Arc<cfs::Scenario>,
    running: Running,
}

impl Scenario {
    pub(crate) fn inner(&self) -> PyResult<Arc<cfs::Scenario>> {
        Ok(Arc::clone(&self.scenario))
    }
}

#[pymethods]
impl Scenario {
    /// Of a file, or of a text that is read as if it were that file.
    #[new]
    #[pyo3(signature = (path, text, set, only, outside))]
    fn new(
        py: Python<'_>,
        path: PathBuf,
        text: Option<String>,
        set: Vec<String>,
        only: Vec<String>,
        outside: bool,
    ) -> PyResult<Self> {
        let request = Request { set, only };
        let scenario = py.detach(|| {
            let files = match text {
                Some(text) => Files::with_version_of(&path, Ok(text)),
                None => Files::default(),
            };
            let files = files.outside(outside);
            let name = match files.given_name() {
                "" => files.root(&path),
                name => name.to_owned(),
            };
            cfs::Scenario::of_files_as(&files, &name, &request)
        });
        Ok(Self {
            scenario: Arc::new(scenario.map_err(|faults| faults_raised(py, &faults))?),
            running: Running::default(),
        })
    }

    /// Names of the experiments.
    fn experiments(&self) -> Vec<String> {
        let experiments = self.scenario.plan().experiments();
        experiments.map(|experiment| experiment.name().to_owned()).collect()
    }

    /// Schemes that a caller gives.
    fn external(&self) -> Vec<String> {
        self.scenario.external().map(str::to_owned).collect()
    }

    fn give(&mut self, name: &str, identity: Vec<u8>, function: Py<PyAny>) -> PyResult<()> {
        let function = Function {
            function,
            running: self.running.clone(),
        };
        let scenario = Arc::get_mut(&mut self.scenario);
        let scenario = scenario.ok_or_else(|| PyValueError::new_err("the scenario has run already"))?;
        let given = scenario.give(name, identity, function);
        given.map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn give_metric(
        &mut self,
        name: &str,
        identity: Vec<u8>,
        unit: &str,
        description: &str,
        function: Py<PyAny>,
    ) -> PyResult<()> {
        let function = Function {
            function,
            running: self.running.clone(),
        };
        let scenario = Arc::get_mut(&mut self.scenario);
        let scenario = scenario.ok_or_else(|| PyValueError::new_err("the scenario has run already"))?;
        let metric = metric(name, identity, function).unit(unit).description(description);
        let given = scenario.give_metric(metric);
        given.map_err(|error| PyValueError::new_err(format!("the metric `{name}`: {error}")))?;
        let mut experiments = scenario.plan().experiments();
        match experiments.any(|experiment| !experiment.plan().metrics.is_empty()) {
            true => Ok(()),
            false => Err(PyValueError::new_err(format!("the metric `{name}`: no experiment has beams"))),
        }
    }

    /// What a run would do.
    fn plan(&self) -> String {
        self.scenario.plan().to_string()
    }

    /// Runs an experiment by its number.
    #[pyo3(signature = (index, threads, output, resume, png, replace, progress))]
    #[allow(clippy::too_many_arguments)]
    fn run(
        &self,
        py: Python<'_>,
        index: usize,
        threads: Option<usize>,
        output: Option<PathBuf>,
        resume: bool,
        png: bool,
        replace: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Results> {
        let threads = match threads {
            None => None,
            Some(threads) => Some(NonZeroUsize::new(threads).ok_or_else(|| {
                PyValueError::new_err("threads must be at least 1")
            })?),
        };
        let asked = Asked {
            threads,
            output,
            resume,
            png,
            replace,
        };
        let (stop, meter) = (Arc::<AtomicBool>::default(), Arc::<Meter>::default());
        let work = {
            let (scenario, stop, meter) = (Arc::clone(&self.scenario), Arc::clone(&stop), Arc::clone(&meter));
            move || asked.run(scenario, index, &stop, &meter)
        };
        let show = |py: Python<'_>| meter.show(py, progress.as_ref());
        let results = interruptible(py, &stop, &self.running, show, work)?;
        let results = results.map_err(|error| run_raised(py, error))?;
        meter.show(py, progress.as_ref())?;
        Ok(Results(results))
    }
}

/// How an experiment is run and where its files go.
struct Asked {
    threads: Option<NonZeroUsize>,
    output: Option<PathBuf>,
    resume: bool,
    png: bool,
    replace: bool,
}

impl Asked {
    fn run(
        &self,
        scenario: Arc<cfs::Scenario>,
        index: usize,
        stop: &Arc<AtomicBool>,
        meter: &Meter,
    ) -> Result<Owned, String> {
        Owned::try_new(scenario, |scenario| {
            let said = |error: &dyn std::fmt::Display| error.to_string();
            let experiment = scenario.plan().experiments().nth(index).ok_or("there is no such experiment")?;
            meter.all.store(experiment.units(), Ordering::Relaxed);
            let output = Output {
                formats: formats(self.png),
                replace: self.replace,
                ..Output::default()
            };
            let mut journal = None;
            let mut folder = None;
            if let Some(path) = &self.output {
                let missing: Vec<&str> = experiment.missing().collect();
                if missing.is_empty() {
                    let opened = OutputFolder::open(path).map_err(|error| said(&error))?;
                    experiment.claim(&opened, output).map_err(|error| said(&error))?;
                    let build = Build::of_this_program().map_err(|error| said(&error))?;
                    let begun = experiment.journal(&opened, &build, self.resume);
                    journal = Some(begun.map_err(|error| said(&error))?);
                    folder = Some(opened);
                }
            }
            let run = Run {
                threads: self.threads,
                stop: Some(stop),
                store: journal.clone().map(|journal| journal as Arc<dyn Store>),
                observer: Some(meter),
            };
            let results = experiment.run(&run).map_err(|error| said(&error))?;
            if let Some(folder) = &folder {
                let output = Output {
                    journal: journal.as_deref(),
                    ..output
                };
                results.write_with(folder, output).map_err(|error| said(&error))?;
            }
            Ok(results)
        })
    }
}

/// What figures are written as beside SVG.
fn formats(png: bool) -> Formats {
    Formats {
        png,
        ..Formats::default()
    }
}

/// Units that are done.
#[derive(Default)]
struct Meter {
    done: AtomicU64,
    all: AtomicU64,
}

impl Meter {
    fn show(&self, py: Python<'_>, progress: Option<&Py<PyAny>>) -> PyResult<()> {
        let Some(progress) = progress else { return Ok(()) };
        let [done, all] = [&self.done, &self.all].map(|count| count.load(Ordering::Relaxed));
        progress.call1(py, (done, all)).map(drop)
    }
}

impl Observer for Meter {
    fn unit_done(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn unit_cached(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

type Borrowed<'a> = cfs::Results<'a>;

self_cell!(
    /// Results with the scenario that they are of.
    struct Owned {
        owner: Arc<cfs::Scenario>,
        #[covariant]
        dependent: Borrowed,
    }
);

/// The results of an experiment.
#[pyclass(module = "cfs._cfs", frozen)]
pub(crate) struct Results(Owned);

#[pymethods]
impl Results {
    #[getter]
    fn name(&self) -> &str {
        self.0.borrow_dependent().experiment().name()
    }

    fn table(&self, py: Python<'_>) -> PyResult<Arrow> {
        let table = self.0.borrow_dependent().table();
        Ok(Arrow(table.map_err(|error| run_raised(py, error))?.clone()))
    }

    fn summary(&self, py: Python<'_>) -> PyResult<Arrow> {
        let summary = self.0.borrow_dependent().summary();
        Ok(Arrow(summary.map_err(|error| run_raised(py, error))?))
    }

    fn paired(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let paired = self.0.borrow_dependent().paired();
        Ok(paired.map_err(|error| run_raised(py, error))?.map(Arrow))
    }

    fn users(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let users = self.0.borrow_dependent().users();
        Ok(users.map_err(|error| run_raised(py, error))?.cloned().map(Arrow))
    }

    fn found(&self) -> Option<Arrow> {
        self.0.borrow_dependent().found().cloned().map(Arrow)
    }

    fn boundary(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let boundary = self.0.borrow_dependent().boundary();
        Ok(boundary.map_err(|error| run_raised(py, error))?.map(Arrow))
    }

    /// Recorded arrays by name, all or those of these names; none where no arrays are recorded.
    #[pyo3(signature = (names=None))]
    fn arrays<'py>(&self, py: Python<'py>, names: Option<Vec<String>>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let recorded = self.0.borrow_dependent().arrays();
        recorded.map(|recorded| recorded::of(py, recorded, names.as_deref())).transpose()
    }

    /// Axes, unit and description of each recorded array.
    fn described<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyDict>>> {
        let recorded = self.0.borrow_dependent().arrays();
        recorded.map(|recorded| recorded::described(py, recorded)).transpose()
    }

    /// Names and texts of the figures, and what could not be drawn.
    #[allow(clippy::type_complexity)]
    fn figures(&self, py: Python<'_>) -> PyResult<(Vec<(String, String)>, Vec<(String, String)>)> {
        let drawn = py.detach(|| self.0.borrow_dependent().figures(Formats::default()));
        let drawn = drawn.map_err(|error| run_raised(py, error))?;
        let text = |(name, bytes): (String, Vec<u8>)| (name, String::from_utf8_lossy(&bytes).into_owned());
        Ok((drawn.files.into_iter().map(text).collect(), told(&drawn.undrawn)))
    }

    fn beampatterns(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let beampatterns = self.0.borrow_dependent().beampatterns();
        Ok(beampatterns.map_err(|error| run_raised(py, error))?.cloned().map(Arrow))
    }

    fn layouts(&self, py: Python<'_>) -> PyResult<Option<Arrow>> {
        let layouts = self.0.borrow_dependent().layouts();
        Ok(layouts.map_err(|error| run_raised(py, error))?.cloned().map(Arrow))
    }

    /// Points by status: solved, infeasible, failed.
    fn counts(&self) -> (usize, usize, usize) {
        let counts = self.0.borrow_dependent().counts();
        (counts.solved, counts.infeasible, counts.failed)
    }

    fn reused(&self) -> u64 {
        self.0.borrow_dependent().reused()
    }

    fn expectations<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let verdicts = self.0.borrow_dependent().verdicts().iter();
        let told = verdicts.map(|verdict| {
            let told = PyDict::new(py);
            told.set_item("text", &verdict.expectation.text)?;
            told.set_item("passed", verdict.outcome.passed)?;
            told.set_item("left", verdict.outcome.left)?;
            told.set_item("right", verdict.outcome.right)?;
            told.set_item("place", verdict.outcome.place.as_deref())?;
            Ok(told)
        });
        told.collect()
    }

    /// Writes the files that `cfs run` writes, save the journal: their paths, and what could not be drawn.
    #[pyo3(signature = (folder, png, replace))]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        png: bool,
        replace: bool,
    ) -> PyResult<(Vec<PathBuf>, Vec<(String, String)>)> {
        let written = py.detach(|| {
            let folder = OutputFolder::open(folder).map_err(|error| error.to_string())?;
            let output = Output {
                formats: formats(png),
                replace,
                ..Output::default()
            };
            let written = self.0.borrow_dependent().write_with(&folder, output);
            written.map_err(|error| error.to_string())
        });
        let written = written.map_err(|error| run_raised(py, error))?;
        Ok((written.files, told(&written.undrawn)))
    }
}

fn told(undrawn: &[(cfs::language::Plot, cfs::plot::PlotError)]) -> Vec<(String, String)> {
    let told = undrawn.iter().map(|(plot, error)| (plot.to_string(), error.to_string()));
    told.collect()
}

/// A table.
#[pyclass(module = "cfs._cfs", frozen, name = "Table")]
pub(crate) struct Arrow(Table);

#[pymethods]
impl Arrow {
    /// Columns and rows for Arrow's consumers.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The columns' own types are the only ones; a consumer casts.
        let _ = requested_schema;
        arrow::capsule(py, &self.0)
    }

    /// Name, role, type, unit and description of each column.
    fn columns(&self) -> Vec<(String, String, String, String, String)> {
        let columns = self.0.columns.iter();
        let told = columns.map(|column| {
            let (role, ty) = (column.role.as_str().to_owned(), column.ty.as_str().to_owned());
            let (unit, description) = (column.unit.clone(), column.description.clone());
            (column.name.clone(), role, ty, unit, description)
        });
        told.collect()
    }

    fn __len__(&self) -> usize {
        self.0.rows.len()
    }

    /// A column as an array of numbers, NaN where a cell is empty.
    fn numbers<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let numbers = self.0.numbers(name);
        let numbers = numbers.map_err(|error| PyValueError::new_err(error.to_string()))?;
        let numbers = numbers.into_iter().map(|number| number.unwrap_or(f64::NAN));
        Ok(PyArray1::from_vec(py, numbers.collect()))
    }

    /// A column as texts, None where a cell is empty.
    fn texts(&self, name: &str) -> PyResult<Vec<Option<&str>>> {
        let texts = self.0.texts(name);
        texts.map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// As the terminal shows it.
    fn __str__(&self) -> String {
        self.0.to_string()
    }
}
