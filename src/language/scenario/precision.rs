//! When enough networks have been drawn.

/// When enough networks have been drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// The column whose means are judged: a metric or a result name.
    pub column: String,
    /// The largest half-width of a 95 % interval, as a share of its mean.
    pub within: f64,
    /// Networks drawn before it is judged.
    pub at_least: u32,
}
