//! What the trust region minimises: `f = -F(r_1, .., r_K) + phi_E(E)` on a product of spheres.

use super::layout::Layout;
use super::matching::{MatchingPoint, MatchingScratch};
use super::preconditioner::{Preconditioner, Weights};
use super::rate::{RatePoint, RateScratch};
use super::scalarisation::{Scalarisation, Slopes};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::certificate::{network_rate, rate_scale, stiffness, strengths};
use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::numerics::kernel::{axpy, dot};
use crate::engine::numerics::smooth::Smooth;

/// Whether the users' rates enter the objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reward {
    /// Not at all.
    Nothing,
    /// By the downlink's criterion, see [`scalarisation`](super::scalarisation).
    Rates,
}

/// How the matching error enters the objective.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Term {
    /// Not at all.
    Absent,
    /// `weight * value`.
    Linear(f64),
    /// The augmented Lagrangian of `value <= bound`.
    Bound {
        /// The bound on the value.
        bound: f64,
        /// Multiplier, not negative.
        multiplier: f64,
        /// Weight of the quadratic penalty.
        penalty: f64,
    },
}

/// A function of one quantity: value, first and second derivative.
#[derive(Debug, Clone, Copy, Default)]
struct Jet {
    value: f64,
    slope: f64,
    curvature: f64,
}

/// The rate of a network by itself, in units of the objective: at this size of its values and
/// gradients the searches do well.
const USUAL_RATE: f64 = 10.0;

/// The unit of the rate, nats. In it the objective does not depend on how large the powers are, nor on the scale of the
/// utility, so that a search does not either.
fn rate_unit(downlink: &Downlink) -> f64 {
    let users = downlink.estimate.n_users;
    let weight = downlink.criterion.utility.mean_weight(users);
    let rate = network_rate(&downlink.estimate) * weight;
    if rate > 0.0 { rate / USUAL_RATE } else { 1.0 }
}

impl Term {
    fn at(&self, x: f64) -> Jet {
        match *self {
            Term::Absent => Jet::default(),
            Term::Linear(weight) => Jet {
                value: weight * x,
                slope: weight,
                curvature: 0.0,
            },
            Term::Bound {
                bound,
                multiplier,
                penalty,
            } => {
                let pressed = multiplier + penalty * (x - bound);
                if pressed <= 0.0 {
                    let value = -multiplier * multiplier / (2.0 * penalty);
                    Jet {
                        value,
                        slope: 0.0,
                        curvature: 0.0,
                    }
                } else {
                    let value = (pressed * pressed - multiplier * multiplier) / (2.0 * penalty);
                    Jet {
                        value,
                        slope: pressed,
                        curvature: penalty,
                    }
                }
            }
        }
    }
}

/// The gradient below which rounding hides it, over the size of its terms: half of what a
/// certificate accepts.
const RESOLUTION: f64 = 2.0 * f64::EPSILON;
/// What a rate is worth at least to the preconditioner, over what it is worth on average. Rates above the least one are
/// worth nothing; steps that are free to change them make them the least in no time.
const ATTENTION: f64 = 0.01;
/// The slack that an access point gets back.
const AWAKE: f64 = 0.1;
/// A slack that counts as none: its square is far below any tolerance on the power.
const ASLEEP: f64 = 3e-4;

/// A point and what is known there.
#[derive(Debug, Clone)]
struct Point {
    x: Vec<f64>,
    rate: RatePoint,
    slopes: Slopes,
    matching: MatchingPoint,
    matching_jet: Jet,
}

impl Point {
    fn value(&self) -> f64 {
        self.matching_jet.value - self.slopes.value
    }
}

/// The objective at a current and a trial point. Evaluations do not allocate.
#[derive(Debug, Clone)]
pub(crate) struct Objective<'a> {
    downlink: &'a Downlink,
    layout: Layout,
    /// The unit of the rate, nats; see [`rate_unit`].
    unit: f64,
    /// The power gains of the users' channels.
    strengths: Vec<f64>,
    reward: Reward,
    scalarisation: Scalarisation,
    matching_term: Term,
    current: Point,
    trial: Point,
    /// Euclidean gradient at the current point.
    gradient: Vec<f64>,
    /// Gradient of E there, kept up to date for a curved term only.
    matching_gradient: Vec<f64>,
    /// Per access point: `<x_m, gradient_m>`, minus twice the multiplier of its power.
    radial: Vec<f64>,
    rate_scratch: RateScratch,
    matching_scratch: MatchingScratch,
    preconditioner: Preconditioner,
    /// Values and Hessian products computed so far.
    pub evaluations: usize,
}

impl<'a> Objective<'a> {
    /// The objective at `x`, a point of `layout` on the spheres.
    pub(crate) fn new(
        downlink: &'a Downlink,
        layout: Layout,
        x: Vec<f64>,
        reward: Reward,
        matching: Term,
    ) -> Self {
        let (users, unit) = (downlink.estimate.n_users, rate_unit(downlink));
        let point = Point {
            rate: RatePoint::new(downlink, &layout),
            slopes: Slopes::new(users),
            matching: MatchingPoint::new(downlink),
            matching_jet: Jet::default(),
            x,
        };
        let zeros = vec![0.0; layout.len];
        let mut objective = Self {
            downlink,
            unit,
            strengths: strengths(&downlink.estimate),
            reward,
            scalarisation: Scalarisation::new(&downlink.criterion, users, unit),
            matching_term: matching,
            trial: point.clone(),
            current: point,
            gradient: zeros.clone(),
            matching_gradient: zeros,
            radial: vec![0.0; layout.blocks.len()],
            rate_scratch: RateScratch::new(downlink, &layout),
            matching_scratch: MatchingScratch::new(downlink),
            preconditioner: Preconditioner::new(downlink, &layout),
            evaluations: 0,
            layout,
        };
        objective.restart();
        objective
    }

    /// Replaces the term of the error; the point stays.
    pub(crate) fn set_matching(&mut self, matching: Term) {
        self.matching_term = matching;
        self.restart();
    }

    /// Whether rates have multipliers to find.
    pub(crate) fn has_multipliers(&self) -> bool {
        self.reward == Reward::Rates && self.scalarisation.has_multipliers()
    }

    /// The multipliers of rates.
    pub(crate) fn multipliers(&self) -> Multipliers {
        self.scalarisation.multipliers()
    }

    /// Begins with these multipliers of rates, or as if nothing was known of them.
    pub(crate) fn set_multipliers(&mut self, known: Option<&Multipliers>) {
        if self.has_multipliers() {
            match known {
                Some(known) => self.scalarisation.take(known),
                None => self.scalarisation.forget(),
            }
            self.restart();
        }
    }

    /// Chooses the first penalty of rates, for rates as they are.
    pub(crate) fn soften(&mut self) {
        if self.has_multipliers() {
            self.scalarisation
                .soften(&self.current.rate.rates, self.unit);
            self.restart();
        }
    }

    /// Takes the next multipliers of rates, for which the gradient is what it is now; what they were off by, relative. The
    /// values are those of before until the next restart.
    pub(crate) fn update_multipliers(&mut self) -> f64 {
        if !self.has_multipliers() {
            return 0.0;
        }
        self.scalarisation.update(&self.current.slopes)
    }

    /// Makes the penalty of rates larger by a factor, from the next restart on.
    pub(crate) fn stiffen(&mut self, factor: f64) {
        self.scalarisation.stiffen(factor);
    }

    /// Makes the values those of the multipliers as they are.
    pub(crate) fn refresh(&mut self) {
        self.restart();
    }

    /// Moves to `x`.
    pub(crate) fn set_point(&mut self, x: &[f64]) {
        self.current.x.copy_from_slice(x);
        self.restart();
    }

    fn restart(&mut self) {
        self.trial.x.copy_from_slice(&self.current.x);
        self.evaluate_trial();
        self.accept();
    }

    /// The layout of the beams.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The current point.
    pub(crate) fn point(&self) -> &[f64] {
        &self.current.x
    }

    /// The utility at the current point, in units of [`Self::unit`].
    pub(crate) fn rate(&self) -> f64 {
        self.scalarisation
            .utility(&self.current.rate.rates, self.unit)
    }

    /// The same where constraints on rates do not hold yet: about what it is once they do.
    pub(crate) fn promise(&self) -> f64 {
        self.current.slopes.value
    }

    /// The unit of the rate, nats: what terms of the rate count in.
    pub(crate) fn unit(&self) -> f64 {
        self.unit
    }

    /// What residuals at the current point are relative to, in units of [`Self::unit`], as long as
    /// the gradient is resolved.
    pub(crate) fn scale(&self) -> f64 {
        let utility = &self.downlink.criterion.utility;
        let value = utility.value(&self.current.rate.rates);
        rate_scale(USUAL_RATE * self.unit, value) / self.unit
    }

    /// The mean matching error at the current point.
    pub(crate) fn error(&self) -> f64 {
        self.current.matching.error
    }

    /// The mean matching error at `x`.
    pub(crate) fn error_at(&mut self, x: &[f64]) -> f64 {
        self.evaluations += 1;
        self.trial.matching.evaluate(self.downlink, &self.layout, x)
    }

    /// Mends slacks whose gradient is small only because they are: where an access point would do
    /// better with less power, by more than `tolerance` in the gradient, it gets some slack; where
    /// with more, it loses the little that it has. Returns whether there were any.
    pub(crate) fn wake(&mut self, tolerance: f64) -> bool {
        let mut any = false;
        for (radial, block) in self.radial.iter().zip(&self.layout.blocks) {
            let Some(at) = block.slack() else { continue };
            let slack = &mut self.current.x[at];
            if *radial > tolerance {
                *slack = slack.abs().max(AWAKE);
                any = true;
            } else if *radial < -tolerance && slack.abs() > ASLEEP {
                *slack = 0.0;
                any = true;
            }
        }
        if any {
            self.layout.normalize(&mut self.current.x);
            self.restart();
        }
        any
    }

    fn evaluate_trial(&mut self) -> f64 {
        let Point {
            x,
            rate,
            slopes,
            matching,
            matching_jet,
        } = &mut self.trial;
        if self.reward == Reward::Rates {
            rate.evaluate(self.downlink, &self.layout, x);
            self.scalarisation.at(&rate.rates, self.unit, slopes);
            rate.weigh(&slopes.weights);
        }
        if self.matching_term != Term::Absent {
            *matching_jet =
                self.matching_term
                    .at(matching.evaluate(self.downlink, &self.layout, x));
        }
        self.evaluations += 1;
        self.trial.value()
    }

    fn update_gradient(&mut self) {
        let Point {
            x,
            rate,
            matching,
            matching_jet,
            ..
        } = &self.current;
        let (downlink, layout) = (self.downlink, &self.layout);
        self.gradient.fill(0.0);
        if self.reward == Reward::Rates {
            rate.gradient_add(
                downlink,
                layout,
                x,
                -1.0 / self.unit,
                &mut self.gradient,
                &mut self.rate_scratch,
            );
        }
        let panel = &mut self.matching_scratch.panel;
        // A curved term needs the gradient of its own quantity for its Hessian.
        if matching_jet.curvature != 0.0 {
            self.matching_gradient.fill(0.0);
            matching.gradient_add(layout, x, 1.0, &mut self.matching_gradient, panel);
            axpy(
                matching_jet.slope,
                &self.matching_gradient,
                &mut self.gradient,
            );
        } else if matching_jet.slope != 0.0 {
            matching.gradient_add(layout, x, matching_jet.slope, &mut self.gradient, panel);
        }
        for (radial, block) in self.radial.iter_mut().zip(&layout.blocks) {
            *radial = dot(&x[block.range()], &self.gradient[block.range()]);
        }
    }
}

impl Smooth for Objective<'_> {
    fn resolution(&self) -> f64 {
        let stiffness = stiffness(&self.strengths, &self.current.rate.q);
        RESOLUTION * stiffness / self.unit
    }

    fn value(&self) -> f64 {
        self.current.value()
    }

    fn gradient(&self, out: &mut [f64]) {
        out.copy_from_slice(&self.gradient);
        self.layout.project(&self.current.x, out);
    }

    fn try_step(&mut self, step: &[f64]) -> f64 {
        self.trial.x.copy_from_slice(&self.current.x);
        axpy(1.0, step, &mut self.trial.x);
        self.layout.normalize(&mut self.trial.x);
        self.evaluate_trial()
    }

    fn accept(&mut self) {
        std::mem::swap(&mut self.current, &mut self.trial);
        self.update_gradient();
    }

    fn prepare(&mut self) {
        let Point {
            rate,
            slopes,
            matching,
            matching_jet,
            ..
        } = &self.current;
        let slope = match self.reward {
            Reward::Nothing => 0.0,
            Reward::Rates => 1.0 / self.unit,
        };
        let least = if self.scalarisation.is_linear() {
            0.0
        } else {
            ATTENTION * self.downlink.criterion.utility.mean_weight(rate.q.len())
        };
        let q: Vec<f64> = rate.q_of_at_least(least).map(|q| slope * q).collect();
        let multipliers: Vec<f64> = self.radial.iter().map(|radial| -0.5 * radial).collect();
        let weights = Weights {
            q: &q,
            own_share: &rate.own_share(),
            matching,
            matching_weight: matching_jet.slope,
            power_multiplier: &multipliers,
        };
        self.preconditioner
            .prepare(self.downlink, &self.layout, &weights);
        self.preconditioner.attach(&self.layout, &self.current.x);
        let bent = self.reward == Reward::Rates && !self.scalarisation.is_linear();
        let curvature = bent.then(|| slopes.stiffness(self.unit));
        let width = self.layout.user_width;
        self.preconditioner
            .stiffen(&q, curvature.as_ref(), |k, j| rate.slope(k, j, width));
    }

    fn hessian(&mut self, v: &[f64], out: &mut [f64]) {
        self.evaluations += 1;
        let Point {
            x,
            rate,
            slopes,
            matching,
            matching_jet,
        } = &self.current;
        let (downlink, layout) = (self.downlink, &self.layout);
        out.fill(0.0);
        if self.reward == Reward::Rates {
            let slopes = (!self.scalarisation.is_linear()).then_some((slopes, self.unit));
            rate.hessian_add(
                downlink,
                layout,
                x,
                v,
                -1.0 / self.unit,
                slopes,
                out,
                &mut self.rate_scratch,
            );
        }
        if matching_jet.slope != 0.0 {
            matching.hessian_add(
                downlink,
                layout,
                x,
                v,
                matching_jet.slope,
                out,
                &mut self.matching_scratch,
            );
        }
        if matching_jet.curvature != 0.0 {
            axpy(
                matching_jet.curvature * dot(&self.matching_gradient, v),
                &self.matching_gradient,
                out,
            );
        }
        for (block, radial) in layout.blocks.iter().zip(&self.radial) {
            axpy(-radial, &v[block.range()], &mut out[block.range()]);
        }
        layout.project(x, out);
    }

    fn precondition(&mut self, r: &[f64], out: &mut [f64]) {
        // `r` is tangent already, so projecting the result keeps the preconditioner symmetric.
        self.preconditioner.apply(&self.layout, r, out);
        self.layout.project(&self.current.x, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::downlink::Role;
    use crate::engine::downlink::beampattern::MatchingError;
    use crate::engine::estimation::Estimate;
    use crate::engine::{Beampattern, Criterion, RateFloor, Utility, Window};
    use num_complex::Complex64;

    /// Numbers between -1 and 1, the same every time.
    struct Noise(u64);

    impl Noise {
        fn next(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
        }

        fn complex(&mut self, count: usize) -> Vec<Complex64> {
            (0..count)
                .map(|_| Complex64::new(self.next(), self.next()))
                .collect()
        }
    }

    /// Three access points, two of which sense, with reflections as strong as the direct links.
    fn downlink() -> Downlink {
        let (m, k, n, t) = (3, 5, 4, 2);
        let mut noise = Noise(7);
        let mut d = vec![Complex64::ZERO; m * k * t * t];
        for local in d.chunks_exact_mut(t * t) {
            let a = noise.complex(t * t);
            for (at, entry) in local.iter_mut().enumerate() {
                *entry = (0..t)
                    .map(|u| a[at / t * t + u] * a[at % t * t + u].conj())
                    .sum();
            }
        }
        let estimate = Estimate {
            n_aps: m,
            n_users: k,
            n_antennas: n,
            n_targets: t,
            h_hat: noise.complex(m * k * n),
            q_bar: noise.complex(m * t * n),
            theta: (0..m * k).map(|_| noise.next().abs()).collect(),
            d,
            coupling: noise.complex(m * k * t * 2 * t),
        };
        let ideal = Beampattern {
            width: 20.0,
            samples: 61,
            window: Window::Inclusive,
            power: 1.0,
        };
        let sensing = |angle| Role::Sensing(MatchingError::new(&ideal, n, 0.5, &[angle]));
        Downlink::new(
            estimate,
            vec![sensing(0.0), Role::Communication, sensing(25.0)],
        )
    }

    fn random_point(layout: &Layout, users: usize, noise: &mut Noise) -> Vec<f64> {
        let mut x = vec![0.0; layout.len];
        for (m, block) in layout.blocks.iter().enumerate() {
            for n in 0..layout.antennas {
                for c in (0..users).chain(layout.user_width..layout.user_width + block.streams) {
                    layout.set(&mut x, m, n, c, Complex64::new(noise.next(), noise.next()));
                }
            }
            if let Some(at) = block.slack() {
                x[at] = noise.next();
            }
        }
        x
    }

    #[test]
    fn derivatives_equal_differences() {
        let downlink = downlink();
        let bound = Term::Bound {
            bound: 0.1,
            multiplier: 2.0,
            penalty: 0.7,
        };
        let weights = vec![0.5, 2.0, 0.0, 1.0, 3.0];
        let (absent, sum) = (Term::Absent, Utility::SumRate);
        let (fair, least) = (Utility::ProportionalFair, Utility::MinRate);
        let shares = Utility::MinShare(weights.clone());
        let cases = [
            ("rate alone", Reward::Rates, sum.clone(), 0.0, absent),
            (
                "error alone",
                Reward::Nothing,
                sum.clone(),
                0.0,
                Term::Linear(1.0),
            ),
            (
                "budget on the error",
                Reward::Rates,
                sum.clone(),
                0.0,
                bound,
            ),
            (
                "floors of the rates",
                Reward::Rates,
                sum,
                0.4,
                Term::Linear(1.0),
            ),
            (
                "weights",
                Reward::Rates,
                Utility::Weighted(weights),
                0.0,
                bound,
            ),
            (
                "proportional fairness",
                Reward::Rates,
                fair.clone(),
                0.0,
                absent,
            ),
            (
                "proportional fairness and floors",
                Reward::Rates,
                fair,
                0.4,
                bound,
            ),
            ("least rate", Reward::Rates, least.clone(), 0.0, absent),
            ("least rate and floors", Reward::Rates, least, 0.4, bound),
            ("least share", Reward::Rates, shares, 0.0, absent),
        ];
        for (name, reward, utility, floor, matching) in cases {
            let criterion = Criterion::new(utility, &RateFloor::Every(floor), 5);
            let downlink = downlink.judged_by(criterion);
            let mut noise = Noise(11);
            let layout = Layout::new(&downlink, &[2, 0, 3], &[true, false, true]);
            let mut x = random_point(&layout, 5, &mut noise);
            layout.normalize(&mut x);
            let mut v = random_point(&layout, 5, &mut noise);
            layout.project(&x, &mut v);
            let mut f = Objective::new(&downlink, layout, x, reward, matching);
            f.soften();
            let mut out = vec![0.0; v.len()];
            let along = |f: &mut Objective, step: f64| {
                let step: Vec<f64> = v.iter().map(|v| v * step).collect();
                f.try_step(&step)
            };
            f.gradient(&mut out);
            let (slope, h) = (dot(&out, &v), 1e-5);
            let difference = (along(&mut f, h) - along(&mut f, -h)) / (2.0 * h);
            assert!(
                (slope - difference).abs() < 1e-7 * slope.abs(),
                "{name}: {slope} {difference}"
            );
            f.hessian(&v, &mut out);
            let scale = (dot(&out, &out) * dot(&v, &v)).sqrt();
            let (curvature, h) = (dot(&out, &v), 2e-4);
            let difference = (along(&mut f, h) + along(&mut f, -h) - 2.0 * f.value()) / (h * h);
            assert!(
                (curvature - difference).abs() < 1e-6 * scale,
                "{name}: {curvature} {difference}"
            );
        }
    }

    #[test]
    fn preconditioner_is_symmetric_and_positive() {
        let utilities = [
            (Utility::SumRate, 0.0),
            (Utility::SumRate, 0.4),
            (Utility::ProportionalFair, 0.0),
            (Utility::MinRate, 0.0),
        ];
        for (utility, floor) in utilities {
            let criterion = Criterion::new(utility, &RateFloor::Every(floor), 5);
            let downlink = downlink().judged_by(criterion);
            let mut noise = Noise(3);
            let layout = Layout::new(&downlink, &[2, 0, 3], &[true, false, true]);
            let mut x = random_point(&layout, 5, &mut noise);
            layout.normalize(&mut x);
            let mut vectors = [(); 2].map(|()| random_point(&layout, 5, &mut noise));
            vectors.iter_mut().for_each(|v| layout.project(&x, v));
            let mut f = Objective::new(&downlink, layout, x, Reward::Rates, Term::Linear(3.0));
            f.soften();
            f.prepare();
            let [a, b] = vectors;
            let (mut pa, mut pb) = (a.clone(), b.clone());
            f.precondition(&a, &mut pa);
            f.precondition(&b, &mut pb);
            assert!((dot(&a, &pb) - dot(&b, &pa)).abs() < 1e-10 * dot(&a, &pa));
            assert!(dot(&a, &pa) > 0.0 && dot(&b, &pb) > 0.0);
        }
    }
}
