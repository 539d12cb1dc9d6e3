//! Greedy allocation (Ngo et al., "Cell-Free Massive MIMO versus Small Cells", IEEE TWC 16(3), 2017, Section IV-A): the
//! user of the lowest rate moves to the pilot on which it meets the least.
//!
//! With power gains `b_mk = beta^2(d_{U_k,A_m})`, users draw pilots at random, as under `random`. In every round the user
//! of the lowest rate takes the pilot on which `sum_m sum_k' b_mk'` over its other users k' is least, which is the
//! contamination of its estimates. Ties go to the smaller index. It ends when that user has the best pilot already,
//! and after as many rounds as there are users, since a move may lower the rate of another user.
//!
//! The rate is that of their Theorem 1, of conjugate beams, with the power of an access point shared alike,
//! `eta_m = 1 / sum_k gamma_mk`. It needs nothing but the gains, and is
//!
//! `R_k = log2(1 + N_T (sum_m s_m gamma_mk)^2
//!     / (N_T sum_k' (sum_m s_m gamma_mk' b_mk / b_mk')^2 + sum_m p_m b_mk + 1))`
//!
//! over the other users k' of k's pilot, with `s_m = (p_m eta_m)^(1/2)` and the power of the estimates
//! `gamma_mk = p_p tau_p b_mk^2 / (p_p tau_p sum b_mk' + 1)`, where the sum is over the users of k's pilot. Theirs is for one
//! antenna; with N_T the amplitudes add N_T times, and the power is shared by the antennas. Reflected paths
//! are left out.

use nalgebra::DMatrix;

use super::policy::{Policy, Training};
use super::random;
use crate::engine::random::Streams;

/// The policy.
pub const POLICY: Policy = Policy {
    name: "greedy",
    allocate: |training, _, streams| Ok(allocate(training, streams)),
};

/// One cluster for each pilot; some may stay empty.
pub fn allocate(training: &Training<'_>, streams: &Streams) -> Vec<Vec<usize>> {
    let (pilots, users) = (training.length, training.gain.ncols());
    let mut clusters = random::allocate(pilots, users, streams);
    let gain = training.gain.map(|amplitude| amplitude * amplitude);
    let total: Vec<f64> = gain.column_iter().map(|column| column.sum()).collect();
    for _ in 0..users {
        let rates = rates(training, &gain, &clusters);
        let Some(worst) = (0..users).min_by(|&a, &b| rates[a].total_cmp(&rates[b])) else {
            break;
        };
        let meets = |cluster: &[usize]| -> f64 {
            let others = cluster.iter().filter(|&&other| other != worst);
            others.map(|&other| total[other]).sum()
        };
        let from = clusters.iter().position(|cluster| cluster.contains(&worst));
        let to = (0..pilots).min_by(|&a, &b| meets(&clusters[a]).total_cmp(&meets(&clusters[b])));
        let (Some(from), Some(to)) = (from, to) else {
            break;
        };
        // Written so that contamination of NaN moves no user.
        if !(meets(&clusters[to]) < meets(&clusters[from])) {
            break;
        }
        clusters[from].retain(|&user| user != worst);
        clusters[to].push(worst);
        clusters[to].sort_unstable();
    }
    clusters
}

/// R_k, bit/s/Hz, of every user; `gain` is M x K, of powers.
pub fn rates(training: &Training<'_>, gain: &DMatrix<f64>, clusters: &[Vec<usize>]) -> Vec<f64> {
    let (aps, users) = gain.shape();
    let mut estimated = DMatrix::<f64>::zeros(aps, users);
    for cluster in clusters {
        for m in 0..aps {
            let sum: f64 = cluster.iter().map(|&k| gain[(m, k)]).sum();
            let energy = training.energy;
            for &k in cluster {
                estimated[(m, k)] = energy * gain[(m, k)].powi(2) / (energy * sum + 1.0);
            }
        }
    }
    // s_m with the square root of the downlink power; an access point without a channel to any user is silent.
    let amplitude: Vec<f64> = (0..aps)
        .map(|m| {
            let sum = estimated.row(m).sum();
            if sum > 0.0 {
                (training.power[m] / sum).sqrt()
            } else {
                0.0
            }
        })
        .collect();
    let antennas = training.antennas as f64;
    let mut rates = vec![0.0; users];
    for cluster in clusters {
        for &k in cluster {
            let toward = |other: usize| -> f64 {
                let each = (0..aps).map(|m| match gain[(m, other)] {
                    0.0 => 0.0,
                    beta => amplitude[m] * estimated[(m, other)] * (gain[(m, k)] / beta),
                });
                antennas * each.sum::<f64>().powi(2)
            };
            let coherent: f64 = cluster
                .iter()
                .filter(|&&o| o != k)
                .map(|&o| toward(o))
                .sum();
            let scattered: f64 = (0..aps)
                .filter(|&m| amplitude[m] > 0.0)
                .map(|m| training.power[m] * gain[(m, k)])
                .sum();
            rates[k] = (toward(k) / (coherent + scattered + 1.0)).ln_1p() / std::f64::consts::LN_2;
        }
    }
    rates
}
