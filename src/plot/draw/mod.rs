//! How a figure is drawn.

pub(crate) mod chart;
pub(crate) mod label;
pub(crate) mod legend;
pub(crate) mod mark;
pub(crate) mod page;
pub(crate) mod png;
pub(crate) mod polar;
pub(crate) mod sheet;
