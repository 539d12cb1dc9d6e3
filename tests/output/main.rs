//! The output layer from outside: what it writes, reads, refuses and says.

mod csv;
mod files;
mod sample;
mod schema;
mod summary;
mod table;
