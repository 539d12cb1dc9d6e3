//! P1, P2 and P3 against another program's results and against closed forms.

#[path = "support/instance.rs"]
mod instance;

use cfs::engine::downlink::beampattern::MatchingError;
use cfs::engine::downlink::certificate::{Certificate, Reception, mean_error};
use cfs::engine::optimiser::frontier::{Floor, Frontier};
use cfs::engine::optimiser::isac::IsacSolver;
use cfs::engine::optimiser::{communication, sensing};
use cfs::engine::{Beampattern, Window};
use instance::Instance;
use nalgebra::DMatrix;
use num_complex::Complex64;

fn close(ours: f64, stored: f64, tolerance: f64) -> bool {
    (ours - stored).abs() <= tolerance * stored.abs()
}

fn ideal(window: Window) -> Beampattern {
    Beampattern {
        width: 10.0,
        samples: 181,
        window,
        power: 1.0,
    }
}

#[test]
fn stored_beams_have_the_stored_rate_and_error() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let mut seen = 0;
        for point in instance.points() {
            let Some(beams) = instance.beams(&point) else {
                continue;
            };
            seen += 1;
            let rate = Reception::of(&downlink.estimate, &beams).sum_rate();
            assert!(
                close(rate, point.rate, 1e-9),
                "{}: R {rate}, stored {}",
                instance.name,
                point.rate
            );
            let error = mean_error(&downlink, &beams);
            assert!(
                close(error, point.error, 1e-9),
                "{}: E {error}, stored {}",
                instance.name,
                point.error
            );
        }
        assert_eq!(
            seen, 1,
            "{}: each instance stores the beams of one point",
            instance.name
        );
    }
}

#[test]
fn rate_bound_equals_the_dense_form_of_eq_18() {
    for name in ["small_seed0", "visible_seed0"] {
        let instance = Instance::load(name);
        let (p, downlink) = (&instance.par, instance.downlink());
        let point = instance
            .points()
            .into_iter()
            .find(|p| p.w.is_some())
            .expect("a point with beams");
        let beams = instance.beams(&point).expect("its beams");
        let reception = Reception::of(&downlink.estimate, &beams);
        let theta = instance.theta.as_ref().expect("stored Theta");
        let stack = |f: &dyn Fn(usize) -> Vec<Complex64>| -> DMatrix<Complex64> {
            DMatrix::from_vec(p.M * p.NT, 1, (0..p.M).flat_map(f).collect())
        };
        for k in 0..p.K {
            let h = stack(&|m| downlink.estimate.h_hat(m, k).to_vec());
            let theta = theta.matrix(k);
            let mut a = 1.0;
            for j in 0..p.K {
                let w = stack(&|m| beams.w(m, j).to_vec());
                a += (w.adjoint() * &theta * &w)[(0, 0)].re;
                if j != k {
                    a += (h.adjoint() * &w)[(0, 0)].norm_sqr();
                }
            }
            for m in 0..p.M {
                for v in &beams.v[m] {
                    let x = stack(&|l| {
                        if l == m {
                            v.clone()
                        } else {
                            vec![Complex64::ZERO; p.NT]
                        }
                    });
                    a += (h.adjoint() * &x)[(0, 0)].norm_sqr()
                        + (x.adjoint() * &theta * &x)[(0, 0)].re;
                }
            }
            let ours = reception.interference[k];
            assert!(
                close(ours, a, 1e-12),
                "{name}: A_{k} is {ours}, densely {a}"
            );
        }
    }
}

/// Least errors computed with another program, sensing power 0 dB (antennas, target in degrees).
#[test]
fn least_beampattern_error_of_known_arrays() {
    let known = [
        (16, 0.0, 0.292109),
        (12, 0.0, 0.352567),
        (8, 0.0, 0.393771),
        (6, 0.0, 0.507210),
        (4, 0.0, 0.619882),
        (12, 15.0, 0.366582),
        (12, 30.0, 0.411086),
        (12, 45.0, 0.510637),
        (12, 60.0, 0.692169),
    ];
    for (antennas, target, error) in known {
        let matching = MatchingError::new(&ideal(Window::Inclusive), antennas, 0.5, &[target]);
        let beam = sensing::best_beam(&matching);
        assert!(
            beam.gap <= sensing::GAP,
            "N_T {antennas} at {target}: gap {}",
            beam.gap
        );
        assert!(
            (beam.error - error).abs() < 1e-6,
            "N_T {antennas} at {target}: {}",
            beam.error
        );
    }
}

/// With fewer directions than the array can distinguish, the least error tends to zero with the number of antennas, and
/// so does everything relative to it: S_min is found all the same. The errors of 32 antennas are those of a
/// Levenberg-Marquardt method in NumPy.
#[test]
fn large_arrays_are_solved_where_their_least_error_tends_to_zero() {
    let error = |antennas, spacing, samples, target| {
        let ideal = Beampattern {
            samples,
            ..ideal(Window::Inclusive)
        };
        let matching = MatchingError::new(&ideal, antennas, spacing, &[target]);
        let beam = sensing::best_beam(&matching);
        assert!(
            beam.solved,
            "{antennas} antennas {spacing} wavelengths apart, {samples} directions: gap {}",
            beam.gap
        );
        beam.error
    };
    assert!((error(32, 0.5, 181, 0.0) - 0.1427707).abs() < 1e-6);
    assert!((error(32, 0.5, 1801, 0.0) - 0.1957321).abs() < 1e-6);
    for (antennas, spacing, target) in [
        (96, 0.5, 0.0),
        (128, 0.5, 0.0),
        (128, 0.5, 80.0),
        (16, 0.25, 45.0),
        (64, 0.25, 0.0),
    ] {
        assert!(error(antennas, spacing, 181, target) < 1e-7);
    }
}

/// The figure of Section V, 0.0080, needs the window without its upper edge.
#[test]
fn normalised_error_depends_on_the_edge_of_the_window() {
    for (window, known) in [(Window::Inclusive, 0.006999), (Window::HalfOpen, 0.007957)] {
        let beam = sensing::best_beam(&MatchingError::new(&ideal(window), 16, 0.5, &[0.0]));
        let normalised = beam.error / (beam.eta * beam.eta);
        assert!(
            (normalised - known).abs() < 1e-6,
            "{window:?}: {normalised}"
        );
    }
}

#[test]
fn sensing_power_scales_the_error_by_its_square() {
    let scaled = Beampattern {
        power: 10f64.powf(0.5),
        ..ideal(Window::Inclusive)
    };
    let error = |b: &Beampattern| sensing::best_beam(&MatchingError::new(b, 12, 0.5, &[0.0])).error;
    assert!(close(
        error(&scaled),
        10.0 * error(&ideal(Window::Inclusive)),
        1e-9
    ));
}

#[test]
fn optima_reach_the_stored_ones_and_prove_it() {
    for instance in Instance::all() {
        let name = &instance.name;
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        assert!(sensing.solved(), "{name}: gap {}", sensing.gap);
        let s_min: f64 = instance.result("S_min");
        assert!(
            close(sensing.s_min, s_min, 1e-5),
            "{name}: S_min {}, stored {s_min}",
            sensing.s_min
        );
        let best = communication::solve(&downlink);
        assert!(best.solved(), "{name}: {:?}", best.certificate);
        let r_max: f64 = instance.result("Rmax_joint_bcd_tol1e9");
        assert!(
            best.certificate.sum_rate >= r_max * (1.0 - 1e-4),
            "{name}: R_max {}",
            best.certificate.sum_rate
        );
        let mut solver = IsacSolver::new(&downlink, &sensing, &best.beams);
        for point in instance.points() {
            // Stored points may exceed their delta a little.
            let solution = solver.solve(point.delta.max(point.error));
            assert!(
                solution.solved(),
                "{name} at {}: {:?}",
                point.delta,
                solution.certificate
            );
            let rate = solution.certificate.sum_rate;
            assert!(
                rate >= point.rate * (1.0 - 1e-4),
                "{name} at {}: R {rate}, stored {}",
                point.delta,
                point.rate
            );
        }
    }
}

#[test]
fn a_budget_at_the_least_error_solves_like_any_other() {
    for instance in Instance::all() {
        let downlink = instance.downlink();
        let sensing = sensing::solve(&downlink);
        let communication = communication::solve(&downlink);
        let mut solver = IsacSolver::new(&downlink, &sensing, &communication.beams);
        let solution = solver.solve(sensing.s_min * (1.0 + 1e-4));
        assert!(
            solution.solved(),
            "{}: {:?}",
            instance.name,
            solution.certificate
        );
    }
}

/// The multiplier is the slope of the rate over the budget.
#[test]
fn multiplier_is_the_derivative_of_the_rate() {
    let instance = Instance::load("small_seed0");
    let downlink = instance.downlink();
    let sensing = sensing::solve(&downlink);
    let communication = communication::solve(&downlink);
    let mut solver = IsacSolver::new(&downlink, &sensing, &communication.beams);
    let (delta, step) = (0.8, 1e-3);
    let below = solver.solve(delta - step).certificate.sum_rate;
    let at = solver.solve(delta);
    let above = solver.solve(delta + step).certificate.sum_rate;
    let slope = (above - below) / (2.0 * step);
    assert!(
        close(at.multiplier, slope, 1e-3),
        "multiplier {}, slope {slope}",
        at.multiplier
    );
}

/// Moving away from a certified point along the sphere must show in the residual.
#[test]
fn certificate_refuses_a_disturbed_point() {
    let instance = Instance::load("small_seed1");
    let downlink = instance.downlink();
    let solution = communication::solve(&downlink);
    let free = vec![false; instance.par.M];
    let mut beams = solution.beams.clone();
    for w in beams.w_mut(0, 0) {
        *w *= Complex64::from_polar(1.0, 0.1);
    }
    let disturbed = Certificate::new(&downlink, &beams, 0.0, &free);
    assert!(solution.certificate.kkt_residual < 1e-6);
    assert!(disturbed.kkt_residual > 1e-4, "{}", disturbed.kkt_residual);
}

/// P3 and P4 walk the same boundary.
#[test]
fn least_error_at_a_rate_is_the_budget_that_gives_it() {
    for name in ["small_seed0", "visible_seed0", "table1_seed2"] {
        let instance = Instance::load(name);
        let downlink = instance.downlink();
        let frontier = Frontier::new(downlink, 1);
        let s_min = frontier.sensing().expect("access points sense").s_min;
        let budget = frontier.isac(1.4 * s_min).expect("a solved end");
        let zeta = budget.certificate.sum_rate;
        let Some(Floor::Reached(floor)) = frontier.least_error(zeta, s_min * 1.0001) else {
            panic!("{name}: not reached");
        };
        assert!(floor.solved(), "{name}: {:?}", floor.certificate);
        let error = floor.certificate.mse;
        assert!(
            close(error, budget.delta, 1e-5),
            "{name}: error {error}, budget {}",
            budget.delta
        );
        assert!(
            close(floor.multiplier, budget.multiplier, 1e-3),
            "{name}: {} {}",
            floor.multiplier,
            budget.multiplier
        );
    }
}

/// Floors below R_T do not bind, those above what full power leaves cannot be met.
#[test]
fn floors_beyond_the_ends_have_statuses_of_their_own() {
    let instance = Instance::load("table1_seed0");
    let frontier = Frontier::new(instance.downlink(), 1);
    let sensing = frontier.sensing().expect("access points sense");
    let best = frontier.largest_rate().expect("a start");
    let least = sensing.s_min * 1.0001;
    let Some(Floor::Slack(corner)) = frontier.least_error(1.0, least) else {
        panic!("a floor of 1 bit/s/Hz binds");
    };
    assert!(close(corner.certificate.mse, sensing.s_min * 1.0001, 1e-6));
    let beyond = 1.001 * best.certificate.sum_rate;
    let Some(Floor::OutOfReach(most)) = frontier.least_error(beyond, least) else {
        panic!("a floor above R_max is met");
    };
    assert!(most <= best.certificate.sum_rate * (1.0 + 1e-6));
}

/// The curve is resolved as promised: P3 solved between its points lies on its chords within the
/// tolerance, and both ends are there.
#[test]
fn the_curve_is_resolved_to_its_tolerance() {
    for name in ["small_seed0", "table1_seed1"] {
        let instance = Instance::load(name);
        let frontier = Frontier::new(instance.downlink(), 1);
        let sensing = frontier.sensing().expect("access points sense");
        let best = frontier.largest_rate().expect("a start");
        let most = best.certificate.sum_rate * (1.0 - 1e-4);
        let tolerance = 0.01 * best.certificate.sum_rate;
        let curve = frontier
            .curve(sensing.s_min * 1.0001, most, tolerance)
            .expect("solved ends")
            .expect("every point is solved");
        let points = &curve.points;
        assert!(points.iter().all(|p| p.solved()));
        assert_eq!(points[0].delta, sensing.s_min * 1.0001, "{name}");
        let end = &points[points.len() - 1];
        assert!(
            !curve.reaches || close(end.certificate.sum_rate, most, 1e-6),
            "{name}: {}",
            end.certificate.sum_rate
        );
        assert!((4..40).contains(&points.len()), "{name}: {}", points.len());
        for pair in points.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            assert!(a.delta < b.delta, "{name}");
            for share in [0.25, 0.5, 0.75] {
                let delta = a.delta + share * (b.delta - a.delta);
                let chord = a.certificate.sum_rate
                    + share * (b.certificate.sum_rate - a.certificate.sum_rate);
                let found = frontier
                    .isac(delta)
                    .expect("solved ends")
                    .certificate
                    .sum_rate;
                let off = (found - chord).abs();
                assert!(off <= tolerance * 1.001, "{name}: {off} at {delta}");
            }
        }
    }
}
