//! The mathematics of cell-free ISAC, knowing nothing of the language.

pub mod beamforming;
pub mod conic;
pub mod deployment;
pub mod estimation;
pub mod network;
pub mod policy;
pub mod random;

pub use deployment::*;
