//! Budgets that do not bind.

use crate::engine::scheme::Status;
use crate::plan::{Constraint, ExperimentPlan, Problem};

use super::units::Done;

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
    /// Of no points yet; none where there are no budgets on the error.
    pub(crate) fn begin(plan: &ExperimentPlan) -> Option<Self> {
        let has_budgets = (plan.problem, plan.constraint) == (Problem::Isac, Constraint::Delta);
        has_budgets.then_some(Self { points: 0, of: 0 })
    }

    /// Adds the proposed beams of a unit; rules need not use their budgets up.
    pub(crate) fn add(&mut self, plan: &ExperimentPlan, (unit, result): &Done) {
        let Some(case) = plan.cases.get(unit.case) else {
            return;
        };
        for point in &result.points {
            let (Status::Solved, Some((_, delta)), Some(mse)) =
                (&point.status, point.budget, point.mse)
            else {
                continue;
            };
            if case.searches(point.scheme_index) {
                self.of += 1;
                self.points += usize::from(mse < BINDING * delta);
            }
        }
    }

    /// Whether most budgets do not bind.
    pub fn prevails(self) -> bool {
        2 * self.points > self.of
    }
}
