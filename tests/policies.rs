//! Pilot allocation and target-AP pairing against exhaustive search and against what they promise.

use cfs::engine::policy::{PairingError, PilotError, pairing, pilots};
use cfs::engine::random::{Entity, Purpose, Streams};
use cfs::engine::{Pairing, PilotAllocation};
use nalgebra::DMatrix;

/// Distances between points drawn in the unit square, rows `from`, columns `to`; every fourth table is rounded to
/// quarters so that ties occur.
fn distances(seed: u64, from: usize, to: usize) -> DMatrix<f64> {
    let streams = Streams::new(seed, 0);
    let point = |entity| {
        let mut stream = streams.stream(entity, Purpose::Position);
        (stream.uniform(), stream.uniform())
    };
    DMatrix::from_fn(from, to, |i, j| {
        let (a, b) = (point(Entity::Target(i)), point(Entity::AccessPoint(j)));
        let distance = (a.0 - b.0).hypot(a.1 - b.1);
        if seed.is_multiple_of(4) {
            (4.0 * distance).round() / 4.0
        } else {
            distance
        }
    })
}

/// Distances among users, symmetric with a zero diagonal.
fn among_users(seed: u64, users: usize) -> DMatrix<f64> {
    let table = distances(seed, users, users);
    DMatrix::from_fn(users, users, |i, j| {
        if i == j {
            0.0
        } else {
            table[(i.min(j), i.max(j))]
        }
    })
}

/// All ways to give `targets` targets access points, `capacity` targets to each at most.
fn pairings(targets: usize, access_points: usize, capacity: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for _ in 0..targets {
        all = all
            .into_iter()
            .flat_map(|taken: Vec<usize>| {
                let room = |m: &usize| taken.iter().filter(|&n| n == m).count() < capacity;
                let free: Vec<usize> = (0..access_points).filter(room).collect();
                free.into_iter()
                    .map(move |m| taken.iter().copied().chain([m]).collect())
            })
            .collect();
    }
    all
}

fn sum(distances: &DMatrix<f64>, pairing: &[usize]) -> f64 {
    pairing
        .iter()
        .enumerate()
        .map(|(t, &m)| distances[(t, m)])
        .sum()
}

fn largest(distances: &DMatrix<f64>, pairing: &[usize]) -> f64 {
    pairing
        .iter()
        .enumerate()
        .map(|(t, &m)| distances[(t, m)])
        .fold(0.0, f64::max)
}

fn pair(policy: &Pairing, distances: &DMatrix<f64>) -> Vec<usize> {
    pair_shared(policy, 1, distances)
}

fn pair_shared(policy: &Pairing, capacity: usize, distances: &DMatrix<f64>) -> Vec<usize> {
    pairing::pair(policy, capacity, distances, &Streams::new(1, 0)).expect("a pairing")
}

#[test]
fn optimal_pairings_match_exhaustive_search() {
    for seed in 0..60 {
        for (targets, access_points, capacity) in [
            (1, 1, 1),
            (1, 4, 1),
            (2, 3, 1),
            (3, 3, 1),
            (3, 6, 1),
            (4, 5, 1),
            (3, 1, 3),
            (4, 2, 2),
            (4, 3, 2),
            (4, 3, 9),
            (5, 2, 3),
        ] {
            let d = distances(seed, targets, access_points);
            let all = pairings(targets, access_points, capacity);
            let least = |cost: &dyn Fn(&[usize]) -> f64| {
                all.iter().map(|p| cost(p)).fold(f64::INFINITY, f64::min)
            };

            let kuhn_munkres = pair_shared(&Pairing::KuhnMunkres, capacity, &d);
            assert!(
                (sum(&d, &kuhn_munkres) - least(&|p| sum(&d, p))).abs() < 1e-14,
                "seed {seed}"
            );

            let bottleneck = pair_shared(&Pairing::Bottleneck, capacity, &d);
            let least_largest = least(&|p| largest(&d, p));
            assert_eq!(largest(&d, &bottleneck), least_largest, "seed {seed}");
            let tied = |p: &[usize]| {
                if largest(&d, p) == least_largest {
                    sum(&d, p)
                } else {
                    f64::INFINITY
                }
            };
            assert!(
                (sum(&d, &bottleneck) - least(&tied)).abs() < 1e-14,
                "seed {seed}: not the least sum"
            );
        }
    }
}

#[test]
fn no_pairing_gives_an_access_point_more_targets_than_it_may_have() {
    for policy in [
        Pairing::KuhnMunkres,
        Pairing::Nearest,
        Pairing::Bottleneck,
        Pairing::Random,
    ] {
        for seed in 0..20 {
            for (targets, access_points, capacity) in [
                (0, 3, 1),
                (3, 3, 1),
                (4, 9, 1),
                (6, 3, 2),
                (5, 3, 2),
                (3, 1, 3),
                (3, 4, 9),
            ] {
                let d = distances(seed, targets, access_points);
                let pairing = pairing::pair(&policy, capacity, &d, &Streams::new(seed, 0))
                    .expect("a pairing");
                assert_eq!(pairing.len(), targets, "{policy:?}");
                let mut counts = vec![0; access_points];
                pairing.iter().for_each(|&m| counts[m] += 1);
                assert!(
                    counts.iter().all(|&count| count <= capacity),
                    "{policy:?}: {pairing:?}"
                );
            }
        }
    }
}

#[test]
fn nearest_serves_targets_in_order() {
    let d = DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 3.0, 1.0, 5.0, 9.0, 1.0, 1.0, 4.0]);
    assert_eq!(pair(&Pairing::Nearest, &d), [0, 1, 2]);
    assert_eq!(pair(&Pairing::KuhnMunkres, &d), [2, 0, 1]);
    assert_eq!(
        pair(&Pairing::Nearest, &DMatrix::from_element(2, 3, 1.0)),
        [0, 1],
        "ties go to the smaller index"
    );
    let crowded = DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 1.0, 3.0, 1.0, 4.0]);
    assert_eq!(pair_shared(&Pairing::Nearest, 2, &crowded), [0, 0, 1]);
    assert_eq!(pair_shared(&Pairing::KuhnMunkres, 2, &crowded), [1, 0, 0]);
}

/// Two targets and three access points: six injections, or, with two slots each, nine pairings of which three take
/// 2 of the 30 ordered pairs of slots and six take 4. Chi-squared with 5 and 8 degrees of freedom; 20.5 and 26.1 are
/// the 0.1 % points.
#[test]
fn random_pairings_are_uniform_and_keep_the_first_targets_when_more_come() {
    for (capacity, bound) in [(1, 20.5), (2, 26.1)] {
        let (all, runs) = (pairings(2, 3, capacity), 6000u32);
        let mut counts = vec![0.0; all.len()];
        for realization in 0..runs {
            let streams = Streams::new(0, realization.into());
            let draw = |targets| {
                let d = distances(1, targets, 3);
                pairing::pair(&Pairing::Random, capacity, &d, &streams).expect("a pairing")
            };
            let two = draw(2);
            assert_eq!(draw(3)[..2], two);
            counts[all.iter().position(|p| *p == two).expect("a pairing")] += 1.0;
        }
        let slots = (3 * capacity) as f64;
        let chi_squared: f64 = all
            .iter()
            .zip(&counts)
            .map(|(pairing, count)| {
                let second = if pairing[0] == pairing[1] {
                    capacity - 1
                } else {
                    capacity
                };
                let ways = (capacity * second) as f64;
                let expected = f64::from(runs) * ways / (slots * (slots - 1.0));
                (count - expected) * (count - expected) / expected
            })
            .sum();
        assert!(chi_squared < bound, "{capacity}: {chi_squared}");
    }
}

#[test]
fn impossible_pairings_are_errors_with_their_data() {
    let pair = |policy, targets, access_points| {
        pairing::pair(
            &policy,
            1,
            &distances(1, targets, access_points),
            &Streams::new(0, 0),
        )
    };
    let cases = [
        (
            Pairing::Nearest,
            3,
            2,
            PairingError::TooManyTargets {
                targets: 3,
                access_points: 2,
                capacity: 1,
            },
        ),
        (
            Pairing::Explicit(vec![0]),
            2,
            3,
            PairingError::Length {
                given: 1,
                targets: 2,
            },
        ),
        (
            Pairing::Explicit(vec![0, 3]),
            2,
            3,
            PairingError::UnknownAccessPoint {
                target: 1,
                access_point: 3,
                access_points: 3,
            },
        ),
        (
            Pairing::Explicit(vec![1, 1]),
            2,
            3,
            PairingError::CrowdedAccessPoint {
                access_point: 1,
                targets: 2,
                capacity: 1,
            },
        ),
    ];
    for (policy, targets, access_points, error) in cases {
        assert_eq!(pair(policy, targets, access_points), Err(error));
    }
    assert_eq!(pair(Pairing::Explicit(vec![2, 0]), 2, 3), Ok(vec![2, 0]));
    let shared = Pairing::Explicit(vec![1, 1]);
    assert_eq!(pair_shared(&shared, 2, &distances(1, 2, 3)), [1, 1]);
}

fn allocate(allocation: &PilotAllocation, pilots: usize, d: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let gain = gains(1, 3, d.nrows());
    pilots::allocate(allocation, pilots, d, &gain, &Streams::new(1, 0)).expect("an allocation")
}

/// Amplitude gains of `users` users at `access_points` access points, over four decades of power.
fn gains(seed: u64, access_points: usize, users: usize) -> DMatrix<f64> {
    distances(seed, access_points, users).map(|d| (d + 0.1).powi(-2))
}

/// Algorithm 1 word for word: distances of clusters from their members, every time anew.
fn algorithm_1(pilots: usize, d: &DMatrix<f64>) -> Vec<Vec<usize>> {
    let mut clusters: Vec<Vec<usize>> = (0..d.nrows()).map(|k| vec![k]).collect();
    while clusters.len() > pilots {
        let distance = |a: &[usize], b: &[usize]| {
            a.iter()
                .flat_map(|&i| b.iter().map(move |&j| d[(i, j)]))
                .fold(f64::INFINITY, f64::min)
        };
        let (mut best, mut pair) = (f64::NEG_INFINITY, (0, 0));
        for i in 0..clusters.len() {
            for j in i + 1..clusters.len() {
                let d_ij = distance(&clusters[i], &clusters[j]);
                if d_ij > best {
                    (best, pair) = (d_ij, (i, j));
                }
            }
        }
        let merged = clusters.remove(pair.1);
        clusters[pair.0].extend(merged);
        clusters[pair.0].sort_unstable();
    }
    clusters
}

#[test]
fn clustering_is_algorithm_1() {
    for seed in 0..40 {
        for (users, pilots) in [(1, 1), (4, 2), (9, 5), (12, 1), (15, 4), (3, 7), (0, 2)] {
            let d = among_users(seed, users);
            assert_eq!(
                allocate(&PilotAllocation::Hac, pilots, &d),
                algorithm_1(pilots, &d),
                "seed {seed}"
            );
        }
    }
}

/// Users at 0, 1, 2 and 10 on a line: the two farthest, 0 and 3, share; then 1 and 2 stay apart from them.
#[test]
fn clustering_merges_the_farthest_by_their_closest_members() {
    let x = [0.0f64, 1.0, 2.0, 10.0];
    let d = DMatrix::from_fn(4, 4, |i, j| (x[i] - x[j]).abs());
    assert_eq!(
        allocate(&PilotAllocation::Hac, 3, &d),
        [vec![0, 3], vec![1], vec![2]]
    );
    assert_eq!(
        allocate(&PilotAllocation::Hac, 2, &d),
        [vec![0, 2, 3], vec![1]]
    );
}

#[test]
fn every_allocation_gives_each_user_one_pilot() {
    let groups = vec![vec![4, 0], vec![], vec![3, 1, 2]];
    let allocations = [
        PilotAllocation::Hac,
        PilotAllocation::Random,
        PilotAllocation::Greedy,
        PilotAllocation::RoundRobin,
        PilotAllocation::Orthogonal,
        PilotAllocation::Explicit(groups),
    ];
    for allocation in allocations {
        let clusters = allocate(&allocation, 6, &among_users(3, 5));
        let mut users: Vec<usize> = clusters.concat();
        users.sort_unstable();
        assert_eq!(users, [0, 1, 2, 3, 4], "{allocation:?}");
        assert!(
            clusters.len() <= 6 && clusters.iter().all(|c| c.is_sorted()),
            "{allocation:?}"
        );
    }
    assert_eq!(
        allocate(&PilotAllocation::RoundRobin, 2, &among_users(0, 5)),
        [vec![0, 2, 4], vec![1, 3]]
    );
}

/// What greedy allocation promises, worked out anew: it begins with the random pilots, every step takes the user
/// worst off, and at the end that user has the best pilot there is for it. The sum over pairs is that of no worse
/// allocation than the random one, and with as many pilots as users it is zero.
#[test]
fn greedy_allocation_leaves_the_user_worst_off_where_it_meets_the_least() {
    for seed in 0..60 {
        for (users, count) in [(1, 1), (4, 2), (9, 5), (12, 3), (5, 8)] {
            let (gain, streams) = (gains(seed, 3, users), Streams::new(seed, 0));
            let d = among_users(seed, users);
            let allocate = |policy| pilots::allocate(&policy, count, &d, &gain, &streams).unwrap();
            let power = |k: usize| gain.column(k).norm_squared();
            let pilot_of = |clusters: &[Vec<usize>], k: usize| {
                clusters.iter().position(|c| c.contains(&k)).unwrap()
            };
            let meets = |clusters: &[Vec<usize>], k: usize, c: usize| -> f64 {
                clusters[c]
                    .iter()
                    .filter(|&&o| o != k)
                    .map(|&o| power(o))
                    .sum()
            };
            let pairs = |clusters: &[Vec<usize>]| -> f64 {
                (0..users)
                    .map(|k| power(k) * meets(clusters, k, pilot_of(clusters, k)))
                    .sum()
            };
            let greedy = allocate(PilotAllocation::Greedy);
            let random = allocate(PilotAllocation::Random);
            assert!(pairs(&greedy) <= pairs(&random), "seed {seed}");
            let ratio = |k: &usize| meets(&greedy, *k, pilot_of(&greedy, *k)) / power(*k);
            let worst = (0..users)
                .max_by(|a, b| ratio(a).total_cmp(&ratio(b)))
                .unwrap();
            let here = meets(&greedy, worst, pilot_of(&greedy, worst));
            for c in 0..count {
                assert!(
                    here <= meets(&greedy, worst, c) * (1.0 + 1e-9),
                    "seed {seed}"
                );
            }
            if count >= users {
                assert_eq!(pairs(&greedy), 0.0, "seed {seed}");
            }
        }
    }
}

#[test]
fn further_users_leave_the_random_pilots_of_the_first() {
    let few = allocate(&PilotAllocation::Random, 4, &among_users(0, 6));
    let many = allocate(&PilotAllocation::Random, 4, &among_users(0, 30));
    let first: Vec<Vec<usize>> = many
        .iter()
        .map(|c| c.iter().copied().filter(|&k| k < 6).collect())
        .collect();
    assert_eq!(few, first);
}

#[test]
fn impossible_allocations_are_errors_with_their_data() {
    let explicit = |groups: &[&[usize]]| {
        PilotAllocation::Explicit(groups.iter().map(|g| g.to_vec()).collect())
    };
    let cases = [
        (
            PilotAllocation::Orthogonal,
            2,
            PilotError::TooFewPilots {
                users: 3,
                pilots: 2,
            },
        ),
        (PilotAllocation::Hac, 0, PilotError::NoPilots { users: 3 }),
        (
            explicit(&[&[0], &[1], &[2]]),
            2,
            PilotError::TooManyGroups {
                groups: 3,
                pilots: 2,
            },
        ),
        (
            explicit(&[&[0, 3], &[1, 2]]),
            2,
            PilotError::UnknownUser { user: 3, users: 3 },
        ),
        (
            explicit(&[&[0, 1], &[1, 2]]),
            2,
            PilotError::RepeatedUser { user: 1 },
        ),
        (
            explicit(&[&[0], &[2]]),
            2,
            PilotError::MissingUser { user: 1 },
        ),
    ];
    for (allocation, pilots, error) in cases {
        let (d, gain) = (among_users(1, 3), gains(1, 2, 3));
        let result = pilots::allocate(&allocation, pilots, &d, &gain, &Streams::new(0, 0));
        assert_eq!(result, Err(error));
    }
}
