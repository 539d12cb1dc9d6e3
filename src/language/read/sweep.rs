//! Reads sweeps: what is stepped, and through which values.

use super::budget::{check_budget, check_kind};
use super::end::{finish, has_word, unknown_unit};
use super::expression;
use super::expression::{Admit, Bindings, Typed};
use super::list::elements;
use super::number::{check_number, check_quantity, read_number};
use super::setting::{read_option, read_setting};
use super::target::read_target;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::axis::AxisValue;
use crate::language::scenario::formula::{Formula, Symbol};
use crate::language::scenario::grid::{Grid, GridError, MAX_POINTS};
use crate::language::scenario::settings::{Assigned, Bundle, Value};
use crate::language::scenario::sweep::{Step, Steps, Sweep, Target};
use crate::language::syntax::{
    Cursor, Operator, Span, Statement, Token, TokenKind, describe, spell,
};
use crate::language::vocabulary::choices::{Constraint, ResultName, Scheme};
use crate::language::vocabulary::signature::{Kind, Signature};
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, Quantity, find_unit, number};

/// A sweep as read.
pub struct SweepDraft {
    /// The name as written, dots as underscores.
    pub name: String,
    /// The name's place.
    pub name_span: Span,
    /// The whole statement.
    pub span: Span,
    /// What it steps.
    pub target: Target,
    /// Unit of its values.
    pub unit: String,
    /// Values of a setting.
    pub steps: Vec<Step>,
    /// Values of the budget.
    pub grid: Option<Grid>,
    /// Schemes.
    pub schemes: Vec<Scheme>,
}

impl SweepDraft {
    /// The sweep of the resolved experiment.
    pub fn resolved(&self) -> Sweep {
        Sweep {
            name: self.name.clone(),
            span: self.span,
            target: self.target,
            unit: self.unit.clone(),
            steps: match self.target {
                Target::Setting(_) => Steps::Settings(self.steps.clone()),
                Target::Budget(_) => Steps::Budget,
                Target::Scheme => Steps::Schemes,
            },
        }
    }
}

/// Reads `sweep NAME ...` or `compare NAME [...]`, up to the clauses that may follow.
///
/// # Errors
/// What is wrong with it.
pub fn read_sweep(
    statement: &Statement,
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
) -> Result<SweepDraft, ModelError> {
    let name_span = cursor.here();
    let name = cursor.peek_word().unwrap_or_default().replace('.', "_");
    let target = read_target(cursor)?;
    let mut draft = SweepDraft {
        name,
        name_span,
        span: statement.span,
        target,
        unit: String::new(),
        steps: Vec::new(),
        grid: None,
        schemes: Vec::new(),
    };
    let listed = statement.word.text == "compare" || cursor.take_word("over").is_some();
    match (target, listed) {
        (Target::Setting(row), true) => draft.list_of_settings(row, cursor, bindings)?,
        (Target::Setting(row), false) => draft.range_of_settings(row, cursor, bindings)?,
        (Target::Budget(constraint), listed) => {
            draft.budget(constraint, listed, cursor, bindings)?;
        }
        (Target::Scheme, true) => draft.list_of_schemes(cursor)?,
        (Target::Scheme, false) => {
            return Err(expected_values(cursor, "`over [...]`", target));
        }
    }
    draft.check_distinct()?;
    Ok(draft)
}

/// That values have to stand here. What stands instead may be values all the same.
fn expected_values(cursor: &Cursor<'_>, expected: &str, target: Target) -> ModelError {
    let mut inner = cursor.clone();
    let assigned = inner.peek_operator() == Some(Operator::Assign);
    if assigned {
        inner.advance();
    }
    let word = cursor.peek_word().unwrap_or_default();
    let help = match inner.peek().map(|token| &token.kind) {
        Some(TokenKind::List(_)) => {
            let list = spell(&inner.rest()[..1]);
            Some(match target {
                Target::Scheme => {
                    format!("write `sweep scheme over {list}` or `compare scheme {list}`")
                }
                _ => format!("write `over {list}`"),
            })
        }
        Some(first) if has_word(inner.rest(), "to") && begins_range(first) => {
            Some(format!("write `from {}`", spell(inner.rest())))
        }
        _ if assigned => Some("leave out `=`".into()),
        _ => closest(word, RANGE)
            .filter(|other| other != word)
            .map(|word| format!("did you mean `{word}`?")),
    };
    expected_here(cursor, expected, help)
}

fn expected_here(cursor: &Cursor<'_>, expected: &str, help: Option<String>) -> ModelError {
    ModelError::Expected {
        span: cursor.here(),
        found: cursor.peek().map(describe).unwrap_or_default(),
        expected: expected.into(),
        help,
    }
}

/// Words of a range or a list of values.
const RANGE: [&str; 6] = ["from", "over", "to", "step", "points", "log"];

/// Whether a token may be the first value of a range, and is no slip in the word before it.
fn begins_range(kind: &TokenKind) -> bool {
    match kind {
        TokenKind::Word(word) => !table::is_keyword(word) && closest(word, RANGE).is_none(),
        TokenKind::Text(_) | TokenKind::List(_) => false,
        _ => true,
    }
}

/// That `to` is missing; where another word stands before a number, that is meant.
fn no_end(cursor: &Cursor<'_>, target: Target) -> ModelError {
    let expected = "`to` and the last value";
    match cursor.rest() {
        [
            Token {
                kind: TokenKind::Word(word),
                ..
            },
            value @ ..,
        ] if !table::is_keyword(word)
            && value.first().is_some_and(|first| begins_range(&first.kind)) =>
        {
            let help = format!("write `to {}`", spell(value));
            expected_here(cursor, expected, Some(help))
        }
        _ => expected_values(cursor, expected, target),
    }
}

/// A slip in the unit of a number or in the word after it, where one explains what stands here.
fn slip(cursor: &Cursor<'_>, bindings: &Bindings) -> Option<ModelError> {
    let error = unknown_unit(cursor, Some(bindings), "")?;
    match &error {
        ModelError::Unknown {
            suggestion: Some(meant),
            ..
        } => (find_unit(meant).is_some() || RANGE.contains(&meant.as_str())).then_some(error),
        ModelError::Unknown { .. } => None,
        _ => Some(error),
    }
}

/// That a range is not divided; a number that stands here all the same is meant as its step.
fn no_division(cursor: &Cursor<'_>, target: Target, to: &Typed) -> ModelError {
    let rest = cursor.rest();
    let number = rest
        .iter()
        .rposition(|token| matches!(token.kind, TokenKind::Number(_)));
    let help = match number {
        Some(index) if !has_word(rest, "solve") => {
            format!("write `step {}`", spell(&rest[index..]))
        }
        _ => {
            let step = match target {
                Target::Setting(row) if matches!(row.kind, Kind::Count { .. }) => 1.0,
                _ => 0.5,
            };
            let dimension = to.dimension;
            let value = step;
            format!(
                "for example `step {}` or `points 10`",
                Quantity { value, dimension }
            )
        }
    };
    expected_here(cursor, "`step` or `points`", Some(help))
}

/// A range as read: its ends, and how it is divided.
struct RangeDraft {
    from: Typed,
    to: Typed,
    division: Division,
}

enum Division {
    Step(Typed),
    Points { count: usize, log: bool },
}

fn read_range(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    admit: Admit,
    target: Target,
) -> Result<RangeDraft, ModelError> {
    if cursor.take_word("from").is_none() {
        return Err(expected_values(
            cursor,
            "`from A to B step S` or `over [A, B, ...]`",
            target,
        ));
    }
    let from = expression::read(cursor, bindings, admit)?;
    if cursor.take_word("to").is_none() {
        return Err(slip(cursor, bindings).unwrap_or_else(|| no_end(cursor, target)));
    }
    let to = expression::read(cursor, bindings, admit)?;
    let log = cursor.take_word("log").is_some();
    if cursor.take_word("points").is_some() {
        let typed = read_number(cursor, bindings, Admit::Constants)?;
        let value = typed.formula.constant().unwrap_or(f64::NAN);
        if value.fract() != 0.0
            || !(1.0..=MAX_POINTS as f64).contains(&value)
            || typed.dimension != Dimension::PLAIN
        {
            return Err(ModelError::Range {
                name: "points".into(),
                span: typed.span,
                value: number(value),
                allowed: format!("a whole number from 1 to {MAX_POINTS}"),
            });
        }
        return Ok(RangeDraft {
            from,
            to,
            division: Division::Points {
                count: value as usize,
                log,
            },
        });
    }
    if log {
        return Err(expected_values(cursor, "`points` and how many", target));
    }
    if cursor.take_word("step").is_none() {
        return Err(slip(cursor, bindings).unwrap_or_else(|| no_division(cursor, target, &to)));
    }
    let step = read_number(cursor, bindings, admit)?;
    Ok(RangeDraft {
        from,
        to,
        division: Division::Step(step),
    })
}

impl RangeDraft {
    fn span(&self) -> Span {
        self.from.span.to(self.to.span)
    }

    fn grid(&self) -> Grid {
        let (from, to) = (self.from.formula.clone(), self.to.formula.clone());
        match &self.division {
            Division::Step(step) => Grid::Step {
                from,
                to,
                step: step.formula.clone(),
            },
            Division::Points { count, log } => Grid::Points {
                from,
                to,
                count: *count,
                log: *log,
            },
        }
    }

    /// The fault of a grid, shown where it comes from.
    fn fault(&self, error: GridError) -> ModelError {
        let step = match &self.division {
            Division::Step(step) => Some(step.span),
            Division::Points { .. } => None,
        };
        let ends = (self.span(), "from here to there".to_owned());
        let (code, labels, help) = match error {
            GridError::ZeroStep => (
                "step",
                step.map(|s| (s, "zero".to_owned())).into_iter().collect(),
                None,
            ),
            GridError::WrongSign => {
                let labels = step
                    .map(|s| (s, "this step".to_owned()))
                    .into_iter()
                    .chain([ends])
                    .collect();
                (
                    "step",
                    labels,
                    Some("change the sign of the step, or exchange the ends".to_owned()),
                )
            }
            GridError::TooMany => {
                let labels = step
                    .map(|s| (s, "this step".to_owned()))
                    .into_iter()
                    .chain([ends])
                    .collect();
                ("limit", labels, Some("take a larger step".to_owned()))
            }
            GridError::LogSign => ("log", vec![ends], None),
            GridError::NotFinite | GridError::Unknown => ("range", vec![ends], None),
        };
        ModelError::Sweep {
            code,
            message: error.to_string(),
            labels,
            help,
        }
    }
}

impl SweepDraft {
    fn budget(
        &mut self,
        constraint: Constraint,
        listed: bool,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
    ) -> Result<(), ModelError> {
        if listed {
            let mut items: Vec<Formula> = Vec::new();
            let mut spans = Vec::new();
            for mut element in elements(cursor, "a list of values")? {
                let typed = read_number(&mut element, bindings, Admit::Results)?;
                finish(&element, "list")?;
                check_budget(constraint, &typed)?;
                if let Some(first) = items.iter().position(|item| *item == typed.formula) {
                    return Err(self.duplicate(typed.span, spans[first]));
                }
                spans.push(typed.span);
                items.push(typed.formula);
            }
            self.grid = Some(Grid::List(items));
            return Ok(());
        }
        let range = read_range(cursor, bindings, Admit::Results, self.target)?;
        check_budget(constraint, &range.from)?;
        check_budget(constraint, &range.to)?;
        if let Division::Step(step) = &range.division {
            if step.dimension != Dimension::PLAIN {
                check_budget(constraint, step)?;
            }
            check_kind(constraint, step)?;
            if step.formula.constant() == Some(0.0) {
                return Err(range.fault(GridError::ZeroStep));
            }
        }
        let grid = range.grid();
        if leads_away_from_s_min(&grid) {
            return Err(range.fault(GridError::WrongSign));
        }
        match grid.values(&|_| None) {
            // What waits for a result is checked when that is known.
            Ok(_) | Err(GridError::Unknown) => self.grid = Some(grid),
            Err(error) => return Err(range.fault(error)),
        }
        Ok(())
    }

    fn list_of_schemes(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        for mut element in elements(cursor, "a list of schemes: `[proposed]`")? {
            let (choice, span) = read_option(&mut element, table::schemes(), "scheme")?;
            finish(&element, "list")?;
            let scheme = Scheme::read(choice.word).ok_or(ModelError::NotFinite { span })?;
            let key = AxisValue::Word(choice.word.to_owned());
            self.steps.push(Step {
                key,
                settings: Vec::new(),
                span,
            });
            self.schemes.push(scheme);
        }
        Ok(())
    }

    fn list_of_settings(
        &mut self,
        row: &'static Signature,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
    ) -> Result<(), ModelError> {
        let example = match row.kind {
            Kind::Choice(choices) => {
                let words: Vec<&str> = choices
                    .iter()
                    .filter(|c| c.available)
                    .map(|c| c.word)
                    .take(2)
                    .collect();
                format!("a list: `[{}]`", words.join(", "))
            }
            _ => "a list of values".into(),
        };
        let mut dimension: Option<Dimension> = None;
        for mut element in elements(cursor, &example)? {
            let span = element.rest_span();
            let step = match row.kind {
                Kind::Count { .. } | Kind::Number { .. } => {
                    let typed = read_number(&mut element, bindings, Admit::Constants)?;
                    let value = check_number(row, &typed)?;
                    match dimension {
                        Some(first) if first != typed.dimension => {
                            return Err(ModelError::UnitMismatch {
                                name: row.path.into(),
                                span,
                                found: typed.dimension,
                                expected: format!("{first}, like the first value"),
                                help: None,
                            });
                        }
                        _ => dimension = Some(typed.dimension),
                    }
                    let key = AxisValue::Number(typed.formula.constant().unwrap_or(f64::NAN));
                    Step {
                        key,
                        settings: vec![(
                            row.path,
                            Assigned {
                                value,
                                origin: Some(typed.span),
                            },
                        )],
                        span,
                    }
                }
                _ => {
                    let settings = read_setting(&mut element, row, bindings, None)?;
                    Step {
                        key: AxisValue::Word(words_of(&settings)),
                        settings,
                        span,
                    }
                }
            };
            finish(&element, "list")?;
            self.steps.push(step);
        }
        self.unit = dimension.map(Dimension::unit).unwrap_or_default();
        Ok(())
    }

    fn range_of_settings(
        &mut self,
        row: &'static Signature,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
    ) -> Result<(), ModelError> {
        if !matches!(row.kind, Kind::Count { .. } | Kind::Number { .. }) {
            return Err(expected_values(
                cursor,
                "`over [...]`, for its values are words",
                self.target,
            ));
        }
        let range = read_range(cursor, bindings, Admit::Constants, self.target)?;
        // The ends are checked as values of the setting, so that units and limits are told of at each.
        check_number(row, &range.from)?;
        check_number(row, &range.to)?;
        let dimension = range.from.dimension;
        let step = match &range.division {
            Division::Step(step) => Some(step),
            Division::Points { .. } => None,
        };
        for other in [Some(&range.to), step].into_iter().flatten() {
            if other.dimension != dimension {
                let unit = dimension.unit();
                return Err(ModelError::UnitMismatch {
                    name: row.path.into(),
                    span: other.span,
                    found: other.dimension,
                    expected: format!("{dimension}, like the first value"),
                    help: (other.bare && !unit.is_empty()).then(|| {
                        let value = other.formula.constant().unwrap_or(f64::NAN);
                        format!("write `{} {unit}`", number(value))
                    }),
                });
            }
        }
        self.unit = dimension.unit();
        let span = step.map_or(range.span(), |step| range.span().to(step.span));
        let values = range
            .grid()
            .values(&|_| None)
            .map_err(|error| range.fault(error))?;
        for value in values {
            let checked = check_quantity(row, Quantity { value, dimension }, span, false)?;
            // Counts are shown whole, whatever rounding made of them.
            let shown = match checked {
                Value::Count(count) => count as f64,
                _ => value,
            };
            let settings = vec![(
                row.path,
                Assigned {
                    value: checked,
                    origin: Some(span),
                },
            )];
            self.steps.push(Step {
                key: AxisValue::Number(shown),
                settings,
                span,
            });
        }
        Ok(())
    }

    /// The numbers that it steps through; none where they are words, or known only after solving.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        if let Target::Budget(_) = self.target {
            return self.grid.as_ref()?.constants();
        }
        let number = |step: &Step| match step.key {
            AxisValue::Number(value) => Some(value),
            AxisValue::Word(_) => None,
        };
        self.steps.iter().map(number).collect()
    }

    /// The same value twice would give the same rows twice.
    fn check_distinct(&self) -> Result<(), ModelError> {
        // Ranges have distinct values by construction; lists are short.
        for (index, step) in self.steps.iter().enumerate() {
            if self
                .steps
                .first()
                .is_some_and(|first| index > 0 && first.span == step.span)
            {
                return Ok(());
            }
            if let Some(first) = self.steps[..index]
                .iter()
                .find(|other| other.key == step.key)
            {
                return Err(self.duplicate(step.span, first.span));
            }
        }
        Ok(())
    }

    fn duplicate(&self, again: Span, first: Span) -> ModelError {
        ModelError::Sweep {
            code: "duplicate",
            message: format!("`{}` is swept over the same value twice", self.name),
            labels: vec![(again, "again".into()), (first, "first".into())],
            help: None,
        }
    }
}

/// No delta below S_min is feasible, so a range that begins there ascends and
/// one that ends there descends. It would be empty in every realization else,
/// which only a run would show.
fn leads_away_from_s_min(grid: &Grid) -> bool {
    let Grid::Step { from, to, step } = grid else {
        return false;
    };
    let s_min = Formula::Symbol(Symbol::Result(ResultName::SMin));
    match step.constant() {
        Some(step) => (*from == s_min && step < 0.0) || (*to == s_min && step > 0.0),
        None => false,
    }
}

/// The word of a choice with its parameters, as the table shows it.
fn words_of(bundle: &Bundle) -> String {
    bundle
        .iter()
        .map(|(_, assigned)| assigned.value.to_string())
        .collect::<Vec<_>>()
        .join(" ")
}
