//! The files that one scenario reads and writes, and whether they keep out of each other's way, wherever its
//! results go.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::archive::names::{FileNames, figure_names};
use crate::disk::file_name::{self, folded};
use crate::disk::files::FileError;
use crate::disk::identity::{Identity, entry, resolved};
use crate::language;
use crate::language::Fault;
use crate::language::diagnostic::error::files::{FilesError, GoldenFault, Other};
use crate::language::syntax::{Sources, Span};
use crate::plan::{Golden, Plot};
use crate::plot::Formats;

/// The names of the files that a run of an experiment may write.
pub(super) fn written(experiment: &str, plots: &[Plot]) -> Vec<String> {
    let names = FileNames::of(experiment);
    let old = names.old_journal.clone();
    let figures = figure_names(experiment, plots, Formats::ALL);
    names.written().chain([old]).chain(figures).collect()
}

/// What a scenario names, before a folder for its results is known.
pub(super) struct OwnFiles<'a> {
    /// What it means.
    pub(super) scenario: &'a language::Scenario,
    /// Its texts and data.
    pub(super) sources: &'a Sources,
    /// The paths of all that it reads, and of its goldens, by their names.
    pub(super) paths: &'a BTreeMap<String, PathBuf>,
}

impl OwnFiles<'_> {
    /// What is wrong with them.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let mut faults = self.names();
        faults.extend(self.shared_results());
        faults.extend(self.goldens());
        faults
    }

    /// Experiments whose files some system refuses by their names.
    fn names(&self) -> Vec<Fault> {
        let experiments = self.scenario.experiments.iter();
        let faults = experiments.filter_map(|experiment| {
            let plots: Vec<Plot> = experiment
                .plots
                .iter()
                .map(|(plot, _)| plot.clone())
                .collect();
            let mut names = written(&experiment.name, &plots).into_iter();
            let (name, fault) =
                names.find_map(|name| Some((name.clone(), file_name::check(&name).err()?)))?;
            let error = FilesError::ResultName {
                span: experiment.span,
                reason: FileError::Name { name, fault }.to_string(),
            };
            Some(Fault::from(&error))
        });
        faults.collect()
    }

    /// Experiments that would write the same files: names that some system does not tell apart.
    fn shared_results(&self) -> Vec<Fault> {
        let mut first: BTreeMap<String, (String, Option<Span>)> = BTreeMap::new();
        let mut faults = Vec::new();
        for experiment in &self.scenario.experiments {
            let again = (experiment.name.clone(), experiment.span);
            if let Some(first) = first.insert(folded(&experiment.name), again.clone()) {
                faults.push((&FilesError::SameResults { first, again }).into());
            }
        }
        faults
    }

    /// Goldens that are named twice, are files that the scenario reads, or lie where none may lie.
    fn goldens(&self) -> Vec<Fault> {
        let texts = self.sources.iter().map(|(_, source)| source.name.as_str());
        let read: Vec<(&str, Identity)> = texts
            .chain(self.sources.data().map(|(name, _)| name))
            .filter_map(|name| Some((name, Identity::of(self.paths.get(name)?))))
            .collect();
        let mut faults = Vec::new();
        let mut earlier: Vec<(&Golden, Identity)> = Vec::new();
        let experiments = self.scenario.experiments.iter();
        for golden in experiments.flat_map(|experiment| &experiment.goldens) {
            let Some(path) = self.paths.get(&golden.file) else {
                continue;
            };
            let identity = Identity::of(path);
            if let Some(kind) = self.misplaced(golden, path) {
                faults.push(of_golden(golden, kind));
            } else if let Some((name, _)) = read.iter().find(|(_, read)| read.same(&identity)) {
                let name = (*name).to_owned();
                faults.push(of_golden(golden, GoldenFault::Read { name }));
            } else if let Some((first, _)) = earlier.iter().find(|(_, other)| other.same(&identity))
            {
                let error = FilesError::GoldenTwice {
                    file: golden.file.clone(),
                    span: golden.span,
                    first: Other::Here(first.span),
                };
                faults.push((&error).into());
            } else {
                earlier.push((golden, identity));
            }
        }
        faults
    }

    /// What keeps a file from being a golden by its place or name.
    fn misplaced(&self, golden: &Golden, path: &Path) -> Option<GoldenFault> {
        let source = &self.sources.get(golden.span.file).name;
        let folder = match self.paths.get(source).and_then(|path| path.parent()) {
            Some(folder) => resolved(folder),
            // Beside a text that is not a file lies what is in the current folder.
            None => resolved(Path::new(".")),
        };
        let is_below = |path: &Path| path.starts_with(&folder);
        let outside =
            !is_below(&entry(path)) || path.canonicalize().is_ok_and(|path| !is_below(&path));
        if outside {
            return Some(GoldenFault::Outside);
        }
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let folders = entry(path).parent().map(Path::to_owned).unwrap_or_default();
        let folders = folders
            .strip_prefix(&folder)
            .map(Path::to_owned)
            .unwrap_or_default();
        let mut parts = folders.components().filter_map(|part| match part {
            Component::Normal(part) => Some(part.to_string_lossy().into_owned()),
            _ => None,
        });
        let refused = file_name::check(&name).err().or_else(|| {
            parts.find_map(|part| match file_name::check(&part) {
                Err(fault @ file_name::NameFault::Device) => Some(fault),
                _ => None,
            })
        });
        if let Some(fault) = refused {
            let reason = fault.to_string();
            return Some(GoldenFault::Name { reason });
        }
        let is_table = Path::new(&name)
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        (!is_table).then_some(GoldenFault::NotTable)
    }
}

pub(super) fn of_golden(golden: &Golden, kind: GoldenFault) -> Fault {
    let (file, span) = (golden.file.clone(), golden.span);
    (&FilesError::Golden { file, span, kind }).into()
}
