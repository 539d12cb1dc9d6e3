//! Beams: the sum rate, the beampattern error, and the problems P1 to P4.

mod augmented;
pub mod baseline;
pub mod beampattern;
pub mod beams;
pub mod bound;
pub mod boundary;
pub mod certificate;
pub mod communication;
pub mod downlink;
pub mod isac;
mod kernel;
mod layout;
mod linear;
mod matching;
mod objective;
mod preconditioner;
mod rate;
pub mod scheme;
pub mod sensing;
mod smooth;
pub mod start;
mod trust_region;
pub mod violation;
