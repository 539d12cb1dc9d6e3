//! Statements `plot` as requests to the drawing of figures.

use super::request::{Place, PlaceValue, Request};
use crate::plan::{AxisValue, Figure, Plot};

/// The request that a statement makes.
pub fn request(plot: &Plot) -> Request {
    let place = |selection: &crate::plan::Selection| Place {
        column: selection.axis.clone(),
        value: match &selection.value {
            AxisValue::Number(value) => PlaceValue::Number(*value),
            AxisValue::Word(word) => PlaceValue::Word(word.clone()),
        },
    };
    let at = plot.at.iter().map(place).collect();
    match plot.figure.clone() {
        Figure::Curves { y, x, by } => Request::Curves { y, x, by, at },
        Figure::Beampattern { polar, by } => Request::Beampattern { polar, by, at },
        Figure::Layout => Request::Layout { at },
    }
}
