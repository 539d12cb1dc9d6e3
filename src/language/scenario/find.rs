//! `find NAME from A to B where AGGREGATE METRIC = VALUE`

use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Aggregate;
use crate::language::vocabulary::table::metrics::Metric;
use crate::language::vocabulary::units::number;

/// Into how many parts samples divide a grid.
const PARTS: usize = 8;

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

    /// The steps of a grid of so many values that are tried first, ascending: both ends, and up to seven evenly between
    /// them.
    pub fn samples(values: usize) -> impl Iterator<Item = usize> {
        let last = values.saturating_sub(1);
        let parts = last.clamp(1, PARTS);
        let all = (0..=parts).map(move |part| last * part / parts);
        all.take(values)
    }

    /// The most values of a grid of so many that are tried for some groups: samples, and of each group a bisection between
    /// two of them for the statistic and for both ends of its interval.
    pub fn most(values: usize, groups: usize) -> usize {
        let widest = values.saturating_sub(1).div_ceil(PARTS).max(1);
        let halvings = widest.next_power_of_two().ilog2() as usize;
        groups
            .saturating_mul(3 * halvings)
            .saturating_add(PARTS + 1)
            .min(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_the_ends_and_steps_evenly_between() {
        let samples = |values| Find::samples(values).collect::<Vec<_>>();
        assert_eq!(samples(0), [0; 0]);
        assert_eq!(samples(1), [0]);
        assert_eq!(samples(2), [0, 1]);
        assert_eq!(samples(9), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(samples(12), [0, 1, 2, 4, 5, 6, 8, 9, 11]);
        assert_eq!(samples(1025), [0, 128, 256, 384, 512, 640, 768, 896, 1024]);
    }

    #[test]
    fn a_bisection_between_samples_tries_as_many_as_it_may() {
        assert_eq!(Find::most(1, 1), 1);
        assert_eq!(Find::most(9, 4), 9);
        assert_eq!(Find::most(1025, 1), 9 + 3 * 7);
        assert_eq!(Find::most(1026, 2), 9 + 2 * 3 * 8);
    }
}
