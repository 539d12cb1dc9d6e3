//! What other utilities than the sum rate cost and give: the study behind docs/validation.md.
//!
//! `cargo run --release --example objectives -- [networks] [access points] [antennas] [users]`

use cfs::engine::optimiser::communication::solve;
use cfs::engine::{Criterion, Deployment, Downlink, Frontier, RateFloor, Utility};
use std::time::Instant;

/// Budgets of P3 over S_min.
const BUDGETS: [f64; 4] = [1.05, 1.2, 2.0, 4.0];

fn main() {
    let mut given = std::env::args()
        .skip(1)
        .map_while(|n| n.parse::<usize>().ok());
    let networks = given.next().unwrap_or(20) as u64;
    let mut deployment = Deployment::table1();
    let access_points = &mut deployment.access_points;
    access_points.count = given.next().unwrap_or(access_points.count);
    access_points.antennas = given.next().unwrap_or(access_points.antennas);
    deployment.users.count = given.next().unwrap_or(deployment.users.count);
    let users = deployment.users.count;
    let cases = [
        ("sum rate", Utility::SumRate, 0.0),
        ("sum rate, floors of 0.5", Utility::SumRate, 0.5),
        ("proportional fairness", Utility::ProportionalFair, 0.0),
        ("least rate", Utility::MinRate, 0.0),
    ];
    println!("P2");
    println!(
        "utility, solved, proved infeasible, evaluations (most), ms, sum rate, least rate, users below 1 % of the mean, worst residuals"
    );
    for (name, utility, floor) in &cases {
        let criterion = Criterion::new(utility.clone(), &RateFloor::Every(*floor), users);
        let (mut solved, mut infeasible, mut evaluations, mut most, mut time) = (0, 0, 0, 0, 0.0);
        let (mut sum, mut least, mut starved) = (0.0, 0.0, 0);
        let mut worst = [0.0f64; 4];
        for realization in 0..networks {
            let downlink = Downlink::draw(&deployment, 1, realization).expect("Table I has room");
            let downlink = downlink.judged_by(criterion.clone());
            let begin = Instant::now();
            let found = solve(&downlink);
            time += begin.elapsed().as_secs_f64();
            let c = &found.certificate;
            if !found.solved() && Frontier::new(downlink, 1).floors_out_of_reach().is_some() {
                infeasible += 1;
                continue;
            }
            solved += u64::from(found.solved());
            evaluations += found.evaluations;
            most = most.max(found.evaluations);
            sum += c.sum_rate;
            least += c.rates.iter().copied().fold(f64::INFINITY, f64::min);
            let mean = c.sum_rate / users as f64;
            starved += c.rates.iter().filter(|rate| **rate < 0.01 * mean).count();
            let figures = [
                c.kkt_residual,
                c.power_violation,
                c.floor_violation,
                c.complementarity,
            ];
            worst
                .iter_mut()
                .zip(figures)
                .for_each(|(w, f)| *w = w.max(f));
        }
        let n = (networks - infeasible) as f64;
        println!(
            "{name}: {solved}/{networks}, {infeasible}, {:.0} ({most}), {:.2}, {:.3}, {:.3}, {:.2}, {worst:?}",
            evaluations as f64 / n,
            1e3 * time / n,
            sum / n,
            least / n,
            starved as f64 / n
        );
    }
    println!("P3 at budgets over S_min of {BUDGETS:?}");
    println!(
        "utility, solved of points, proved infeasible, evaluations of one point (most), ms of all points"
    );
    for (name, utility, floor) in &cases {
        let criterion = Criterion::new(utility.clone(), &RateFloor::Every(*floor), users);
        let (mut solved, mut infeasible, mut evaluations, mut most, mut time) = (0, 0, 0, 0, 0.0);
        for realization in 0..networks {
            let downlink = Downlink::draw(&deployment, 1, realization).expect("Table I has room");
            let frontier = Frontier::new(downlink.judged_by(criterion.clone()), 1);
            let s_min = frontier.sensing().map_or(0.0, |sensing| sensing.s_min);
            let begin = Instant::now();
            for delta in BUDGETS.map(|factor| factor * s_min) {
                let found = frontier.isac(delta);
                let solved_here = found.as_ref().is_some_and(|found| found.solved());
                if !solved_here && frontier.floors_out_of_budget(delta).is_some() {
                    infeasible += 1;
                    continue;
                }
                let Some(found) = found else { continue };
                solved += usize::from(found.solved());
                evaluations += found.evaluations;
                most = most.max(found.evaluations);
            }
            time += begin.elapsed().as_secs_f64();
        }
        let points = networks as usize * BUDGETS.len() - infeasible;
        println!(
            "{name}: {solved}/{points}, {infeasible}, {:.0} ({most}), {:.2}",
            evaluations as f64 / points as f64,
            1e3 * time / networks as f64
        );
    }
}
