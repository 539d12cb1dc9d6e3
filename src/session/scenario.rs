//! A scenario from its text to the work that it asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::archive::description::sha256;
use crate::archive::origin::Origin;
use crate::disk::identity::resolved;
use crate::disk::sources::Files;
use crate::engine::ExternalMetric;
use crate::engine::scheme::{ChosenScheme, Design, External};
use crate::language::syntax::{SourceProvider, Sources};
use crate::language::{self, Fault, Request, Style};
use crate::plan::{self, Problem};
use crate::results;
use crate::run::Networks;
use crate::table::{TableError, validate_columns};

use super::files::OwnFiles;

/// Digits of the hash by which a scheme or a metric of the caller is known.
const IDENTITY_DIGITS: usize = 16;
/// Columns of a scenario's faults where they are shown as the text of an error.
const WIDTH: usize = 100;

/// A scenario without faults: every text it consists of, what they mean, and the work that follows.
#[derive(Debug)]
pub struct Scenario {
    name: String,
    meaning: language::Scenario,
    work: plan::Plan,
    sources: Sources,
    /// The file of each source, data and golden by its name.
    files: BTreeMap<String, PathBuf>,
    /// What distinguishes it from other scenarios.
    origin: Origin,
    /// What one experiment found out of a network and another asks for.
    networks: Networks,
}

/// What is wrong with a scenario. As text, every fault with the lines it is about.
#[derive(Debug, Clone)]
pub struct Faults {
    /// The faults of all its files, those that follow from others left out.
    pub faults: Vec<Fault>,
    /// The texts that they point into.
    pub sources: Sources,
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = language::render(&self.faults, &self.sources, Style::Plain, WIDTH);
        f.write_str(text.trim_end())
    }
}

impl Error for Faults {}

/// A scheme is given that the scenario does not ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotExternal {
    /// Its name.
    pub name: String,
    /// The schemes that the scenario asks for.
    pub external: Vec<String>,
}

impl fmt::Display for NotExternal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, external } = self;
        write!(f, "no experiment uses an external scheme `{name}`; ")?;
        match external.as_slice() {
            [] => write!(f, "write `scheme {name} external` into the scenario"),
            known => write!(f, "the scenario asks for: {}", known.join(", ")),
        }
    }
}

impl Error for NotExternal {}

impl Scenario {
    /// Reads the scenario in a file, and the files that it uses from beside it.
    ///
    /// # Errors
    /// The faults of all its files; a file that cannot be read is one.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Box<Faults>> {
        let files = Files::default();
        let name = files.root(path.as_ref());
        Self::of_files(&files, &name)
    }

    /// The same as [`of_files`](Self::of_files), with the values and for the experiments that a request names.
    ///
    /// # Errors
    /// The faults of all its files and of the request.
    pub fn of_files_as(files: &Files, name: &str, request: &Request) -> Result<Self, Box<Faults>> {
        let origin = |sources: &Sources| {
            let mut texts = sources.iter().map(|(_, source)| source);
            let text = texts.next().map_or("", |source| source.text.as_str());
            match files.path(name) {
                Some(path) => Origin::file(resolved(&path), text),
                None => Origin::text(text),
            }
        };
        Self::read(files, name, request, |name| files.path(name), origin)
    }

    /// Reads the scenario of this name from given sources. Its goldens are files all the same, at the
    /// names that the sources resolve them to.
    ///
    /// # Errors
    /// The faults of all its texts.
    pub fn parse(sources: &dyn SourceProvider, name: &str) -> Result<Self, Box<Faults>> {
        let origin = |_: &Sources| Origin::Named(name.to_owned());
        let path = |name: &str| Some(PathBuf::from(name));
        Self::read(sources, name, &Request::default(), path, origin)
    }

    /// Reads the scenario of this name from files that may have been used before.
    ///
    /// # Errors
    /// The faults of all its files; a file that cannot be read is one.
    pub fn of_files(files: &Files, name: &str) -> Result<Self, Box<Faults>> {
        Self::of_files_as(files, name, &Request::default())
    }

    /// The scenario of this name from given sources, whose files are where `path` says.
    pub(super) fn read(
        provider: &dyn SourceProvider,
        name: &str,
        request: &Request,
        path: impl Fn(&str) -> Option<PathBuf>,
        origin: impl Fn(&Sources) -> Origin,
    ) -> Result<Self, Box<Faults>> {
        let mut checked = language::check_as(provider, name, request);
        let mut files = BTreeMap::new();
        let mut add = |name: &str| {
            let path = path(name).map(|path| (name.to_owned(), path));
            files.extend(path);
        };
        checked
            .sources
            .iter()
            .for_each(|(_, source)| add(&source.name));
        checked.sources.data().for_each(|(name, _)| add(name));
        let experiments = checked
            .scenario
            .iter()
            .flat_map(|scenario| &scenario.experiments);
        let goldens = experiments.flat_map(|experiment| &experiment.goldens);
        goldens.for_each(|golden| add(&golden.file));
        if let Some(scenario) = &checked.scenario {
            let own = OwnFiles {
                scenario,
                sources: &checked.sources,
                paths: &files,
            };
            checked.faults.extend(own.faults());
        }
        let (faults, sources) = (checked.faults, checked.sources);
        let Some(meaning) = checked.scenario.filter(|_| faults.is_empty()) else {
            return Err(Box::new(Faults { faults, sources }));
        };
        let work = plan::build(&meaning);
        Ok(Self {
            name: name.to_owned(),
            networks: Networks::of(&work),
            work,
            meaning,
            files,
            origin: origin(&sources),
            sources,
        })
    }

    /// Every file that it reads, and its goldens.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.values().map(PathBuf::as_path)
    }

    /// The networks that its experiments have solved.
    pub(super) fn networks(&self) -> &Networks {
        &self.networks
    }

    /// Gives a scheme that the scenario declares with `scheme NAME external`. `identity` says what the scheme is, as by
    /// its source text and its parameters: journals and results keep a hash of it, and a run that is resumed takes results
    /// of the same identity only. Give schemes before the plan is asked for.
    ///
    /// # Errors
    /// When the scenario declares no such scheme, or no experiment uses it.
    pub fn give(
        &mut self,
        name: &str,
        identity: impl AsRef<[u8]>,
        design: impl Design + 'static,
    ) -> Result<(), NotExternal> {
        let identity = &digest(identity.as_ref());
        let design: Arc<dyn Design> = Arc::new(design);
        let mut given = false;
        let experiments = self.meaning.experiments.iter_mut();
        for scheme in experiments.flat_map(|experiment| &mut experiment.schemes) {
            if let ChosenScheme::Caller(external) = scheme
                && external.name() == name
            {
                *scheme =
                    ChosenScheme::Caller(External::named(name).with(identity, Arc::clone(&design)));
                given = true;
            }
        }
        if !given {
            return Err(NotExternal {
                name: name.to_owned(),
                external: self.external().map(str::to_owned).collect(),
            });
        }
        self.work = plan::build(&self.meaning);
        Ok(())
    }

    /// Gives a metric: a column of the tables of all experiments that have beams, with its value at every solved point.
    /// Journals and results keep a hash of its identity, as they keep that of a scheme.
    ///
    /// # Errors
    /// When a table has a column of its name already.
    pub fn give_metric(&mut self, mut metric: ExternalMetric) -> Result<(), TableError> {
        metric.identity = digest(metric.identity.as_bytes());
        let mut meaning = self.meaning.clone();
        for experiment in &mut meaning.experiments {
            if experiment.problem != Problem::Estimation {
                experiment.metrics.push(metric.clone());
            }
        }
        let work = plan::build(&meaning);
        for experiment in &work.experiments {
            validate_columns(&results::columns(experiment))?;
        }
        (self.meaning, self.work) = (meaning, work);
        Ok(())
    }

    /// The schemes that its experiments use and a caller gives.
    pub fn external(&self) -> impl Iterator<Item = &str> {
        let experiments = self.meaning.experiments.iter();
        let names: BTreeSet<&str> = experiments
            .flat_map(|experiment| &experiment.external)
            .map(|(name, _)| name.as_str())
            .collect();
        names.into_iter()
    }

    /// The name of its source: its file, as messages show it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Every text that it consists of.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Every setting and sweep of its experiments with its value and its origin.
    #[must_use]
    pub fn describe(&self) -> plan::Description {
        plan::describe(&self.meaning, &self.work, &self.sources)
    }

    /// What another scenario says differently, whatever its words, comments and order of settings.
    #[must_use]
    pub fn difference(&self, new: &Self) -> plan::Difference {
        plan::difference(self.side(), new.side())
    }

    fn side(&self) -> plan::Side<'_> {
        plan::Side {
            scenario: &self.meaning,
            plan: &self.work,
            sources: &self.sources,
        }
    }

    /// What a reader should know of settings that are valid.
    #[must_use]
    pub fn notes(&self) -> Vec<plan::Note> {
        plan::notes(&self.meaning)
    }

    pub(super) fn work(&self) -> &plan::Plan {
        &self.work
    }

    pub(super) fn path_of(&self, file: &str) -> PathBuf {
        let path = self.files.get(file);
        path.cloned().unwrap_or_else(|| PathBuf::from(file))
    }

    /// Every file that it reads, and its goldens.
    pub(super) fn used_files(&self) -> impl Iterator<Item = &Path> {
        self.files.values().map(PathBuf::as_path)
    }

    /// Every file that it reads, by name: sources, then data.
    pub(super) fn read_files(&self) -> impl Iterator<Item = (&str, &Path)> {
        let texts = self.sources.iter().map(|(_, source)| source.name.as_str());
        let names = texts.chain(self.sources.data().map(|(name, _)| name));
        names.filter_map(|name| Some((name, self.files.get(name)?.as_path())))
    }

    /// What it means.
    pub(super) fn meaning(&self) -> &language::Scenario {
        &self.meaning
    }

    /// The experiment of this index, as it is understood.
    pub(super) fn experiment(&self, index: usize) -> Option<&language::Experiment> {
        self.meaning.experiments.get(index)
    }

    /// What distinguishes it from other scenarios.
    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// The hash by which a scheme or a metric of the caller is known.
fn digest(identity: &[u8]) -> String {
    let mut digits = sha256(identity);
    digits.truncate(IDENTITY_DIGITS);
    digits
}
