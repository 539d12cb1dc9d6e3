//! Rules of the field and their completion by sensing, against another program's results, closed forms and brute force.

#[path = "support/instance.rs"]
mod instance;

use cfs::engine::baseline::completion::{self, INTERIOR};
use cfs::engine::baseline::{NoNulls, Rule, local_mmse, local_zf, mrt, rzf, zf};
use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::downlink::beams::Beams;
use cfs::engine::downlink::certificate::mean_error;
use cfs::engine::downlink::{Downlink, Role};
use cfs::engine::estimation::Estimate;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::scheme::Baseline;
use cfs::engine::scheme::{Beamformer, Status};
use cfs::engine::{Beampattern, Window};
use instance::Instance;
use nalgebra::DMatrix;
use num_complex::Complex64;
use serde::Deserialize;
use std::collections::BTreeMap;

const RULES: [Rule; 7] = [
    mrt::RULE,
    mrt::EQUAL_POWER,
    zf::RULE,
    zf::EQUAL_GAIN,
    rzf::RULE,
    local_zf::RULE,
    local_mmse::RULE,
];
/// The end of the trade-off, as scenarios have it by default.
const END: f64 = 1e-4;

/// A stored point of a baseline.
#[derive(Debug, Deserialize)]
struct Stored {
    #[serde(rename = "R")]
    rate: f64,
    #[serde(rename = "R_noZ")]
    rate_without_sensing: f64,
    nu: f64,
}

/// The stored points by rule, budgets exact.
fn stored(instance: &Instance) -> Vec<(Rule, f64, Stored)> {
    let s_min: f64 = instance.result("S_min");
    let kinds: BTreeMap<String, BTreeMap<String, Stored>> = instance.result("baselines");
    let rule = |kind: &str| match kind {
        "MRT" => mrt::RULE,
        "MRTeq" => mrt::EQUAL_POWER,
        "ZF" => zf::RULE,
        "ZFeq" => zf::EQUAL_GAIN,
        other => panic!("unknown kind {other}"),
    };
    // The names of the budgets are rounded.
    let exact = |name: &str| {
        let rounded: f64 = name.parse().expect("a budget");
        let budgets = [s_min + 0.1, s_min + 0.3, 6.0];
        let near = |b: &f64| (b - rounded).abs() < 1e-6;
        budgets.into_iter().find(near).expect("a known budget")
    };
    let mut points = Vec::new();
    for (kind, row) in kinds {
        for (name, point) in row {
            points.push((rule(&kind), exact(&name), point));
        }
    }
    points
}

fn beams(rule: Rule, downlink: &Downlink) -> Beams {
    (rule.beams)(downlink).expect("the instances have nulls")
}

fn close(ours: f64, other: f64, tolerance: f64) -> bool {
    (ours - other).abs() <= tolerance * other.abs()
}

#[test]
fn rates_without_sensing_are_the_stored_ones() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        for (rule, _, point) in stored(&instance) {
            let rate = Baseline::new(rule, &downlink, None, END)
                .communication()
                .sum_rate();
            // What the estimates of ZF lose by being ill conditioned.
            assert!(
                close(rate, point.rate_without_sensing, 1e-7),
                "{} {rule:?}: {rate}, stored {}",
                instance.name,
                point.rate_without_sensing
            );
        }
    }
}

/// The stored shares come from a bisection on an SDP: to some 1e-5. The stored rates are those of covariances from
/// an SDP solved inexactly, at a nu some 1e-4 below the largest; where that is below one, 1e-4 of nu moves the rate by up to
/// 1 %, and where reflections dominate (`visible`) by up to 2 %.
#[test]
fn completed_beams_reach_the_stored_shares_and_rates() {
    for instance in Instance::all() {
        let name = &instance.name;
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        for (rule, delta, point) in stored(&instance) {
            let communication = beams(rule, &downlink);
            let completed = completion::complete(&downlink, &communication, rule.scaling, delta)
                .expect("a completion");
            let (nu, largest) = (completed.nu, completed.largest);
            assert!(
                close(largest, point.nu, 1e-5),
                "{name} {rule:?} at {delta}: largest nu {largest}, stored {}",
                point.nu
            );
            assert!(nu <= largest && nu >= (1.0 - INTERIOR) * largest);
            let answer = Baseline::new(rule, &downlink, Some(&sensing), END).isac(delta);
            assert!(
                answer.solved(),
                "{name} {rule:?} at {delta}: {:?}",
                answer.proof
            );
            let rate = answer.sum_rate();
            let tolerance = match (nu == 1.0, name.starts_with("visible")) {
                (true, _) => 1e-5,
                (false, false) => 1e-2,
                (false, true) => 2e-2,
            };
            assert!(
                rate >= point.rate * (1.0 - tolerance),
                "{name} {rule:?} at {delta}: R {rate}, stored {}",
                point.rate
            );
            if delta == 6.0 {
                assert!(close(rate, point.rate, 1e-5), "{name} {rule:?}: R {rate}");
            }
        }
    }
}

#[test]
fn every_answer_is_feasible_and_proved_from_the_least_error_on() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        for rule in RULES {
            let mut baseline = Baseline::new(rule, &downlink, Some(&sensing), END);
            let mut before = 0.0;
            for factor in [1.0 + END, 1.001, 1.01, 1.1, 1.3, 1.8, 2.5, 10.0] {
                let delta = factor * sensing.s_min;
                let answer = baseline.isac(delta);
                let at = format!("{} {rule:?} at {factor} S_min", instance.name);
                assert!(
                    answer.solved(),
                    "{at}: {:?} {:?}",
                    answer.status,
                    answer.proof
                );
                let beams = answer.beams.as_ref().expect("beams");
                assert!(mean_error(&downlink, beams) <= delta * (1.0 + 1e-6), "{at}");
                for (m, role) in downlink.roles.iter().enumerate() {
                    let power = beams.power(m);
                    match role {
                        Role::Sensing(_) => assert!((power - 1.0).abs() < 1e-9, "{at}: {power}"),
                        Role::Communication => assert!(power <= 1.0 + 1e-9, "{at}: {power}"),
                    }
                }
                let nu = answer.proof.nu.expect("a share");
                assert!(
                    nu >= before * (1.0 - 2.0 * INTERIOR),
                    "{at}: nu falls to {nu}"
                );
                before = nu;
            }
            assert_eq!(before, 1.0, "a loose budget leaves all of the power");
            assert_eq!(
                baseline.isac(0.999 * sensing.s_min).status,
                Status::Infeasible
            );
        }
    }
}

#[test]
fn no_rule_beats_the_proposed_beams() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        let best = communication::solve(&downlink);
        let mut proposed = IsacSolver::new(&downlink, &sensing, &best.beams);
        for above in [0.02, 0.1, 0.3, 5.0] {
            let delta = sensing.s_min + above;
            let most = proposed.solve(delta);
            assert!(most.solved(), "{} at {delta}", instance.name);
            for rule in RULES {
                let answer = Baseline::new(rule, &downlink, Some(&sensing), END).isac(delta);
                let (rate, most) = (answer.sum_rate(), most.certificate.sum_rate);
                assert!(
                    rate <= most * (1.0 + 1e-4),
                    "{} {rule:?} at {delta}: {rate}, proposed {most}",
                    instance.name
                );
            }
        }
    }
}

/// The largest nu by another way: the least error at a given nu by Frank and Wolfe's method, whose gap is a bound.
#[test]
fn the_largest_share_is_that_of_brute_force() {
    for name in ["small_seed0", "visible_seed0"] {
        let instance = Instance::load(name);
        let downlink = instance.downlink();
        let s_min: f64 = instance.result("S_min");
        for rule in [mrt::RULE, zf::RULE] {
            let communication = beams(rule, &downlink);
            let delta = s_min + 0.1;
            let found = completion::complete(&downlink, &communication, rule.scaling, delta)
                .expect("a completion")
                .nu;
            let (reached, _) = least_error(&downlink, &communication, 0.99 * found);
            assert!(reached <= delta, "{name} {rule:?}: {reached} at 0.99 nu");
            let (_, bound) = least_error(&downlink, &communication, 1.01 * found);
            assert!(bound > delta, "{name} {rule:?}: {bound} at 1.01 nu");
        }
    }
}

/// The least mean error with a share `nu` of the communication power: reached, and a lower bound.
fn least_error(downlink: &Downlink, communication: &Beams, nu: f64) -> (f64, f64) {
    let (mut reached, mut bound) = (0.0, 0.0);
    for (m, role) in downlink.roles.iter().enumerate() {
        let Role::Sensing(matching) = role else {
            continue;
        };
        let n = matching.antennas();
        let left = 1.0 - nu * communication.power(m);
        let mut y = communication.autocorrelation(m);
        y.iter_mut().for_each(|y| *y *= nu);
        y[0] += left;
        let mut best = f64::NEG_INFINITY;
        let mut z = vec![0.0; y.len()];
        z[0] = left;
        for _ in 0..4000 {
            let mut slope = vec![0.0; y.len()];
            let error = matching.gradient(&y, &mut slope);
            let eigen = toeplitz(&slope, n).symmetric_eigen();
            let at = eigen.eigenvalues.imin();
            let vector: Vec<Complex64> = eigen.eigenvectors.column(at).iter().copied().collect();
            let vertex: Vec<f64> = autocorrelation(&vector).iter().map(|v| left * v).collect();
            let step: Vec<f64> = vertex.iter().zip(&z).map(|(v, z)| v - z).collect();
            let gap: f64 = -slope.iter().zip(&step).map(|(s, d)| s * d).sum::<f64>();
            best = best.max(error - gap);
            // The exact minimum along the step of a quadratic function.
            let curvature = matching.error(&step);
            let length = (gap / (2.0 * curvature)).clamp(0.0, 1.0);
            for ((y, z), d) in y.iter_mut().zip(&mut z).zip(&step) {
                *y += length * d;
                *z += length * d;
            }
        }
        reached += matching.error(&y);
        bound += best;
    }
    let count = downlink.sensing_count() as f64;
    (reached / count, bound / count)
}

fn autocorrelation(v: &[Complex64]) -> Vec<f64> {
    let n = v.len();
    let lag = |l: usize| {
        (0..n - l)
            .map(|i| v[i + l] * v[i].conj())
            .sum::<Complex64>()
    };
    let mut y = vec![lag(0).re];
    y.extend((1..n).flat_map(|l| [lag(l).re, lag(l).im]));
    y
}

fn toeplitz(slope: &[f64], n: usize) -> DMatrix<Complex64> {
    DMatrix::from_fn(n, n, |r, c| match r.cmp(&c) {
        std::cmp::Ordering::Equal => Complex64::from(slope[0]),
        std::cmp::Ordering::Greater => {
            Complex64::new(slope[2 * (r - c) - 1], slope[2 * (r - c)]) / 2.0
        }
        std::cmp::Ordering::Less => {
            Complex64::new(slope[2 * (c - r) - 1], -slope[2 * (c - r)]) / 2.0
        }
    })
}

#[test]
fn zero_forcing_leaves_no_interference_between_users() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let s = &downlink.estimate;
        for rule in [zf::RULE, zf::EQUAL_GAIN] {
            let w = beams(rule, &downlink);
            let received = |k: usize, j: usize| -> Complex64 {
                (0..s.n_aps).map(|m| inner(s.h_hat(m, k), w.w(m, j))).sum()
            };
            for k in 0..s.n_users {
                for j in (0..s.n_users).filter(|&j| j != k) {
                    let leak = received(k, j).norm() / norm(s, k);
                    assert!(leak < 1e-12, "{} {rule:?}: {leak}", instance.name);
                }
            }
        }
    }
}

fn inner(a: &[Complex64], b: &[Complex64]) -> Complex64 {
    a.iter().zip(b).map(|(a, b)| a.conj() * b).sum()
}

fn norm(s: &Estimate, k: usize) -> f64 {
    let squares = (0..s.n_aps)
        .flat_map(|m| s.h_hat(m, k))
        .map(Complex64::norm_sqr);
    squares.sum::<f64>().sqrt()
}

/// At one access point users of a pilot have the same direction; those of others are in its null.
#[test]
fn local_zero_forcing_keeps_the_nulls_between_pilots() {
    for name in ["table1_seed0", "table1_seed1", "table1_seed2"] {
        let instance = Instance::load(name);
        let downlink = instance.downlink();
        let s = &downlink.estimate;
        let w = beams(local_zf::RULE, &downlink);
        let pilot = |k: usize| {
            let group = |g: &Vec<usize>| g.contains(&k);
            instance.pilot_clusters.iter().position(group)
        };
        for m in 0..s.n_aps {
            assert!((w.power(m) - 1.0).abs() < 1e-12);
            for k in 0..s.n_users {
                let size = inner(s.h_hat(m, k), s.h_hat(m, k)).re.sqrt();
                for j in (0..s.n_users).filter(|&j| pilot(j) != pilot(k)) {
                    let beam = inner(w.w(m, j), w.w(m, j)).re.sqrt();
                    let leak = inner(s.h_hat(m, k), w.w(m, j)).norm() / (size * beam);
                    // Reflections of some 1e-9 distinguish users of a pilot, which is neglected.
                    assert!(leak < 1e-5, "{name}: {leak} at {m} from {j} to {k}");
                }
            }
        }
    }
}

/// Access points with given estimates and no reflections.
fn network(h: &[&[&[f64]]], theta: f64, role: &Role) -> Downlink {
    let (n_aps, n_users, n_antennas) = (h.len(), h[0].len(), h[0][0].len());
    let flat = h.iter().flat_map(|m| m.iter()).flat_map(|h| h.iter());
    let estimate = Estimate {
        n_aps,
        n_users,
        n_antennas,
        n_targets: 0,
        h_hat: flat.map(|&x| Complex64::from(x)).collect(),
        q_bar: Vec::new(),
        theta: vec![theta; n_aps * n_users],
        d: Vec::new(),
        coupling: Vec::new(),
    };
    Downlink::new(estimate, vec![role.clone(); n_aps])
}

/// All power towards the user: R = log2(1 + (sum_m |h_m|)^2 / (1 + M theta)).
#[test]
fn one_user_has_the_rate_of_the_matched_filter() {
    let h: [&[&[f64]]; 2] = [&[&[3.0, 4.0]], &[&[1.0, 0.0]]];
    let downlink = network(&h, 0.5, &Role::Communication);
    let mut mrt = Baseline::new(mrt::RULE, &downlink, None, END);
    let rate = (1.0 + 36.0 / 2.0_f64).log2();
    for rule in [
        mrt::RULE,
        mrt::EQUAL_POWER,
        local_zf::RULE,
        local_mmse::RULE,
    ] {
        let answer = Baseline::new(rule, &downlink, None, END).communication();
        assert!(
            answer.solved() && close(answer.sum_rate(), rate, 1e-12),
            "{rule:?}"
        );
    }
    // Over all access points the unit column is h / |h|, and the first is fullest: |w|^2 = 26 / 25.
    let common = (1.0 + (26.0 * 26.0 / 25.0) / (1.0 + 0.5 * 26.0 / 25.0_f64)).log2();
    for rule in [zf::RULE, zf::EQUAL_GAIN, rzf::RULE] {
        let answer = Baseline::new(rule, &downlink, None, END).communication();
        assert!(
            close(answer.sum_rate(), common, 1e-12),
            "{rule:?}: {}",
            answer.sum_rate()
        );
    }
    assert!(
        matches!(mrt.isac(1.0).status, Status::Failed(_)),
        "no access point senses"
    );
}

#[test]
fn dependent_estimates_have_no_zero_forcing_and_finite_local_beams() {
    let twice: [&[&[f64]]; 1] = [&[&[1.0, 2.0, 0.0], &[2.0, 4.0, 0.0]]];
    let many: [&[&[f64]]; 1] = [&[&[1.0, 0.0], &[0.0, 1.0], &[1.0, 1.0]]];
    let silent: [&[&[f64]]; 1] = [&[&[0.0, 0.0], &[0.0, 1.0]]];
    for (h, users, rank) in [(&twice, 2, 1), (&many, 3, 2), (&silent, 2, 1)] {
        let downlink = network(h, 0.1, &Role::Communication);
        assert_eq!(zf::beams(&downlink), Err(NoNulls { users, rank }));
        let answer = Baseline::new(zf::RULE, &downlink, None, END).communication();
        assert!(matches!(answer.status, Status::Failed(_)));
        for rule in [
            mrt::RULE,
            mrt::EQUAL_POWER,
            rzf::RULE,
            local_zf::RULE,
            local_mmse::RULE,
        ] {
            let answer = Baseline::new(rule, &downlink, None, END).communication();
            assert!(
                answer.solved(),
                "{rule:?} of {users} users: {:?}",
                answer.status
            );
        }
    }
}

/// Without a user anywhere near, all is sensing: nu costs nothing and the error is the least one.
#[test]
fn beams_that_deliver_nothing_leave_the_least_error_within_reach() {
    let ideal = Beampattern {
        width: 10.0,
        samples: 181,
        window: Window::Inclusive,
        power: 1.0,
    };
    let matching = MatchingError::new(&ideal, 2, 0.5, &[0.0]);
    let silent: [&[&[f64]]; 1] = [&[&[0.0, 0.0]]];
    let downlink = network(&silent, 0.1, &Role::Sensing(matching));
    let sensing = sensing::solve(&downlink);
    let answer =
        Baseline::new(mrt::RULE, &downlink, Some(&sensing), END).isac(sensing.s_min * (1.0 + END));
    assert!(answer.solved(), "{:?}", answer.proof);
    assert_eq!(answer.proof.nu, Some(1.0));
    assert_eq!(answer.sum_rate(), 0.0);
}

#[test]
fn least_error_at_a_rate_reaches_it_at_no_more_than_its_budget() {
    for name in ["small_seed0", "small_seed2", "table1_seed0"] {
        let instance = Instance::load(name);
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        for rule in [mrt::RULE, zf::RULE, local_mmse::RULE] {
            let mut baseline = Baseline::new(rule, &downlink, Some(&sensing), END);
            let budget = 1.4 * sensing.s_min;
            let zeta = baseline.isac(budget).sum_rate();
            let floor = baseline.least_error(zeta);
            assert!(
                floor.solved(),
                "{name} {rule:?}: {:?} {:?}",
                floor.status,
                floor.proof
            );
            assert!(floor.sum_rate() >= zeta * (1.0 - 1e-6));
            // The rate need not rise with the budget everywhere, so that less may do.
            assert!(
                floor.mse <= budget * (1.0 + 1e-5),
                "{name} {rule:?}: {}",
                floor.mse
            );
        }
        let most = Baseline::new(zf::RULE, &downlink, None, END)
            .communication()
            .sum_rate();
        let mut zf = Baseline::new(zf::RULE, &downlink, Some(&sensing), END);
        assert_eq!(zf.least_error(1.001 * most).status, Status::Infeasible);
    }
}
