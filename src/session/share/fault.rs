//! What is wrong with shares, in words.

use std::path::PathBuf;

use thiserror::Error;

use crate::archive::claim::ClaimError;
use crate::archive::write::ResultsError;
use crate::disk::files::FileError;
use crate::results::RunError;
use crate::session::scenario::Faults;

/// Why shares cannot be computed or put together.
#[derive(Debug, Error)]
pub enum ShareError {
    /// There is none.
    #[error("there is no share in `{}`", path.display())]
    None {
        /// The folder.
        path: PathBuf,
    },
    /// A share is not whole.
    #[error("`{}` is damaged, or not a share", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Shares do not belong together.
    #[error("`{}` and `{}` do not belong together: {why}", path.display(), other.display())]
    Foreign {
        /// A file.
        path: PathBuf,
        /// The file that it was compared with.
        other: PathBuf,
        /// In what they differ.
        why: String,
    },
    /// A version of the program computed a share whose files have another form.
    #[error("`{}` was written by another version of cfs", path.display())]
    Version {
        /// The file.
        path: PathBuf,
    },
    /// Another build computed a share.
    #[error("`{}` was computed by the build `{build}`, and this is `{this}`", path.display())]
    Build {
        /// The file.
        path: PathBuf,
        /// Its build.
        build: String,
        /// The running build.
        this: String,
    },
    /// Processors of different kinds computed shares.
    #[error("`{}` was computed on `{processor}`, and `{}` on `{other_processor}`, whose last digits may differ", path.display(), other.display())]
    Processor {
        /// A file.
        path: PathBuf,
        /// Its processor.
        processor: String,
        /// The file that it was compared with.
        other: PathBuf,
        /// The other's processor.
        other_processor: String,
    },
    /// Two files have different results of one unit.
    #[error("`{}` has another result than an earlier file for a unit of `{name}`", path.display())]
    Differs {
        /// The experiment.
        name: String,
        /// The later file.
        path: PathBuf,
    },
    /// Units are missing.
    #[error("{} of {of} units of `{name}` are missing: {}", missing, shares.join(", "))]
    Missing {
        /// The experiment.
        name: String,
        /// Units that are missing.
        missing: u64,
        /// All units.
        of: u64,
        /// The shares that they are of, with the number of units.
        shares: Vec<String>,
    },
    /// The precision of an experiment, or its search, asks for another round.
    #[error("`{name}` needs another round of shares: {why}")]
    Round {
        /// The experiment.
        name: String,
        /// What is known, and what comes next.
        why: String,
    },
    /// The scenario that shares carry cannot be read here.
    #[error("the scenario of `{}` cannot be read here:\n{faults}", path.display())]
    Scenario {
        /// The file of the share.
        path: PathBuf,
        /// What is wrong with it.
        faults: Box<Faults>,
    },
    /// It was stopped, or could not be carried out.
    #[error(transparent)]
    Run(#[from] RunError),
    /// Its results could not be written.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// The files of a folder must not be replaced.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The disk refuses.
    #[error(transparent)]
    File(#[from] FileError),
}
