//! The parser that pest derives from `grammar/cfs.pest`.
#![allow(missing_docs)]

/// The parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/cfs.pest"]
pub(super) struct Grammar;
