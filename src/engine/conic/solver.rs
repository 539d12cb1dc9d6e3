//! Solving a conic program with Clarabel, and judging what it returns.

use super::model::{Cone, Program};
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, SupportedConeT};
use nalgebra::DMatrix;

/// Regularisations of the linear systems, tried in this order. With Clarabel's default of 1e-8 many of our programs end
/// with a gap of 1e-5; with ten times as much most come out to 1e-8.
pub const REGULARISATIONS: [f64; 4] = [1e-7, 1e-6, 1e-5, 1e-8];

/// Largest residual of a program that counts as solved. Clarabel stops at a tenth of it, so that
/// rounding in the judgement does not refuse what the solver was content with.
pub const TOLERANCE: f64 = 1e-7;

/// Steps of the interior point method at most; some twenty are usual.
const STEPS: u32 = 100;

/// How far a point is from optimal, recomputed from the point and its multipliers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Residuals {
    /// Largest violation of a cone by the rows, over one plus the largest constant among them.
    pub primal: f64,
    /// Largest entry of `P x + q - A^T z`, over one plus the largest term of it, and largest violation
    /// of a dual cone by z, over one plus its largest entry.
    pub dual: f64,
    /// Primal less dual objective, over one plus their size.
    pub gap: f64,
}

impl Residuals {
    /// The largest of them; infinite where one is not a number.
    pub fn largest(&self) -> f64 {
        let parts = [self.primal, self.dual, self.gap];
        if parts.iter().any(|r| r.is_nan()) {
            f64::INFINITY
        } else {
            parts.into_iter().fold(0.0, f64::max)
        }
    }
}

/// A point and what was found about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Solution {
    /// The variables.
    pub x: Vec<f64>,
    /// The multipliers of the rows.
    pub z: Vec<f64>,
    /// The objective.
    pub objective: f64,
    /// How far from optimal.
    pub residuals: Residuals,
    /// Calls of the solver.
    pub solves: usize,
}

impl Solution {
    /// True when every residual is within [`TOLERANCE`].
    pub fn solved(&self) -> bool {
        self.residuals.largest() <= TOLERANCE
    }
}

/// Solves `program`, with more regularisation until the residuals are within [`TOLERANCE`]; the best
/// point otherwise. `None` only if Clarabel refuses the data, which it does where numbers are not finite.
///
/// Variables with a curvature above one are measured in units in which it is one, so that a proximal term of any weight
/// leaves the solver digits for the rest. Residuals are those of the program in these units.
pub fn solve(program: &Program) -> Option<Solution> {
    let units = units(program);
    let program = &scaled(program, &units);
    let data = Data::new(program);
    let mut best: Option<Solution> = None;
    for (i, regularisation) in REGULARISATIONS.into_iter().enumerate() {
        let Some((x, z)) = data.attempt(regularisation) else {
            continue;
        };
        let residuals = data.residuals(program, &x, &z);
        let better = best
            .as_ref()
            .is_none_or(|b| residuals.largest() < b.residuals.largest());
        if better {
            best = Some(Solution {
                objective: objective(program, &x),
                x,
                z,
                residuals,
                solves: 0,
            });
        }
        if let Some(best) = &mut best {
            best.solves = i + 1;
            if best.solved() {
                break;
            }
        }
    }
    best.map(|mut best| {
        best.x
            .iter_mut()
            .zip(&units)
            .for_each(|(x, unit)| *x *= unit);
        best
    })
}

/// The units of the variables.
fn units(program: &Program) -> Vec<f64> {
    let mut curvature = vec![0.0; program.linear.len()];
    for &(i, j, value) in &program.quadratic {
        if i == j {
            curvature[i] += value;
        }
    }
    curvature
        .iter()
        .map(|c: &f64| c.max(1.0).sqrt().recip())
        .collect()
}

/// The program with its variables in these units.
fn scaled(program: &Program, units: &[f64]) -> Program {
    let mut scaled = program.clone();
    scaled
        .linear
        .iter_mut()
        .zip(units)
        .for_each(|(q, unit)| *q *= unit);
    for (i, j, value) in &mut scaled.quadratic {
        *value *= units[*i] * units[*j];
    }
    for (i, coefficient) in scaled.rows.iter_mut().flat_map(|f| &mut f.terms) {
        *coefficient *= units[*i];
    }
    scaled
}

/// A program in the solver's form: `A x + s = b`, s in the cones.
struct Data {
    p: CscMatrix,
    q: Vec<f64>,
    a: CscMatrix,
    b: Vec<f64>,
    cones: Vec<SupportedConeT<f64>>,
}

impl Data {
    fn new(program: &Program) -> Self {
        let variables = program.linear.len();
        let (mut rows, mut columns, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (row, f) in program.rows.iter().enumerate() {
            for &(column, coefficient) in &f.terms {
                rows.push(row);
                columns.push(column);
                values.push(-coefficient);
            }
        }
        let a = CscMatrix::new_from_triplets(program.rows.len(), variables, rows, columns, values);
        let p = CscMatrix::new_from_triplets(
            variables,
            variables,
            program.quadratic.iter().map(|q| q.0).collect(),
            program.quadratic.iter().map(|q| q.1).collect(),
            program.quadratic.iter().map(|q| q.2).collect(),
        );
        let cones = program
            .cones
            .iter()
            .map(|&cone| match cone {
                Cone::Zero(n) => SupportedConeT::ZeroConeT(n),
                Cone::NonNegative(n) => SupportedConeT::NonnegativeConeT(n),
                Cone::SecondOrder(n) => SupportedConeT::SecondOrderConeT(n),
                Cone::Semidefinite(n) => SupportedConeT::PSDTriangleConeT(n),
            })
            .collect();
        Self {
            p,
            q: program.linear.clone(),
            a,
            b: program.rows.iter().map(|f| f.constant).collect(),
            cones,
        }
    }

    /// One call of Clarabel: the point and the multipliers of its rows. Its verdict is not asked for.
    fn attempt(&self, regularisation: f64) -> Option<(Vec<f64>, Vec<f64>)> {
        let accuracy = 0.1 * TOLERANCE;
        let settings = DefaultSettings {
            verbose: false,
            max_iter: STEPS,
            // More threads would add up in another order from run to run.
            max_threads: 1,
            direct_solve_method: "qdldl".to_owned(),
            static_regularization_constant: regularisation,
            tol_feas: accuracy,
            tol_gap_abs: accuracy,
            tol_gap_rel: accuracy,
            // Our cones are small and full; taking them apart gains nothing.
            chordal_decomposition_enable: false,
            ..DefaultSettings::default()
        };
        let q = &self.q;
        let mut solver =
            DefaultSolver::new(&self.p, q, &self.a, &self.b, &self.cones, settings).ok()?;
        solver.solve();
        Some((solver.solution.x, solver.solution.z))
    }

    fn residuals(&self, program: &Program, x: &[f64], z: &[f64]) -> Residuals {
        let product = product_with_p(program, x);
        let mut pulled = vec![0.0; x.len()];
        for (row, f) in program.rows.iter().enumerate() {
            for &(i, coefficient) in &f.terms {
                pulled[i] += coefficient * z[row];
            }
        }
        let scale = [&product, &self.q, &pulled]
            .into_iter()
            .map(|part| largest(part))
            .fold(1.0, f64::max);
        let stationarity: Vec<f64> = (0..x.len())
            .map(|i| product[i] + self.q[i] - pulled[i])
            .collect();
        let slack: Vec<f64> = program.rows.iter().map(|f| f.value(x)).collect();
        let outside = violation(&program.cones, &slack, false);
        let dual_outside = violation(&program.cones, z, true);
        let primal_value = objective(program, x);
        // x^T P x + q^T x + b^T z is the primal objective less the dual one.
        let gap = dot(&product, x) + dot(&self.q, x) + dot(&self.b, z);
        Residuals {
            primal: outside / (1.0 + largest(&self.b)),
            dual: maximum(
                largest(&stationarity) / scale,
                dual_outside / (1.0 + largest(z)),
            ),
            gap: gap.abs() / (1.0 + primal_value.abs()),
        }
    }
}

/// `1/2 x^T P x + q^T x`.
fn objective(program: &Program, x: &[f64]) -> f64 {
    0.5 * dot(&product_with_p(program, x), x) + dot(&program.linear, x)
}

/// `P x`.
fn product_with_p(program: &Program, x: &[f64]) -> Vec<f64> {
    let mut product = vec![0.0; x.len()];
    for &(i, j, value) in &program.quadratic {
        product[i] += value * x[j];
        if i != j {
            product[j] += value * x[i];
        }
    }
    product
}

/// How far the rows are from the cones, or, if `dual`, from their duals: all of ours are their own duals but the
/// zero cone, whose dual is the whole space.
fn violation(cones: &[Cone], rows: &[f64], dual: bool) -> f64 {
    let mut worst = 0.0;
    let mut first = 0;
    for &cone in cones {
        let rows = &rows[first..first + cone.rows()];
        first += cone.rows();
        let outside = match cone {
            Cone::Zero(_) if dual => 0.0,
            Cone::Zero(_) => largest(rows),
            Cone::NonNegative(_) => rows.iter().fold(0.0, |worst, &r| maximum(worst, -r)),
            Cone::SecondOrder(_) => dot(&rows[1..], &rows[1..]).sqrt() - rows[0],
            Cone::Semidefinite(n) => -least_eigenvalue(rows, n),
        };
        worst = maximum(worst, outside);
    }
    worst
}

/// Of the matrix whose scaled upper triangle is given column by column.
fn least_eigenvalue(triangle: &[f64], n: usize) -> f64 {
    let mut matrix = DMatrix::zeros(n, n);
    let mut entries = triangle.iter();
    for column in 0..n {
        for (row, &entry) in (0..=column).zip(&mut entries) {
            let scale = if row == column {
                1.0
            } else {
                std::f64::consts::FRAC_1_SQRT_2
            };
            matrix[(row, column)] = scale * entry;
            matrix[(column, row)] = scale * entry;
        }
    }
    if matrix.iter().any(|x| !x.is_finite()) {
        return f64::NAN;
    }
    matrix.symmetric_eigenvalues().min()
}

/// The larger one; NaN if one is.
fn maximum(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else {
        a.max(b)
    }
}

/// The largest magnitude; NaN if one is.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, v| maximum(most, v.abs()))
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::conic::model::{Affine, Program};
    use num_complex::Complex64;

    /// `min (x - 3)^2 + y` with `x <= 1` and `y >= |x|`: at (1, 1), by hand.
    #[test]
    fn a_quadratic_program_with_a_norm() {
        let mut program = Program::default();
        let x = program.variables(2);
        program.cost_of_product(x, x, 1.0);
        program.cost(x, -6.0);
        program.cost(x + 1, 1.0);
        let mut room = Affine::of(x, -1.0);
        room.constant = 1.0;
        program.non_negative(room);
        program.norm_at_most(Affine::of(x + 1, 1.0), [Affine::of(x, 1.0)]);
        let solution = solve(&program).expect("finite data");
        assert!(solution.solved(), "{:?}", solution.residuals);
        assert!((solution.x[0] - 1.0).abs() < 1e-6 && (solution.x[1] - 1.0).abs() < 1e-6);
        assert!((solution.objective + 4.0).abs() < 1e-6);
    }

    /// `max y` with `x^2 + y^2 <= 4 - 2 x`: the circle about -1 with radius root 5.
    #[test]
    fn squares_within_a_linear_bound() {
        let mut program = Program::default();
        let x = program.variables(2);
        program.cost(x + 1, -1.0);
        let mut bound = Affine::of(x, -2.0);
        bound.constant = 4.0;
        program.squares_at_most(&bound, [Affine::of(x, 1.0), Affine::of(x + 1, 1.0)]);
        let solution = solve(&program).expect("finite data");
        assert!(solution.solved(), "{:?}", solution.residuals);
        // The top of a circle is flat: x is known to the root of what y is known to.
        assert!((solution.x[0] + 1.0).abs() < 1e-3);
        assert!((solution.x[1] - 5f64.sqrt()).abs() < 1e-6);
    }

    /// The least eigenvalue of a Hermitian matrix is `min tr(G Z)` over trace one.
    #[test]
    fn least_eigenvalue_of_a_hermitian_matrix() {
        let n = 4;
        let half = DMatrix::from_fn(n, n, |r, c| {
            Complex64::new(((r * 5 + c) as f64).sin(), ((r + 3 * c) as f64).cos())
        });
        let g = &half + half.adjoint();
        let mut program = Program::default();
        let z = program.hermitian(n);
        program.positive_semidefinite(n, |r, c| z.parts(r, c));
        program.cost_of(&z.inner(|r, c| g[(r, c)]), 1.0);
        let mut trace = z.trace();
        trace.constant = -1.0;
        program.zero(trace);
        let solution = solve(&program).expect("finite data");
        assert!(solution.solved(), "{:?}", solution.residuals);
        let least = g.clone().symmetric_eigenvalues().min();
        assert!((solution.objective - least).abs() < 1e-6);
        let value = z.value(&solution.x);
        assert!(((g * &value).trace().re - solution.objective).abs() < 1e-9);
        assert!((&value - value.adjoint()).norm() == 0.0);
    }

    /// A point of a program that has none is refused, whatever the solver says of it.
    #[test]
    fn infeasible_and_endless_programs_are_not_solved() {
        let mut infeasible = Program::default();
        let x = infeasible.variables(1);
        infeasible.non_negative(Affine::of(x, 1.0));
        let mut below = Affine::of(x, -1.0);
        below.constant = -1.0;
        infeasible.non_negative(below);
        let mut endless = Program::default();
        let x = endless.variables(1);
        endless.cost(x, -1.0);
        endless.non_negative(Affine::of(x, 1.0));
        for program in [infeasible, endless] {
            assert!(solve(&program).is_none_or(|s| !s.solved()));
        }
    }

    /// Numbers that are not finite end in a refusal, not in a panic.
    #[test]
    fn data_that_are_not_finite_are_refused() {
        for bad in [f64::NAN, f64::INFINITY] {
            let mut program = Program::default();
            let z = program.hermitian(4);
            program.positive_semidefinite(4, |r, c| z.parts(r, c));
            program.cost_of(&z.trace(), bad);
            let mut trace = z.trace();
            trace.constant = -bad;
            program.zero(trace);
            assert!(solve(&program).is_none_or(|s| !s.solved()));
        }
    }

    #[test]
    fn the_same_bits_from_run_to_run() {
        let mut program = Program::default();
        let z = program.hermitian(5);
        program.positive_semidefinite(5, |r, c| z.parts(r, c));
        program.cost_of(
            &z.inner(|r, c| Complex64::new((r + c) as f64, r as f64 - c as f64)),
            1.0,
        );
        let mut trace = z.trace();
        trace.constant = -1.0;
        program.zero(trace);
        assert_eq!(solve(&program), solve(&program));
    }
}
