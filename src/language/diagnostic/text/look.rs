//! The words for faults of how a figure looks.

use super::fault::Fault;
use super::phrase::{some, ticked};
use crate::language::diagnostic::error::look::{LookError, LookFault};

/// A fault of the look of a figure as text.
pub(super) fn fault(error: &LookError) -> Fault {
    let (message, label, help) = text(&error.kind);
    Fault::new("claim::look", message)
        .at(error.span, label)
        .help(Some(help))
}

/// Message, label and help.
fn text(fault: &LookFault) -> (String, &'static str, String) {
    match fault {
        LookFault::Missing {
            option,
            wanted,
            example,
            ..
        } => (
            format!("`{option}` needs {wanted}"),
            "expected here",
            format!("for example `{example}`"),
        ),
        LookFault::Unit {
            option,
            found,
            known,
            fix,
        } => (
            match found {
                Some(unit) => format!("`{unit}` is not a unit of `{option}`"),
                None => format!("`{option}` needs a unit"),
            },
            match found {
                Some(_) => "not a length on paper",
                None => "without a unit",
            },
            format!(
                "write `{}`; the units are {}",
                fix.replacement.trim(),
                some(&ticked(
                    &known
                        .iter()
                        .map(|unit| (*unit).to_owned())
                        .collect::<Vec<_>>()
                ))
            ),
        ),
        LookFault::Length {
            option,
            value,
            least,
            most,
            fix,
        } => (
            format!("`{option}` cannot be {value}"),
            "outside the allowed range",
            format!(
                "it must be from {least} to {most}: `{}`",
                fix.replacement.trim()
            ),
        ),
        LookFault::Empty { axis, .. } => (
            format!("the {axis} axis is empty"),
            "ends where it begins, or before",
            "write the smaller value after `from`".into(),
        ),
        LookFault::LogFrom { axis, .. } => (
            format!("a logarithmic {axis} axis must begin above 0"),
            "not above 0",
            format!("give the axis a positive end, remove that end, or write `linear {axis}`"),
        ),
        LookFault::NoScale { axis, shows, scale } => (
            match scale {
                true => format!("the {axis} axis shows {shows} and cannot be logarithmic"),
                false => format!("the {axis} axis shows {shows} and has no `from` and `to`"),
            },
            "has no meaning here",
            "remove it".into(),
        ),
        LookFault::Twice { option } => (
            format!("`{option}` is stated twice"),
            "again here",
            "state it once".into(),
        ),
        LookFault::Colour { text } => (
            format!("`{text}` is not a colour"),
            "not a colour",
            "write red, green and blue as hexadecimal digits: `\"#0072b2\"`".into(),
        ),
        LookFault::Colours { most } => (
            format!("a figure distinguishes at most {most} colours"),
            "too many colours",
            format!("state {most} colours or fewer; more curves share a scale"),
        ),
        LookFault::Otherwise { word, example, .. } => (
            format!("`{word}` is not an option of `plot`"),
            "not an option",
            format!("for example `{example}`"),
        ),
        LookFault::Font => (
            "the name of a font has letters, digits, spaces and hyphens".into(),
            "not the name of a font",
            "for example `font \"Times New Roman\"`".into(),
        ),
    }
}
