//! Metrics that a caller brings: a number of every point, from its network and its beams.

use std::fmt;
use std::sync::Arc;

use super::downlink::Downlink;
use super::downlink::beams::Beams;
use super::guard::guarded;
use super::scheme::Ground;

/// What a metric computes: from a network and its beams, a number, or none where there is none, or else why it has none.
type Value = dyn Fn(&Ground<'_>, &Beams) -> Result<Option<f64>, String> + Send + Sync;

/// A metric that a caller brings: a column of the table, with the value that its function has at every solved point.
#[derive(Clone)]
pub struct ExternalMetric {
    /// Name of its column.
    pub(crate) name: String,
    /// Unit of its values; empty for plain numbers.
    pub(crate) unit: String,
    /// One sentence for the schema of the table.
    pub(crate) description: String,
    /// What its function is: results of another identity are not taken for its own. Once a scenario has it, a hash.
    pub(crate) identity: String,
    value: Arc<Value>,
}

impl ExternalMetric {
    /// A metric of plain numbers, without a description. `identity` says what its function is, as by its source text, or a name
    /// and a version: journals and results keep a hash of it.
    pub fn new(
        name: impl Into<String>,
        identity: impl Into<String>,
        value: impl Fn(&Downlink, &Beams) -> Option<f64> + Send + Sync + 'static,
    ) -> Self {
        let value =
            move |ground: &Ground<'_>, beams: &Beams| Ok(value(ground.frontier.downlink(), beams));
        Self::fallible(name, identity, value)
    }

    /// The same of a function that is given what a scheme is, and may fail: the row is then failed, for the reason that it says.
    pub fn fallible(
        name: impl Into<String>,
        identity: impl Into<String>,
        value: impl Fn(&Ground<'_>, &Beams) -> Result<Option<f64>, String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            unit: String::new(),
            description: String::new(),
            identity: identity.into(),
            value: Arc::new(value),
        }
    }

    /// The same, of values in a unit such as `bit/s/Hz`.
    #[must_use]
    pub fn unit(self, unit: impl Into<String>) -> Self {
        Self {
            unit: unit.into(),
            ..self
        }
    }

    /// The same, with one sentence for the schema.
    #[must_use]
    pub fn description(self, description: impl Into<String>) -> Self {
        Self {
            description: description.into(),
            ..self
        }
    }

    /// Its value at beams.
    ///
    /// # Errors
    /// When its function fails or panics, with what it says.
    pub fn value(&self, ground: &Ground<'_>, beams: &Beams) -> Result<Option<f64>, String> {
        let value = guarded(&format!("the metric {}", self.name), || {
            (self.value)(ground, beams)
        });
        value.flatten()
    }
}

impl fmt::Debug for ExternalMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metric {} {}", self.name, self.identity)
    }
}
