//! The mathematics of cell-free ISAC, knowing nothing of the language.

pub mod beamforming;
pub mod deployment;

pub use deployment::*;
