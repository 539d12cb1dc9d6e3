//! Zero forcing at each access point by itself.

use super::completion::Scaling;
use super::power;
use super::rule::Rule;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Zero forcing at each access point.
pub const RULE: Rule = Rule {
    name: "local_zf",
    beams: |downlink| Ok(beams(downlink)),
    scaling: Scaling::Sensing,
};

/// Singular values of the unit-norm estimates below this times the largest are taken to be zero. The
/// estimates of users that share a pilot differ by their reflections alone, about 1e-9 at Table I; beams
/// through that difference would deliver nothing.
const RANK: f64 = 1e-6;

/// `W_m = (H_m^H)^+` by access point: a beam is received by no user with another pilot, if there are
/// antennas enough, and in the sense of least squares if not. One access point cannot distinguish users
/// that share a pilot; they get the same direction.
///
/// Every access point is at full power, users' shares of it as with [`super::mrt`], so that the two differ
/// by their directions only.
///
/// Source: G. Interdonato, M. Karlsson, E. Bjornson, E. G. Larsson, "Local partial zero-forcing precoding
/// for cell-free massive MIMO", IEEE Trans. Wireless Commun. 19(7), 2020 (full-pilot zero forcing).
pub fn beams(downlink: &Downlink) -> Beams {
    super::local::directed(downlink, |m| {
        let mut h = power::local(downlink, m);
        for mut column in h.column_iter_mut() {
            let scale = power::unit_scale(column.norm_squared());
            column.scale_mut(scale);
        }
        pseudo_inverse(&h)
    })
}

/// `(H^H)^+ = U S^+ V^H`.
fn pseudo_inverse(h: &DMatrix<Complex64>) -> DMatrix<Complex64> {
    let svd = h.clone().svd(true, true);
    let (Some(u), Some(v_t)) = (svd.u, svd.v_t) else {
        return h.clone();
    };
    let largest = svd.singular_values.max();
    let inverses = svd
        .singular_values
        .map(|s| Complex64::from(if s > RANK * largest { 1.0 / s } else { 0.0 }));
    u * DMatrix::from_diagonal(&inverses) * v_t
}
