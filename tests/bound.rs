//! Upper bounds on the sum rate against closed forms and against everything that reaches a rate.

#[path = "support/deployment.rs"]
mod deployment;
#[path = "support/instance.rs"]
mod instance;

use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::bound::upper_bound;
use cfs::engine::downlink::certificate::{Reception, mean_error};
use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::estimation::{Estimate, estimate};
use cfs::engine::network;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::random::{Entity, Purpose, Streams};
use cfs::engine::{Deployment, PowerBudget};
use instance::Instance;
use num_complex::Complex64;

/// Perfectly known channels `h[m][k]`; without targets.
fn known(h: &[Vec<Vec<Complex64>>], roles: Vec<Role>) -> Downlink {
    let (aps, users, antennas) = (h.len(), h[0].len(), h[0][0].len());
    let estimate = Estimate {
        n_aps: aps,
        n_users: users,
        n_antennas: antennas,
        n_targets: 0,
        h_hat: h.iter().flatten().flatten().copied().collect(),
        q_bar: Vec::new(),
        theta: vec![0.0; aps * users],
        d: Vec::new(),
        coupling: Vec::new(),
    };
    Downlink::new(estimate, roles)
}

fn real(values: &[f64]) -> Vec<Complex64> {
    values.iter().map(|&v| v.into()).collect()
}

#[test]
fn one_user_is_served_coherently_by_all() {
    let h = vec![
        vec![real(&[3.0, 4.0])],
        vec![real(&[0.0, 2.0])],
        vec![real(&[0.1, 0.0])],
    ];
    let downlink = known(&h, vec![Role::Communication; 3]);
    let near = Beams::zeros(2, 1, &[0; 3]);
    let bound = upper_bound(&downlink, &near, None);
    let rate = (1.0 + 7.1f64 * 7.1).log2();
    assert!(
        bound >= rate && bound < rate * (1.0 + 1e-6),
        "{bound} {rate}"
    );
}

#[test]
fn orthogonal_users_share_the_power_by_water_filling() {
    let h = vec![vec![
        real(&[2.0, 0.0, 0.0]),
        real(&[0.0, 1.0, 0.0]),
        real(&[0.0, 0.0, 0.1]),
    ]];
    let downlink = known(&h, vec![Role::Communication]);
    let bound = upper_bound(&downlink, &Beams::zeros(3, 3, &[0]), None);
    // Noise over gain is 1/4, 1 and 100: the level that spends 1 is 9/8, the third stays dry.
    let rate = (1.125f64 / 0.25).log2() + 1.125f64.log2();
    assert!(
        bound >= rate && bound < rate * (1.0 + 1e-6),
        "{bound} {rate}"
    );
}

/// One user over the error of its estimate: the most of `(h_1 x_1 + h_2 x_2)^2 / (1 + theta_1 x_1^2 + theta_2 x_2^2)` with
/// amplitudes up to one, here by trying a million pairs. In the second case the weaker link stays below full power.
#[test]
fn a_user_is_limited_by_the_error_of_its_own_estimate() {
    for (h, theta) in [
        ([5.0, 0.0], [3.0, 1.0]),
        ([1.0, 2.0], [30.0, 0.1]),
        ([40.0, 30.0], [500.0, 90.0]),
    ] {
        let channels: Vec<_> = h.iter().map(|&h| vec![real(&[h])]).collect();
        let mut downlink = known(&channels, vec![Role::Communication; 2]);
        downlink.estimate.theta = theta.to_vec();
        let mut most: f64 = 0.0;
        for i in 0..=1000 {
            for j in 0..=1000 {
                let x = [f64::from(i) / 1000.0, f64::from(j) / 1000.0];
                let received = h[0] * x[0] + h[1] * x[1];
                let error = theta[0] * x[0] * x[0] + theta[1] * x[1] * x[1];
                most = most.max(received * received / (1.0 + error));
            }
        }
        let bound = upper_bound(&downlink, &Beams::zeros(1, 1, &[0; 2]), None);
        let rate = (1.0 + most).log2();
        assert!(
            bound >= rate && bound < rate * (1.0 + 1e-5),
            "{bound} instead of {rate}"
        );
    }
}

/// A budget that binds nothing leaves the bound without a budget, and no budget makes it larger or infinite.
#[test]
fn a_slack_budget_does_not_loosen_the_bound() {
    for realization in 0..3 {
        let downlink = drawn(&deployment::table1(), realization);
        let best = communication::solve(&downlink);
        let free = upper_bound(&downlink, &best.beams, None);
        let error = mean_error(&downlink, &best.beams);
        let mut last = 0.0;
        for factor in [1.0, 10.0, 1e3, 1e6, 1e300] {
            let bound = upper_bound(&downlink, &best.beams, Some(factor * error));
            assert!(
                bound <= free && bound >= last * (1.0 - 1e-3),
                "{factor}: {bound} after {last}, {free} without"
            );
            assert!(bound >= best.certificate.sum_rate || bound >= 0.9 * free);
            last = bound;
        }
    }
}

/// At powers so low that rates are far below rounding beside one.
#[test]
fn low_rates_stay_below_their_bounds() {
    for power in [1e-10, 1e-30, 1e-60] {
        let mut table1 = deployment::table1();
        table1.access_points.power = PowerBudget::PerAccessPoint(power);
        let downlink = drawn(&table1, 0);
        let s = &downlink.estimate;
        let mut beams = Beams::zeros(s.n_antennas, s.n_users, &[0; 6]);
        for m in 0..s.n_aps {
            let h = s.h_hat(m, 0).to_vec();
            let norm = h.iter().map(|h| h.norm_sqr()).sum::<f64>().sqrt();
            let to = beams.w_mut(m, 0);
            to.iter_mut().zip(h).for_each(|(w, h)| *w = h / norm);
        }
        let rate = Reception::of(s, &beams).sum_rate();
        let free = upper_bound(&downlink, &beams, None);
        let delta = mean_error(&downlink, &beams);
        let bound = upper_bound(&downlink, &beams, Some(delta));
        assert!(rate > 0.0 && rate <= bound && bound <= free && free < 100.0 * rate);
    }
}

/// A network as drawn, with its estimates.
fn drawn(deployment: &Deployment, realization: u64) -> Downlink {
    let network = network::draw(deployment, 3, realization).expect("a network");
    let draws = network::channel::draw(&network, deployment, 3, realization);
    let estimate = estimate(&network, deployment, &draws).expect("an estimate");
    Downlink::of(&network, deployment, estimate)
}

#[test]
fn a_tight_budget_lowers_the_bound() {
    let ideal = deployment::table1().beampattern;
    let matching = MatchingError::new(&ideal, 6, 0.5, &[0.0]);
    let best = sensing::best_beam(&matching);
    // A user far outside the lobe.
    let h: Vec<Complex64> = (0..6)
        .map(|n| Complex64::from_polar(3.0, 2.5 * n as f64))
        .collect();
    let downlink = known(&[vec![h]], vec![Role::Sensing(matching)]);
    let mut near = Beams::zeros(6, 1, &[best.v.len()]);
    near.v[0] = best.v.clone();
    let free = upper_bound(&downlink, &near, None);
    assert!((free - 55f64.log2()).abs() < 1e-6, "{free}");
    let mut last = 0.0;
    for factor in [1.0, 1.01, 1.1, 1.5, 10.0] {
        let bound = upper_bound(&downlink, &near, Some(factor * best.error));
        assert!(
            bound >= last * (1.0 - 1e-6) && bound <= free * (1.0 + 1e-6),
            "{factor}: {bound}"
        );
        last = bound;
    }
    // At the least error the autocorrelation is that of the best beam, and with it what a user in
    // any one direction can receive: all of the pattern there.
    let y = near.autocorrelation(0);
    let lags = y[1..].chunks_exact(2).zip(1..);
    let pattern: f64 = lags
        .map(|(c, l)| 2.0 * (c[0] * (2.5 * l as f64).cos() + c[1] * (2.5 * l as f64).sin()))
        .sum();
    let rate = (1.0 + 9.0 * (y[0] + pattern)).log2();
    let tight = upper_bound(&downlink, &near, Some(best.error));
    assert!(
        tight >= rate && tight < 0.95 * free,
        "{rate} {tight} {free}"
    );
}

#[test]
fn no_stored_or_solved_point_exceeds_its_bound() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        let best = communication::solve(&downlink);
        let bound = upper_bound(&downlink, &best.beams, None);
        let stored = instance.result("Rmax_joint_bcd_tol1e9");
        assert!(
            bound >= stored && bound >= best.certificate.sum_rate,
            "{}: {bound}",
            instance.name
        );
        let mut solver = IsacSolver::new(&downlink, &sensing, &best.beams);
        for point in instance.points() {
            let delta = point.delta.max(point.error);
            let solution = solver.solve(delta);
            let bound = upper_bound(&downlink, &solution.beams, Some(delta));
            assert!(
                bound >= point.rate && bound >= solution.certificate.sum_rate,
                "{} at {delta}: {bound}",
                instance.name
            );
        }
    }
}

/// Random beams, each held against the bound at its own error; where they are taken as the
/// neighbourhood makes no difference to validity.
#[test]
fn random_beams_stay_below_the_bound() {
    for (name, deployment) in [
        ("table1", deployment::table1()),
        ("reflecting", deployment::reflecting()),
    ] {
        for realization in 0..3 {
            let downlink = drawn(&deployment, realization);
            let s = &downlink.estimate;
            let sensing = sensing::solve(&downlink);
            let best = communication::solve(&downlink);
            let bound = upper_bound(&downlink, &best.beams, None);
            assert!(bound >= best.certificate.sum_rate, "{name} {realization}");
            let mut solver = IsacSolver::new(&downlink, &sensing, &best.beams);
            let point = solver.solve(1.2 * sensing.s_min);
            let streams = Streams::new(3, realization);
            for i in 0..6 {
                // Between the solution and random beams, at full power.
                let mut beams = point.beams.clone();
                let mut stream = streams.stream(Entity::User(i), Purpose::Start);
                let amplitude = 0.5 * i as f64 / (s.n_antennas * s.n_users) as f64;
                for w in &mut beams.w {
                    *w += stream.complex_normal() * amplitude;
                }
                for m in 0..s.n_aps {
                    let norm = beams.power(m).sqrt();
                    for k in 0..s.n_users {
                        beams.w_mut(m, k).iter_mut().for_each(|w| *w /= norm);
                    }
                    beams.v[m].iter_mut().flatten().for_each(|v| *v /= norm);
                }
                let rate = Reception::of(s, &beams).sum_rate();
                let delta = mean_error(&downlink, &beams);
                for near in [&beams, &point.beams] {
                    let bound = upper_bound(&downlink, near, Some(delta));
                    assert!(bound >= rate, "{name} {realization} {i}: {bound} {rate}");
                }
            }
        }
    }
}
