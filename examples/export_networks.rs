//! Writes random networks of one kind in the form of `tests/instances/kinds.json`, for other programs to search.
//!
//! ```text
//! cargo run --release --example export_networks -- 0 4 7 > networks.json
//! ```
//!
//! writes the first 4 networks of kind 0 of tests/support/small.rs with seed 7: estimates and error covariances of order one,
//! the powers that scale them, the beampatterns, S_min, and three budgets of P3 whose best rates are not known (`null`) until
//! a search fills them in. `check_instance` then holds the default against what it found.

#[path = "../tests/support/defaults.rs"]
mod defaults;
#[path = "../tests/support/deployment.rs"]
mod deployment;
#[path = "../tests/support/kinds.rs"]
mod kinds;
#[path = "../tests/support/small.rs"]
mod small;

use std::process::ExitCode;

use kinds::{StoredNetwork, StoredNetworks};
use small::KINDS;

/// Budgets over S_min.
const BUDGETS: [f64; 3] = [1.01, 1.1, 1.5];

fn main() -> ExitCode {
    let arguments: Result<Vec<u64>, _> = std::env::args().skip(1).map(|a| a.parse()).collect();
    let kind = arguments.as_deref().ok().and_then(|arguments| {
        let &[kind, count, seed] = arguments else {
            return None;
        };
        Some((KINDS.get(kind as usize)?, count, seed))
    });
    let Some((kind, count, seed)) = kind else {
        eprintln!(
            "usage: export_networks KIND COUNT SEED, KIND from 0 to {}",
            KINDS.len() - 1
        );
        return ExitCode::from(2);
    };
    let mut networks = Vec::new();
    for realization in 0..count {
        let downlink = kind.downlink(seed, realization);
        let Some(s_min) = defaults::answers(&downlink, &[]).s_min else {
            eprintln!("S_min of network {realization} was not found");
            return ExitCode::FAILURE;
        };
        let deltas = BUDGETS.map(|factor| factor * s_min);
        networks.push(StoredNetwork::of(
            &downlink,
            &kind.deployment(),
            s_min,
            &deltas,
        ));
    }
    let stored = StoredNetworks {
        about: format!("{}, seed {seed}", kind.name()),
        networks,
    };
    match serde_json::to_string(&stored) {
        Ok(text) => println!("{text}"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
