//! Conic programs and their solver, independent of the paper.

pub(crate) mod lapack;
pub mod model;
pub mod solver;
