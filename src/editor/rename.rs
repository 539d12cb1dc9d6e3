//! Another name for a deployment, an experiment or a value.

use super::meaning::NameKind;
use super::names::Name;
use super::project::{Found, Project, in_force, references};
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::table;

/// Why a name cannot be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenameError {
    /// There is no name here.
    Nothing,
    /// The new name is not a word.
    NotAName,
    /// The new name is a word of the language that no value can have.
    Reserved,
    /// The new name is given to something else already.
    Taken,
    /// The deployment has the name of its file.
    NameOfFile,
}

impl std::fmt::Display for RenameError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Nothing => "this is not the name of a deployment, an experiment or a value",
            Self::NotAName => {
                "a name begins with a letter or `_` and holds letters, digits and `_`"
            }
            Self::Reserved => "this is a word of the language and cannot be the name of a value",
            Self::Taken => "this name is given to something else already",
            Self::NameOfFile => "this deployment has the name of its file; rename the file",
        })
    }
}

/// Where a name must change; each place becomes the new name.
///
/// # Errors
/// When there is no name at the byte, or the new one cannot be given.
pub fn rename(
    project: &dyn Project,
    file: &str,
    byte: usize,
    new: &str,
) -> Result<Vec<Found>, RenameError> {
    let places = references(project, file, byte);
    let given = places.first().ok_or(RenameError::Nothing)?;
    if is_name_of_file(project, given) {
        return Err(RenameError::NameOfFile);
    }
    let Name {
        kind, name, scope, ..
    } = &given.name;
    let begins = new.starts_with(|c: char| c.is_alphabetic() || c == '_');
    if !begins || !new.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(RenameError::NotAName);
    }
    let reserved = table::is_keyword(new)
        || ResultName::read(new).is_some()
        || Constraint::read(new).is_some();
    if *kind == NameKind::Value && reserved {
        return Err(RenameError::Reserved);
    }
    // Wherever the name is used, the new one must mean nothing yet.
    let mut files: Vec<&String> = places.iter().map(|found| &found.file).collect();
    files.dedup();
    let taken = |other: &&String| {
        let mut known = in_force(project, other, *kind, *scope).into_iter();
        known.any(|found| found.name.name == new && found.name.name != *name)
    };
    if files.iter().any(taken) {
        return Err(RenameError::Taken);
    }
    Ok(places)
}

/// Whether a deployment is a whole file, so that no place gives its name.
#[must_use]
pub fn is_name_of_file(project: &dyn Project, given: &Found) -> bool {
    project
        .file(&given.file)
        .is_some_and(|file| !file.names.definitions.contains(&given.name))
}
