//! The mathematics of cell-free ISAC, knowing nothing of the language.

pub mod baseline;
#[cfg(feature = "conic")]
pub mod conic;
pub mod deployment;
pub mod downlink;
pub mod estimation;
pub mod known;
pub mod network;
pub mod numerics;
pub mod optimiser;
#[cfg(feature = "conic")]
pub mod paper;
pub mod policy;
pub mod random;
pub mod scheme;
pub mod stop;
mod table1;

pub use deployment::*;
