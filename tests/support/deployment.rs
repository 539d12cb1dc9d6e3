//! A deployment to start from: Table I, drawn at random.
#![allow(dead_code)]

use cfs::engine::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, Pairing, PathLoss,
    PilotAllocation, Pilots, Placement, PowerBudget, Targets, Users, Window,
};

/// Table I: M = 6, K = 9, T = 3, N_T = 12, 2 km, tau_p = 5, p_p = 150 dB, p_m = 125 dB.
pub fn table1() -> Deployment {
    Deployment {
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
            power: PowerBudget::PerAccessPoint(10f64.powf(12.5)),
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
            gain_variance_access_point: 1e-16,
            gain_variance_user: 1e-16,
            steering_variance: 1e-3,
        },
        path_loss: PathLoss::Paper,
        target_path_loss: None,
        shadowing: 0.0,
        channels: Channels::Model,
        pilots: Pilots {
            length: 5,
            power: 1e15,
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

/// A small network at moderate signal-to-noise ratio in which reflected links dominate and every uncertainty is
/// large: the gain variances are about the mean power gains, and the steering variance is 0.3.
pub fn reflecting() -> Deployment {
    let mut deployment = table1();
    deployment.access_points.count = 3;
    deployment.access_points.antennas = 4;
    deployment.users.count = 4;
    deployment.targets.count = 2;
    deployment.targets.reflection = 3e6;
    deployment.targets.gain_variance_access_point = 1e-13;
    deployment.targets.gain_variance_user = 2e-13;
    deployment.targets.steering_variance = 0.3;
    deployment.pilots.length = 2;
    deployment.pilots.power = 1e12;
    deployment
}
