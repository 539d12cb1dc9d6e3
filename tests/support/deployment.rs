//! Deployments that several tests and examples use.
#![allow(dead_code)]

use cfs::engine::Deployment;

/// Table I.
pub(crate) fn table1() -> Deployment {
    Deployment::table1()
}

/// A small network at moderate signal-to-noise ratio in which reflected links dominate and every uncertainty is
/// large: the gain variances are about the mean power gains, and the steering variance is 0.3.
pub(crate) fn reflecting() -> Deployment {
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
