//! Faults as text: the one place where errors become words.

use super::error::{LoadError, ModelError};
use crate::language::syntax::{Operator, STATEMENT, Span, SyntaxError};
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::units::Dimension;

/// A fault, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code: `cfs::unit::missing`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Places with a few words each; the first is where to look first.
    pub labels: Vec<(Span, String)>,
    /// A fix, where one is known.
    pub help: Option<String>,
}

impl Fault {
    /// Where to look first.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|(span, _)| *span)
    }

    /// Sorting key: faults without a place first, then by file and place.
    pub fn place(&self) -> Option<(u32, usize, usize)> {
        self.span().map(|span| (span.file.0, span.start, span.end))
    }

    /// Whether it may only follow from a brace that is missing or too many.
    pub(crate) fn depends_on_structure(&self) -> bool {
        let certain = [
            "cfs::unit::",
            "cfs::value::",
            "cfs::syntax::",
            "cfs::limit::",
        ];
        !certain.iter().any(|prefix| self.code.starts_with(prefix))
    }

    fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: format!("cfs::{code}"),
            message: message.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    fn help(mut self, help: Option<impl Into<String>>) -> Self {
        self.help = help.map(Into::into);
        self
    }
}

/// `a`, `b` or `c`.
fn or_list(words: &[String]) -> String {
    match words {
        [] => "nothing".into(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// All of a few values, else the first ones and the last.
fn some(values: &[String]) -> String {
    match values {
        [only] => only.clone(),
        [head @ .., last] if values.len() <= 8 => format!("{} and {last}", head.join(", ")),
        [head @ .., last] => format!("{}, ..., {last}", head[..5].join(", ")),
        [] => "none".into(),
    }
}

/// What to write instead of something that other languages have.
fn habit(found: &str, expected: &[String], statement: &str) -> Option<&'static str> {
    let begins = expected == [STATEMENT];
    match found {
        "`:`" if matches!(statement, "sweep" | "compare" | "for" | "zip") => Some(
            "a range is written as in `sweep delta from 4 to 10 step 0.5` or `sweep delta from 4 to 10 points 13`",
        ),
        "`/`" | "`%`" if begins => Some("a comment begins with `#`"),
        "`=`" if expected == ["a value"] => Some("leave out `=`"),
        "`&`" | "`|`" if matches!(statement, "expect" | "where") => {
            Some("a statement has one condition: write another on a line of its own")
        }
        "`;`" => Some("a statement ends with its line: leave out `;`"),
        "`:`" => Some("a setting is its word and its value: `antennas 12`"),
        "`,`" => {
            Some("a list stands in brackets: `[a, b]`; statements stand on lines of their own")
        }
        // Two slashes: an operator, and no value after it.
        "`/`" if expected == ["a value"] => Some("a comment begins with `#`"),
        _ => None,
    }
}

/// "found x", or that something is missing.
fn found(text: &str) -> String {
    if text.is_empty() {
        "nothing here".into()
    } else {
        format!("found {text}")
    }
}

impl From<&SyntaxError> for Fault {
    fn from(error: &SyntaxError) -> Self {
        match error {
            SyntaxError::Expected {
                span,
                found: what,
                expected,
                inside,
                statement,
            } => {
                let fault = Self::new(
                    "syntax::expected",
                    format!("expected {}", or_list(expected)),
                )
                .at(*span, found(what));
                match inside {
                    Some(open) => fault.at(*open, "opened here"),
                    None => fault.help(habit(what, expected, statement)),
                }
            }
            SyntaxError::Unclosed {
                open,
                closing,
                taken,
            } => {
                let fault = Self::new("syntax::unclosed", format!("no `{closing}` closes this"))
                    .at(*open, "opened here")
                    .help(Some(format!("add `{closing}` where it ends")));
                match taken {
                    Some((outer, close)) => fault
                        .at(*close, "indented like the end of another block")
                        .at(*outer, "that one begins here"),
                    None => fault,
                }
            }
            SyntaxError::Braced { span, word, values } => {
                let fault = Self::new("syntax::brace", "braces hold statements, not values")
                    .at(*span, "no statement");
                fault.help(Some(if values.contains(',') {
                    format!("a list stands in brackets: `[{values}]`")
                } else {
                    format!("write `{word} {values}`")
                }))
            }
            SyntaxError::StrayBrace { span, brace: '{' } => {
                Self::new("syntax::brace", "this `{` belongs to no statement")
                    .at(*span, "a block begins on the line of its statement")
            }
            SyntaxError::StrayBrace { span, .. } => {
                Self::new("syntax::brace", "this `}` closes nothing")
                    .at(*span, "no block is open here")
            }
            SyntaxError::UnclosedString { span } => {
                Self::new("syntax::string", "no `\"` closes this string")
                    .at(*span, "a string ends on its line")
                    .help(Some("add `\"` where it ends"))
            }
            SyntaxError::Number { span } => Self::new("syntax::number", "this number is too large")
                .at(*span, "beyond double precision"),
            SyntaxError::TooDeep { span, limit } => {
                Self::new("limit::nesting", format!("nested more than {limit} deep"))
                    .at(*span, "too deep here")
            }
            SyntaxError::TooLarge { span, bytes, limit } => Self::new(
                "limit::size",
                format!("{bytes} bytes are no scenario; the limit is {limit}"),
            )
            .at(*span, "this file"),
            SyntaxError::ExpressionTooLong { span, limit } => Self::new(
                "limit::expression",
                format!("an expression of more than {limit} parts"),
            )
            .at(*span, "too long here")
            .help(Some("name parts of it with `let`")),
        }
    }
}

impl From<&LoadError> for Fault {
    fn from(error: &LoadError) -> Self {
        let why = |reason: &Option<String>| {
            reason
                .clone()
                .unwrap_or_else(|| "there is no such file".into())
        };
        match error {
            LoadError::Root { name, reason } => Self::new(
                "use::unreadable",
                format!("`{name}` can not be read: {}", why(reason)),
            ),
            LoadError::Unreadable { name, span, reason } => {
                Self::new("use::unreadable", format!("`{name}` can not be read"))
                    .at(*span, why(reason))
            }
            LoadError::Cycle { uses } => {
                let mut fault = Self::new("use::cycle", "these files use each other in a circle");
                // The use that closes the circle comes first: it is the one to take out.
                for (span, name) in uses.iter().rev() {
                    fault = fault.at(*span, format!("uses `{name}`"));
                }
                fault
            }
            LoadError::ExtendsCycle { links } => {
                let mut fault = Self::new(
                    "extends::cycle",
                    "these deployments extend each other in a circle",
                );
                for (span, name) in links.iter().rev() {
                    fault = fault.at(*span, format!("extends `{name}`"));
                }
                fault
            }
            LoadError::Limit { span, what, limit } => {
                Self::new("limit::use", format!("more than {limit} {what}"))
                    .at(*span, "one too many")
            }
        }
    }
}

impl From<&ModelError> for Fault {
    fn from(error: &ModelError) -> Self {
        match error {
            ModelError::Syntax(error) => error.into(),
            ModelError::Unknown { what, name, span, suggestion, known, note } => {
                let code = if *what == "unit" { "unit::unknown" } else { "name::unknown" };
                let fault = Self::new(code, format!("unknown {what} `{name}`")).at(*span, nothing_called(what));
                let few = (1..=14).contains(&known.len());
                let help = match (suggestion, note) {
                    (Some(word), _) => Some(format!("did you mean `{word}`?")),
                    (None, Some(note)) => Some(note.clone()),
                    (None, None) if few => Some(format!("known: {}", known.join(", "))),
                    _ => None,
                };
                fault.help(help)
            }
            // Whatever it follows from is told of where it stands.
            ModelError::Follows { span } => {
                Self::new("name::unknown", "this follows from another fault").at(*span, "not known here")
            }
            ModelError::NeverSwept { name, value, span, values } => {
                Self::new("claim::selector", format!("`{name}` is never {value}"))
                    .at(*span, "here")
                    .help(Some(match values.as_slice() {
                        [only] => format!("its value is {only}"),
                        several => format!("its values are {}", some(several)),
                    }))
            }
            ModelError::BudgetKind { constraint, span, name } => {
                let (is, of, other, example) = match constraint {
                    Constraint::Delta => ("an error", "a rate", Constraint::Zeta, "sweep delta from S_min to S_I points 10"),
                    Constraint::Zeta => ("a rate", "an error", Constraint::Delta, "sweep zeta from R_T to R_max points 10"),
                };
                let (text, other) = (constraint.text(), other.text());
                Self::new("unit::mismatch", format!("`{text}` bounds {is}, and `{}` is {of}", name.text()))
                    .at(*span, of)
                    .help(Some(format!("write `{example}`, or sweep `{other}`")))
            }
            ModelError::Unavailable { what, name, span, doc, available } => {
                let fault = Self::new("name::unavailable", format!("the {what} `{name}` is not available in this version"))
                    .at(*span, "known, and not to be had");
                if available.is_empty() {
                    fault
                } else {
                    fault.help(Some(format!("{name}: {doc} Available: {}", available.join(", "))))
                }
            }
            ModelError::Ambiguous { name, span, paths, binding: Some(binding) } => {
                Self::new("name::ambiguous", format!("`{name}` could be a `let` or the setting {}", or_list(&ticked(paths))))
                    .at(*span, "which one?")
                    .at(*binding, "a `let` of this name")
                    .help(Some("give the `let` another name"))
            }
            ModelError::Ambiguous { name, span, paths, .. } => {
                Self::new("name::ambiguous", format!("`{name}` could be several settings"))
                    .at(*span, "which one?")
                    .help(Some(format!("write {}", or_list(&ticked(paths)))))
            }
            ModelError::Clash { what, name, span, first } => {
                let message = match *what {
                    "solve" => "an experiment has one `solve`".to_owned(),
                    "sweep" => format!("`{name}` is swept twice"),
                    what => format!("the {what} `{name}` is stated twice"),
                };
                Self::new("name::clash", message).at(*span, "again here").at(*first, "first stated here")
            }
            ModelError::UnitMissing { name, span, text, measure, unit } => {
                Self::new("unit::missing", format!("`{name}` is {} and needs its unit", measure.describe()))
                    .at(*span, "a plain number")
                    .help(Some(format!("write `{text} {unit}`")))
            }
            ModelError::UnitMismatch { name, span, found, expected, help } => {
                Self::new("unit::mismatch", format!("`{name}` is {expected}, not {found}"))
                    .at(*span, found.to_string())
                    .help(help.clone())
            }
            ModelError::UnitAbsolute { unit, span } => {
                Self::new("unit::absolute", format!("`{unit}` is an absolute power, and every power here is over the noise"))
                    .at(*span, "not a ratio")
                    .help(Some(
                        "for P dBm, a bandwidth of B Hz and a noise figure of F dB write the ratio `(P + 174 - 10 * log10(B) - F) * 1 dB`; \
                         `cfs explain noise` has an example",
                    ))
            }
            ModelError::UnitArithmetic { operator, left, right, .. } => {
                let mut fault = Self::new("unit::arithmetic", arithmetic(operator.text(), left.1, right.1));
                // The operands lie within the expression: each label says what it measures.
                for (operand, dimension) in [left, right] {
                    fault = fault.at(*operand, dimension.to_string());
                }
                match operator {
                    Operator::Power => fault.help(Some("a quantity with a unit takes whole constant powers only")),
                    _ => fault.help(mixing(left.1, right.1)),
                }
            }
            ModelError::UnitArgument { function, span, found, expected } => {
                Self::new("unit::argument", format!("`{function}` takes {expected}, not {found}"))
                    .at(*span, found.to_string())
            }
            ModelError::ArgumentCount { function, span, found } => {
                let expected = if matches!(function.as_str(), "min" | "max") { "at least one argument" } else { "one argument" };
                Self::new("name::arguments", format!("`{function}` takes {expected}, not {found}")).at(*span, "this call")
            }
            ModelError::Expected { span, found: what, expected, help } => {
                Self::new("syntax::expected", format!("expected {expected}")).at(*span, found(what)).help(help.clone())
            }
            ModelError::Unexpected { span, found, statement, help } => {
                Self::new("syntax::unexpected", format!("`{statement}` is complete before {found}"))
                    .at(*span, "this is too much")
                    .help(help.clone())
            }
            ModelError::Range { name, span, value, allowed } => {
                Self::new("value::range", format!("`{name}` can not be {value}")).at(*span, format!("it has to be {allowed}"))
            }
            ModelError::NotWhole { name, span, value, when } => {
                Self::new("value::whole", format!("`{name}` has to be a whole number, not {value}{}", given(when)))
                    .at(*span, format!("gives {value}"))
            }
            ModelError::NotFinite { span } => {
                Self::new("value::finite", "this has no finite value").at(*span, "not a number, or infinite")
            }
            ModelError::Misplaced { word, span, place, belongs } => {
                Self::new("place::wrong", format!("`{word}` can not stand {place}"))
                    .at(*span, "out of place")
                    .help(Some(format!("it belongs {belongs}")))
            }
            ModelError::Block { word, span, needed: true } => {
                Self::new("place::block", format!("`{word}` needs a block")).at(*span, "expected `{ ... }`")
            }
            ModelError::Block { word, span, .. } => {
                Self::new("place::block", format!("`{word}` has no block")).at(*span, "unexpected `{`")
            }
            ModelError::ResultName { name, span, reason } => {
                Self::new("name::result", format!("`{name}` has no value here")).at(*span, reason.clone())
            }
            ModelError::Setting { code, message, labels, when, help } => {
                let mut fault = Self::new(&format!("setting::{code}"), format!("{message}{}", given(when)));
                fault.labels.clone_from(labels);
                fault.help(help.clone())
            }
            ModelError::Sweep { code, message, labels, help } => {
                let mut fault = Self::new(&format!("sweep::{code}"), message.clone());
                fault.labels.clone_from(labels);
                fault.help(help.clone())
            }
            ModelError::Experiment { code, message, labels, help } => {
                let mut fault = Self::new(&format!("experiment::{code}"), message.clone());
                fault.labels.clone_from(labels);
                fault.help(help.clone())
            }
            ModelError::Claim { code, message, span, help } => {
                Self::new(&format!("claim::{code}"), message.clone()).at(*span, "here").help(help.clone())
            }
            ModelError::Coordinates { message, span, stated } => {
                let fault = Self::new("setting::coordinates", message.clone()).at(*span, "here");
                if span == stated { fault } else { fault.at(*stated, "the file is named here") }
            }
        }
    }
}

fn nothing_called(what: &str) -> String {
    match what {
        "name" => "not defined here".into(),
        what => format!("no {what} of this name"),
    }
}

fn ticked(words: &[String]) -> Vec<String> {
    words.iter().map(|word| format!("`{word}`")).collect()
}

/// The swept values that lead to a fault.
fn given(when: &[String]) -> String {
    if when.is_empty() {
        String::new()
    } else {
        format!(" (for {})", when.join(", "))
    }
}

fn arithmetic(operator: &str, left: Dimension, right: Dimension) -> String {
    format!("`{operator}` can not join {left} and {right}")
}

/// Why decibels are special, where they are involved.
fn mixing(left: Dimension, right: Dimension) -> Option<&'static str> {
    let ratio = |d: Dimension| d == Dimension::DECIBEL || d == Dimension::LINEAR;
    if ratio(left) && ratio(right) && left != right {
        Some("dB and linear never mix unsaid: convert one with `db(...)` or `linear(...)`")
    } else if left == Dimension::DECIBEL && right == Dimension::DECIBEL {
        Some("levels in dB are added where ratios are multiplied")
    } else {
        None
    }
}
