//! `cfs`: a declarative scenario language and its interpreter for cell-free
//! massive MIMO systems that communicate and sense at once.
//!
//! Data flows one way, and so do the modules: [`syntax`] reads text into a
//! tree, [`model`] checks it and resolves it into typed scenarios, [`plan`]
//! orders the work, [`run`] does it with [`engine`], [`output`] writes it.
//! [`engine`] is usable alone, with plain typed values.

pub mod engine;
pub mod model;
pub mod output;
pub mod plan;
pub mod run;
pub mod syntax;
