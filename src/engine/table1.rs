//! The network of Table I, to start from.

use super::deployment::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, Pairing, PathLoss,
    PilotAllocation, Pilots, Placement, PowerBudget, Targets, Users, Window,
};

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
                width: 2.0,
                height: 2.0,
            },
            wrap_around: false,
            access_points: AccessPoints {
                count: 6,
                antennas: 12,
                spacing: 0.5,
                facing: Facing::Target,
                power: PowerBudget::PerAccessPoint(from_db(125.0)),
                placement: Placement::Uniform,
            },
            users: Users {
                count: 9,
                placement: Placement::Uniform,
            },
            targets: Targets {
                count: 3,
                placement: Placement::Uniform,
                reflection: 0.8,
                gain_variance_access_point: from_db(-160.0),
                gain_variance_user: from_db(-160.0),
                steering_variance: from_db(-30.0),
            },
            path_loss: PathLoss::Paper,
            target_path_loss: None,
            shadowing: 0.0,
            channels: Channels::Model,
            pilots: Pilots {
                length: 5,
                power: from_db(150.0),
                allocation: PilotAllocation::Hac,
            },
            pairing: Pairing::KuhnMunkres,
            targets_per_access_point: 1,
            coherence_length: 40,
            beampattern: Beampattern {
                width: 10.0,
                samples: 181,
                window: Window::Inclusive,
                power: 1.0,
            },
        }
    }
}

/// A level in dB as a linear ratio of powers.
fn from_db(level: f64) -> f64 {
    10f64.powf(level / 10.0)
}
