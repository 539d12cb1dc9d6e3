//! Reads sweeps: what is stepped, and through which values.

use super::bindings::Bindings;
use super::budget::{check_budget, check_kind};
use super::end::finish;
use super::expression::Admit;
use super::list::elements;
use super::number::{check_number, check_quantity, read_number};
use super::range::{Division, expected_values, read_range};
use super::setting::{read_option, read_setting};
use super::target::read_target;
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::axis::AxisValue;
use crate::language::scenario::formula::{Formula, Symbol};
use crate::language::scenario::grid::{Grid, GridError};
use crate::language::scenario::settings::{Assigned, Bundle, Value};
use crate::language::scenario::sweep::{Step, Steps, Sweep, Target};
use crate::language::syntax::{Cursor, Span, Statement};
use crate::language::vocabulary::choices::{Constraint, ResultName, Scheme};
use crate::language::vocabulary::signature::{Kind, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Dimension, Quantity, number};

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
