//! The words for faults of syntax, and for sources that cannot be brought together.

use super::fault::Fault;
use super::phrase::or_list;
use crate::language::diagnostic::error::{Fix, LoadError};
use crate::language::diagnostic::repair;
use crate::language::syntax::SyntaxError;

/// What to write instead of something that other languages have.
fn habit(found: &str, expected: &[String], statement: &str) -> Option<&'static str> {
    match found {
        "`:`" if matches!(statement, "sweep" | "compare" | "for" | "zip") => {
            Some("write a range like `from 4 to 10 step 0.5` or `from 4 to 10 points 13`")
        }
        "`$`" => Some("a name is written without `$`"),
        "`@`" => Some("the rows of an expectation or a figure are selected with `at NAME VALUE`"),
        "`'`" => Some("a string is in double quotes: `\"FILE.csv\"`"),
        "`\\`" => Some("a statement is on one line; a list may span several"),
        "`.`" => Some("operators are written without a dot: `*`, `/`, `^`"),
        "`=`" if expected == ["a value"] => Some("remove `=`"),
        "`&`" | "`|`" => Some("conditions are joined by `and` and `or`"),
        "`!`" | "`~`" if matches!(statement, "expect" | "where") => {
            Some("conditions are joined by `and` and `or`, and negated by `not`")
        }
        "`;`" => Some("a statement ends with its line: remove `;`"),
        "`:`" => Some("a setting is a word and its value: `antennas 12`"),
        "`log`" => Some("logarithms are `log10`, `log2` and `ln`"),
        "`,`" if matches!(statement, "plot" | "record") => {
            Some("name several without commas: `plot sum_rate upper_bound over delta`")
        }
        "`,`" if statement == "solve" => {
            Some("an experiment solves one problem: write an experiment for each")
        }
        "`,`" if statement == "sweep" => {
            Some("write a list in brackets, `[a, b]`; a sweep steps one name")
        }
        "`,`" => Some("write a list in brackets, `[a, b]`, and each statement on its own line"),
        _ => None,
    }
}

impl From<&SyntaxError> for Fault {
    fn from(error: &SyntaxError) -> Self {
        words(error).fix(repair::of_syntax(error))
    }
}

fn words(error: &SyntaxError) -> Fault {
    match error {
        SyntaxError::Expected {
            span,
            found,
            expected,
            inside,
            statement,
        } => {
            let message = format!("expected {}", or_list(expected));
            let label = match found.as_str() {
                "" => "nothing here".to_owned(),
                found => format!("found {found}"),
            };
            let fault = Fault::new("syntax::expected", message).at(*span, label);
            match inside {
                Some(open) if found == "`;`" => fault
                    .at(*open, "opened here")
                    .help(Some("separate the values of a list with commas: `[1, 2]`")),
                Some(open) => fault.at(*open, "opened here"),
                None => fault.help(habit(found, expected, statement)),
            }
        }
        SyntaxError::Comment { span, sign } => {
            Fault::new("syntax::expected", "a comment begins with `#`")
                .at(*span, format!("found `{sign}`"))
                .help(Some(format!("write `#` instead of `{sign}`")))
        }
        SyntaxError::Range {
            span,
            written,
            stepped,
        } => {
            let help = match stepped {
                Some(name) => format!("there are no loops: write `sweep {name} {written}`"),
                None => format!("write `{written}`"),
            };
            Fault::new("syntax::expected", "a range is written in words")
                .at(*span, "a range of another language")
                .help(Some(help))
        }
        SyntaxError::DecimalComma {
            span,
            number,
            thousands,
        } => {
            let help = match thousands {
                Some(thousands) => format!("write `{thousands}`, or `{number}` if it has decimals"),
                None => format!("write `{number}`"),
            };
            Fault::new(
                "syntax::expected",
                "a number has a decimal point and no commas",
            )
            .at(*span, "found `,`")
            .help(Some(help))
        }
        SyntaxError::Colon { span } => {
            Fault::new("syntax::expected", "a value follows its word directly")
                .at(*span, "found `:`")
                .help(Some("remove `:`, as in `antennas 12`"))
        }
        SyntaxError::BlockComma { span } => Fault::new(
            "syntax::expected",
            "settings of a block follow each other without commas",
        )
        .at(*span, "found `,`")
        .help(Some("remove `,`")),
        SyntaxError::Stars { span } => {
            Fault::new("syntax::expected", "a power is written with `^`")
                .at(*span, "found `**`")
                .help(Some("write `^`"))
        }
        SyntaxError::PlusMinus { span } => {
            Fault::new("syntax::expected", "`+-` does not mean plus or minus")
                .at(*span, "found `+-`")
                .help(Some(
                    "state both ends, `19 <= mean sum_rate <= 21`; to subtract, write `-`",
                ))
        }
        SyntaxError::SingleQuotes { span, text } => {
            Fault::new("syntax::expected", "a string is in double quotes")
                .at(*span, "single quotes")
                .help(Some(format!("write `\"{text}\"`")))
        }
        SyntaxError::Unclosed {
            open,
            closing,
            taken,
        } => {
            let opening = match closing {
                '}' => '{',
                ']' => '[',
                _ => '(',
            };
            let message = format!("this `{opening}` is never closed");
            let fault = Fault::new("syntax::unclosed", message)
                .at(*open, "opened here")
                .help(Some(format!("add `{closing}` where it ends")));
            match taken {
                Some((outer, close)) => fault
                    .at(*close, "indented like the end of another block")
                    .at(*outer, "the other block begins here"),
                None => fault,
            }
        }
        SyntaxError::Braced { span, word, values } => {
            let help = match values.contains(',') {
                true => format!("write a list in brackets: `[{values}]`"),
                false => format!("write `{word} {values}`"),
            };
            Fault::new("syntax::brace", "braces hold statements, not values")
                .at(*span, "not a statement")
                .help(Some(help))
        }
        SyntaxError::StrayBrace { span, brace: '{' } => {
            Fault::new("syntax::brace", "this `{` does not belong to a statement")
                .at(*span, "no statement is directly before it")
                .help(Some("write `{` at the end of the line of its statement"))
        }
        SyntaxError::StrayBrace { span, .. } => {
            Fault::new("syntax::brace", "this `}` does not close a block")
                .at(*span, "no block is open here")
        }
        SyntaxError::UnclosedString { span } => {
            Fault::new("syntax::string", "this string is never closed")
                .at(*span, "a string ends on its line")
                .help(Some("add `\"` where it ends"))
        }
        SyntaxError::Number { span } => Fault::new("syntax::number", "this number is too large")
            .at(*span, "beyond double precision"),
        SyntaxError::MixedComparisons {
            span,
            operators: (before, after),
            between,
        } => Fault::new(
            "syntax::comparison",
            format!("`{before}` and `{after}` cannot follow each other in one comparison"),
        )
        .at(*span, "does not continue the comparison before it")
        .help(Some(format!(
            "write two comparisons: `.. {before} {between} and {between} {after} ..`"
        ))),
        SyntaxError::TooDeep { span, limit } => Fault::new(
            "limit::nesting",
            format!("nested more than {limit} levels deep"),
        )
        .at(*span, "too deep here"),
        SyntaxError::TooLarge { span, bytes, limit } => Fault::new(
            "limit::size",
            format!("the file has {bytes} bytes; the limit is {limit}"),
        )
        .at(*span, "this file"),
        SyntaxError::TooMany { span, limit } => Fault::new(
            "limit::size",
            format!("the file has more than {limit} statements"),
        )
        .at(*span, "one too many"),
        SyntaxError::ExpressionTooLong { span, limit } => Fault::new(
            "limit::expression",
            format!("the expression has more than {limit} parts"),
        )
        .at(*span, "too long here")
        .help(Some("name parts of it with `let`")),
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
                format!("cannot read `{name}`: {}", why(reason)),
            ),
            LoadError::Unreadable {
                name,
                span,
                reason,
                slashes,
            } => {
                Self::new("use::unreadable", format!("cannot read `{name}`"))
                    .at(*span, why(reason))
                    .help(slashes.as_ref().map(|name| {
                        format!("folders are separated by `/`: write `use \"{name}\"`")
                    }))
                    .fix(
                        slashes
                            .as_ref()
                            .map(|name| Fix::replace(*span, format!("\"{name}\""))),
                    )
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
