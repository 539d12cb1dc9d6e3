//! Results and goldens that no scenario has any more: renamed experiments, scenarios that are gone.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::archive::claim::described;
use crate::archive::description::{self, Described};
use crate::archive::names::FileNames;
use crate::archive::origin::Origin;
use crate::archive::ours;
use crate::archive::read::description_of;
use crate::disk::files::{self, FileError, OutputFolder};
use crate::disk::identity::{Identity, resolved};
use crate::disk::sources::Files;

use super::scenario::Scenario;
use super::share::left::left;

/// Results of an experiment that its scenario does not have, nor any other that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleResults {
    /// The experiment.
    pub name: String,
    /// The scenario that the results are of.
    pub scenario: PathBuf,
    /// Whether there is such a file.
    pub exists: bool,
    /// Their files, by name.
    pub files: Vec<String>,
    /// Files of theirs that were changed since they were written.
    pub changed: Vec<String>,
    /// Names that are to be held while they are removed, and that are no longer needed then.
    held: Vec<String>,
}

/// The results in a folder whose experiment is in none of these scenarios and not in its own. What came from
/// standard input, and results whose own scenario has errors, cannot be judged and are left out.
///
/// # Errors
/// When the folder cannot be read.
pub fn stale_results(
    folder: &OutputFolder,
    scenarios: &[Scenario],
) -> Result<Vec<StaleResults>, FileError> {
    let names = files::names(folder.path())?;
    let stems = names.iter().filter_map(|name| {
        name.strip_suffix(".json")
            .or_else(|| name.strip_suffix(".journal"))
    });
    let stems: BTreeSet<&str> = stems.collect();
    let mut stale: BTreeMap<String, StaleResults> = BTreeMap::new();
    for name in stems {
        let file_names = FileNames::of(name);
        let described = described(&folder.path().join(&file_names.description));
        if scenarios.iter().any(|scenario| has(scenario, name)) {
            continue;
        }
        let scenario = scenario_of(folder, name, described.as_ref());
        let Some((scenario, exists)) = scenario.and_then(|file| without(file, name)) else {
            continue;
        };
        let (files, changed) = files_of(folder, &file_names, described.as_ref(), &names);
        if !files.is_empty() {
            let found = StaleResults {
                name: name.to_owned(),
                scenario,
                exists,
                files,
                changed,
                held: vec![name.to_owned()],
            };
            stale.insert(name.to_owned(), found);
        }
    }
    for (name, left) in left(folder.path(), &names) {
        if scenarios.iter().any(|scenario| has(scenario, &name)) {
            continue;
        }
        let Some((scenario, exists)) = left.scenario.and_then(|file| without(file, &name)) else {
            continue;
        };
        let found = stale.entry(name.clone()).or_insert_with(|| StaleResults {
            name,
            scenario,
            exists,
            files: Vec::new(),
            changed: Vec::new(),
            held: Vec::new(),
        });
        found.files.extend(left.files);
        found.held.extend(left.held);
    }
    Ok(stale.into_values().collect())
}

fn has(scenario: &Scenario, experiment: &str) -> bool {
    let mut experiments = scenario.plan().experiments();
    experiments.any(|e| e.name() == experiment)
}

/// The file of a scenario and whether there is one, where it does not have an experiment; none where it has, or has errors.
fn without(file: PathBuf, experiment: &str) -> Option<(PathBuf, bool)> {
    let exists = file.is_file();
    let sources = Files::default();
    let root = sources.root(&file);
    match Scenario::of_files(&sources, &root) {
        Ok(own) if has(&own, experiment) => None,
        Err(_) if exists => None,
        Ok(_) | Err(_) => Some((file, exists)),
    }
}

/// The file of the scenario that results are of, if they are of one.
fn scenario_of(
    folder: &OutputFolder,
    name: &str,
    described: Option<&Described>,
) -> Option<PathBuf> {
    let noted = folder.noted(name);
    if !noted.is_empty() {
        return Origin::noted_file(&noted, folder.path());
    }
    let source = described?.provenance.sources.first()?;
    (source.path != Files::STANDARD_INPUT).then(|| resolved(Path::new(&source.path)))
}

/// The files of results as they were written, and those that were changed since.
fn files_of(
    folder: &OutputFolder,
    names: &FileNames,
    described: Option<&Described>,
    present: &[String],
) -> (Vec<String>, Vec<String>) {
    let listed = described.into_iter().flat_map(Described::files);
    let (mut whole, mut changed) = (Vec::new(), Vec::new());
    for (file, hash) in listed.filter(|(file, _)| present.iter().any(|name| name == file)) {
        let found = files::hash(&folder.path().join(file)).unwrap_or_default();
        let is_whole = description::is_hash(hash, &found);
        if is_whole { &mut whole } else { &mut changed }.push(file.to_owned());
    }
    let others = [&names.journal, &names.old_journal, &names.description];
    let others = others.into_iter().filter(|name| present.contains(name));
    whole.extend(
        others
            .filter(|name| ours::is_ours(&folder.path().join(name)))
            .cloned(),
    );
    (whole, changed)
}

/// Removes results, all of them or none, and the files of their locks; what was changed since stays.
///
/// # Errors
/// When another run holds them, or the disk refuses.
pub fn remove_results(folder: &OutputFolder, stale: &StaleResults) -> Result<(), FileError> {
    for name in &stale.held {
        folder.hold(name)?;
    }
    let mut set = folder.file_set();
    for file in &stale.files {
        set.remove(file)?;
    }
    set.commit()?;
    // What was changed since is still known by what is noted there.
    let mut held = stale.held.iter();
    match stale.changed.is_empty() {
        true => held.try_for_each(|name| folder.forget(name)),
        false => Ok(()),
    }
}

/// The goldens among these tables that none of the scenarios names, nor reads.
#[must_use]
pub fn unnamed_goldens(tables: Vec<PathBuf>, scenarios: &[Scenario]) -> Vec<PathBuf> {
    let used: BTreeSet<String> = scenarios
        .iter()
        .flat_map(Scenario::used_files)
        .flat_map(|path| {
            Identity::of(path)
                .keys()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect();
    let is_unnamed = |path: &PathBuf| {
        let is_golden = files::head(path, 1 << 16).is_ok_and(|head| ours::is_golden(&head));
        let is_result = description_of(path).is_file();
        is_golden && !is_result && !Identity::of(path).keys().any(|key| used.contains(key))
    };
    tables.into_iter().filter(is_unnamed).collect()
}

/// Removes a golden.
///
/// # Errors
/// When the disk refuses.
pub fn remove_golden(path: &Path) -> Result<(), FileError> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = OutputFolder::open(folder.unwrap_or(Path::new(".")))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut set = folder.file_set();
    set.remove(&name)?;
    set.commit().map(drop)
}
