//! Propositions 1 to 3 against Monte Carlo.

#[path = "support/deployment.rs"]
mod deployment;

use cfs::engine::Placement;
use cfs::engine::estimation::estimate;
use cfs::engine::estimation::statistics::Statistics;
use cfs::engine::network::{self, channel};
use deployment::reflecting;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// Sums of products of samples, with the standard error of each entry.
struct Moments {
    n: f64,
    sum: DMatrix<Complex64>,
    squares: DMatrix<f64>,
}

impl Moments {
    fn new(size: usize) -> Self {
        Self {
            n: 0.0,
            sum: DMatrix::zeros(size, size),
            squares: DMatrix::zeros(size, size),
        }
    }

    fn add(&mut self, a: &[Complex64], b: &[Complex64]) {
        self.n += 1.0;
        for (j, b) in b.iter().enumerate() {
            for (i, a) in a.iter().enumerate() {
                let product = a * b.conj();
                self.sum[(i, j)] += product;
                self.squares[(i, j)] += product.norm_sqr();
            }
        }
    }

    /// The largest deviation from the expected matrix, in standard errors of its entry.
    fn deviation(&self, expected: &DMatrix<Complex64>) -> f64 {
        let entry = |i: usize, j: usize| {
            let mean = self.sum[(i, j)] / self.n;
            let variance = (self.squares[(i, j)] / self.n - mean.norm_sqr()) / self.n;
            (mean - expected[(i, j)]).norm() / variance.sqrt()
        };
        let (rows, columns) = expected.shape();
        (0..rows)
            .flat_map(|i| (0..columns).map(move |j| (i, j)))
            .map(|(i, j)| entry(i, j))
            .fold(0.0, f64::max)
    }
}

/// 40 000 coherence blocks of one layout in which reflected links dominate. In units of its standard error, the square of
/// a complex entry's deviation is exponential with mean 1 and that of a real one chi-squared with one degree: the 200 real
/// and 2500 complex entries compared here all stay within 5 but for a chance of 1e-4.
#[test]
fn propositions_1_to_3_hold_in_monte_carlo() {
    const BLOCKS: u64 = 40_000;
    const STANDARD_ERRORS: f64 = 5.0;
    let mut deployment = reflecting();
    let layout = network::draw(&deployment, 3, 0).expect("a network");
    deployment.access_points.placement = Placement::At(layout.access_points.clone());
    deployment.users.placement = Placement::At(layout.users.clone());
    deployment.targets.placement = Placement::At(layout.targets.clone());
    let network = network::draw(&deployment, 0, 0).expect("a network");
    let draws = channel::draw(&network, &deployment, 0, 0);
    let first = estimate(&network, &deployment, &draws).expect("an estimate");
    let s = Statistics::new(&network, &deployment);
    let (m_count, k_count, n) = (first.n_aps, first.n_users, first.n_antennas);
    let size = m_count * n;
    let reflected: f64 = (0..k_count)
        .map(|k| s.phi(0, k).scalar / network.gain_ua[(0, k)].powi(2))
        .sum();
    assert!(
        reflected > 3.0 * k_count as f64,
        "reflections are to dominate"
    );

    // Channels are compared in units of the received noise: scaled by sqrt(p_m).
    let amplitude = network.power[0].sqrt();
    let new = || (0..k_count).map(|_| Moments::new(size)).collect::<Vec<_>>();
    let (mut phi, mut h_hat_power, mut theta) = (new(), new(), new());
    let mut two_users = Moments::new(size);
    let mut orthogonality = Moments::new(size);
    for realization in 0..BLOCKS {
        let draws = channel::draw(&network, &deployment, 0, realization);
        let channels = channel::channels(&network, &deployment, &draws);
        let e = estimate(&network, &deployment, &draws).expect("an estimate");
        let stack = |k: usize| {
            let h: Vec<_> = (0..m_count)
                .flat_map(|m| channels.h.at(m, k))
                .map(|h| h * amplitude)
                .collect();
            let h_hat: Vec<_> = (0..m_count).flat_map(|m| e.h_hat(m, k)).copied().collect();
            let error: Vec<_> = h.iter().zip(&h_hat).map(|(a, b)| a - b).collect();
            (h, h_hat, error)
        };
        let mut first_user = Vec::new();
        for k in 0..k_count {
            let (h, h_hat, error) = stack(k);
            phi[k].add(&h, &h);
            h_hat_power[k].add(&h_hat, &h_hat);
            theta[k].add(&error, &error);
            match k {
                0 => {
                    orthogonality.add(&error, &h_hat);
                    first_user = h;
                }
                1 => two_users.add(&first_user, &h),
                _ => (),
            }
        }
    }

    let power = Complex64::from(network.power[0]);
    let mut worst = [0.0f64; 3];
    for k in 0..k_count {
        let expected_theta = first.theta_stacked(k);
        let mut expected_phi = DMatrix::zeros(size, size);
        for m in 0..m_count {
            for m2 in 0..m_count {
                let block = if m == m2 {
                    s.phi(m, k).dense(&s.bases[m])
                } else {
                    &s.bases[m].q * s.phi_cross(m, m2, k) * s.bases[m2].q.adjoint()
                };
                expected_phi
                    .view_mut((m * n, m2 * n), (n, n))
                    .copy_from(&(block * power));
            }
        }
        // Proposition 2 speaks of single access points.
        for m in 0..m_count {
            let product = s
                .filter(m, k)
                .expect("regular")
                .product(&s.phi(m, k), &s.bases[m]);
            let part = Moments {
                n: h_hat_power[k].n,
                sum: h_hat_power[k].sum.view((m * n, m * n), (n, n)).into_owned(),
                squares: h_hat_power[k]
                    .squares
                    .view((m * n, m * n), (n, n))
                    .into_owned(),
            };
            worst[1] = worst[1].max(part.deviation(&(product.dense(&s.bases[m]) * power)));
        }
        worst[0] = worst[0].max(phi[k].deviation(&expected_phi));
        worst[2] = worst[2].max(theta[k].deviation(&expected_theta));
        // The bound has teeth: a tenth too much would be seen.
        let tenth = Complex64::from(1.1);
        assert!(phi[k].deviation(&(expected_phi * tenth)) > STANDARD_ERRORS);
        assert!(theta[k].deviation(&(expected_theta * tenth)) > STANDARD_ERRORS);
    }
    println!("Propositions 1 to 3: {worst:.2?} standard errors at most");
    assert!(
        worst.iter().all(|&deviation| deviation < STANDARD_ERRORS),
        "{worst:?}"
    );
    let zero = DMatrix::zeros(size, size);
    assert!(
        two_users.deviation(&zero) < STANDARD_ERRORS,
        "channels of two users are correlated"
    );
    // The filters act per access point, so error and estimate are orthogonal only there.
    for m in 0..m_count {
        let part = Moments {
            n: orthogonality.n,
            sum: orthogonality.sum.view((m * n, m * n), (n, n)).into_owned(),
            squares: orthogonality
                .squares
                .view((m * n, m * n), (n, n))
                .into_owned(),
        };
        assert!(
            part.deviation(&DMatrix::zeros(n, n)) < STANDARD_ERRORS,
            "error and estimate are correlated"
        );
    }
}
