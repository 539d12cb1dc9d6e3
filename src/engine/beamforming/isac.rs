//! P3 (24): the largest sum rate under a budget delta on the mean matching error.
//!
//! An augmented Lagrangian handles the one budget; power is kept by the
//! spheres. Constraint and multiplier are scaled by delta, so that they have
//! no unit. The multiplier of one scalar constraint is a root of a scalar
//! function, so after two minimisations it is extrapolated by the secant.

use super::beams::Beams;
use super::certificate::Certificate;
use super::communication::TOLERANCE;
use super::downlink::{Downlink, Role};
use super::layout::Layout;
use super::objective::{Objective, Term};
use super::sensing::SensingSolution;
use super::start::with_sensing;
use super::trust_region::{Stop, TrustRegion};

/// Sensing streams of each sensing access point.
pub const STREAMS: usize = 4;
/// Multiplier updates at most.
const UPDATES: usize = 40;
/// Steps of the trust region at most, per update.
const STEPS: usize = 200;
/// Relative violation of the budget at which the multiplier is accepted.
const BUDGET: f64 = 1e-7;
/// Penalty over multiplier and relative interior; more makes fewer updates, each harder.
const PENALTY: f64 = 30.0;
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
    /// dR/d delta, bit/s/Hz per unit of delta.
    pub multiplier: f64,
    /// `max(0, E - delta) / delta`.
    pub budget_violation: f64,
    /// Values and Hessian products computed for this point.
    pub evaluations: usize,
}

impl IsacSolution {
    /// True when every residual is within [`TOLERANCE`].
    pub fn solved(&self) -> bool {
        let c = &self.certificate;
        c.kkt_residual <= TOLERANCE
            && c.dual_violation <= TOLERANCE
            && c.power_violation <= TOLERANCE
            && self.budget_violation <= TOLERANCE
            && c.sum_rate.is_finite()
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
    /// Multiplier of the scaled constraint and relative interior of the last point.
    last: Option<(f64, f64)>,
}

impl<'a> IsacSolver<'a> {
    /// Starts from communication beams and the best sensing beams.
    pub fn new(downlink: &'a Downlink, sensing: &SensingSolution, communication: &Beams) -> Self {
        let senses: Vec<bool> = downlink
            .roles
            .iter()
            .map(|r| matches!(r, Role::Sensing(_)))
            .collect();
        let count = STREAMS.min(downlink.estimate.n_antennas);
        let streams: Vec<usize> = senses.iter().map(|&s| if s { count } else { 0 }).collect();
        let layout = Layout::new(downlink, &streams, &senses);
        let x = with_sensing(downlink, communication, sensing, count).to_vector(&layout);
        let objective = Objective::new(downlink, layout, x, Term::Linear(-1.0), Term::Absent);
        let trust_region = TrustRegion::new(objective.layout().len);
        Self {
            downlink,
            s_min: sensing.s_min,
            full_power: senses,
            objective,
            trust_region,
            last: None,
        }
    }

    /// Solves for the budget `delta`, larger than S_min.
    pub fn solve(&mut self, delta: f64) -> IsacSolution {
        let before = self.objective.evaluations;
        if self.last.is_none() {
            let target = delta / self.s_min - 1.0;
            for interior in APPROACH.into_iter().filter(|&i| i > 2.0 * target) {
                self.minimise(self.s_min * (1.0 + interior), COARSE);
            }
        }
        let lambda = self.minimise(delta, FINE);
        let beams = self.beams();
        let certificate = Certificate::new(self.downlink, &beams, lambda / delta, &self.full_power);
        IsacSolution {
            delta,
            multiplier: lambda / delta / std::f64::consts::LN_2,
            budget_violation: ((certificate.mse - delta) / delta).max(0.0),
            evaluations: self.objective.evaluations - before,
            certificate,
            beams,
        }
    }

    fn beams(&self) -> Beams {
        Beams::from_vector(
            self.objective.layout(),
            self.downlink.estimate.n_users,
            self.objective.point(),
        )
    }

    /// Returns the multiplier of the scaled constraint `E / delta <= 1`.
    fn minimise(&mut self, delta: f64, effort: Effort) -> f64 {
        let interior = (delta - self.s_min) / delta;
        // Between budgets the multiplier falls about as the interior grows.
        let mut lambda = self
            .last
            .map_or(0.0, |(lambda, last)| lambda * (last / interior).min(1.0));
        let mut penalty = PENALTY * lambda.max(LEAST_MULTIPLIER) / interior;
        let goal = 0.3 * TOLERANCE * (1.0 + self.objective.rate());
        let mut tolerance = effort.first * (1.0 + self.objective.rate());
        let mut previous: Option<(f64, f64)> = None;
        for _ in 0..effort.updates {
            let bound = Term::Bound {
                bound: delta,
                sign: 1.0,
                multiplier: lambda / delta,
                penalty: penalty / (delta * delta),
            };
            self.objective.set_terms(Term::Linear(-1.0), bound);
            let outcome = self.trust_region.minimise(
                &mut self.objective,
                Stop {
                    gradient: tolerance,
                    steps: STEPS,
                },
            );
            let excess = (self.objective.error() - delta) / delta;
            let pressed = (lambda + penalty * excess).max(0.0);
            let violation = if pressed > 0.0 {
                excess.abs()
            } else {
                excess.max(0.0)
            };
            lambda = pressed;
            if violation <= effort.budget
                && outcome.gradient <= goal.max(effort.first * goal / TOLERANCE * effort.loose)
            {
                break;
            }
            if let Some((old, old_excess)) = previous {
                let secant = pressed - excess * (pressed - old) / (excess - old_excess);
                if secant > 0.3 * pressed && secant < 3.0 * pressed {
                    lambda = secant;
                }
                if violation > 0.2 * old_excess.abs() {
                    penalty *= 5.0;
                }
            }
            previous = Some((pressed, excess));
            tolerance = (0.03 * tolerance).max(goal);
        }
        self.last = Some((lambda, interior));
        lambda
    }
}

/// How exactly a budget is solved.
#[derive(Debug, Clone, Copy)]
struct Effort {
    updates: usize,
    budget: f64,
    first: f64,
    loose: f64,
}

/// A point of the result.
const FINE: Effort = Effort {
    updates: UPDATES,
    budget: BUDGET,
    first: 1e-4,
    loose: 0.0,
};
/// A stop on the way to a tight budget.
const COARSE: Effort = Effort {
    updates: 2,
    budget: 1e-3,
    first: 1e-3,
    loose: 1.0,
};
