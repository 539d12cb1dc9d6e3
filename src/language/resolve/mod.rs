//! Files to a scenario.

pub(crate) mod again;
pub(crate) mod arrays;
pub(crate) mod assemble;
pub(crate) mod cases;
pub(crate) mod check;
pub(crate) mod contradictions;
pub(crate) mod deployments;
pub(crate) mod drafts;
pub(crate) mod experiment;
pub(crate) mod hyphens;
pub(crate) mod load;
pub(crate) mod noise;
pub(crate) mod scenario;
pub(crate) mod scope;
pub(crate) mod size;
