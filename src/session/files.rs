//! The names of the files of an experiment.

use crate::archive::write;

/// The names of the files of an experiment, its journal included.
pub fn file_names(experiment: &str) -> impl Iterator<Item = String> {
    let names = write::file_names(experiment).into_iter();
    names.chain([write::journal_name(experiment)])
}

/// The same as a system sees them that does not tell cases apart.
pub fn file_keys(experiment: &str) -> Vec<String> {
    file_names(experiment)
        .map(|name| name.to_lowercase())
        .collect()
}
