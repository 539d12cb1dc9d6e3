//! The output layer from outside: what it writes, reads, refuses and says.

mod csv;
mod sample;
mod summary;
mod table;
