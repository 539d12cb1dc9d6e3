//! The one form in which results travel from a run to files and screens.

pub mod arrays;
mod cell;
mod column;
pub mod columns;
pub mod digits;
pub(crate) mod key;
mod rows;
mod shown;
pub(crate) mod text;
mod whole;

pub use self::cell::Cell;
pub use self::column::{Column, ColumnType, Role};
pub(crate) use self::rows::checked;
pub use self::rows::{Block, Rows, Walk};
pub(crate) use self::shown::{Shown, shown};
pub use self::whole::{Table, TableError};
pub(crate) use self::whole::{validate_columns, validate_row};
