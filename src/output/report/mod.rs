//! Results as one page to read, print and pass on.
//!
//! The page is made from what lies in a folder: tables, descriptions and
//! figures, without the scenario or another run. It holds everything itself,
//! asks nothing of a network, and is the same bytes for the same files.

mod figures;
mod grid;
mod page;

use std::fs;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::files::FileError;
use super::stored::{Stored, StoredError, description_of};
use figures::Picture;
pub use page::render;

/// Results and their figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// What was written.
    pub results: Stored,
    /// Figures that lie beside the tables, by the names of their files.
    pub pictures: Vec<Picture>,
}

/// Why there is no report.
#[derive(Debug, Error)]
pub enum ReportError {
    /// Results can not be read.
    #[error(transparent)]
    Results(#[from] StoredError),
    /// A folder or figure can not be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder holds no results.
    #[error("the folder `{}` holds no results: no NAME.json that describes a NAME.csv", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads the results that a path means: a folder's, in the order of names, or
/// those of one table or description.
///
/// # Errors
/// When there are none, or they can not be read.
pub fn read(path: &Path) -> Result<Vec<Chapter>, ReportError> {
    if !path.is_dir() {
        return Ok(vec![chapter(&description_of(path))?]);
    }
    let chapters: Vec<Chapter> = names(path)?
        .iter()
        .filter_map(|name| name.strip_suffix(".json"))
        .filter(|stem| path.join(format!("{stem}.csv")).is_file())
        .map(|stem| chapter(&path.join(format!("{stem}.json"))))
        .collect::<Result<_, _>>()?;
    if chapters.is_empty() {
        return Err(ReportError::Empty {
            path: path.to_owned(),
        });
    }
    Ok(chapters)
}

fn chapter(description: &Path) -> Result<Chapter, ReportError> {
    let results = Stored::read(description)?;
    let folder = description.parent().filter(|f| !f.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let stem = description.file_stem().unwrap_or_default();
    let pictures = figures::read(folder, &stem.to_string_lossy(), &names(folder)?)?;
    Ok(Chapter { results, pictures })
}

/// The names of the files of a folder, sorted; those that are no text are left out.
fn names(folder: &Path) -> Result<Vec<String>, FileError> {
    let refused = |source| FileError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        names.extend(entry.map_err(refused)?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}
