//! Minimum mean square error beams at each access point by itself.

use super::completion::Scaling;
use super::interference;
use super::power;
use super::rule::Rule;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Minimum mean square error beams at each access point.
pub const RULE: Rule = Rule {
    name: "local_mmse",
    beams: |downlink| Ok(beams(downlink)),
    scaling: Scaling::Sensing,
};

/// `w_mk` along `(sum_i (h_mi h_mi^H + Theta_mi) + K I)^-1 h_mk`: the access point weighs the interference
/// that it causes, errors of the estimates included, against the noise of the K users it shares its power
/// between.
///
/// Every access point is at full power, users' shares of it as with [`super::mrt`], so that the two differ
/// by their directions only.
///
/// Source: E. Bjornson, L. Sanguinetti, "Making cell-free massive MIMO competitive with MMSE processing
/// and centralized implementation", IEEE Trans. Wireless Commun. 19(1), 2020 (L-MMSE, by duality).
pub fn beams(downlink: &Downlink) -> Beams {
    let s = &downlink.estimate;
    let ones = vec![1.0; s.n_users];
    super::local::directed(downlink, |m| {
        let h = power::local(downlink, m);
        let loading =
            DMatrix::identity(s.n_antennas, s.n_antennas) * Complex64::from(s.n_users as f64);
        let form = interference::form(downlink, m, &ones) + loading;
        // Positive definite by its loading; beyond double precision beams point at the users.
        form.cholesky()
            .map_or_else(|| h.clone(), |factor| factor.solve(&h))
    })
}
