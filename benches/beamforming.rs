//! How long the problems take, and how that grows in M, N_T, K and T.
//!
//! `cargo bench --bench beamforming`; docs/performance.md holds a run of it.

use std::hint::black_box;
use std::time::Duration;

use cfs::engine::downlink::Downlink;
use cfs::engine::optimiser::communication::{self, CommunicationSolution};
use cfs::engine::optimiser::frontier::Frontier;
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::sensing::{self, SensingSolution};
use cfs::engine::{Deployment, estimation, network};
use criterion::{BatchSize, BenchmarkId, Criterion, criterion_group, criterion_main};

/// M, N_T, K, T.
type Size = (usize, usize, usize, usize);

/// Table I with another size; every second user has a pilot of its own, the sensing power is 5 dB.
fn deployment((m, n, k, t): Size) -> Deployment {
    let mut deployment = Deployment::table1();
    deployment.access_points.count = m;
    deployment.access_points.antennas = n;
    deployment.users.count = k;
    deployment.targets.count = t;
    deployment.pilots.length = k.div_ceil(2);
    deployment.beampattern.power = 10f64.powf(0.5);
    deployment
}

fn downlink(size: Size, realization: u64) -> Downlink {
    let deployment = deployment(size);
    let network = network::draw(&deployment, 2025, realization).expect("a network");
    let draws = network::channel::draw(&network, &deployment, 2025, realization);
    let estimate = estimation::estimate(&network, &deployment, &draws).expect("an estimate");
    Downlink::of(&network, &deployment, estimate)
}

const TABLE_1: Size = (6, 12, 9, 3);

fn table_1(c: &mut Criterion) {
    let mut group = c.benchmark_group("table1");
    group.sample_size(20);
    let downlink = downlink(TABLE_1, 0);
    group.bench_function("network and estimate", |b| {
        b.iter(|| self::downlink(black_box(TABLE_1), 0))
    });
    group.bench_function("P1, every access point", |b| {
        b.iter(|| sensing::solve(black_box(&downlink)))
    });
    group.bench_function("P2", |b| {
        b.iter(|| communication::solve(black_box(&downlink)))
    });
    let (sensing, communication) = solved(&downlink);
    let start = IsacSolver::new(&downlink, &sensing, &communication.beams);
    group.bench_function("P3, cold at S_min", |b| {
        let delta = sensing.s_min * (1.0 + 1e-4);
        b.iter_batched(
            || start.clone(),
            |mut solver| solver.solve(delta),
            BatchSize::LargeInput,
        );
    });
    let mut warm = start.clone();
    warm.solve(5.5);
    warm.solve(6.0);
    group.bench_function("P3, warm from 6.0 to 6.5", |b| {
        b.iter_batched(
            || warm.clone(),
            |mut solver| solver.solve(6.5),
            BatchSize::LargeInput,
        );
    });
    group.bench_function("P3, 14 points from S_min", |b| {
        b.iter_batched(
            || Frontier::new(downlink.clone(), 1),
            |frontier| sweep(&frontier, sensing.s_min),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

/// The sweep of scenarios/region.cfs, one point longer.
fn sweep(frontier: &Frontier, s_min: f64) -> f64 {
    let budgets = (0..14).map(|i| match i {
        0 => s_min * (1.0 + 1e-4),
        i => s_min + 0.5 * f64::from(i),
    });
    let answers = budgets.map(|delta| frontier.isac(delta).expect("solved ends"));
    answers.map(|answer| answer.certificate.sum_rate).sum()
}

fn solved(downlink: &Downlink) -> (SensingSolution, CommunicationSolution) {
    (sensing::solve(downlink), communication::solve(downlink))
}

fn growth(c: &mut Criterion) {
    let sizes: [Size; 9] = [
        (3, 12, 9, 3),
        (12, 12, 9, 3),
        (24, 12, 9, 3),
        (6, 6, 9, 3),
        (6, 24, 9, 3),
        (6, 12, 4, 3),
        (6, 12, 18, 3),
        (6, 12, 9, 1),
        (6, 12, 9, 6),
    ];
    let mut group = c.benchmark_group("growth");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    for size in std::iter::once(TABLE_1).chain(sizes) {
        let downlink = downlink(size, 1);
        let (m, n, k, t) = size;
        let name = format!("M{m} NT{n} K{k} T{t}");
        group.bench_function(BenchmarkId::new("P2", &name), |b| {
            b.iter(|| communication::solve(&downlink))
        });
        let (sensing, communication) = solved(&downlink);
        let mut solver = IsacSolver::new(&downlink, &sensing, &communication.beams);
        solver.solve(1.5 * sensing.s_min);
        group.bench_function(BenchmarkId::new("P3 warm", &name), |b| {
            b.iter_batched(
                || solver.clone(),
                |mut s| s.solve(1.6 * sensing.s_min),
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, table_1, growth);
criterion_main!(benches);
