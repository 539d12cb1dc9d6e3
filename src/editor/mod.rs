//! What an editor shows of a scenario that is being written: typed answers about a text and a place in it.
//!
//! Nothing here reads files, knows a protocol or keeps state. A [`File`] is a text with its lenient outline, which
//! exists for half-written text too; [`Knowledge`] is what the check made of it. Words, units, ranges and examples come
//! from the vocabulary.

pub mod completion;
pub mod file;
pub mod highlight;
pub mod hints;
pub mod hover;
pub mod knowledge;
pub mod lens;
pub mod meaning;
pub mod names;
pub mod position;
pub mod project;
pub mod rename;
pub mod scan;
pub mod signature;
pub mod structure;

pub use file::File;
pub use knowledge::Knowledge;
pub use position::{Encoding, Lines, Position};
pub use project::Project;
