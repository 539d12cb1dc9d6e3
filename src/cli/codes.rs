//! Codes of the messages that are not about the text of a scenario.

/// A code and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// `cfs::output::write`
    pub code: &'static str,
    /// What it means, and what helps.
    pub doc: &'static str,
}

/// An expectation does not hold.
pub const EXPECTATION: &str = "cfs::expect::failed";
/// A result differs from its golden.
pub const GOLDEN: &str = "cfs::golden::differs";
/// A golden does not exist.
pub const GOLDEN_MISSING: &str = "cfs::golden::missing";
/// A golden can not be compared or written.
pub const GOLDEN_UNUSABLE: &str = "cfs::golden::unusable";
/// Two experiments would write the same file.
pub const SAME_FILES: &str = cfs::session::scenario::SAME_FILES;
/// Results can not be written.
pub const OUTPUT: &str = "cfs::output::write";
/// A figure can not be drawn.
pub const PLOT: &str = "cfs::output::plot";
/// Nothing to run.
pub const NOTHING: &str = "cfs::run::nothing";
/// Every point of an experiment failed.
pub const ALL_FAILED: &str = "cfs::run::points";
/// The run could not be carried out.
pub const RUN: &str = "cfs::run::failed";
/// The run was stopped.
pub const STOPPED: &str = "cfs::run::stopped";
/// There are no results to report.
pub const REPORT: &str = "cfs::report::read";
/// The command line asks for something that can not be.
pub const USAGE: &str = "cfs::usage";

/// Every code of the command line.
pub const CODES: &[Code] = &[
    code(
        EXPECTATION,
        "A statement `expect` does not hold of the results, or a side of it has no value because no solved row answers it. \
         The results are written all the same; the exit code is 1.",
    ),
    code(
        GOLDEN,
        "The results are not those of the golden within its tolerances. \
         If the change is meant, `cfs test FILE --accept` writes the golden anew; the exit code is 1.",
    ),
    code(
        GOLDEN_MISSING,
        "A statement `golden` names a file that does not exist. `cfs test FILE --accept` writes it; the exit code is 1.",
    ),
    code(
        GOLDEN_UNUSABLE,
        "A golden can not be compared with the results, because it is no table of theirs, or it can not be read or written. \
         `cfs test --accept` writes none where every point failed or an expectation of the experiment does not hold.",
    ),
    code(
        SAME_FILES,
        "Two experiments would write files of the same name, letter case aside. \
         Rename one of them, or run their files one after the other into folders of their own.",
    ),
    code(
        OUTPUT,
        "Results can not be written, for the reason given by the system. Files that stood in the folder are as before.",
    ),
    code(
        PLOT,
        "A figure can not be drawn from these files: a table or its description is missing, has changed since the run, \
         or lacks a column or row that is asked for; the exit code is 4.",
    ),
    code(
        NOTHING,
        "There is no experiment in any of the files: deployments alone give no results.",
    ),
    code(
        ALL_FAILED,
        "Every point of an experiment failed. The rows are written, and their column `reason` says why; the exit code is 4.",
    ),
    code(RUN, "The run could not be carried out; the exit code is 4."),
    code(
        STOPPED,
        "The run was stopped by Ctrl-C or SIGTERM. Experiments that were done are written, the one in progress is not, \
         but `cfs run --resume` goes on from its units that are done; the exit code is 130.",
    ),
    code(
        REPORT,
        "A report is made of a folder that `cfs run` wrote, or of a table in it: NAME.json has to lie beside NAME.csv, \
         as they were written. The exit code is 4.",
    ),
    code(
        USAGE,
        "The command line asks for something that can not be; the exit code is 2.",
    ),
];

const fn code(code: &'static str, doc: &'static str) -> Code {
    Code { code, doc }
}
