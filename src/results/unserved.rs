//! Users that a sum of rates leaves without a rate.

use crate::engine::Utility;
use crate::engine::scheme::Status;
use crate::plan::{ExperimentPlan, Problem};

use super::metric;
use super::units::Done;

/// How many users the beams of largest sum rate leave without a rate worth the name, over all solved points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unserved {
    /// Users of points that are not served: those with less than a hundredth of the mean rate of their point.
    pub users: usize,
    /// Users of points.
    pub of: usize,
}

impl Unserved {
    /// Of no points yet; none where no beams serve users.
    #[must_use]
    pub fn begin(plan: &ExperimentPlan) -> Option<Self> {
        let serves = !matches!(plan.problem, Problem::Sensing | Problem::Estimation);
        serves.then_some(Self { users: 0, of: 0 })
    }

    /// Adds the points of a unit at which the sum rate is maximised; rules and other objectives are as they are.
    pub fn add(&mut self, plan: &ExperimentPlan, (unit, result): &Done) {
        let Some(case) = plan.cases.get(unit.case) else {
            return;
        };
        if case.deployment.utility != Utility::SumRate {
            return;
        }
        for point in &result.points {
            if case.searches(point.scheme_index) && point.status == Status::Solved {
                self.users += metric::unserved(&point.rates).unwrap_or(0);
                self.of += point.rates.len();
            }
        }
    }
}
