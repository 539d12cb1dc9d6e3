//! Tables, schemas, summaries, goldens: the only writer of files.
//!
//! A run gives a [`Table`]; [`csv`] and [`schema`] turn it into bytes,
//! [`summary`] condenses it, [`boundary`] averages regions, [`paired`] compares within it, [`screen`] shows it, [`golden`] compares it,
//! [`files`] puts bytes on disk, a whole set of files or none of them, [`journal`]
//! keeps what is done of a run, [`results`] does for an experiment all of what it
//! leaves behind, [`stored`] reads that back, and [`plot`] draws it.
//!
//! **Architecture Invariant:** the same table gives the same bytes; no clock,
//! no random number and no unordered map has a part in them.
//!
//! **Architecture Invariant:** [`files`] is the only module that opens a file
//! for writing.

pub mod boundary;
mod cell;
pub mod companions;
pub mod csv;
pub mod digits;
pub mod file_name;
pub mod files;
pub mod golden;
mod golden_report;
pub mod journal;
pub mod paired;
pub mod plot;
pub mod precision;
pub mod report;
pub mod results;
pub mod schema;
pub mod screen;
pub mod statistics;
pub mod stored;
pub mod summary;
pub mod table;

pub use table::{Cell, Column, ColumnType, Role, Table, TableError};
