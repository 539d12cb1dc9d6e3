//! P3.4 (52): the convex program of one step of Algorithm 3, and its counterpart for P4.
//!
//! The beams are `w_bar + d`. In terms of d the two sides of (48) share one affine function, the
//! linearised difference `D~` of (54): `xi >= D~` and `xi >= -D~ + sum_k |a^H d_k|^2`; likewise (50).

use super::Form;
use super::weights::{Covariances, Weights};
use crate::engine::conic::model::{Affine, ComplexVector, Hermitian, Program};
use crate::engine::conic::solver;
use crate::engine::downlink::beampattern::MatchingError;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::{Downlink, Role};
use crate::engine::estimation::Estimate;
use nalgebra::{DMatrix, DVector};
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// What is asked of the beams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// P3: the largest rate with a mean matching error of at most `delta`.
    Rate {
        /// The budget.
        delta: f64,
    },
    /// P4: the least mean matching error, in units of `unit`, with a sum rate of at least `zeta`, bit/s/Hz.
    Error {
        /// The floor.
        zeta: f64,
        /// An error to measure by, S_min.
        unit: f64,
    },
}

/// What one step starts from.
pub(crate) struct Around<'a> {
    pub downlink: &'a Downlink,
    pub covariances: &'a Covariances,
    pub weights: &'a Weights,
    /// `w_bar`.
    pub beams: &'a Beams,
    pub form: Form,
    /// q.
    pub penalty: f64,
}

/// The beams after a step.
pub(crate) struct Step {
    pub beams: Beams,
    /// Of the budget on the error, dR/d delta, or of the floor under the rate, d(E / unit)/d zeta.
    pub multiplier: f64,
    pub solves: usize,
}

impl Around<'_> {
    /// Solves the program; the residual where that fails.
    pub(crate) fn step(&self, goal: Goal) -> Result<Step, f64> {
        let assembly = Assembly::new(self, goal);
        let solution = solver::solve(&assembly.program).ok_or(f64::INFINITY)?;
        if !solution.solved() {
            return Err(solution.residuals.largest());
        }
        let s = &self.downlink.estimate;
        let n = s.n_antennas;
        let mut beams = self.beams.clone();
        for m in 0..s.n_aps {
            for k in 0..s.n_users {
                let step = assembly.own(s, m, k).value(&solution.x);
                let own = beams.w_mut(m, k);
                (0..n).for_each(|i| own[i] += step[i]);
            }
            if let Some(z) = assembly.z[m] {
                beams.v[m] = super::streams(&z.value(&solution.x));
            }
        }
        // A norm's bound has one row, that on squares two.
        let row = assembly.bound;
        let multiplier = match goal {
            // The row is one less the norm of xi over root(delta ..): d/d delta of it is 1/(2 delta) there.
            Goal::Rate { delta } => solution.z[row] / (2.0 * delta),
            Goal::Error { .. } => (solution.z[row] + solution.z[row + 1]) * LN_2,
        };
        Ok(Step {
            beams,
            multiplier,
            solves: solution.solves,
        })
    }
}

impl Around<'_> {
    /// The autocorrelation of `sum_k w_bar_mk w_bar_mk^H`.
    fn users_autocorrelation(&self, m: usize) -> Vec<f64> {
        let mut users = self.beams.clone();
        users.v[m].clear();
        users.autocorrelation(m)
    }
}

/// The program under construction.
struct Assembly {
    program: Program,
    /// The steps of all beams, `[k][m][n]`.
    d: ComplexVector,
    z: Vec<Option<Hermitian>>,
    /// First row of the cone that holds the budget or the floor.
    bound: usize,
}

impl Assembly {
    fn new(around: &Around<'_>, goal: Goal) -> Self {
        let s = &around.downlink.estimate;
        let mut program = Program::default();
        let d = program.complex(s.n_users * s.n_aps * s.n_antennas);
        let mut assembly = Self {
            program,
            d,
            z: vec![None; s.n_aps],
            bound: 0,
        };
        // v of (49), and the penalty q (1 - v) for less.
        let v = assembly.program.variables(1);
        assembly.program.cost(v, -around.penalty);
        let mut deviations = Vec::new();
        for (m, role) in around.downlink.roles.iter().enumerate() {
            match role {
                Role::Communication => assembly.limit_power(around, m),
                Role::Sensing(matching) => {
                    let z = assembly.program.hermitian(s.n_antennas);
                    assembly
                        .program
                        .positive_semidefinite(s.n_antennas, |r, c| z.parts(r, c));
                    assembly.z[m] = Some(z);
                    assembly.fix_power(around, m, z, v);
                    deviations.extend(assembly.match_pattern(around, m, z, matching));
                }
            }
        }
        assembly.set_goal(around, goal, &deviations);
        assembly
    }

    /// The step of `w_mk`.
    fn own(&self, s: &Estimate, m: usize, k: usize) -> ComplexVector {
        let n = s.n_antennas;
        self.d.slice((k * s.n_aps + m) * n, n)
    }

    /// (14).
    fn limit_power(&mut self, around: &Around<'_>, m: usize) {
        let s = &around.downlink.estimate;
        let parts = (0..s.n_users)
            .flat_map(|k| self.own(s, m, k).shifted(around.beams.w(m, k)))
            .collect::<Vec<_>>();
        self.program.norm_at_most(Affine::constant(1.0), parts);
    }

    /// (50) and (52d).
    fn fix_power(&mut self, around: &Around<'_>, m: usize, z: Hermitian, v: usize) {
        let s = &around.downlink.estimate;
        let mut linear = z.trace();
        let mut steps = Vec::new();
        let nothing = vec![Complex64::ZERO; s.n_antennas];
        for k in 0..s.n_users {
            let (own, w) = (self.own(s, m, k), around.beams.w(m, k));
            linear.add_scaled(&own.inner(w)[0], 2.0);
            linear.constant += w.iter().map(Complex64::norm_sqr).sum::<f64>();
            steps.extend(own.shifted(&nothing));
        }
        let mut room = Affine::constant(1.0);
        room.add_scaled(&linear, -1.0);
        self.program.squares_at_most(&room, steps);
        linear.add(v, -1.0);
        self.program.non_negative(linear);
    }

    /// (48b) and (52c) for all directions, in units of the sensing power; returns `xi_mn`, each with the
    /// factor that makes the sum of their squares the mean matching error.
    fn match_pattern(
        &mut self,
        around: &Around<'_>,
        m: usize,
        z: Hermitian,
        matching: &MatchingError,
    ) -> Vec<Affine> {
        let s = &around.downlink.estimate;
        // The pattern of `sum_k (w_bar w_bar^H + 2 Re w_bar d^H) + Z` by its autocorrelation.
        let y = self.program.variables(matching.size());
        let autocorrelation = self.linearised(around, m, z);
        self.equate(y, autocorrelation);
        let eta = self.program.variables(1);
        let samples = matching.samples();
        let xi = self.program.variables(samples.len());
        let count = (around.downlink.sensing_count() * samples.len()) as f64;
        let factor = matching.power() / count.sqrt();
        let mut deviations = Vec::with_capacity(samples.len());
        for (n, sample) in samples.enumerate() {
            // D~ of (54).
            let mut difference = Affine::of(eta, sample.ideal);
            let mut above = Affine::of(xi + n, 1.0);
            let mut below = above.clone();
            for (i, r) in sample.row.iter().enumerate() {
                difference.add(y + i, -r);
            }
            above.add_scaled(&difference, -1.0);
            below.add_scaled(&difference, 1.0);
            self.program.non_negative(above);
            let steps = (0..s.n_users).flat_map(|k| self.own(s, m, k).inner(&sample.steering));
            let steps: Vec<Affine> = steps.collect();
            self.program.squares_at_most(&below, steps);
            deviations.push(Affine::of(xi + n, factor));
        }
        deviations
    }

    /// `y = f(x)`, entry by entry.
    fn equate(&mut self, y: usize, functions: Vec<Affine>) {
        for (i, mut f) in functions.into_iter().enumerate() {
            f.add(y + i, -1.0);
            self.program.zero(f);
        }
    }

    /// The autocorrelation of `sum_k (w_bar w_bar^H + w_bar d^H + d w_bar^H) + Z`.
    fn linearised(&self, around: &Around<'_>, m: usize, z: Hermitian) -> Vec<Affine> {
        let s = &around.downlink.estimate;
        let n = s.n_antennas;
        let mut y = z.autocorrelation();
        for (f, constant) in y.iter_mut().zip(around.users_autocorrelation(m)) {
            f.constant = constant;
        }
        for k in 0..s.n_users {
            let (own, w) = (self.own(s, m, k), around.beams.w(m, k));
            for lag in 0..n {
                for i in 0..n - lag {
                    // w_{i+l} conj(d_i) + d_{i+l} conj(w_i).
                    let (a, b) = (w[i + lag], w[i].conj());
                    let (near, far) = (i, i + lag);
                    let at = (2 * lag).saturating_sub(1);
                    y[at].add(own.re(near), a.re);
                    y[at].add(own.im(near), a.im);
                    y[at].add(own.re(far), b.re);
                    y[at].add(own.im(far), -b.im);
                    if lag > 0 {
                        y[at + 1].add(own.re(near), a.im);
                        y[at + 1].add(own.im(near), -a.re);
                        y[at + 1].add(own.re(far), b.im);
                        y[at + 1].add(own.im(far), b.re);
                    }
                }
            }
        }
        y
    }

    fn set_goal(&mut self, around: &Around<'_>, goal: Goal, deviations: &[Affine]) {
        let s = &around.downlink.estimate;
        let size = s.n_aps * s.n_antennas;
        let form = stacked_form(around);
        let (constant, gradient) = expansion(around, &form);
        let step = |k: usize| self.d.slice(k * size, size);
        // -f_3 in nats, less its constant and its square part.
        let mut linear = Affine::default();
        for (k, gradient) in gradient.iter().enumerate() {
            linear.add_scaled(&step(k).inner(gradient.as_slice())[0], 2.0);
        }
        for (m, z) in self.z.iter().enumerate() {
            if let Some(z) = z {
                let first = m * s.n_antennas;
                linear.add_scaled(&z.inner(|r, c| form[(first + r, first + c)]), 1.0);
            }
        }
        match goal {
            Goal::Rate { delta } => {
                let curved = match around.form {
                    Form::Sound => form,
                    Form::Printed => form + split(around),
                };
                for k in 0..s.n_users {
                    let step = self.d.slice(k * size, size);
                    self.program.cost_of_form(step, &curved, 1.0 / LN_2);
                }
                self.program.cost_of(&linear, 1.0 / LN_2);
                // (48c).
                self.bound = self.program.rows.len();
                let scaled = deviations.iter().map(|xi| {
                    let mut part = Affine::default();
                    part.add_scaled(xi, delta.sqrt().recip());
                    part
                });
                self.program.norm_at_most(Affine::constant(1.0), scaled);
            }
            Goal::Error { zeta, unit } => {
                for xi in deviations {
                    for &(i, factor) in &xi.terms {
                        self.program.cost_of_product(i, i, factor * factor / unit);
                    }
                }
                let curved = match around.form {
                    Form::Sound => form,
                    Form::Printed => form + split(around),
                };
                let root = root(&curved);
                let parts: Vec<Affine> = (0..s.n_users)
                    .flat_map(|k| root.column_iter().map(move |r| (k, r)))
                    .flat_map(|(k, r)| {
                        self.d
                            .slice(k * size, size)
                            .inner(&r.iter().copied().collect::<Vec<_>>())
                    })
                    .collect();
                let mut room = Affine::constant(constant - zeta * LN_2);
                room.add_scaled(&linear, -1.0);
                self.bound = self.program.rows.len();
                self.program.squares_at_most(&room, parts);
            }
        }
    }
}

/// `Q` over all access points.
fn stacked_form(around: &Around<'_>) -> DMatrix<Complex64> {
    let s = &around.downlink.estimate;
    let n = s.n_antennas;
    let mut stacked = DMatrix::zeros(s.n_aps * n, s.n_aps * n);
    for m in 0..s.n_aps {
        for m2 in 0..s.n_aps {
            stacked
                .view_mut((m * n, m2 * n), (n, n))
                .copy_from(&around.covariances.form(s, around.weights, m, m2));
        }
    }
    stacked
}

/// `f_3` at `w_bar` without sensing beams, in nats, and half the gradient of `-f_3` by each user's beams.
fn expansion(around: &Around<'_>, form: &DMatrix<Complex64>) -> (f64, Vec<DVector<Complex64>>) {
    let s = &around.downlink.estimate;
    let (n, size) = (s.n_antennas, form.nrows());
    let mut constant = 0.0;
    let mut gradients = Vec::with_capacity(s.n_users);
    for k in 0..s.n_users {
        let w = DVector::from_fn(size, |r, _| around.beams.w(r / n, k)[r % n]);
        let pull = DVector::from_fn(size, |r, _| s.h_hat(r / n, k)[r % n]) * around.weights.pull(k);
        let pushed = form * &w;
        constant += around.weights.offset(k) + 2.0 * pull.dotc(&w).re - w.dotc(&pushed).re;
        gradients.push(pushed - pull);
    }
    (constant, gradients)
}

/// What the split (42)-(44) adds to `Q`: `sum_k |kappa_k|^2 C_k` of (43), block by block of the diagonal. With `C~`
/// of (53) the printed objective is that of the sound form less `C_k(w - w_bar)`.
fn split(around: &Around<'_>) -> DMatrix<Complex64> {
    let s = &around.downlink.estimate;
    let (n, powers) = (s.n_antennas, &around.downlink.power);
    let mut added = DMatrix::zeros(s.n_aps * n, s.n_aps * n);
    for m in 0..s.n_aps {
        let mut block = DMatrix::<Complex64>::zeros(n, n);
        for k in 0..s.n_users {
            let weight = around.weights.receive[k].norm_sqr();
            for (m2, power) in powers.iter().enumerate().skip(m + 1) {
                // Blocks carry root(p_m p_m'), (43) only root(p_m).
                let theta = around.covariances.block(m, m2, k);
                block += theta * theta.adjoint() * Complex64::from(weight / power);
            }
            let identity = weight * m as f64 * powers[m];
            (0..n).for_each(|i| block[(i, i)] += identity);
        }
        added.view_mut((m * n, m * n), (n, n)).copy_from(&block);
    }
    added
}

/// L with `L L^H` a Hermitian matrix that is positive semidefinite but for rounding.
fn root(form: &DMatrix<Complex64>) -> DMatrix<Complex64> {
    let eigen = form.clone().symmetric_eigen();
    let mut vectors = eigen.eigenvectors;
    for (mut column, &value) in vectors.column_iter_mut().zip(eigen.eigenvalues.iter()) {
        column *= Complex64::from(value.max(0.0).sqrt());
    }
    vectors
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Beampattern;
    use crate::engine::Window;
    use crate::engine::downlink::certificate::Reception;

    const APS: usize = 3;
    const USERS: usize = 2;
    const ANTENNAS: usize = 3;
    const TARGETS: usize = 2;

    /// Numbers without structure in (-1, 1).
    fn number(seed: usize) -> f64 {
        let n = (seed + 1) as f64;
        (n * n * 0.618_033_988_749_895).fract() * 2.0 - 1.0
    }

    fn numbers(seed: usize, len: usize) -> Vec<Complex64> {
        (0..len)
            .map(|i| Complex64::new(number(seed + 2 * i), number(seed + 2 * i + 1)))
            .collect()
    }

    /// A small downlink in which the access points' errors are strongly coupled.
    fn downlink() -> Downlink {
        let ideal = Beampattern {
            width: 30.0,
            samples: 19,
            window: Window::Inclusive,
            power: 1.5,
        };
        let estimate = Estimate {
            n_aps: APS,
            n_users: USERS,
            n_antennas: ANTENNAS,
            n_targets: TARGETS,
            h_hat: numbers(10, APS * USERS * ANTENNAS),
            q_bar: numbers(200, APS * TARGETS * ANTENNAS),
            theta: (0..APS * USERS).map(|i| 0.1 + number(i).abs()).collect(),
            d: (0..APS * USERS)
                .flat_map(|_| [0.3, 0.0, 0.0, 0.7].map(Complex64::from))
                .collect(),
            coupling: numbers(400, APS * USERS * TARGETS * 2 * TARGETS),
        };
        let matching = MatchingError::new(&ideal, ANTENNAS, 0.5, &[10.0]);
        let roles = vec![
            Role::Sensing(matching.clone()),
            Role::Communication,
            Role::Sensing(matching),
        ];
        let mut downlink = Downlink::new(estimate, roles);
        downlink.power = vec![2.0, 3.0, 5.0];
        downlink
    }

    fn beams(seed: usize, streams: usize) -> Beams {
        let mut beams = Beams::zeros(ANTENNAS, USERS, &[streams, 0, streams]);
        beams.w = numbers(seed, APS * USERS * ANTENNAS);
        for (i, v) in beams.v.iter_mut().flatten().enumerate() {
            *v = numbers(seed + 1000 + 100 * i, ANTENNAS);
        }
        beams
    }

    fn close(a: f64, b: f64) -> bool {
        (a - b).abs() <= 1e-9 * (1.0 + a.abs().max(b.abs()))
    }

    /// Runs `check` with everything around the beams w_bar.
    fn with_around(form: Form, check: impl Fn(&Around<'_>)) {
        let (downlink, beams) = (downlink(), beams(3, 0));
        let weights = Weights::of(&Reception::of(&downlink.estimate, &beams));
        check(&Around {
            covariances: &Covariances::of(&downlink.estimate),
            downlink: &downlink,
            weights: &weights,
            beams: &beams,
            form,
            penalty: 10.0,
        });
    }

    /// A point of the program: steps to the beams `to`, their Z, everything else zero.
    fn point(assembly: &Assembly, around: &Around<'_>, to: &Beams) -> Vec<f64> {
        let s = &around.downlink.estimate;
        let mut x = vec![0.0; assembly.program.linear.len()];
        for m in 0..APS {
            for k in 0..USERS {
                let own = assembly.own(s, m, k);
                for i in 0..ANTENNAS {
                    let step = to.w(m, k)[i] - around.beams.w(m, k)[i];
                    (x[own.re(i)], x[own.im(i)]) = (step.re, step.im);
                }
            }
            if let Some(z) = assembly.z[m] {
                for r in 0..ANTENNAS {
                    for c in r..ANTENNAS {
                        let columns = to.v[m].iter();
                        let value: Complex64 = columns.map(|v| v[r] * v[c].conj()).sum();
                        let (re, im) = z.entry(r, c);
                        x[re] = value.re;
                        if let Some((im, sign)) = im {
                            x[im] = sign * value.im;
                        }
                    }
                }
            }
        }
        x
    }

    fn objective(program: &Program, x: &[f64]) -> f64 {
        let quadratic = program.quadratic.iter().map(|&(i, j, value)| {
            let half = if i == j { 0.5 } else { 1.0 };
            half * value * x[i] * x[j]
        });
        let linear = program.linear.iter().zip(x).map(|(q, x)| q * x);
        quadratic.sum::<f64>() + linear.sum::<f64>()
    }

    /// The objective of the sound form is -f_3 of (38), evaluated from the interference itself, up to a constant.
    #[test]
    fn sound_objective_is_the_transformed_rate() {
        with_around(Form::Sound, |around| {
            let assembly = Assembly::new(around, Goal::Rate { delta: 1.0 });
            let s = &around.downlink.estimate;
            let value = |to: &Beams| {
                let x = point(&assembly, around, to);
                let rate = around.weights.value(&Reception::of(s, to));
                objective(&assembly.program, &x) + rate
            };
            let constant = value(around.beams);
            assert!(close(value(&beams(77, 2)), constant));
            assert!(close(value(&beams(99, 1)), constant));
        });
    }

    /// The printed objective uses B_k of (42) and C~_k of (53), here written out as printed.
    #[test]
    fn printed_objective_is_the_split_one() {
        with_around(Form::Printed, |around| {
            let assembly = Assembly::new(around, Goal::Rate { delta: 1.0 });
            let s = &around.downlink.estimate;
            let value = |to: &Beams| {
                let x = point(&assembly, around, to);
                let reception = Reception::of(s, to);
                let mut split = reception.clone();
                for k in 0..USERS {
                    // B_k - C~_k = A_k + C_k - C~_k.
                    let (c, linear) = printed_c(around, k, to);
                    split.interference[k] += c - linear;
                }
                objective(&assembly.program, &x) + around.weights.value(&split)
            };
            let constant = value(around.beams);
            assert!(close(value(&beams(77, 2)), constant));
        });
    }

    /// C_k of (43) at `to` and C~_k of (53) from w_bar to there, with the unscaled Theta.
    fn printed_c(around: &Around<'_>, k: usize, to: &Beams) -> (f64, f64) {
        let p = &around.downlink.power;
        let (mut exact, mut linear) = (0.0, 0.0);
        for j in 0..USERS {
            for m in 0..APS {
                for m2 in m + 1..APS {
                    let theta =
                        around.covariances.block(m, m2, k) / Complex64::from((p[m] * p[m2]).sqrt());
                    let image = |w: &[Complex64]| theta.adjoint() * DVector::from_column_slice(w);
                    let own = |w: &[Complex64]| DVector::from_column_slice(w);
                    let (new, old) = (image(to.w(m, j)), image(around.beams.w(m, j)));
                    let (new2, old2) = (own(to.w(m2, j)), own(around.beams.w(m2, j)));
                    exact += p[m] * new.norm_squared() + p[m2] * new2.norm_squared();
                    linear += p[m] * (old.norm_squared() + 2.0 * old.dotc(&(&new - &old)).re);
                    linear += p[m2] * (old2.norm_squared() + 2.0 * old2.dotc(&(&new2 - &old2)).re);
                }
            }
        }
        (exact, linear)
    }

    /// The transformed rate never exceeds the sum rate, and is it at its own beams.
    #[test]
    fn transformed_rate_is_a_tight_lower_bound() {
        with_around(Form::Sound, |around| {
            let s = &around.downlink.estimate;
            let own = Reception::of(s, around.beams);
            assert!(close(around.weights.value(&own), own.sum_rate()));
            for seed in [5, 50, 500] {
                let other = Reception::of(s, &beams(seed, 2));
                assert!(around.weights.value(&other) <= other.sum_rate() + 1e-12);
            }
        });
    }

    /// (54): the linearised autocorrelation is that of R less the curved part `sum_k d_k d_k^H`.
    #[test]
    fn linearised_pattern_lacks_the_curved_part() {
        with_around(Form::Sound, |around| {
            let assembly = Assembly::new(around, Goal::Rate { delta: 1.0 });
            let to = beams(42, 2);
            let x = point(&assembly, around, &to);
            let mut steps = to.clone();
            steps.v.iter_mut().for_each(Vec::clear);
            for (step, old) in steps.w.iter_mut().zip(&around.beams.w) {
                *step -= old;
            }
            for m in [0, 2] {
                let z = assembly.z[m].expect("it senses");
                let linearised = assembly.linearised(around, m, z);
                let (whole, curved) = (to.autocorrelation(m), steps.autocorrelation(m));
                for (i, f) in linearised.iter().enumerate() {
                    assert!(close(f.value(&x), whole[i] - curved[i]), "{m} {i}");
                }
            }
        });
    }

    /// What a step returns obeys (48c) and (50) by the formulas themselves.
    #[test]
    fn a_step_keeps_the_constraints_of_the_problem() {
        with_around(Form::Sound, |around| {
            let mut start = around.beams.clone();
            start.w.iter_mut().for_each(|w| *w *= 0.3);
            let error = |beams: &Beams| {
                crate::engine::downlink::certificate::mean_error(around.downlink, beams)
            };
            let delta = 2.0 * error(&start);
            let around = Around {
                beams: &start,
                ..*around
            };
            let step = around.step(Goal::Rate { delta }).expect("solved");
            assert!(error(&step.beams) <= delta * (1.0 + 1e-6));
            for m in 0..APS {
                assert!(step.beams.power(m) <= 1.0 + 1e-6);
            }
            let s = &around.downlink.estimate;
            let rate = |beams| around.weights.value(&Reception::of(s, beams));
            assert!(rate(&step.beams) > rate(&start));
        });
    }
}
