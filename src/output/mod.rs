//! Tables, schemas, goldens: the only writer of files.

pub mod table;

pub use table::{Cell, Column, ColumnType, Role, Table};
