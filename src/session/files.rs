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
use crate::language::syntax::{Sources, Span};
use crate::language::vocabulary::table::codes;
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
            let message = FileError::Name { name, fault }.to_string();
            let labels = experiment
                .span
                .map(|span| (span, "its results would have this name".to_owned()));
            Some(Fault {
                code: codes::OUTPUT.into(),
                message,
                labels: labels.into_iter().collect(),
                help: Some(match experiment.span {
                    Some(_) => "give the experiment another name".into(),
                    None => "an experiment without a name is called like its file: rename the file"
                        .into(),
                }),
                fix: None,
            })
        });
        faults.collect()
    }

    /// Experiments that would write the same files: names that some system does not tell apart.
    fn shared_results(&self) -> Vec<Fault> {
        let mut first: BTreeMap<String, (&str, Option<Span>)> = BTreeMap::new();
        let mut faults = Vec::new();
        for experiment in &self.scenario.experiments {
            let here = (experiment.name.as_str(), experiment.span);
            let Some((name, span)) = first.insert(folded(&experiment.name), here) else {
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
            if let Some(fault) = self.misplaced(golden, path) {
                faults.push(fault);
            } else if let Some((name, _)) = read.iter().find(|(_, read)| read.same(&identity)) {
                let message = format!(
                    "the golden `{}` is a file that the scenario reads",
                    golden.file
                );
                let label = format!("this is `{name}`");
                faults.push(of_golden(golden, message, &label, ANOTHER_NAME));
            } else if let Some((first, _)) = earlier.iter().find(|(_, other)| other.same(&identity))
            {
                let mut fault = of_golden(
                    golden,
                    format!("`{}` is already a golden of this scenario", golden.file),
                    "again here",
                    "each golden holds one table: give each its own file",
                );
                fault.code = "cfs::name::clash".into();
                fault.labels.push((first.span, "first here".into()));
                faults.push(fault);
            } else {
                earlier.push((golden, identity));
            }
        }
        faults
    }

    /// What keeps a file from being a golden by its place or name.
    fn misplaced(&self, golden: &Golden, path: &Path) -> Option<Fault> {
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
            let message = format!(
                "the golden `{}` is outside the folder of its scenario",
                golden.file
            );
            let label = "a link leads elsewhere";
            let help = "name a file in the folder of the scenario or below it";
            return Some(of_golden(golden, message, label, help));
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
            let message = format!("`{}` cannot be the name of a golden: {fault}", golden.file);
            return Some(of_golden(golden, message, "this name", ANOTHER_NAME));
        }
        let is_table = Path::new(&name)
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
        if !is_table {
            let message = format!(
                "the golden `{}` is not a file whose name ends with `.csv`",
                golden.file
            );
            return Some(of_golden(
                golden,
                message,
                "a golden is a table",
                ANOTHER_NAME,
            ));
        }
        None
    }
}

/// The help where a golden cannot have its name.
pub(super) const ANOTHER_NAME: &str =
    "give the golden a name of its own, such as `region.golden.csv`";

pub(super) fn of_golden(golden: &Golden, message: String, label: &str, help: &str) -> Fault {
    Fault {
        code: "cfs::claim::golden".into(),
        message,
        labels: vec![(golden.span, label.to_owned())],
        help: Some(help.to_owned()),
        fix: None,
    }
}
