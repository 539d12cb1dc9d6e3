//! A scenario from its text to folders of results: the runner, its journal, goldens and provenance.

pub mod build;
pub mod clean;
pub mod conflicts;
pub mod experiment;
mod files;
pub mod golden;
pub mod journal;
pub mod plan;
pub mod provenance;
pub mod scenario;
pub mod share;

pub use build::Build;
pub use experiment::{Experiment, Output, Results, Run};
pub use journal::Journal;
pub use plan::Plan;
pub use scenario::{Faults, NotExternal, Scenario};
pub use share::ShareError;
