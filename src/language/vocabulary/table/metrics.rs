//! Metrics: the columns that `expect`, `plot` and `record` can name, and tables of their own.

use super::words::RESULTS;
use crate::language::vocabulary::choices::ResultName;
use crate::language::vocabulary::metric::{Metric, Per};
use crate::language::vocabulary::signature::{Role, Signature};

const BASE: Signature = Signature {
    example: "expect mean sum_rate > 0",
    ..Signature::blank(Role::Metric)
};

/// Every metric; a table shows those of its problem, and those recorded.
pub const METRICS: &[MetricRow] = &[
    MetricRow {
        metric: Metric::SumRate,
        signature: Signature {
            path: "sum_rate",
            doc: "Sum of the users' rates: the lower bounds r_k. Their interference has the covariance of the estimation error \
                  over all coherence blocks; where reflections are strong, that speaks of the mean over blocks, not of \
                  the rate at the drawn estimate.",
            source: "Section II-C, with Eq. (18)",
            ..BASE
        },
        unit: "bit/s/Hz",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Rates,
        signature: Signature {
            path: "rates",
            doc: "Rate of each user, the lower bound r_k; a column for each: rate_1, rate_2, ...",
            example: "record rates",
            source: "Section II-C, with Eq. (18)",
            ..BASE
        },
        unit: "bit/s/Hz",
        per: Per::User,
    },
    MetricRow {
        metric: Metric::Mse,
        signature: Signature {
            path: "mse",
            label: "beampattern MSE",
            doc: "Beampattern error, mean over the sensing access points: what delta bounds.",
            source: "Eq. (20), P1",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::NormalisedMse,
        signature: Signature {
            path: "normalised_mse",
            label: "normalised beampattern MSE",
            doc: "Beampattern error over the square of its fitted scale, mean over the sensing access points.",
            source: "Section V, Fig. 4",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Data,
        signature: Signature {
            path: "data",
            label: "data of a coherence block",
            doc: "Bits per hertz in a coherence block: (tau_c - tau_p) times the sum rate.",
            source: "Section V, Fig. 5",
            ..BASE
        },
        unit: "bit/Hz",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Eta,
        signature: Signature {
            path: "eta",
            doc: "Scale at which the ideal pattern fits best, for each sensing access point: eta_1, eta_2, ...",
            example: "record eta",
            source: "Eq. (20)",
            ..BASE
        },
        unit: "",
        per: Per::AccessPoint,
    },
    MetricRow {
        metric: Metric::Power,
        signature: Signature {
            path: "power",
            label: "share of the power",
            doc: "Share of its power that each access point uses: power_1, power_2, ...; 1 where it senses.",
            example: "record power",
            source: "Eqs. (14), (16)",
            ..BASE
        },
        unit: "",
        per: Per::AccessPoint,
    },
    MetricRow {
        metric: Metric::SensingPower,
        signature: Signature {
            path: "sensing_power",
            label: "share of the power in sensing streams",
            doc: "Share of the power in dedicated sensing streams, tr Z_m, mean over the sensing access points.",
            source: "Eq. (16)",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::EstimationError,
        signature: Signature {
            path: "estimation_error",
            label: "relative error of channel estimation",
            doc: "Mean power of the error of the channel estimates over that of the channels, over all links together.",
            source: "Eqs. (8), (12)",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Gain,
        signature: Signature {
            path: "gain",
            label: "mean power of a channel",
            doc: "Mean power of a channel, per antenna; given by `solve estimation`, like those that follow up to error_score.",
            source: "Eq. (8)",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Error,
        signature: Signature {
            path: "error",
            label: "error of a channel estimate",
            doc: "Mean power of the error of a channel's estimate, per antenna, in closed form.",
            source: "Eq. (12)",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Nmse,
        signature: Signature {
            path: "nmse",
            label: "normalised error of a channel estimate",
            doc: "`error` over `gain`.",
            source: "Proposition 3",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::ErrorSampled,
        signature: Signature {
            path: "error_sampled",
            label: "sampled error of a channel estimate",
            doc: "Power of the error, mean over the sampled coherence blocks.",
            source: "Eqs. (7), (10)",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::ErrorDeviation,
        signature: Signature {
            path: "error_deviation",
            label: "standard error of the sampled error",
            doc: "Standard error of error_sampled.",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::ErrorScore,
        signature: Signature {
            path: "error_score",
            label: "standard errors from the closed form",
            doc: "By how many standard errors the samples exceed the closed form; approximately normal, with mean 0 and deviation 1.",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Multiplier,
        signature: Signature {
            path: "multiplier",
            label: "slope of the sum rate over delta",
            doc: "Multiplier of the beampattern budget: the slope of the sum rate over delta.",
            ..BASE
        },
        unit: "bit/s/Hz",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::UpperBound,
        signature: Signature {
            path: "upper_bound",
            label: "upper bound on the sum rate",
            doc: "A sum rate that no beams within the same powers and the same budget exceed, proved for the point by \
                  itself: how far from the global optimum it can be at most. It lets users cancel interference, as \
                  linear beams can not, so that even the optimum stays below it. Never more than the bound without a budget. \
                  Computed where it is asked for.",
            example: "record upper_bound",
            source: "duality of broadcast and multiple access channels",
            ..BASE
        },
        unit: "bit/s/Hz",
        per: Per::Point,
    },
    MetricRow {
        metric: Metric::Evaluations,
        signature: Signature {
            path: "evaluations",
            doc: "How many values and Hessian products of the rate and the error were computed for the point.",
            ..BASE
        },
        unit: "",
        per: Per::Point,
    },
];

/// Tables beside the table of points.
pub const COMPANIONS: &[Signature] = &[
    Signature {
        path: "beampattern",
        role: Role::Companion,
        doc: "Samples of the beampattern of each sensing access point, and of the ideal one: NAME.beampattern.csv.",
        example: "record beampattern",
        source: "Eqs. (19), (20)",
        ..BASE
    },
    Signature {
        path: "layout",
        role: Role::Companion,
        doc: "Positions of access points, users and targets, with pairing and pilots: NAME.layout.csv.",
        example: "record layout",
        ..BASE
    },
];

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
    /// The one that a scenario calls so.
    pub fn read(name: &str) -> Option<Self> {
        let row = METRICS.iter().find(|row| row.signature.path == name)?;
        Some(row.metric)
    }

    /// The row that defines it.
    pub fn row(self) -> &'static MetricRow {
        let rows = METRICS;
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
    /// The one that a scenario calls so.
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
        let metrics = METRICS.iter().map(|row| &row.signature);
        let rows = metrics.chain(RESULTS).chain(COMPANIONS);
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
        assert_eq!(METRICS.len(), all.len());
    }

    #[test]
    fn what_can_be_recorded_is_known_by_its_name() {
        for name in Record::names() {
            assert_eq!(Record::read(name).map(Record::text), Some(name));
        }
    }
}
