//! The names of the files of an experiment.

use crate::archive::names::FileNames;

/// The names of the files of an experiment on a system that ignores letter case.
pub fn file_keys(experiment: &str) -> Vec<String> {
    FileNames::of(experiment)
        .written()
        .map(|name| name.to_lowercase())
        .collect()
}
