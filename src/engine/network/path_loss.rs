//! The amplitude gain beta(d) of Eq. (1) and of other laws.
//!
//! A law is a loss L(d) in dB of **power**; the amplitude gain is 10^(-L/20), so
//! that its square is the power gain. Distances are in km.
//!
//! | law | loss in dB | source |
//! |---|---|---|
//! | paper | 128.1 + 37.6 log10 d | Eq. (1) |
//! | free space | 92.45 + 20 log10(f d), f in GHz | Friis, ITU-R P.525 |
//! | urban micro, macro | see `urban_micro`, `urban_macro` below | 3GPP TR 38.901, Table 7.4.1-1, non line of sight |
//! | three-slope | see `three_slope` below | Ngo et al., "Cell-Free Massive MIMO versus Small Cells", IEEE TWC 16(3), 2017, Eq. (52), (53) |
//!
//! **Short distances.** Laws in log10 d diverge at d = 0, where an amplitude gain
//! above one would be no gain of a passive channel. Distances below
//! [`MIN_DISTANCE`] count as that; for the laws of 3GPP, which begin at 10 m,
//! below [`MIN_DISTANCE_3GPP`].

use crate::engine::deployment::PathLoss;

/// Smallest distance that a law is asked for, km: one metre, where Eq. (1) still
/// loses 15 dB.
pub const MIN_DISTANCE: f64 = 1e-3;

/// Smallest horizontal distance of the 3GPP laws, km (TR 38.901, Table 7.4.1-1).
pub const MIN_DISTANCE_3GPP: f64 = 10e-3;

/// Carriers of the 3GPP laws, GHz (TR 38.901, Section 7.1).
pub const CARRIERS_3GPP: (f64, f64) = (0.5, 100.0);

/// Horizontal distances of the 3GPP laws, km (TR 38.901, Table 7.4.1-1).
pub const DISTANCES_3GPP: (f64, f64) = (MIN_DISTANCE_3GPP, 5.0);

/// The carrier of a law of 3GPP, GHz; none of any other law, which holds at all distances.
pub fn carrier_3gpp(law: &PathLoss) -> Option<f64> {
    match law {
        PathLoss::UrbanMicro { carrier } | PathLoss::UrbanMacro { carrier } => Some(*carrier),
        PathLoss::Paper
        | PathLoss::LogDistance { .. }
        | PathLoss::FreeSpace { .. }
        | PathLoss::ThreeSlope
        | PathLoss::Formula(_) => None,
    }
}

/// Height of a user's antenna in the 3GPP laws, m.
const USER_HEIGHT: f64 = 1.5;

/// Effective height of the environment in the breakpoint distance, m.
const ENVIRONMENT_HEIGHT: f64 = 1.0;

/// The speed of light as TR 38.901 rounds it, m/s.
const LIGHT_SPEED_3GPP: f64 = 3e8;

/// The amplitude gain beta over a distance in km.
///
/// Not finite where the law is not: at a carrier of zero, or where a formula gives no number.
pub fn amplitude_gain(law: &PathLoss, distance: f64) -> f64 {
    10f64.powf(-loss_db(law, distance) / 20.0)
}

/// The loss of power in dB over a distance in km.
pub fn loss_db(law: &PathLoss, distance: f64) -> f64 {
    let d = distance.max(MIN_DISTANCE);
    match law {
        PathLoss::Paper => 128.1 + 37.6 * d.log10(),
        PathLoss::LogDistance { intercept, slope } => intercept + slope * d.log10(),
        PathLoss::FreeSpace { carrier } => 92.45 + 20.0 * (carrier * d).log10(),
        PathLoss::UrbanMicro { carrier } => urban_micro(*carrier, d),
        PathLoss::UrbanMacro { carrier } => urban_macro(*carrier, d),
        PathLoss::ThreeSlope => three_slope(d),
        PathLoss::Formula(law) => law(d),
    }
}

/// Urban micro street canyon, non line of sight, base station at 10 m:
/// the larger of 22.4 + 35.3 log10 d3D + 21.3 log10 f and the loss in line of sight, whose two slopes
/// are 32.4 + 21 log10 d3D + 20 log10 f and 32.4 + 40 log10 d3D + 20 log10 f - 9.5 log10(dBP^2 + dh^2).
fn urban_micro(carrier: f64, d: f64) -> f64 {
    let link = Link3gpp::new(10.0, carrier, d);
    let near = 32.4 + 21.0 * link.log_d3d + 20.0 * carrier.log10();
    let far = 32.4 + 40.0 * link.log_d3d + 20.0 * carrier.log10() - 9.5 * link.log_breakpoint;
    let line_of_sight = if link.beyond_breakpoint { far } else { near };
    line_of_sight.max(22.4 + 35.3 * link.log_d3d + 21.3 * carrier.log10())
}

/// Urban macro, non line of sight, base station at 25 m: the larger of
/// 13.54 + 39.08 log10 d3D + 20 log10 f and the loss in line of sight, whose two slopes are
/// 28 + 22 log10 d3D + 20 log10 f and 28 + 40 log10 d3D + 20 log10 f - 9 log10(dBP^2 + dh^2).
fn urban_macro(carrier: f64, d: f64) -> f64 {
    let link = Link3gpp::new(25.0, carrier, d);
    let near = 28.0 + 22.0 * link.log_d3d + 20.0 * carrier.log10();
    let far = 28.0 + 40.0 * link.log_d3d + 20.0 * carrier.log10() - 9.0 * link.log_breakpoint;
    let line_of_sight = if link.beyond_breakpoint { far } else { near };
    line_of_sight.max(13.54 + 39.08 * link.log_d3d + 20.0 * carrier.log10())
}

/// What both laws of 3GPP need of a link; distances in metres inside the logarithms.
/// The term in the user's height vanishes at 1.5 m.
struct Link3gpp {
    log_d3d: f64,
    /// log10(dBP^2 + (h_BS - h_UT)^2).
    log_breakpoint: f64,
    beyond_breakpoint: bool,
}

impl Link3gpp {
    fn new(base_height: f64, carrier: f64, d: f64) -> Self {
        let d2d = 1e3 * d.max(MIN_DISTANCE_3GPP);
        let rise = base_height - USER_HEIGHT;
        let breakpoint = 4.0
            * (base_height - ENVIRONMENT_HEIGHT)
            * (USER_HEIGHT - ENVIRONMENT_HEIGHT)
            * carrier
            * 1e9
            / LIGHT_SPEED_3GPP;
        Self {
            log_d3d: d2d.hypot(rise).log10(),
            log_breakpoint: (breakpoint * breakpoint + rise * rise).log10(),
            beyond_breakpoint: d2d > breakpoint,
        }
    }
}

/// The three slopes of Ngo et al.: 35 dB per decade beyond d1 = 50 m, 20 dB between d0 = 10 m and d1, flat below
/// d0, with the Hata-COST231 constant for 1.9 GHz, an access point at 15 m and a user at 1.65 m.
/// Their shadowing, beyond d1 only, is not part of it.
fn three_slope(d: f64) -> f64 {
    let (d0, d1) = (0.01f64, 0.05f64);
    let (carrier_mhz, ap_height, user_height) = (1900f64, 15f64, 1.65f64);
    let log_f = carrier_mhz.log10();
    let constant =
        46.3 + 33.9 * log_f - 13.82 * ap_height.log10() - (1.1 * log_f - 0.7) * user_height
            + (1.56 * log_f - 0.8);
    if d > d1 {
        constant + 35.0 * d.log10()
    } else {
        constant + 15.0 * d1.log10() + 20.0 * d.max(d0).log10()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    /// Losses worked out by hand from the sources, to 0.01 dB.
    #[test]
    fn losses_match_their_sources() {
        let formula = PathLoss::Formula(Arc::new(|d| 100.0 + 10.0 * d));
        let cases: [(&str, PathLoss, f64, f64); 14] = [
            ("Eq. (1) at 1 km", PathLoss::Paper, 1.0, 128.1),
            ("Eq. (1) at 100 m", PathLoss::Paper, 0.1, 90.5),
            ("Eq. (1) at the same point", PathLoss::Paper, 0.0, 15.3),
            (
                "log distance",
                PathLoss::LogDistance {
                    intercept: 120.0,
                    slope: 30.0,
                },
                10.0,
                150.0,
            ),
            (
                "free space",
                PathLoss::FreeSpace { carrier: 2.0 },
                0.5,
                92.45,
            ),
            // d3D = 100.36 m; 22.4 + 70.655 + 11.588.
            (
                "urban micro",
                PathLoss::UrbanMicro { carrier: 3.5 },
                0.1,
                104.64,
            ),
            // d3D = 500.55 m; 13.54 + 105.495 + 10.881.
            (
                "urban macro",
                PathLoss::UrbanMacro { carrier: 3.5 },
                0.5,
                129.916,
            ),
            (
                "urban micro below 10 m",
                PathLoss::UrbanMicro { carrier: 3.5 },
                0.0,
                73.457,
            ),
            (
                "urban micro at 10 m",
                PathLoss::UrbanMicro { carrier: 3.5 },
                0.01,
                73.457,
            ),
            ("three slopes, far", PathLoss::ThreeSlope, 1.0, 140.72),
            (
                "three slopes, at d1",
                PathLoss::ThreeSlope,
                0.05,
                140.715 - 45.536,
            ),
            (
                "three slopes, between",
                PathLoss::ThreeSlope,
                0.02,
                140.715 - 19.515 - 33.979,
            ),
            (
                "three slopes, near",
                PathLoss::ThreeSlope,
                0.001,
                140.715 - 19.515 - 40.0,
            ),
            ("formula", formula, 2.0, 120.0),
        ];
        for (name, law, distance, expected) in cases {
            let loss = loss_db(&law, distance);
            assert!(
                (loss - expected).abs() < 0.011,
                "{name}: {loss} instead of {expected}"
            );
        }
    }

    #[test]
    fn gain_is_an_amplitude() {
        let gain = amplitude_gain(&PathLoss::Paper, 1.0);
        assert!((gain * gain / 10f64.powf(-12.81) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn line_of_sight_law_is_continuous_at_the_breakpoint() {
        // 4 * 9 * 0.5 * 3.5e9 / 3e8 = 210 m and 4 * 24 * 0.5 * 3.5e9 / 3e8 = 560 m.
        for (base_height, breakpoint, near_slope, factor) in
            [(10.0, 0.21, 21.0, 9.5), (25.0, 0.56, 22.0, 9.0)]
        {
            let link = Link3gpp::new(base_height, 3.5, breakpoint);
            let jump = (40.0 - near_slope) * link.log_d3d - factor * link.log_breakpoint;
            assert!(jump.abs() < 1e-12);
            assert!(Link3gpp::new(base_height, 3.5, breakpoint * 1.001).beyond_breakpoint);
            assert!(!Link3gpp::new(base_height, 3.5, breakpoint * 0.999).beyond_breakpoint);
        }
    }
}
