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
#[path = "../tests/support/random.rs"]
mod random;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::certificate::Certificate;
use random::Size;
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
    let drawn = random::network(Size::Any, SEED, i as u64);
    let answers = drawn.downlink.and_then(|downlink| solve(&downlink));
    (drawn.settings, answers)
}

fn solve(downlink: &Downlink) -> Result<Vec<Answer>, String> {
    let frontier = defaults::frontier(downlink);
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
        // Without a solution at full power nothing with a budget can be asked.
        let unasked = || frontier.free_end_unsolved().cloned();
        let point = frontier.isac(budget).or_else(unasked);
        let point = point.ok_or("P1 is not solved")?;
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
