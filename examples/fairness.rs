//! Objectives other than the sum rate on networks of many kinds: how many answers are solved, what they cost, and how far the largest least
//! rates with sensing can be from global optima: the study behind docs/validation.md.
//!
//! `cargo run --release --example fairness -- [networks]`

use cfs::engine::downlink::fairness::{Known, least_share_bound};
use cfs::engine::{Criterion, Deployment, Downlink, Frontier, PowerBudget, RateFloor, Utility};
use std::f64::consts::LN_2;

/// Budgets of P3 over S_min.
const BUDGETS: [f64; 4] = [1.01, 1.1, 1.5, 3.0];
/// Powers over the noise, dB.
const POWERS: [f64; 6] = [100.0, 110.0, 120.0, 125.0, 130.0, 140.0];
const OBJECTIVES: [&str; 7] = [
    "sum_rate",
    "weighted",
    "proportional_fair",
    "min_rate",
    "sum_rate, floors of half the largest least rate",
    "sum_rate, floors of 0.9 of the largest least rate",
    "sum_rate, floors of 0.98 of the largest least rate",
];

/// Answers of one objective.
#[derive(Default)]
struct Tally {
    answers: usize,
    solved: usize,
    infeasible: usize,
    evaluations: usize,
}

fn main() {
    let networks: u64 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(60);
    let mut tallies: [[Tally; 2]; 7] = Default::default();
    let mut gaps: Vec<f64> = Vec::new();
    for seed in 0..networks {
        let mut draw = Numbers(seed);
        let deployment = random(&mut draw);
        let users = deployment.users.count;
        let Ok(downlink) = Downlink::draw(&deployment, 3, seed) else {
            continue;
        };
        let weights: Vec<f64> = (0..users).map(|_| draw.between(0.1, 3.0)).collect();
        let judged = |utility: Utility, floor: f64| {
            let criterion = Criterion::new(utility, &RateFloor::Every(floor), users);
            Frontier::new(downlink.judged_by(criterion), 1)
        };
        let least = judged(Utility::MinRate, 0.0).communication()[0]
            .certificate
            .value;
        let frontiers = [
            judged(Utility::SumRate, 0.0),
            judged(Utility::Weighted(weights), 0.0),
            judged(Utility::ProportionalFair, 0.0),
            judged(Utility::MinRate, 0.0),
            judged(Utility::SumRate, 0.5 * least),
            judged(Utility::SumRate, 0.9 * least),
            judged(Utility::SumRate, 0.98 * least),
        ];
        for (frontier, [alone, within]) in frontiers.iter().zip(&mut tallies) {
            let found = frontier.largest_rate().expect("a start");
            alone.answers += 1;
            alone.solved += usize::from(found.solved());
            alone.evaluations += found.evaluations;
            let Some(sensing) = frontier.sensing() else {
                continue;
            };
            for factor in BUDGETS {
                let delta = factor * sensing.s_min;
                within.answers += 1;
                let found = frontier.isac(delta);
                within.evaluations += found.as_ref().map_or(0, |found| found.evaluations);
                let Some(found) = found.filter(|found| found.solved()) else {
                    within.infeasible +=
                        usize::from(frontier.floors_out_of_budget(delta).is_some());
                    continue;
                };
                within.solved += 1;
                if frontier.downlink().criterion.utility == Utility::MinRate {
                    let known = Known {
                        beams: &found.beams,
                        least: &found.certificate.multipliers.least,
                        lambda: found.multiplier * LN_2,
                    };
                    let bound = least_share_bound(frontier.downlink(), &known, delta);
                    gaps.push(bound / found.certificate.value - 1.0);
                }
            }
        }
    }
    println!("objective: P2 solved, evaluations; P3 solved, proved infeasible, evaluations");
    for (name, [alone, within]) in OBJECTIVES.iter().zip(&tallies) {
        println!(
            "{name}: {} of {}, {}; {} of {}, {}, {}",
            alone.solved,
            alone.answers,
            alone.evaluations / alone.answers.max(1),
            within.solved,
            within.answers,
            within.infeasible,
            within.evaluations / within.answers.max(1),
        );
    }
    gaps.sort_by(f64::total_cmp);
    let at = |share: f64| gaps.get((share * (gaps.len() - 1) as f64) as usize);
    println!(
        "bound over the least rate with sensing, less one: median {:?}, 95 % {:?}, largest {:?}; within 1e-5: {} of {}",
        at(0.5),
        at(0.95),
        gaps.last(),
        gaps.iter().filter(|gap| **gap <= 1e-5).count(),
        gaps.len()
    );
}

/// M and N_T of 1 to 8, K of 1 to 12, T of 0 to 3, pilots shared and not.
fn random(draw: &mut Numbers) -> Deployment {
    let mut deployment = Deployment::table1();
    let aps = draw.count(1, 8);
    deployment.access_points.count = aps;
    deployment.access_points.antennas = draw.count(1, 8);
    let users = draw.count(1, 12);
    deployment.users.count = users;
    deployment.targets.count = draw.count(0, aps.min(3));
    let power = POWERS[draw.count(0, POWERS.len() - 1)];
    deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
    let shared = draw.count(1, users);
    deployment.pilots.length = [users, shared][draw.count(0, 1)];
    deployment
}

/// Numbers at random, by SplitMix64.
struct Numbers(u64);

impl Numbers {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (high - low) * ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn count(&mut self, low: usize, high: usize) -> usize {
        (self.between(low as f64, high as f64 + 1.0) as usize).min(high)
    }
}
