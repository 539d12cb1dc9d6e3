//! Other objectives than the sum rate, and floors of the users' rates.

use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::{Certificate, Reception, mean_error};
use cfs::engine::optimiser::communication::{CommunicationSolution, TOLERANCE, solve, solve_from};
use cfs::engine::optimiser::frontier::Floor;
use cfs::engine::scheme::{Beamformer, Proposed, Status};
use cfs::engine::{Criterion, Deployment, Downlink, Frontier, RateFloor, Utility};
use num_complex::Complex64;

/// Small networks of several kinds: powers from noise-limited to interference-limited, more and fewer antennas than users.
fn networks() -> Vec<Downlink> {
    let kinds = [
        (3, 2, 3, 110.0),
        (4, 4, 4, 125.0),
        (2, 3, 5, 120.0),
        (5, 1, 3, 130.0),
    ];
    let mut networks = Vec::new();
    for (aps, antennas, users, power) in kinds {
        let mut deployment = Deployment::table1();
        deployment.access_points.count = aps;
        deployment.access_points.antennas = antennas;
        deployment.access_points.power =
            cfs::engine::PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
        deployment.users.count = users;
        deployment.targets.count = 1;
        for realization in 0..3 {
            networks.push(Downlink::draw(&deployment, 7, realization).expect("there is room"));
        }
    }
    networks
}

fn judged(downlink: &Downlink, utility: Utility, floor: f64) -> Downlink {
    let users = downlink.estimate.n_users;
    downlink.judged_by(Criterion::new(utility, &RateFloor::Every(floor), users))
}

fn least(certificate: &Certificate) -> f64 {
    certificate
        .rates
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min)
}

fn solved(downlink: &Downlink) -> CommunicationSolution {
    let found = solve(downlink);
    assert!(
        found.solved(),
        "{:?} {:?}",
        downlink.criterion,
        found.certificate
    );
    found
}

#[test]
fn equal_weights_are_the_sum_rate() {
    for downlink in networks() {
        let users = downlink.estimate.n_users;
        let sum = solved(&downlink);
        let ones = solved(&judged(&downlink, Utility::Weighted(vec![1.0; users]), 0.0));
        assert_eq!(sum.beams, ones.beams);
        let twos = solved(&judged(&downlink, Utility::Weighted(vec![2.0; users]), 0.0));
        assert!((twos.certificate.value / sum.certificate.value - 2.0).abs() < 1e-6);
    }
}

#[test]
fn each_objective_is_best_at_its_own() {
    for downlink in networks() {
        let sum = solved(&downlink).certificate;
        let fair = solved(&judged(&downlink, Utility::ProportionalFair, 0.0)).certificate;
        let even = solved(&judged(&downlink, Utility::MinRate, 0.0)).certificate;
        let geometric = |c: &Certificate| Utility::ProportionalFair.value(&c.rates);
        assert!(least(&even) >= least(&fair) * (1.0 - TOLERANCE));
        assert!(least(&even) >= least(&sum) * (1.0 - TOLERANCE));
        assert!(geometric(&fair) >= geometric(&even) * (1.0 - TOLERANCE));
        let multipliers: f64 = even.multipliers.least.iter().sum();
        assert!((multipliers - 1.0).abs() < 1e-9);
    }
}

/// A stationary point of the least rate is the global optimum, so every start ends with the same value.
#[test]
fn the_least_rate_does_not_depend_on_the_start() {
    for downlink in networks().iter().step_by(3) {
        let downlink = judged(downlink, Utility::MinRate, 0.0);
        let value = solved(&downlink).certificate.value;
        for seed in 0..2 {
            let other = solve_from(
                &downlink,
                &cfs::engine::optimiser::start::random(&downlink, seed),
            );
            if other.solved() {
                let ratio = other.certificate.value / value;
                assert!((ratio - 1.0).abs() < 1e-5, "{ratio}");
            }
        }
    }
}

#[test]
fn floors_are_kept_and_cost_rate() {
    for downlink in networks() {
        let most = solved(&judged(&downlink, Utility::MinRate, 0.0))
            .certificate
            .value;
        let mut before = f64::INFINITY;
        for share in [0.0, 0.3, 0.6, 0.9, 0.98, 0.9999] {
            let floor = share * most;
            let frontier = Frontier::new(judged(&downlink, Utility::SumRate, floor), 1);
            let found = frontier.largest_rate().expect("a start");
            assert!(found.solved(), "{share}: {:?}", found.certificate);
            assert!(least(&found.certificate) >= floor * (1.0 - TOLERANCE));
            assert!(found.certificate.value >= users_times(&downlink, floor) * (1.0 - TOLERANCE));
            assert!(found.certificate.value <= before * (1.0 + 1e-3), "{share}");
            before = found.certificate.value;
        }
    }
}

fn users_times(downlink: &Downlink, rate: f64) -> f64 {
    downlink.estimate.n_users as f64 * rate
}

#[test]
fn floors_above_the_largest_least_rate_are_infeasible() {
    for downlink in networks().iter().step_by(2) {
        let most = solved(&judged(downlink, Utility::MinRate, 0.0))
            .certificate
            .value;
        let frontier = Frontier::new(judged(downlink, Utility::SumRate, 1.01 * most), 1);
        let mut proposed = Proposed::new(&frontier, 1e-4);
        let answer = proposed.communication();
        assert_eq!(answer.status, Status::Infeasible, "{answer:?}");
        let fall = answer
            .proof
            .floor_violation
            .expect("the share by which floors must fall");
        assert!((1.0 - fall - 1.0 / 1.01).abs() < 1e-5, "{fall}");
        assert_eq!(proposed.isac(1e9).status, Status::Infeasible);
    }
}

/// Floors near the largest least rate within a budget are met, and others refused, with few evaluations.
#[test]
fn tight_floors_within_a_budget_are_met_or_proved_infeasible_at_once() {
    for downlink in networks().iter().step_by(3) {
        let fairest = Frontier::new(judged(downlink, Utility::MinRate, 0.0), 1);
        let delta = 1.2 * fairest.sensing().expect("an access point senses").s_min;
        let fair = fairest.isac(delta).expect("P1 is solved");
        for (share, expected) in [(0.99, Status::Solved), (1.01, Status::Infeasible)] {
            let floor = share * fair.certificate.value;
            let frontier = Frontier::new(judged(downlink, Utility::SumRate, floor), 1);
            let answer = Proposed::new(&frontier, 1e-4).isac(delta);
            assert_eq!(answer.status, expected, "{share}: {:?}", answer.proof);
            let searched = frontier.isac(delta).map_or(0, |found| found.evaluations);
            assert!(searched < 100_000, "{share}: {searched}");
        }
    }
}

/// A user whom no access point reaches has no rate: what depends on every user's is refused, floors are infeasible, and sums are not
/// concerned.
#[test]
fn a_user_without_a_channel_is_refused_where_every_rate_counts() {
    let mut downlink = networks().swap_remove(3);
    let mut estimate = downlink.estimate.clone();
    let (users, antennas) = (estimate.n_users, estimate.n_antennas);
    for m in 0..estimate.n_aps {
        let first = (m * users + 1) * antennas;
        estimate.h_hat[first..first + antennas].fill(Complex64::ZERO);
    }
    downlink = Downlink::new(estimate, downlink.roles.clone());
    let none = "no access point reaches user 2";
    let cases = [
        (Utility::SumRate, 0.0, "solved"),
        (Utility::Weighted(vec![1.0; users]), 0.0, "solved"),
        (Utility::SumRate, 0.1, "infeasible"),
        (Utility::MinRate, 0.0, none),
        (Utility::ProportionalFair, 0.0, none),
    ];
    for (utility, floor, expected) in cases {
        let frontier = Frontier::new(judged(&downlink, utility.clone(), floor), 1);
        let s_min = frontier.sensing().expect("an access point senses").s_min;
        let mut proposed = Proposed::new(&frontier, 1e-4);
        for answer in [proposed.communication(), proposed.isac(1.2 * s_min)] {
            let said = match &answer.status {
                Status::Failed(reason) => reason,
                status => status.word(),
            };
            assert!(said.starts_with(expected), "{utility:?}: {said}");
        }
    }
}

/// The Lagrangian of P3 with its multipliers, from (18) to (20) as they are printed, does not change to first order in any direction in
/// which powers stay as they are. With another multiplier it does.
#[test]
fn answers_to_budgets_are_stationary_by_differences() {
    for downlink in networks().iter().step_by(3) {
        let users = downlink.estimate.n_users;
        let most = solved(&judged(downlink, Utility::MinRate, 0.0));
        let weights = (0..users).map(|k| 1.0 + k as f64).collect();
        let cases = [
            (Utility::Weighted(weights), 0.0),
            (Utility::ProportionalFair, 0.0),
            (Utility::MinRate, 0.0),
            (Utility::SumRate, 0.3 * most.certificate.value),
        ];
        for (utility, floor) in cases {
            let downlink = judged(downlink, utility.clone(), floor);
            let frontier = Frontier::new(downlink.clone(), 1);
            let s_min = frontier.sensing().expect("an access point senses").s_min;
            let found = frontier.isac(3.0 * s_min).expect("P1 is solved");
            assert!(found.solved(), "{utility:?} {:?}", found.certificate);
            let c = &found.certificate;
            assert!(least(c) >= floor * (1.0 - TOLERANCE));
            let slopes = c.multipliers.slopes(&utility, &c.rates);
            let lagrangian = |beams: &Beams, multiplier: f64| {
                let reception = Reception::of(&downlink.estimate, beams);
                let rates = slopes.iter().enumerate();
                let rates: f64 = rates.map(|(k, slope)| slope * reception.rate(k)).sum();
                rates - multiplier * mean_error(&downlink, beams)
            };
            let h = 1e-5;
            let change = |seed: u64, multiplier: f64| {
                let ahead = lagrangian(&turned(&found.beams, seed, h), multiplier);
                let back = lagrangian(&turned(&found.beams, seed, -h), multiplier);
                (ahead - back).abs() / (2.0 * h) / c.value
            };
            let right = (0..6).map(|seed| change(seed, found.multiplier));
            let right = right.fold(0.0, f64::max);
            let wrong = (0..6).map(|seed| change(seed, 2.0 * found.multiplier));
            let wrong = wrong.fold(0.0, f64::max);
            assert!(right < 1e-4, "{utility:?}: {right}");
            let slack = found.multiplier == 0.0;
            assert!(
                slack || wrong > 10.0 * right,
                "{utility:?}: {right} {wrong}"
            );
        }
    }
}

/// Beams moved by `step` in a direction of the seed's, every access point with the power that it had.
fn turned(beams: &Beams, seed: u64, step: f64) -> Beams {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    let mut moved = beams.clone();
    let streams = moved.v.iter_mut().flatten().flatten();
    for entry in moved.w.iter_mut().chain(streams) {
        entry.re += step * noise();
        entry.im += step * noise();
    }
    for m in 0..beams.access_points() {
        let factor = (beams.power(m) / moved.power(m)).sqrt();
        for k in 0..beams.users {
            moved.w_mut(m, k).iter_mut().for_each(|w| *w *= factor);
        }
        moved.v[m].iter_mut().flatten().for_each(|v| *v *= factor);
    }
    moved
}

/// Floors that full power allows but the least error does not: the budget near S_min is refused with its reason, and P4 goes to the
/// error from which on they are met.
#[test]
fn floors_ask_for_a_larger_error_than_the_least() {
    let mut tried = 0;
    for downlink in networks().iter().step_by(3) {
        let even = Frontier::new(judged(downlink, Utility::MinRate, 0.0), 1);
        let s_min = even.sensing().expect("an access point senses").s_min;
        let tight = 1.0001 * s_min;
        let at_least = even.isac(tight).expect("P1 is solved").certificate.value;
        let at_most = even.free_end().expect("full power").certificate.value;
        if at_most < 1.2 * at_least {
            continue;
        }
        tried += 1;
        let floor = 0.5 * (at_least + at_most);
        let frontier = Frontier::new(judged(downlink, Utility::SumRate, floor), 1);
        let mut proposed = Proposed::new(&frontier, 1e-4);
        match proposed.isac(tight).status {
            Status::Infeasible => {}
            Status::Failed(reason) => assert!(reason.contains("below its floor"), "{reason}"),
            status => panic!("{status:?} with floors of {floor} at S_min"),
        }
        let edge = match even.least_error(floor, tight) {
            Some(Floor::Reached(point)) => point.certificate.mse,
            other => panic!("{other:?}"),
        };
        let found = proposed.least_error(users_times(downlink, floor));
        assert_eq!(found.status, Status::Solved, "{:?}", found.proof);
        let interior = |mse: f64| (mse - s_min).ln();
        let apart = interior(found.mse) - interior(edge);
        assert!(apart.abs() < 0.05, "{} {edge} {s_min}", found.mse);
    }
    assert!(tried > 0);
}

/// P3 by every objective: rising in the budget, never above P2, whatever else was asked before.
#[test]
fn answers_to_budgets_ascend_and_do_not_depend_on_the_order() {
    let downlink = &networks()[3];
    for utility in [Utility::ProportionalFair, Utility::MinRate] {
        let frontier = Frontier::new(judged(downlink, utility.clone(), 0.0), 1);
        let s_min = frontier.sensing().expect("an access point senses").s_min;
        let budgets = [1.2, 2.0, 4.0, 8.0].map(|factor| factor * s_min);
        let answers = budgets.map(|delta| frontier.isac(delta).expect("P1 is solved"));
        let r_max = frontier.largest_rate().expect("a start").certificate.value;
        let mut before = 0.0;
        for answer in &answers {
            assert!(answer.solved(), "{utility:?} {:?}", answer.certificate);
            assert!(answer.certificate.value >= before * (1.0 - TOLERANCE));
            assert!(answer.certificate.value <= r_max * (1.0 + TOLERANCE));
            before = answer.certificate.value;
        }
        let other = Frontier::new(judged(downlink, utility, 0.0), 1);
        let again = other.isac(budgets[2]).expect("P1 is solved");
        assert_eq!(again.beams, answers[2].beams);
    }
}

#[cfg(feature = "conic")]
mod cones {
    use super::*;
    use cfs::engine::conic::model::{Affine, ComplexVector, Program};
    use cfs::engine::conic::solver;

    /// The least amplitude, over that of full power, at which beams of every access point give each user this rate, bit/s/Hz.
    fn amplitude(downlink: &Downlink, rate: f64) -> f64 {
        let s = &downlink.estimate;
        let (n, k_count) = (s.n_antennas, s.n_users);
        let mut program = Program::default();
        let level = program.variables(1);
        program.cost(level, 1.0);
        let beams: Vec<ComplexVector> =
            (0..s.n_aps * k_count).map(|_| program.complex(n)).collect();
        let beam = |m: usize, k: usize| beams[m * k_count + k];
        for m in 0..s.n_aps {
            let parts = (0..k_count).flat_map(|k| (0..n).flat_map(move |i| beam(m, k).parts(i)));
            program.norm_at_most(Affine::of(level, 1.0), parts.collect::<Vec<_>>());
        }
        let sum = |parts: Vec<([Affine; 2], f64)>| {
            let mut total = [Affine::constant(0.0), Affine::constant(0.0)];
            for (part, factor) in parts {
                total[0].add_scaled(&part[0], factor);
                total[1].add_scaled(&part[1], factor);
            }
            total
        };
        let root = (2f64.powf(rate) - 1.0).sqrt();
        for k in 0..k_count {
            let power: f64 = (0..s.n_aps)
                .flat_map(|m| s.h_hat(m, k).iter().map(|h| h.norm_sqr()))
                .sum();
            let scale = 1.0 / power.sqrt();
            let mut parts = vec![Affine::constant(scale)];
            let mut signal = None;
            for j in 0..k_count {
                let received = sum((0..s.n_aps)
                    .map(|m| (beam(m, j).inner(s.h_hat(m, k)), scale))
                    .collect());
                if j == k {
                    signal = Some(received);
                } else {
                    parts.extend(received);
                }
                let steered = |m: usize| beam(m, j).inner(s.q_bar(m, 0));
                for m in 0..s.n_aps {
                    let theta = scale * s.theta(m, k).sqrt();
                    let local = scale * s.d(m, k)[0].re.max(0.0).sqrt();
                    for i in 0..n {
                        parts.extend(sum(vec![(beam(m, j).parts(i), theta)]));
                    }
                    parts.extend(sum(vec![(steered(m), local)]));
                }
                for i in 0..s.n_couplings() {
                    // c^H (a^H w), with one target.
                    let mut total = [Affine::constant(0.0), Affine::constant(0.0)];
                    for m in 0..s.n_aps {
                        let c = s.coupling_vector(m, k, i)[0].conj();
                        let [re, im] = steered(m);
                        total[0].add_scaled(&re, scale * c.re);
                        total[0].add_scaled(&im, -scale * c.im);
                        total[1].add_scaled(&re, scale * c.im);
                        total[1].add_scaled(&im, scale * c.re);
                    }
                    parts.extend(total);
                }
            }
            let [re, im] = signal.expect("a user's own signal");
            program.zero(im);
            let mut bound = Affine::constant(0.0);
            bound.add_scaled(&re, 1.0 / root);
            program.norm_at_most(bound, parts);
        }
        match solver::solve(&program) {
            Some(solution) if solution.residuals.largest() < 1e-4 => solution.x[level],
            // Beyond what interference allows at any power.
            _ => f64::INFINITY,
        }
    }

    /// Bisection over second-order cones gives the largest least rate without any start.
    #[test]
    fn the_least_rate_is_that_of_second_order_cones() {
        let (mut worst, mut total, mut count) = (0.0f64, 0.0, 0.0);
        for downlink in networks() {
            let value = solved(&judged(&downlink, Utility::MinRate, 0.0))
                .certificate
                .value;
            let (mut low, mut high) = (0.5 * value, 1.5 * value);
            assert!(amplitude(&downlink, low) <= 1.0);
            while high - low > 1e-7 * value {
                let middle = 0.5 * (low + high);
                if amplitude(&downlink, middle) <= 1.0 {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            let apart = (value / low - 1.0).abs();
            assert!(apart < 1e-5, "{value} by the search, {low} by cones");
            worst = worst.max(apart);
            total += apart;
            count += 1.0;
        }
        println!(
            "largest least rate: mean {:.1e}, worst {worst:.1e} from that of cones",
            total / count
        );
    }
}
