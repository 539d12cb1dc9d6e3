//! P3 (24): the largest sum rate, or value of another utility, under a budget delta on the mean matching error.
//!
//! An augmented Lagrangian handles the one budget; power is kept by the
//! spheres. P4, its counterpart, is in [`frontier`](super::frontier).

use super::augmented::{self, Effort};
use super::communication::TOLERANCE;
use super::cubic::{Cubic, End};
use super::layout::Layout;
use super::objective::{Objective, Reward, Term};
use super::sensing::SensingSolution;
use super::start::{stirred, with_sensing};
use crate::engine::downlink::Downlink;
use crate::engine::downlink::beams::Beams;
use crate::engine::downlink::certificate::Certificate;
use crate::engine::downlink::multipliers::Multipliers;
use crate::engine::downlink::violation::above;
use crate::engine::numerics::trust_region::TrustRegion;
use num_complex::Complex64;
use std::f64::consts::LN_2;

/// Sensing streams of each sensing access point.
pub const STREAMS: usize = 4;
/// Penalty over multiplier and relative interior; more makes fewer updates, each harder.
const PENALTY: f64 = 30.0;
/// Share of the multiplier that the penalty may take away to begin with.
const PRESS: f64 = 0.5;
/// The least penalty, over the relative interior.
const LEAST_PENALTY: f64 = 1.0;
/// Points that are kept to start from.
const REMEMBERED: usize = 6;
/// How far two points are followed beyond the nearer one, in units of their distance.
const FARTHEST: f64 = 2.0;
/// Steps towards the budget on that line.
const SECANTS: usize = 2;
/// The factors by which such a step may change how far it goes.
const CREDIBLE: std::ops::Range<f64> = 0.3..2.0;
/// Exponent of the multiplier over the interior near S_min, and its range elsewhere.
const EXPONENT: f64 = -0.5;
const STEEPEST: f64 = -4.0;
const FLATTEST: f64 = -0.3;
/// Where rates are far below this, nats, multipliers are too, and the least ones go with them, but
/// not to zero.
const USUAL_RATE: f64 = 30.0;
const LEAST_UNIT: f64 = 1e-6;
/// The least multiplier that the penalty is based on.
const LEAST_MULTIPLIER: f64 = 1.0;
/// Interiors, relative to S_min, through which a cold start approaches a tight budget.
const APPROACH: [f64; 4] = [0.1, 1e-2, 1e-3, 1e-4];

/// A stationary point of P3.
#[derive(Debug, Clone, PartialEq)]
pub struct IsacSolution {
    /// The budget solved for.
    pub delta: f64,
    /// The beams.
    pub beams: Beams,
    /// Residuals and rates.
    pub certificate: Certificate,
    /// dR/d delta, bit/s/Hz per unit of delta, R being the value of the utility.
    pub multiplier: f64,
    /// `max(0, E - delta) / delta`.
    pub budget_violation: f64,
    /// Values and Hessian products computed for this point.
    pub evaluations: usize,
}

impl IsacSolution {
    /// The budget; of the free end, which has none, its error. Where the budget does not bind it is more than the
    /// error: the largest rate is the same at both and between.
    pub fn budget(&self) -> f64 {
        match self.delta.is_finite() {
            true => self.delta,
            false => self.certificate.mse,
        }
    }

    /// True when every residual is within [`TOLERANCE`].
    pub fn solved(&self) -> bool {
        self.budget_violation <= TOLERANCE && stationary(&self.certificate)
    }
}

impl IsacSolution {
    /// The value as if the budget were kept to exactly, to first order; at the free end the value itself.
    pub(crate) fn corrected_value(&self) -> f64 {
        let missed = if self.delta.is_finite() {
            self.delta - self.certificate.mse
        } else {
            0.0
        };
        self.certificate.value + self.multiplier * missed
    }

    /// True when every residual is near enough to start from, as [`IsacSolver::sketch`] promises.
    pub(crate) fn sketched(&self) -> bool {
        let c = &self.certificate;
        let figures = [
            self.budget_violation,
            c.kkt_residual,
            c.power_violation,
            c.floor_violation,
            c.complementarity,
        ];
        figures.iter().all(|figure| *figure <= SKETCHED) && c.value.is_finite()
    }
}

/// Residuals of a sketch.
const SKETCHED: f64 = 1e-2;

/// A point solved before.
#[derive(Debug, Clone)]
struct Past {
    interior: f64,
    /// Of the scaled constraint.
    lambda: f64,
    /// Of rates.
    multipliers: Multipliers,
    x: Vec<f64>,
    /// Of a solution that was given.
    given: Option<Given>,
}

/// A point of the boundary that is known: budget, value and slope, bit/s/Hz.
#[derive(Debug, Clone, Copy)]
struct Given {
    delta: f64,
    value: f64,
    slope: f64,
}

impl Past {
    /// Along the chain.
    fn place(&self) -> f64 {
        self.interior.sqrt()
    }
}

/// Solves P3 for one budget after another, each from the point before.
#[derive(Debug, Clone)]
pub struct IsacSolver<'a> {
    downlink: &'a Downlink,
    s_min: f64,
    full_power: Vec<bool>,
    objective: Objective<'a>,
    trust_region: TrustRegion,
    /// The last points, the latest one last.
    history: Vec<Past>,
}

impl<'a> IsacSolver<'a> {
    /// Starts from communication beams and the best sensing beams.
    pub fn new(downlink: &'a Downlink, sensing: &SensingSolution, communication: &Beams) -> Self {
        let senses = downlink.senses();
        let count = STREAMS.min(downlink.estimate.n_antennas);
        let streams: Vec<usize> = senses.iter().map(|&s| if s { count } else { 0 }).collect();
        let layout = Layout::new(downlink, &streams, &senses);
        let x = with_sensing(downlink, communication, sensing, count).to_vector(&layout);
        // The first penalty depends on the error where the search begins.
        let objective = Objective::new(downlink, layout, x, Reward::Rates, Term::Linear(0.0));
        let trust_region = TrustRegion::new(objective.layout().len);
        Self {
            downlink,
            s_min: sensing.s_min,
            full_power: senses,
            objective,
            trust_region,
            history: Vec::new(),
        }
    }

    /// Solves for the budget `delta`, larger than S_min.
    pub fn solve(&mut self, delta: f64) -> IsacSolution {
        self.solve_with(delta, FINE)
    }

    /// The same from points that are farther off.
    pub(crate) fn walk(&mut self, delta: f64) -> IsacSolution {
        let far = Effort { first: FAR, ..FINE };
        self.solve_with(delta, far)
    }

    /// The same without its last digits: a point to start from.
    pub(crate) fn sketch(&mut self, delta: f64) -> IsacSolution {
        self.solve_with(delta, SKETCH)
    }

    fn solve_with(&mut self, delta: f64, effort: Effort) -> IsacSolution {
        let before = self.objective.evaluations;
        self.approach(delta);
        let mut escapes = 0;
        let unit = self.objective.unit();
        let (lambda, beams, certificate) = loop {
            let lambda = self.minimise(delta, effort);
            let beams = self.beams();
            let multiplier = lambda * unit / delta;
            let certificate = self.certify(&beams, multiplier);
            if certificate.dual_violation <= TOLERANCE.max(effort.last) || escapes == ESCAPES {
                break (lambda, beams, certificate);
            }
            escapes += 1;
            self.stir();
        };
        IsacSolution {
            delta,
            multiplier: lambda * unit / delta / LN_2,
            budget_violation: above(certificate.mse, delta),
            evaluations: self.objective.evaluations - before,
            certificate,
            beams,
        }
    }

    /// A cold start goes to a tight budget through wider ones.
    fn approach(&mut self, delta: f64) {
        if self.history.is_empty() {
            let target = delta / self.s_min - 1.0;
            for interior in APPROACH.into_iter().filter(|&i| i > 2.0 * target) {
                self.minimise(self.s_min * (1.0 + interior), COARSE);
            }
        }
    }

    /// Goes to the budget `delta` without ending there exactly; returns about the value,
    /// bit/s/Hz, that [`Self::solve`] would end with. The search stays where it is.
    pub(crate) fn explore(&mut self, delta: f64) -> f64 {
        self.approach(delta);
        let lambda = self.minimise(delta, ROUGH);
        let excess = (self.objective.error() - delta) / delta;
        (self.objective.promise() - lambda * excess) * self.objective.unit() / LN_2
    }

    /// Sensing streams of each sensing access point.
    pub(crate) fn streams(&self) -> usize {
        STREAMS.min(self.downlink.estimate.n_antennas)
    }

    /// Values and Hessian products computed so far.
    pub(crate) fn evaluations(&self) -> usize {
        self.objective.evaluations
    }

    /// Forgets the points before and begins with these beams, of any number of streams, and with multipliers of rates where
    /// they are known about.
    pub(crate) fn begin(&mut self, beams: &Beams, known: Option<&Multipliers>) {
        let x = beams.to_vector(self.objective.layout());
        self.objective.set_point(&x);
        self.objective.set_multipliers(known);
        self.history.clear();
    }

    /// Goes on between or beyond these solutions instead of the points before.
    pub(crate) fn continue_along(&mut self, solutions: &[&IsacSolution]) {
        self.history.clear();
        for solution in solutions {
            self.remember(solution);
        }
    }

    /// Gives every sensing stream of the last point a little power. Streams of none are stationary
    /// wherever they point, so a search that began without them may have ended on a saddle.
    fn stir(&mut self) {
        let (layout, last) = (self.objective.layout(), self.history.last_mut());
        let Some(Past { x, .. }) = last else {
            return;
        };
        for (m, block) in layout.blocks.iter().enumerate() {
            for stream in 0..block.streams {
                let column = layout.user_width + stream;
                for n in 0..layout.antennas {
                    let turned = Complex64::from_polar(STIR, (n * (stream + 1)) as f64);
                    let value = layout.get(x, m, n, column) + turned;
                    layout.set(x, m, n, column, value);
                }
            }
        }
        layout.normalize(x);
    }

    /// Solves without a budget: what the sensing access points' full power leaves of the sum rate.
    /// The budget of the solution is infinite.
    pub fn solve_free(&mut self) -> IsacSolution {
        let before = self.objective.evaluations;
        self.objective.set_matching(Term::Linear(0.0));
        let tolerance = FINE.last * self.objective.scale();
        augmented::minimise_alone(
            &mut self.objective,
            &mut self.trust_region,
            tolerance,
            FREE_STEPS,
        );
        let beams = self.beams();
        let certificate = self.certify(&beams, 0.0);
        IsacSolution {
            delta: f64::INFINITY,
            multiplier: 0.0,
            budget_violation: 0.0,
            evaluations: self.objective.evaluations - before,
            certificate,
            beams,
        }
    }

    /// Goes on from this solution instead of the last one.
    pub fn continue_from(&mut self, solution: &IsacSolution) {
        self.continue_along(&[solution]);
    }

    fn remember(&mut self, solution: &IsacSolution) {
        let beams = stirred(self.downlink, &solution.beams, &solution.certificate.rates);
        let x = beams.to_vector(self.objective.layout());
        self.objective.set_point(&x);
        self.objective
            .set_multipliers(Some(&solution.certificate.multipliers));
        let delta = solution.delta.min(solution.certificate.mse);
        self.history.push(Past {
            interior: (delta - self.s_min) / delta,
            lambda: solution.multiplier * LN_2 * delta / self.objective.unit(),
            multipliers: solution.certificate.multipliers.clone(),
            x,
            given: Some(Given {
                delta,
                value: solution.corrected_value(),
                slope: solution.multiplier,
            }),
        });
    }

    /// Judges beams by the multipliers of rates that were found.
    fn certify(&self, beams: &Beams, multiplier: f64) -> Certificate {
        let multipliers = self.objective.multipliers();
        Certificate::with(
            self.downlink,
            beams,
            multiplier,
            &self.full_power,
            multipliers,
        )
    }

    fn beams(&self) -> Beams {
        Beams::from_vector(
            self.objective.layout(),
            self.downlink.estimate.n_users,
            self.objective.point(),
        )
    }

    /// The slope of the value at a budget between two points of a branch, over `ln(delta - S_min)`; none
    /// where the points are no such bracket.
    fn slope_between(&self, a: Given, b: Given, delta: f64) -> Option<f64> {
        let (low, high) = if a.delta < b.delta { (a, b) } else { (b, a) };
        let interior = |delta: f64| delta - self.s_min;
        if !(low.delta < delta && delta < high.delta) {
            return None;
        }
        let end = |p: Given| End {
            at: interior(p.delta).ln(),
            value: p.value,
            slope: p.slope * interior(p.delta),
        };
        let cubic = Cubic::through(end(low), end(high));
        let slope = cubic.slope(interior(delta).ln()) / interior(delta);
        (slope > high.slope && slope < low.slope).then_some(slope)
    }

    /// Returns the multiplier of the scaled constraint `E / delta <= 1`.
    fn minimise(&mut self, delta: f64, effort: Effort) -> f64 {
        let interior = (delta - self.s_min) / delta;
        let guess = self.predict(delta, interior);
        let excess = |objective: &Objective<'_>| (objective.error() - delta) / delta;
        // So much penalty that the multiplier is found fast, but not so much that the slack in
        // the budget where the search begins switches it off.
        let slack = (-excess(&self.objective)).max(f64::MIN_POSITIVE);
        let unit = (self.objective.rate() / USUAL_RATE).clamp(LEAST_UNIT, 1.0);
        let penalty = (PENALTY * guess.max(LEAST_MULTIPLIER * unit) / interior)
            .min((PRESS * guess / slack).max(LEAST_PENALTY * unit / interior));
        let terms = |lambda: f64, penalty: f64| {
            let (multiplier, penalty) = (lambda / delta, penalty / (delta * delta));
            Term::Bound {
                bound: delta,
                multiplier,
                penalty,
            }
        };
        let start = (guess, penalty);
        let lambda = augmented::minimise(
            &mut self.objective,
            &mut self.trust_region,
            terms,
            excess,
            start,
            effort,
        );
        let x = self.objective.point().to_vec();
        let multipliers = self.objective.multipliers();
        self.history.retain(|past| past.interior != interior);
        if self.history.len() == REMEMBERED {
            self.history.remove(0);
        }
        self.history.push(Past {
            interior,
            lambda,
            multipliers,
            x,
            given: None,
        });
        lambda
    }

    /// Moves to where the nearest points lead; returns the multiplier expected there.
    ///
    /// Near S_min beams and multiplier follow the square root of the interior, so that is the
    /// coordinate along the chain.
    fn predict(&mut self, delta: f64, interior: f64) -> f64 {
        let here = interior.sqrt();
        // Of several tries for one budget the latest counts.
        let Some(base) = nearest(self.history.iter().rev(), here) else {
            return 0.0;
        };
        self.objective.set_multipliers(Some(&base.multipliers));
        let away = here - base.place();
        let far = |past: &&Past| {
            let apart = (past.place() - base.place()).abs();
            apart > 0.0 && apart * FARTHEST >= away.abs()
        };
        let Some(other) = nearest(self.history.iter().rev().filter(far), base.place()) else {
            let x = base.x.clone();
            let guess = base.lambda * (interior / base.interior).powf(EXPONENT);
            self.objective.set_point(&x);
            return guess;
        };
        let slope = (base.lambda / other.lambda).ln() / (base.interior / other.interior).ln();
        let exponent = if slope.is_finite() {
            slope.clamp(STEEPEST, FLATTEST)
        } else {
            EXPONENT
        };
        let mut guess = base.lambda * (interior / base.interior).powf(exponent);
        if let (Some(a), Some(b)) = (base.given, other.given)
            && let Some(slope) = self.slope_between(a, b, delta)
        {
            guess = slope * LN_2 * delta / self.objective.unit();
        }
        let ahead = away / (base.place() - other.place());
        let x = on_budget(&mut self.objective, (&base.x, &other.x), ahead, delta);
        self.objective.set_point(&x);
        guess
    }
}

/// Attempts to leave a saddle at which sensing streams without power would help.
const ESCAPES: usize = 3;
/// Amplitude that such streams get at each antenna.
const STIR: f64 = 1e-3;
/// Steps of the trust region at most, without a budget.
const FREE_STEPS: usize = 2000;

/// The point nearest to a place.
fn nearest<'a>(points: impl Iterator<Item = &'a Past>, place: f64) -> Option<&'a Past> {
    let distance = |past: &&Past| (past.place() - place).abs();
    points.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// The point on the line from `other` through `base`, about `ahead` of their distance beyond, whose
/// error is `delta`: a start with slack in the budget would need a small penalty.
fn on_budget(
    objective: &mut Objective<'_>,
    (base, other): (&[f64], &[f64]),
    mut ahead: f64,
    delta: f64,
) -> Vec<f64> {
    let layout = objective.layout().clone();
    let at = |ahead: f64| {
        let line = base.iter().zip(other);
        let mut x: Vec<f64> = line.map(|(x, old)| x + ahead * (x - old)).collect();
        layout.normalize(&mut x);
        x
    };
    let (mut old, mut old_error) = (0.0, objective.error_at(base));
    for _ in 0..SECANTS {
        let error = objective.error_at(&at(ahead));
        let next = ahead - (error - delta) * (ahead - old) / (error - old_error);
        if !CREDIBLE.contains(&(next / ahead)) {
            break;
        }
        (old, old_error) = (ahead, error);
        ahead = next;
    }
    at(ahead)
}

/// How exactly the first minimisation is done where the multiplier is not well known yet.
const FAR: f64 = 3e-3;
/// A point of the result.
const FINE: Effort = Effort {
    updates: 40,
    violation: 1e-7,
    first: 1e-4,
    last: 0.3 * TOLERANCE,
};
/// A point of a branch that is only passed by.
const SKETCH: Effort = Effort {
    updates: 6,
    violation: 1e-3,
    first: 1e-2,
    last: 3e-3,
};
/// Where a search leads, without its last digits.
const ROUGH: Effort = Effort {
    updates: 4,
    violation: 1e-3,
    first: 1e-2,
    last: 3e-3,
};
/// A stop on the way to a tight budget.
const COARSE: Effort = Effort {
    updates: 2,
    violation: 1e-3,
    first: 1e-2,
    last: 1e-4,
};

fn stationary(c: &Certificate) -> bool {
    c.kkt_residual <= TOLERANCE
        && c.dual_violation <= TOLERANCE
        && c.power_violation <= TOLERANCE
        && c.floor_violation <= TOLERANCE
        && c.complementarity <= TOLERANCE
        && c.value.is_finite()
}
