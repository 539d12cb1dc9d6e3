//! Faults as text: the one place where errors become words, a file for each topic.

mod claim;
mod expected;
mod experiment;
mod fault;
mod model;
mod phrase;
mod setting;
mod source;
mod sweep;

pub use fault::Fault;
pub use setting::channels as channel_fault;
