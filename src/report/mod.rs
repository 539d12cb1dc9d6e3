//! Results as one page to read, print and pass on.
//!
//! The page is made from what lies in a folder: tables, descriptions and
//! figures, without the scenario or another run. It holds everything itself,
//! asks nothing of a network, and is the same bytes for the same files.

mod digits;
mod figures;
pub mod found;
mod grid;
mod overview;
mod page;
pub mod screen;

use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::archive::read::{Stored, StoredError, StoredTable};
use crate::disk::files::{FileError, names};
use crate::table::{Table, TableError};
pub use figures::{Picture, Pictures};
use overview::Overview;
pub use page::{render, render_live};

/// Results and their figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Chapter {
    /// What was written.
    pub results: Stored,
    /// Their figures.
    pub pictures: Pictures,
    /// What is said of all their rows.
    overview: Overview,
    /// Means, intervals and counts.
    summary: Option<Table>,
    /// Paired differences.
    paired: Option<Table>,
    /// What a search found.
    found: Option<Table>,
}

impl Chapter {
    /// The files that were changed since they were described.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        let tables = self.results.tables().filter(|table| table.changed);
        let figures = self.pictures.drawn.iter().filter(|figure| figure.changed);
        let tables = tables.map(|table| table.name.as_str());
        tables.chain(figures.map(|figure| figure.name.as_str()))
    }
}

/// Why a report cannot be made.
#[derive(Debug, Error)]
pub enum ReportError {
    /// Results cannot be read.
    #[error(transparent)]
    Results(#[from] StoredError),
    /// A folder or figure cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// A folder holds no results.
    #[error("the folder `{}` holds no results: no NAME.json that describes a NAME.csv", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

/// Reads the results that a path means: a folder's, scenario by scenario, or
/// those of one table or description. Experiments are in the order of their
/// scenario; those that do not say their place come last, by name.
///
/// # Errors
/// When there are none, or they cannot be read.
pub fn read(path: &Path) -> Result<Vec<Chapter>, ReportError> {
    if !path.is_dir() {
        return Ok(vec![chapter(Stored::of(path)?)?]);
    }
    let mut chapters: Vec<Chapter> = names(path)?
        .iter()
        .filter_map(|name| name.strip_suffix(".json"))
        .filter(|stem| path.join(format!("{stem}.csv")).is_file())
        .map(|stem| chapter(Stored::read(&path.join(format!("{stem}.json")))?))
        .collect::<Result<_, _>>()?;
    if chapters.is_empty() {
        return Err(ReportError::Empty {
            path: path.to_owned(),
        });
    }
    // The names are sorted, and stay so where nothing else decides.
    chapters.sort_by_key(|chapter| {
        let from = &chapter.results.provenance;
        let scenario = from.sources.first().map(|source| source.path.clone());
        let place = from.place.map(|place| (scenario, place));
        (place.is_none(), place)
    });
    Ok(chapters)
}

fn chapter(results: Stored) -> Result<Chapter, ReportError> {
    let folder = results
        .description
        .parent()
        .filter(|f| !f.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let pictures = Pictures::read(folder, &results, &names(folder)?);
    let unread = |error: TableError| StoredError::Csv {
        path: results.description.with_file_name(&results.data.name),
        source: error.into(),
    };
    let overview = Overview::of(&results.data.rows).map_err(unread)?;
    let read = |stored: &StoredTable| stored.table(&results.description);
    let companions = results.companions.as_ref();
    Ok(Chapter {
        summary: companions.summary.map(read).transpose()?,
        paired: companions.paired.map(read).transpose()?,
        found: companions.found.map(read).transpose()?,
        overview,
        pictures,
        results,
    })
}
