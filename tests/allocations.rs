//! The hot loop of the optimiser allocates nothing: what a solve allocates does not grow with its evaluations. Arrays are
//! written network by network.

#[path = "support/instance.rs"]
mod instance;

use std::io;
use std::path::Path;

use cfs::engine::optimiser::isac::{IsacSolution, IsacSolver};
use cfs::engine::optimiser::{communication, sensing};
use cfs::table::arrays::{ArraySink, Values};
use cfs::{MemorySources, Run, Scenario};
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

/// Counts the values of arrays and keeps none.
struct Nowhere(usize);

impl ArraySink for Nowhere {
    fn put(&mut self, _: usize, _: u64, values: Values<'_>) -> io::Result<()> {
        self.0 += match values {
            Values::Complex(values) => 2 * values.len(),
            Values::Real(values) => values.len(),
            Values::Whole(values) => values.len(),
            Values::Switch(values) => values.len(),
        };
        Ok(())
    }
}

/// Numbers of the arrays of so many networks, and the most bytes that writing them takes at once.
fn written(realizations: usize) -> (usize, u64) {
    let text = format!(
        "aps 4 {{ antennas 8 }}\nusers 4\ntargets 1\nrealizations {realizations}\n\
         record beams channels estimates covariances places\nsolve communication\n"
    );
    let sources = MemorySources::new().with("arrays.cfs", text);
    let scenario = Scenario::parse(&sources, "arrays.cfs").expect("a scenario");
    let experiment = scenario.plan().experiments().next().expect("an experiment");
    let results = experiment.run(&Run::default()).expect("results");
    let mut sink = Nowhere(0);
    let counts = allocation_counter::measure(|| {
        let recorded = results.arrays().expect("arrays");
        let prepared = recorded.prepared().expect("sizes");
        prepared.write(&mut sink).expect("values");
    });
    (sink.0, counts.bytes_max)
}

#[test]
fn arrays_are_written_network_by_network() {
    let ((few, low), (many, high)) = (written(3), written(30));
    assert!(many > 9 * few, "{few} and {many} numbers");
    // Numbers and places of a network: far less than its 70 kB of arrays.
    let each = (high - low) / 27;
    assert!(each < 1000, "{each} bytes for a further network");
}
