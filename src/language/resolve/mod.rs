//! Files to a scenario.

pub mod assemble;
pub mod cases;
pub mod check;
pub mod contradictions;
pub mod deployments;
pub mod experiment;
pub mod load;
pub mod scenario;
pub mod scope;
