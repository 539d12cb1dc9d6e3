//! One experiment from its plan to its folder: journal, goldens, provenance.

pub mod golden;
pub mod journal;
