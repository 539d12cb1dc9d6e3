//! Metrics that a caller brings: a number of every point, from its network and its beams.

use std::fmt;
use std::sync::Arc;

use super::downlink::Downlink;
use super::downlink::beams::Beams;
use super::guard::guarded;

/// What a metric computes: from what beams act on, and the beams, a number, or none where there is none.
type Value = dyn Fn(&Downlink, &Beams) -> Option<f64> + Send + Sync;

/// A metric that a caller brings: a column of the table, with the value that its function has at every solved point.
#[derive(Clone)]
pub struct ExternalMetric {
    /// Name of its column.
    pub(crate) name: String,
    /// Unit of its values; empty for plain numbers.
    pub(crate) unit: String,
    /// One sentence for the schema of the table.
    pub(crate) description: String,
    /// What its function is: results of another identity are not taken for its own.
    pub(crate) identity: String,
    value: Arc<Value>,
}

impl ExternalMetric {
    /// A metric of plain numbers, without a description. `identity` says what its function is, as by a name and a version; the
    /// schema of the table shows it as it is.
    pub fn new(
        name: impl Into<String>,
        identity: impl Into<String>,
        value: impl Fn(&Downlink, &Beams) -> Option<f64> + Send + Sync + 'static,
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
    /// When its function panics, with what it says.
    pub fn value(&self, downlink: &Downlink, beams: &Beams) -> Result<Option<f64>, String> {
        guarded(&format!("the metric {}", self.name), || {
            (self.value)(downlink, beams)
        })
    }
}

impl fmt::Debug for ExternalMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "metric {} {}", self.name, self.identity)
    }
}
