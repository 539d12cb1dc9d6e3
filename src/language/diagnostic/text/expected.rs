//! The words for what was expected, what is there instead, and what may help.

use super::phrase::{or_list, ticked};
use crate::language::diagnostic::error::expected::{Data, Elements, Found, Hint, Named, Wanted};
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::describe::describe_kind;
use crate::language::vocabulary::units::number;

/// `found x`, or that nothing is here.
pub(super) fn found(found: &Found) -> String {
    match found {
        Found::Nothing => "nothing here".into(),
        Found::Token(token) => format!("found {token}"),
        Found::Value => "found a value".into(),
        Found::Number(quantity) => format!("found the number {quantity}"),
        Found::EmptyBlock => "found an empty block".into(),
        Found::EmptyList => "found an empty list".into(),
    }
}

/// What goes after `expected`.
pub(super) fn wanted(wanted: &Wanted) -> String {
    let text = match wanted {
        Wanted::Assign => "`=`",
        Wanted::Override => "`NAME=VALUE`",
        Wanted::Operator => "an operator",
        Wanted::EndAfterPercent => "the end of the line after `%`, which means percent",
        Wanted::Name(named) => name(*named),
        Wanted::File(Data::Scenario) => "the name of a file in quotes",
        Wanted::File(Data::Coordinates) => "the name of a file of coordinates in quotes",
        Wanted::File(Data::Csv) => "the name of a CSV file in quotes",
        Wanted::File(Data::Channels) => "the name of a file of channels in quotes",
        Wanted::File(Data::Variable) => "the name of an array in quotes",
        Wanted::Reason => "the reason in quotes",
        Wanted::Each => "`each` and the name of a swept variable",
        Wanted::Sweeps => "sweeps that step together",
        Wanted::Setting => "a setting of the deployment",
        Wanted::Condition => "a condition",
        Wanted::Budget => "`delta` or `zeta` and its value",
        Wanted::Metric => "a metric",
        Wanted::MetricAfterAggregate => "a metric after the aggregate",
        Wanted::List(elements) => return list(elements),
        Wanted::Point => "a point: `(0.5 km, 1 km)`",
        Wanted::Value(row) => {
            let row = row.0;
            return format!("a value for `{}`{}", row.word(), describe_kind(row.kind));
        }
        Wanted::ValueWithoutFile => "a value that is not a file",
        Wanted::Over => "`over` and the horizontal axis",
        Wanted::Within => "`within` and a percentage",
        Wanted::AtMost => "`at most` and a number of realizations",
        Wanted::MostOrLeast => "`most` or `least`",
        Wanted::Keyword(word) => return format!("`{word}` and its value"),
        Wanted::Choice { what, known } => {
            let article = if what.starts_with(['a', 'e', 'i', 'o']) {
                "an"
            } else {
                "a"
            };
            return format!("{article} {what}: {}", known.join(", "));
        }
        Wanted::Switch(row) => return format!("`on` or `off` for `{}`", row.0.word()),
        Wanted::SweepTarget => "the name of a setting, `delta`, `zeta` or `scheme`",
        Wanted::Values => "`from A to B step S` or `over [A, B, ...]`",
        Wanted::OverWords(None) => "`over [...]`",
        Wanted::OverWords(Some(row)) => {
            return format!("`over [...]`: `{}` takes words", row.0.path);
        }
        Wanted::RangeEnd => "`to` and the last value",
        Wanted::Points => "`points` and how many",
        Wanted::Division => "`step` or `points`",
        Wanted::Target => "`where`, a statistic and its target: `where mean sum_rate = 40`",
        Wanted::MetTarget => "`=`, `>=` or `<=` and the target, a number",
        Wanted::Ends => "`from A to B`: a search is between two numbers",
    };
    text.into()
}

fn name(named: Named) -> &'static str {
    match named {
        Named::Binding => "a name",
        Named::NewDeployment => "the name of the deployment",
        Named::Deployment => "the name of a deployment",
        Named::Experiment => "the name of the experiment",
        Named::Scheme => "the name of the scheme",
        Named::Sweep => "the name of a swept variable",
        Named::Column => "the name of a column",
    }
}

fn list(elements: &Elements) -> String {
    match elements {
        Elements::Values => "a list of values".into(),
        Elements::Words(words) => format!("a list: `[{}]`", words.join(", ")),
        Elements::Schemes => "a list of schemes: `[proposed, zf]`".into(),
        Elements::Numbers => "a list of numbers: `[0.5, 1, 0]`".into(),
        Elements::Indices => "a list of numbers from 1: `[2, 1, 3]`".into(),
        Elements::Groups => "a list of groups: `[[1, 2], [3]]`".into(),
        Elements::Points => "coordinates: `[(0.5 km, 1 km), ...]` or `from \"FILE.csv\"`".into(),
    }
}

/// What may help.
pub(super) fn hint(hint: &Hint) -> String {
    let text = match hint {
        Hint::Example(example) => return format!("for example `{example}`"),
        Hint::Write(fix) => return format!("write `{}`", fix.replacement.trim()),
        Hint::DidYouMean(fix) => return format!("did you mean `{}`?", fix.replacement),
        Hint::LeaveOutAssign(_) => "remove `=`",
        Hint::SettingWithoutAssign { example, .. } => {
            return format!("remove `=`, as in `{example}`");
        }
        Hint::Comparison { written: "=", .. } => "to compare for equality, write `==`",
        Hint::Comparison { written, fix } => {
            return format!("write `{}` instead of `{written}`", fix.replacement);
        }
        Hint::Multiply(fix) => return format!("to multiply, write `{}`", fix.replacement),
        Hint::SpaceAfterMinus(_) => "to subtract, write a space after the minus sign too",
        Hint::Commas(_) => "separate the values of a list with commas: `[1, 2]`",
        Hint::Name(fix) => {
            return format!(
                "a name has letters, digits and `_` only: write `{}`",
                fix.replacement
            );
        }
        Hint::CommentSign(_) => "a comment begins with `#`",
        Hint::Topic(text) => text,
        Hint::Compared(list) => {
            return format!("to try several, write `compare NAME {list}` in the experiment");
        }
        Hint::OtherBudget { of, solve, value } => {
            let value = value.map_or("...".to_owned(), number);
            let statement = format!("`solve isac at {} {value}`", solve.text());
            let meant = match solve {
                Constraint::Zeta => "gives the least error, which is delta, at that rate",
                Constraint::Delta => "gives the largest rate, which is zeta, at that error",
            };
            return format!(
                "`{}` is not a setting: {statement} {meant}, for each network",
                of.text()
            );
        }
        Hint::SweptBudget(budget) => {
            let budget = budget.text();
            return format!(
                "`{budget}` is not a setting: `solve isac at {budget} from ... to ... points 11` shows the statistic at each value"
            );
        }
        Hint::NotOfOption {
            word,
            option,
            doc,
            takers,
        } => {
            let takers = or_list(&ticked(takers));
            return format!("`{option}` takes no `{word}`, as {takers} would. {option}: {doc}");
        }
        Hint::BeforeSolve {
            word,
            written: Some(written),
        } => return format!("`{word}` comes before `solve`: write `{written}`"),
        Hint::BeforeSolve { word, .. } => return format!("`{word}` comes before `solve`"),
        Hint::InBlock { word, written } => {
            return format!("`{word}` belongs in a block: `{written}`");
        }
        Hint::OwnLine => "write each statement on its own line",
        Hint::FileOutsideSweep => "name a file in a statement of its own, not in a sweep",
        Hint::Schemes(fix) => {
            let list = fix.replacement.trim_start_matches("over ");
            return format!("write `sweep scheme over {list}` or `compare scheme {list}`");
        }
        Hint::Division(step) => return format!("for example `step {step}` or `points 10`"),
        Hint::SeveralMetrics => {
            "for example `plot sum_rate over mse`; to compare metrics, name several: \
             `plot sum_rate upper_bound over mse`"
        }
    };
    text.into()
}
