//! How a figure is drawn.

pub mod axis;
pub mod chart;
pub mod label;
pub mod legend;
pub mod page;
pub mod png;
pub mod polar;
pub mod sheet;
pub mod style;
