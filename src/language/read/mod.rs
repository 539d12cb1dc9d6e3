//! Tokens to values, by the table of signatures.

pub mod axes;
pub mod bindings;
pub mod budget;
pub mod channels;
pub mod claim;
pub mod coordinates;
pub mod declaration;
pub mod draft;
pub mod each;
pub mod end;
pub mod experiment;
pub mod expression;
pub mod list;
pub mod named;
pub mod number;
pub mod plot;
pub mod precision;
pub mod range;
pub mod setting;
pub mod sweep;
pub mod target;
pub mod unknown;
