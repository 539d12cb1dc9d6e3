//! The engine without the language: one network of Table I, its least beampattern error, its
//! largest sum rate, and a few points between.
//!
//! ```text
//! cargo run --release --example solve_one
//! ```

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::{
    AccessPoints, Area, Beampattern, Channels, Deployment, Facing, Pairing, PathLoss,
    PilotAllocation, Pilots, Placement, PowerBudget, Targets, Users, Window, estimation, network,
};

fn decibel(value: f64) -> f64 {
    10f64.powf(value / 10.0)
}

fn table_1() -> Deployment {
    Deployment {
        area: Area::Rectangle {
            width: 2.0,
            height: 2.0,
        },
        wrap_around: false,
        access_points: AccessPoints {
            count: 6,
            antennas: 12,
            spacing: 0.5,
            facing: Facing::Target,
            power: PowerBudget::PerAccessPoint(decibel(125.0)),
            placement: Placement::Uniform,
        },
        users: Users {
            count: 9,
            placement: Placement::Uniform,
        },
        targets: Targets {
            count: 3,
            placement: Placement::Uniform,
            reflection: 0.8,
            gain_variance_access_point: decibel(-160.0),
            gain_variance_user: decibel(-160.0),
            steering_variance: decibel(-30.0),
        },
        path_loss: PathLoss::Paper,
        target_path_loss: None,
        shadowing: 0.0,
        channels: Channels::Model,
        pilots: Pilots {
            length: 5,
            power: decibel(150.0),
            allocation: PilotAllocation::Hac,
        },
        pairing: Pairing::KuhnMunkres,
        targets_per_access_point: 1,
        coherence_length: 40,
        beampattern: Beampattern {
            width: 10.0,
            samples: 181,
            window: Window::Inclusive,
            power: decibel(5.0),
        },
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (deployment, seed, realization) = (table_1(), 2025, 0);
    let network = network::draw(&deployment, seed, realization)?;
    let draws = network::channel::draw(&network, &deployment, seed, realization);
    let estimate = estimation::estimate(&network, &deployment, &draws)?;
    let downlink = Downlink::of(&network, &deployment, estimate);

    let sensing = sensing::solve(&downlink);
    println!(
        "S_min {:.4}, within {:.0e} of the optimum",
        sensing.s_min, sensing.gap
    );
    let best = communication::solve(&downlink);
    println!(
        "R_max {:.4} bit/s/Hz, KKT residual {:.0e}",
        best.certificate.sum_rate, best.certificate.kkt_residual
    );

    let mut solver = IsacSolver::new(&downlink, &sensing, &best.beams);
    for delta in [1.01 * sensing.s_min, 4.0, 6.0, 8.0, 10.0] {
        let point = solver.solve(delta);
        let c = &point.certificate;
        println!(
            "delta {delta:7.4}: R {:.4}, MSE {:.4}, dR/d delta {:.3}, {}",
            c.sum_rate,
            c.mse,
            point.multiplier,
            if point.solved() {
                "solved"
            } else {
                "not solved"
            }
        );
    }
    Ok(())
}
