//! Where the searches begin.

use super::sensing::SensingSolution;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::{Downlink, Role};
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Noise levels of the starts by [`regularised_zero_forcing`], the default first.
pub const NOISE_LEVELS: [f64; 8] = [1.0, 10.0, 0.1, 100.0, 1e3, 1e-2, 1e4, 1e-3];

/// The i-th start: by the levels of [`NOISE_LEVELS`], then by the same levels with the users weighed
/// unequally, so that the search favours some of them to begin with.
pub fn nth(downlink: &Downlink, i: usize) -> Beams {
    let mut beams = regularised_zero_forcing(downlink, NOISE_LEVELS[i % NOISE_LEVELS.len()]);
    let round = i / NOISE_LEVELS.len();
    if round > 0 {
        for k in 0..beams.users {
            // Multiples of the golden ratio fill the interval evenly for any number of starts.
            let phase = ((i * beams.users + k + 1) as f64 * 0.618_033_988_749_894_9).fract();
            let amplitude = LEAST_AMPLITUDE + (1.0 - LEAST_AMPLITUDE) * phase;
            for m in 0..beams.access_points() {
                beams.w_mut(m, k).iter_mut().for_each(|w| *w *= amplitude);
            }
        }
    }
    beams
}

/// Of the user weighed least in a start.
const LEAST_AMPLITUDE: f64 = 0.1;

/// Regularised zero forcing, `W = H (H^H H + noise I)^-1` with unit columns and one common scale,
/// so that the fullest access point has power one.
pub fn regularised_zero_forcing(downlink: &Downlink, noise: f64) -> Beams {
    let s = &downlink.estimate;
    let (n, users) = (s.n_antennas, s.n_users);
    let h = DMatrix::from_fn(s.n_aps * n, users, |r, k| s.h_hat(r / n, k)[r % n]);
    let gram = h.adjoint() * &h + DMatrix::identity(users, users) * Complex64::from(noise);
    // Positive definite for any positive noise; without an inverse the beams point at the users.
    let w = match gram.cholesky() {
        Some(factor) => &h * factor.inverse(),
        None => h,
    };
    let mut beams = Beams::zeros(n, users, &vec![0; s.n_aps]);
    for k in 0..users {
        let norm = w.column(k).norm().max(f64::MIN_POSITIVE);
        for m in 0..s.n_aps {
            for (i, to) in beams.w_mut(m, k).iter_mut().enumerate() {
                *to = w[(m * n + i, k)] / norm;
            }
        }
    }
    let fullest = (0..s.n_aps).map(|m| beams.power(m)).fold(0.0, f64::max);
    let scale = 1.0 / fullest.max(f64::MIN_POSITIVE).sqrt();
    beams.w.iter_mut().for_each(|w| *w *= scale);
    beams
}

/// Share of the power that sensing streams have in a start; a little of each further stream
/// breaks their symmetry.
const SENSING_SHARE: f64 = 0.5;
const FURTHER_STREAM: f64 = 0.01;

/// Communication beams scaled down to leave room for the best sensing beams.
pub fn with_sensing(
    downlink: &Downlink,
    communication: &Beams,
    sensing: &SensingSolution,
    streams: usize,
) -> Beams {
    let s = &downlink.estimate;
    let counts: Vec<usize> = downlink
        .roles
        .iter()
        .map(|r| {
            if matches!(r, Role::Sensing(_)) {
                streams
            } else {
                0
            }
        })
        .collect();
    let mut beams = Beams {
        v: Beams::zeros(s.n_antennas, s.n_users, &counts).v,
        ..communication.clone()
    };
    for (m, sensing) in sensing.beams.iter().enumerate() {
        let Some(sensing) = sensing else { continue };
        let power = communication.power(m).max(f64::MIN_POSITIVE);
        let scale = ((1.0 - SENSING_SHARE) / power).sqrt();
        for k in 0..s.n_users {
            beams.w_mut(m, k).iter_mut().for_each(|w| *w *= scale);
        }
        for (i, v) in beams.v[m].iter_mut().enumerate() {
            for (n, v) in v.iter_mut().enumerate() {
                let best = sensing.v.get(i).map_or(Complex64::ZERO, |v| v[n]);
                *v = best * SENSING_SHARE.sqrt()
                    + Complex64::from_polar(FURTHER_STREAM, (n * i) as f64);
            }
        }
    }
    beams
}
