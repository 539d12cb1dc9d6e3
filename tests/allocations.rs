//! The hot loop of the optimiser allocates nothing: what a solve allocates does not grow with its evaluations.

#[path = "support/instance.rs"]
mod instance;

use std::path::Path;

use cfs::engine::optimiser::isac::{IsacSolution, IsacSolver};
use cfs::engine::optimiser::{communication, sensing};
use instance::Instance;

/// Allocations of a point, most of them of its certificate, which is plain matrices.
const ONCE: u64 = 2000;
/// Growth by evaluation. One allocation in each would make it one; the tight budget is reached through four looser ones,
/// each with a point to start from and one to remember.
const GROWTH: f64 = 0.5;

fn counted(solver: &mut IsacSolver<'_>, delta: f64) -> (IsacSolution, u64) {
    let mut solution = None;
    let counts = allocation_counter::measure(|| solution = Some(solver.solve(delta)));
    (solution.expect("a solution"), counts.count_total)
}

#[test]
fn evaluations_allocate_nothing() {
    let instance = Instance::read(Path::new("tests/instances/table1_seed0.json")).expect("table1");
    let downlink = instance.downlink();
    let sensing = sensing::solve(&downlink);
    let communication = communication::solve(&downlink).beams;
    let mut solver = IsacSolver::new(&downlink, &sensing, &communication);
    // The tightest budget takes most evaluations, a loose one few.
    let (tight, many) = counted(&mut solver, sensing.s_min * 1.0001);
    let (loose, few) = counted(&mut solver, sensing.s_min * 1.5);
    assert!(tight.solved() && loose.solved());
    assert!(tight.evaluations > 5 * loose.evaluations);
    let grown = (many - few) as f64 / (tight.evaluations - loose.evaluations) as f64;
    assert!(grown < GROWTH, "{grown} allocations an evaluation");
    assert!(few < ONCE, "{few} allocations of a point");
}
