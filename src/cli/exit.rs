//! Exit codes.

use std::process::ExitCode;

/// How the program ends. Of several outcomes the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// An expectation or a golden of a scenario failed.
    Claim = 1,
    /// The command line is wrong.
    Usage = 2,
    /// A scenario is wrong.
    Scenario = 3,
    /// The run failed.
    Run = 4,
    /// Shares of a run are missing.
    Incomplete = 5,
    /// The user stopped it; as a shell counts a program ended by SIGINT.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
