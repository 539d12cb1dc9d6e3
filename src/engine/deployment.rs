//! What defines a network before anything is drawn: plain typed values, in
//! linear units unless a name says otherwise.

use std::fmt;
use std::sync::Arc;

use super::known::KnownChannels;
use super::policy::{Pairing, PilotAllocation};
use super::utility::{Criterion, RateFloor, Utility};

/// A position in the plane, km.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Eastward coordinate, km.
    pub x: f64,
    /// Northward coordinate, km.
    pub y: f64,
}

/// The service area. Positions are drawn in the unit square (or unit disc) and scaled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Area {
    /// `[0, width] x [0, height]`, km; a square of Table I has both equal to D.
    Rectangle {
        /// Extent along x, km.
        width: f64,
        /// Extent along y, km.
        height: f64,
    },
    /// Disc of this radius (km) centred at (radius, radius).
    Disc {
        /// Radius, km.
        radius: f64,
    },
}

/// How the entities of one kind are placed.
#[derive(Debug, Clone, PartialEq)]
pub enum Placement {
    /// Independently and uniformly over the area.
    Uniform,
    /// At the centres of the cells of the most square regular grid that holds them.
    Grid,
    /// Uniformly, redrawn until no two are closer than this distance, km.
    Separated(f64),
    /// At these coordinates, km; as many as there are entities.
    At(Vec<Point>),
    /// At these coordinates, km, of each realization in turn; in each as many as there are entities.
    AtEach(Arc<Vec<Vec<Point>>>),
}

/// Direction that the normal of an access point's array faces.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Facing {
    /// A sensing access point turns to its target, so that the target is at 0 degrees, the
    /// paper's choice in Section V; of several to the first. Without a target it faces north.
    Target,
    /// A sensing access point turns so that the sum of cos^2(theta) of its targets is greatest: a linear array is at its
    /// best broadside, and the same before and behind. Without a target, or where every direction is as good, it
    /// faces north.
    Axis,
    /// Normal at this bearing, degrees clockwise from north; the array then lies along
    /// x for 0, and sin(theta) = (x_T - x_A) / d.
    Bearing(f64),
}

/// Downlink power over the noise power (linear ratios).
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PowerBudget {
    /// Every access point has p_m.
    PerAccessPoint(f64),
    /// Sensing access points have `sensing` each; the others share the rest of `total` evenly
    /// (footnote 1 of the paper).
    Shared {
        /// Sum over all access points.
        total: f64,
        /// Of each sensing access point.
        sensing: f64,
    },
}

/// The access points.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessPoints {
    /// M.
    pub count: usize,
    /// N_T, antennas of each uniform linear array.
    pub antennas: usize,
    /// Antenna spacing in wavelengths, d / lambda.
    pub spacing: f64,
    /// Array orientation.
    pub facing: Facing,
    /// Downlink power.
    pub power: PowerBudget,
    /// Their positions.
    pub placement: Placement,
}

/// The single-antenna users.
#[derive(Debug, Clone, PartialEq)]
pub struct Users {
    /// K.
    pub count: usize,
    /// Their positions.
    pub placement: Placement,
}

/// The point-like targets and what is uncertain of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Targets {
    /// T.
    pub count: usize,
    /// Where their expected positions are.
    pub placement: Placement,
    /// alpha_t, reflection coefficient of an amplitude.
    pub reflection: f64,
    /// sigma^2_{T,A}, variance of the amplitude gain between target and access point.
    pub gain_variance_access_point: f64,
    /// sigma^2_{U,T}, variance of the amplitude gain between user and target.
    pub gain_variance_user: f64,
    /// chi^2_{T,A}, variance per antenna of the steering vector.
    pub steering_variance: f64,
}

/// Distance-dependent gain. Distances are in km.
#[derive(Clone)]
pub enum PathLoss {
    /// Eq. (1): 128.1 + 37.6 log10(d) dB.
    Paper,
    /// `intercept + slope log10(d)` dB.
    LogDistance {
        /// Loss at 1 km, dB.
        intercept: f64,
        /// dB per decade.
        slope: f64,
    },
    /// Free space at this carrier frequency, GHz: 92.45 + 20 log10(f d) dB.
    FreeSpace {
        /// Carrier, GHz.
        carrier: f64,
    },
    /// 3GPP TR 38.901 urban micro street canyon, non line of sight, at this carrier, GHz.
    UrbanMicro {
        /// Carrier, GHz.
        carrier: f64,
    },
    /// 3GPP TR 38.901 urban macro, non line of sight, at this carrier, GHz.
    UrbanMacro {
        /// Carrier, GHz.
        carrier: f64,
    },
    /// The three-slope law of Ngo et al. (2017).
    ThreeSlope,
    /// Loss in dB as a function of the distance in km.
    Formula(Arc<dyn Fn(f64) -> f64 + Send + Sync>),
}

impl fmt::Debug for PathLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paper => write!(f, "Paper"),
            Self::LogDistance { intercept, slope } => {
                write!(f, "LogDistance({intercept}, {slope})")
            }
            Self::FreeSpace { carrier } => write!(f, "FreeSpace({carrier} GHz)"),
            Self::UrbanMicro { carrier } => write!(f, "UrbanMicro({carrier} GHz)"),
            Self::UrbanMacro { carrier } => write!(f, "UrbanMacro({carrier} GHz)"),
            Self::ThreeSlope => write!(f, "ThreeSlope"),
            Self::Formula(_) => write!(f, "Formula"),
        }
    }
}

/// Uplink training.
#[derive(Debug, Clone, PartialEq)]
pub struct Pilots {
    /// tau_p, symbols.
    pub length: usize,
    /// p_p over the noise power, linear.
    pub power: f64,
    /// Which users share a pilot.
    pub allocation: PilotAllocation,
}

/// Whose noise a power is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receiver {
    /// They receive the pilots.
    AccessPoints,
    /// They receive the data.
    Users,
}

/// Thermal noise of the receivers. The engine computes with powers over it; it says what they are in watts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Noise {
    /// B, Hz.
    pub bandwidth: f64,
    /// T, K.
    pub temperature: f64,
    /// Noise figure of the access points, linear.
    pub access_points: f64,
    /// Noise figure of the users, linear.
    pub users: f64,
}

impl Noise {
    /// k_B, J/K, exact in the SI.
    const BOLTZMANN: f64 = 1.380_649e-23;

    /// The noise power at a receiver, W: k_B T B F.
    #[must_use]
    pub fn power(&self, at: Receiver) -> f64 {
        let figure = match at {
            Receiver::AccessPoints => self.access_points,
            Receiver::Users => self.users,
        };
        Self::BOLTZMANN * self.temperature * self.bandwidth * figure
    }
}

/// Which sampled directions belong to the main lobe of the ideal beampattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// |theta - theta_t| <= width / 2.
    Inclusive,
    /// -width / 2 <= theta - theta_t < width / 2.
    HalfOpen,
}

/// The ideal beampattern and its sampling, Eq. (20).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beampattern {
    /// Delta theta, degrees.
    pub width: f64,
    /// N directions from -90 to 90 degrees inclusive.
    pub samples: usize,
    /// Membership of the main lobe.
    pub window: Window,
    /// Sensing power in (19), (20), linear; scales every MSE by its square.
    pub power: f64,
}

/// Where channels come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Channels {
    /// Drawn by the model (2)-(5), and estimated from pilots.
    Model,
    /// Given, and known without error: the error covariances are zero. Positions then matter for sensing only;
    /// path loss, shadowing and pilots do not matter to rates.
    Known(Arc<KnownChannels>),
}

/// A network before anything is drawn.
#[derive(Debug, Clone)]
pub struct Deployment {
    /// Service area.
    pub area: Area,
    /// Distances wrap around the edges of a rectangle.
    pub wrap_around: bool,
    /// Access points.
    pub access_points: AccessPoints,
    /// Users.
    pub users: Users,
    /// Targets.
    pub targets: Targets,
    /// Gain over distance.
    pub path_loss: PathLoss,
    /// Gain over distance of the links between targets and access points, where it is another: (3) is in line of sight,
    /// which (2) and (5) are not.
    pub target_path_loss: Option<PathLoss>,
    /// Standard deviation of log-normal shadowing of the direct links, dB; 0 for none.
    pub shadowing: f64,
    /// Where channels come from.
    pub channels: Channels,
    /// Uplink training.
    pub pilots: Pilots,
    /// Target-AP pairing.
    pub pairing: Pairing,
    /// Most targets that one access point senses; 1 in the paper.
    pub targets_per_access_point: usize,
    /// tau_c, symbols of a coherence block.
    pub coherence_length: usize,
    /// The noise that powers are over, where it is stated.
    pub noise: Option<Noise>,
    /// Ideal beampattern.
    pub beampattern: Beampattern,
    /// What beams are to be good for.
    pub utility: Utility,
    /// Rates that users must have at least.
    pub rate_floor: RateFloor,
}

impl Deployment {
    /// What beams are judged by.
    pub fn criterion(&self) -> Criterion {
        Criterion::new(self.utility.clone(), &self.rate_floor, self.users.count)
    }
}
