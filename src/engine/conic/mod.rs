//! Conic programs and their solver, knowing no paper.

pub(crate) mod lapack;
pub mod model;
pub mod solver;
