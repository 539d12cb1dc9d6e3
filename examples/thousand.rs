//! Random instances of all sizes and kinds: what is solved, what is not, and why.
//!
//! ```text
//! cargo run --release --example thousand -- [count]
//! ```
//!
//! Solves P1, P2 and P3 at four budgets, the first of them S_min (1 + 1e-4), for `count` instances
//! whose size and settings are drawn at random. Each problem that is not solved is a line
//! `instance,problem,reason,settings`; the summary follows. The evaluations of a budget are those of everything that its
//! answer needs of the network, as if nothing else were asked.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::certificate::Certificate;
use cfs::engine::random::{Entity, Purpose, Stream, Streams};
use cfs::engine::{Area, Deployment, Facing, PowerBudget, estimation, network};
use rayon::prelude::*;

const SEED: u64 = 2025;
/// Budgets over S_min.
const BUDGETS: [(&str, f64); 4] = [
    ("P3 at S_min", 1.0 + 1e-4),
    ("P3 at 1.02 S_min", 1.02),
    ("P3 at 1.3 S_min", 1.3),
    ("P3 at 2 S_min", 2.0),
];

/// One problem of one instance.
struct Answer {
    problem: &'static str,
    solved: bool,
    reason: String,
    residual: f64,
    gap: f64,
    evaluations: usize,
}

fn main() {
    let argument = std::env::args().nth(1).and_then(|a| a.parse().ok());
    let count: usize = argument.unwrap_or(1000);
    let rows: Vec<(String, Result<Vec<Answer>, String>)> =
        (0..count).into_par_iter().map(instance).collect();
    let mut answers = Vec::new();
    let mut infeasible = 0;
    println!("instance,problem,reason,settings");
    for (i, (settings, row)) in rows.into_iter().enumerate() {
        match row {
            Ok(row) => {
                for answer in row.iter().filter(|a| !a.solved) {
                    println!("{i},{},{},{settings}", answer.problem, answer.reason);
                }
                answers.extend(row.into_iter().map(|answer| (i, answer)));
            }
            Err(reason) => {
                infeasible += 1;
                println!("{i},none,{reason},{settings}");
            }
        }
    }
    println!("{count} instances, of which {infeasible} could not be drawn or estimated");
    let names = ["P1", "P2"];
    for name in names.into_iter().chain(BUDGETS.map(|(name, _)| name)) {
        let of = || answers.iter().filter(|(_, a)| a.problem == name);
        let solved = || of().filter(|(_, a)| a.solved);
        let worst = |f: fn(&Answer) -> f64| solved().map(|(_, a)| f(a)).fold(0.0, f64::max);
        let slowest = of().max_by_key(|(_, a)| a.evaluations);
        let (slowest, most) = slowest.map_or((0, 0), |(i, a)| (*i, a.evaluations));
        let total: usize = of().map(|(_, a)| a.evaluations).sum();
        println!(
            "{name}: {} of {} solved, worst KKT residual {:.1e}, worst gap {:.1e}, \
             {} evaluations on average, {most} at most (instance {slowest})",
            solved().count(),
            of().count(),
            worst(|a| a.residual),
            worst(|a| a.gap),
            total / of().count().max(1)
        );
    }
}

/// Draws an instance and solves it.
fn instance(i: usize) -> (String, Result<Vec<Answer>, String>) {
    let mut stream = Streams::new(SEED, i as u64).stream(Entity::AccessPoint(0), Purpose::Start);
    let (deployment, settings) = settings(&mut stream);
    (settings, solve(&deployment, i as u64))
}

fn solve(deployment: &Deployment, realization: u64) -> Result<Vec<Answer>, String> {
    let network = network::draw(deployment, SEED, realization).map_err(|e| e.to_string())?;
    let draws = network::channel::draw(&network, deployment, SEED, realization);
    let estimate = estimation::estimate(&network, deployment, &draws).map_err(|e| e.to_string())?;
    let downlink = Downlink::of(&network, deployment, estimate);
    let frontier = defaults::frontier(&downlink);
    let sensing = frontier.sensing().ok_or("no access point senses")?;
    let mut answers = vec![Answer {
        problem: "P1",
        solved: sensing.solved(),
        reason: format!("gap {:.1e}", sensing.gap),
        residual: 0.0,
        gap: sensing.gap,
        evaluations: sensing.evaluations,
    }];
    let best = frontier.largest_rate().ok_or("no start of P2")?;
    answers.push(Answer {
        problem: "P2",
        solved: best.solved(),
        reason: residuals(&best.certificate),
        residual: best.certificate.kkt_residual,
        gap: 0.0,
        evaluations: best.evaluations,
    });
    for (problem, factor) in BUDGETS {
        let budget = factor * sensing.s_min;
        let point = frontier.isac(budget).ok_or("P1 is not solved")?;
        answers.push(Answer {
            problem,
            solved: point.solved(),
            reason: format!(
                "{} mse {:.1e}",
                residuals(&point.certificate),
                point.budget_violation
            ),
            residual: point.certificate.kkt_residual,
            gap: 0.0,
            evaluations: point.evaluations,
        });
    }
    Ok(answers)
}

fn residuals(c: &Certificate) -> String {
    format!(
        "KKT {:.1e} dual {:.1e} power {:.1e}",
        c.kkt_residual, c.dual_violation, c.power_violation
    )
}

/// Settings at random, and how to name them.
fn settings(stream: &mut Stream) -> (Deployment, String) {
    let mut deployment = deployment::table1();
    let one_of = |stream: &mut Stream, values: &[f64]| values[stream.index(values.len())];
    let antennas = 2 + stream.index(15);
    let aps = 1 + stream.index(10);
    let users = 1 + stream.index(12);
    let targets = 1 + stream.index(aps.min(4));
    let side = one_of(stream, &[0.2, 0.5, 1.0, 2.0, 4.0, 8.0]);
    let power = 85.0 + 50.0 * stream.uniform();
    let training = 110.0 + 50.0 * stream.uniform();
    let sensing = one_of(stream, &[-10.0, 0.0, 5.0, 20.0]);
    let reflection = one_of(stream, &[0.0, 0.8, 0.8, 1e4, 3e6]);
    let variance = one_of(stream, &[1e-16, 1e-16, 1e-13]);
    let steering = one_of(stream, &[0.0, 1e-3, 0.1]);
    let width = one_of(stream, &[5.0, 10.0, 20.0, 40.0]);
    let bearing = (stream.uniform() < 0.5).then(|| 360.0 * stream.uniform());
    deployment.access_points.antennas = antennas;
    deployment.access_points.count = aps;
    deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
    if let Some(bearing) = bearing {
        deployment.access_points.facing = Facing::Bearing(bearing);
    }
    deployment.users.count = users;
    deployment.targets.count = targets;
    deployment.targets.reflection = reflection;
    deployment.targets.gain_variance_access_point = variance;
    deployment.targets.gain_variance_user = variance;
    deployment.targets.steering_variance = steering;
    deployment.area = Area::Rectangle {
        width: side,
        height: side,
    };
    deployment.pilots.length = 1 + stream.index(users);
    deployment.pilots.power = 10f64.powf(training / 10.0);
    deployment.beampattern.power = 10f64.powf(sensing / 10.0);
    deployment.beampattern.width = width;
    let pilots = deployment.pilots.length;
    let settings = format!(
        "M {aps} N_T {antennas} K {users} T {targets} pilots {pilots} side {side} power {power:.0} \
         training {training:.0} sensing {sensing} reflection {reflection} variance {variance} \
         steering {steering} width {width} bearing {bearing:?}"
    );
    (deployment, settings)
}
