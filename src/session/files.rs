//! Every file that scenarios read and write, and whether they keep out of each other's way. It is looked at
//! before anything is computed, and by `cfs check` as by `cfs run`.

use std::collections::{BTreeMap, BTreeSet};
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

use super::scenario::Scenario;

/// The names of the files that a run of an experiment may write.
fn written(experiment: &str, plots: &[Plot]) -> Vec<String> {
    let names = FileNames::of(experiment);
    let old = names.old_journal.clone();
    let figures = figure_names(experiment, plots, true);
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
const ANOTHER_NAME: &str = "give the golden a name of its own, such as `region.golden.csv`";

fn of_golden(golden: &Golden, message: String, label: &str, help: &str) -> Fault {
    Fault {
        code: "cfs::claim::golden".into(),
        message,
        labels: vec![(golden.span, label.to_owned())],
        help: Some(help.to_owned()),
        fix: None,
    }
}

/// Files that a command cannot read and write as it is asked to.
#[derive(Debug, Clone)]
pub struct Conflict<'a> {
    /// The scenario to whose text the fault points.
    pub scenario: &'a Scenario,
    /// What is wrong.
    pub fault: Fault,
    /// Whether the scenarios are sound one by one, and only cannot be run by one command.
    pub together: bool,
}

/// What a file is for.
#[derive(Debug, Clone, Copy)]
enum Use<'a> {
    /// The scenario reads it.
    Read,
    /// Results are compared with it.
    Golden(&'a Golden),
    /// A run writes it; the experiment, by its place in the scenario.
    Result(usize),
}

/// A file, who uses it and what for.
struct Used<'a> {
    scenario: &'a Scenario,
    /// The scenario's place on the command line.
    place: usize,
    /// As messages show it.
    name: String,
    what: Use<'a>,
}

/// The conflicts among all files of these scenarios, and with the results that they write into a folder.
/// Where each scenario is run `apart`, results of one do not meet those of another.
#[must_use]
pub fn conflicts<'a>(scenarios: &'a [Scenario], folder: &Path, apart: bool) -> Vec<Conflict<'a>> {
    let mut uses: Vec<Used<'a>> = Vec::new();
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut conflicts = Vec::new();
    let mut clashing = BTreeSet::new();
    for (used, path) in files(scenarios, folder) {
        let identity = Identity::of(&path);
        let others: BTreeSet<usize> = identity
            .keys()
            .filter_map(|key| by_key.get(key))
            .flatten()
            .copied()
            .collect();
        conflicts.extend(
            others
                .into_iter()
                .filter_map(|other| conflict(&uses[other], &used, apart, &mut clashing)),
        );
        for key in identity.keys() {
            by_key.entry(key.to_owned()).or_default().push(uses.len());
        }
        uses.push(used);
    }
    conflicts
}

/// Every file of these scenarios: what is read, then goldens, then results.
fn files<'a>(scenarios: &'a [Scenario], folder: &Path) -> Vec<(Used<'a>, PathBuf)> {
    let mut files = Vec::new();
    let mut add = |(place, scenario): (usize, &'a Scenario), name: &str, path: PathBuf, what| {
        let name = name.to_owned();
        let used = Used {
            scenario,
            place,
            name,
            what,
        };
        files.push((used, path));
    };
    for of in scenarios.iter().enumerate() {
        for (name, path) in of.1.read_files() {
            add(of, name, path.to_owned(), Use::Read);
        }
    }
    for of in scenarios.iter().enumerate() {
        for golden in
            of.1.work()
                .experiments
                .iter()
                .flat_map(|plan| &plan.goldens)
        {
            add(
                of,
                &golden.file,
                of.1.path_of(&golden.file),
                Use::Golden(golden),
            );
        }
    }
    for of in scenarios.iter().enumerate() {
        for (index, plan) in of.1.work().experiments.iter().enumerate() {
            for name in written(&plan.name, &plan.plots) {
                let path = folder.join(name);
                add(of, &path.display().to_string(), path, Use::Result(index));
            }
        }
    }
    files
}

/// What is wrong with two uses of one file, if anything is; of two experiments, once for all their files.
fn conflict<'a>(
    first: &Used<'a>,
    second: &Used<'a>,
    apart: bool,
    clashing: &mut BTreeSet<[(usize, usize); 2]>,
) -> Option<Conflict<'a>> {
    let across = first.place != second.place;
    let of_second = |fault: Fault, together: bool| {
        Some(Conflict {
            scenario: second.scenario,
            fault,
            together,
        })
    };
    match (first.what, second.what) {
        (Use::Read, Use::Golden(golden)) if across => {
            let (name, reader) = (&golden.file, first.scenario.name());
            let message =
                format!("the golden `{name}` is a file that the scenario `{reader}` reads");
            of_second(
                of_golden(golden, message, "this golden", ANOTHER_NAME),
                false,
            )
        }
        (Use::Golden(other), Use::Golden(golden)) if across => {
            let place = first.scenario.sources().place(other.span);
            let mut fault = of_golden(
                golden,
                format!("two scenarios have the golden `{}`", golden.file),
                &format!("the other is at {place}"),
                "each golden holds one table: give each its own file",
            );
            fault.code = codes::SAME_FILES.into();
            of_second(fault, true)
        }
        (Use::Golden(golden), Use::Result(index)) => {
            let plan = second.scenario.work().experiments.get(index)?;
            let message = format!(
                "the golden `{}` is a file that the experiment `{}` writes: results would be compared with themselves",
                golden.file, plan.name
            );
            Some(Conflict {
                scenario: first.scenario,
                fault: of_golden(golden, message, "a result, not a golden", ANOTHER_NAME),
                together: false,
            })
        }
        (Use::Read, Use::Result(index)) => {
            let experiment = second.scenario.experiment(index)?;
            let label = experiment
                .span
                .map(|span| (span, "this experiment".to_owned()));
            let fault = Fault {
                code: codes::OUTPUT.into(),
                message: format!(
                    "the results of `{}` would replace `{}`, which the scenario `{}` reads",
                    experiment.name,
                    first.name,
                    first.scenario.name()
                ),
                labels: label.into_iter().collect(),
                help: Some("give the experiment another name, or its results a folder of their own with `-o FOLDER`".into()),
                fix: None,
            };
            of_second(fault, false)
        }
        (Use::Result(one), Use::Result(other)) if across && !apart => {
            let pair = [(first.place, one), (second.place, other)];
            if !clashing.insert(pair) {
                return None;
            }
            let shown = |used: &Used<'_>, index: usize| {
                let plan = used.scenario.work().experiments.get(index)?;
                Some(format!("`{}` of `{}`", plan.name, used.scenario.name()))
            };
            let fault = Fault {
                code: codes::SAME_FILES.into(),
                message: format!(
                    "two experiments would write the same files: {} and {}",
                    shown(first, one)?,
                    shown(second, other)?
                ),
                labels: Vec::new(),
                help: Some("run them one after the other, each with its own `-o FOLDER`".into()),
                fix: None,
            };
            of_second(fault, true)
        }
        // A file may be read any number of times; what one scenario alone gets wrong was found before.
        _ => None,
    }
}
