//! What the default scheme answers on one downlink, with its default starts.
//!
//! Included by path from tests and examples: `#[path = "support/defaults.rs"] mod defaults;`.
#![allow(dead_code)]

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::frontier::Frontier;
use cfs::engine::scheme::{Beamformer, Proposed, Solution};

/// As `boundary_tolerance` is by default.
const BOUNDARY_TOLERANCE: f64 = 1e-4;
/// As `starts` is by default.
const STARTS: usize = 1;

/// Rates in bit/s/Hz; none where a question was not solved.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answers {
    pub s_min: Option<f64>,
    /// P2.
    pub r_max: Option<f64>,
    /// P3, one per budget.
    pub rates: Vec<Option<f64>>,
}

/// P1, P2, and P3 at each budget.
pub(crate) fn answers(downlink: &Downlink, deltas: &[f64]) -> Answers {
    let frontier = frontier(downlink);
    let mut default = Proposed::new(&frontier, BOUNDARY_TOLERANCE);
    let rate = |solution: Solution| solution.solved().then(|| solution.sum_rate());
    Answers {
        s_min: frontier.sensing().filter(|s| s.solved()).map(|s| s.s_min),
        r_max: rate(default.communication()),
        rates: deltas
            .iter()
            .map(|&delta| rate(default.isac(delta)))
            .collect(),
    }
}

/// Everything that the default knows of a network.
pub(crate) fn frontier(downlink: &Downlink) -> Frontier {
    Frontier::new(downlink.clone(), STARTS)
}
