//! Users very near an access point: what is solved there, what is not, and why.
//!
//! ```text
//! cargo run --release --example near -- [networks] [seed]
//! ```
//!
//! 4 access points of 4 antennas, 4 users and 2 targets in a square of 1 km, at 125 dB. One user, or two of them, are at a fixed distance
//! from an access point, in any direction; everything else is anywhere. For P2, for P3 at four budgets from `S_min (1 + 1e-4)` on, and for
//! P4 at the rate half way between the first two, a line says how many networks are solved; lines before it say what is not, and why.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;

use std::f64::consts::TAU;

use cfs::engine::downlink::Downlink;
use cfs::engine::random::{Entity, Purpose, Streams};
use cfs::engine::scheme::{Beamformer, Proposed, Solution, Status};
use cfs::engine::{Area, Deployment, Placement, Point, estimation, network};
use rayon::prelude::*;

/// Budgets over S_min.
const BUDGETS: [f64; 4] = [1.0001, 1.05, 1.5, 3.0];
/// As `boundary_tolerance` is by default.
const BOUNDARY_TOLERANCE: f64 = 1e-4;
/// Users nearby, metres from their access point, and whether all are at the same one. Path losses end at one metre, so that less
/// changes angles alone.
const CASES: [(usize, f64, bool); 5] = [
    (1, 0.5, true),
    (1, 3.0, true),
    (2, 0.5, true),
    (2, 3.0, true),
    (2, 0.5, false),
];

fn main() {
    let argument = |i: usize| std::env::args().nth(i).and_then(|a| a.parse().ok());
    let networks = argument(1).unwrap_or(40);
    let seed = argument(2).unwrap_or(2025);
    println!("users nearby,distance,access points,problem,solved,asked,evaluations");
    for case in CASES {
        let rows: Vec<Vec<(String, Solution)>> = (0..networks)
            .into_par_iter()
            .map(|realization| answers(case, seed, realization))
            .collect();
        let (users, distance, together) = case;
        let places = if together { 1 } else { users };
        for at in 0..rows[0].len() {
            let name = &rows[0][at].0;
            let answers = || rows.iter().map(|row| &row[at].1);
            for (realization, answer) in answers().enumerate() {
                if let Status::Failed(reason) = &answer.status {
                    eprintln!("{users} at {distance} m, {places}: {realization}: {name}: {reason}");
                }
            }
            let solved = answers().filter(|a| a.solved()).count();
            let evaluations: usize = answers().filter_map(|a| a.proof.evaluations).sum();
            let mean = evaluations / rows.len();
            println!(
                "{users},{distance},{places},{name},{solved},{},{mean}",
                rows.len()
            );
        }
    }
}

/// What is asked of one network.
fn answers(case: (usize, f64, bool), seed: u64, realization: u64) -> Vec<(String, Solution)> {
    let downlink = downlink(case, seed, realization);
    let frontier = defaults::frontier(&downlink);
    let mut scheme = Proposed::new(&frontier, BOUNDARY_TOLERANCE);
    let s_min = frontier.sensing().expect("access points sense").s_min;
    let mut answers = vec![("P2".to_owned(), scheme.communication())];
    for factor in BUDGETS {
        let name = format!("P3 at {factor} S_min");
        answers.push((name, scheme.isac(factor * s_min)));
    }
    let zeta = 0.5 * (answers[1].1.sum_rate() + answers[2].1.sum_rate());
    answers.push(("P4".to_owned(), scheme.least_error(zeta)));
    answers
}

fn downlink((users, distance, together): (usize, f64, bool), seed: u64, at: u64) -> Downlink {
    let mut stream = Streams::new(seed, at).stream(Entity::AccessPoint(0), Purpose::Start);
    let mut deployment: Deployment = deployment::table1();
    deployment.area = Area::Rectangle {
        width: 1.0,
        height: 1.0,
    };
    let mut anywhere = |_| Point {
        x: stream.uniform(),
        y: stream.uniform(),
    };
    let access_points: Vec<Point> = (0..4).map(&mut anywhere).collect();
    let mut places: Vec<Point> = (0..4).map(&mut anywhere).collect();
    for (k, place) in places.iter_mut().take(users).enumerate() {
        let from = &access_points[if together { 0 } else { k }];
        let (sin, cos) = (TAU * stream.uniform()).sin_cos();
        *place = Point {
            x: from.x + 1e-3 * distance * cos,
            y: from.y + 1e-3 * distance * sin,
        };
    }
    deployment.access_points.count = 4;
    deployment.access_points.antennas = 4;
    deployment.access_points.placement = Placement::At(access_points);
    deployment.users.count = 4;
    deployment.users.placement = Placement::At(places);
    deployment.targets.count = 2;
    deployment.pilots.length = 4;
    let network = network::draw(&deployment, seed, at).expect("a network");
    let estimate =
        estimation::of_realization(&network, &deployment, seed, at).expect("an estimate");
    Downlink::of(&network, &deployment, estimate)
}
