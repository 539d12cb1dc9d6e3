//! Channel estimation against stored instances, against the formulas as printed, and against Monte Carlo.

#[path = "support/instance.rs"]
mod instance;

use cfs::engine::estimation::statistics::Statistics;
use cfs::engine::estimation::{Estimate, estimate};
use cfs::engine::network::channel;
use instance::Instance;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// The references are sums of a few hundred products in double precision.
const REFERENCE: f64 = 1e-10;

fn replay(instance: &Instance) -> Estimate {
    estimate(
        &instance.network(),
        &instance.deployment(),
        &instance.draws(),
    )
    .expect("an estimate")
}

/// Theta_k over all access points: M N_T x M N_T.
fn stacked(e: &Estimate, k: usize) -> DMatrix<Complex64> {
    let n = e.n_antennas;
    let mut theta = DMatrix::zeros(e.n_aps * n, e.n_aps * n);
    for m in 0..e.n_aps {
        for m2 in 0..e.n_aps {
            theta
                .view_mut((m * n, m2 * n), (n, n))
                .copy_from(&e.theta_block(m, m2, k));
        }
    }
    theta
}

#[test]
fn instances_have_the_layout_that_policies_and_geometry_give() {
    for instance in Instance::all() {
        let network = instance.network();
        let name = &instance.name;
        assert_eq!(network.pilot_clusters, instance.pilot_clusters, "{name}");
        assert_eq!(network.ap_of_target, instance.ap_of_target, "{name}");
        assert_eq!(network.sensing_aps, instance.sensing_aps, "{name}");
        for (m, angle) in network.sensing_angle.iter().enumerate() {
            match (angle, instance.theta_deg_of_sensing_ap.get(&m)) {
                (None, None) => (),
                (Some(angle), Some(&0.0)) => assert_eq!(*angle, 0.0, "{name}"),
                (Some(angle), Some(stored)) => assert!((angle - stored).abs() < 1e-11, "{name}"),
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
            let (ours, stored) = (stacked(&e, k), stored.matrix(k));
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
