//! What can be wrong with what a run asks of a scenario.

use crate::language::syntax::Span;

/// A value from outside that changes nothing, or an experiment that does not exist.
#[derive(Debug, Clone, PartialEq)]
pub enum RequestError {
    /// A setting that an experiment sweeps or derives.
    Stepped {
        name: String,
        /// Where it is set.
        span: Span,
        experiment: String,
        /// The sweep or `with`.
        by: Span,
    },
    /// A parameter of an option that an experiment does not choose.
    NoEffect {
        name: &'static str,
        /// Where it is set.
        span: Span,
        experiment: String,
        /// The setting that chooses, and the word that it is set to.
        chooser: (&'static str, &'static str),
        /// The words that take the parameter.
        needed: Vec<&'static str>,
    },
    /// No experiment of this name.
    Experiment {
        name: String,
        /// The most similar one.
        suggestion: Option<String>,
        /// All of them.
        known: Vec<String>,
    },
}

impl RequestError {
    /// The last part of the code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Stepped { .. } | Self::NoEffect { .. } => "no_effect",
            Self::Experiment { .. } => "experiment",
        }
    }
}
