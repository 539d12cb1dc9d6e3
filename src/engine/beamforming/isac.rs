//! P3 (24): the largest sum rate under a budget delta on the mean matching error.
//!
//! An augmented Lagrangian handles the one budget; power is kept by the
//! spheres. Its counterpart P4 exchanges objective and constraint.

use super::augmented::{self, Effort};
use super::beams::Beams;
use super::certificate::Certificate;
use super::communication::TOLERANCE;
use super::downlink::{Downlink, Role};
use super::layout::Layout;
use super::objective::{Objective, Term};
use super::sensing::SensingSolution;
use super::start::with_sensing;
use super::trust_region::TrustRegion;
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
    interior: f64,
    /// Of the scaled constraint.
    lambda: f64,
    x: Vec<f64>,
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
        if self.history.len() == REMEMBERED {
            self.history.remove(0);
        }
        self.history.push(Past {
            interior,
            lambda,
            x,
        });
        lambda
    }

    /// Moves to where the nearest points lead; returns the multiplier expected there.
    ///
    /// Near S_min beams and multiplier follow the square root of the interior, so that is the
    /// coordinate along the chain.
    fn predict(&mut self, delta: f64, interior: f64) -> f64 {
        let here = interior.sqrt();
        let Some(base) = nearest(self.history.iter(), here) else {
            return 0.0;
        };
        let away = here - base.place();
        let far = |past: &&Past| {
            let apart = (past.place() - base.place()).abs();
            apart > 0.0 && apart * FARTHEST >= away.abs()
        };
        let Some(other) = nearest(self.history.iter().filter(far), base.place()) else {
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
        let guess = base.lambda * (interior / base.interior).powf(exponent);
        let ahead = away / (base.place() - other.place());
        let x = on_budget(&mut self.objective, (&base.x, &other.x), ahead, delta);
        self.objective.set_point(&x);
        guess
    }
}

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
    first: 1e-2,
    last: 1e-4,
};

/// P4 (25): the least mean matching error with a sum rate of at least `zeta`, bit/s/Hz, from
/// communication beams that reach it.
///
/// The multiplier is d zeta / dE like that of P3, infinite where the rate does not bind.
pub fn least_error(
    downlink: &Downlink,
    sensing: &SensingSolution,
    communication: &Beams,
    zeta: f64,
) -> RateFloorSolution {
    let mut solver = IsacSolver::new(downlink, sensing, communication);
    let start = Beams {
        v: solver.beams().v.iter().map(|v| quiet(v)).collect(),
        ..communication.clone()
    };
    let x = start.to_vector(solver.objective.layout());
    solver.objective.set_point(&x);
    let (floor, unit) = (zeta * LN_2, sensing.s_min);
    let terms = |lambda: f64, penalty: f64| {
        let (multiplier, penalty) = (lambda / floor, penalty / (floor * floor));
        (
            Term::Bound {
                bound: floor,
                sign: -1.0,
                multiplier,
                penalty,
            },
            Term::Linear(1.0 / unit),
        )
    };
    let excess = |objective: &Objective<'_>| (floor - objective.rate()) / floor;
    let IsacSolver {
        objective,
        trust_region,
        ..
    } = &mut solver;
    let scale = 1.0 / (1.0 + floor);
    let effort = Effort {
        updates: 60,
        violation: 1e-7,
        first: 1e-2 * scale,
        last: 0.1 * TOLERANCE,
    };
    let lambda = augmented::minimise(
        objective,
        trust_region,
        terms,
        excess,
        (1.0, FLOOR_PENALTY),
        effort,
    );
    let beams = solver.beams();
    // The Lagrangian of P4 over the rate's multiplier is that of P3.
    let nats = floor / (lambda * unit).max(f64::MIN_POSITIVE);
    let certificate = Certificate::new(downlink, &beams, nats, &solver.full_power);
    RateFloorSolution {
        zeta,
        multiplier: nats / LN_2,
        rate_violation: ((zeta - certificate.sum_rate) / zeta).max(0.0),
        evaluations: solver.objective.evaluations,
        certificate,
        beams,
    }
}

/// Penalty on the scaled rate floor to begin with.
const FLOOR_PENALTY: f64 = 1e3;

/// Streams of almost no power.
fn quiet(streams: &[Vec<Complex64>]) -> Vec<Vec<Complex64>> {
    streams
        .iter()
        .map(|v| v.iter().map(|v| v * 1e-3).collect())
        .collect()
}

/// A stationary point of P4.
#[derive(Debug, Clone, PartialEq)]
pub struct RateFloorSolution {
    /// The floor solved for, bit/s/Hz.
    pub zeta: f64,
    /// The beams.
    pub beams: Beams,
    /// Residuals and rates.
    pub certificate: Certificate,
    /// dR/dE along the boundary, bit/s/Hz per unit of the mean error.
    pub multiplier: f64,
    /// `max(0, zeta - R) / zeta`.
    pub rate_violation: f64,
    /// Values and Hessian products computed.
    pub evaluations: usize,
}

impl RateFloorSolution {
    /// True when every residual is within [`TOLERANCE`].
    pub fn solved(&self) -> bool {
        self.rate_violation <= TOLERANCE && stationary(&self.certificate)
    }
}

fn stationary(c: &Certificate) -> bool {
    c.kkt_residual <= TOLERANCE
        && c.dual_violation <= TOLERANCE
        && c.power_violation <= TOLERANCE
        && c.sum_rate.is_finite()
}
