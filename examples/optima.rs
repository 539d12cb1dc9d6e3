//! The default against the best of many starts of an independent search, on ten kinds of small networks.
//!
//! ```text
//! cargo run --release --example optima -- [networks] [starts] [seed] [kind | random]
//! ```
//!
//! prints `kind,realization,problem,delta,ours,best,shortfall,found_by` for P2 and five budgets of P3 on `networks`
//! networks of each kind (or of the one kind named by its number, or of sizes and settings at random): the sum rate of the default, the best of `starts`
//! random starts of the search in tests/support/search.rs, by how much the first falls short of it (relative), and the
//! method of the best. A summary by kind goes to standard error. Of the starts the best few of each
//! problem are climbed to the end, and so are the best points of the next budgets: what one budget allows,
//! a larger one allows, too.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;
#[path = "../tests/support/random.rs"]
mod random;
#[path = "../tests/support/search.rs"]
mod search;
#[path = "../tests/support/small.rs"]
mod small;

use std::process::ExitCode;

use cfs::engine::downlink::Downlink;
use cfs::engine::random::{Entity, Purpose, Streams};
use random::Size;
use rayon::prelude::*;
use search::{Found, Problem};
use small::KINDS;

/// Budgets over S_min.
const BUDGETS: [f64; 5] = [1.003, 1.03, 1.1, 1.3, 2.0];
/// Climbs that are followed to the end, per problem.
const KEPT: usize = 3;
/// A shortfall that counts, and one that must not be.
const LOW: f64 = 1e-3;
const TOO_LOW: f64 = 1e-2;

struct Row {
    realization: u64,
    /// None for P2.
    delta: Option<f64>,
    ours: f64,
    best: f64,
    found_by: &'static str,
}

impl Row {
    /// Relative, of the best that anyone found; negative where the default is the best.
    fn shortfall(&self) -> f64 {
        (self.best - self.ours) / self.best.max(self.ours)
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, usual: u64| match arguments.get(at) {
        Some(argument) => argument.parse().ok(),
        None => Some(usual),
    };
    let kinds = match arguments.get(3).map(String::as_str) {
        Some("random") => Some(vec![None]),
        Some(kind) => kind
            .parse()
            .ok()
            .filter(|&at| at < KINDS.len())
            .map(|at| vec![Some(at)]),
        None => Some((0..KINDS.len()).map(Some).collect()),
    };
    let (Some(networks), Some(starts), Some(seed), Some(kinds)) =
        (number(0, 40), number(1, 50), number(2, 7), kinds)
    else {
        eprintln!("usage: optima [networks] [starts] [seed] [kind | random]");
        return ExitCode::FAILURE;
    };
    println!("kind,realization,problem,delta,ours,best,shortfall,found_by");
    eprintln!(
        "| kind (M x N_T, K, T) | points | below by 0.1 % | by 1 % | worst | mean of those | default better by 0.1 % |"
    );
    eprintln!("|---|---|---|---|---|---|---|");
    for at in kinds {
        let name = at.map_or("random".into(), |at| KINDS[at].name());
        let rows: Vec<Row> = (0..networks)
            .into_par_iter()
            .flat_map_iter(|realization| {
                let downlink = match at {
                    Some(at) => KINDS[at].downlink(seed, realization),
                    None => random::network(Size::Small, seed, realization)
                        .downlink
                        .expect("a network"),
                };
                study(&downlink, seed, realization, starts as usize)
            })
            .collect();
        let number = at.map_or("random".into(), |at| at.to_string());
        rows.iter().for_each(|row| print(&number, row));
        summarise(&name, &rows);
    }
    ExitCode::SUCCESS
}

fn print(kind: &str, row: &Row) {
    let (problem, delta) = row
        .delta
        .map_or(("P2", String::new()), |delta| ("P3", delta.to_string()));
    println!(
        "{kind},{},{problem},{delta},{},{},{:e},{}",
        row.realization,
        row.ours,
        row.best,
        row.shortfall(),
        row.found_by
    );
}

fn summarise(kind: &str, rows: &[Row]) {
    for budgeted in [true, false] {
        let of = || rows.iter().filter(|row| row.delta.is_some() == budgeted);
        let low: Vec<f64> = of().map(Row::shortfall).filter(|&s| !(s <= LOW)).collect();
        let worst = of().map(Row::shortfall).fold(0.0, f64::max);
        eprintln!(
            "| {}, {} | {} | {} | {} | {:.3} % | {:.3} % | {} |",
            kind,
            if budgeted { "P3" } else { "P2" },
            of().count(),
            low.len(),
            low.iter().filter(|&&s| !(s <= TOO_LOW)).count(),
            100.0 * worst,
            100.0 * low.iter().sum::<f64>() / low.len().max(1) as f64,
            of().filter(|row| row.shortfall() < -LOW).count(),
        );
    }
}

/// P2 and every budget on one network.
fn study(downlink: &Downlink, seed: u64, realization: u64, starts: usize) -> Vec<Row> {
    let s_min = defaults::answers(downlink, &[])
        .s_min
        .expect("S_min is found");
    let deltas = BUDGETS.map(|factor| factor * s_min);
    let ours = defaults::answers(downlink, &deltas);
    let mut problems = vec![Problem::new(downlink, None)];
    problems.extend(
        deltas
            .iter()
            .map(|&delta| Problem::new(downlink, Some((delta, s_min)))),
    );
    let streams = Streams::new(seed, realization);
    let mut best: Vec<Option<(Found, &str)>> = (problems.iter().enumerate())
        .map(|(at, problem)| {
            let mut climbs: Vec<Found> = (0..starts)
                .map(|i| {
                    let entity = Entity::AccessPointPilot(at, i);
                    problem.climb(&problem.start(&mut streams.stream(entity, Purpose::Start)))
                })
                .collect();
            climbs.sort_by(|a, b| b.rate.total_cmp(&a.rate));
            let ends = climbs.iter().take(KEPT).map(|found| problem.polish(found));
            better(None, ends, "start")
        })
        .collect();
    // From P2, the first, down through the budgets, which ascend, up again, and back to P2.
    let last = problems.len() - 1;
    let down = std::iter::once((0, last)).chain((2..=last).rev().map(|at| (at, at - 1)));
    let up = (1..last).map(|at| (at, at + 1)).chain([(last, 0)]);
    for (from, to) in down.chain(up) {
        if let Some((found, _)) = &best[from] {
            let problem = &problems[to];
            let start = problem.adopt(&problems[from], found);
            best[to] = better(
                best[to].take(),
                [problem.polish(&start)].into_iter(),
                "next",
            );
        }
    }
    let budgets = std::iter::once(None).chain(deltas.into_iter().map(Some));
    let rates = std::iter::once(ours.r_max).chain(ours.rates);
    budgets
        .zip(rates)
        .zip(best)
        .map(|((delta, ours), best)| {
            let (best, found_by) = best.map_or((0.0, "none"), |(found, by)| (found.rate, by));
            Row {
                realization,
                delta,
                ours: ours.unwrap_or(0.0),
                best,
                found_by,
            }
        })
        .collect()
}

/// The better of what is known and what was found.
fn better<'a>(
    known: Option<(Found, &'a str)>,
    found: impl Iterator<Item = Found>,
    by: &'a str,
) -> Option<(Found, &'a str)> {
    let found = found.filter(Found::feasible).map(|found| (found, by));
    known
        .into_iter()
        .chain(found)
        .max_by(|a, b| a.0.rate.total_cmp(&b.0.rate))
}
