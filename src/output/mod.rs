//! Tables, schemas, summaries, goldens: the only writer of files.
//!
//! A run gives a [`Table`]; [`csv`] and [`schema`] turn it into bytes,
//! [`summary`] condenses it, [`screen`] shows it, [`golden`] compares it, and
//! [`files`] puts bytes on disk, a whole set of files or none of them.

pub mod csv;
pub mod file_name;
pub mod files;
pub mod golden;
mod golden_report;
pub mod schema;
pub mod screen;
pub mod statistics;
pub mod summary;
pub mod table;

pub use table::{Cell, Column, ColumnType, Role, Table, TableError};
