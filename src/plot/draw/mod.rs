//! How a figure is drawn.

pub(crate) mod canvas;
pub(crate) mod chart;
pub(crate) mod label;
pub(crate) mod legend;
pub(crate) mod mark;
pub(crate) mod pdf;
pub(crate) mod pgf;
pub(crate) mod png;
pub(crate) mod polar;
pub(crate) mod sheet;
