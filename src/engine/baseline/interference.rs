//! The interference that sensing causes, as a quadratic form of each access point's streams.

use crate::engine::downlink::Downlink;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// `Q_m = sum_k weight_k (h_mk h_mk^H + Theta_mk)`, N_T x N_T: `tr(Q_m Z_m)` is the weighted power
/// that the users receive from the sensing streams of access point m, (18).
pub(crate) fn form(downlink: &Downlink, m: usize, weights: &[f64]) -> DMatrix<Complex64> {
    let s = &downlink.estimate;
    let (n, targets) = (s.n_antennas, s.n_targets);
    let mut form = DMatrix::<Complex64>::zeros(n, n);
    let mut core = DMatrix::<Complex64>::zeros(targets, targets);
    for (k, &weight) in weights.iter().enumerate() {
        let h = s.h_hat(m, k);
        for c in 0..n {
            for r in 0..n {
                form[(r, c)] += weight * h[r] * h[c].conj();
            }
            form[(c, c)] += weight * s.theta(m, k);
        }
        let local = downlink.local_total(m, k);
        core += DMatrix::from_row_slice(targets, targets, local) * Complex64::from(weight);
    }
    let steering = DMatrix::from_fn(n, targets, |i, t| s.q_bar(m, t)[i]);
    form += &steering * core * steering.adjoint();
    for i in 0..n {
        form[(i, i)].im = 0.0;
    }
    form
}
