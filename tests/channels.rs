//! Channels from a file: what is known of them, and the rates that they carry against another program's.

#[path = "support/deployment.rs"]
mod deployment;

use std::sync::Arc;

use cfs::engine::downlink::Downlink;
use cfs::engine::known::KnownChannels;
use cfs::engine::optimiser::communication;
use cfs::engine::{Channels, Deployment, PowerBudget, estimation, network};
use deployment::table1;
use num_complex::Complex64;

/// tests/instances/external/wmmse_h_8x32.npy: eight users of one base station with 32 antennas, received
/// y_k = sum_n H_kn v_n, total power 10 and noise of power 1.
const EXTERNAL: &[u8] = include_bytes!("instances/external/wmmse_h_8x32.npy");
const USERS: usize = 8;
const ANTENNAS: usize = 32;
const POWER: f64 = 10.0;

/// Where two independent programs of alternating weighted minimum mean square error steps end, by start and
/// tolerance, bit/s/Hz. They stop short of the stationary point that ours proves.
const EXTERNAL_RATES: (f64, f64) = (41.456_094, 41.456_546);

fn entries() -> Vec<Complex64> {
    let file = npyz::NpyFile::new(EXTERNAL).unwrap();
    assert_eq!(file.shape(), [USERS as u64, ANTENNAS as u64]);
    file.into_vec().unwrap()
}

fn station(channels: KnownChannels) -> Deployment {
    let mut deployment = table1();
    deployment.access_points.count = channels.access_points();
    deployment.access_points.antennas = channels.antennas();
    deployment.access_points.power = PowerBudget::PerAccessPoint(POWER);
    deployment.users.count = channels.users();
    deployment.targets.count = 1;
    deployment.channels = Channels::Known(Arc::new(channels));
    deployment
}

fn downlink(deployment: &Deployment, realization: u64) -> Downlink {
    let network = network::draw(deployment, 1, realization).unwrap();
    let estimate = estimation::of_realization(&network, deployment, 1, realization).unwrap();
    Downlink::of(&network, deployment, estimate)
}

/// y_k = h_k^H x, so the h_k of a file of rows that multiply the signal are their conjugates.
#[test]
fn the_largest_rate_is_where_weighted_minimum_mean_square_error_steps_end() {
    let h = entries().iter().map(Complex64::conj).collect();
    let deployment = station(KnownChannels::new(&[USERS, ANTENNAS], h).unwrap());
    let downlink = downlink(&deployment, 0);
    let solution = communication::solve(&downlink);
    assert!(solution.solved(), "{:?}", solution.certificate);
    let rate = solution.certificate.sum_rate;
    assert!(
        rate >= EXTERNAL_RATES.0 && rate < EXTERNAL_RATES.1 + 1e-3,
        "{rate}"
    );

    // The rate of these beams by the formula, on the file's rows.
    let rows = entries();
    let received = |k: usize, i: usize| -> f64 {
        let row = &rows[k * ANTENNAS..][..ANTENNAS];
        let beam = solution.beams.w(0, i);
        let sum: Complex64 = row.iter().zip(beam).map(|(h, w)| h * w).sum();
        POWER * sum.norm_sqr()
    };
    let by_hand: f64 = (0..USERS)
        .map(|k| {
            let all: f64 = (0..USERS).map(|i| received(k, i)).sum();
            (1.0 + received(k, k) / (1.0 + all - received(k, k))).log2()
        })
        .sum();
    assert!((by_hand - rate).abs() < 1e-9, "{by_hand} and {rate}");
}

#[test]
fn given_channels_are_known_without_error_and_belong_to_their_realization() {
    let (users, aps, antennas) = (2, 3, 4);
    let entry =
        |r: usize, k: usize, m: usize, n: usize| Complex64::new((r + k) as f64, (m * n) as f64);
    let mut values = Vec::new();
    for r in 0..2 {
        for k in 0..users {
            for m in 0..aps {
                values.extend((0..antennas).map(|n| entry(r, k, m, n)));
            }
        }
    }
    let deployment = station(KnownChannels::new(&[2, users, aps, antennas], values).unwrap());
    for r in 0..2 {
        let network = network::draw(&deployment, 1, r as u64).unwrap();
        let estimate = estimation::of_realization(&network, &deployment, 1, r as u64).unwrap();
        for k in 0..users {
            assert!(
                estimate
                    .theta_stacked(k)
                    .iter()
                    .all(|x| *x == Complex64::ZERO)
            );
            for m in 0..aps {
                let expected: Vec<Complex64> = (0..antennas)
                    .map(|n| entry(r, k, m, n) * POWER.sqrt())
                    .collect();
                assert_eq!(estimate.h_hat(m, k), expected);
            }
        }
    }
    let network = network::draw(&deployment, 1, 2).unwrap();
    let error = estimation::of_realization(&network, &deployment, 1, 2).unwrap_err();
    assert!(error.to_string().contains("realization 2"), "{error}");
}
