//! The augmented Lagrangian of one scalar constraint, and of those on rates.
//!
//! The constraint is scaled so that it and its multiplier have no unit. The
//! multiplier of one scalar constraint is a root of a scalar function, so after
//! two minimisations it is extrapolated by the secant. The multipliers of rates are updated beside it, by the plain rule.

use super::objective::{Objective, Term};
use crate::engine::numerics::smooth::Smooth;
use crate::engine::numerics::trust_region::{Outcome, Stop, TrustRegion};

/// Steps of the trust region at most, per update of the multiplier.
const STEPS: usize = 200;
/// Minimisations that may use them up before the search is given up.
const PATIENCE: usize = 2;
/// The share of its last value to which a violation must fall for the penalty to stay.
const PROGRESS: f64 = 0.2;
/// By how much the penalty grows otherwise.
const GROWTH: f64 = 5.0;
/// A penalty that has grown helps where the violation falls to this share, and the search is given up after so many in a row
/// that did not.
const HELPED: f64 = 0.9;
const FUTILE: usize = 2;
/// The secant is followed within this factor of the plain update.
const TRUST: f64 = 3.0;
/// By how much the tolerance of each minimisation falls.
const TIGHTENING: f64 = 0.03;

/// Times at most that slacks are given back in a minimisation.
const WAKES: usize = 4;
/// A small slack dampens the gradient along it, so the tolerance falls by this each time.
const VIGILANCE: f64 = 0.1;

/// Minimisations at most of what has no constraint.
const ROUNDS: usize = 8;

/// How exactly a constrained problem is solved.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Multiplier updates at most.
    pub updates: usize,
    /// Violation of the scaled constraint at which the multiplier is accepted.
    pub violation: f64,
    /// Norm of the gradient of the first minimisation, over the scale of the objective.
    pub first: f64,
    /// And of the last.
    pub last: f64,
}

/// Minimises until the norm of the gradient is `tolerance`, that of the powers below full included.
pub(crate) fn minimise_awake(
    objective: &mut Objective<'_>,
    trust_region: &mut TrustRegion,
    tolerance: f64,
    steps: usize,
) -> Outcome {
    let mut gradient = tolerance;
    let mut outcome = trust_region.minimise(objective, Stop { gradient, steps });
    for _ in 0..WAKES {
        if !objective.wake(tolerance) {
            break;
        }
        gradient *= VIGILANCE;
        outcome = trust_region.minimise(objective, Stop { gradient, steps });
    }
    outcome
}

/// The same without any constraint but those on rates. Where channels are so strong that values cannot judge steps, a
/// minimisation ends early; another one follows as long as that helps.
pub(crate) fn minimise_alone(
    objective: &mut Objective<'_>,
    trust_region: &mut TrustRegion,
    tolerance: f64,
    steps: usize,
) {
    if objective.has_multipliers() {
        return settle(objective, trust_region, tolerance, steps);
    }
    let mut least = f64::INFINITY;
    for _ in 0..ROUNDS {
        let end = minimise_awake(objective, trust_region, tolerance, steps);
        let still = end.gradient <= tolerance.max(objective.resolution());
        if still || !(end.gradient < least) || end.steps >= steps {
            return;
        }
        least = end.gradient;
    }
}

/// Minimises until the constraints on rates hold.
fn settle(objective: &mut Objective<'_>, trust_region: &mut TrustRegion, goal: f64, steps: usize) {
    objective.soften();
    // Constraints lower the value that residuals are relative to.
    let relative = goal / objective.scale();
    let mut tolerance = (FIRST * objective.scale()).max(goal);
    let (mut before, mut taken) = (f64::INFINITY, 0);
    for _ in 0..UPDATES {
        let end = minimise_awake(objective, trust_region, tolerance, STEPS);
        let violation = objective.update_multipliers();
        let goal = relative * objective.scale();
        taken += end.steps;
        let still = end.gradient <= goal.max(objective.resolution());
        if violation <= VIOLATION && still || taken >= steps {
            return;
        }
        if violation > VIOLATION.max(PROGRESS * before) {
            objective.stiffen(GROWTH);
        }
        objective.refresh();
        before = violation;
        tolerance = (EASING * tolerance).max(goal);
    }
}

/// By how much the tolerance of each minimisation falls where only rates are constrained.
const EASING: f64 = 0.03;
/// Updates of the multipliers of rates at most.
const UPDATES: usize = 60;
/// By how much rates may miss their constraints, relative.
const VIOLATION: f64 = 1e-7;
/// The norm of the gradient of the first minimisation, over the scale of the objective.
const FIRST: f64 = 1e-2;

/// Minimises with `terms(multiplier, penalty)` until the constraint `excess <= 0` holds; returns its
/// multiplier.
pub(crate) fn minimise(
    objective: &mut Objective<'_>,
    trust_region: &mut TrustRegion,
    terms: impl Fn(f64, f64) -> Term,
    excess: impl Fn(&Objective<'_>) -> f64,
    start: (f64, f64),
    effort: Effort,
) -> f64 {
    let (mut multiplier, mut penalty) = start;
    let scale = objective.scale();
    let mut goal = effort.last * scale;
    let mut tolerance = effort.first * scale;
    let mut exhausted = 0;
    let mut previous: Option<(f64, f64)> = None;
    let (mut grown, mut futile) = (false, 0);
    let mut missed = f64::INFINITY;
    objective.soften();
    for _ in 0..effort.updates {
        objective.set_matching(terms(multiplier, penalty));
        let outcome = minimise_awake(objective, trust_region, tolerance, STEPS);
        exhausted += usize::from(outcome.steps >= STEPS);
        if exhausted > PATIENCE {
            break;
        }
        let found = excess(objective);
        let pressed = (multiplier + penalty * found).max(0.0);
        let violation = if pressed > 0.0 {
            found.abs()
        } else {
            found.max(0.0)
        };
        multiplier = pressed;
        let of_rates = objective.update_multipliers();
        if objective.has_multipliers() {
            // Constraints lower the value that residuals are relative to.
            goal = effort.last * objective.scale();
        }
        let still = outcome.gradient <= goal.max(objective.resolution());
        if violation.max(of_rates) <= effort.violation && still {
            break;
        }
        if of_rates > effort.violation.max(PROGRESS * missed) {
            objective.stiffen(GROWTH);
        }
        missed = of_rates;
        if let Some((old, old_found)) = previous {
            // What a larger penalty does not lessen either is not feasible near here.
            let helped = violation <= HELPED * old_found.abs().max(effort.violation);
            futile = if grown && !helped { futile + 1 } else { 0 };
            if futile == FUTILE {
                break;
            }
            let secant = pressed - found * (pressed - old) / (found - old_found);
            if secant > pressed / TRUST && secant < pressed * TRUST {
                multiplier = secant;
            }
            grown = violation > effort.violation.max(PROGRESS * old_found.abs());
            if grown {
                penalty *= GROWTH;
            }
        }
        previous = Some((pressed, found));
        tolerance = (TIGHTENING * tolerance).max(goal);
    }
    multiplier
}
