//! What a pilot allocation may depend on beside distances.

use nalgebra::DMatrix;

/// What policies know of training and of the channels before it.
#[derive(Debug, Clone, Copy)]
pub struct Training<'a> {
    /// tau_p, and so how many orthogonal pilots there are.
    pub length: usize,
    /// p_p tau_p over the noise power, linear: the energy of a pilot.
    pub energy: f64,
    /// beta(d_{U_k,A_m}), amplitude gains, shadowing included: M x K.
    pub gain: &'a DMatrix<f64>,
    /// p_m over the noise power, linear: M.
    pub power: &'a [f64],
    /// N_T.
    pub antennas: usize,
}
