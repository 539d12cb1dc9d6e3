//! Networks of sizes and settings at random.
//!
//! Included by path from tests and examples: `#[path = "support/random.rs"] mod random;`, beside `deployment.rs`.
#![allow(dead_code)]

use cfs::engine::downlink::Downlink;
use cfs::engine::random::{Entity, Purpose, Stream, Streams};
use cfs::engine::{Area, Deployment, Facing, PowerBudget, estimation, network};

/// How large they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Size {
    /// 1 to 6 access points of 1 to 6 antennas and 1 to 8 users: local optima abound.
    Small,
    /// 3 to 8 access points of 8 to 16 antennas and 6 to 12 users, of more than 450 unknowns for the most part: about Table I.
    Large,
    /// 1 to 10 access points of 2 to 16 antennas and 1 to 12 users, of settings that go farther: areas of up to 8 km, main lobes of 5 to
    /// 40 degrees, reflections and errors of steering far outside of anything physical.
    Any,
}

/// One of them.
pub(crate) struct RandomNetwork {
    pub settings: String,
    /// The reason where it cannot be drawn or estimated.
    pub downlink: Result<Downlink, String>,
}

pub(crate) fn network(size: Size, seed: u64, realization: u64) -> RandomNetwork {
    let mut stream = Streams::new(seed, realization).stream(Entity::AccessPoint(0), Purpose::Start);
    let (deployment, settings) = settings(size, &mut stream);
    RandomNetwork {
        settings,
        downlink: downlink(&deployment, seed, realization),
    }
}

fn downlink(deployment: &Deployment, seed: u64, realization: u64) -> Result<Downlink, String> {
    let network = network::draw(deployment, seed, realization).map_err(|e| e.to_string())?;
    let estimate = estimation::of_realization(&network, deployment, seed, realization)
        .map_err(|e| e.to_string())?;
    Ok(Downlink::of(&network, deployment, estimate))
}

/// 1 to 4 targets, 85 to 135 dB; areas of 0.2 to 4 km unless of [`Size::Any`].
fn settings(size: Size, stream: &mut Stream) -> (Deployment, String) {
    let mut deployment = crate::deployment::table1();
    let one_of = |stream: &mut Stream, values: &[f64]| values[stream.index(values.len())];
    let (least, range) = match size {
        Size::Small => ([1, 1, 1], [6, 6, 8]),
        Size::Large => ([8, 3, 6], [9, 6, 7]),
        Size::Any => ([2, 1, 1], [15, 10, 12]),
    };
    let mut count = |i: usize| least[i] + stream.index(range[i]);
    let (antennas, aps, users) = (count(0), count(1), count(2));
    let targets = 1 + stream.index(4);
    let farther = size == Size::Any;
    let mut sides = vec![0.2, 0.5, 1.0, 2.0, 4.0];
    let mut reflections = vec![0.0, 0.8, 0.8, 1e4];
    let mut widths = vec![10.0, 20.0, 30.0];
    if farther {
        sides.push(8.0);
        reflections.push(3e6);
        widths.extend([5.0, 40.0]);
    }
    let side = one_of(stream, &sides);
    let power = 85.0 + 50.0 * stream.uniform();
    let training = 110.0 + 50.0 * stream.uniform();
    let sensing = one_of(stream, &[-10.0, 0.0, 5.0, 20.0]);
    let reflection = one_of(stream, &reflections);
    let width = one_of(stream, &widths);
    let bearing = (stream.uniform() < 0.5).then(|| 360.0 * stream.uniform());
    let pilots = 1 + stream.index(users);
    deployment.access_points.count = aps;
    deployment.access_points.antennas = antennas;
    deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
    if let Some(bearing) = bearing {
        deployment.access_points.facing = Facing::Bearing(bearing);
    }
    deployment.users.count = users;
    deployment.targets.count = targets;
    deployment.targets_per_access_point = targets.div_ceil(aps);
    deployment.targets.reflection = reflection;
    if farther {
        let variance = one_of(stream, &[1e-16, 1e-16, 1e-13]);
        deployment.targets.gain_variance_access_point = variance;
        deployment.targets.gain_variance_user = variance;
        deployment.targets.steering_variance = one_of(stream, &[0.0, 1e-3, 0.1]);
    }
    deployment.area = Area::Rectangle {
        width: side,
        height: side,
    };
    deployment.pilots.length = pilots;
    deployment.pilots.power = 10f64.powf(training / 10.0);
    deployment.beampattern.power = 10f64.powf(sensing / 10.0);
    deployment.beampattern.width = width;
    let settings = format!(
        "M {aps} N_T {antennas} K {users} T {targets} pilots {pilots} side {side} power {power:.0} \
         training {training:.0} sensing {sensing} reflection {reflection} width {width} bearing {bearing:?}"
    );
    (deployment, settings)
}
