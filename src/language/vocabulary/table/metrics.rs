//! Metrics: the columns that `expect`, `plot` and `record` can name, and tables of their own.

use std::borrow::Cow;

use super::arrays::{self, Arrays};
use super::words::RESULTS;
use crate::language::vocabulary::choices::{Aggregate, Problem, ResultName};
use crate::language::vocabulary::signature::{Role, Signature};

const BASE: Signature = Signature::blank(Role::Metric);

/// Makes the metrics of their rows: a variant, what it has a value of, its unit, and what its signature says.
macro_rules! metrics {
    ($(
        $(#[$doc:meta])*
        $name:ident: $per:expr, in $unit:literal => { $($field:ident: $value:expr,)* },
    )*) => {
        /// A quantity of a point: a column of the table, or one for each user or access point.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Metric {
            $($(#[$doc])* $name,)*
        }

        /// Every metric; a table shows those of its problem, and those recorded.
        pub const METRICS: &[MetricRow] = &[
            $(MetricRow {
                metric: Metric::$name,
                signature: Signature { $($field: $value,)* ..BASE },
                unit: $unit,
                per: $per,
            },)*
        ];
    };
}

metrics! {
    /// Sum of the users' rates.
    SumRate: Per::Point, in "bit/s/Hz" => {
        path: "sum_rate",
        doc: "Sum of the users' rates: the lower bounds r_k. Their interference has the covariance of the estimation error \
              over all coherence blocks; where reflections are strong, that speaks of the mean over blocks, not of \
              the rate at the drawn estimate.",
        example: "expect mean sum_rate >= 20",
        source: "Section II-C, with Eq. (18)",
    },
    /// Rate of each user.
    Rates: Per::User, in "bit/s/Hz" => {
        path: "rates",
        doc: "Rate of each user, the lower bound r_k; a column for each: rate_1, rate_2, ... `rate` is another word for it.",
        example: "record rates",
        source: "Section II-C, with Eq. (18)",
    },
    /// Rate of the worst user.
    MinRate: Per::Point, in "bit/s/Hz" => {
        path: "min_rate",
        label: "least rate of a user",
        doc: "Rate of the user that has least.",
        example: "record min_rate",
        source: "Section II-C, with Eq. (18)",
    },
    /// Jain's index of the rates.
    Jain: Per::Point, in "" => {
        path: "jain",
        label: "Jain's fairness index",
        doc: "Jain's fairness index of the rates: the square of their sum over K times the sum of their squares, from 1/K, one user has \
              everything, to 1, all have the same.",
        example: "record jain",
        source: "Jain, Chiu and Hawe (1984)",
    },
    /// Sum rate with the share of the pilots taken off.
    SpectralEfficiency: Per::Point, in "bit/s/Hz" => {
        path: "spectral_efficiency",
        label: "spectral efficiency",
        doc: "Sum rate over the whole coherence block, pilots included: (1 - tau_p / tau_c) times the sum rate.",
        example: "record spectral_efficiency",
        source: "Section V, Fig. 5",
    },
    /// Bits per second of all users.
    Throughput: Per::Point, in "Mbit/s" => {
        path: "throughput",
        label: "throughput",
        doc: "Bits per second of all users: the bandwidth of `noise` times the spectral efficiency. `user_throughput` is that of each user.",
        example: "record throughput",
        source: "Section V, Fig. 5",
    },
    /// Rate of each user with the share of the pilots taken off.
    UserSpectralEfficiency: Per::User, in "bit/s/Hz" => {
        path: "user_spectral_efficiency",
        label: "spectral efficiency of a user",
        doc: "Rate of each user over the whole coherence block, pilots included: (1 - tau_p / tau_c) times the rate; a column for \
              each: user_spectral_efficiency_1, ...",
        example: "plot cdf of user_spectral_efficiency by scheme",
        source: "Section V, Fig. 5",
    },
    /// Bits per second of each user.
    UserThroughput: Per::User, in "Mbit/s" => {
        path: "user_throughput",
        label: "throughput of a user",
        doc: "Bits per second of each user: the bandwidth of `noise` times the spectral efficiency of the user; a column for each: \
              user_throughput_1, ...",
        example: "plot cdf of user_throughput by scheme",
        source: "Section V, Fig. 5",
    },
    /// Signal over interference and noise of each user.
    Sinr: Per::User, in "" => {
        path: "sinr",
        label: "SINR",
        doc: "Signal over interference and noise of each user, a linear ratio: 2^r_k - 1; a column for each: sinr_1, \
              sinr_2, ...",
        example: "expect median of sinr >= 1",
        source: "Section II-C, with Eq. (18)",
    },
    /// Beampattern error.
    Mse: Per::Point, in "" => {
        path: "mse",
        label: "beampattern MSE",
        doc: "Beampattern error, mean over the sensing access points: what delta bounds.",
        example: "expect max of mse <= 10",
        source: "Eq. (20), P1",
    },
    /// Beampattern error over the square of its scale.
    NormalisedMse: Per::Point, in "" => {
        path: "normalised_mse",
        label: "normalised beampattern MSE",
        doc: "Beampattern error over the square of its fitted scale, mean over the sensing access points.",
        example: "record normalised_mse",
        source: "Section V, Fig. 4",
    },
    /// Data of a coherence block.
    Data: Per::Point, in "bit/Hz" => {
        path: "data",
        label: "data of a coherence block",
        doc: "Bits per hertz in a coherence block: (tau_c - tau_p) times the sum rate.",
        example: "plot data over pilots.length by delta",
        source: "Section V, Fig. 5",
    },
    /// Best scale of each beampattern.
    Eta: Per::AccessPoint, in "" => {
        path: "eta",
        doc: "Scale at which the ideal pattern fits best, for each sensing access point: eta_1, eta_2, ... It is the \
              mean of the pattern over the main lobes; that of an isotropic antenna is the sensing power. Towards the \
              end of an array, where its beams are widest, the pattern of least error may give its target less than that.",
        example: "record eta",
        source: "Eq. (20)",
    },
    /// Share of its power that each access point uses.
    Power: Per::AccessPoint, in "" => {
        path: "power",
        label: "share of the power",
        doc: "Share of its power that each access point uses: power_1, power_2, ...; 1 where it senses.",
        example: "record power",
        source: "Eqs. (14), (16)",
    },
    /// Power of the dedicated sensing streams.
    SensingPower: Per::Point, in "" => {
        path: "sensing_power",
        label: "share of the power in sensing streams",
        doc: "Share of the power in dedicated sensing streams, tr Z_m, mean over the sensing access points.",
        example: "expect mean sensing_power > 0.1",
        source: "Eq. (16)",
    },
    /// Error of channel estimation.
    EstimationError: Per::Point, in "" => {
        path: "estimation_error",
        label: "relative error of channel estimation",
        doc: "Mean power of the error of the channel estimates over that of the channels, over all links together.",
        example: "expect mean estimation_error < 0.1",
        source: "Eqs. (8), (12)",
    },
    /// Mean power of one channel.
    Gain: Per::Point, in "" => {
        path: "gain",
        label: "mean power of a channel",
        doc: "Mean power of the channel between an access point and a user, per antenna; given by `solve estimation`, like those that follow up to \
              error_score. In the table of users it is that of a user and all access points together.",
        example: "plot gain over area",
        source: "Eq. (8)",
    },
    /// Mean power of the error of its estimate.
    Error: Per::Point, in "" => {
        path: "error",
        label: "error of a channel estimate",
        doc: "Mean power of the error of a channel's estimate, per antenna, in closed form.",
        example: "plot error over pilots.length",
        source: "Eq. (12)",
    },
    /// The error over the gain.
    Nmse: Per::Point, in "" => {
        path: "nmse",
        label: "normalised error of a channel estimate",
        doc: "`error` over `gain`.",
        example: "expect max of nmse <= 1",
        source: "Proposition 3",
    },
    /// The error as estimated from samples.
    ErrorSampled: Per::Point, in "" => {
        path: "error_sampled",
        label: "sampled error of a channel estimate",
        doc: "Power of the error, mean over the sampled coherence blocks.",
        example: "plot error error_sampled over pilots.length",
        source: "Eqs. (7), (10)",
    },
    /// Standard error of the sampled error.
    ErrorDeviation: Per::Point, in "" => {
        path: "error_deviation",
        label: "standard error of the sampled error",
        doc: "Standard error of error_sampled.",
        example: "record error_deviation",
    },
    /// How far samples and closed form are apart.
    ErrorScore: Per::Point, in "" => {
        path: "error_score",
        label: "standard errors from the closed form",
        doc: "By how many standard errors the samples exceed the closed form; approximately normal, with mean 0 and deviation 1.",
        example: "expect max of error_score < 5",
    },
    /// Slope of the sum rate over delta.
    Multiplier: Per::Point, in "bit/s/Hz" => {
        path: "multiplier",
        label: "slope of the sum rate over delta",
        doc: "Multiplier of the beampattern budget: the slope of the sum rate over delta.",
        example: "plot multiplier over delta",
    },
    /// Upper bound on the sum rate of any beams.
    UpperBound: Per::Point, in "bit/s/Hz" => {
        path: "upper_bound",
        label: "upper bound on the objective",
        doc: "A sum rate, or value of another objective, that no beams within the same powers and the same budget exceed, proved for the point by \
              itself: how far from the global optimum it can be at most. It lets users cancel interference, as \
              linear beams cannot, so that even the optimum stays below it. Never more than the bound without a budget. \
              Computed where it is asked for.",
        example: "record upper_bound",
        source: "duality of broadcast and multiple access channels",
    },
    /// What the objective makes of the rates.
    ObjectiveValue: Per::Point, in "bit/s/Hz" => {
        path: "objective_value",
        label: "value of the objective",
        doc: "What the objective makes of the users' rates: their sum, their weighted sum, their geometric mean (`proportional_fair`) \
              or the least of them. R_max is its largest value, R_T that at S_min, zeta its floor. Shown where an objective is not \
              `sum_rate`.",
        example: "expect mean objective_value <= mean R_max",
        source: "in place of R in Eqs. (23)-(25)",
    },
    /// Multipliers of the users' rates.
    RateMultiplier: Per::User, in "" => {
        path: "rate_multiplier",
        label: "multiplier of the rate",
        doc: "Multiplier of each user's rate: of its floor and, for `min_rate`, of being the least; those of the least sum to 1. \
              rate_multiplier_1, rate_multiplier_2, ...",
        example: "record rate_multiplier",
    },
    /// Users that receive next to nothing.
    Unserved: Per::Point, in "" => {
        path: "unserved",
        label: "users without service",
        doc: "How many users have less than 1 % of the mean rate of the point: an optimum of the sum rate may leave some without any.",
        example: "record unserved",
    },
    /// Evaluations that the solver made.
    Evaluations: Per::Point, in "" => {
        path: "evaluations",
        doc: "How many values and Hessian products of the rate and the error were computed for the point.",
        example: "expect median evaluations < 10000",
    },
}

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
    Signature {
        path: "users",
        role: Role::Companion,
        doc: "What each user gets at every solved point: rate, SINR, mean gain, pilot and place, a row for each: \
              NAME.users.csv.",
        example: "record users",
        ..BASE
    },
];

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
    /// The one that a scenario calls so.
    pub fn read(name: &str) -> Option<Self> {
        let named = |row: &&MetricRow| row.signature.path == name || row.metric.stem() == name;
        METRICS.iter().find(named).map(|row| row.metric)
    }

    /// The row that defines it.
    pub fn row(self) -> &'static MetricRow {
        // Rows and metrics are made of one list.
        &METRICS[self as usize]
    }

    /// The word for it in a scenario.
    pub fn text(self) -> &'static str {
        self.row().signature.path
    }

    /// One of its values, as columns name it: `rate` of `rates`.
    pub fn stem(self) -> &'static str {
        match self {
            Self::Rates => "rate",
            other => other.text(),
        }
    }

    /// Whether points of a problem have values of it.
    pub fn is_given_by(self, problem: Problem) -> bool {
        match self {
            Self::Gain
            | Self::Error
            | Self::Nmse
            | Self::ErrorSampled
            | Self::ErrorDeviation
            | Self::ErrorScore => problem == Problem::Estimation,
            Self::SumRate
            | Self::Rates
            | Self::MinRate
            | Self::Jain
            | Self::Sinr
            | Self::UserSpectralEfficiency
            | Self::UserThroughput
            | Self::SpectralEfficiency
            | Self::Throughput
            | Self::Data
            | Self::ObjectiveValue
            | Self::RateMultiplier
            | Self::Unserved
            | Self::UpperBound => !matches!(problem, Problem::Estimation | Problem::Sensing),
            Self::Multiplier => matches!(problem, Problem::Isac | Problem::Region),
            Self::Mse
            | Self::NormalisedMse
            | Self::Eta
            | Self::Power
            | Self::SensingPower
            | Self::EstimationError
            | Self::Evaluations => problem != Problem::Estimation,
        }
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
    /// Arrays in a file of their own.
    Arrays(Arrays),
    /// A table of what each user gets.
    Users,
    /// Columns of the summary: a percentile and its interval.
    Percentile(Aggregate, Metric),
}

impl Record {
    /// The one that a scenario calls so.
    pub fn read(name: &str) -> Option<Self> {
        match name {
            "beampattern" => Some(Self::Beampattern),
            "layout" => Some(Self::Layout),
            "users" => Some(Self::Users),
            _ => ResultName::read(name)
                .map(Self::Result)
                .or_else(|| Metric::read(name).map(Self::Metric))
                .or_else(|| Arrays::read(name).map(Self::Arrays)),
        }
    }

    /// The percentile whose column of a summary has this name: `rate_p5`, `sum_rate_median`.
    pub fn percentile_named(column: &str) -> Option<(Aggregate, Metric)> {
        let (metric, aggregate) = column.rsplit_once('_')?;
        let aggregate = Aggregate::read(aggregate).filter(|found| found.share().is_some())?;
        Some((aggregate, Metric::read(metric)?))
    }

    /// The name of the column of a summary that holds a percentile: `rate_p5`.
    pub fn percentile_column(aggregate: Aggregate, metric: Metric) -> String {
        format!("{}_{}", metric.stem(), aggregate.text())
    }

    /// As it is written in a scenario.
    pub fn text(self) -> Cow<'static, str> {
        match self {
            Self::Metric(metric) => metric.text().into(),
            Self::Result(name) => name.text().into(),
            Self::Beampattern => "beampattern".into(),
            Self::Layout => "layout".into(),
            Self::Users => "users".into(),
            Self::Arrays(arrays) => arrays.text().into(),
            Self::Percentile(aggregate, metric) => {
                format!("{} of {}", aggregate.text(), metric.stem()).into()
            }
        }
    }

    /// Every name.
    pub fn names() -> Vec<&'static str> {
        let metrics = METRICS.iter().map(|row| &row.signature);
        let rows = metrics.chain(RESULTS).chain(COMPANIONS).chain(arrays::ROWS);
        rows.map(|row| row.path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_row() {
        for row in METRICS {
            assert_eq!(row.metric.row().signature.path, row.signature.path);
            assert_eq!(Metric::read(row.metric.text()), Some(row.metric));
        }
    }

    #[test]
    fn what_can_be_recorded_is_known_by_its_name() {
        for name in Record::names() {
            assert_eq!(Record::read(name).map(Record::text).as_deref(), Some(name));
        }
    }
}
