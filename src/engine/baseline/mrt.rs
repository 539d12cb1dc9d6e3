//! Maximum ratio transmission: each access point directs its beams along its own channel estimates.

use super::completion::Scaling;
use super::power;
use super::rule::Rule;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;

/// Maximum ratio transmission.
pub const RULE: Rule = Rule {
    name: "mrt",
    beams: |downlink| Ok(beams(downlink)),
    scaling: Scaling::Sensing,
};

/// The same with equal power for every user.
pub const EQUAL_POWER: Rule = Rule {
    name: "mrt_equal_power",
    beams: |downlink| Ok(equal_power(downlink)),
    scaling: Scaling::Sensing,
};

/// `w_mk = h_mk / sqrt(sum_k |h_mk|^2)`: every access point at full power, a user's share of it in
/// proportion to its channel's. An access point without channel estimates sends nothing.
///
/// Source: T. K. Y. Lo, "Maximum ratio transmission", IEEE Trans. Commun. 47(10), 1999.
pub fn beams(downlink: &Downlink) -> Beams {
    let mut beams = estimates(downlink);
    power::fill_each(&mut beams);
    beams
}

/// `w_mk = h_mk / (|h_mk| sqrt K)`: full power at every access point, users sharing it equally.
pub fn equal_power(downlink: &Downlink) -> Beams {
    let mut beams = estimates(downlink);
    power::equalise_each(&mut beams);
    power::fill_each(&mut beams);
    beams
}

fn estimates(downlink: &Downlink) -> Beams {
    let s = &downlink.estimate;
    Beams {
        w: s.h_hat.clone(),
        ..Beams::zeros(s.n_antennas, s.n_users, &vec![0; s.n_aps])
    }
}
