//! What a realization fixes and what may change around it; ranges of parameters.

#[path = "support/deployment.rs"]
mod deployment;

use std::sync::Arc;

use cfs::engine::network::channel::{self, Draws};
use cfs::engine::network::{self, Kind, Network, NetworkError};
use cfs::engine::policy::pilots;
use cfs::engine::policy::{PairingError, PilotError};
use cfs::engine::{
    Area, Deployment, Facing, PathLoss, PilotAllocation, Placement, Point, PowerBudget,
};
use deployment::table1;

/// A case: what it makes of a deployment.
type Change = fn(&mut Deployment);

fn draw(deployment: &Deployment, realization: u64) -> (Network, Draws) {
    let network = network::draw(deployment, 2025, realization).expect("a network");
    let draws = channel::draw(&network, deployment, 2025, realization);
    (network, draws)
}

fn changed(change: impl FnOnce(&mut Deployment)) -> Deployment {
    let mut deployment = table1();
    change(&mut deployment);
    deployment
}

#[test]
fn a_realization_is_the_same_whenever_it_is_drawn() {
    assert_eq!(draw(&table1(), 57), draw(&table1(), 57));
    let ((network, draws), (other_network, other_draws)) =
        (draw(&table1(), 57), draw(&table1(), 58));
    assert_ne!(network.users, other_network.users);
    assert_ne!(draws.q_ua, other_draws.q_ua);
}

#[test]
fn more_users_move_no_other_and_change_no_fading() {
    let (few, few_draws) = draw(&table1(), 0);
    let (many, many_draws) = draw(&changed(|d| d.users.count = 20), 0);
    assert_eq!(few.access_points, many.access_points);
    assert_eq!(few.targets, many.targets);
    assert_eq!(few.users, many.users[..9]);
    assert_eq!(few_draws.q_ta, many_draws.q_ta);
    assert_eq!(few_draws.g_ta, many_draws.g_ta);
    assert_eq!(few_draws.noise, many_draws.noise);
    for k in 0..9 {
        assert_eq!(few_draws.q_ut.row(k), many_draws.q_ut.row(k));
        assert_eq!(few_draws.g_ut.row(k), many_draws.g_ut.row(k));
        for m in 0..6 {
            assert_eq!(few_draws.q_ua.at(k, m), many_draws.q_ua.at(k, m));
        }
    }
}

#[test]
fn more_antennas_access_points_or_targets_keep_the_first_draws() {
    let (_, draws) = draw(&table1(), 0);
    let (_, antennas) = draw(&changed(|d| d.access_points.antennas = 32), 0);
    let (_, access_points) = draw(&changed(|d| d.access_points.count = 10), 0);
    let (_, targets) = draw(&changed(|d| d.targets.count = 5), 0);
    for k in 0..9 {
        for m in 0..6 {
            let first = draws.q_ua.at(k, m);
            assert_eq!(first, &antennas.q_ua.at(k, m)[..12]);
            assert_eq!(first, access_points.q_ua.at(k, m));
            assert_eq!(first, targets.q_ua.at(k, m));
        }
    }
    for t in 0..3 {
        assert_eq!(draws.q_ta.at(t, 5), &antennas.q_ta.at(t, 5)[..12]);
        assert_eq!(draws.q_ta.at(t, 5), targets.q_ta.at(t, 5));
    }
}

/// Powers, reflections, pilots and policies are not part of any key.
#[test]
fn what_is_swept_does_not_touch_layout_fading_or_noise() {
    let (network, draws) = draw(&table1(), 3);
    let changes: [Change; 5] = [
        |d| d.pilots.power = 1e10,
        |d| d.access_points.power = PowerBudget::PerAccessPoint(1.0),
        |d| d.targets.reflection = 7.0,
        |d| d.shadowing = 8.0,
        |d| d.path_loss = PathLoss::ThreeSlope,
    ];
    for change in changes {
        let (other, other_draws) = draw(&changed(change), 3);
        assert_eq!(draws, other_draws);
        assert_eq!(
            (&network.users, &network.access_points),
            (&other.users, &other.access_points)
        );
    }
}

#[test]
fn a_turned_array_turns_for_every_target() {
    let (facing, _) = draw(&table1(), 1);
    let (north, _) = draw(
        &changed(|d| d.access_points.facing = Facing::Bearing(0.0)),
        1,
    );
    for m in 0..6 {
        let ap = facing.access_points[m];
        let bearing = |p: Point| (p.x - ap.x).atan2(p.y - ap.y);
        let sensed = facing.targets_of_ap[m].first();
        let turn = sensed.map_or(0.0, |&t| bearing(facing.targets[t]));
        for (t, &target) in facing.targets.iter().enumerate() {
            assert!((facing.sines[(m, t)] - (bearing(target) - turn).sin()).abs() < 1e-14);
            assert!((north.sines[(m, t)] - bearing(target).sin()).abs() < 1e-14);
            let d = (target.x - ap.x).hypot(target.y - ap.y);
            assert!((north.sines[(m, t)] - (target.x - ap.x) / d).abs() < 1e-15);
        }
        let expected = vec![0.0; facing.targets_of_ap[m].len()];
        assert_eq!(facing.sensing_angles[m], expected);
    }
}

#[test]
fn an_array_with_several_targets_faces_the_first() {
    let (network, _) = draw(
        &changed(|d| (d.access_points.count, d.targets_per_access_point) = (2, 2)),
        4,
    );
    for (sensed, angles) in network.targets_of_ap.iter().zip(&network.sensing_angles) {
        assert_eq!((sensed.len(), angles[0]), (angles.len(), 0.0));
    }
    let (one, _) = draw(&table1(), 4);
    let (axis, _) = draw(&changed(|d| d.access_points.facing = Facing::Axis), 4);
    assert_eq!(one.sines, axis.sines, "the same for a single target");
}

/// The sum of cos^2 over all bearings of the normal, every tenth of a degree: none is better than the one taken.
#[test]
fn an_array_with_several_targets_faces_where_they_are_broadside_on_the_whole() {
    for realization in 0..20 {
        let (network, _) = draw(
            &changed(|d| {
                (d.access_points.count, d.targets_per_access_point) = (1, 3);
                d.access_points.facing = Facing::Axis;
            }),
            realization,
        );
        assert_eq!(network.targets_of_ap, [[0, 1, 2]]);
        let squares = |angles: &[f64]| -> f64 {
            let cosines = angles.iter().map(|a| a.to_radians().cos());
            cosines.map(|c| c * c).sum()
        };
        let taken = squares(&network.sensing_angles[0]);
        let ap = network.access_points[0];
        for bearing in 0..1800 {
            let angles: Vec<f64> = network
                .targets
                .iter()
                .map(|t| (t.x - ap.x).atan2(t.y - ap.y).to_degrees() - f64::from(bearing) / 10.0)
                .collect();
            assert!(
                squares(&angles) <= taken + 1e-12,
                "{realization}: {bearing}"
            );
        }
    }
}

#[test]
fn sensing_access_points_keep_their_power_and_the_others_share_the_rest() {
    let shared = |total, sensing| {
        changed(|d| d.access_points.power = PowerBudget::Shared { total, sensing })
    };
    let (network, _) = draw(&shared(10.0, 2.0), 0);
    assert_eq!(network.sensing_aps.len(), 3);
    for (power, sensed) in network.power.iter().zip(&network.targets_of_ap) {
        let expected = if sensed.is_empty() { 4.0 / 3.0 } else { 2.0 };
        assert!((power - expected).abs() < 1e-15);
    }
    let error = NetworkError::Power {
        sensing_aps: 3,
        sensing: 4.0,
        total: 10.0,
    };
    assert_eq!(network::draw(&shared(10.0, 4.0), 0, 0), Err(error));
    let everyone_senses = changed(|d| {
        d.access_points.count = 3;
        d.access_points.power = PowerBudget::Shared {
            total: 10.0,
            sensing: 2.0,
        };
    });
    assert_eq!(draw(&everyone_senses, 0).0.power, [2.0; 3]);
}

#[test]
fn wrapping_around_never_lengthens_a_link() {
    let (plane, _) = draw(&table1(), 5);
    let (torus, _) = draw(&changed(|d| d.wrap_around = true), 5);
    assert_eq!(plane.users, torus.users);
    let pairs = || plane.gain_ua.iter().zip(torus.gain_ua.iter());
    assert!(pairs().all(|(plane, torus)| torus >= plane));
    assert!(pairs().any(|(plane, torus)| torus > plane));
}

/// 6 x 9 links of 300 realizations; the standard error of the variance is sqrt(2 / n) of it.
#[test]
fn shadowing_is_log_normal_and_only_on_direct_links() {
    let (mut sum, mut squares, mut n) = (0.0, 0.0, 0.0f64);
    for realization in 0..300 {
        let (clear, _) = draw(&table1(), realization);
        let (shadowed, _) = draw(&changed(|d| d.shadowing = 8.0), realization);
        assert_eq!(
            (&clear.gain_ta, &clear.gain_ut),
            (&shadowed.gain_ta, &shadowed.gain_ut)
        );
        for (shadowed, clear) in shadowed.gain_ua.iter().zip(clear.gain_ua.iter()) {
            let db = 20.0 * (shadowed / clear).log10();
            sum += db;
            squares += db * db;
            n += 1.0;
        }
    }
    assert!((sum / n).abs() < 5.0 * 8.0 / n.sqrt());
    assert!((squares / n / 64.0 - 1.0).abs() < 5.0 * (2.0 / n).sqrt());
}

/// Free space at 3.5 GHz loses 92.45 + 10.88 dB at 1 km, and 20 dB less per decade.
#[test]
fn targets_in_line_of_sight_change_no_other_link() {
    let sighted = changed(|d| d.target_path_loss = Some(PathLoss::FreeSpace { carrier: 3.5 }));
    let ((plain, draws), (network, same_draws)) = (draw(&table1(), 3), draw(&sighted, 3));
    assert_eq!(draws, same_draws);
    assert_eq!(plain.gain_ua, network.gain_ua);
    assert_eq!(plain.gain_ut, network.gain_ut);
    for m in 0..6 {
        for t in 0..3 {
            let (ap, target) = (network.access_points[m], network.targets[t]);
            let distance = (ap.x - target.x).hypot(ap.y - target.y);
            let loss = 103.331 + 20.0 * distance.log10();
            let found = -20.0 * network.gain_ta[(m, t)].log10();
            assert!((found - loss).abs() < 1e-3, "{found} instead of {loss}");
        }
    }
}

#[test]
fn an_access_point_on_a_user_or_target_has_finite_gains() {
    let spot = Point { x: 1.0, y: 1.0 };
    let deployment = changed(|d| {
        (d.access_points.count, d.users.count, d.targets.count) = (1, 1, 1);
        d.access_points.placement = Placement::At(vec![spot]);
        d.users.placement = Placement::At(vec![spot]);
        d.targets.placement = Placement::At(vec![spot]);
    });
    let (network, _) = draw(&deployment, 0);
    assert!((20.0 * network.gain_ua[(0, 0)].log10() + 15.3).abs() < 1e-12);
    assert_eq!(
        (network.sines[(0, 0)], network.sensing_angles[0].as_slice()),
        (0.0, [0.0].as_slice())
    );
}

#[test]
fn parameters_out_of_range_are_errors_that_name_them() {
    let cases: [(&str, Change); 16] = [
        ("the width of the area", |d| {
            d.area = Area::Rectangle {
                width: 0.0,
                height: 1.0,
            }
        }),
        ("the radius of the area", |d| {
            d.area = Area::Disc { radius: f64::NAN }
        }),
        ("the number of access points", |d| d.access_points.count = 0),
        ("the number of antennas", |d| d.access_points.antennas = 0),
        ("the antenna spacing", |d| d.access_points.spacing = -0.5),
        ("the bearing of the arrays", |d| {
            d.access_points.facing = Facing::Bearing(f64::INFINITY)
        }),
        ("the power of an access point", |d| {
            d.access_points.power = PowerBudget::PerAccessPoint(-1.0)
        }),
        ("the total power", |d| {
            d.access_points.power = PowerBudget::Shared {
                total: f64::NAN,
                sensing: 1.0,
            }
        }),
        ("the least separation", |d| {
            d.users.placement = Placement::Separated(-1.0)
        }),
        ("the reflection coefficient", |d| {
            d.targets.reflection = f64::NAN
        }),
        ("the gain variance between target", |d| {
            d.targets.gain_variance_access_point = -1e-16
        }),
        ("the gain variance between user", |d| {
            d.targets.gain_variance_user = f64::INFINITY
        }),
        ("the steering variance", |d| {
            d.targets.steering_variance = -1.0
        }),
        ("the standard deviation of the shadowing", |d| {
            d.shadowing = -8.0
        }),
        ("the length of the pilots", |d| d.pilots.length = 0),
        ("the power of the pilots", |d| d.pilots.power = 0.0),
    ];
    for (expected, change) in cases {
        match network::draw(&changed(change), 0, 0) {
            Err(NetworkError::Parameter { name, .. }) => {
                assert!(name.starts_with(expected), "{name}")
            }
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn other_impossible_networks_are_errors_with_their_data() {
    let refused = |change: Change| network::draw(&changed(change), 0, 0).expect_err("no network");
    assert_eq!(
        refused(|d| {
            d.area = Area::Disc { radius: 1.0 };
            d.wrap_around = true;
        }),
        NetworkError::WrapAroundDisc
    );
    assert_eq!(
        refused(|d| d.users.placement = Placement::At(vec![])),
        NetworkError::Positions {
            kind: Kind::User,
            expected: 9,
            found: 0
        }
    );
    assert_eq!(
        refused(|d| d.pilots.allocation = PilotAllocation::Policy(pilots::orthogonal::POLICY)),
        NetworkError::Pilots(PilotError::TooFewPilots {
            users: 9,
            pilots: 5
        })
    );
    assert_eq!(
        refused(|d| d.targets.count = 7),
        NetworkError::Pairing(PairingError::TooManyTargets {
            targets: 7,
            access_points: 6,
            capacity: 1
        })
    );
    for law in [
        PathLoss::FreeSpace { carrier: -1.0 },
        PathLoss::UrbanMicro { carrier: 0.0 },
        PathLoss::Formula(Arc::new(|_| f64::NAN)),
    ] {
        let error = network::draw(&changed(|d| d.path_loss = law), 0, 0).expect_err("no gain");
        assert!(
            matches!(error, NetworkError::Gain { from: 0, to: 0, .. }),
            "{error}"
        );
    }
}
