//! The one typed table of signatures.
//!
//! From it come the checks, the suggestions, `explain` and the reference
//! manual. A new policy is a row here and its code, never a change of grammar.

pub mod arrays;
pub mod codes;
pub mod columns;
pub mod experiments;
pub mod looks;
pub mod lookup;
pub mod metrics;
pub mod names;
pub mod particles;
pub mod settings;
pub mod synonyms;
pub mod topics;
pub mod words;

pub use codes::Code;
pub use columns::ColumnRow;
pub use lookup::{
    all, all_codes, codes, column_text, find, is_aggregate, is_keyword, metrics, of_role, problems,
    schemes, setting, settings, topic, topics,
};
pub use metrics::{Metric, MetricRow, Per, Record};
pub use names::{called, other_names};
pub use particles::particles;
pub use synonyms::meant;
pub use topics::Topic;
