//! A network: positions, the mean strength of each path, and which access point senses which target.
//!
//! Everything here is long-lived; what changes from one coherence block to the next is in [`channel`].

pub mod array;
pub mod channel;
pub(crate) mod error;
pub mod geometry;
pub mod path_loss;
pub mod placement;
pub(crate) mod validate;

use nalgebra::DMatrix;

use self::array::Orientation;
pub use self::error::{Kind, NetworkError};
use self::geometry::Metric;
use super::deployment::{Deployment, Facing, PathLoss, Point, PowerBudget};
use super::policy::pairing;
use super::policy::pilots::{self, Training};
use super::random::{Entity, Purpose, Streams};

/// One drawn network. Indices: m over M access points, k over K users, t over T targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Network {
    /// `[m]`, km.
    pub access_points: Vec<Point>,
    /// `[k]`, km.
    pub users: Vec<Point>,
    /// `[t]`, expected positions, km.
    pub targets: Vec<Point>,
    /// beta(d_{U_k,A_m}), M x K, with shadowing if there is any.
    pub gain_ua: DMatrix<f64>,
    /// beta(d_{T_t,A_m}) at the expected position, M x T.
    pub gain_ta: DMatrix<f64>,
    /// beta(d_{U_k,T_t}) at the expected position, K x T.
    pub gain_ut: DMatrix<f64>,
    /// `[m]`: bearing of the normal of the array, degrees clockwise from north.
    pub bearings: Vec<f64>,
    /// sin(theta_tm), M x T: the direction of each target as each array sees it.
    pub sines: DMatrix<f64>,
    /// Users of each pilot; at most tau_p clusters, some possibly empty.
    pub pilot_clusters: Vec<Vec<usize>>,
    /// `[k]`: the cluster of user k.
    pub pilot_of_user: Vec<usize>,
    /// `[t]`: the access point that senses target t.
    pub ap_of_target: Vec<usize>,
    /// `[m]`: the targets that access point m senses, in ascending order.
    pub targets_of_ap: Vec<Vec<usize>>,
    /// M_T in ascending order.
    pub sensing_aps: Vec<usize>,
    /// `[m]`: theta of each sensed target in degrees; exactly 0 if the array faces it.
    pub sensing_angles: Vec<Vec<f64>>,
    /// `[m]`: p_m over the noise power, linear.
    pub power: Vec<f64>,
}

impl Network {
    /// M.
    pub fn n_aps(&self) -> usize {
        self.access_points.len()
    }

    /// K.
    pub fn n_users(&self) -> usize {
        self.users.len()
    }

    /// T.
    pub fn n_targets(&self) -> usize {
        self.targets.len()
    }
}

/// The network of a realization.
pub fn draw(deployment: &Deployment, seed: u64, realization: u64) -> Result<Network, NetworkError> {
    validate::check(deployment)?;
    let streams = Streams::new(seed, realization);
    let metric = Metric::of(&deployment.area, deployment.wrap_around)?;
    let place = |placement, kind, count| {
        let area = &deployment.area;
        placement::place(placement, kind, count, area, &metric, &streams, realization)
    };
    let (aps, iu, tg) = (
        &deployment.access_points,
        &deployment.users,
        &deployment.targets,
    );
    let access_points = place(&aps.placement, Kind::AccessPoint, aps.count)?;
    let users = place(&iu.placement, Kind::User, iu.count)?;
    let targets = place(&tg.placement, Kind::Target, tg.count)?;

    let law = &deployment.path_loss;
    let sighted = deployment.target_path_loss.as_ref().unwrap_or(law);
    let from_aps = (Kind::AccessPoint, access_points.as_slice());
    let (to_users, to_targets) = ((Kind::User, &users[..]), (Kind::Target, &targets[..]));
    let mut gain_ua = gain_table(law, &metric, from_aps, to_users)?;
    let gain_ta = gain_table(sighted, &metric, from_aps, to_targets)?;
    let gain_ut = gain_table(law, &metric, to_users, to_targets)?;
    shadow(&mut gain_ua, deployment.shadowing, &streams);

    let distances = |from: &[Point], to: &[Point]| {
        DMatrix::from_fn(from.len(), to.len(), |i, j| metric.distance(from[i], to[j]))
    };
    let ap_of_target = pairing::pair(
        &deployment.pairing,
        deployment.targets_per_access_point,
        &distances(&targets, &access_points),
        &streams,
    )?;
    let mut targets_of_ap = vec![Vec::new(); access_points.len()];
    for (t, &m) in ap_of_target.iter().enumerate() {
        targets_of_ap[m].push(t);
    }
    let sensing_aps: Vec<usize> = (0..access_points.len())
        .filter(|&m| !targets_of_ap[m].is_empty())
        .collect();

    let orientations: Vec<Orientation> = access_points
        .iter()
        .zip(&targets_of_ap)
        .map(|(&ap, sensed)| match aps.facing {
            Facing::Bearing(degrees) => Orientation::bearing(degrees),
            Facing::Target => sensed.first().map_or(Orientation::NORTH, |&t| {
                Orientation::towards(metric.displacement(ap, targets[t]))
            }),
            Facing::Axis => {
                Orientation::among(sensed.iter().map(|&t| metric.displacement(ap, targets[t])))
            }
        })
        .collect();
    let sines = DMatrix::from_fn(access_points.len(), targets.len(), |m, t| {
        orientations[m].sine(metric.displacement(access_points[m], targets[t]))
    });
    let angle = |m: usize, t: usize| sines[(m, t)].asin().to_degrees();
    let sensing_angles = targets_of_ap
        .iter()
        .enumerate()
        .map(|(m, sensed)| sensed.iter().map(|&t| angle(m, t)).collect())
        .collect();

    let power = powers(&aps.power, &targets_of_ap)?;
    let pilots = &deployment.pilots;
    let pilot_clusters = pilots::allocate(
        &pilots.allocation,
        &Training {
            length: pilots.length,
            energy: pilots.power * pilots.length as f64,
            gain: &gain_ua,
            power: &power,
            antennas: aps.antennas,
        },
        &distances(&users, &users),
        &streams,
    )?;
    let mut pilot_of_user = vec![0; users.len()];
    for (c, cluster) in pilot_clusters.iter().enumerate() {
        cluster.iter().for_each(|&k| pilot_of_user[k] = c);
    }

    Ok(Network {
        access_points,
        users,
        targets,
        gain_ua,
        gain_ta,
        gain_ut,
        bearings: orientations.iter().map(Orientation::degrees).collect(),
        sines,
        pilot_clusters,
        pilot_of_user,
        ap_of_target,
        targets_of_ap,
        sensing_aps,
        sensing_angles,
        power,
    })
}

/// Amplitude gains between two kinds of entities, rows `from`, columns `to`.
fn gain_table(
    law: &PathLoss,
    metric: &Metric,
    (from_kind, from): (Kind, &[Point]),
    (to_kind, to): (Kind, &[Point]),
) -> Result<DMatrix<f64>, NetworkError> {
    let distance = |i: usize, j: usize| metric.distance(from[i], to[j]);
    let table = DMatrix::from_fn(from.len(), to.len(), |i, j| {
        path_loss::amplitude_gain(law, distance(i, j))
    });
    for i in 0..from.len() {
        for j in 0..to.len() {
            let (gain, distance) = (table[(i, j)], distance(i, j));
            if !(gain.is_finite() && distance.is_finite()) {
                return Err(NetworkError::Gain {
                    from_kind,
                    from: i,
                    to_kind,
                    to: j,
                    distance,
                    gain,
                });
            }
        }
    }
    Ok(table)
}

/// Multiplies the direct gains by 10^(s g / 20), g ~ N(0, 1) independent for each link: the power gain
/// then has a standard deviation of s dB. Users and access points know it, as they know the path loss.
fn shadow(gain_ua: &mut DMatrix<f64>, deviation_db: f64, streams: &Streams) {
    if deviation_db == 0.0 {
        return;
    }
    for m in 0..gain_ua.nrows() {
        for k in 0..gain_ua.ncols() {
            let normal = streams
                .stream(Entity::UserAccessPoint(k, m), Purpose::Shadowing)
                .normal();
            gain_ua[(m, k)] *= 10f64.powf(deviation_db * normal / 20.0);
        }
    }
}

/// p_m of every access point. What a shared total leaves over when all of them sense stays unused.
fn powers(budget: &PowerBudget, targets_of_ap: &[Vec<usize>]) -> Result<Vec<f64>, NetworkError> {
    match *budget {
        PowerBudget::PerAccessPoint(power) => Ok(vec![power; targets_of_ap.len()]),
        PowerBudget::Shared { total, sensing } => {
            let senses = |sensed: &Vec<usize>| !sensed.is_empty();
            let sensing_aps = targets_of_ap.iter().filter(|s| senses(s)).count();
            let rest = total - sensing * sensing_aps as f64;
            if rest < 0.0 {
                return Err(NetworkError::Power {
                    sensing_aps,
                    sensing,
                    total,
                });
            }
            let others = rest / (targets_of_ap.len() - sensing_aps) as f64;
            Ok(targets_of_ap
                .iter()
                .map(|s| if senses(s) { sensing } else { others })
                .collect())
        }
    }
}
