//! What proves a completion: lower bounds by convexity, evaluated from the beams by the formulas themselves.
//!
//! For any autocorrelations `y_m` the error is at least its linearisation there, and `tr(A Z) >= tr Z * lambda_min(A)`. So
//! bounds hold for any `y_m` and multiplier that the solver returns; that they are tight proves its result.

use super::barrier::{Problem, Solution};
use super::interference;
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::{RESOLVED, toeplitz};
use crate::engine::downlink::violation::excess;
use nalgebra::DMatrix;
use num_complex::Complex64;

/// A bound that no feasible nu exceeds, at most one.
///
/// `E(nu) >= sum_m [E_m(y_m) + g_m . (nu a_m - y_m) + (1 - nu P_m) lambda_min(T(g_m))] / M_T`, a line in nu.
pub(crate) fn largest_share(
    communication: &Beams,
    senses: &[(usize, &MatchingError)],
    found: &Solution,
    delta: f64,
) -> f64 {
    let (mut constant, mut slope) = (0.0, 0.0);
    for (&(m, matching), y) in senses.iter().zip(&found.witness) {
        let mut g = vec![0.0; y.len()];
        let error = matching.gradient(y, &mut g);
        let least = least_eigenvalue(toeplitz(&g));
        constant += error - dot(&g, y) + least;
        slope += dot(&g, &communication.autocorrelation(m)) - communication.power(m) * least;
    }
    let count = senses.len() as f64;
    if slope > 0.0 {
        ((delta * count - constant) / slope).min(1.0)
    } else {
        1.0
    }
}

/// By how much the power of sensing that all users receive may exceed its least value, relative to it and their noise,
/// or to what rounding leaves of it where beams cancel at a user whose channel is far stronger.
///
/// `sum tr(Q_m Z_m) >= sum tr(Z_m) lambda_min(Q_m + lambda/M_T T(g_m)) + lambda (sum [E_m(y_m) + g_m . (nu a_m - y_m)] / M_T - delta)`
/// for covariances that meet the budget.
pub(crate) fn interference_gap(
    downlink: &Downlink,
    beams: &Beams,
    problem: &Problem,
    open: &[(usize, &MatchingError)],
    found: &Solution,
) -> f64 {
    let ones = vec![1.0; downlink.estimate.n_users];
    let (mut heard, mut bound) = (0.0, -found.multiplier * problem.budget);
    let weight = found.multiplier / problem.count;
    let mut strength = 0.0f64;
    for (&(m, matching), y) in open.iter().zip(&found.witness) {
        let form = interference::form(downlink, m, &ones);
        strength = strength.max(form.trace().re);
        for v in &beams.v[m] {
            let v = DMatrix::from_column_slice(v.len(), 1, v);
            heard += (v.adjoint() * &form * &v).trace().re;
        }
        let mut g = vec![0.0; y.len()];
        let error = matching.gradient(y, &mut g);
        let quiet = Beams {
            v: vec![Vec::new(); beams.access_points()],
            ..beams.clone()
        };
        let own = quiet.autocorrelation(m);
        bound += weight * (error + dot(&g, &own) - dot(&g, y));
        let multiplier = form + toeplitz(&g) * Complex64::from(weight);
        bound += beams.sensing_power(m) * least_eigenvalue(multiplier);
    }
    let noise = downlink.estimate.n_users as f64;
    excess((heard - bound) / (noise + heard).max(RESOLVED * strength))
}

fn least_eigenvalue(matrix: DMatrix<Complex64>) -> f64 {
    matrix.symmetric_eigenvalues().min()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
