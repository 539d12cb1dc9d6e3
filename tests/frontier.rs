//! What one network's answers owe each other, on random networks of many kinds: the answer to a
//! question depends on nothing else, no answer is dominated, the region's ends are those of P1 to P4,
//! and units do not matter.

#[path = "support/deployment.rs"]
mod deployment;
#[path = "support/random.rs"]
mod random;

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::frontier::boundary::Curve;
use cfs::engine::optimiser::frontier::{Floor, Frontier};
use cfs::engine::optimiser::isac::IsacSolution;
use cfs::engine::scheme::{Beamformer as _, Proposed, Status};
use cfs::engine::{Deployment, estimation, network};
use random::Size;

/// Relative agreement of two answers to one question.
const AGREED: f64 = 1e-4;
/// As in scenarios, the ends of the trade-off are taken inside by this.
const INSIDE: f64 = 1e-4;

/// Of a boundary's linear interpolation, as a share of its largest rate.
const RESOLVED: f64 = 0.005;

/// A small deployment: access points, antennas, users, targets, dB of power, pilots.
fn kind(
    (m, n, k, t): (usize, usize, usize, usize),
    power: f64,
    pilots: usize,
    reflection: f64,
) -> Deployment {
    let mut deployment = deployment::table1();
    deployment.access_points.count = m;
    deployment.access_points.antennas = n;
    deployment.access_points.power =
        cfs::engine::PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
    deployment.users.count = k;
    deployment.targets.count = t;
    deployment.targets.reflection = reflection;
    deployment.targets_per_access_point = t.div_ceil(m);
    deployment.pilots.length = pilots;
    deployment.beampattern.width = 30.0;
    deployment.beampattern.power = 10f64.powf(0.5);
    deployment
}

/// Kinds whose local optima differ in the users that they serve, and by how much they reflect.
fn kinds() -> [(&'static str, Deployment); 7] {
    [
        ("two small arrays", kind((2, 2, 3, 1), 135.0, 2, 0.8)),
        ("low power", kind((2, 2, 4, 1), 105.0, 2, 0.8)),
        ("shared pilots", kind((2, 2, 4, 1), 125.0, 2, 0.8)),
        ("one pilot for all", kind((3, 2, 4, 2), 125.0, 1, 0.8)),
        ("many targets", kind((2, 3, 3, 4), 125.0, 3, 0.8)),
        ("strong reflections", kind((2, 3, 3, 2), 125.0, 2, 3e5)),
        ("one station", kind((1, 4, 3, 1), 125.0, 3, 0.8)),
    ]
}

fn downlink(deployment: &Deployment, realization: u64) -> Downlink {
    let network = network::draw(deployment, 77, realization).expect("a network");
    let estimate =
        estimation::of_realization(&network, deployment, 77, realization).expect("an estimate");
    Downlink::of(&network, deployment, estimate)
}

#[test]
fn budgets_at_and_below_the_least_error_are_answered_at_once() {
    let frontier = Frontier::new(downlink(&kind((2, 2, 3, 1), 135.0, 2, 0.8), 0), 1);
    let s_min = frontier.sensing().expect("a sensing access point").s_min;
    for share in [f64::NEG_INFINITY, -1.0, 0.0, 0.5, 1.0] {
        assert_eq!(frontier.isac(share * s_min), None);
    }
    assert_eq!(frontier.isac(f64::NAN), None);
    let mut proposed = Proposed::new(&frontier, INSIDE);
    for share in [-1.0, 0.0, 0.5, 1.0 - 1e-6] {
        assert_eq!(proposed.isac(share * s_min).status, Status::Infeasible);
    }
    let [at, inside] = [1.0, 1.0 + INSIDE].map(|share| proposed.isac(share * s_min));
    assert_eq!((&at.status, at.rates), (&Status::Solved, inside.rates));
}

/// Every kind, with a few networks of each.
fn networks() -> impl Iterator<Item = (String, Downlink)> {
    kinds().into_iter().flat_map(|(name, deployment)| {
        (0..3).map(move |r| (format!("{name}, {r}"), downlink(&deployment, r)))
    })
}

/// Budgets from S_min to beyond the free end.
fn budgets(frontier: &Frontier) -> Vec<f64> {
    let s_min = frontier.sensing().expect("access points sense").s_min;
    let top = frontier.free_end().expect("a free end").certificate.mse - s_min;
    let mut budgets = vec![s_min * (1.0 + INSIDE)];
    budgets.extend([0.01, 0.07, 0.2, 0.45, 0.8, 1.0, 1.3].map(|share| s_min + share * top));
    budgets
}

fn rate(solution: &IsacSolution) -> f64 {
    solution.certificate.sum_rate
}

#[test]
fn an_answer_depends_neither_on_the_order_nor_on_other_questions() {
    for (name, downlink) in networks() {
        let (up, down) = (
            Frontier::new(downlink.clone(), 1),
            Frontier::new(downlink.clone(), 1),
        );
        let budgets = budgets(&up);
        let ascending: Vec<f64> = budgets
            .iter()
            .map(|&delta| rate(&up.isac(delta).expect("an answer")))
            .collect();
        let s_min = down.sensing().expect("access points sense").s_min;
        down.least_error(0.9 * ascending[4], s_min * (1.0 + INSIDE));
        for (delta, known) in budgets.iter().zip(&ascending).rev() {
            let found = rate(&down.isac(*delta).expect("an answer"));
            assert_eq!(found, *known, "{name} at {delta}");
        }
        let alone = Frontier::new(downlink, 1).isac(budgets[3]);
        assert_eq!(rate(&alone.expect("an answer")), ascending[3], "{name}");
    }
}

#[test]
fn rates_ascend_with_the_budget_up_to_the_largest_one() {
    for (name, downlink) in networks() {
        let frontier = Frontier::new(downlink, 1);
        let r_max = frontier.largest_rate().expect("a start");
        assert!(r_max.solved(), "{name}: {:?}", r_max.certificate);
        let mut before = 0.0;
        for delta in budgets(&frontier) {
            let found = frontier.isac(delta).expect("an answer");
            assert!(found.solved(), "{name} at {delta}: {:?}", found.certificate);
            assert!(rate(&found) >= before * (1.0 - 1e-6), "{name} at {delta}");
            assert!(
                rate(&found) <= r_max.certificate.sum_rate * (1.0 + 1e-9),
                "{name} at {delta}"
            );
            assert!(
                found.certificate.mse <= delta * (1.0 + 1e-6),
                "{name} at {delta}"
            );
            before = rate(&found);
        }
    }
}

/// The smallest networks that cooperate, at powers over five decades, with pilots shared and not.
#[test]
fn p2_is_solved_for_two_access_points_of_two_antennas() {
    for users in 1..=4 {
        for power in [85.0, 95.0, 105.0, 115.0, 125.0, 135.0] {
            let deployment = kind((2, 2, users, 1), power, users.div_ceil(2), 0.8);
            for realization in 0..5 {
                let frontier = Frontier::new(downlink(&deployment, realization), 1);
                let best = frontier.largest_rate().expect("a start");
                let c = &best.certificate;
                assert!(
                    best.solved(),
                    "{users} users, {power} dB, {realization}: {c:?}"
                );
            }
        }
    }
}

#[test]
fn p3_and_p4_are_one_curve() {
    for (name, downlink) in networks() {
        let frontier = Frontier::new(downlink, 1);
        let least = budgets(&frontier)[0];
        for &delta in &budgets(&frontier)[1..] {
            let found = frontier.isac(delta).expect("an answer");
            let Some(Floor::Reached(floor) | Floor::Slack(floor)) =
                frontier.least_error(rate(&found), least)
            else {
                panic!("{name}: the rate at {delta} is not reached");
            };
            assert!(floor.solved(), "{name} at {delta}");
            // Where the curve is flat the same rate needs less error; more it never needs.
            assert!(
                floor.certificate.mse <= delta * (1.0 + AGREED),
                "{name} at {delta}: {}",
                floor.certificate.mse
            );
            assert!(rate(&floor) >= rate(&found) * (1.0 - 1e-6), "{name}");
        }
    }
}

/// The boundary, and the rate up to which it was asked for.
fn boundary(frontier: &Frontier) -> (Curve, f64) {
    let r_max = frontier.largest_rate().expect("a start");
    let zeta = r_max.certificate.sum_rate * (1.0 - INSIDE);
    let curve = frontier.curve(budgets(frontier)[0], zeta, RESOLVED * zeta);
    let curve = curve.expect("solved ends").expect("solved points");
    (curve, zeta)
}

#[test]
fn the_region_ends_where_p1_to_p4_say() {
    for (name, downlink) in networks() {
        let frontier = Frontier::new(downlink, 1);
        let least = budgets(&frontier)[0];
        let r_max = frontier.largest_rate().expect("a start").clone();
        let (curve, zeta) = boundary(&frontier);
        assert!(curve.resolved, "{name}");
        let (first, last) = (&curve.points[0], &curve.points[curve.points.len() - 1]);
        let alone = frontier.isac(least).expect("an answer");
        assert_eq!((first.delta, rate(first)), (least, rate(&alone)), "{name}");
        // The region ends below R_max only where P2's best leaves an access point below full power.
        let full = (0..r_max.beams.access_points()).all(|m| r_max.beams.power(m) > 1.0 - 1e-5);
        assert!(curve.reaches || !full, "{name}");
        if curve.reaches {
            assert!(
                (rate(last) / zeta - 1.0).abs() <= 1e-6 || rate(last) >= zeta,
                "{name}"
            );
        }
        for pair in curve.points.windows(2) {
            assert!(pair[0].delta < pair[1].delta, "{name}");
            assert!(rate(&pair[0]) <= rate(&pair[1]) * (1.0 + 1e-6), "{name}");
        }
    }
}

/// Networks whose branches bend both ways (24), jump, and leave budgets slack over a range (10).
#[test]
fn the_region_is_straight_between_its_points_where_branches_bend_and_jump() {
    for realization in [10, 24] {
        let downlink = random::network(Size::Small, 1, realization)
            .downlink
            .expect("a network");
        let frontier = Frontier::new(downlink, 1);
        let s_min = frontier.sensing().expect("access points sense").s_min;
        let (curve, zeta) = boundary(&frontier);
        assert!(curve.resolved, "{realization}");
        for pair in curve.points.windows(2) {
            let (from, to) = (pair[0].delta, pair[1].delta);
            let jump = to - s_min < (from - s_min) * 1.002;
            let between = frontier.isac(0.5 * (from + to)).expect("an answer");
            let off = rate(&between) - 0.5 * (rate(&pair[0]) + rate(&pair[1]));
            assert!(
                jump || off.abs() <= RESOLVED * zeta,
                "{realization} between {from} and {to}: {off}"
            );
        }
    }
}

/// Channels scaled by c and powers by 1 / c^2 are the same problem: estimates have powers absorbed.
/// Low powers on the other hand make small rates, which are judged on their own scale.
#[test]
fn small_rates_are_solved_as_exactly_as_large_ones() {
    let most = |power: f64| {
        let frontier = Frontier::new(downlink(&kind((2, 2, 3, 1), power, 3, 0.8), 1), 1);
        let best = frontier.largest_rate().expect("a start").clone();
        assert!(best.solved(), "{power} dB: {:?}", best.certificate);
        let delta = budgets(&frontier)[3];
        let found = frontier.isac(delta).expect("an answer");
        assert!(found.solved(), "{power} dB: {:?}", found.certificate);
        (best.certificate.sum_rate, rate(&found))
    };
    // Far below the noise the rate is proportional to the power.
    let (low, lower) = (most(20.0), most(0.0));
    for (a, b) in [(low.0, lower.0), (low.1, lower.1)] {
        assert!((a / b / 100.0 - 1.0).abs() < AGREED, "{a} {b}");
    }
}
