//! The engine without the language: one network of Table I, its least beampattern error, its
//! largest sum rate, and a few points between.
//!
//! ```text
//! cargo run --release --example solve_one
//! ```

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::{Deployment, estimation, network};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (mut deployment, seed, realization) = (Deployment::table1(), 2025, 0);
    deployment.beampattern.power = 10f64.powf(0.5);
    let network = network::draw(&deployment, seed, realization)?;
    let draws = network::channel::draw(&network, &deployment, seed, realization);
    let estimate = estimation::estimate(&network, &deployment, &draws)?;
    let downlink = Downlink::of(&network, &deployment, estimate);

    let sensing = sensing::solve(&downlink);
    println!("S_min {:.4}, gap {:.0e}", sensing.s_min, sensing.gap);
    let best = communication::solve(&downlink);
    println!("R_max {:.4} bit/s/Hz", best.certificate.sum_rate);

    let mut solver = IsacSolver::new(&downlink, &sensing, &best.beams);
    for delta in [1.01 * sensing.s_min, 4.0, 6.0, 8.0, 10.0] {
        let point = solver.solve(delta);
        let (rate, mse) = (point.certificate.sum_rate, point.certificate.mse);
        let solved = if point.solved() {
            "solved"
        } else {
            "not solved"
        };
        println!("delta {delta:7.4}: R {rate:.4} bit/s/Hz, MSE {mse:.4}, {solved}");
    }
    Ok(())
}
