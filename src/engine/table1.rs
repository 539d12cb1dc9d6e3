//! The network of Table I, to start from. The vocabulary's defaults are these values, too.

use super::deployment::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, PathLoss, Pilots, Placement,
    PowerBudget, Targets, Users, Window,
};
use super::policy::{Pairing, PilotAllocation, pairing, pilots};
use super::utility::{RateFloor, Utility};

/// D, km: the side of the square.
pub const SIDE: f64 = 2.0;
/// M.
pub const ACCESS_POINTS: usize = 6;
/// N_T.
pub const ANTENNAS: usize = 12;
/// d / lambda.
pub const SPACING: f64 = 0.5;
/// p_m over the noise power, dB.
pub const POWER: f64 = 125.0;
/// K.
pub const USERS: usize = 9;
/// T.
pub const TARGETS: usize = 3;
/// Targets that an access point senses at most, Section III-B.
pub const TARGETS_PER_ACCESS_POINT: usize = 1;
/// alpha_t.
pub const REFLECTION: f64 = 0.8;
/// sigma^2_{T,A} and sigma^2_{U,T}, dB.
pub const GAIN_VARIANCE: f64 = -160.0;
/// chi^2_{T,A}, dB.
pub const STEERING_VARIANCE: f64 = -30.0;
/// Standard deviation of the shadowing of direct links, dB: the paper has none.
pub const SHADOWING: f64 = 0.0;
/// tau_p, symbols.
pub const PILOT_LENGTH: usize = 5;
/// p_p over the noise power, dB.
pub const PILOT_POWER: f64 = 150.0;
/// tau_c, symbols.
pub const COHERENCE_LENGTH: usize = 40;
/// Delta theta, degrees.
pub const WIDTH: f64 = 10.0;
/// N, directions.
pub const SAMPLES: usize = 181;
/// The sensing power of (19) and (20), dB, which the table does not give.
pub const SENSING_POWER: f64 = 0.0;

impl Deployment {
    /// Table I: M = 6 access points with N_T = 12 antennas, K = 9 users and T = 3 targets, drawn uniformly
    /// over a square of 2 km; tau_p = 5 pilots at 150 dB, p_m = 125 dB. The same as a scenario that states no
    /// setting. Change the fields that differ:
    ///
    /// ```
    /// use cfs::engine::Deployment;
    ///
    /// let mut deployment = Deployment::table1();
    /// deployment.users.count = 4;
    /// deployment.access_points.antennas = 8;
    /// ```
    #[must_use]
    pub fn table1() -> Self {
        Self {
            area: Area::Rectangle {
                width: SIDE,
                height: SIDE,
            },
            wrap_around: false,
            access_points: AccessPoints {
                count: ACCESS_POINTS,
                antennas: ANTENNAS,
                spacing: SPACING,
                facing: Facing::Target,
                power: PowerBudget::PerAccessPoint(from_db(POWER)),
                placement: Placement::Uniform,
            },
            users: Users {
                count: USERS,
                placement: Placement::Uniform,
            },
            targets: Targets {
                count: TARGETS,
                placement: Placement::Uniform,
                reflection: REFLECTION,
                gain_variance_access_point: from_db(GAIN_VARIANCE),
                gain_variance_user: from_db(GAIN_VARIANCE),
                steering_variance: from_db(STEERING_VARIANCE),
            },
            path_loss: PathLoss::Paper,
            target_path_loss: None,
            shadowing: SHADOWING,
            channels: Channels::Model,
            pilots: Pilots {
                length: PILOT_LENGTH,
                power: from_db(PILOT_POWER),
                allocation: PilotAllocation::Policy(pilots::hac::POLICY),
            },
            pairing: Pairing::Policy(pairing::kuhn_munkres::POLICY),
            targets_per_access_point: TARGETS_PER_ACCESS_POINT,
            coherence_length: COHERENCE_LENGTH,
            noise: None,
            beampattern: Beampattern {
                width: WIDTH,
                samples: SAMPLES,
                window: Window::Inclusive,
                power: from_db(SENSING_POWER),
            },
            utility: Utility::SumRate,
            rate_floor: RateFloor::Every(0.0),
        }
    }
}

/// A level in dB as a linear ratio of powers.
fn from_db(level: f64) -> f64 {
    10f64.powf(level / 10.0)
}
