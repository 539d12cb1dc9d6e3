//! Files: their names, their formats, and the one place that opens them for writing.

pub mod arrays;
pub mod csv;
pub mod file_name;
pub mod files;
mod hashed;
pub mod identity;
pub mod journal;
mod lock;
mod part;
pub mod processor;
pub mod records;
pub mod replace;
pub mod sources;
