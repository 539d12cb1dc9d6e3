//! What kind of processor computes: the digits in which processors may differ, of a small network.

use std::sync::OnceLock;

use nalgebra::DMatrix;

use crate::engine::downlink::Downlink;
use crate::engine::optimiser::frontier::Frontier;
use crate::engine::{Deployment, estimation, network};
use crate::plan::Fingerprint;

/// Sizes of matrices whose products take different ways through the kernels of linear algebra.
const SIZES: [usize; 3] = [3, 8, 40];

/// A hash of numbers that this processor and the functions of this system give. Where two machines have the same, results of the
/// same build are the same to the last digit as far as is known; where they do not, last digits differ.
#[must_use]
pub fn probe() -> u64 {
    static PROBE: OnceLock<u64> = OnceLock::new();
    *PROBE.get_or_init(computed)
}

fn computed() -> u64 {
    let mut hash = Fingerprint::default();
    let mut add = |value: f64| hash.line(&format!("{:016x}", value.to_bits()));
    for step in 1..200 {
        let x = f64::from(step) * 0.137;
        for value in [
            x.sin(),
            x.cos(),
            x.exp(),
            x.ln(),
            x.powf(0.37),
            x.tanh(),
            x.atan2(1.7),
            x.hypot(0.3),
        ] {
            add(value);
        }
    }
    for size in SIZES {
        let a = DMatrix::from_fn(size, size, |i, j| 1.0 / (1.0 + i as f64 + 0.7 * j as f64));
        let product = &a * a.transpose();
        product.iter().for_each(|value| add(*value));
        let values = product.symmetric_eigenvalues();
        values.iter().for_each(|value| add(*value));
    }
    let mut deployment = Deployment::table1();
    deployment.access_points.count = 4;
    deployment.access_points.antennas = 4;
    deployment.users.count = 3;
    let drawn = network::draw(&deployment, 1, 0);
    let estimate = drawn
        .as_ref()
        .ok()
        .and_then(|network| estimation::of_realization(network, &deployment, 1, 0).ok());
    if let (Ok(network), Some(estimate)) = (drawn, estimate) {
        for h in &estimate.h_hat {
            add(h.re);
            add(h.im);
        }
        let frontier = Frontier::new(Downlink::of(&network, &deployment, estimate), 1);
        if let Some(best) = frontier.largest_rate() {
            best.certificate.rates.iter().for_each(|rate| add(*rate));
        }
        if let Some(sensing) = frontier.sensing() {
            add(sensing.s_min);
        }
    }
    hash.value()
}
