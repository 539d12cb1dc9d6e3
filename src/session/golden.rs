//! Goldens: tables that results are compared with.

use std::io;
use std::path::Path;

use crate::archive::claim;
use crate::archive::ours;
use crate::archive::read::description_of;
use crate::disk::files::{self, FileError, OutputFolder};
use crate::golden::{self, Comparison, GoldenError, Options, Side, Tolerance};
use crate::language::syntax::MAX_DATA_BYTES;
use crate::plan::{Constraint, Golden};
use crate::table::{Column, Role, Rows};

/// Why results do not become a golden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// There is no point.
    NoPoint,
    /// Every point failed.
    AllFailed,
    /// An expectation does not hold.
    Expectation,
}

impl Refusal {
    /// In words.
    pub fn reason(self) -> &'static str {
        match self {
            Self::NoPoint => "there is no point",
            Self::AllFailed => "every point failed",
            Self::Expectation => "an expectation does not hold",
        }
    }
}

/// What became of a golden.
#[derive(Debug)]
pub enum GoldenOutcome {
    /// The results are as expected.
    Agrees(Comparison),
    /// They are not.
    Differs(Comparison),
    /// There is no golden.
    Missing,
    /// It cannot be read, compared or written.
    Unusable(String),
    /// It was written; how it differs from what was there, where that was a golden of these results.
    Accepted(Option<Comparison>),
    /// It would be written, likewise.
    Pending(Option<Comparison>),
    /// It agrees already and was left as it is.
    Kept,
    /// It was not written, and why.
    NotWritten(Refusal),
}

impl GoldenOutcome {
    /// Whether it needs no attention.
    pub fn passed(&self) -> bool {
        matches!(self, Self::Agrees(_) | Self::Accepted(_) | Self::Kept)
    }

    /// In one word, for tools.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Agrees(_) => "agrees",
            Self::Differs(_) => "differs",
            Self::Missing => "missing",
            Self::Unusable(_) => "unusable",
            Self::Accepted(_) => "accepted",
            Self::Pending(_) => "pending",
            Self::Kept => "kept",
            Self::NotWritten(_) => "not written",
        }
    }

    /// In a few words, for readers.
    pub fn summary(&self) -> String {
        match self {
            Self::Agrees(report) | Self::Differs(report) => report.to_string(),
            Self::Missing => "there is no such file".into(),
            Self::Unusable(reason) => reason.clone(),
            Self::Accepted(_) => "written".into(),
            Self::Pending(Some(report)) => format!("would be written: {report}"),
            Self::Pending(None) => "would be written anew".into(),
            Self::Kept => "agrees already, left as it is".into(),
            Self::NotWritten(refusal) => format!("not written: {}", refusal.reason()),
        }
    }
}

/// Compares a table with the golden at `path`.
pub fn compare(path: &Path, stated: &Golden, found: &dyn Rows) -> GoldenOutcome {
    let bytes = match files::read_up_to(path, MAX_DATA_BYTES as u64) {
        Ok(bytes) => bytes,
        Err(error) if is_missing(&error) => return GoldenOutcome::Missing,
        Err(error) => return GoldenOutcome::Unusable(error.to_string()),
    };
    // What is not a table of results is not quoted.
    if !ours::is_golden(&bytes) {
        return GoldenOutcome::Unusable("it is not a table of results".into());
    }
    match golden::check(
        &bytes,
        found,
        &options(stated_tolerance(stated), found.columns()),
    ) {
        Ok(report) if report.is_empty() => GoldenOutcome::Unusable(
            "there is nothing to compare: it and the results have no cell in common".into(),
        ),
        Ok(report) if report.agrees() => GoldenOutcome::Agrees(report),
        Ok(report) => GoldenOutcome::Differs(report),
        Err(error) => GoldenOutcome::Unusable(in_words(&error)),
    }
}

/// Says that the golden at `path` would be written, where there is none yet or an earlier one.
pub fn preview(path: &Path, change: Option<Comparison>) -> GoldenOutcome {
    match not_a_golden(path) {
        Some(reason) => GoldenOutcome::Unusable(reason.into()),
        None => GoldenOutcome::Pending(change),
    }
}

/// Writes a table as the golden at `path`, where there is none yet or an earlier one, from which it differs by
/// `change`.
pub fn accept(path: &Path, found: &dyn Rows, change: Option<Comparison>) -> GoldenOutcome {
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
        return GoldenOutcome::Unusable("its name is not text".into());
    };
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    if let Some(reason) = not_a_golden(path) {
        return GoldenOutcome::Unusable(reason.into());
    }
    let written = OutputFolder::open(parent)
        .map_err(GoldenError::from)
        .and_then(|folder| golden::accept(&folder, name, found));
    match written {
        Ok(_) => GoldenOutcome::Accepted(change),
        Err(error) => GoldenOutcome::Unusable(error.to_string()),
    }
}

/// Why a file is not replaced by a golden, if it is not to be.
fn not_a_golden(path: &Path) -> Option<&'static str> {
    // A link is replaced as a link; what it leads to is left alone.
    if !path.symlink_metadata().is_ok_and(|found| found.is_file()) {
        return None;
    }
    let head = files::head(path, HEAD).unwrap_or_default();
    if !head.is_empty() && !ours::is_golden(&head) {
        return Some("the file there is not a golden, and only goldens are replaced");
    }
    let name = path.file_name()?.to_str()?;
    let described = claim::described(&description_of(path));
    let is_result = described.is_some_and(|described| described.columns_of(name).is_some());
    is_result.then_some("the file there is a result of a run, and only goldens are replaced")
}

/// Bytes that hold the header of any table.
const HEAD: u64 = 1 << 16;

/// Keys must agree exactly, save those that are results: the budget of a grid that begins at
/// S_min. Solver figures are not compared: they lie at the level of tolerances and rounding.
pub fn options(tolerance: Tolerance, columns: &[Column]) -> Options {
    let names = |role: Role| {
        let of_role = columns.iter().filter(move |column| column.role == role);
        of_role.map(|column| column.name.clone())
    };
    let steps = columns.iter().any(|column| column.name == "step");
    let keys = names(Role::Key).filter(|name| !(steps && Constraint::read(name).is_some()));
    Options {
        keys: Some(keys.collect()),
        tolerance,
        ignore: names(Role::Diagnostic).collect(),
        optional: names(Role::Derived).collect(),
        ..Options::default()
    }
}

fn stated_tolerance(stated: &Golden) -> Tolerance {
    Tolerance {
        rtol: stated.rtol,
        atol: stated.atol,
    }
}

fn in_words(error: &GoldenError) -> String {
    match error {
        GoldenError::Csv {
            which: Side::Expected,
            source,
        } => format!("its table does not match these results: {source}"),
        GoldenError::Table {
            which: Side::Expected,
            source,
        } => format!("its table does not match these results: {source}"),
        GoldenError::Cell { misfit, .. } => golden::misfit_text(misfit),
        other => other.to_string(),
    }
}

fn is_missing(error: &FileError) -> bool {
    matches!(error, FileError::Read { source, .. } if source.kind() == io::ErrorKind::NotFound)
}
