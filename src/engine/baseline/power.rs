//! What the rules share: users' beams as a matrix, and powers scaled to their budgets.

use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// `H = [h_1 .. h_K]`, M N_T x K, stacked by access point.
pub(crate) fn stack(downlink: &Downlink) -> DMatrix<Complex64> {
    let s = &downlink.estimate;
    DMatrix::from_fn(s.n_aps * s.n_antennas, s.n_users, |r, k| {
        s.h_hat(r / s.n_antennas, k)[r % s.n_antennas]
    })
}

/// `H_m = [h_m1 .. h_mK]`, N_T x K.
pub(crate) fn local(downlink: &Downlink, m: usize) -> DMatrix<Complex64> {
    let s = &downlink.estimate;
    DMatrix::from_fn(s.n_antennas, s.n_users, |n, k| s.h_hat(m, k)[n])
}

/// Beams from W, M N_T x K, as it is.
pub(crate) fn unstack(downlink: &Downlink, w: &DMatrix<Complex64>) -> Beams {
    let s = &downlink.estimate;
    let mut beams = Beams::zeros(s.n_antennas, s.n_users, &vec![0; s.n_aps]);
    for m in 0..s.n_aps {
        for k in 0..s.n_users {
            for (n, to) in beams.w_mut(m, k).iter_mut().enumerate() {
                *to = w[(m * s.n_antennas + n, k)];
            }
        }
    }
    beams
}

/// Scales every access point to power one.
pub(crate) fn fill_each(beams: &mut Beams) {
    for m in 0..beams.access_points() {
        scale_access_point(beams, m, unit_scale(beams.power(m)));
    }
}

/// Scales all access points alike, so that the fullest has power one.
pub(crate) fn fill_fullest(beams: &mut Beams) {
    let powers = (0..beams.access_points()).map(|m| beams.power(m));
    let scale = unit_scale(powers.fold(0.0, f64::max));
    beams.w.iter_mut().for_each(|w| *w *= scale);
}

/// Scales every beam of every access point to norm one.
pub(crate) fn equalise_each(beams: &mut Beams) {
    for m in 0..beams.access_points() {
        for k in 0..beams.users {
            let w = beams.w_mut(m, k);
            let scale = unit_scale(w.iter().map(Complex64::norm_sqr).sum());
            w.iter_mut().for_each(|w| *w *= scale);
        }
    }
}

pub(crate) fn scale_access_point(beams: &mut Beams, m: usize, scale: f64) {
    for k in 0..beams.users {
        beams.w_mut(m, k).iter_mut().for_each(|w| *w *= scale);
    }
}

/// The amplitude that takes `power` to one; zero where there is nothing to scale.
pub(crate) fn unit_scale(power: f64) -> f64 {
    if power > f64::MIN_POSITIVE {
        1.0 / power.sqrt()
    } else {
        0.0
    }
}
