//! How far sum rates lie below their upper bounds, on networks of Table I.
//!
//! ```text
//! cargo run --release --example bound -- [networks] [length of the pilots]
//! ```
//!
//! prints `network,delta,rate,bound,ratio` for P2 (no delta) and three budgets of P3, and the mean
//! and range of bound over rate to standard error.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;

use cfs::engine::downlink::Downlink;
use cfs::engine::downlink::bound::upper_bound;
use cfs::engine::{estimation, network};

const SEED: u64 = 2025;
const NAMES: [&str; 4] = ["none", "1.001 S_min", "1.05 S_min", "6"];

fn main() {
    let argument = |at: usize| std::env::args().nth(at).and_then(|a| a.parse().ok());
    let networks: u64 = argument(1).unwrap_or(50);
    let pilots = argument(2).map(|length| length as usize);
    let mut ratios = vec![Vec::new(); NAMES.len()];
    println!("network,delta,rate,bound,ratio");
    for realization in 0..networks {
        let downlink = downlink(realization, pilots);
        let frontier = defaults::frontier(&downlink);
        let best = frontier.largest_rate().expect("P2 has a start");
        let bound = upper_bound(&downlink, &best.beams, None);
        let mut rows = vec![(None, best.certificate.sum_rate, bound)];
        let s_min = frontier.sensing().map_or(f64::NAN, |s| s.s_min);
        for delta in [1.001 * s_min, 1.05 * s_min, 6.0] {
            let point = frontier.isac(delta).expect("S_min of Table I is found");
            let bound = upper_bound(&downlink, &point.beams, Some(delta));
            rows.push((Some(delta), point.certificate.sum_rate, bound));
        }
        for ((delta, rate, bound), ratios) in rows.into_iter().zip(&mut ratios) {
            let delta = delta.map_or(String::new(), |delta| delta.to_string());
            println!("{realization},{delta},{rate},{bound},{}", bound / rate);
            ratios.push(bound / rate);
        }
    }
    for (name, ratios) in NAMES.iter().zip(&ratios) {
        let mean = ratios.iter().sum::<f64>() / ratios.len().max(1) as f64;
        let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
        let most = ratios.iter().copied().fold(0.0, f64::max);
        eprintln!("delta {name}: bound / rate {mean:.3} on average, {least:.3} to {most:.3}");
    }
}

fn downlink(realization: u64, pilots: Option<usize>) -> Downlink {
    let mut deployment = deployment::table1();
    // 5 dB, so that budgets around 6 lie inside the trade-off.
    deployment.beampattern.power = 10f64.powf(0.5);
    deployment.pilots.length = pilots.unwrap_or(deployment.pilots.length);
    let network = network::draw(&deployment, SEED, realization).expect("Table I can be drawn");
    let draws = network::channel::draw(&network, &deployment, SEED, realization);
    let estimate = estimation::estimate(&network, &deployment, &draws).expect("and estimated");
    Downlink::of(&network, &deployment, estimate)
}
