//! What is wrong with a file, as data, and as text in one place.

pub mod error;
pub mod fix;
pub mod render;
pub mod repair;
pub mod text;
