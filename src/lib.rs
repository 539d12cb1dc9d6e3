//! `cfs`: a declarative scenario language and its interpreter for cell-free
//! massive MIMO systems that communicate and sense at once.
//!
//! Data flows one way, and so do the modules: [`language`] reads text into typed
//! scenarios, [`plan`] orders the work, [`run`] does it with [`engine`],
//! [`results`] puts it into tables, [`archive`], [`plot`] and [`report`] show it.
//! [`engine`] is usable alone, with plain typed values.

pub mod archive;
pub mod disk;
pub mod engine;
pub mod golden;
pub mod language;
pub mod plan;
pub mod plot;
pub mod report;
pub mod results;
pub mod run;
pub mod session;
pub mod table;
