//! What an experiment leaves in its folder: tables, descriptions and figures, and how they are read back.

pub mod claim;
pub mod companions;
pub mod description;
mod keys;
pub mod names;
pub mod origin;
pub mod ours;
pub mod read;
pub mod schema;
pub mod write;
