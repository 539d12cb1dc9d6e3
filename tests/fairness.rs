//! The largest least rate where access points sense: a bound that proves its answers global, floors that it proves out of reach, and
//! what answers cost.

#[path = "support/rows.rs"]
mod rows;

use cfs::engine::downlink::fairness::{Known, least_share_bound};
use cfs::engine::optimiser::communication::{TOLERANCE, solve};
use cfs::engine::optimiser::isac::IsacSolution;
use cfs::engine::optimiser::start;
use cfs::engine::scheme::{Beamformer, Proposed, Status};
use cfs::engine::{Criterion, Deployment, Downlink, Frontier, PowerBudget, RateFloor, Utility};
use std::f64::consts::LN_2;

/// How far the bound may be from an answer whose residuals are within 1e-6, relative.
const TIGHT: f64 = 1e-5;

/// Access points, antennas, users, targets, pilots, power over the noise in dB: pilots shared and not, more and fewer antennas than users,
/// limited by noise and by interference.
const KINDS: [(usize, usize, usize, usize, usize, f64); 6] = [
    (3, 4, 4, 1, 4, 125.0),
    (4, 3, 5, 2, 5, 125.0),
    (2, 6, 3, 2, 3, 110.0),
    (5, 2, 5, 1, 5, 130.0),
    (1, 6, 4, 1, 4, 125.0),
    (5, 6, 6, 3, 4, 125.0),
];

fn networks() -> impl Iterator<Item = Downlink> {
    KINDS.iter().enumerate().map(|(seed, kind)| {
        let (aps, antennas, users, targets, pilots, power) = *kind;
        let mut deployment = Deployment::table1();
        deployment.access_points.count = aps;
        deployment.access_points.antennas = antennas;
        deployment.access_points.power = PowerBudget::PerAccessPoint(10f64.powf(power / 10.0));
        deployment.users.count = users;
        deployment.targets.count = targets;
        deployment.pilots.length = pilots;
        Downlink::draw(&deployment, 11, seed as u64).expect("there is room")
    })
}

fn judged(downlink: &Downlink, utility: Utility, floor: f64) -> Frontier {
    let users = downlink.estimate.n_users;
    let criterion = Criterion::new(utility, &RateFloor::Every(floor), users);
    Frontier::new(downlink.judged_by(criterion), 1)
}

fn s_min(frontier: &Frontier) -> f64 {
    frontier.sensing().expect("an access point senses").s_min
}

fn bound(frontier: &Frontier, found: &IsacSolution) -> f64 {
    let known = Known {
        beams: &found.beams,
        least: &found.certificate.multipliers.least,
        lambda: found.multiplier * LN_2,
    };
    least_share_bound(frontier.downlink(), &known, found.delta)
}

/// The bound shares nothing with the search: it holds for beams of any rank and any covariance of the sensing streams.
#[test]
fn least_rates_within_budgets_are_global_optima() {
    for downlink in networks() {
        let frontier = judged(&downlink, Utility::MinRate, 0.0);
        let budgets = [1.05, 1.5, 3.0].map(|factor| factor * s_min(&frontier));
        let mut answers: Vec<IsacSolution> = budgets
            .iter()
            .map(|&delta| frontier.isac(delta).expect("P1 is solved"))
            .collect();
        answers.push(frontier.free_end().expect("full power").clone());
        for found in answers {
            assert!(found.solved(), "{:?}", found.certificate);
            let gap = bound(&frontier, &found) / found.certificate.value - 1.0;
            assert!((-2.0 * TOLERANCE..TIGHT).contains(&gap), "{gap}");
        }
    }
}

#[test]
fn the_bound_holds_for_any_multipliers() {
    for downlink in networks() {
        let frontier = judged(&downlink, Utility::MinRate, 0.0);
        let delta = 1.5 * s_min(&frontier);
        let value = frontier
            .isac(delta)
            .expect("P1 is solved")
            .certificate
            .value;
        let users = downlink.estimate.n_users;
        for (seed, lambda) in [(0, 0.0), (1, 0.1), (2, 10.0)] {
            let known = Known {
                beams: &start::random(&downlink, seed),
                least: &vec![1.0 / users as f64; users],
                lambda,
            };
            let bound = least_share_bound(frontier.downlink(), &known, delta);
            assert!(bound >= value * (1.0 - TOLERANCE), "{bound} {value}");
        }
    }
}

#[test]
fn floors_beyond_a_budget_are_proved_infeasible_and_others_met() {
    for downlink in networks() {
        let even = judged(&downlink, Utility::MinRate, 0.0);
        let delta = 1.05 * s_min(&even);
        let most = even.isac(delta).expect("P1 is solved");
        let beyond = judged(&downlink, Utility::SumRate, 1.01 * most.certificate.value);
        let answer = Proposed::new(&beyond, 1e-4).isac(delta);
        assert_eq!(answer.status, Status::Infeasible, "{answer:?}");
        // P2 or full power may rule them out already.
        let fall = answer.proof.floor_violation.expect("what floors lack");
        assert!(1.0 - fall > 1.0 / 1.01 - TIGHT && fall > 0.0, "{fall}");
        let share = beyond.floors_out_of_budget(delta).expect("a proof");
        assert!((share - 1.0 / 1.01).abs() < TIGHT, "{share}");
        let within = judged(&downlink, Utility::SumRate, 0.9 * most.certificate.value);
        let found = within.isac(delta).expect("P1 is solved");
        assert!(found.solved(), "{:?}", found.certificate);
    }
}

/// P2 may leave power unused where P3 must use it: floors in between are refused at every budget, with what they lack.
#[test]
fn floors_beyond_full_power_are_proved_infeasible() {
    let downlink = Downlink::draw(&Deployment::table1(), 1, 0).expect("Table I has room");
    let even = judged(&downlink, Utility::MinRate, 0.0);
    let alone = even.communication()[0].certificate.value;
    let full = even.free_end().expect("full power").certificate.value;
    assert!(alone > 1.03 * full, "{alone} {full}");
    let floor = 0.2 * alone + 0.8 * full;
    let floored = judged(&downlink, Utility::SumRate, floor);
    let mut proposed = Proposed::new(&floored, 1e-4);
    assert_eq!(proposed.communication().status, Status::Solved);
    let delta = 3.0 * s_min(&even);
    let within = even.isac(delta).expect("P1 is solved").certificate.value;
    let answers = [
        (proposed.isac(delta), within),
        (proposed.least_error(20.0), full),
    ];
    for (answer, most) in answers {
        assert_eq!(answer.status, Status::Infeasible, "{answer:?}");
        let fall = answer.proof.floor_violation.expect("what floors lack");
        assert!((1.0 - fall - most / floor).abs() < TIGHT, "{fall}");
    }
}

/// At Table I, answers of the least rate are all found, and cost less than three of the sum rate.
/// Each problem refuses floors that no beams meet in the same words, whatever its budgets are made of.
#[test]
fn every_problem_says_that_floors_are_out_of_reach() {
    let problems = [
        ("p2", "solve communication"),
        ("p3", "solve isac at delta 1.5 * S_min"),
        ("named", "sweep delta from S_min to S_I points 3 solve isac"),
        ("p4", "sweep zeta from R_T to R_max points 3 solve isac"),
        ("stated", "solve isac at zeta 1"),
        ("region", "solve region"),
    ];
    let mut text =
        "deployment d {\naps 2 {\nantennas 1\n}\nusers 4\ntargets 1\nrate_floor 6\n}\n".to_owned();
    for (name, lines) in problems {
        text += &format!("experiment {name} on d {{\nrealizations 2\nseed 4\n{lines}\n}}\n");
    }
    let tables = rows::tables(&text);
    let reason = |network: usize| tables[0][network].reason.clone().expect("a reason");
    for (table, (name, _)) in tables.iter().zip(problems) {
        assert!(!table.is_empty());
        for row in table {
            let network = row.realization as usize;
            assert_eq!(row.status, "infeasible", "{name}: {row:?}");
            assert_eq!(row.reason, Some(reason(network)), "{name}");
            assert!(reason(network).contains("% of its floor"), "{name}");
        }
    }
}

#[test]
fn the_least_rate_costs_less_than_three_times_the_sum_rate() {
    let (mut sum, mut least) = ([0, 0], [0, 0]);
    for realization in 0..6 {
        let downlink = Downlink::draw(&Deployment::table1(), 3, realization).expect("room");
        for (utility, cost) in [(Utility::SumRate, &mut sum), (Utility::MinRate, &mut least)] {
            let frontier = judged(&downlink, utility, 0.0);
            let alone = solve(frontier.downlink());
            assert!(alone.solved(), "{:?}", alone.certificate);
            cost[0] += alone.evaluations;
            for factor in [1.05, 2.0] {
                let found = frontier.isac(factor * s_min(&frontier)).expect("P1");
                assert!(found.solved(), "{:?}", found.certificate);
                cost[1] += found.evaluations;
            }
        }
    }
    println!("evaluations of the sum rate {sum:?}, of the least rate {least:?}");
    assert!(least[0] < 3 * sum[0], "P2: {least:?} {sum:?}");
    assert!(least[1] < 3 * sum[1], "P3: {least:?} {sum:?}");
}
