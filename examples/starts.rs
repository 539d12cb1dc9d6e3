//! How far the default falls short of the best of many starts, on networks of Table I.
//!
//! ```text
//! cargo run --release --example starts -- [networks] [starts] [pilots] [seed]
//! ```
//!
//! For each network it prints `network,problem,default,best,shortfall,reached`: the sum rate of the
//! default, the best over all starts, by how much the first falls short of it (relative), and how
//! many starts come within 0.1 % of the best; a summary per problem goes to standard error. Every
//! second start is one of `start::nth`, the others are drawn at random, and each is climbed from as
//! it is, without what else is known of the network.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;

use std::process::ExitCode;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::sensing::SensingSolution;
use cfs::engine::optimiser::{communication, sensing, start};
use cfs::engine::random::{Entity, Purpose, Streams};
use cfs::engine::{estimation, network};
use rayon::prelude::*;

/// Unless stated, as in Table I and in scenarios/region.cfs.
const PILOTS: usize = 5;
const SEED: u64 = 2025;
/// A start this close to the best, relative, reaches it.
const REACHED: f64 = 1e-3;
const NAMES: [&str; 4] = ["P2", "P3 at 1.001 S_min", "P3 at 1.05 S_min", "P3 at 6"];

/// The budgets of P3.
fn deltas(s_min: f64) -> [f64; 3] {
    [1.001 * s_min, 1.05 * s_min, 6.0]
}

/// What networks are drawn from.
#[derive(Clone, Copy)]
struct Kind {
    pilots: usize,
    seed: u64,
}

/// One problem on one network.
struct Row {
    default: f64,
    all: Vec<f64>,
}

impl Row {
    fn best(&self) -> f64 {
        self.all
            .iter()
            .fold(self.default, |best, rate| best.max(*rate))
    }

    fn shortfall(&self) -> f64 {
        1.0 - self.default / self.best()
    }

    fn reached(&self) -> usize {
        let best = self.best();
        let near = |rate: &&f64| **rate >= best * (1.0 - REACHED);
        self.all.iter().filter(near).count()
    }
}

fn main() -> ExitCode {
    let arguments: Result<Vec<usize>, _> = std::env::args().skip(1).map(|a| a.parse()).collect();
    let at = |i: usize, usual: usize| match &arguments {
        Ok(given) if given.len() <= 4 => Some(given.get(i).copied().unwrap_or(usual)),
        _ => None,
    };
    let (Some(networks), Some(starts)) = (at(0, 100), at(1, 20)) else {
        eprintln!("usage: starts [networks] [starts] [pilots] [seed]");
        return ExitCode::FAILURE;
    };
    let kind = Kind {
        pilots: at(2, PILOTS).unwrap_or(PILOTS),
        seed: at(3, SEED as usize).map_or(SEED, |seed| seed as u64),
    };
    let rows: Vec<Vec<Row>> = (0..networks as u64)
        .into_par_iter()
        .map(|realization| study(kind, realization, starts))
        .collect();
    println!("network,problem,default,best,shortfall,reached");
    for (realization, rows) in rows.iter().enumerate() {
        for (name, row) in NAMES.iter().zip(rows) {
            println!(
                "{realization},{name},{},{},{:e},{}",
                row.default,
                row.best(),
                row.shortfall(),
                row.reached()
            );
        }
    }
    for (at, name) in NAMES.iter().enumerate() {
        let column = || rows.iter().map(|rows| &rows[at]);
        let near = column().filter(|row| row.shortfall() <= REACHED).count();
        let worst = column().map(Row::shortfall).fold(0.0, f64::max);
        let reached: usize = column().map(Row::reached).sum();
        eprintln!(
            "{name}: the default is within 0.1 % of the best of {starts} on {near} of {networks} networks, \
             at worst {:.3} % below; {:.1} % of all starts are within 0.1 %",
            100.0 * worst,
            100.0 * reached as f64 / (networks * starts).max(1) as f64
        );
    }
    ExitCode::SUCCESS
}

/// P2 and every budget on one network.
fn study(kind: Kind, realization: u64, starts: usize) -> Vec<Row> {
    let downlink = downlink(kind, realization);
    let sensing = sensing::solve(&downlink);
    let default = defaults::answers(&downlink, &deltas(sensing.s_min));
    let beams: Vec<Beams> = (0..starts)
        .map(|i| {
            if i % 2 == 0 {
                start::nth(&downlink, i / 2)
            } else {
                drawn(&downlink, kind.seed, realization, i)
            }
        })
        .collect();
    let mut rows = vec![Row {
        default: default.r_max.unwrap_or(0.0),
        all: beams
            .iter()
            .map(|start| {
                let solution = communication::solve_from(&downlink, start);
                rate(solution.solved(), solution.certificate.sum_rate)
            })
            .collect(),
    }];
    let all: Vec<Vec<f64>> = beams
        .iter()
        .map(|start| budgets(&downlink, &sensing, start))
        .collect();
    for (at, rate) in default.rates.into_iter().enumerate() {
        rows.push(Row {
            default: rate.unwrap_or(0.0),
            all: all.iter().map(|rates| rates[at]).collect(),
        });
    }
    rows
}

/// The rates of all budgets along one chain.
fn budgets(downlink: &Downlink, sensing: &SensingSolution, start: &Beams) -> Vec<f64> {
    let mut solver = IsacSolver::new(downlink, sensing, start);
    deltas(sensing.s_min)
        .into_iter()
        .map(|delta| {
            let solution = solver.solve(delta);
            rate(solution.solved(), solution.certificate.sum_rate)
        })
        .collect()
}

/// What is not solved counts as nothing.
fn rate(solved: bool, rate: f64) -> f64 {
    if solved { rate } else { 0.0 }
}

/// Independent normal entries, full power at every access point.
fn drawn(downlink: &Downlink, seed: u64, realization: u64, i: usize) -> Beams {
    let s = &downlink.estimate;
    let streams = Streams::new(seed, realization);
    let mut beams = Beams::zeros(s.n_antennas, s.n_users, &vec![0; s.n_aps]);
    for m in 0..s.n_aps {
        let mut stream = streams.stream(Entity::AccessPointPilot(m, i), Purpose::Start);
        for k in 0..s.n_users {
            let w = beams.w_mut(m, k);
            w.iter_mut().for_each(|w| *w = stream.complex_normal());
        }
        let amplitude = beams.power(m).sqrt();
        for k in 0..s.n_users {
            beams.w_mut(m, k).iter_mut().for_each(|w| *w /= amplitude);
        }
    }
    beams
}

fn downlink(Kind { pilots, seed }: Kind, realization: u64) -> Downlink {
    let mut deployment = deployment::table1();
    deployment.pilots.length = pilots;
    // 5 dB, so that budgets around 6 lie inside the trade-off.
    deployment.beampattern.power = 10f64.powf(0.5);
    let network = network::draw(&deployment, seed, realization).expect("Table I can be drawn");
    let draws = network::channel::draw(&network, &deployment, seed, realization);
    let estimate = estimation::estimate(&network, &deployment, &draws).expect("and estimated");
    Downlink::of(&network, &deployment, estimate)
}
