//! Quantities of a point, and what can be recorded beside them.

use super::signature::{Role, Signature};
use super::table;
use crate::language::scenario::formula::ResultName;

/// A quantity of a point: a column of the table, or one for each user or access point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Sum of the users' rates.
    SumRate,
    /// Rate of each user.
    Rates,
    /// Beampattern error.
    Mse,
    /// Beampattern error over the square of its scale.
    NormalisedMse,
    /// Data of a coherence block.
    Data,
    /// Best scale of each beampattern.
    Eta,
    /// Share of its power that each access point uses.
    Power,
    /// Power of the dedicated sensing streams.
    SensingPower,
    /// Error of channel estimation.
    EstimationError,
    /// Mean power of one channel.
    Gain,
    /// Mean power of the error of its estimate.
    Error,
    /// The error over the gain.
    Nmse,
    /// The error as estimated from samples.
    ErrorSampled,
    /// Standard error of the sampled error.
    ErrorDeviation,
    /// How far samples and closed form are apart.
    ErrorScore,
    /// Slope of the sum rate over delta.
    Multiplier,
    /// Upper bound on the sum rate of any beams.
    UpperBound,
    /// Evaluations that the solver made.
    Evaluations,
}

/// What a metric has one value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Per {
    /// For the point.
    Point,
    /// For each user.
    User,
    /// For each access point.
    AccessPoint,
}

/// The row of a metric: what language, tables and figures say of it.
#[derive(Debug, Clone, Copy)]
pub struct MetricRow {
    /// The metric.
    pub metric: Metric,
    /// The name of its column and what it means.
    pub signature: Signature,
    /// Unit of its values, empty for plain numbers.
    pub unit: &'static str,
    /// What it has one value for.
    pub per: Per,
}

impl Metric {
    /// The one of this name.
    pub fn read(name: &str) -> Option<Self> {
        let row = table::metrics()
            .iter()
            .find(|row| row.signature.path == name)?;
        Some(row.metric)
    }

    /// The row of the vocabulary that defines it.
    pub fn row(self) -> &'static MetricRow {
        let rows = table::metrics();
        // The table lists each metric, as a test makes sure of.
        rows.iter()
            .find(|row| row.metric == self)
            .unwrap_or(&rows[0])
    }

    /// The word for it in a scenario.
    pub fn text(self) -> &'static str {
        self.row().signature.path
    }
}

/// What `record` adds to the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// Columns of the table.
    Metric(Metric),
    /// A column of the table: an end of the trade-off, the same for all points of a realization.
    Result(ResultName),
    /// A table of samples of beampatterns.
    Beampattern,
    /// A table of the places of everything.
    Layout,
}

impl Record {
    /// The one of this name.
    pub fn read(name: &str) -> Option<Self> {
        match name {
            "beampattern" => Some(Self::Beampattern),
            "layout" => Some(Self::Layout),
            _ => ResultName::read(name)
                .map(Self::Result)
                .or_else(|| Metric::read(name).map(Self::Metric)),
        }
    }

    /// The word for it in a scenario.
    pub fn text(self) -> &'static str {
        match self {
            Self::Metric(metric) => metric.text(),
            Self::Result(name) => name.text(),
            Self::Beampattern => "beampattern",
            Self::Layout => "layout",
        }
    }

    /// Every name.
    pub fn names() -> Vec<&'static str> {
        let rows = table::of_role(Role::Metric)
            .chain(table::of_role(Role::Result))
            .chain(table::of_role(Role::Companion));
        rows.map(|row| row.path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_one_row() {
        use Metric::*;
        let all = [
            SumRate,
            Rates,
            Mse,
            NormalisedMse,
            Data,
            Eta,
            Power,
            SensingPower,
            EstimationError,
            Gain,
            Error,
            Nmse,
            ErrorSampled,
            ErrorDeviation,
            ErrorScore,
            Multiplier,
            UpperBound,
            Evaluations,
        ];
        for metric in all {
            assert_eq!(metric.row().metric, metric);
            assert_eq!(Metric::read(metric.text()), Some(metric));
        }
        assert_eq!(table::metrics().len(), all.len());
    }

    #[test]
    fn what_can_be_recorded_is_known_by_its_name() {
        for name in Record::names() {
            assert_eq!(Record::read(name).map(Record::text), Some(name));
        }
    }
}
