//! Beams: the sum rate, the beampattern error, and the problems P1 to P4.

pub(crate) mod augmented;
pub mod communication;
pub(crate) mod cubic;
pub(crate) mod duality;
pub mod frontier;
pub mod isac;
pub(crate) mod layout;
pub(crate) mod matching;
pub(crate) mod objective;
pub(crate) mod preconditioner;
pub(crate) mod rate;
pub(crate) mod rate_stiffness;
pub(crate) mod scalarisation;
pub mod sensing;
pub(crate) mod skeleton;
pub mod start;
