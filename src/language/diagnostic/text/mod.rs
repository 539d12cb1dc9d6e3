//! Faults as text: the one place where errors become words, a file for each topic.

mod claim;
mod expected;
mod experiment;
mod fault;
mod files;
mod look;
mod phrase;
mod request;
mod setting;
mod source;
mod sweep;

pub use fault::Fault;
pub use setting::channels as channel_fault;

use self::phrase::{given, or_list, ticked};
use super::error::{Allowed, Argument, Instead, Measured, ModelError, Place};
use super::repair;
use crate::language::diagnostic::repair::in_dbm;
use crate::language::syntax::Operator;
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::Dimension;

impl From<&ModelError> for Fault {
    fn from(error: &ModelError) -> Self {
        words(error).fix(repair::of_model(error))
    }
}

fn words(error: &ModelError) -> Fault {
    match error {
        ModelError::Syntax(error) => error.into(),
        ModelError::Sweep(error) => sweep::fault(error),
        ModelError::Experiment(error) => experiment::fault(error),
        ModelError::Claim(error) => claim::fault(error),
        ModelError::Look(error) => look::fault(error),
        ModelError::Setting(error) => setting::fault(error),
        ModelError::Coordinates(error) => setting::coordinates(error),
        ModelError::Request(error) => request::fault(error),
        ModelError::Unknown {
            what,
            name,
            span,
            suggestion,
            known,
            instead: other,
        } => {
            let code = match *what {
                "unit" => "unit::unknown",
                _ => "name::unknown",
            };
            let few = (1..=14).contains(&known.len());
            let help = match (suggestion, other) {
                (Some(word), _) => Some(format!("did you mean `{word}`?")),
                (None, Some(other)) => Some(instead(other)),
                (None, None) if few => Some(format!("known: {}", known.join(", "))),
                (None, None) => None,
            };
            let label = match *what {
                "name" => "not defined here".into(),
                what => format!("no {what} of this name"),
            };
            Fault::new(code, format!("unknown {what} `{name}`"))
                .at(*span, label)
                .help(help)
        }
        // Not shown: the fault that it follows from is.
        ModelError::Follows { span } => {
            Fault::new("name::unknown", "this follows from another fault").at(*span, "not known")
        }
        ModelError::BudgetKind {
            constraint,
            span,
            name,
        } => {
            let (is, of, other, example) = match constraint {
                Constraint::Delta => (
                    "an error",
                    "a rate",
                    Constraint::Zeta,
                    "sweep delta from S_min to S_I points 10",
                ),
                Constraint::Zeta => (
                    "a rate",
                    "an error",
                    Constraint::Delta,
                    "sweep zeta from R_T to R_max points 10",
                ),
            };
            let (text, other) = (constraint.text(), other.text());
            let message = format!("`{text}` bounds {is}, but `{}` is {of}", name.text());
            Fault::new("unit::mismatch", message)
                .at(*span, of)
                .help(Some(format!("write `{example}`, or sweep `{other}`")))
        }
        ModelError::Unavailable {
            what,
            name,
            span,
            doc,
            available,
        } => {
            let message = format!("the {what} `{name}` is not available in this version");
            let help = (!available.is_empty())
                .then(|| format!("{name}: {doc} Available: {}", available.join(", ")));
            Fault::new("name::unavailable", message)
                .at(*span, "not available")
                .help(help)
        }
        ModelError::Ambiguous {
            name,
            span,
            paths,
            binding: Some(binding),
        } => {
            let paths = or_list(&ticked(paths));
            let message = format!("`{name}` could be a `let` or the setting {paths}");
            Fault::new("name::ambiguous", message)
                .at(*span, "ambiguous")
                .at(*binding, "a `let` of this name")
                .help(Some("give the `let` another name"))
        }
        ModelError::Ambiguous {
            name, span, paths, ..
        } => Fault::new(
            "name::ambiguous",
            format!("`{name}` is the name of several settings"),
        )
        .at(*span, "ambiguous")
        .help(Some(format!("write {}", or_list(&ticked(paths))))),
        ModelError::Clash {
            what,
            name,
            span,
            first,
        } => {
            let message = match *what {
                "solve" => "an experiment has one `solve`".to_owned(),
                "exemption" => "an experiment has one `skip` or `fails`".to_owned(),
                "sweep" => format!("`{name}` is swept twice"),
                what => format!("the {what} `{name}` is stated twice"),
            };
            Fault::new("name::clash", message)
                .at(*span, "again here")
                .at(*first, "first stated here")
                .help((*what == "plot").then_some(
                    "a figure has one file, however it looks; `cfs plot results/NAME.csv --y .. --x .. --look 'log x' -o FILE.svg` \
                     draws it once more",
                ))
        }
        ModelError::Reserved { name, span } => Fault::new(
            "syntax::expected",
            format!("`{name}` is a word of the language"),
        )
        .at(*span, "reserved")
        .help(Some("choose another name")),
        ModelError::UnitMissing {
            name,
            span,
            text,
            measure,
            unit,
            ..
        } => Fault::new(
            "unit::missing",
            format!("`{name}` is {} and needs a unit", measure.describe()),
        )
        .at(*span, "a plain number")
        .help(Some(match *unit {
            "dBm" => format!("write `{text} dBm`, or `{text} dB` for a ratio to the noise"),
            unit => format!("write `{text} {unit}`"),
        })),
        ModelError::UnitMismatch {
            name,
            span,
            found,
            expected,
            missing,
        } => {
            let help = match (missing, expected) {
                (Some((number, unit)), _) => Some(format!("write `{number} {unit}`")),
                (None, Measured::Loss) => {
                    Some("for example `128.1 dB + 37.6 dB * log10(d)`".to_owned())
                }
                (None, _) => None,
            };
            let message = format!("`{name}` must be {}, not {found}", measured(expected));
            Fault::new("unit::mismatch", message)
                .at(*span, found.to_string())
                .help(help)
        }
        ModelError::UnitAbsolute { unit, level, span } => Fault::new(
            "unit::absolute",
            format!("`{unit}` is not a unit: absolute powers are in dBm, mW or W"),
        )
        .at(*span, "a level over 1 W")
        .help(Some(format!("write `{}`", in_dbm(*level)))),
        ModelError::UnitArithmetic {
            operator,
            left,
            right,
            lacks,
            ..
        } => {
            // The operands lie within the expression: each label says what it measures.
            let fault = Fault::new("unit::arithmetic", arithmetic(*operator, left.1, right.1))
                .at(left.0, left.1.to_string())
                .at(right.0, right.1.to_string());
            match operator {
                Operator::Power => fault.help(Some(
                    "a quantity with a unit takes only a whole constant as its exponent",
                )),
                _ => match lacks {
                    Some(fix) => fault.help(Some(format!("write `{}`", fix.replacement))),
                    None if operator.compares() => fault.help(comparing(left.1, right.1)),
                    None => fault.help(mixing(left.1, right.1)),
                },
            }
        }
        ModelError::Truth {
            span,
            found,
            operator,
        } => {
            let (needs, help) = if found.truth {
                (
                    "numbers",
                    "a comparison is true or false, which is not a number",
                )
            } else {
                ("comparisons", "write a comparison, such as `aps >= 4`")
            };
            Fault::new(
                "unit::truth",
                format!("`{operator}` takes {needs}, not {found}"),
            )
            .at(*span, found.to_string())
            .help(Some(help))
        }
        ModelError::UnitArgument {
            function,
            span,
            found,
            expected,
            lacks,
        } => {
            let help = match (lacks, expected) {
                (Some(fix), _) => Some(format!("write `{}`", fix.replacement)),
                (None, Argument::Plain) => Some(format!(
                    "divided by a unit it is a plain number: `{function}(X / (1 {}))`",
                    found.unit()
                )),
                (None, Argument::Multiple) => Some(
                    "to lower a level in dBm, subtract dB; `linear(20 dBm)` is the power, 0.1 W"
                        .into(),
                ),
                (None, Argument::Linear) => {
                    Some("`db` gives a linear ratio in dB, and a power in W in dBm".into())
                }
                (None, Argument::Decibel) => Some(
                    "`linear` gives a level in dB as a ratio, and one in dBm as a power".into(),
                ),
                (None, Argument::LikeFirst) if found.ratio.is_power() => Some(POWERS.into()),
                (None, Argument::LikeFirst | Argument::Square | Argument::Angle) => None,
            };
            let message = match expected {
                Argument::LikeFirst => {
                    format!("the arguments of `{function}` must measure the same")
                }
                Argument::Square => {
                    format!("`{function}` takes a plain number or a square, not {found}")
                }
                Argument::Linear => {
                    format!("`{function}` takes a linear ratio or a power in W, not {found}")
                }
                Argument::Decibel => {
                    format!("`{function}` takes a level in dB or dBm, not {found}")
                }
                Argument::Angle => format!("`{function}` takes an angle, not {found}"),
                Argument::Plain => format!("`{function}` takes a plain number, not {found}"),
                Argument::Multiple => format!("`{function}` has no meaning for {found}"),
            };
            Fault::new("unit::argument", message)
                .at(*span, found.to_string())
                .help(help)
        }
        ModelError::ArgumentCount {
            function,
            span,
            found,
        } => {
            let expected = match function.as_str() {
                "min" | "max" => "at least one argument",
                "atan2" => "two arguments",
                _ => "one argument",
            };
            Fault::new(
                "name::arguments",
                format!("`{function}` takes {expected}, not {found}"),
            )
            .at(*span, "this call")
        }
        ModelError::Expected {
            span,
            found,
            expected,
            hint,
        } => Fault::new(
            "syntax::expected",
            format!("expected {}", expected::wanted(expected)),
        )
        .at(*span, expected::found(found))
        .help(hint.as_ref().map(expected::hint)),
        ModelError::Unexpected {
            span,
            found,
            statement,
            hint,
        } => {
            let after = match statement.as_str() {
                "list" => "after a value of the list".to_owned(),
                "coordinates" => "after a coordinate".to_owned(),
                "--set" => "after the value that is set".to_owned(),
                statement => format!("after the end of the `{statement}` statement"),
            };
            Fault::new("syntax::unexpected", format!("unexpected {found} {after}"))
                .at(*span, "unexpected")
                .help(hint.as_ref().map(expected::hint))
        }
        ModelError::Range {
            name,
            span,
            value,
            allowed: limits,
        } => Fault::new("value::range", format!("`{name}` cannot be {value}"))
            .at(*span, format!("must be {}", allowed(limits))),
        ModelError::ListLength {
            span,
            length,
            limit,
        } => Fault::new(
            "value::range",
            format!("a list cannot have {length} elements"),
        )
        .at(*span, format!("must have at most {limit}")),
        ModelError::NotWhole {
            name,
            span,
            value,
            when,
        } => {
            let message = format!(
                "`{name}` must be a whole number, not {value}{}",
                given(when)
            );
            Fault::new("value::whole", message).at(*span, format!("this is {value}"))
        }
        ModelError::NotFinite { span } => {
            Fault::new("value::finite", "this expression has no finite value")
                .at(*span, "infinite, or not a number")
        }
        ModelError::Misplaced {
            word,
            span,
            place: here,
            belongs,
        } => {
            let places: Vec<String> = belongs.iter().map(place).collect();
            let example = match belongs.as_slice() {
                [Place::Block(parent)] => table::setting(&format!("{parent}.{word}"))
                    .map_or_else(String::new, |row| {
                        format!(": `{parent} {{ {} }}`", row.example)
                    }),
                _ => String::new(),
            };
            let zip = match here {
                Place::Zip => "; `zip` takes only sweeps",
                _ => "",
            };
            Fault::new(
                "place::wrong",
                format!("`{word}` is not allowed {}", place(here)),
            )
            .at(*span, "not allowed here")
            .help(Some(format!(
                "it belongs {}{example}{zip}",
                places.join(" or ")
            )))
        }
        ModelError::Block { word, span, needed } => match needed {
            true => Fault::new("place::block", format!("`{word}` needs a block"))
                .at(*span, "expected `{ ... }`"),
            false => Fault::new("place::block", format!("`{word}` does not take a block"))
                .at(*span, "unexpected `{`"),
        },
        ModelError::ResultName { name, span } => {
            Fault::new("name::result", format!("`{name}` has no value here")).at(
                *span,
                "it depends on the deployment, so no setting or name can use it",
            )
        }
    }
}

/// What the language has instead of a word.
fn instead(other: &Instead) -> String {
    match other {
        Instead::Topic(hint) => (*hint).to_owned(),
        Instead::Converted(fix) => match fix.replacement.contains(' ') {
            true => format!("write `{}`", fix.replacement),
            false => format!(
                "rates are plain numbers in bit/s/Hz: write `{}`",
                fix.replacement
            ),
        },
        Instead::PartOf { word, example } => {
            format!("`{word}` is a part of another statement: `{example}`")
        }
        Instead::Called {
            name,
            word,
            belongs,
            example,
        } => {
            let places: Vec<String> = belongs.iter().map(place).collect();
            let belongs = match places.as_slice() {
                [] => String::new(),
                places => format!(" and belongs {}", places.join(" or ")),
            };
            format!("`{name}` is called `{word}`{belongs}: `{example}`")
        }
        Instead::BudgetStatement(name) => format!(
            "a budget is stated with `solve`, as in `solve isac at {name} ...`, or swept: `sweep {name} from A to B step S`"
        ),
        Instead::Continues(name) => {
            format!("`{name}` continues a statement, which is on one line")
        }
        Instead::Columns => {
            "columns are `sum_rate`, `mse`, `data` and others; `cfs explain` lists all".into()
        }
        Instead::NotNumeric(name) => format!("the value of `{name}` is not a number"),
        Instead::Budget(name) => {
            format!("`{name}` is the swept budget; it has a value only in `where`")
        }
        Instead::Setting(name) => {
            format!("`{name}` is a setting; only `with`, `where` and budgets can use settings")
        }
        Instead::SweepTargets => "a sweep steps a setting, `delta`, `zeta` or `scheme`".into(),
        Instead::Boundary => "`plot sum_rate over mse` draws the boundary".into(),
        Instead::Figure(word) => {
            format!("`{word}` is a figure of its own: write `plot {word} ...` on another line")
        }
    }
}

fn measured(expected: &Measured) -> String {
    match expected {
        Measured::Measure(measure) => measure.describe().into(),
        Measured::Whole => "a whole number without a unit".into(),
        Measured::In(unit) if unit.is_empty() => "a plain number".into(),
        Measured::In(unit) => format!("a value in {unit}"),
        Measured::LikeFirst(dimension) => format!("{dimension}, like the first value"),
        Measured::Loss => "a loss in dB".into(),
        Measured::Own(dimension) => format!("{dimension}, like the value that it replaces"),
    }
}

/// What goes after `must be`.
fn allowed(limits: &Allowed) -> String {
    match limits {
        Allowed::Counts { least, most } => format!("from {least} to {most}"),
        Allowed::Whole {
            least,
            most: Some(most),
        } => format!("a whole number from {least} to {most}"),
        Allowed::Whole { least, most: None } => format!("a whole number of {least} or more"),
        Allowed::Range(range, unit) => range.describe(unit),
        Allowed::Positive => "greater than 0".into(),
        Allowed::Tolerance => "0 or greater, without a unit".into(),
        Allowed::Share { most } => format!(
            "a share of the mean, above 0 % and up to {} %",
            most * 100.0
        ),
        Allowed::AtLeast { least, most } => {
            format!("from {least}, which an interval needs, to the {most} of `at most`")
        }
    }
}

fn place(place: &Place) -> String {
    match place {
        Place::TopLevel => "at the top of a file".into(),
        Place::Deployment => "in a deployment".into(),
        Place::Block(parent) => format!("in `{parent} {{ ... }}`"),
        Place::Experiment => "in an experiment".into(),
        Place::Zip => "in `zip { ... }`".into(),
    }
}

fn arithmetic(operator: Operator, left: Dimension, right: Dimension) -> String {
    match operator {
        Operator::Add => format!("cannot add {left} and {right}"),
        Operator::Subtract => format!("cannot subtract {right} from {left}"),
        Operator::Multiply => format!("cannot multiply {left} by {right}"),
        Operator::Divide => format!("cannot divide {left} by {right}"),
        Operator::Power => format!("cannot raise {left} to the power of {right}"),
        Operator::Less
        | Operator::LessEqual
        | Operator::Greater
        | Operator::GreaterEqual
        | Operator::Equal
        | Operator::NotEqual
        | Operator::And
        | Operator::Or
        | Operator::Assign => format!("cannot compare {left} with {right}"),
    }
}

/// How powers that are written in two ways are brought together.
const POWERS: &str = "`linear(20 dBm)` is a power in W, and `db(100 mW)` a level in dBm";

/// How a power is compared with one that is written in another way.
fn comparing(left: Dimension, right: Dimension) -> Option<&'static str> {
    let is = |one: Dimension, other: Dimension| {
        (left, right) == (one, other) || (right, left) == (one, other)
    };
    if is(Dimension::DECIBEL, Dimension::DBM) || is(Dimension::DECIBEL, Dimension::WATT) {
        Some(
            "the powers of settings are over the noise here, in dB; to compare them as they are written, give the power a name: \
             `let p = 20 dBm`, `aps { power p }`, `sweep p ...`, `where p > 10 dBm`",
        )
    } else {
        mixing(left, right)
    }
}

/// Why decibels are special, where they take part.
fn mixing(left: Dimension, right: Dimension) -> Option<&'static str> {
    let ratio = |d: Dimension| d == Dimension::DECIBEL || d == Dimension::LINEAR;
    if ratio(left) && ratio(right) && left != right {
        Some("convert one of them with `db(...)` or `linear(...)`")
    } else if left == Dimension::DECIBEL && right == Dimension::DECIBEL {
        Some("to multiply ratios, add their levels in dB; to divide, subtract them")
    } else if left == Dimension::DBM && right == Dimension::DBM {
        Some("add powers in mW or W; the difference of two levels in dBm is in dB")
    } else if left.ratio.is_power() && right.ratio.is_power() {
        Some(POWERS)
    } else if left == Dimension::DBM || right == Dimension::DBM {
        Some(
            "to raise a level in dBm, add dB; its multiples are those of the power, `linear(20 dBm)`, which is 0.1 W",
        )
    } else if left == Dimension::WATT || right == Dimension::WATT {
        Some(
            "a power in W is multiplied by a plain number or a ratio: `2 * 100 mW`, `linear(3 dB) * 100 mW`",
        )
    } else {
        None
    }
}
