//! The service area, and what is random of the losses in it.

use super::form::{BASE, LENGTH, choice_of, direct, named, number};
use crate::engine::{Area, table1};
use crate::language::vocabulary::meaning::Sets;
use crate::language::vocabulary::signature::{Choice, Default, Kind, Range, Role, Signature};
use crate::language::vocabulary::units::Measure;

const SHAPES: &[Choice] = &[
    choice_of(
        "square",
        &[direct("area")],
        "A square of this side; what a length alone means.",
        |given, to| {
            let side = given.number("area");
            to.area = Area::Rectangle {
                width: side,
                height: side,
            };
        },
    ),
    choice_of(
        "rectangle",
        &[direct("area"), named("by", "area.height")],
        "A rectangle: width `by` height.",
        |given, to| {
            to.area = Area::Rectangle {
                width: given.number("area"),
                height: given.number("area.height"),
            };
        },
    ),
    choice_of(
        "disc",
        &[direct("area")],
        "A disc of this radius.",
        |given, to| {
            to.area = Area::Disc {
                radius: given.number("area"),
            };
        },
    ),
];

/// The service area, and what is random of the losses in it.
pub const ROWS: &[Signature] = &[
    Signature {
        path: "area",
        usage: "area [square|disc] LENGTH · area rectangle LENGTH by LENGTH",
        kind: LENGTH,
        mode: Some("area.shape"),
        default: Some(Default::Number(table1::SIDE, "km")),
        label: "area side",
        doc: "The service area: side of the square, width of the rectangle or radius of the disc.",
        example: "area square 2 km",
        source: "Table I, D",
        ..BASE
    },
    Signature {
        path: "area.shape",
        role: Role::Parameter,
        kind: Kind::Choice(SHAPES),
        default: Some(Default::Word("square")),
        doc: "Shape of the service area.",
        example: "area disc 1 km",
        source: "Section V",
        ..BASE
    },
    Signature {
        path: "area.height",
        role: Role::Parameter,
        kind: LENGTH,
        doc: "Height of a rectangle.",
        example: "area rectangle 2 km by 1 km",
        ..BASE
    },
    Signature {
        path: "area.wrap_around",
        kind: Kind::Switch,
        default: Some(Default::Switch(false)),
        sets: Sets::Switch(|to, on| to.wrap_around = on),
        doc: "Distances wrap around the edges of a square or rectangle.",
        example: "wrap_around on",
        ..BASE
    },
    Signature {
        path: "shadowing",
        kind: number(Measure::Level, Range::NotNegative),
        default: Some(Default::Number(table1::SHADOWING, "dB")),
        sets: Sets::Number(|to, deviation| to.shadowing = deviation),
        doc: "Standard deviation of the log-normal shadowing of direct links.",
        example: "shadowing 8 dB",
        ..BASE
    },
];
