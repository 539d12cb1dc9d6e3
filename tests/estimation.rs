//! Channel estimation against stored instances, against the formulas as printed, and against Monte Carlo.

#[path = "support/deployment.rs"]
mod deployment;
#[path = "support/instance.rs"]
mod instance;

use cfs::engine::estimation::quality::relative_error;
use cfs::engine::estimation::sampling::link_errors;
use cfs::engine::estimation::statistics::Statistics;
use cfs::engine::estimation::{Estimate, EstimationError, estimate};
use cfs::engine::network::{self, Network, channel};
use cfs::engine::policy::pilots;
use cfs::engine::random::Streams;
use cfs::engine::{AccessPoints, Deployment, PathLoss, PilotAllocation, Pilots, PowerBudget};
use deployment::{reflecting, table1};
use instance::Instance;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// The references are sums of a few hundred products in double precision.
const REFERENCE: f64 = 1e-10;

/// A case: what it makes of a deployment.
type Change = fn(&mut Deployment);

fn replay(instance: &Instance) -> Estimate {
    estimate(
        &instance.network(),
        &instance.deployment(),
        &instance.draws(),
    )
    .expect("an estimate")
}

fn drawn(deployment: &Deployment, seed: u64, realization: u64) -> (Network, Estimate) {
    let network = network::draw(deployment, seed, realization).expect("a network");
    let draws = channel::draw(&network, deployment, seed, realization);
    let estimate = estimate(&network, deployment, &draws).expect("an estimate");
    (network, estimate)
}

#[test]
fn instances_have_the_layout_that_policies_and_geometry_give() {
    for instance in Instance::all() {
        let network = instance.network();
        let name = &instance.name;
        assert_eq!(network.pilot_clusters, instance.pilot_clusters, "{name}");
        assert_eq!(network.ap_of_target, instance.ap_of_target, "{name}");
        assert_eq!(network.sensing_aps, instance.sensing_aps, "{name}");
        for (m, angles) in network.sensing_angles.iter().enumerate() {
            match (angles.as_slice(), instance.theta_deg_of_sensing_ap.get(&m)) {
                ([], None) => (),
                ([angle], Some(&0.0)) => assert_eq!(*angle, 0.0, "{name}"),
                ([angle], Some(stored)) => assert!((angle - stored).abs() < 1e-11, "{name}"),
                other => panic!("{name}: access point {m} has {other:?}"),
            }
        }
        for (t, row) in instance.sines.iter().enumerate() {
            for (m, &sine) in row.iter().enumerate() {
                assert!(
                    (network.sines[(m, t)] - sine).abs() < 1e-14,
                    "{name}: target {t} from {m}"
                );
            }
        }
    }
}

/// Norm-wise over a vector: an antenna may fade to almost nothing.
#[test]
fn stored_draws_give_the_stored_channels_and_estimates() {
    for instance in Instance::all() {
        let e = replay(&instance);
        let channels = channel::channels(
            &instance.network(),
            &instance.deployment(),
            &instance.draws(),
        );
        let amplitude = instance.par.pm.sqrt();
        let mut worst = [0.0f64; 2];
        for m in 0..e.n_aps {
            for k in 0..e.n_users {
                let pairs = [
                    (&instance.h_true, channels.h.at(m, k), 1.0),
                    (&instance.h_hat, e.h_hat(m, k), amplitude),
                ];
                for ((stored, ours, scale), worst) in pairs.into_iter().zip(&mut worst) {
                    let stored: Vec<_> = (0..e.n_antennas)
                        .map(|n| stored.get(k, m, n) * scale)
                        .collect();
                    let difference: f64 = ours
                        .iter()
                        .zip(&stored)
                        .map(|(a, b)| (a - b).norm_sqr())
                        .sum();
                    let size: f64 = stored.iter().map(Complex64::norm_sqr).sum();
                    *worst = worst.max((difference / size).sqrt());
                }
            }
        }
        println!(
            "{}: h {:.1e}, h_hat {:.1e}",
            instance.name, worst[0], worst[1]
        );
        assert!(
            worst[0] < REFERENCE && worst[1] < REFERENCE,
            "{}: {worst:?}",
            instance.name
        );
    }
}

/// The reference subtracts C Phi from Phi, so its own error is relative to Phi, up to 2.6e7 times
/// Theta at Table I; ours is a formula without that difference.
#[test]
fn error_powers_match_the_stored_traces() {
    for instance in Instance::all() {
        let e = replay(&instance);
        let statistics = Statistics::new(&instance.network(), &instance.deployment());
        let (mut worst, mut worst_of_phi) = (0.0f64, 0.0f64);
        for k in 0..e.n_users {
            for m in 0..e.n_aps {
                let stored = instance.theta_trace[k][m] * e.n_antennas as f64;
                let phi = statistics.phi(m, k).trace(&statistics.bases[m]).re;
                let difference = (e.error_power(m, k) / instance.par.pm - stored).abs();
                worst = worst.max(difference / stored);
                worst_of_phi = worst_of_phi.max(difference / phi);
            }
        }
        println!(
            "{}: trace {worst:.1e} of Theta, {worst_of_phi:.1e} of Phi",
            instance.name
        );
        assert!(
            worst_of_phi < 50.0 * f64::EPSILON,
            "{}: {worst_of_phi:e}",
            instance.name
        );
        assert!(worst < 1e-8, "{}: {worst:e}", instance.name);
    }
}

#[test]
fn error_covariances_match_the_stored_ones() {
    for instance in Instance::all() {
        let Some(stored) = &instance.theta else {
            continue;
        };
        let e = replay(&instance);
        let (mut norm_wise, mut entry_wise, mut off_diagonal) = (0.0f64, 0.0f64, 0.0f64);
        for k in 0..e.n_users {
            let (ours, stored) = (e.theta_stacked(k), stored.matrix(k));
            norm_wise = norm_wise.max((&ours - &stored).norm() / stored.norm());
            for (a, b) in ours.iter().zip(stored.iter()) {
                entry_wise = entry_wise.max((a - b).norm() / b.norm());
            }
            let n = e.n_antennas;
            for m in 0..e.n_aps {
                for m2 in (0..e.n_aps).filter(|&m2| m2 != m) {
                    let (a, b) = (
                        ours.view((m * n, m2 * n), (n, n)),
                        stored.view((m * n, m2 * n), (n, n)),
                    );
                    off_diagonal = off_diagonal.max((a - b).norm() / b.norm());
                }
            }
        }
        println!(
            "{}: Theta {norm_wise:.1e} norm-wise, {entry_wise:.1e} entry-wise, {off_diagonal:.1e} in blocks m' != m",
            instance.name
        );
        assert!(norm_wise < REFERENCE, "{}: {norm_wise:e}", instance.name);
        assert!(off_diagonal < 1e-8, "{}: {off_diagonal:e}", instance.name);
    }
}

/// Theta_mm'k by (8)-(12) as they are printed, from the unscaled statistics.
fn printed_theta(s: &Statistics, m: usize, m2: usize, k: usize) -> DMatrix<Complex64> {
    let filter = |m: usize| s.filter(m, k).expect("regular");
    let basis = &s.bases[m];
    if m == m2 {
        let phi = s.phi(m, k);
        return phi
            .combine(1.0, &filter(m).product(&phi, basis), -1.0)
            .dense(basis);
    }
    let dense = |core: DMatrix<Complex64>| &s.bases[m].q * core * s.bases[m2].q.adjoint();
    let phi = dense(s.phi_cross(m, m2, k));
    let shared = s.others(k).fold(phi.clone(), |sum, other| {
        sum + dense(s.phi_cross(m, m2, other))
    });
    let (c, c2) = (
        filter(m).dense(basis),
        filter(m2).dense(&s.bases[m2]).adjoint(),
    );
    &phi - &phi * &c2 - &c * &phi + &c * shared * &c2
}

/// The printed differences lose digits as reflections outgrow what is independent between antennas; signal-to-noise
/// ratios are chosen so that they keep eleven.
#[test]
fn the_structured_covariance_is_the_printed_one() {
    let cases: [(&str, Change); 8] = [
        ("reflections dominate", |_| ()),
        ("more targets than antennas", |d| {
            d.targets.count = 6;
            d.access_points.count = 6;
            d.access_points.antennas = 3;
        }),
        ("no targets", |d| d.targets.count = 0),
        ("targets that do not reflect", |d| {
            d.targets.reflection = 0.0
        }),
        ("known gains and steering vectors", |d| {
            d.targets.gain_variance_access_point = 0.0;
            d.targets.gain_variance_user = 0.0;
            d.targets.steering_variance = 0.0;
        }),
        ("one user", |d| d.users.count = 1),
        ("one pilot for all", |d| d.pilots.length = 1),
        ("an unused pilot", |d| {
            d.pilots.allocation = PilotAllocation::Explicit(vec![vec![3, 0, 1, 2], vec![]])
        }),
    ];
    for (name, change) in cases {
        let mut deployment = reflecting();
        change(&mut deployment);
        for seed in 0..5 {
            let (network, e) = drawn(&deployment, seed, 0);
            let s = Statistics::new(&network, &deployment);
            for k in 0..e.n_users {
                for m in 0..e.n_aps {
                    for m2 in 0..e.n_aps {
                        let ours = e.theta_block(m, m2, k);
                        let scale = (network.power[m] * network.power[m2]).sqrt();
                        let printed = printed_theta(&s, m, m2, k) * Complex64::from(scale);
                        let (phi, phi2) = (
                            s.phi(m, k).dense(&s.bases[m]),
                            s.phi(m2, k).dense(&s.bases[m2]),
                        );
                        let size = scale * (phi.norm() * phi2.norm()).sqrt();
                        let difference = (&ours - &printed).norm() / size;
                        assert!(
                            difference < 1e-11,
                            "{name}, seed {seed}: {difference:e} at {m}, {m2}, {k}"
                        );
                    }
                    let trace = e.theta_block(m, m, k).trace();
                    assert!(
                        (e.error_power(m, k) / trace.re - 1.0).abs() < 1e-12
                            && trace.im.abs() < 1e-12 * trace.re
                    );
                }
            }
        }
    }
}

/// Tr(Theta_mk) of a layout in which Phi is up to 8e7 times Theta, by the printed formulas in 80 digits (mpmath),
/// from the gains, sines and clusters of seed 1. In double precision the printed formulas keep nine digits of it.
#[test]
fn high_signal_to_noise_ratio_cancels_nothing() {
    let expected = [
        [
            1.9999998786434358e-18,
            1.9469930151411456e-11,
            4.747445161873e-11,
            5.4097490093858715e-11,
        ],
        [
            1.9999998456536674e-18,
            8.21059634720796e-12,
            1.3086209456129972e-11,
            1.819833087883726e-11,
        ],
        [
            1.9999998658556774e-18,
            2.0658196967669642e-11,
            2.64241249305357e-11,
            4.430848890314428e-11,
        ],
    ];
    let mut deployment = reflecting();
    deployment.pilots.power = 1e18;
    let (network, e) = drawn(&deployment, 1, 0);
    assert_eq!(network.pilot_clusters, [vec![0], vec![1, 2, 3]]);
    for (m, row) in expected.iter().enumerate() {
        for (k, expected) in row.iter().enumerate() {
            let ratio = e.error_power(m, k) / network.power[m] / expected;
            assert!(
                (ratio - 1.0).abs() < 1e-12,
                "access point {m}, user {k}: {ratio}"
            );
        }
    }
}

/// Rounding in the eigenvalues themselves is relative to the largest.
#[test]
fn error_covariances_are_positive_semidefinite() {
    let stored = Instance::all().map(|i| (i.name.clone(), replay(&i)));
    let mut extreme = reflecting();
    extreme.pilots.power = 1e25;
    extreme.targets.count = 3;
    extreme.access_points.antennas = 2;
    let drawn = (0..3).map(|seed| (format!("extreme, seed {seed}"), drawn(&extreme, seed, 0).1));
    for (name, e) in stored.chain(drawn) {
        for k in 0..e.n_users {
            let eigenvalues = e.theta_stacked(k).symmetric_eigenvalues();
            let (smallest, largest) = (eigenvalues.min(), eigenvalues.max());
            assert!(
                smallest >= -1e-14 * largest,
                "{name}, user {k}: {smallest:e} of {largest:e}"
            );
            for m in 0..e.n_aps {
                let d = DMatrix::from_row_slice(e.n_targets, e.n_targets, e.d(m, k));
                assert_eq!(d, d.adjoint(), "{name}: D is Hermitian to the bit");
                assert!(e.theta(m, k) > 0.0);
            }
        }
    }
}

#[test]
fn without_targets_the_estimate_is_the_scalar_one() {
    let mut deployment = table1();
    deployment.targets.count = 0;
    let (network, e) = drawn(&deployment, 1, 0);
    let draws = channel::draw(&network, &deployment, 1, 0);
    let y = channel::channels(&network, &deployment, &draws).y;
    let nu = 1.0 / (deployment.pilots.power * 5.0);
    assert_eq!((e.d.len(), e.coupling.len(), e.q_bar.len()), (0, 0, 0));
    for m in 0..e.n_aps {
        for k in 0..e.n_users {
            let c = network.pilot_of_user[k];
            let power = |k: usize| network.gain_ua[(m, k)].powi(2);
            let all: f64 = network.pilot_clusters[c].iter().map(|&k| power(k)).sum();
            let filter = power(k) / (all + nu);
            for (ours, y) in e.h_hat(m, k).iter().zip(y.at(m, c)) {
                assert!(
                    (ours - y * (filter * network.power[m].sqrt())).norm() < 1e-13 * ours.norm()
                );
            }
            let rest = all - power(k) + nu;
            assert!((e.theta(m, k) / (network.power[m] * filter * rest) - 1.0).abs() < 1e-6);
        }
    }
}

/// With p_p tau_p = 1e60 the noise is gone to the last bit, and theta is nu p_m: 50 digits below phi.
#[test]
fn infinite_pilot_power_and_a_pilot_each_leave_no_error() {
    let mut deployment = reflecting();
    deployment.pilots = Pilots {
        length: 4,
        power: 0.25e60,
        allocation: PilotAllocation::Policy(pilots::orthogonal::POLICY),
    };
    let (network, e) = drawn(&deployment, 2, 0);
    let draws = channel::draw(&network, &deployment, 2, 0);
    let h = channel::channels(&network, &deployment, &draws).h;
    for m in 0..e.n_aps {
        for k in 0..e.n_users {
            for (ours, h) in e.h_hat(m, k).iter().zip(h.at(m, k)) {
                assert!((ours - h * network.power[m].sqrt()).norm() < 1e-12 * ours.norm());
            }
            assert!((e.theta(m, k) / (network.power[m] * 1e-60) - 1.0).abs() < 1e-12);
            let all = network.power[m] * 1e-60 * e.n_antennas as f64;
            assert!(
                (e.error_power(m, k) / all - 1.0).abs() < 1e-9,
                "{:e}",
                e.error_power(m, k) / all
            );
        }
    }
}

#[test]
fn a_user_alone_has_no_contamination() {
    let mut deployment = reflecting();
    deployment.users.count = 1;
    let (_, e) = drawn(&deployment, 4, 0);
    for m in 0..e.n_aps {
        for t in 0..e.n_targets {
            assert!(e.coupling(m, 0, t, 1).iter().all(|c| c.norm() == 0.0));
            assert!(e.coupling(m, 0, t, 0).iter().any(|c| c.norm() > 0.0));
        }
    }
}

#[test]
fn a_network_without_users_has_an_empty_estimate() {
    let mut deployment = table1();
    deployment.users.count = 0;
    let (_, e) = drawn(&deployment, 0, 0);
    assert_eq!((e.h_hat.len(), e.theta.len(), e.d.len()), (0, 0, 0));
    assert_eq!(e.q_bar.len(), 6 * 3 * 12);
}

/// Reflections 1e18 times stronger than anything independent between antennas leave the covariance of what three
/// antennas receive from six targets singular in double precision; seven orders weaker they do not.
#[test]
fn a_covariance_singular_to_rounding_is_an_error() {
    let mut deployment = reflecting();
    deployment.access_points = AccessPoints {
        count: 6,
        antennas: 3,
        ..deployment.access_points
    };
    deployment.targets.count = 6;
    deployment.targets.steering_variance = 0.0;
    deployment.pilots.power = 1e30;
    let at = |reflection: f64| {
        let mut deployment = deployment.clone();
        deployment.targets.reflection = reflection;
        let network = network::draw(&deployment, 0, 0).expect("a network");
        estimate(
            &network,
            &deployment,
            &channel::draw(&network, &deployment, 0, 0),
        )
    };
    assert!(
        matches!(at(1e17), Err(EstimationError::Singular { .. })),
        "{:?}",
        at(1e17).map(|e| e.theta)
    );
    assert!(at(1e9).is_ok());
}

/// Gains whose squares are not finite.
#[test]
fn gains_beyond_the_range_of_numbers_are_an_error() {
    let mut deployment = table1();
    deployment.path_loss = PathLoss::LogDistance {
        intercept: -4000.0,
        slope: 0.0,
    };
    let network = network::draw(&deployment, 0, 0).expect("gains of 1e200");
    let draws = channel::draw(&network, &deployment, 0, 0);
    let error = EstimationError::Singular {
        access_point: 0,
        pilot: 0,
    };
    assert_eq!(estimate(&network, &deployment, &draws), Err(error));
}

/// The channel of a single user per pilot without reflections: gain beta^2, error beta^2 / (1 + p_p tau_p beta^2).
#[test]
fn link_errors_without_targets_are_the_textbook_formula() {
    let mut deployment = table1();
    deployment.targets.count = 0;
    deployment.users.count = 5;
    deployment.pilots.allocation = PilotAllocation::Policy(pilots::orthogonal::POLICY);
    let network = network::draw(&deployment, 3, 1).expect("a network");
    let errors = link_errors(&network, &deployment, &Streams::new(3, 1), 2).expect("errors");
    assert_eq!(errors.len(), 6 * 5);
    let snr = deployment.pilots.power * deployment.pilots.length as f64;
    for link in errors {
        let gain = network.gain_ua[(link.access_point, link.user)].powi(2);
        let error = gain / (1.0 + snr * gain);
        assert!((link.gain / gain - 1.0).abs() < 1e-12);
        assert!((link.error / error - 1.0).abs() < 1e-12);
    }
}

/// Where reflections dominate and pilots are shared, the samples agree with Theta within five standard errors, none
/// of which is large enough to hide a wrong term: 5 % of the error.
#[test]
fn sampled_errors_agree_with_the_closed_form() {
    for deployment in [table1(), reflecting()] {
        let network = network::draw(&deployment, 2025, 0).expect("a network");
        let streams = Streams::new(2025, 0);
        let errors = link_errors(&network, &deployment, &streams, 4000).expect("errors");
        for link in &errors {
            assert!(link.score().abs() < 5.0, "{link:?}");
            assert!(link.deviation < 0.05 * link.error, "{link:?}");
            assert!(
                link.normalised() > 0.0 && link.normalised() <= 1.0,
                "{link:?}"
            );
        }
        // The power of an access point scales its estimates, not the channels that are estimated.
        let mut louder = deployment.clone();
        louder.access_points.power = PowerBudget::PerAccessPoint(7.0);
        let network = network::draw(&louder, 2025, 0).expect("a network");
        assert_eq!(
            link_errors(&network, &louder, &streams, 4000).expect("errors"),
            errors
        );
    }
}

#[test]
fn the_relative_error_is_that_of_the_matrices_as_printed() {
    for instance in Instance::all() {
        let (network, deployment) = (instance.network(), instance.deployment());
        let estimate = replay(&instance);
        let statistics = Statistics::new(&network, &deployment);
        let (mut error, mut total) = (0.0, 0.0);
        for m in 0..network.n_aps() {
            for k in 0..network.n_users() {
                error += estimate.theta_block(m, m, k).trace().re;
                let phi = statistics.phi(m, k).dense(&statistics.bases[m]);
                total += network.power[m] * phi.trace().re;
            }
        }
        let relative = relative_error(&network, &deployment, &estimate);
        assert!(
            (relative - error / total).abs() < REFERENCE * relative,
            "{}",
            instance.name
        );
        assert!(relative > 0.0 && relative < 1.0);
    }
}
