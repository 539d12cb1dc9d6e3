//! The mathematics of cell-free ISAC, independent of the language.

pub mod baseline;
pub mod conic;
pub mod deployment;
pub mod downlink;
pub mod estimation;
pub mod known;
pub mod network;
pub mod numerics;
pub mod optimiser;
pub mod paper;
pub mod policy;
pub mod random;
pub mod scheme;

pub use deployment::*;
