//! Regularised zero forcing over all access points.

use super::completion::Scaling;
use super::power;
use super::rule::Rule;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::optimiser::start::regularised_zero_forcing;

/// Regularised zero forcing.
pub const RULE: Rule = Rule {
    name: "rzf",
    beams: |downlink| Ok(beams(downlink)),
    scaling: Scaling::Common,
};

/// `W = H (H^H H + (K / M) I)^-1` with unit columns and one common scale, so that the fullest access
/// point has power one. The noise has power 1 and all access points together have power M: this is
/// the transmit Wiener filter.
///
/// Source: M. Joham, W. Utschick, J. A. Nossek, "Linear transmit processing in MIMO communications
/// systems", IEEE Trans. Signal Process. 53(8), 2005.
pub fn beams(downlink: &Downlink) -> Beams {
    let s = &downlink.estimate;
    let mut beams = regularised_zero_forcing(downlink, s.n_users as f64 / s.n_aps.max(1) as f64);
    // Where the loading vanishes beside the channels its inverse may be lost to rounding.
    power::fill_fullest(&mut beams);
    beams
}
