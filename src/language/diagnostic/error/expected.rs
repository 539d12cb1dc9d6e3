//! What was expected where something else is, and what may have been meant.

use super::Fix;
use crate::language::syntax::{Cursor, Span, Token, TokenKind, describe};
use crate::language::vocabulary::choices::Constraint;
use crate::language::vocabulary::signature::Signature;
use crate::language::vocabulary::units::Quantity;

/// What a place holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Nothing: the statement ends.
    Nothing,
    /// A token, as [`describe`] names it.
    Token(String),
    /// A value where a condition is needed.
    Value,
    /// A number where the setting takes something else.
    Number(Quantity),
    /// A block without statements.
    EmptyBlock,
    /// A list without elements.
    EmptyList,
}

impl Found {
    /// The token, if there is one.
    pub fn token(token: Option<&Token>) -> Self {
        token.map_or(Self::Nothing, |token| Self::Token(describe(token)))
    }

    /// The next token of a statement.
    pub fn next(cursor: &Cursor<'_>) -> Self {
        Self::token(cursor.peek())
    }
}

/// What a place could hold.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// `NAME=VALUE`, from outside.
    Override,
    /// `=`
    Assign,
    /// An operator between two values.
    Operator,
    /// The end of the line, after `%`.
    EndAfterPercent,
    /// A name.
    Name(Named),
    /// A file in quotes.
    File(Data),
    /// Why tests do not ask something of an experiment, in quotes.
    Reason,
    /// `each NAME`
    Each,
    /// Sweeps in the block of `zip`.
    Sweeps,
    /// A setting of the deployment, after `with`.
    Setting,
    /// A comparison, after `where`.
    Condition,
    /// `delta` or `zeta` with a value, after `at`.
    Budget,
    /// A metric.
    Metric,
    /// A metric, after an aggregate.
    MetricAfterAggregate,
    /// A list.
    List(Elements),
    /// The two coordinates of a point.
    Point,
    /// A value of this setting.
    Value(Row),
    /// A value that names no file: one of a sweep.
    ValueWithoutFile,
    /// `over` and the horizontal axis.
    Over,
    /// `within P %`
    Within,
    /// `at most N`
    AtMost,
    /// `most` or `least`
    MostOrLeast,
    /// This word and its value.
    Keyword(&'static str),
    /// One of these words.
    Choice {
        /// What they are: `scheme`, `problem`.
        what: &'static str,
        known: Vec<String>,
    },
    /// `on` or `off` for this setting.
    Switch(Row),
    /// The name of what is swept.
    SweepTarget,
    /// A range or a list of values.
    Values,
    /// `over [...]`, because the values are words; names the setting, if it is one.
    OverWords(Option<Row>),
    /// `to` and the last value.
    RangeEnd,
    /// `points N`
    Points,
    /// `step` or `points`
    Division,
    /// `where`, a statistic and its target, of `find`.
    Target,
    /// `=`, `>=` or `<=` and the target, of `find`.
    MetTarget,
    /// `from A to B`, of `find`.
    Ends,
}

/// What a name is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// `let NAME`
    Binding,
    /// `deployment NAME`
    NewDeployment,
    /// `extends NAME`, `on NAME`
    Deployment,
    /// `experiment NAME`
    Experiment,
    /// `scheme NAME external`
    Scheme,
    /// `by NAME`, `at NAME VALUE`
    Sweep,
    /// `plot NAME over NAME`
    Column,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// A scenario.
    Scenario,
    /// Comma-separated values.
    Csv,
    /// Coordinates, in a table or an array.
    Coordinates,
    /// Channels.
    Channels,
    /// An array within a file.
    Variable,
}

/// What the elements of a list are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elements {
    /// Values of a setting or a budget.
    Values,
    /// Words, of which these are two.
    Words(Vec<&'static str>),
    /// Schemes.
    Schemes,
    /// Numbers from 1.
    Indices,
    /// Plain numbers.
    Numbers,
    /// Lists of numbers from 1.
    Groups,
    /// Points in the plane.
    Points,
}

/// A row of the vocabulary; two are equal where their paths are.
#[derive(Clone, Copy)]
pub struct Row(pub &'static Signature);

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.0.path == other.0.path
    }
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.path)
    }
}

/// What may help where a statement is not as expected.
#[derive(Debug, Clone, PartialEq)]
pub enum Hint {
    /// A line that is right.
    Example(&'static str),
    /// What was probably meant, as a change of the text.
    Write(Fix),
    /// A word that was probably meant.
    DidYouMean(Fix),
    /// `=` between a word and its value; the change removes it.
    LeaveOutAssign(Fix),
    /// `=` in a setting, which is written like this.
    SettingWithoutAssign {
        /// Removes it.
        fix: Fix,
        /// A line that is right.
        example: &'static str,
    },
    /// `=>`, `=<` or `=` where a comparison is meant.
    Comparison {
        written: &'static str,
        /// Replaces it.
        fix: Fix,
    },
    /// A number directly before a name: multiplication is meant.
    Multiply(Fix),
    /// `a -5`: a minus sign without a space after it begins a negative number.
    SpaceAfterMinus(Fix),
    /// Values of a list without commas.
    Commas(Fix),
    /// A name with signs or spaces in it.
    Name(Fix),
    /// The sign of a comment in another language; the change replaces it, where it cannot mean anything else.
    CommentSign(Option<Fix>),
    /// What the vocabulary says of a word that the language does not have.
    Topic(&'static str),
    /// A part that another option of the setting takes.
    NotOfOption {
        word: String,
        option: &'static str,
        /// What the option means.
        doc: &'static str,
        /// The options that take it.
        takers: Vec<&'static str>,
    },
    /// A clause after `solve`, with the whole statement in the right order where that is known.
    BeforeSolve {
        word: String,
        written: Option<String>,
    },
    /// A setting after the statement that it belongs to, and how both are written.
    InBlock {
        word: String,
        /// The statement with its block.
        written: String,
    },
    /// A second statement on the line.
    OwnLine,
    /// A file in a list of values.
    FileOutsideSweep,
    /// A list of schemes without `over`.
    Schemes(Fix),
    /// A range without division: a step that would do.
    Division(Quantity),
    /// Several metrics on one axis.
    SeveralMetrics,
    /// A list of choices where one is stated: they are compared in a statement of their own.
    Compared(String),
    /// A search for a budget, which a problem with the other budget answers.
    OtherBudget {
        /// What is searched.
        of: Constraint,
        /// What is stated instead.
        solve: Constraint,
        /// Its value, where one is written.
        value: Option<f64>,
    },
    /// A search for a budget, whose values can be swept.
    SweptBudget(Constraint),
}

impl Hint {
    /// A file without its quotes, where the next token looks like one; else a line that is right.
    pub fn quotes(token: Option<&Token>, example: &'static str) -> Self {
        match token {
            Some(Token {
                kind: TokenKind::Word(word),
                span,
            }) if word.contains('.') => Self::Write(Fix::replace(*span, format!("\"{word}\""))),
            _ => Self::Example(example),
        }
    }

    /// The change of the text, where it is known.
    pub fn fix(&self) -> Option<&Fix> {
        match self {
            Self::Write(fix)
            | Self::DidYouMean(fix)
            | Self::LeaveOutAssign(fix)
            | Self::SettingWithoutAssign { fix, .. }
            | Self::Comparison { fix, .. }
            | Self::Multiply(fix)
            | Self::SpaceAfterMinus(fix)
            | Self::Commas(fix)
            | Self::Name(fix)
            | Self::Schemes(fix) => Some(fix),
            Self::CommentSign(fix) => fix.as_ref(),
            Self::Example(_)
            | Self::Topic(_)
            | Self::NotOfOption { .. }
            | Self::BeforeSolve { .. }
            | Self::InBlock { .. }
            | Self::OwnLine
            | Self::FileOutsideSweep
            | Self::Division(_)
            | Self::SeveralMetrics
            | Self::Compared(_)
            | Self::OtherBudget { .. }
            | Self::SweptBudget(_) => None,
        }
    }

    /// That `=` is too much, here.
    pub fn without_assign(span: Span) -> Self {
        Self::LeaveOutAssign(Fix::remove(span))
    }
}
