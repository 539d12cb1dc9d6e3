//! Ten kinds of small networks, on which local optima abound.
//!
//! Included by path from tests and examples: `#[path = "support/small.rs"] mod small;`, beside `deployment.rs`.
#![allow(dead_code)]

use cfs::engine::downlink::Downlink;
use cfs::engine::{Area, Deployment, PowerBudget, estimation, network};

/// What its networks have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Kind {
    pub aps: usize,
    pub antennas: usize,
    pub users: usize,
    pub targets: usize,
    /// Of an access point over the noise, dB.
    pub power: f64,
    /// Of the square, km.
    pub side: f64,
    /// Length of the pilots.
    pub pilots: usize,
    pub reflection: f64,
}

const fn kind(size: [usize; 4], power: f64, side: f64, pilots: usize, reflection: f64) -> Kind {
    let [aps, antennas, users, targets] = size;
    Kind {
        aps,
        antennas,
        users,
        targets,
        power,
        side,
        pilots,
        reflection,
    }
}

/// Few antennas for the users, shared pilots, areas from half a kilometre to four, and powers over three decades.
pub(crate) const KINDS: [Kind; 10] = [
    kind([2, 2, 3, 1], 135.0, 1.0, 3, 0.8),
    kind([2, 2, 4, 1], 105.0, 0.5, 3, 0.8),
    kind([3, 2, 4, 2], 125.0, 1.0, 2, 0.8),
    kind([4, 4, 6, 3], 125.0, 1.0, 3, 0.8),
    kind([6, 4, 9, 3], 125.0, 1.0, 5, 0.8),
    kind([2, 2, 4, 1], 125.0, 2.0, 2, 0.8),
    kind([2, 3, 4, 2], 135.0, 4.0, 2, 1e4),
    kind([3, 4, 8, 3], 125.0, 0.5, 4, 0.8),
    kind([3, 2, 3, 2], 115.0, 0.5, 1, 1e4),
    kind([1, 4, 3, 1], 125.0, 2.0, 3, 0.8),
];

/// Of the ideal beampattern, degrees.
const WIDTH: f64 = 30.0;
const SAMPLES: usize = 61;
/// Sensing power, dB.
const SENSING: f64 = 5.0;

impl Kind {
    /// `2x2 K3 T1 135dB 1km`
    pub(crate) fn name(&self) -> String {
        format!(
            "{}x{} K{} T{} {}dB {}km p{} a{}",
            self.aps,
            self.antennas,
            self.users,
            self.targets,
            self.power,
            self.side,
            self.pilots,
            self.reflection
        )
    }

    /// Table I but for what the kind says.
    pub(crate) fn deployment(&self) -> Deployment {
        let mut deployment = crate::deployment::table1();
        deployment.area = Area::Rectangle {
            width: self.side,
            height: self.side,
        };
        deployment.access_points.count = self.aps;
        deployment.access_points.antennas = self.antennas;
        deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(self.power / 10.0));
        deployment.users.count = self.users;
        deployment.targets.count = self.targets;
        deployment.targets.reflection = self.reflection;
        deployment.pilots.length = self.pilots;
        deployment.beampattern.width = WIDTH;
        deployment.beampattern.samples = SAMPLES;
        deployment.beampattern.power = 10f64.powf(SENSING / 10.0);
        deployment
    }

    /// The same in the scenario language: the settings, to be put at the top of a file.
    pub(crate) fn settings(&self) -> String {
        format!(
            "area square {} km\n\
             aps {} {{\n  antennas {}\n  power {} dB\n}}\n\
             users {}\n\
             targets {} {{\n  reflection {}\n}}\n\
             pilots {{\n  length {}\n}}\n\
             beampattern {{\n  width {WIDTH} deg\n  samples {SAMPLES}\n  power {SENSING} dB\n}}\n",
            self.side,
            self.aps,
            self.antennas,
            self.power,
            self.users,
            self.targets,
            self.reflection,
            self.pilots
        )
    }

    /// A network of the kind, trained.
    pub(crate) fn downlink(&self, seed: u64, realization: u64) -> Downlink {
        let deployment = self.deployment();
        let network = network::draw(&deployment, seed, realization).expect("the kind can be drawn");
        let estimate = estimation::of_realization(&network, &deployment, seed, realization)
            .expect("and estimated");
        Downlink::of(&network, &deployment, estimate)
    }
}
