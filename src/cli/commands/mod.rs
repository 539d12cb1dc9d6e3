//! The commands, a file each.

pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod plan;
pub mod plot;
pub mod report;
pub mod run;
pub mod test;
