//! The files of an experiment: data, summary and description, together.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use thiserror::Error;

use super::claim::ClaimError;
use super::companions::Companions;
use super::description::{
    self, ArraysFile, Claim, DescribedFile, Description, FigureFile, HASH, Provenance,
};
use super::keys::PrimaryKey;
use super::names::FileNames;
use super::read::{Stored, StoredError};
use super::schema::{self, SchemaError};
use crate::disk::arrays::ArrayFile;
use crate::disk::csv::{self, CsvError};
use crate::disk::files::{self, FileError, FileSet, OutputFolder};
use crate::language::Plot;
use crate::language::vocabulary::table::arrays::ArrayFormat;
use crate::plot::{self, Formats, PlotError, Tables};
use crate::results::arrays::Recorded;
use crate::results::gaps::{Gap, gaps};
use crate::results::means::{Means, complete};
use crate::results::precision::Precision;
use crate::results::summary::{Grouping, SummaryError};
use crate::table::{Rows, Table};

/// What is written of an experiment.
#[derive(Clone, Copy)]
pub struct Contents<'a> {
    /// Name of the experiment, and stem of its files.
    pub name: &'a str,
    /// A row per point, scheme and realization.
    pub table: &'a dyn Rows,
    /// How realizations are summarised.
    pub grouping: &'a Grouping,
    /// Keys whose values are compared with the first of them.
    pub compared: &'a [String],
    /// Percentiles for the summary, where they were asked for.
    pub percentiles: Option<&'a Table>,
    /// How well the means are known, where that was asked for.
    pub precision: Option<&'a Precision>,
    /// Samples of beampatterns, where they were asked for.
    pub beampatterns: Option<&'a dyn Rows>,
    /// Places of everything, where they were asked for.
    pub layouts: Option<&'a dyn Rows>,
    /// Arrays, where they were asked for.
    pub arrays: Option<Recorded<'a>>,
    /// What each user gets, where it was asked for.
    pub users: Option<&'a dyn Rows>,
    /// What a search found, where there was one.
    pub found: Option<&'a Table>,
    /// What was expected of them.
    pub expectations: &'a [Claim],
    /// Where the results came from, and the figures that go with them.
    pub provenance: &'a Provenance,
    /// What figures are written as beside SVG.
    pub formats: Formats,
    /// Adds further files of the experiment, such as its journal.
    pub others: &'a dyn Fn(&mut FileSet<'_>) -> Result<(), FileError>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The summary, for the screen.
    pub summary: Table,
    /// Paired differences, where something was compared.
    pub paired: Option<Table>,
    /// The files, in the order in which they were put in place.
    pub files: Vec<PathBuf>,
    /// Figures that cannot be drawn from these results, and why.
    pub undrawn: Vec<(Plot, PlotError)>,
    /// Files of an earlier run of this name that were changed since, and so were left where they are.
    pub left: Vec<String>,
    /// Statistics beyond double precision, whose cells are empty.
    pub gaps: Vec<Gap>,
}

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The table has no text.
    #[error("the results of `{name}`: {source}")]
    Csv {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: CsvError,
    },
    /// The table has no summary.
    #[error("the summary of `{name}`: {source}")]
    Summary {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: SummaryError,
    },
    /// The table has no description.
    #[error("the schema of `{name}`: {source}")]
    Schema {
        /// Name of the experiment.
        name: String,
        /// What is wrong.
        source: SchemaError,
    },
    /// The results to add to cannot be described again.
    #[error(transparent)]
    Stored(#[from] StoredError),
    /// Files that must not be replaced are in their places.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A name or the disk refuses a file.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Writes `NAME.csv`, `NAME.summary.csv`, `NAME.paired.csv` where something was
/// compared, `NAME.boundary.csv` of a region, the tables that were recorded, the
/// figures and `NAME.json`: all of them or none, and the other files with them.
/// The description comes last because it holds the hashes of the tables and
/// figures. A figure that the results cannot answer is left out and reported. What an
/// earlier run of this name wrote and this one does not is taken away, so that no
/// two runs are mixed.
///
/// # Errors
/// When the table cannot be summarised or described, or the disk refuses.
pub fn write(folder: &OutputFolder, results: &Contents<'_>) -> Result<Written, ResultsError> {
    let name = results.name;
    let names = FileNames::of(name);
    let Means {
        summary,
        paired,
        boundary,
    } = means(results)?;
    let figures = Figures::draw(results, &summary, boundary.as_ref());
    let earlier = Earlier::read(folder, name, &names.description);
    let mut set = folder.file_set();
    let arrays = results
        .arrays
        .map(|arrays| stage_arrays(&mut set, name, arrays))
        .transpose()?;
    let mut stage = |path: String, rows: &dyn Rows| stage_rows(&mut set, name, path, rows);
    let data = stage(names.data, results.table)?;
    let tables: Companions<(String, &dyn Rows)> = Companions {
        summary: Some((names.summary, &summary)),
        paired: paired.as_ref().map(|table| (names.paired, table as _)),
        boundary: boundary.as_ref().map(|table| (names.boundary, table as _)),
        beampattern: results.beampatterns.map(|rows| (names.beampattern, rows)),
        layout: results.layouts.map(|rows| (names.layout, rows)),
        users: results.users.map(|rows| (names.users, rows)),
        found: results.found.map(|table| (names.found, table as _)),
    };
    let companions = tables.try_map(|(path, rows)| stage(path, rows))?;
    let described: Vec<FigureFile> = figures
        .files
        .iter()
        .map(|(name, bytes)| FigureFile::of(name, bytes))
        .collect();
    let description = Description {
        name,
        data: &data,
        companions: companions.as_ref(),
        figures: &described,
        arrays: arrays.as_ref(),
        precision: results.precision,
        expectations: results.expectations,
        provenance: results.provenance,
    };
    let json_bytes = schema::to_bytes(&description).map_err(|source| ResultsError::Schema {
        name: name.to_owned(),
        source,
    })?;
    for (name, bytes) in &figures.files {
        set.add(name, bytes)?;
    }
    (results.others)(&mut set)?;
    for name in &earlier.whole {
        set.remove(name)?;
    }
    set.add(&names.description, &json_bytes)?;
    let files = set.commit()?;
    let is_of_this_run = |name: &String| files.iter().any(|file| file.ends_with(name));
    let left = earlier.changed.into_iter();
    let left = left.filter(|name| !is_of_this_run(name)).collect();
    let statistics = [Some(&summary), paired.as_ref(), boundary.as_ref()];
    Ok(Written {
        gaps: statistics.into_iter().flatten().flat_map(gaps).collect(),
        summary,
        paired,
        files,
        undrawn: figures.undrawn,
        left,
    })
}

/// The figures of an experiment, as [`write`] draws them; no file is written.
///
/// # Errors
/// When the table cannot be summarised.
pub fn draw(results: &Contents<'_>) -> Result<Figures, ResultsError> {
    let Means {
        summary, boundary, ..
    } = means(results)?;
    Ok(Figures::draw(results, &summary, boundary.as_ref()))
}

/// What follows from the table.
fn means(results: &Contents<'_>) -> Result<Means, ResultsError> {
    let Contents {
        table, grouping, ..
    } = *results;
    let of = || -> Result<Means, SummaryError> {
        let mut means = Means::of(table, grouping, results.compared)?;
        let (percentiles, precision) = (results.percentiles, results.precision);
        complete(&mut means.summary, grouping, percentiles, precision)?;
        Ok(means)
    };
    of().map_err(|source| ResultsError::Summary {
        name: results.name.to_owned(),
        source,
    })
}

/// Writes rows beside their place as they are walked through.
fn stage_rows(
    set: &mut FileSet<'_>,
    name: &str,
    path: String,
    rows: &dyn Rows,
) -> Result<DescribedFile, ResultsError> {
    let in_csv = |source| ResultsError::Csv {
        name: name.to_owned(),
        source,
    };
    let mut key = PrimaryKey::new(rows.columns());
    let mut fault = None;
    let staged = set.add_with(&path, |into| {
        let error = match csv::write(rows, into, |block| key.add(block)) {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        match error.into_io() {
            Ok(error) => Err(error),
            Err(error) => {
                fault = Some(error);
                Err(io::Error::other("the rows are invalid"))
            }
        }
    });
    let staged = match fault {
        Some(fault) => return Err(in_csv(fault)),
        None => staged?,
    };
    Ok(DescribedFile {
        path,
        bytes: staged.bytes,
        hash: format!("{HASH}{}", staged.sha256),
        columns: rows.columns().to_vec(),
        keys: key.finish(rows).map_err(|error| in_csv(error.into()))?,
    })
}

/// Writes further figures of results into their folder and lists them in their description, so that a
/// report shows them and the next run takes them away.
///
/// # Errors
/// When a table was changed since it was described, or the disk refuses.
pub fn add_figures(
    folder: &OutputFolder,
    stored: &Stored,
    figures: &[(String, Vec<u8>)],
) -> Result<Vec<PathBuf>, ResultsError> {
    let mut listed = stored.figures.clone();
    for (name, bytes) in figures {
        let figure = FigureFile::of(name, bytes);
        match listed.iter_mut().find(|listed| listed.path == *name) {
            Some(listed) => *listed = figure,
            None => listed.push(figure),
        }
    }
    let described = stored.described(&listed)?;
    let mut set = folder.file_set();
    for (name, bytes) in figures {
        set.add(name, bytes)?;
    }
    let description = stored.description.file_name().unwrap_or_default();
    set.add(&description.to_string_lossy(), &described)?;
    Ok(set.commit()?)
}

/// Writes the arrays beside their place, value by value.
fn stage_arrays(
    set: &mut FileSet<'_>,
    name: &str,
    arrays: Recorded<'_>,
) -> Result<ArraysFile, ResultsError> {
    let format = arrays.format();
    let names = FileNames::of(name);
    let (path, mediatype) = match format {
        ArrayFormat::Npz => (names.npz, "application/zip"),
        ArrayFormat::Mat => (names.mat, "application/x-matlab-data"),
    };
    let unread = |source| FileError::Write {
        path: PathBuf::from(&path),
        source,
    };
    let prepared = arrays.prepared().map_err(unread)?;
    let staged = set.add_in_place(&path, |file| {
        let mut to = ArrayFile::begin(file, format, &prepared.members()?)?;
        prepared.write(&mut to)?;
        to.finish()
    })?;
    Ok(ArraysFile {
        path,
        mediatype: mediatype.to_owned(),
        bytes: staged.bytes,
        hash: format!("{HASH}{}", staged.sha256),
        members: prepared.described(),
    })
}

/// Files that an earlier run of an experiment of this name left, by its description.
#[derive(Default)]
struct Earlier {
    /// As they were written.
    whole: Vec<String>,
    /// Changed since: they are no longer the program's.
    changed: Vec<String>,
}

impl Earlier {
    fn read(folder: &OutputFolder, name: &str, description: &str) -> Self {
        let mut earlier = Self::default();
        let read = |name: &str| files::read(&folder.place(name).ok()?).ok();
        let Some(described) = read(description).and_then(|bytes| schema::read(&bytes).ok()) else {
            return earlier;
        };
        // A description says what it likes; files of other names are not this experiment's.
        let is_of = |file: &str| {
            file.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with('.'))
        };
        for (file, hash) in described.files().filter(|(file, _)| is_of(file)) {
            // Arrays may be larger than the memory.
            match folder.place(file).map(|place| files::hash(&place)) {
                Ok(Ok(found)) if description::is_hash(hash, &found) => {
                    earlier.whole.push(file.to_owned());
                }
                Ok(Ok(_)) => earlier.changed.push(file.to_owned()),
                Ok(Err(_)) | Err(_) => {}
            }
        }
        earlier
    }
}

/// The figures of an experiment.
#[derive(Debug, Clone, Default)]
pub struct Figures {
    /// Names and bytes of their files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Figures that cannot be drawn from these results, and why.
    pub undrawn: Vec<(Plot, PlotError)>,
}

impl Figures {
    fn draw(results: &Contents<'_>, summary: &Table, boundary: Option<&Table>) -> Self {
        let tables = Tables {
            name: results.name,
            data: results.table,
            summary,
            boundary,
            beampattern: results.beampatterns,
            layout: results.layouts,
            users: results.users,
        };
        let mut figures = Self::default();
        for plot in &results.provenance.plots {
            let stem = plot.file_stem(results.name);
            match pictures(&tables, plot, &stem, results.formats) {
                Ok(pictures) => figures.files.extend(pictures),
                Err(error) => figures.undrawn.push((plot.clone(), error)),
            }
        }
        figures
    }
}

/// The files of a figure by name, in the formats that are asked for.
fn pictures(
    tables: &Tables<'_>,
    plot: &Plot,
    stem: &str,
    formats: Formats,
) -> Result<Vec<(String, Vec<u8>)>, PlotError> {
    // A fault of the drawing costs the figure, and no results.
    let drawn = catch_unwind(AssertUnwindSafe(|| {
        plot::files(tables, plot, stem, formats)
    }));
    let internal = |_| Err(PlotError::Drawing("an internal error".into()));
    drawn.unwrap_or_else(internal)
}
