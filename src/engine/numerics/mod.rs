//! Kernels, linear algebra and the trust-region method, knowing no beams.

pub(crate) mod kernel;
pub(crate) mod linear;
pub(crate) mod smooth;
pub(crate) mod trust_region;
