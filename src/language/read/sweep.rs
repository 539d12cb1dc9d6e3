//! Reads sweeps: what is stepped, and through which values.

use std::collections::BTreeSet;

use super::bindings::Bindings;
use super::budget::{check_budget, check_kind};
use super::end::finish;
use super::expression::{Admit, Typed};
use super::find::{EXAMPLE, answered};
use super::list::elements;
use super::number::{check_number, check_quantity, read_number};
use super::quota::{MAX_VALUES, Quota};
use super::range::{Division, Undivided, expected_values, read_range};
use super::scheme::read_scheme;
use super::setting::read_setting;
use super::target::read_target;
use crate::engine::scheme::ChosenScheme;
use crate::language::diagnostic::error::expected::{Elements, Found, Hint, Row, Wanted};
use crate::language::diagnostic::error::sweep::SweepError;
use crate::language::diagnostic::error::{Measured, ModelError};
use crate::language::scenario::axis::AxisValue;
use crate::language::scenario::formula::{Formula, Symbol, nearly_equal};
use crate::language::scenario::grid::{Grid, GridError};
use crate::language::scenario::settings::{Assigned, Bundle, Value};
use crate::language::scenario::sweep::{Step, Steps, Sweep, Target};
use crate::language::syntax::{Cursor, Span, Statement};
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::signature::{Kind, Signature};
use crate::language::vocabulary::units::{Dimension, Quantity, number, one_unit};

/// A sweep as read.
pub(crate) struct SweepDraft {
    /// The name as written, dots as underscores.
    pub name: String,
    /// The name's place.
    pub name_span: Span,
    /// The whole statement.
    pub span: Span,
    /// What it steps.
    pub target: Target,
    /// The name as written.
    pub let_name: String,
    /// What its values measure, where they are numbers.
    pub dimension: Dimension,
    /// Unit of its values.
    pub unit: String,
    /// The unit that they are written in, where that is one.
    pub written: Option<&'static str>,
    /// Values of a setting.
    pub steps: Vec<Step>,
    /// Values of the budget.
    pub grid: Option<Grid>,
    /// Schemes.
    pub schemes: Vec<ChosenScheme>,
}

impl SweepDraft {
    /// The sweep of the resolved experiment.
    pub(crate) fn resolved(&self) -> Sweep {
        Sweep {
            name: self.name.clone(),
            span: self.span,
            target: self.target,
            unit: self.unit.clone(),
            written: self.written,
            steps: match self.target {
                Target::Setting(_) | Target::Name => Steps::Settings(self.steps.clone()),
                Target::Budget(_) => Steps::Budget,
                Target::Scheme => Steps::Schemes,
            },
        }
    }
}

/// Reads `sweep NAME ...` or `compare NAME [...]`, up to the clauses that may follow.
///
/// # Errors
/// What is wrong with it; of several faults in a list the last, the others are added to `errors`.
pub(crate) fn read_sweep(
    statement: &Statement,
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    quota: &Quota,
    errors: &mut Vec<ModelError>,
) -> Result<SweepDraft, ModelError> {
    let name_span = cursor.here();
    let let_name = cursor.peek_word().unwrap_or_default().to_owned();
    let name = let_name.replace('.', "_");
    let target = read_target(cursor, bindings)?;
    let mut draft = SweepDraft {
        name,
        let_name,
        dimension: Dimension::PLAIN,
        name_span,
        span: statement.span,
        target,
        unit: String::new(),
        written: None,
        steps: Vec::new(),
        grid: None,
        schemes: Vec::new(),
    };
    let searched = statement.word.text == "find";
    if searched {
        let numeric = match target {
            Target::Setting(row) => matches!(row.kind, Kind::Count { .. } | Kind::Number { .. }),
            Target::Name => true,
            Target::Budget(_) | Target::Scheme => false,
        };
        if !numeric || cursor.peek_word() != Some("from") {
            let span = if numeric { cursor.here() } else { name_span };
            return Err(ModelError::Expected {
                span,
                found: if numeric {
                    Found::next(cursor)
                } else {
                    Found::token(cursor.previous())
                },
                expected: if numeric {
                    Wanted::Ends
                } else {
                    Wanted::Setting
                },
                hint: Some(match target {
                    Target::Budget(budget) => answered(budget, cursor),
                    _ => Hint::Example(EXAMPLE),
                }),
            });
        }
    }
    let listed =
        statement.word.text == "compare" || !searched && cursor.take_word("over").is_some();
    let undivided = searched.then(|| whether_whole(target));
    match (target, listed) {
        (Target::Setting(row), true) => draft.list_of_settings(row, cursor, bindings, errors)?,
        (Target::Setting(row), false) => {
            draft.range_of_settings(row, cursor, bindings, quota, undivided)?
        }
        (Target::Budget(constraint), listed) => {
            draft.budget(constraint, listed, cursor, bindings)?;
        }
        (Target::Name, listed) => {
            draft.numbers_of_let(listed, cursor, bindings, quota, undivided)?
        }
        (Target::Scheme, true) => draft.list_of_schemes(cursor, bindings, errors)?,
        (Target::Scheme, false) => {
            return Err(expected_values(cursor, Wanted::OverWords(None), target));
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
            for mut element in elements(cursor, Elements::Values)? {
                let typed = read_number(&mut element, bindings, Admit::Results)?;
                finish(&element, "list")?;
                check_budget(constraint, &typed)?;
                if let Some(first) = items.iter().position(|item| *item == typed.formula) {
                    return Err(self.duplicate(typed.span, spans[first]));
                }
                spans.push(typed.span);
                items.push(typed.formula);
            }
            let numbers = items.iter().zip(&spans);
            let known = numbers.filter_map(|(item, span)| Some((item.constant()?, *span)));
            self.check_numbers(known.collect())?;
            self.grid = Some(Grid::List(items));
            return Ok(());
        }
        let range = read_range(cursor, bindings, Admit::Results, self.target, None)?;
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

    fn list_of_schemes(
        &mut self,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
        errors: &mut Vec<ModelError>,
    ) -> Result<(), ModelError> {
        let mut fault = None;
        for mut element in elements(cursor, Elements::Schemes)? {
            let read = read_scheme(&mut element, bindings);
            let read = read.and_then(|read| finish(&element, "list").map(|()| read));
            let (scheme, span) = match read {
                Ok(read) => read,
                Err(error) => {
                    errors.extend(fault.replace(error));
                    continue;
                }
            };
            let key = AxisValue::Word(scheme.name().to_owned());
            self.steps.push(Step {
                key,
                settings: Vec::new(),
                span,
            });
            self.schemes.push(scheme);
        }
        fault.map_or(Ok(()), Err)
    }

    fn list_of_settings(
        &mut self,
        row: &'static Signature,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
        errors: &mut Vec<ModelError>,
    ) -> Result<(), ModelError> {
        let wanted = match row.kind {
            Kind::Choice(choices) => {
                let available = choices.iter().filter(|choice| choice.is_available());
                Elements::Words(available.map(|choice| choice.word).take(2).collect())
            }
            _ => Elements::Values,
        };
        let mut dimension: Option<Dimension> = None;
        let mut written = Vec::new();
        let mut fault = None;
        for mut element in elements(cursor, wanted)? {
            let read = step_of(row, &mut element, bindings, &mut dimension);
            let read = read.and_then(|read| finish(&element, "list").map(|()| read));
            match read {
                Ok((step, unit)) => {
                    written.extend(unit);
                    self.steps.push(step);
                }
                Err(error) => errors.extend(fault.replace(error)),
            }
        }
        self.unit = dimension.map(Dimension::unit).unwrap_or_default();
        self.written = one_unit(written).filter(|_| matches!(row.kind, Kind::Number { .. }));
        fault.map_or(Ok(()), Err)
    }

    fn range_of_settings(
        &mut self,
        row: &'static Signature,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
        quota: &Quota,
        undivided: Option<Undivided>,
    ) -> Result<(), ModelError> {
        if !matches!(row.kind, Kind::Count { .. } | Kind::Number { .. }) {
            let wanted = Wanted::OverWords(Some(Row(row)));
            return Err(expected_values(cursor, wanted, self.target));
        }
        let range = read_range(cursor, bindings, Admit::Constants, self.target, undivided)?;
        // The ends are checked as values of the setting, so that units and limits are reported at each.
        check_number(row, &range.from)?;
        check_number(row, &range.to)?;
        let dimension = range.from.dimension;
        let step = match &range.division {
            Division::Step(step) => Some(step),
            Division::Points { .. } => None,
        };
        // Levels in dBm are a difference in dB apart.
        let step_of = dimension.minus(dimension).unwrap_or(dimension);
        alike(row.path, &range.to, dimension, dimension)?;
        if let Some(step) = step {
            alike(row.path, step, step_of, dimension)?;
        }
        self.unit = dimension.unit();
        self.dimension = dimension;
        self.written = one_unit([range.from.written, range.to.written])
            .filter(|_| matches!(row.kind, Kind::Number { .. }));
        let span = step.map_or(range.span(), |step| range.span().to(step.span));
        let grid = range.grid();
        if grid.most().is_some_and(|count| !quota.values(count)) {
            return Err(range.too_many(MAX_VALUES, true));
        }
        let values = grid.values(&|_| None).map_err(|error| range.fault(error))?;
        for value in values {
            let checked = check_quantity(
                row,
                Quantity { value, dimension },
                span,
                (false, self.written),
            )?;
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
                    written: self.written,
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

    /// Values of a `let`, which measure what it does.
    fn numbers_of_let(
        &mut self,
        listed: bool,
        cursor: &mut Cursor<'_>,
        bindings: &Bindings,
        quota: &Quota,
        undivided: Option<Undivided>,
    ) -> Result<(), ModelError> {
        let Some(own) = bindings
            .get(&self.let_name)
            .map(|binding| binding.dimension)
        else {
            return Err(ModelError::Follows {
                span: self.name_span,
            });
        };
        let like_own = |typed: &Typed| match typed.dimension == own {
            true => Ok(()),
            false => Err(ModelError::UnitMismatch {
                name: self.let_name.clone(),
                span: typed.span,
                found: typed.dimension,
                expected: Measured::Own(own),
                missing: as_measured(typed, own),
            }),
        };
        let mut values = Vec::new();
        let mut written = Vec::new();
        if listed {
            for mut element in elements(cursor, Elements::Values)? {
                let typed = read_number(&mut element, bindings, Admit::Constants)?;
                finish(&element, "list")?;
                like_own(&typed)?;
                written.push(typed.written);
                values.push((typed.value()?.value(), typed.span));
            }
        } else {
            let range = read_range(cursor, bindings, Admit::Constants, self.target, undivided)?;
            like_own(&range.from)?;
            like_own(&range.to)?;
            written.extend([range.from.written, range.to.written]);
            let mut span = range.span();
            if let Division::Step(step) = &range.division {
                alike(&self.let_name, step, own.minus(own).unwrap_or(own), own)?;
                span = span.to(step.span);
            }
            let grid = range.grid();
            if grid.most().is_some_and(|count| !quota.values(count)) {
                return Err(range.too_many(MAX_VALUES, true));
            }
            let found = grid.values(&|_| None).map_err(|error| range.fault(error))?;
            values.extend(found.into_iter().map(|value| (value, span)));
        }
        self.unit = own.unit();
        self.dimension = own;
        self.written = one_unit(written);
        self.steps = values
            .into_iter()
            .map(|(value, span)| Step {
                key: AxisValue::Number(value),
                settings: Vec::new(),
                span,
            })
            .collect();
        Ok(())
    }

    /// The numbers that it steps through; none where they are words, or known only after solving.
    pub(crate) fn numbers(&self) -> Option<Vec<f64>> {
        if let Target::Budget(_) = self.target {
            return self.grid.as_ref()?.constants();
        }
        let number = |step: &Step| match step.key {
            AxisValue::Number(value) => Some(value),
            AxisValue::Word(_) => None,
        };
        self.steps.iter().map(number).collect()
    }

    /// The same value twice would give the same rows twice, and `at` would select both.
    fn check_distinct(&self) -> Result<(), ModelError> {
        // Ranges have distinct values by construction.
        if let [first, second, ..] = self.steps.as_slice()
            && first.span == second.span
        {
            return Ok(());
        }
        let mut known = BTreeSet::new();
        for step in &self.steps {
            if let AxisValue::Word(word) = &step.key
                && !known.insert(word)
            {
                let same = |other: &&Step| other.key == step.key;
                let first = self
                    .steps
                    .iter()
                    .find(same)
                    .map_or(step.span, |first| first.span);
                return Err(self.duplicate(step.span, first));
            }
        }
        let number = |step: &Step| match step.key {
            AxisValue::Number(value) => Some((value, step.span)),
            AxisValue::Word(_) => None,
        };
        self.check_numbers(self.steps.iter().filter_map(number).collect())
    }

    /// Numbers are the same where selections cannot distinguish them.
    fn check_numbers(&self, mut values: Vec<(f64, Span)>) -> Result<(), ModelError> {
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let same = values
            .windows(2)
            .find(|pair| nearly_equal(pair[0].0, pair[1].0));
        let Some(&[(_, one), (_, other)]) = same.and_then(|pair| pair.first_chunk()) else {
            return Ok(());
        };
        let (first, again) = if one.start < other.start {
            (one, other)
        } else {
            (other, one)
        };
        Err(self.duplicate(again, first))
    }

    fn duplicate(&self, again: Span, first: Span) -> ModelError {
        let name = self.name.clone();
        SweepError::Duplicate { name, again, first }.into()
    }
}

/// An element of a list of values, and the unit in which a number is written. Numbers measure what the first one does.
fn step_of(
    row: &'static Signature,
    element: &mut Cursor<'_>,
    bindings: &Bindings,
    dimension: &mut Option<Dimension>,
) -> Result<(Step, Option<Option<&'static str>>), ModelError> {
    let span = element.rest_span();
    if !matches!(row.kind, Kind::Count { .. } | Kind::Number { .. }) {
        let settings = read_setting(element, row, bindings, None)?;
        let key = AxisValue::Word(words_of(&settings));
        let step = Step {
            key,
            settings,
            span,
        };
        return Ok((step, None));
    }
    let typed = read_number(element, bindings, Admit::Constants)?;
    let value = check_number(row, &typed)?;
    let first = *dimension.get_or_insert(typed.dimension);
    if first != typed.dimension {
        return Err(ModelError::UnitMismatch {
            name: row.path.into(),
            span,
            found: typed.dimension,
            expected: Measured::LikeFirst(first),
            missing: as_measured(&typed, first),
        });
    }
    let assigned = Assigned {
        value,
        origin: Some(typed.span),
        written: typed.written,
    };
    let step = Step {
        key: AxisValue::Number(typed.formula.constant().unwrap_or(f64::NAN)),
        settings: vec![(row.path, assigned)],
        span,
    };
    Ok((step, Some(typed.written)))
}

/// How the range of a search is divided where nothing is said.
fn whether_whole(target: Target) -> Undivided {
    match target {
        Target::Setting(row) if matches!(row.kind, Kind::Count { .. }) => Undivided::ByOne,
        // A let has fewer values, since the scenario is read for each.
        Target::Name => Undivided::Points(513),
        _ => Undivided::Points(1025),
    }
}

/// The end of a range measures what its first value does, and so does its step, but that between levels.
fn alike(
    name: &str,
    typed: &Typed,
    allowed: Dimension,
    first: Dimension,
) -> Result<(), ModelError> {
    if typed.dimension == allowed {
        return Ok(());
    }
    let (name, expected) = match allowed == first {
        true => (name, Measured::LikeFirst(first)),
        false => ("step", Measured::In(allowed.unit())),
    };
    Err(ModelError::UnitMismatch {
        name: name.into(),
        span: typed.span,
        found: typed.dimension,
        expected,
        missing: as_measured(typed, allowed),
    })
}

/// What a value would be beside values of this dimension, where that can be said: a bare number with the unit that it lacks, a
/// power that is written in another way, a step between levels.
fn as_measured(typed: &Typed, dimension: Dimension) -> Option<(String, String)> {
    let value = typed.formula.constant()?;
    let found = match (typed.dimension, dimension) {
        (Dimension::DBM, Dimension::WATT) => 10f64.powf((value - 30.0) / 10.0),
        (Dimension::WATT, Dimension::DBM) if value > 0.0 => 30.0 + 10.0 * value.log10(),
        (Dimension::DBM, Dimension::DECIBEL) => value,
        _ => return missing_unit(typed, dimension),
    };
    let rounded = format!("{found:.9e}").parse().unwrap_or(found);
    Some((number(rounded), dimension.unit()))
}

/// A bare number and the unit that it lacks beside values of this dimension.
fn missing_unit(typed: &Typed, dimension: Dimension) -> Option<(String, String)> {
    let unit = dimension.unit();
    let value = typed.formula.constant()?;
    (typed.bare && !unit.is_empty()).then(|| (number(value), unit))
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
