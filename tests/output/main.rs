//! The output layer from outside: what it writes, reads, refuses and says.

mod boundary;
mod csv;
mod files;
mod golden;
mod journal;
mod paired;
mod places;
mod plot;
mod plot_texts;
mod precision;
mod report;
mod results;
mod sample;
mod schema;
mod screen;
mod summary;
mod table;
#[path = "../support/texts.rs"]
mod texts;
