//! Tokens to values, by the table of signatures.

pub(crate) mod axes;
pub(crate) mod bindings;
pub(crate) mod budget;
pub(crate) mod channels;
pub(crate) mod claim;
pub(crate) mod column;
pub(crate) mod control;
pub(crate) mod coordinates;
pub(crate) mod declaration;
pub(crate) mod draft;
pub(crate) mod each;
pub(crate) mod end;
pub(crate) mod experiment;
pub(crate) mod expression;
pub(crate) mod list;
pub(crate) mod named;
pub(crate) mod number;
pub(crate) mod overrides;
pub(crate) mod plot;
pub(crate) mod precision;
pub(crate) mod quota;
pub(crate) mod range;
pub(crate) mod setting;
pub(crate) mod sweep;
pub(crate) mod target;
pub(crate) mod unknown;
