//! What the rules that work at each access point by itself share.

use super::power;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Beams along the columns of `directions(m)`, N_T x K, each access point at full power and `|w_mk|` in
/// proportion to `|h_mk|`.
pub(crate) fn directed(
    downlink: &Downlink,
    directions: impl Fn(usize) -> DMatrix<Complex64>,
) -> Beams {
    let s = &downlink.estimate;
    let mut beams = Beams::zeros(s.n_antennas, s.n_users, &vec![0; s.n_aps]);
    for m in 0..s.n_aps {
        let directions = directions(m);
        for k in 0..s.n_users {
            let column = directions.column(k);
            let share: f64 = s.h_hat(m, k).iter().map(Complex64::norm_sqr).sum();
            let scale = share.sqrt() * power::unit_scale(column.norm_squared());
            let to = beams.w_mut(m, k).iter_mut();
            to.zip(column.iter()).for_each(|(to, w)| *to = w * scale);
        }
    }
    power::fill_each(&mut beams);
    beams
}
