//! The default against a chain: each budget solved from the point of the one before, from the end at S_min up.
//!
//! ```text
//! cargo run --release --example chained -- [networks] [seed]
//! ```
//!
//! A chain climbs once and follows one branch, so it shows where the default misses a branch that one climb finds, and what
//! the default costs beside it. Networks of Table I, and of Table I with other areas, pilots and powers; 14 budgets each, the first at
//! `S_min (1 + 1e-4)`, then `S_min + 0.5 i`.

#[path = "../tests/support/deployment.rs"]
mod deployment;

use std::process::ExitCode;

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::frontier::Frontier;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::{Area, Deployment, PowerBudget};

/// Of beampatterns, dB, as in scenarios/fig3b.cfs.
const SENSING: f64 = 5.0;
const POINTS: usize = 14;
const STEP: f64 = 0.5;
const INSIDE: f64 = 1e-4;
/// A rate lower or higher by more than this, relative, counts.
const APART: f64 = 1e-4;

/// Side of the area in km, pilots, power over the noise in dB.
const KINDS: [(f64, usize, f64); 9] = [
    (2.0, 5, 125.0),
    (2.0, 1, 125.0),
    (2.0, 2, 125.0),
    (2.0, 9, 125.0),
    (0.5, 5, 125.0),
    (1.0, 5, 125.0),
    (6.0, 5, 125.0),
    (2.0, 5, 110.0),
    (2.0, 3, 135.0),
];

fn network((side, pilots, power): (f64, usize, f64)) -> Deployment {
    let mut deployment = deployment::table1();
    deployment.beampattern.power = 10f64.powf(SENSING / 10.0);
    deployment.area = Area::Rectangle {
        width: side,
        height: side,
    };
    deployment.pilots.length = pilots;
    deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
    deployment
}

/// Rates and the evaluations that all of them took.
type Curve = (Vec<Option<f64>>, usize);

fn budgets(s_min: f64) -> impl Iterator<Item = f64> {
    let at = move |i: usize| match i {
        0 => s_min * (1.0 + INSIDE),
        _ => s_min + STEP * i as f64,
    };
    (0..POINTS).map(at)
}

fn by_chain(downlink: &Downlink) -> Option<Curve> {
    let sensing = sensing::solve(downlink);
    let start = communication::solve(downlink);
    let mut solver = IsacSolver::new(downlink, &sensing, &start.beams);
    let mut evaluations = start.evaluations;
    let mut rate = |delta: f64| {
        let point = solver.solve(delta);
        evaluations += point.evaluations;
        point.solved().then_some(point.certificate.value)
    };
    let rates = budgets(sensing.s_min).map(&mut rate).collect();
    Some((rates, evaluations))
}

fn by_default(downlink: &Downlink) -> Option<Curve> {
    let frontier = Frontier::new(downlink.clone(), 1);
    let s_min = frontier.sensing()?.s_min;
    // At the free end an answer takes nothing but the skeleton.
    let skeleton = frontier.isac(f64::MAX)?.evaluations;
    let mut evaluations = frontier.largest_rate()?.evaluations + skeleton;
    let rate = |delta: f64| {
        let point = frontier.isac(delta)?;
        evaluations += point.evaluations - skeleton;
        point.solved().then_some(point.certificate.value)
    };
    let rates = budgets(s_min).map(rate).collect();
    Some((rates, evaluations))
}

fn main() -> ExitCode {
    let arguments: Result<Vec<u64>, _> = std::env::args().skip(1).map(|a| a.parse()).collect();
    let Ok(arguments) = arguments else {
        eprintln!("usage: chained [networks] [seed]");
        return ExitCode::FAILURE;
    };
    let count = arguments.first().copied().unwrap_or(20);
    let seed = arguments.get(1).copied().unwrap_or(2025);
    println!(
        "| side, pilots, power | points | lower by 1e-4 | worst | higher by 1e-4 | most | evaluations over those of the chain |"
    );
    println!("|---|---|---|---|---|---|---|");
    for kind in KINDS {
        let deployment = network(kind);
        let (mut lower, mut higher, mut points) = (0, 0, 0);
        let (mut worst, mut most) = (0f64, 0f64);
        let (mut chained, mut taken) = (0, 0);
        for realization in 0..count {
            let Ok(downlink) = Downlink::draw(&deployment, seed, realization) else {
                continue;
            };
            let (Some(chain), Some(default)) = (by_chain(&downlink), by_default(&downlink)) else {
                continue;
            };
            chained += chain.1;
            taken += default.1;
            for (at, rates) in chain.0.iter().zip(&default.0).enumerate() {
                points += 1;
                let gain = match rates {
                    (Some(chain), Some(default)) => default / chain - 1.0,
                    (Some(_), None) => f64::NEG_INFINITY,
                    (None, Some(_)) => f64::INFINITY,
                    (None, None) => 0.0,
                };
                lower += usize::from(gain < -APART);
                higher += usize::from(gain > APART);
                worst = worst.min(gain);
                most = most.max(gain);
                if gain.abs() > APART {
                    eprintln!("{kind:?} network {realization} budget {at}: {gain:+.2e}");
                }
            }
        }
        let (side, pilots, power) = kind;
        println!(
            "| {side} km, {pilots}, {power} dB | {points} | {lower} | {:.3} % | {higher} | {:.3} % | {:.3} |",
            -100.0 * worst,
            100.0 * most,
            taken as f64 / chained as f64,
        );
    }
    ExitCode::SUCCESS
}
