//! Codes of the messages that are not about the text of a scenario.

/// A code and what it means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Code {
    /// `cfs::output::write`
    pub code: &'static str,
    /// What it means, and what helps.
    pub doc: &'static str,
}

/// An expectation does not hold.
pub(super) const EXPECTATION: &str = "cfs::expect::failed";
/// A result differs from its golden.
pub(super) const GOLDEN: &str = "cfs::golden::differs";
/// A golden does not exist.
pub(super) const GOLDEN_MISSING: &str = "cfs::golden::missing";
/// A golden cannot be compared or written.
pub(super) const GOLDEN_UNUSABLE: &str = "cfs::golden::unusable";
/// Two experiments would write the same file.
pub(super) const SAME_FILES: &str = cfs::session::scenario::SAME_FILES;
/// Results cannot be written.
pub(super) const OUTPUT: &str = "cfs::output::write";
/// A figure cannot be drawn.
pub(super) const PLOT: &str = "cfs::output::plot";
/// Nothing to run.
pub(super) const NOTHING: &str = "cfs::run::nothing";
/// Every point of an experiment failed.
pub(super) const ALL_FAILED: &str = "cfs::run::points";
/// The run could not be carried out.
pub(super) const RUN: &str = "cfs::run::failed";
/// The run was stopped.
pub(super) const STOPPED: &str = "cfs::run::stopped";
/// There are no results to report.
pub(super) const REPORT: &str = "cfs::report::read";
/// The command line asks for something impossible.
pub(super) const USAGE: &str = "cfs::usage";

/// Every code of the command line.
pub(super) const CODES: &[Code] = &[
    code(
        EXPECTATION,
        "A statement `expect` does not hold for the results, or one side of it has no value because no solved row matches. \
         The results are written all the same; the exit code is 1.",
    ),
    code(
        GOLDEN,
        "The results differ from the golden by more than its tolerances. \
         If the change is intended, `cfs test FILE --accept` updates the golden; the exit code is 1.",
    ),
    code(
        GOLDEN_MISSING,
        "A statement `golden` names a file that does not exist. `cfs test FILE --accept` writes it; the exit code is 1.",
    ),
    code(
        GOLDEN_UNUSABLE,
        "A golden cannot be compared with the results: its columns or rows do not match, or it cannot be read or written. \
         `cfs test --accept` does not write a golden if every point failed or an expectation of the experiment does not hold.",
    ),
    code(
        SAME_FILES,
        "Two experiments would write files of the same name, letter case aside. \
         Rename one of them, or run their files one after the other into folders of their own.",
    ),
    code(
        OUTPUT,
        "Results cannot be written, for the reason given by the system. Files that were in the folder before are unchanged.",
    ),
    code(
        PLOT,
        "A figure cannot be drawn from these files: a table or its description is missing, has changed since the run, \
         or lacks a requested column or row; the exit code is 4.",
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
        "The run was stopped by Ctrl-C or SIGTERM. Finished experiments are written, the one in progress is not, \
         but `cfs run --resume` continues from its finished units; the exit code is 130.",
    ),
    code(
        REPORT,
        "A report needs a folder that `cfs run` wrote, or a table in it: NAME.json must be beside NAME.csv, \
         both unchanged. The exit code is 4.",
    ),
    code(
        USAGE,
        "The command line asks for something impossible; the exit code is 2.",
    ),
];

const fn code(code: &'static str, doc: &'static str) -> Code {
    Code { code, doc }
}
