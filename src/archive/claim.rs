//! Before an experiment is run: its names in the folder are free, or hold what this program wrote for the
//! same scenario.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::description::{self, Described, Provenance};
use super::names::FileNames;
use super::origin::{Origin, Whose};
use super::ours;
use super::schema;
use crate::disk::files::{self, FileError, OutputFolder};

/// Why the files of a folder are not replaced.
#[derive(Debug, Error)]
pub enum ClaimError {
    /// They are the results of another scenario.
    #[error("the results of `{name}` in `{}` are those of another scenario, `{scenario}`", folder.display())]
    Other {
        /// The experiment.
        name: String,
        /// The folder.
        folder: PathBuf,
        /// The other scenario, from the folder.
        scenario: String,
    },
    /// A file is none that this program writes.
    #[error("`{}` is in the place of a result and was not written by cfs", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A file was changed after the run that wrote it.
    #[error("`{}` was changed after the run that wrote it", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// A name is refused, or another run holds it.
    #[error(transparent)]
    File(#[from] FileError),
}

/// What is asked of a folder.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The experiment.
    pub name: &'a str,
    /// The files of its figures.
    pub figures: &'a [String],
    /// The scenario that it is of.
    pub origin: &'a Origin,
    /// Where its results will come from.
    pub provenance: &'a Provenance,
    /// Whether whatever is there is replaced.
    pub replace: bool,
}

/// What was found in a folder that may be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claimed {
    /// Whether results are there that come from another form of the scenario, or from another version
    /// of the program, and will be replaced.
    pub outdated: bool,
}

/// Holds the names of an experiment in a folder, for as long as the folder's value lives. A name that is
/// held already was looked at then.
///
/// # Errors
/// When another run holds them, a name is refused, or files are there that must not be replaced.
pub fn claim(folder: &OutputFolder, request: Request<'_>) -> Result<Claimed, ClaimError> {
    let Request { name, origin, .. } = request;
    let names = FileNames::of(name);
    let description = names.description.clone();
    let old_journal = names.old_journal.clone();
    let mut places: Vec<(String, PathBuf)> = Vec::new();
    let figures = request.figures.iter().cloned();
    for file in names.written().chain([old_journal]).chain(figures) {
        let place = folder.place(&file)?;
        places.push((file, place));
    }
    if folder.holds(name) {
        return Ok(Claimed::default());
    }
    let noted = folder.hold(name)?;
    let described = described(&folder.path().join(&description));
    if !request.replace {
        let whose = origin.whose(&noted, described.as_ref(), folder.path());
        let is_there =
            |(_, place): &(String, PathBuf)| files::head(place, 1).is_ok_and(|b| !b.is_empty());
        if let Whose::Other(scenario) = whose
            && places.iter().any(is_there)
        {
            return Err(ClaimError::Other {
                name: name.to_owned(),
                folder: folder.named().to_owned(),
                scenario,
            });
        }
        for (file, place) in &places {
            refuse_others(folder, file, place, described.as_ref())?;
        }
    }
    folder.note(name, &origin.note(folder.path()))?;
    let outdated = described.is_some_and(|described| described.provenance != *request.provenance);
    Ok(Claimed { outdated })
}

/// The description at a path, if this program wrote one there.
#[must_use]
pub fn described(path: &Path) -> Option<Described> {
    let described = schema::read(&files::read(path).ok()?).ok()?;
    (described.provenance.program == description::PROGRAM).then_some(described)
}

/// Refuses to replace a file that this program did not write, or that was changed since.
fn refuse_others(
    folder: &OutputFolder,
    file: &str,
    place: &Path,
    described: Option<&Described>,
) -> Result<(), ClaimError> {
    // A link is replaced as a link, and what it leads to is left alone.
    if !place.symlink_metadata().is_ok_and(|found| found.is_file()) {
        return Ok(());
    }
    let path = folder.named().join(file);
    let listed = described.and_then(|described| described.files().find(|(name, _)| *name == file));
    match listed {
        Some((_, hash)) => match files::hash(place) {
            Ok(found) if description::is_hash(hash, &found) => Ok(()),
            Ok(_) => Err(ClaimError::Changed { path }),
            Err(error) => Err(error.into()),
        },
        None if ours::is_ours(place) => Ok(()),
        None => Err(ClaimError::Foreign { path }),
    }
}
