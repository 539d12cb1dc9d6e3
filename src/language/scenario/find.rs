//! `find NAME from A to B where AGGREGATE METRIC = VALUE`

use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Aggregate;
use crate::language::vocabulary::table::metrics::Metric;
use crate::language::vocabulary::units::number;

/// A search for the value of a setting at which a statistic of the results meets a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Find {
    /// Index of the sweep whose values may be tried.
    pub axis: usize,
    /// The statistic: the mean, or a percentile.
    pub aggregate: Aggregate,
    /// Of what.
    pub metric: Metric,
    /// How it meets the target.
    pub operator: FindOperator,
    /// The target.
    pub value: f64,
    /// The whole statement.
    pub span: Span,
}

/// How a statistic meets a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindOperator {
    /// `=`
    Equal,
    /// `>=`
    AtLeast,
    /// `<=`
    AtMost,
}

impl FindOperator {
    /// Whether a statistic meets a target; none for `=`, which is met where the statistic crosses the target.
    pub fn is_met(self, statistic: f64, target: f64) -> Option<bool> {
        match self {
            Self::Equal => None,
            Self::AtLeast => Some(statistic >= target),
            Self::AtMost => Some(statistic <= target),
        }
    }

    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }
}

impl Find {
    /// The statistic: `mean sum_rate`, `p5 of rate`.
    pub fn text(&self) -> String {
        match self.aggregate {
            Aggregate::Mean => format!("mean {}", self.metric.stem()),
            other => format!("{} of {}", other.text(), self.metric.stem()),
        }
    }

    /// The condition: `mean sum_rate = 40`.
    pub fn condition(&self) -> String {
        format!(
            "{} {} {}",
            self.text(),
            self.operator.text(),
            number(self.value)
        )
    }

    /// The most values of a grid of so many that are tried for some groups: its ends, and of each group a bisection for the
    /// statistic and for both ends of its interval.
    pub fn most(values: usize, groups: usize) -> usize {
        let halvings = values.saturating_sub(1).max(1).next_power_of_two().ilog2() as usize;
        groups
            .saturating_mul(3 * halvings)
            .saturating_add(2)
            .min(values)
    }
}
