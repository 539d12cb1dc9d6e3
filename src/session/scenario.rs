//! A scenario from its text to the work that it asks for.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::disk::sources::Files;
use crate::language::syntax::{SourceProvider, Sources, Span};
use crate::language::vocabulary::table::codes;
use crate::language::{self, Fault, Request, Style};
use crate::plan;
use crate::run::Networks;

use super::files::file_keys;

/// Columns of a scenario's faults where they are shown as the text of an error.
const WIDTH: usize = 100;

/// A scenario without faults: every text it consists of, what they mean, and the work that follows.
#[derive(Debug)]
pub struct Scenario {
    name: String,
    meaning: language::Scenario,
    work: plan::Plan,
    sources: Sources,
    /// The file of each golden by its name.
    goldens: BTreeMap<String, PathBuf>,
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
        Self::read(files, name, request, |name| files.path(name))
    }

    /// Reads the scenario of this name from given sources. Its goldens are files all the same, at the
    /// names that the sources resolve them to.
    ///
    /// # Errors
    /// The faults of all its texts.
    pub fn parse(sources: &dyn SourceProvider, name: &str) -> Result<Self, Box<Faults>> {
        let request = Request::default();
        Self::read(sources, name, &request, |name| PathBuf::from(name))
    }

    /// Reads the scenario of this name from files that may have been used before.
    ///
    /// # Errors
    /// The faults of all its files; a file that cannot be read is one.
    pub fn of_files(files: &Files, name: &str) -> Result<Self, Box<Faults>> {
        Self::of_files_as(files, name, &Request::default())
    }

    fn read(
        provider: &dyn SourceProvider,
        name: &str,
        request: &Request,
        path: impl Fn(&str) -> PathBuf,
    ) -> Result<Self, Box<Faults>> {
        let mut checked = language::check_as(provider, name, request);
        if let Some(scenario) = &checked.scenario {
            checked.faults.extend(same_files(scenario));
        }
        let (faults, sources) = (checked.faults, checked.sources);
        let Some(meaning) = checked.scenario.filter(|_| faults.is_empty()) else {
            return Err(Box::new(Faults { faults, sources }));
        };
        let work = plan::build(&meaning);
        let goldens = work.experiments.iter().flat_map(|plan| &plan.goldens);
        Ok(Self {
            goldens: goldens
                .map(|golden| (golden.file.clone(), path(&golden.file)))
                .collect(),
            name: name.to_owned(),
            meaning,
            work,
            sources,
            networks: Networks::default(),
        })
    }

    /// The networks that its experiments have solved.
    pub(super) fn networks(&self) -> &Networks {
        &self.networks
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

    /// Draws this many networks in every experiment, whatever the scenario states; its goldens are not
    /// compared then.
    pub fn restate_realizations(&mut self, realizations: u32) {
        self.meaning.restate_realizations(realizations);
        self.work = plan::build(&self.meaning);
    }

    /// Every setting and sweep of its experiments with its value and its origin.
    #[must_use]
    pub fn describe(&self) -> plan::Description {
        plan::describe(&self.meaning, &self.work, &self.sources)
    }

    /// What a reader should know of settings that are valid.
    #[must_use]
    pub fn notes(&self) -> Vec<plan::Note> {
        plan::notes(&self.meaning)
    }

    pub(super) fn work(&self) -> &plan::Plan {
        &self.work
    }

    pub(super) fn path_of(&self, golden: &str) -> PathBuf {
        let path = self.goldens.get(golden);
        path.cloned().unwrap_or_else(|| PathBuf::from(golden))
    }
}

/// Experiments of one scenario that would write the same files: names that differ in case only.
fn same_files(scenario: &language::Scenario) -> Vec<Fault> {
    let mut first: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
    let mut faults = Vec::new();
    for experiment in &scenario.experiments {
        let here = (experiment.name.as_str(), experiment.span);
        let taken = file_keys(&experiment.name)
            .into_iter()
            .find_map(|key| first.insert(key, here));
        let Some((name, span)) = taken else {
            continue;
        };
        let label = |span: Option<Span>, text: &str| span.map(|span| (span, text.to_owned()));
        faults.push(Fault {
            code: codes::SAME_FILES.into(),
            message: format!(
                "the experiments `{name}` and `{}` would write the same files",
                experiment.name
            ),
            labels: [label(here.1, "again here"), label(span, "first here")]
                .into_iter()
                .flatten()
                .collect(),
            help: Some("rename one of them".into()),
            fix: None,
        });
    }
    faults
}
