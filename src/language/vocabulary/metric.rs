//! Quantities of a point, and what can be recorded beside them.

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
