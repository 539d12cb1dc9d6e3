//! The table of signatures; checks; resolved, typed scenarios.
//!
//! [`check`] reads a scenario and everything it uses through a
//! [`SourceProvider`](crate::syntax::SourceProvider) and gives either a
//! [`Scenario`] or the faults of all its files. It does no input or output.

// Faults hold data and are few; none is on a hot path, so their size does not matter.
#![allow(clippy::result_large_err)]

mod assemble;
mod budget;
mod cases;
mod channels;
mod claims;
mod compose;
mod coordinates;
mod declare;
mod diagnostic;
mod dimension;
mod each;
mod error;
mod expectation;
mod experiment;
mod explain;
mod formula;
mod grid;
mod library;
mod lists;
mod load;
mod metric;
mod numbers;
mod plots;
mod precision;
mod reader;
mod reference;
mod render;
mod resolve;
mod scenario;
mod scope;
mod settings;
mod signature;
mod suggest;
mod sweep;
pub mod table;

pub use cases::MAX_CASES;
pub use diagnostic::Fault;
pub use dimension::{Dimension, Measure, Quantity, Ratio, UNITS, UnitSignature, number};
pub use error::{LoadError, ModelError};
pub use expectation::{
    Aggregate, ExpectOutcome, Expectation, Figure, Golden, Place, Plot, Quantified, Query,
    Selection,
};
pub use explain::{explain, words};
pub use formula::{
    Constraint, EQUALITY_TOLERANCE, Formula, Function, ResultName, Symbol, nearly_equal,
};
pub use grid::{END_TOLERANCE, Grid, GridError, MAX_POINTS};
pub use lists::MAX_LIST;
pub use load::{MAX_SOURCES, MAX_USE_DEPTH};
pub use metric::{Metric, MetricRow, Per, Record};
pub use precision::Precision;
pub use reader::Bundle;
pub use reference::reference;
pub use render::{Style, render, render_json};
pub use resolve::{Checked, check, default_of, defaults};
pub use scenario::{
    AxisValue, DerivedSetting, Experiment, NamedDeployment, Origin, Problem, ResolvedCase,
    Scenario, Scheme, Stated, Step, Steps, Sweep, Target,
};
pub use settings::{Assigned, Settings, Value};
pub use signature::{Choice, Kind, Parameter, Range, Role, Signature};
