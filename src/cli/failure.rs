//! Why an experiment has no results.

use std::io;

use cfs::archive::claim::ClaimError;
use cfs::archive::write::ResultsError;
use cfs::disk::files::FileError;
use cfs::language::Fault;
use cfs::language::syntax::Sources;
use cfs::plot::Formats;
use cfs::results::RunError;
use cfs::session::ShareError;
use thiserror::Error;

use super::console::Console;
use super::exit::Exit;
use super::interrupt::RESUME;
use super::message::Message;
use cfs::language::vocabulary::table::codes;

/// Why an experiment has no results.
#[derive(Debug, Error)]
pub(super) enum Failure {
    /// It was stopped, or could not be carried out.
    #[error("the experiment `{name}` was not run: {source}")]
    Run {
        /// Its name.
        name: String,
        /// What is wrong.
        source: RunError,
    },
    /// Shares could not be computed or put together.
    #[error("{0}")]
    Share(ShareError),
    /// Its results could not be written.
    #[error(transparent)]
    Results(#[from] ResultsError),
    /// No folder can be made for results that are not kept.
    #[error("no temporary folder can be made: {0}")]
    Temporary(#[source] io::Error),
    /// A scheduler does not take a job.
    #[error("`sbatch` refuses the job: {0}")]
    Job(String),
    /// A figure could not be drawn.
    #[error("{0}")]
    Plot(String),
    /// A value on the command line is wrong; the text that it is in goes with it.
    #[error("{}", .0.0.message)]
    Value(Box<(Fault, Sources)>),
    /// The command line asks for something impossible.
    #[error("{0}")]
    Usage(String),
    /// The files of a folder must not be replaced.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// A folder or file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Failure {
    /// Why the shares of an experiment could not be computed or put together.
    pub(crate) fn share(experiment: &str, error: ShareError) -> Self {
        match error {
            ShareError::Run(source) => Self::Run {
                name: experiment.to_owned(),
                source,
            },
            ShareError::Results(error) => Self::Results(error),
            ShareError::Claim(error) => Self::Claim(error),
            ShareError::File(error) => Self::File(error),
            other => Self::Share(other),
        }
    }

    /// Refuses PNG where this build cannot draw it.
    ///
    /// # Errors
    /// When PNG or PDF is asked for and the feature `png` is off.
    pub(crate) fn without_pictures(asked: Formats) -> Result<(), Self> {
        if (asked.png || asked.pdf) && cfg!(not(feature = "png")) {
            let reason = "PNG and PDF need the feature `png`, which this build of cfs lacks";
            return Err(Self::Usage(reason.into()));
        }
        Ok(())
    }

    /// Shows why a run ended that can be resumed.
    pub(super) fn show(&self, console: &Console) -> Exit {
        let (message, exit) = (self.message(), self.exit());
        console.message(&match exit {
            Exit::Interrupted => message.help(RESUME),
            _ => message,
        });
        exit
    }

    /// The message for the user.
    pub(super) fn message(&self) -> Message {
        match self {
            Self::Run {
                name,
                source: RunError::Stopped,
            } => Message::error(
                codes::STOPPED,
                format!("stopped; no table of the experiment `{name}` was written"),
            ),
            Self::Run {
                source: RunError::External(names),
                ..
            } => {
                let given: Vec<String> = names
                    .iter()
                    .map(|name| format!("\"{name}\": function"))
                    .collect();
                Message::error(codes::EXTERNAL, self.to_string()).help(format!(
                    "run the scenario from Python: `cfs.run(\"FILE.cfs\", schemes={{{}}})`; `cfs explain scheme` says more",
                    given.join(", ")
                ))
            }
            Self::Job(_) => Message::error(codes::RUN, self.to_string()),
            Self::Run { .. } => Message::error(codes::RUN, self.to_string()),
            Self::Plot(_) => Message::error(codes::PLOT, self.to_string()),
            Self::Usage(_) | Self::Value(_) => Message::error(codes::USAGE, self.to_string()),
            Self::Claim(error) | Self::Results(ResultsError::Claim(error)) => claimed(error),
            Self::Share(error) => shared(error),
            Self::File(FileError::Busy { .. }) => busy(self),
            Self::Results(_) | Self::File(_) | Self::Temporary(_) => {
                Message::error(codes::OUTPUT, self.to_string())
            }
        }
    }

    /// How the program ends.
    pub(super) fn exit(&self) -> Exit {
        match self {
            Self::Run {
                source: RunError::Stopped,
                ..
            } => Exit::Interrupted,
            Self::Usage(_) | Self::Value(_) => Exit::Usage,
            Self::Share(ShareError::Missing { .. } | ShareError::Round { .. }) => Exit::Incomplete,
            Self::Share(ShareError::Scenario { .. }) => Exit::Scenario,
            _ => Exit::Run,
        }
    }
}

/// Why the files of a folder are not replaced, and what to do.
fn claimed(error: &ClaimError) -> Message {
    match error {
        ClaimError::File(FileError::Busy { .. }) => busy(error),
        ClaimError::File(_) => Message::error(codes::OUTPUT, error.to_string()),
        ClaimError::Other { .. } | ClaimError::Foreign { .. } | ClaimError::Changed { .. } => {
            Message::error(codes::NOT_OURS, error.to_string()).help(
                "write into another folder with `-o FOLDER`, or replace what is there with `--replace`",
            )
        }
    }
}

/// What is wrong with shares, and what to do.
fn shared(error: &ShareError) -> Message {
    let message = |code, help: &str| Message::error(code, error.to_string()).help(help);
    match error {
        ShareError::None { .. } => message(
            codes::SHARE_MISSING,
            "`cfs run FILE --share 1/8 -o FOLDER` computes the first of eight",
        ),
        ShareError::Missing { .. } => message(
            codes::SHARE_MISSING,
            "compute them with `cfs run FILE --share N/OF --resume`, or take what there is with `--partial`",
        ),
        ShareError::Round { .. } => message(
            codes::SHARE_MISSING,
            "compute every share again with `--resume`: only the new units are computed",
        ),
        ShareError::Damaged { .. } => message(
            codes::SHARE_DAMAGED,
            "compute it again, or leave it out with `--partial`",
        ),
        ShareError::Foreign { .. } | ShareError::Differs { .. } => message(
            codes::SHARE_FOREIGN,
            "name the files that belong together, or compute the others again",
        ),
        ShareError::Build { .. } | ShareError::Version { .. } => message(
            codes::SHARE_FOREIGN,
            "put shares together with the build that computed them; it must be one on all machines",
        ),
        ShareError::Processor { .. } => message(
            codes::SHARE_PROCESSOR,
            "`--mixed` puts them together all the same",
        ),
        ShareError::Scenario { .. } => message(
            codes::SHARE_FOREIGN,
            "put the shares together where the files of the scenario are",
        ),
        ShareError::Run(_)
        | ShareError::Results(_)
        | ShareError::Claim(_)
        | ShareError::File(_) => Message::error(codes::RUN, error.to_string()),
    }
}

fn busy(error: &dyn std::fmt::Display) -> Message {
    Message::error(codes::BUSY, error.to_string())
        .help("wait until it has ended, or write into another folder with `-o FOLDER`")
}
