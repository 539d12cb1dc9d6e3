//! Sensing covariances for given communication beams, by an interior-point method.
//!
//! With `R_m = nu W_m W_m^H + Z_m` and `y_m = nu a_m + y(Z_m)` its autocorrelation, two problems are convex:
//!
//! - the largest nu in [0, 1] for which some `Z_m >= 0`, `tr R_m = 1` meet the budget
//!   `(1/M_T) sum_m y_m^T F_m y_m <= delta`, and
//! - with nu fixed, the least `sum_m tr(Q_m Z_m)` under the same budget.
//!
//! Their duals see the N_T^2 reals of each `Z_m` only through the `2 N_T - 1` of a Toeplitz matrix:
//!
//! maximise `-lambda delta + sum_m [(lambda f_m - v_m^T F_m' v_m / lambda) / M_T - s_m0 + nu s_m . a_m]`
//! over lambda and `(s_m0, v_m)`, where `F_m = [f_m, g_m^T; g_m, F_m']`, `s_m1 = (2 / M_T) (lambda g_m + F_m' v_m)` and
//! `S_m = Q_m + T(s_m)` is positive semidefinite. A free nu adds `kappa = 1 - sum_m s_m . a_m >= 0` to the
//! constraints and takes the place of 1 in the objective.
//!
//! Newton's method follows the maximum with `tau (log det S_m + log lambda + log kappa)` added as tau falls. Access
//! points are coupled by lambda and nu alone. Primal points come with every step, `Z = tau S^-1 (S - dS) S^-1`, positive
//! semidefinite to the last digit because they are made as `V V^H`.
//!
//! Source: S. Boyd, L. Vandenberghe, "Convex Optimization", 2004, Section 11.6; S. J. Benson, Y. Ye, X. Zhang, "Solving
//! large-scale sparse semidefinite programs for combinatorial optimization", SIAM J. Optim. 10(2), 2000 (dual scaling).

use super::toeplitz;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::certificate::toeplitz as toeplitz_matrix;
use crate::engine::stop::checkpoint;
use nalgebra::{Cholesky, DMatrix, DVector, Dyn};
use num_complex::Complex64;

/// The factors by which tau falls: the first takes the fewest steps, the next is for the rare path whose long steps
/// end so near to the boundary that arithmetic gives out (one in some thousand).
const DECREASES: [f64; 2] = [0.08, 0.4];
/// Newton decrement below which tau falls.
const CENTRED: f64 = 0.5;
/// Newton decrement of the last point.
const FINAL: f64 = 0.05;
/// Newton decrement below which full steps need no line search: the function is self-concordant.
const QUADRATIC: f64 = 0.25;
/// Least share of the predicted gain that a step must achieve.
const ARMIJO: f64 = 0.1;
/// Newton steps at most.
const STEPS: usize = 300;
/// Halvings of a step at most.
const HALVINGS: usize = 60;

/// An access point whose sensing covariance is sought.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    form: DMatrix<f64>,
    /// `a_m` at nu = 1.
    communication: DVector<f64>,
    /// `Q_m`; zero to find nu.
    interference: DMatrix<Complex64>,
}

impl Array {
    /// `communication` is the autocorrelation of the beams at nu = 1.
    pub(crate) fn new(
        matching: &MatchingError,
        communication: &[f64],
        interference: DMatrix<Complex64>,
    ) -> Self {
        Self {
            form: DMatrix::from_row_slice(matching.size(), matching.size(), matching.form()),
            communication: DVector::from_column_slice(communication),
            interference,
        }
    }

    fn size(&self) -> usize {
        self.communication.len()
    }
}

/// What is known of nu.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Scale {
    /// The largest nu is sought.
    Free,
    /// The least interference at this nu is sought.
    Fixed(f64),
}

/// A problem over the access points that can still sense.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    /// Those access points.
    pub arrays: Vec<Array>,
    /// M_T, those without power left included.
    pub count: f64,
    /// `delta` less the other access points' share of the mean error.
    pub budget: f64,
    /// nu.
    pub scale: Scale,
    /// The power of the noise at all users.
    pub noise: f64,
    /// The gap between primal and dual value to reach, of nu relative to itself, of interference to itself and the noise.
    pub gap: f64,
}

/// A primal point with the dual that proves it.
#[derive(Debug, Clone)]
pub(crate) struct Solution {
    /// nu.
    pub scale: f64,
    /// Columns of `V_m`, one matrix for every array.
    pub v: Vec<DMatrix<Complex64>>,
    /// The multiplier of the budget on the mean error.
    pub multiplier: f64,
    /// The autocorrelations at the dual point, `(1, v_m / lambda)`.
    pub witness: Vec<Vec<f64>>,
    /// The dual point that proves it.
    pub dual: Dual,
    /// Weight of the barrier at the dual point.
    pub tau: f64,
    /// Newton steps.
    pub steps: usize,
}

/// A dual point.
#[derive(Debug, Clone)]
pub(crate) struct Dual {
    pub lambda: f64,
    /// `(s_m0, v_m)` per array.
    pub u: Vec<DVector<f64>>,
}

/// A dual point with what follows from it.
struct Point {
    dual: Dual,
    factors: Vec<Cholesky<Complex64, Dyn>>,
    /// Infinite for a fixed nu.
    kappa: f64,
    /// Objective without barrier.
    value: f64,
    /// Barrier without tau.
    barrier: f64,
}

/// A Newton step.
struct Step {
    lambda: f64,
    u: Vec<DVector<f64>>,
    decrement: f64,
}

/// Solves the problem from a dual point and its tau, if there is one to start from. `None` where the arithmetic gives
/// out before any primal point was found.
pub(crate) fn solve(problem: &Problem, from: Option<(Dual, f64)>) -> Option<Solution> {
    let from = from.unwrap_or_else(|| problem.start());
    let mut last = None;
    for decrease in DECREASES {
        let (found, complete) = follow(problem, from.clone(), decrease);
        last = found.or(last);
        if complete {
            break;
        }
    }
    last
}

/// Follows the central path: the last primal point, and whether it is at its end.
fn follow(problem: &Problem, from: (Dual, f64), decrease: f64) -> (Option<Solution>, bool) {
    let (dual, mut tau) = from;
    let Some(mut point) = problem.point(dual) else {
        return (None, false);
    };
    let order: usize = problem.arrays.iter().map(|a| a.size().div_ceil(2)).sum();
    // The budget and kappa are barriers too.
    let order = order as f64 + 2.0;
    let mut best = None;
    for steps in 1..=STEPS {
        checkpoint();
        let Some(step) = problem.newton(&point, tau) else {
            break;
        };
        let primal = (step.decrement < CENTRED)
            .then(|| problem.primal(&point, &step, tau, steps))
            .flatten();
        let unit = match problem.scale {
            Scale::Free => primal.as_ref().map_or(1.0, |p| p.scale.clamp(1e-3, 1.0)),
            Scale::Fixed(_) => problem.noise + point.value.max(0.0),
        };
        let last = order * tau <= problem.gap * unit;
        if last && step.decrement < FINAL && primal.is_some() {
            return (primal, true);
        }
        if primal.is_some() {
            best = primal;
        }
        let Some(next) = problem.advance(&point, &step, tau) else {
            break;
        };
        point = next;
        if step.decrement < CENTRED && !last {
            tau = (decrease * tau).max(0.5 * problem.gap * unit / order);
        }
    }
    (best, false)
}

/// `Re tr(A B)`.
fn product_trace(a: &DMatrix<Complex64>, b: &DMatrix<Complex64>) -> f64 {
    let n = a.nrows();
    let row = |i: usize| (0..n).map(move |j| (a[(i, j)] * b[(j, i)]).re).sum::<f64>();
    (0..n).map(row).sum()
}

/// The factor of a positive definite matrix, if it is one. nalgebra takes the square root of whatever pivot it
/// meets, which for complex numbers always exists.
fn positive(matrix: DMatrix<Complex64>) -> Option<Cholesky<Complex64, Dyn>> {
    let factor = matrix.cholesky()?;
    let pivots = factor.l_dirty().diagonal();
    let real = |d: &Complex64| d.re > 0.0 && d.im.abs() < d.re && d.re.is_finite();
    pivots.iter().all(real).then_some(factor)
}

impl Problem {
    /// `(1/M_T) g_m` and the like have this factor.
    fn share(&self) -> f64 {
        1.0 / self.count
    }

    /// `s_m`.
    fn slope(&self, array: &Array, lambda: f64, u: &DVector<f64>) -> DVector<f64> {
        let n = array.size();
        let mut s = DVector::zeros(n);
        s[0] = u[0];
        let inner = array.form.view((1, 1), (n - 1, n - 1)) * u.rows(1, n - 1);
        for i in 1..n {
            s[i] = 2.0 * self.share() * (lambda * array.form[(i, 0)] + inner[i - 1]);
        }
        s
    }

    /// Large diagonals make every `S_m` positive definite; for a free nu all of it is scaled down until
    /// kappa is positive, which changes no sign since then Q = 0.
    fn start(&self) -> (Dual, f64) {
        let lambda = 1.0;
        let mut u = Vec::new();
        for array in &self.arrays {
            let mut own = DVector::zeros(array.size());
            let slope = self.slope(array, lambda, &own);
            own[0] = 2.0 * slope.iter().map(|s| s.abs()).sum::<f64>();
            own[0] = own[0].max(lambda * self.budget);
            u.push(own);
        }
        let mut dual = Dual { lambda, u };
        if self.scale == Scale::Free {
            let along: f64 = self.along(&dual);
            let shrink = if along > 0.5 { 0.5 / along } else { 1.0 };
            dual.lambda *= shrink;
            dual.u.iter_mut().for_each(|u| *u *= shrink);
        }
        let tau = dual.lambda * self.budget;
        (dual, tau)
    }

    /// `sum_m s_m . a_m`.
    fn along(&self, dual: &Dual) -> f64 {
        let each = self.arrays.iter().zip(&dual.u);
        each.map(|(a, u)| self.slope(a, dual.lambda, u).dot(&a.communication))
            .sum()
    }

    /// `None` outside of the domain.
    fn point(&self, dual: Dual) -> Option<Point> {
        if !(dual.lambda > 0.0) {
            return None;
        }
        let (lambda, share) = (dual.lambda, self.share());
        let mut value = -lambda * self.budget;
        let mut barrier = lambda.ln();
        let mut along = 0.0;
        let mut factors = Vec::new();
        for (array, u) in self.arrays.iter().zip(&dual.u) {
            let n = array.size();
            let s = self.slope(array, lambda, u);
            let v = u.rows(1, n - 1);
            let quadratic = v.dot(&(array.form.view((1, 1), (n - 1, n - 1)) * v));
            value += share * (lambda * array.form[(0, 0)] - quadratic / lambda) - u[0];
            along += s.dot(&array.communication);
            let factor = positive(&array.interference + toeplitz_matrix(s.as_slice()))?;
            let diagonal = factor.l_dirty().diagonal();
            barrier += diagonal.iter().map(|d| 2.0 * d.re.ln()).sum::<f64>();
            factors.push(factor);
        }
        let kappa = match self.scale {
            Scale::Free => 1.0 - along,
            Scale::Fixed(nu) => {
                value += nu * along;
                f64::INFINITY
            }
        };
        if !(kappa > 0.0) {
            return None;
        }
        if self.scale == Scale::Free {
            value -= kappa;
            barrier += kappa.ln();
        }
        Some(Point {
            dual,
            factors,
            kappa,
            value,
            barrier,
        })
    }

    /// nu as the multiplier of kappa.
    fn nu(&self, point: &Point, tau: f64) -> f64 {
        match self.scale {
            Scale::Free => 1.0 - tau / point.kappa,
            Scale::Fixed(nu) => nu,
        }
    }

    /// Newton's step: blocks per access point, bordered by lambda and, for a free nu, by kappa.
    ///
    /// Lambda moves along the ray through the dual point, `(lambda, u) + (1, u / lambda) d + (0, w)`: there `dS` is
    /// `(S - Q) / lambda`, whose products with `B = S^-1` are known in closed form. Moved by itself it would
    /// change S by what is large where S is nearly singular, and the border would be lost to cancellation.
    fn newton(&self, point: &Point, tau: f64) -> Option<Step> {
        let (lambda, share, nu) = (point.dual.lambda, self.share(), self.nu(point, tau));
        let free = point.kappa.is_finite();
        // The border's equations: that of the ray, then g . d - (kappa^2 / tau) rho = 0.
        let mut border = nalgebra::Matrix2::<f64>::zeros();
        border[(0, 0)] = tau / (lambda * lambda);
        border[(1, 1)] = if free {
            -point.kappa * point.kappa / tau
        } else {
            -1.0
        };
        // All but the barriers is homogeneous of degree one, save the constant in kappa.
        let mut along_ray = point.value + tau;
        if free {
            let along = 1.0 - point.kappa;
            along_ray += 1.0 - tau * along / point.kappa;
            border[(0, 1)] = along / lambda;
            border[(1, 0)] = along / lambda;
        }
        let mut parts = Vec::new();
        for ((array, u), factor) in self.arrays.iter().zip(&point.dual.u).zip(&point.factors) {
            let n = array.size();
            let inner = array.form.view((1, 1), (n - 1, n - 1));
            let inverse = factor.inverse();
            let weighed = &inverse * &array.interference;
            let rest = DMatrix::identity(weighed.nrows(), weighed.ncols()) - &weighed;
            // s = J u + (0, ..) lambda
            let mut jacobian = DMatrix::zeros(n, n);
            jacobian[(0, 0)] = 1.0;
            jacobian
                .view_mut((1, 1), (n - 1, n - 1))
                .copy_from(&(inner * (2.0 * share)));
            let mut block = &jacobian * (toeplitz::curvature(&inverse) * tau) * &jacobian;
            let mut bent = block.view_mut((1, 1), (n - 1, n - 1));
            bent += inner * (2.0 * share / lambda);
            let column = &jacobian
                * DVector::from_vec(toeplitz::autocorrelation(&(&rest * &inverse)))
                * (tau / lambda);
            border[(0, 0)] += tau * product_trace(&rest, &rest) / (lambda * lambda);
            along_ray += tau * rest.trace().re;
            let y = DVector::from_vec(toeplitz::autocorrelation(&inverse)) * tau
                + &array.communication * nu;
            let mut gradient = &jacobian * &y;
            gradient[0] -= 1.0;
            let mut lags = gradient.rows_mut(1, n - 1);
            lags -= inner * u.rows(1, n - 1) * (2.0 * share / lambda);
            let mut sides = DMatrix::zeros(n, 3);
            sides.set_column(0, &gradient);
            sides.set_column(1, &column);
            if free {
                sides.set_column(2, &(&jacobian * &array.communication));
            }
            let solved = block.cholesky()?.solve(&sides);
            parts.push((sides, solved));
        }
        let ray = along_ray / lambda;
        let mut right = nalgebra::Vector2::new(ray, 0.0);
        for (sides, solved) in &parts {
            for i in 0..2 {
                for j in 0..2 {
                    border[(i, j)] -= sides.column(i + 1).dot(&solved.column(j + 1));
                }
                right[i] -= sides.column(i + 1).dot(&solved.column(0));
            }
        }
        let ends = border.lu().solve(&right)?;
        let (d_lambda, rho) = (ends[0], ends[1]);
        let mut gain = ray * d_lambda;
        let mut u = Vec::new();
        for ((sides, solved), from) in parts.iter().zip(&point.dual.u) {
            let w = solved.column(0) - solved.column(1) * d_lambda - solved.column(2) * rho;
            gain += sides.column(0).dot(&w);
            u.push(w + from * (d_lambda / lambda));
        }
        let decrement = (gain / tau).sqrt();
        // A gain below zero is rounding's: the quadratic form is positive definite.
        decrement.is_finite().then_some(Step {
            lambda: d_lambda,
            u,
            decrement,
        })
    }

    /// The next point: a full step near the path, else one that gains enough.
    fn advance(&self, point: &Point, step: &Step, tau: f64) -> Option<Point> {
        let mut length = 1.0;
        let gain = tau * step.decrement * step.decrement;
        for _ in 0..HALVINGS {
            let dual = Dual {
                lambda: point.dual.lambda + length * step.lambda,
                u: point
                    .dual
                    .u
                    .iter()
                    .zip(&step.u)
                    .map(|(u, d)| u + d * length)
                    .collect(),
            };
            if let Some(next) = self.point(dual) {
                let gained = (next.value - point.value) + tau * (next.barrier - point.barrier);
                if step.decrement < QUADRATIC || gained >= ARMIJO * length * gain {
                    return Some(next);
                }
            }
            length *= 0.5;
        }
        None
    }

    /// The primal point that goes with a step; `None` where it is not positive semidefinite.
    fn primal(&self, point: &Point, step: &Step, tau: f64, steps: usize) -> Option<Solution> {
        let mut v = Vec::new();
        let mut witness = Vec::new();
        let mut d_along = 0.0;
        for (((array, factor), du), u) in self
            .arrays
            .iter()
            .zip(&point.factors)
            .zip(&step.u)
            .zip(&point.dual.u)
        {
            let n = array.size();
            let ds = self.slope(array, step.lambda, du);
            d_along += ds.dot(&array.communication);
            // Z = tau L^-H (I - L^-1 dS L^-H) L^-1, the middle well conditioned.
            let l = factor.l();
            let size = l.nrows();
            let left = l.solve_lower_triangular(&toeplitz_matrix(ds.as_slice()))?;
            let both = l.solve_lower_triangular(&left.adjoint())?;
            let middle = DMatrix::identity(size, size) - both;
            let root = positive(middle)?.l();
            let columns = l.adjoint().solve_upper_triangular(&root)?;
            v.push(columns * Complex64::from(tau.sqrt()));
            let mut y = vec![1.0];
            y.extend(u.rows(1, n - 1).iter().map(|v| v / point.dual.lambda));
            witness.push(y);
        }
        let scale = match self.scale {
            Scale::Fixed(nu) => nu,
            Scale::Free => 1.0 - tau / point.kappa * (1.0 + d_along / point.kappa),
        };
        Some(Solution {
            scale,
            v,
            multiplier: point.dual.lambda,
            dual: point.dual.clone(),
            tau,
            witness,
            steps,
        })
    }
}
