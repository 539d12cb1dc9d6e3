//! The words for faults of sweeps.

use super::fault::Fault;
use super::phrase::{or_list, plural, some, ticked};
use crate::language::diagnostic::error::sweep::{Many, NoBudget, SweepError};
use crate::language::scenario::settings::is_sweepable;
use crate::language::syntax::Span;
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::settings::noise::BANDWIDTH_PATH;

const FEWER: &str = "sweep fewer values, or split them over several files";

/// A fault of a sweep as text.
pub(super) fn fault(error: &SweepError) -> Fault {
    let code = format!("sweep::{}", error.code());
    let new = |message: String| Fault::new(&code, message);
    let swept = |fault: Fault, sweeps: &[Span]| {
        sweeps
            .iter()
            .fold(fault, |fault, span| fault.at(*span, "swept"))
            .help(Some(FEWER))
    };
    let ends_text = "from the first value to the last";
    match error {
        SweepError::NotSweepable { name, span } => {
            let parts = table::settings().iter().filter(|row| {
                row.role == Role::Setting && row.parent() == name && is_sweepable(row)
            });
            let parts: Vec<&str> = parts.map(|row| row.path).collect();
            new(format!("`{name}` cannot be swept"))
                .at(*span, "its value is not a number, a word or a switch")
                .help((!parts.is_empty()).then(|| format!("sweep a part of it: {}", some(&ticked(&parts)))))
        }
        SweepError::Control { name, span } => {
            let help = match name.as_str() {
                "seed" | "realizations" => {
                    "`realizations 20` draws 20 networks, each with random numbers of its own".to_owned()
                }
                name => format!("state `{name}` in two experiments, once with each value"),
            };
            new(format!("`{name}` cannot be swept"))
                .at(*span, "the experiment has one value for it")
                .help(Some(help))
        }
        SweepError::ZeroStep { step } => new("the step is zero".into())
            .at(*step, "zero")
            .help(Some("write a step other than 0, or `points N`")),
        SweepError::WrongSign { step, ends } => {
            new("the step leads away from the last value".into())
                .at_some(*step, "this step")
                .at(*ends, ends_text)
                .help(Some("change the sign of the step, or exchange the ends"))
        }
        SweepError::OnePoint { count, ends } => {
            new("one point cannot be both ends of a range".into())
                .at(*count, "one")
                .at(*ends, ends_text)
                .help(Some("write `points 2` or more, or a list of one value: `over [..]`"))
        }
        SweepError::SameEnds {
            count: Some(count),
            ends,
        } => new("every point of a range with equal ends has the same value".into())
            .at(*count, "more than one")
            .at(*ends, ends_text)
            .help(Some("change one of the ends, or write `points 1`")),
        SweepError::SameEnds { count: None, ends } => {
            new("a range with equal ends has nothing to search".into())
                .at(*ends, ends_text)
                .help(Some("change one of the ends"))
        }
        SweepError::TooManyValues {
            step,
            ends,
            limit,
            together,
        } => {
            let (message, help) = match together {
                false => (
                    format!("the sweep has more than {limit} values"),
                    "use a larger step",
                ),
                true => (
                    format!("the sweeps of the scenario have more than {limit} values together"),
                    "use larger steps, or split the scenario into several files",
                ),
            };
            new(message)
                .at_some(*step, "this step")
                .at(*ends, ends_text)
                .help(Some(help))
        }
        SweepError::LogSign { ends } => {
            new("a logarithmic range cannot contain or cross zero".into())
                .at(*ends, ends_text)
                .help(Some("both ends must be positive, or both negative"))
        }
        SweepError::NotFinite { ends } => {
            new("a value of this range is infinite or not a number".into()).at(*ends, ends_text)
        }
        SweepError::Duplicate { name, again, first } => {
            new(format!("`{name}` is swept over the same value twice"))
                .at(*again, "again here")
                .at(*first, "first here")
        }
        SweepError::ZipUnknown { span } => {
            new("the number of values of this sweep depends on a result, so `zip` cannot step it with another".into())
                .at(*span, "known only when it runs")
        }
        SweepError::ZipLengths { first, other } => {
            new(format!(
                "sweeps in `zip` must have the same number of values, not {} and {}",
                first.1, other.1
            ))
            .at(other.0, plural(other.1, "value"))
            .at(first.0, plural(first.1, "value"))
        }
        SweepError::TooManyCases { span, limit } => {
            new(format!("the sweeps of the scenario have more than {limit} combinations of settings"))
                .at_some(*span, "the outermost sweep")
                .help(Some(FEWER))
        }
        SweepError::TooMany { span, of, count, limit } => {
            let what = match of {
                Many::Conditions => "conditions and derived settings",
                Many::Coordinates => "coordinates and indices",
                Many::Readings => "values of a `let`",
            };
            new(format!("the combinations of settings have {count} {what} together; the limit is {limit}"))
                .at_some(*span, "the outermost sweep")
                .help(Some(FEWER))
        }
        SweepError::FollowsLet { name, span, by } => new(format!(
            "`{name}` is the same for the whole experiment, and cannot follow from a swept `let`"
        ))
        .at(*span, "follows from it")
        .at(*by, "swept here"),
        SweepError::TooManyPoints { points, limit, sweeps } => {
            let message = format!("the experiments have {points} points together; the limit is {limit}");
            swept(new(message), sweeps)
        }
        SweepError::TooManyRows { points, realizations, rows, limit, sweeps } => {
            let message = format!(
                "with {points} points of {realizations} realizations the tables have {rows} rows; the limit is {limit}"
            );
            swept(new(message), sweeps)
        }
        SweepError::Empty { conditions } => {
            let message = match conditions.as_slice() {
                [] => "the sweeps have no points",
                [_] => "the condition leaves out every point",
                _ => "the conditions leave out every point",
            };
            let label = match conditions.len() {
                1 => "never true",
                _ => "never true together with the others",
            };
            conditions
                .iter()
                .fold(new(message.into()), |fault, span| fault.at(*span, label))
        }
        SweepError::NoEffect { name, span, chooser, word, chosen, needed } => {
            new(format!("`{name}` has no effect while `{chooser}` is `{word}`"))
                .at(*span, "has no effect")
                .at_some(*chosen, format!("`{word}` is chosen here"))
                .help(Some(format!("choose {}", or_list(&ticked(needed)))))
        }
        SweepError::NoPowerOverNoise { name, span } => {
            let or_band = match *name == BANDWIDTH_PATH {
                true => ", or record the throughput, which has this bandwidth: `record throughput`",
                false => "",
            };
            new(format!(
                "`{name}` changes nothing: the powers that it would divide are in dB, which is over the noise"
            ))
            .at(*span, "has no effect")
            .help(Some(format!(
                "write powers in dBm, mW or W, `aps {{ power 30 dBm }}` and `pilots {{ power 20 dBm }}`{or_band}"
            )))
        }
        SweepError::ConditionWithoutEffect { span, names } => {
            let label = match names {
                NoBudget::Late => "uses a result or a budget",
                NoBudget::Other => "uses the other budget",
            };
            new("this condition has no effect".into()).at(*span, label).help(Some(
                "conditions on results select among the values of the budget of `solve isac`",
            ))
        }
    }
}
