//! The names of the files of an experiment.

use crate::archive::names::FileNames;

/// The names of the files of an experiment as a system sees them that does not tell cases apart.
pub fn file_keys(experiment: &str) -> Vec<String> {
    FileNames::of(experiment)
        .written()
        .map(|name| name.to_lowercase())
        .collect()
}
