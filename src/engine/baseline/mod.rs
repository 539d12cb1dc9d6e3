//! Beams by standard rules, and their completion by sensing.
//!
//! A [`Rule`] gives communication beams, one file each; [`completion`] scales them and adds the sensing streams.

pub(crate) mod barrier;
pub mod completion;
pub(crate) mod interference;
pub(crate) mod local;
pub mod local_mmse;
pub mod local_zf;
pub mod mrt;
pub(crate) mod power;
pub(crate) mod proof;
pub mod rule;
pub mod rzf;
pub(crate) mod toeplitz;
pub mod zf;

pub use rule::{NoNulls, Rule};
