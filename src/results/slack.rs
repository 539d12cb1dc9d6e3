//! Budgets that do not bind.

use crate::engine::scheme::Status;
use crate::plan::{Constraint, ExperimentPlan, Problem, Unit};

use crate::run::point::UnitResult;

/// An error below this share of its budget leaves some of it unused; the solver leaves no more than its tolerance.
const BINDING: f64 = 0.999;

/// How many budgets on the error do not bind: the best beams have less than they allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slack {
    /// Points whose budget does not bind.
    pub points: usize,
    /// Points that were solved.
    pub of: usize,
}

impl Slack {
    /// Of the proposed beams under budgets on the error; rules need not use theirs up.
    pub fn of(plan: &ExperimentPlan, units: &[(Unit, UnitResult)]) -> Option<Self> {
        if (plan.problem, plan.constraint) != (Problem::Isac, Constraint::Delta) {
            return None;
        }
        let is_proposed = |unit: &Unit, scheme_index: usize| {
            let case = plan.cases.get(unit.case);
            let chain = case.and_then(|case| case.chain(scheme_index));
            chain.is_some_and(|chain| chain.scheme.searches())
        };
        let mut slack = Self { points: 0, of: 0 };
        for (unit, result) in units {
            for point in &result.points {
                let (Status::Solved, Some((_, delta)), Some(mse)) =
                    (&point.status, point.budget, point.mse)
                else {
                    continue;
                };
                if is_proposed(unit, point.scheme_index) {
                    slack.of += 1;
                    slack.points += usize::from(mse < BINDING * delta);
                }
            }
        }
        Some(slack)
    }

    /// Whether most budgets do not bind.
    pub fn prevails(self) -> bool {
        2 * self.points > self.of
    }
}
