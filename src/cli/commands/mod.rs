//! The commands, a file each.

pub(super) mod check;
pub(super) mod clean;
pub(super) mod completions;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod fmt;
pub(super) mod init;
pub(super) mod man;
pub(super) mod merge;
pub(super) mod plan;
pub(super) mod plot;
pub(super) mod report;
pub(super) mod run;
mod share;
pub(super) mod status;
pub(super) mod submit;
pub(super) mod test;
pub(super) mod watch;
