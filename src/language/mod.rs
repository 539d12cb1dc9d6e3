//! The table of signatures; checks; resolved, typed scenarios.
//!
//! [`check`] reads a scenario and everything it uses through a
//! [`SourceProvider`](crate::language::syntax::SourceProvider) and gives either a
//! [`Scenario`] or the faults of all its files. It does no input or output.

// Faults hold data and are few; none is on a hot path, so their size does not matter.
#![allow(clippy::result_large_err)]

#[doc(hidden)]
pub mod diagnostic;
pub mod format;
pub(crate) mod read;
pub(crate) mod resolve;
#[doc(hidden)]
pub mod scenario;
pub mod syntax;
#[doc(hidden)]
pub mod vocabulary;

pub use diagnostic::error::{LoadError, ModelError};
pub use diagnostic::render::{Style, render, render_json};
pub use diagnostic::text::Fault;
pub use read::column::{ColumnOf, column_named, percentile_column, value_in};
pub use read::list::MAX_LIST;
pub use read::look::look_in;
pub use read::overrides::SOURCE as SET;
pub use resolve::check::{Checked, check, check_as};
pub use resolve::load::{MAX_SOURCES, MAX_USE_DEPTH};
pub use resolve::size::MAX_CASES;
pub use scenario::axis::{AxisValue, Place, Selection};
pub use scenario::claims::{ExpectOutcome, Expectation, Golden, Quantified, Query};
pub use scenario::exemption::{Exempt, Exemption};
pub use scenario::find::{Find, FindOperator};
pub use scenario::formula::{EQUALITY_TOLERANCE, Formula, Function, Symbol, nearly_equal};
pub use scenario::grid::{END_TOLERANCE, Grid, GridError, MAX_POINTS, MAX_ROWS};
pub use scenario::look::{AxisLook, Look};
pub use scenario::plot::{Figure, OF_USERS, Plot};
pub use scenario::precision::Precision;
pub use scenario::request::{Override, Request};
pub use scenario::settings::{Assigned, Bundle, Settings, Value, default_of, defaults};
pub use scenario::sweep::{DerivedSetting, Step, Steps, Sweep, Target};
pub use scenario::{Experiment, NamedDeployment, Origin, ResolvedCase, Scenario, Stated};
pub use vocabulary::choices::{Aggregate, Constraint, Problem, ResultName};
pub use vocabulary::dictionary::{Dictionary, dictionary};
pub use vocabulary::explain::{explain, words};
pub use vocabulary::reference::reference;
pub use vocabulary::signature::{Choice, Default, Kind, Parameter, Range, Role, Signature};
pub use vocabulary::table::{Metric, MetricRow, Per, Record};
pub use vocabulary::units::{Dimension, Measure, Quantity, Ratio, UNITS, UnitSignature, number};
