//! Zero forcing over all access points: no user receives the beams of another, as far as the
//! estimates know.

use super::completion::Scaling;
use super::power;
use super::rule::{NoNulls, Rule};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Zero forcing.
pub const RULE: Rule = Rule {
    name: "zf",
    beams,
    scaling: Scaling::Common,
};

/// The same with the same received gain for every user.
pub const EQUAL_GAIN: Rule = Rule {
    name: "zf_equal_gain",
    beams: equal_gain,
    scaling: Scaling::Common,
};

/// Estimates, scaled to norm one, span a dimension less where one of them lies this close to the
/// span of the others: beams through such a gap are 1e10 times longer than what they deliver, and
/// double precision would not keep the nulls.
const RANK: f64 = 1e-10;

/// `W = H (H^H H)^-1` with unit columns and one common scale, so that the fullest access point has
/// power one and the nulls are kept. H is M N_T x K.
///
/// Source: Q. H. Spencer, A. L. Swindlehurst, M. Haardt, "Zero-forcing methods for downlink spatial
/// multiplexing in multiuser MIMO channels", IEEE Trans. Signal Process. 52(2), 2004.
///
/// # Errors
/// When the estimates are linearly dependent, as with more users than antennas in all.
pub fn beams(downlink: &Downlink) -> Result<Beams, NoNulls> {
    let mut w = inverse(downlink)?;
    for mut column in w.column_iter_mut() {
        let norm = column.norm();
        column.unscale_mut(norm);
    }
    Ok(scaled(downlink, &w))
}

/// `W = H (H^H H)^-1` and one common scale: every user receives its own beam with the same gain.
///
/// # Errors
/// As [`beams`].
pub fn equal_gain(downlink: &Downlink) -> Result<Beams, NoNulls> {
    Ok(scaled(downlink, &inverse(downlink)?))
}

fn scaled(downlink: &Downlink, w: &DMatrix<Complex64>) -> Beams {
    let mut beams = power::unstack(downlink, w);
    power::fill_fullest(&mut beams);
    beams
}

/// `H (H^H H)^-1 = Q R^-H` with `H = Q R`, which squares no condition number.
fn inverse(downlink: &Downlink) -> Result<DMatrix<Complex64>, NoNulls> {
    let mut h = power::stack(downlink);
    let norms: Vec<f64> = h.column_iter().map(|c| c.norm()).collect();
    let (dimensions, users) = h.shape();
    for (mut column, norm) in h.column_iter_mut().zip(&norms) {
        column.unscale_mut(norm.max(f64::MIN_POSITIVE));
    }
    let factors = h.col_piv_qr();
    let r = factors.r();
    let pivots = (0..users.min(dimensions)).map(|i| r[(i, i)].norm());
    let rank = pivots.filter(|d| *d > RANK).count();
    if rank < users {
        return Err(NoNulls { users, rank });
    }
    let mut inverse = r
        .adjoint()
        .solve_lower_triangular(&DMatrix::identity(users, users))
        .ok_or(NoNulls { users, rank })?;
    inverse = factors.q() * inverse;
    factors.p().inv_permute_columns(&mut inverse);
    for (mut column, norm) in inverse.column_iter_mut().zip(&norms) {
        column.unscale_mut(*norm);
    }
    Ok(inverse)
}
