//! Kernels, linear algebra and the trust-region method, independent of beams.

pub(crate) mod kernel;
pub(crate) mod linear;
pub(crate) mod smooth;
pub(crate) mod trust_region;
