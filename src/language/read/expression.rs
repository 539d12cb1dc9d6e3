//! Names in force at a place, and the check of expressions against them.

use super::bindings::Bindings;
use super::named::{numeric_setting, settings_named};
use super::unknown::{metric_missing, unknown};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::Hint;
use crate::language::diagnostic::error::{Argument, Fix, Instead, ModelError};
use crate::language::scenario::exact::Real;
use crate::language::scenario::formula::{Formula, Function, Symbol};
use crate::language::syntax::{
    Cursor, Expr, ExprKind, Name, Operator, Span, TokenKind, Vocabulary, parse_expression,
};
use crate::language::vocabulary::choices::{Constraint, ResultName};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::suggest::closest;
use crate::language::vocabulary::table::metrics::Metric;
use crate::language::vocabulary::units::{Dimension, Measure, Ratio};
use crate::language::vocabulary::{table, units};

/// What may be named besides `let`s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admit {
    /// Nothing: the value of a setting.
    Constants,
    /// Settings of the case: `with`.
    Settings,
    /// Settings, result names and the budget: `where`.
    Everything,
    /// Settings and result names: bounds of the budget.
    Results,
    /// The distance `d`, in km.
    Distance,
    /// Aggregates of results: `expect`.
    Aggregates,
}

/// A checked expression with what it measures.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Typed {
    /// The checked expression.
    pub formula: Formula,
    /// What it measures.
    pub dimension: Dimension,
    /// The place in the source.
    pub span: Span,
    /// Whether it is a bare number, to which a unit could be added.
    pub bare: bool,
    /// The unit that what it measures is written in, where that is one.
    pub written: Option<&'static str>,
}

impl Typed {
    /// Its value, where nothing in it is known only later.
    ///
    /// # Errors
    /// When something is.
    pub(crate) fn value(&self) -> Result<Real, ModelError> {
        let value = self.formula.exact_constant();
        value.ok_or(ModelError::NotFinite { span: self.span })
    }
}

/// What expressions know of the vocabulary, without aggregates.
pub(crate) fn vocabulary() -> Vocabulary<'static> {
    Vocabulary {
        is_unit: &units::is_unit,
        is_keyword: &table::is_keyword,
        is_aggregate: &|_| false,
    }
}

/// What the expressions of expectations know of the vocabulary.
pub(crate) fn expectation_vocabulary() -> Vocabulary<'static> {
    Vocabulary {
        is_aggregate: &table::is_aggregate,
        ..vocabulary()
    }
}

/// Reads an expression and checks it.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read(
    cursor: &mut Cursor<'_>,
    bindings: &Bindings,
    admit: Admit,
) -> Result<Typed, ModelError> {
    let expression = parse_expression(cursor, vocabulary())?;
    check(&expression, bindings, admit)
}

/// Checks the names and units of an expression.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn check(
    expression: &Expr,
    bindings: &Bindings,
    admit: Admit,
) -> Result<Typed, ModelError> {
    let (formula, dimension) = Checker {
        bindings,
        admit,
        aggregate: None,
    }
    .check(expression)?;
    let formula = formula.bind(&|_| None);
    if let Formula::Number(value) = formula
        && !value.value().is_finite()
    {
        return Err(ModelError::NotFinite {
            span: expression.span,
        });
    }
    let bare = is_bare(expression);
    Ok(Typed {
        formula,
        dimension,
        span: expression.span,
        bare,
        written: written_unit(expression, bindings, dimension),
    })
}

/// The unit in which an expression writes all quantities that measure what the whole does.
fn written_unit(
    expression: &Expr,
    bindings: &Bindings,
    dimension: Dimension,
) -> Option<&'static str> {
    let mut found = Vec::new();
    written_units(expression, bindings, dimension, &mut found);
    units::one_unit(found)
}

fn written_units(
    expression: &Expr,
    bindings: &Bindings,
    dimension: Dimension,
    found: &mut Vec<Option<&'static str>>,
) {
    let mut inner = |inner: &Expr| written_units(inner, bindings, dimension, found);
    match &expression.kind {
        ExprKind::Number { unit, .. } => {
            let unit = unit.as_ref().and_then(|unit| units::find_unit(&unit.text));
            let measured = unit.map_or(Dimension::PLAIN, |unit| unit.dimension);
            if measured == dimension {
                found.push(unit.map(|unit| unit.name));
            }
        }
        ExprKind::Name(name) => {
            let binding = bindings.get(name);
            let alike = binding.filter(|binding| binding.dimension == dimension);
            found.extend(alike.map(|binding| binding.written));
        }
        ExprKind::Negate(of) | ExprKind::Not(of) => inner(of),
        ExprKind::Chain { operands, .. } => operands.iter().for_each(inner),
        ExprKind::Binary { left, right, .. } => {
            inner(left);
            inner(right);
        }
        ExprKind::Call { arguments, .. } => arguments.iter().for_each(inner),
        ExprKind::Aggregate { .. } => {}
    }
}

/// The unit that one of two operands lacks, where it is a bare number and the other has a simple unit.
fn lacking(left: (&Expr, Dimension), right: (&Expr, Dimension)) -> Option<Fix> {
    with_unit(left.0, right.1).or_else(|| with_unit(right.0, left.1))
}

/// A bare number with the usual unit of a dimension.
fn with_unit(expression: &Expr, dimension: Dimension) -> Option<Fix> {
    let unit = match dimension {
        Dimension::LENGTH => Measure::Length.likely_unit(bare_value(expression)?, None),
        Dimension::ANGLE => "deg",
        Dimension::FREQUENCY => Measure::Frequency.likely_unit(bare_value(expression)?, None),
        Dimension::DECIBEL => "dB",
        Dimension::LINEAR => "linear",
        Dimension::DBM => "dBm",
        Dimension::WATT => "W",
        Dimension::TEMPERATURE => "K",
        _ => return None,
    };
    let text = format!("{} {unit}", units::number(bare_value(expression)?));
    Some(Fix::replace(expression.span, text))
}

/// The value of `125` or `-125`.
fn bare_value(expression: &Expr) -> Option<f64> {
    match &expression.kind {
        ExprKind::Number { value, unit: None } => Some(*value),
        ExprKind::Negate(inner) => bare_value(inner).map(|value| -value),
        _ => None,
    }
}

/// `125` or `-125`.
fn is_bare(expression: &Expr) -> bool {
    bare_value(expression).is_some()
}

/// Checks expressions, and hands the aggregates in them to a caller that knows the table.
pub(crate) struct Checker<'a> {
    /// Names given by `let`.
    pub bindings: &'a Bindings,
    /// What may be named besides.
    pub admit: Admit,
    /// Turns an aggregate into a symbol.
    pub aggregate: Option<&'a dyn Fn(&Expr) -> Checked>,
}

/// A checked expression and what it measures.
pub(crate) type Checked = Result<(Formula, Dimension), ModelError>;

impl Checker<'_> {
    /// Checks an expression.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn check(&self, expression: &Expr) -> Checked {
        match &expression.kind {
            ExprKind::Number { value, unit } => literal(*value, unit.as_ref(), expression.span),
            ExprKind::Name(name) => self.name(name, expression.span),
            ExprKind::Negate(inner) => {
                let (formula, dimension) = self.quantity(inner, "-")?;
                // `-20 dBm` is a level below a milliwatt.
                if !dimension.has_multiples() && !matches!(inner.kind, ExprKind::Number { .. }) {
                    return Err(ModelError::UnitArgument {
                        function: "-".into(),
                        span: expression.span,
                        found: dimension,
                        expected: Argument::Multiple,
                        lacks: None,
                    });
                }
                Ok((Formula::Negate(Box::new(formula)), dimension))
            }
            ExprKind::Not(inner) => {
                let formula = self.condition(inner, "not")?;
                Ok((Formula::Not(Box::new(formula)), Dimension::TRUTH))
            }
            ExprKind::Chain {
                operands,
                operators,
            } => self.chain(operands, operators),
            ExprKind::Binary {
                operator,
                left,
                right,
                ..
            } => self.binary(*operator, left, right, expression.span),
            ExprKind::Call {
                function,
                arguments,
            } => self.call(function, arguments, expression.span),
            ExprKind::Aggregate { aggregate, .. } => match self.aggregate {
                Some(handle) => handle(expression),
                None => {
                    let name = aggregate.text.clone();
                    let outside = ClaimFault::ResultOutside { name };
                    Err(outside.at(expression.span).into())
                }
            },
        }
    }

    fn name(&self, name: &str, span: Span) -> Checked {
        let settings = matches!(
            self.admit,
            Admit::Settings | Admit::Everything | Admit::Results
        );
        if let Some(binding) = self.bindings.get(name) {
            let named = if settings {
                settings_named(name)
            } else {
                Vec::new()
            };
            if !named.is_empty() {
                return Err(ModelError::Ambiguous {
                    name: name.into(),
                    span,
                    paths: named.into_iter().map(str::to_owned).collect(),
                    binding: Some(binding.span),
                });
            }
            return Ok((Formula::Number(binding.value), binding.dimension));
        }
        if self.bindings.is_faulty(name) {
            return Err(ModelError::Follows { span });
        }
        if self.admit == Admit::Distance && name == "d" {
            return Ok((Formula::Symbol(Symbol::Distance), Dimension::PLAIN));
        }
        if self.admit == Admit::Aggregates {
            let known =
                ResultName::read(name).is_some() || table::find(Role::Metric, name).is_some();
            if known {
                let many = ClaimFault::ManyValues { name: name.into() };
                return Err(many.at(span).into());
            }
        } else if let Some(result) = ResultName::read(name) {
            return match self.admit {
                Admit::Results | Admit::Everything => {
                    Ok((Formula::Symbol(Symbol::Result(result)), Dimension::PLAIN))
                }
                _ => Err(ModelError::ResultName {
                    name: name.into(),
                    span,
                }),
            };
        }
        let constraint = Constraint::read(name);
        if let (Some(constraint), Admit::Everything) = (constraint, self.admit) {
            return Ok((
                Formula::Symbol(Symbol::Budget(constraint)),
                Dimension::PLAIN,
            ));
        }
        if settings && let Some((path, dimension)) = numeric_setting(name, span)? {
            return Ok((Formula::Symbol(Symbol::Setting(path)), dimension));
        }
        if self.bindings.excuse(name) {
            return Err(ModelError::Follows { span });
        }
        Err(self.unknown(name, span))
    }

    fn unknown(&self, name: &str, span: Span) -> ModelError {
        let mut candidates: Vec<&str> = self
            .bindings
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        if matches!(self.admit, Admit::Results | Admit::Everything) {
            candidates.extend(ResultName::ALL.map(ResultName::text));
        }
        if self.admit == Admit::Aggregates {
            candidates.extend(table::of_role(Role::Aggregate).map(|row| row.path));
        } else if self.admit == Admit::Distance {
            candidates.push("d");
        } else if self.admit != Admit::Constants {
            candidates.extend(table::settings().iter().map(|row| row.path));
        }
        let outside = || {
            ClaimFault::ResultOutside { name: name.into() }
                .at(span)
                .into()
        };
        let instead = if table::is_aggregate(name) {
            return match self.admit {
                Admit::Aggregates => metric_missing(name, span),
                _ => outside(),
            };
        } else if Constraint::read(name).is_some() {
            Some(Instead::Budget(name.into()))
        } else if candidates.contains(&name) {
            // A setting, or it would have had a value.
            Some(Instead::NotNumeric(name.into()))
        } else if self.admit == Admit::Constants
            && numeric_setting(name, span).is_ok_and(|found| found.is_some())
        {
            Some(Instead::Setting(name.into()))
        } else if Metric::read(name).is_some() {
            return outside();
        } else {
            table::topic(name).map(|topic| Instead::Topic(topic.hint))
        };
        ModelError::Unknown {
            what: "name",
            name: name.into(),
            span,
            suggestion: if instead.is_some() {
                None
            } else {
                closest(name, candidates)
            },
            known: Vec::new(),
            instead,
        }
    }

    /// A number, which `operator` needs here.
    fn quantity(&self, expression: &Expr, operator: &'static str) -> Checked {
        let (formula, dimension) = self.check(expression)?;
        match dimension.truth {
            false => Ok((formula, dimension)),
            true => Err(ModelError::Truth {
                span: expression.span,
                found: dimension,
                operator,
            }),
        }
    }

    /// A comparison, which `operator` needs here.
    fn condition(&self, expression: &Expr, operator: &'static str) -> Result<Formula, ModelError> {
        let (formula, found) = self.check(expression)?;
        match found.truth {
            true => Ok(formula),
            false => Err(ModelError::Truth {
                span: expression.span,
                found,
                operator,
            }),
        }
    }

    /// `a < b <= c` is `a < b and b <= c`.
    fn chain(&self, operands: &[Expr], operators: &[Operator]) -> Checked {
        let mut whole: Option<Formula> = None;
        for (pair, operator) in operands.windows(2).zip(operators) {
            let span = pair[0].span.to(pair[1].span);
            let (half, _) = self.binary(*operator, &pair[0], &pair[1], span)?;
            whole = Some(match whole {
                None => half,
                Some(before) => Formula::Binary(Operator::And, Box::new(before), Box::new(half)),
            });
        }
        whole
            .map(|formula| (formula, Dimension::TRUTH))
            .ok_or(ModelError::NotFinite {
                span: operands[0].span,
            })
    }

    /// The two sides of a comparison, which measure the same.
    ///
    /// # Errors
    /// What is wrong with one of them, or that they do not.
    pub(crate) fn sides(
        &self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
    ) -> Result<(Formula, Formula), ModelError> {
        let (x, dx) = self.quantity(left, operator.text())?;
        let (y, dy) = self.quantity(right, operator.text())?;
        if dx != dy {
            return Err(ModelError::UnitArithmetic {
                lacks: lacking((left, dx), (right, dy)),
                operator,
                span: left.span.to(right.span),
                left: (left.span, dx),
                right: (right.span, dy),
            });
        }
        Ok((x, y))
    }

    fn binary(&self, operator: Operator, left: &Expr, right: &Expr, span: Span) -> Checked {
        let text = operator.text();
        if operator.joins() {
            let (x, y) = (self.condition(left, text)?, self.condition(right, text)?);
            let formula = Formula::Binary(operator, Box::new(x), Box::new(y));
            return Ok((formula, Dimension::TRUTH));
        }
        if operator.compares() {
            let (x, y) = self.sides(operator, left, right)?;
            let formula = Formula::Binary(operator, Box::new(x), Box::new(y));
            return Ok((formula, Dimension::TRUTH));
        }
        let (x, dx) = self.quantity(left, text)?;
        let (y, dy) = self.quantity(right, text)?;
        let joined = matches!(operator, Operator::Add | Operator::Subtract);
        let wrong = || ModelError::UnitArithmetic {
            lacks: joined.then(|| lacking((left, dx), (right, dy))).flatten(),
            operator,
            span,
            left: (left.span, dx),
            right: (right.span, dy),
        };
        let dimension = match operator {
            Operator::Multiply => dx.times(dy).ok_or_else(wrong)?,
            Operator::Divide => dx.over(dy).ok_or_else(wrong)?,
            Operator::Power => self.power_dimension(dx, dy, &y).ok_or_else(wrong)?,
            Operator::Subtract => dx.minus(dy).ok_or_else(wrong)?,
            _ => dx.plus(dy).ok_or_else(wrong)?,
        };
        Ok((
            Formula::Binary(operator, Box::new(x), Box::new(y)),
            dimension,
        ))
    }

    /// A quantity with a unit needs a whole constant exponent.
    fn power_dimension(
        &self,
        base: Dimension,
        exponent: Dimension,
        formula: &Formula,
    ) -> Option<Dimension> {
        if exponent != Dimension::PLAIN {
            return None;
        }
        if base == Dimension::PLAIN {
            return Some(base);
        }
        let value = formula.constant()?;
        if value.fract() != 0.0 || value.abs() > 8.0 {
            return None;
        }
        base.power(value as i8)
    }

    fn call(&self, name: &Name, arguments: &[Expr], span: Span) -> Checked {
        if self.aggregate.is_some()
            && Function::read(&name.text).is_none()
            && table::is_aggregate(&name.text)
        {
            let of = match arguments {
                [
                    Expr {
                        kind: ExprKind::Name(of),
                        ..
                    },
                ] => Some(of.clone()),
                _ => None,
            };
            let name = name.text.clone();
            return Err(ClaimFault::AggregateCall { name, of }.at(span).into());
        }
        let Some(function) = Function::read(&name.text) else {
            let known = table::of_role(Role::Function).map(|row| row.path);
            return Err(unknown("function", &name.text, name.span, known.collect()));
        };
        let (least, most) = function.arguments();
        if arguments.len() < least || most.is_some_and(|most| arguments.len() > most) {
            return Err(ModelError::ArgumentCount {
                function: name.text.clone(),
                span,
                found: arguments.len(),
            });
        }
        let checked = arguments
            .iter()
            .map(|a| self.quantity(a, function.text()))
            .collect::<Result<Vec<_>, _>>()?;
        let first = checked[0].1;
        let refuse = |index: usize, expected| {
            Err(ModelError::UnitArgument {
                function: name.text.clone(),
                span: arguments[index].span,
                found: checked[index].1,
                expected,
                lacks: match expected {
                    Argument::LikeFirst => with_unit(&arguments[index], first),
                    Argument::Linear => with_unit(&arguments[index], Dimension::LINEAR),
                    Argument::Decibel => with_unit(&arguments[index], Dimension::DECIBEL),
                    Argument::Angle => with_unit(&arguments[index], Dimension::ANGLE),
                    Argument::Square | Argument::Plain | Argument::Multiple => None,
                },
            })
        };
        let dimension = match function {
            Function::Min | Function::Max => match checked.iter().position(|(_, d)| *d != first) {
                Some(other) => return refuse(other, Argument::LikeFirst),
                None => first,
            },
            Function::Abs if first.has_multiples() => first,
            Function::Abs => return refuse(0, Argument::Multiple),
            Function::Sin | Function::Cos | Function::Tan if first == Dimension::ANGLE => {
                Dimension::PLAIN
            }
            Function::Sin | Function::Cos | Function::Tan => return refuse(0, Argument::Angle),
            Function::Asin | Function::Acos | Function::Atan if first == Dimension::PLAIN => {
                Dimension::ANGLE
            }
            Function::Atan2 => match checked.iter().position(|(_, d)| *d != first) {
                Some(other) => return refuse(other, Argument::LikeFirst),
                None => Dimension::ANGLE,
            },
            Function::Sqrt => match first.root() {
                Some(root) => root,
                None => return refuse(0, Argument::Square),
            },
            Function::Db if first.ratio == Ratio::Linear => Dimension::DECIBEL,
            Function::Db if first == Dimension::WATT => Dimension::DBM,
            Function::Db => return refuse(0, Argument::Linear),
            Function::Linear if first.ratio == Ratio::Decibel => Dimension::LINEAR,
            Function::Linear if first == Dimension::DBM => Dimension::WATT,
            Function::Linear => return refuse(0, Argument::Decibel),
            _ if first == Dimension::PLAIN => first,
            _ => return refuse(0, Argument::Plain),
        };
        let mut arguments: Vec<Formula> = checked.into_iter().map(|(formula, _)| formula).collect();
        // Levels in dBm are over a milliwatt, powers are in watts.
        let thirty = || Box::new(Formula::from(30.0));
        if (function, first) == (Function::Linear, Dimension::DBM) {
            let over_a_watt =
                |level| Formula::Binary(Operator::Subtract, Box::new(level), thirty());
            arguments = arguments.into_iter().map(over_a_watt).collect();
        }
        let value = Formula::Call(function, arguments);
        let value = match (function, first) {
            (Function::Db, Dimension::WATT) => {
                Formula::Binary(Operator::Add, Box::new(value), thirty())
            }
            _ => value,
        };
        Ok((value, dimension))
    }
}

fn literal(value: f64, unit: Option<&Name>, span: Span) -> Checked {
    let Some(unit) = unit else {
        return Ok((Formula::from(value), Dimension::PLAIN));
    };
    match units::find_unit(&unit.text) {
        Some(known) => Ok((
            Formula::Number(Real::from(value).over(Real::from(known.per_canonical))),
            known.dimension,
        )),
        None => Err(ModelError::UnitAbsolute {
            unit: unit.text.clone(),
            level: value,
            span,
        }),
    }
}

/// `=>` and `=` where a comparison was meant.
pub(crate) fn turned_comparison(cursor: &Cursor<'_>) -> Option<Hint> {
    if matches!(cursor.peek_word(), Some("in" | "within" | "between" | "is")) {
        return Some(Hint::Topic(
            "a condition compares with `<`, `<=`, `==`, `!=`, `>=` or `>`, also in a chain: `10 <= mean sum_rate <= 20`",
        ));
    }
    if cursor.peek_operator() != Some(Operator::Assign) {
        return None;
    }
    let assign = cursor.here();
    let second = cursor.peek_second();
    let (written, meant) = match second.map(|token| &token.kind) {
        Some(TokenKind::Operator(Operator::Greater)) => ("=>", ">="),
        Some(TokenKind::Operator(Operator::Less)) => ("=<", "<="),
        _ => ("=", "=="),
    };
    let end = match (written, second) {
        ("=", _) | (_, None) => assign,
        (_, Some(second)) => second.span,
    };
    Some(Hint::Comparison {
        written,
        fix: Fix::replace(assign.to(end), meant),
    })
}
