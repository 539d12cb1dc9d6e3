//! P3 (24): the largest sum rate under a budget delta on the mean matching error.
//!
//! An augmented Lagrangian handles the one budget; power is kept by the
//! spheres. P4, its counterpart, is in [`boundary`](super::boundary).

use super::augmented::{self, Effort};
use super::beams::Beams;
use super::certificate::Certificate;
use super::communication::TOLERANCE;
use super::downlink::{Downlink, Role};
use super::layout::Layout;
use super::objective::{Objective, Term};
use super::sensing::SensingSolution;
use super::start::with_sensing;
use super::trust_region::{Stop, TrustRegion};
use std::f64::consts::LN_2;

/// Sensing streams of each sensing access point.
pub const STREAMS: usize = 4;
/// Penalty over multiplier and relative interior; more makes fewer updates, each harder.
const PENALTY: f64 = 30.0;
/// Share of the multiplier that the penalty may take away to begin with.
const PRESS: f64 = 0.5;
/// The least penalty, over the relative interior.
const LEAST_PENALTY: f64 = 1.0;
/// How far to follow the last two points.
const AHEAD: f64 = 0.8;
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
        self.budget_violation <= TOLERANCE && stationary(&self.certificate)
    }
}

/// A point solved before.
#[derive(Debug, Clone)]
struct Past {
    delta: f64,
    interior: f64,
    /// Of the scaled constraint.
    lambda: f64,
    x: Vec<f64>,
}

/// Solves P3 for one budget after another, each from the point before.
#[derive(Debug, Clone)]
pub struct IsacSolver<'a> {
    downlink: &'a Downlink,
    s_min: f64,
    full_power: Vec<bool>,
    objective: Objective<'a>,
    trust_region: TrustRegion,
    /// The last two points, the later one last.
    history: Vec<Past>,
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
            history: Vec::new(),
        }
    }

    /// Solves for the budget `delta`, larger than S_min.
    pub fn solve(&mut self, delta: f64) -> IsacSolution {
        let before = self.objective.evaluations;
        if self.history.is_empty() {
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
            multiplier: lambda / delta / LN_2,
            budget_violation: ((certificate.mse - delta) / delta).max(0.0),
            evaluations: self.objective.evaluations - before,
            certificate,
            beams,
        }
    }

    /// Solves without a budget: what the sensing access points' full power leaves of the sum rate.
    /// The budget of the solution is infinite.
    pub fn solve_free(&mut self) -> IsacSolution {
        let before = self.objective.evaluations;
        self.objective
            .set_terms(Term::Linear(-1.0), Term::Linear(0.0));
        let stop = Stop {
            gradient: FINE.last * (1.0 + self.objective.rate()),
            steps: FREE_STEPS,
        };
        self.trust_region.minimise(&mut self.objective, stop);
        let beams = self.beams();
        let certificate = Certificate::new(self.downlink, &beams, 0.0, &self.full_power);
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
        let x = solution.beams.to_vector(self.objective.layout());
        self.objective.set_point(&x);
        let delta = solution.delta.min(solution.certificate.mse);
        self.history = vec![Past {
            delta,
            interior: (delta - self.s_min) / delta,
            lambda: solution.multiplier * LN_2 * delta,
            x,
        }];
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
        let guess = self.predict(delta, interior);
        let excess = |objective: &Objective<'_>| (objective.error() - delta) / delta;
        // So much penalty that the multiplier is found fast, but not so much that the slack in
        // the budget where the search begins switches it off.
        let slack = (-excess(&self.objective)).max(f64::MIN_POSITIVE);
        let penalty = (PENALTY * guess.max(LEAST_MULTIPLIER) / interior)
            .min((PRESS * guess / slack).max(LEAST_PENALTY / interior));
        let terms = |lambda: f64, penalty: f64| {
            let (multiplier, penalty) = (lambda / delta, penalty / (delta * delta));
            (
                Term::Linear(-1.0),
                Term::Bound {
                    bound: delta,
                    sign: 1.0,
                    multiplier,
                    penalty,
                },
            )
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
        if self.history.len() == 2 {
            self.history.remove(0);
        }
        self.history.push(Past {
            delta,
            interior,
            lambda,
            x,
        });
        lambda
    }

    /// Moves to where the last two points lead; returns the multiplier expected there.
    fn predict(&mut self, delta: f64, interior: f64) -> f64 {
        let Some(last) = self.history.last() else {
            return 0.0;
        };
        let mut exponent = -1.0;
        if let [before, last] = self.history.as_slice()
            && before.lambda > 0.0
            && last.lambda > 0.0
        {
            let slope = (last.lambda / before.lambda).ln() / (last.interior / before.interior).ln();
            if slope.is_finite() {
                exponent = slope.clamp(-4.0, -0.3);
            }
            let ahead = (delta - last.delta) / (last.delta - before.delta);
            if ahead > 0.0 && ahead <= 2.0 {
                let mut x: Vec<f64> = last
                    .x
                    .iter()
                    .zip(&before.x)
                    .map(|(x, old)| x + AHEAD * ahead * (x - old))
                    .collect();
                self.objective.layout().normalize(&mut x);
                self.objective.set_point(&x);
            }
        }
        last.lambda * (interior / last.interior).powf(exponent).min(1.0)
    }
}

/// Steps of the trust region at most, without a budget.
const FREE_STEPS: usize = 2000;

/// A point of the result.
const FINE: Effort = Effort {
    updates: 40,
    violation: 1e-7,
    first: 1e-4,
    last: 0.3 * TOLERANCE,
};
/// A stop on the way to a tight budget.
const COARSE: Effort = Effort {
    updates: 2,
    violation: 1e-3,
    first: 1e-3,
    last: 1e-4,
};

fn stationary(c: &Certificate) -> bool {
    c.kkt_residual <= TOLERANCE
        && c.dual_violation <= TOLERANCE
        && c.power_violation <= TOLERANCE
        && c.sum_rate.is_finite()
}
