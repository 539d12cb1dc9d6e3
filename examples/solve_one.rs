//! The engine without the language: one network of Table I, its least beampattern error, its
//! largest sum rate, and a few points between.
//!
//! ```text
//! cargo run --release --example solve_one
//! ```

use cfs::engine::{Deployment, Downlink, Settings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut deployment = Deployment::table1();
    deployment.beampattern.power = 10f64.powf(0.5);
    let (seed, realization) = (2025, 0);
    let frontier = Settings::default().frontier(Downlink::draw(&deployment, seed, realization)?);

    let sensing = frontier.sensing().ok_or("no access point senses")?;
    println!("S_min {:.4}, gap {:.0e}", sensing.s_min, sensing.gap);
    let best = frontier.largest_rate().ok_or("P2 is not solved")?;
    println!("R_max {:.4} bit/s/Hz", best.certificate.sum_rate);

    for delta in [1.01 * sensing.s_min, 4.0, 6.0, 8.0, 10.0] {
        let point = frontier.isac(delta).ok_or("P1 is not solved")?;
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
