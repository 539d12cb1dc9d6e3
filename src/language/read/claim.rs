//! Reads what a scenario claims: `expect`, `golden`, `plot`.

use std::cell::RefCell;
use std::path::{Component, Path};

use super::axes::{Axis, Reader};
use super::draft::{self, Draft};
use super::end::finish;
use super::expression::{Admit, Checker, turned_comparison};
use super::unknown::{self, metric_missing, unknown, unknown_column};
use super::{expression, percentile, plot};
use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::expected::{Data, Found, Hint, Wanted};
use crate::language::diagnostic::error::{Allowed, ModelError};
use crate::language::scenario::axis::{Place, Selection};
use crate::language::scenario::claims::{Claim, Expectation, Golden, Quantified, Query};
use crate::language::scenario::formula::{Formula, Symbol};
use crate::language::scenario::plot::{OF_USERS, Plot};
use crate::language::scenario::sweep::Target;
use crate::language::syntax::library::Library;
use crate::language::syntax::{
    Cursor, Expr, ExprKind, Name, Operator, Selector, Span, Statement, TokenKind, parse_expression,
};
use crate::language::vocabulary::choices::{Constraint, Problem, ResultName};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;
use crate::language::vocabulary::table::metrics::{Metric, Record};
use crate::language::vocabulary::units::{Dimension, number};

/// The claims of an experiment.
#[derive(Default)]
pub(crate) struct Claims {
    /// Expectations.
    pub expectations: Vec<Expectation>,
    /// Goldens.
    pub goldens: Vec<Golden>,
    /// Plots.
    pub plots: Vec<(Plot, Span)>,
}

/// Reads the claims, the sweeps being known, and says what is wrong with them. `budget` says which budget has a column,
/// if any.
pub(crate) fn read(
    draft: &Draft,
    library: &Library<'_>,
    budget: Option<Constraint>,
) -> (Claims, Vec<ModelError>) {
    let mut claims = Claims::default();
    let mut errors = Vec::new();
    let reader = Reader {
        draft,
        library,
        budget,
        realizations: draft.small("realizations").value,
        places: RefCell::default(),
        numbers: RefCell::default(),
    };
    if let Some(find) = &draft.find {
        errors.extend(reader.given(find.metric, find.span).err());
        let region = matches!(draft.solve, Some((Problem::Region, _)));
        let with = match (&draft.precision, region) {
            (Some(_), _) => Some("`realizations until`"),
            (None, true) => Some("`solve region`"),
            (None, false) => None,
        };
        errors.extend(with.map(|with| ClaimFault::NoSearch { with }.at(find.span).into()));
    }
    if let (Some(precision), Some((_, span))) =
        (&draft.precision, draft.controls.get("realizations"))
        && let Some(metric) = Metric::read(&precision.column)
    {
        errors.extend(reader.given(metric, *span).err());
    }
    for &(record, span) in &draft.record {
        let metric = match record {
            Record::Percentile(_, metric) | Record::Metric(metric) => metric,
            Record::Users => Metric::Rates,
            Record::Result(_) | Record::Beampattern | Record::Layout | Record::Arrays(_) => {
                continue;
            }
        };
        errors.extend(reader.given(metric, span).err());
    }
    for (claim, statement) in &draft.claims {
        let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
        let read = match claim {
            draft::Claim::Expectation => reader
                .expectation(&mut cursor, statement)
                .map(|e| claims.expectations.push(e)),
            draft::Claim::Golden => reader.golden(&mut cursor).map(|g| claims.goldens.push(g)),
            draft::Claim::Plot => plot::read(&reader, &mut cursor)
                .and_then(|plot| reader.shown(plot, statement.span))
                .and_then(|plot| once(&claims.plots, plot, statement.span))
                .map(|p| claims.plots.push(p)),
        };
        let read = read.and_then(|()| finish(&cursor, &statement.word.text));
        let meant = || percentile::elsewhere(&statement.arguments);
        errors.extend(read.err().map(|error| meant().unwrap_or(error)));
    }
    (claims, errors)
}

/// A plot, if it is not asked for already: its file would be the same.
fn once(plots: &[(Plot, Span)], plot: Plot, span: Span) -> Result<(Plot, Span), ModelError> {
    match plots
        .iter()
        .find(|(other, _)| other.shows() == plot.shows())
    {
        Some((_, first)) => Err(ModelError::Clash {
            what: "plot",
            name: plot.shows(),
            span,
            first: *first,
        }),
        None => Ok((plot, span)),
    }
}

impl Reader<'_, '_> {
    fn expectation(
        &self,
        cursor: &mut Cursor<'_>,
        statement: &Statement,
    ) -> Result<Expectation, ModelError> {
        let expression = parse_expression(cursor, expression::expectation_vocabulary())?;
        let aggregates = RefCell::new(Vec::new());
        let handle = |expression: &Expr| {
            let query = self.query(expression)?;
            let searched = self
                .draft
                .find
                .and_then(|find| self.draft.sweeps.get(find.axis));
            let dimension = match (query.of, searched) {
                (Quantified::Found, Some(sweep)) => sweep.dimension,
                _ => Dimension::PLAIN,
            };
            let mut aggregates = aggregates.borrow_mut();
            aggregates.push(query);
            let symbol = Symbol::Aggregate(aggregates.len() - 1);
            Ok((Formula::Symbol(symbol), dimension))
        };
        let checker = Checker {
            bindings: &self.draft.given.bindings,
            admit: Admit::Aggregates,
            aggregate: Some(&handle),
        };
        let comparisons = Comparisons {
            checker,
            lone: &|expression| {
                self.misspelt_aggregate(expression, cursor)
                    .unwrap_or_else(|| no_comparison(expression, turned_comparison(cursor)))
            },
        };
        let claim = comparisons.claim(&expression, false)?;
        let aggregates = aggregates.into_inner();
        let each = self.each(cursor)?;
        self.follows(&aggregates, each.as_deref(), cursor.last_span())?;
        let text = self.library.text(expression.span.to(cursor.last_span()));
        Ok(Expectation {
            text,
            span: statement.span,
            claim,
            aggregates,
            each,
        })
    }

    /// Refuses `for each` where no aggregate follows it: each of them states its own value or is the same at
    /// every value, so that the expectation would hold or fail at one place under the name of others.
    fn follows(
        &self,
        aggregates: &[Query],
        each: Option<&[Place]>,
        span: Span,
    ) -> Result<(), ModelError> {
        let Some(axis) = each.and_then(|places| Some(&places.first()?.at.axis)) else {
            return Ok(());
        };
        let of_points = self.draft.sweeps.iter().any(|sweep| {
            sweep.name == *axis && matches!(sweep.target, Target::Budget(_) | Target::Scheme)
        });
        let fixed = |query: &&Query| query.at.iter().any(|at| at.axis == *axis);
        let follows = |query: &Query| {
            !(fixed(&query) || of_points && matches!(query.of, Quantified::Result(_)))
        };
        if aggregates.iter().any(follows) {
            return Ok(());
        }
        let stated = aggregates.iter().any(|query| fixed(&query));
        let name = axis.clone();
        Err(ClaimFault::EachFixed { name, stated }.at(span).into())
    }

    /// `maen sum_rate`: a name before another was meant as an aggregate.
    fn misspelt_aggregate(&self, expression: &Expr, cursor: &Cursor<'_>) -> Option<ModelError> {
        let (ExprKind::Name(name), Some(_)) = (&expression.kind, cursor.peek_word()) else {
            return None;
        };
        if table::is_aggregate(name) {
            return Some(metric_missing(name, expression.span));
        }
        let known = table::of_role(Role::Aggregate)
            .map(|row| row.path)
            .collect();
        Some(unknown("aggregate", name, expression.span, known))
    }

    fn query(&self, expression: &Expr) -> Result<Query, ModelError> {
        let ExprKind::Aggregate { aggregate, of, at } = &expression.kind else {
            return Err(no_comparison(expression, None));
        };
        let aggregate = unknown::aggregate(&aggregate.text, aggregate.span)?;
        let of_span = of.span;
        let of = match ResultName::read(&of.text) {
            Some(result) => Quantified::Result(result),
            None if self.is_searched(&of.text) => Quantified::Found,
            None => {
                let known: Vec<&str> = table::of_role(Role::Metric)
                    .chain(table::of_role(Role::Result))
                    .map(|row| row.path)
                    .collect();
                match Metric::read(&of.text) {
                    Some(metric) => {
                        self.given(metric, of_span)?;
                        Quantified::Metric(metric)
                    }
                    None => return Err(unknown_column("metric", &of.text, of.span, known)),
                }
            }
        };
        let at = at
            .iter()
            .map(|selector| self.selection(selector, &of))
            .collect::<Result<_, _>>()?;
        Ok(Query { aggregate, of, at })
    }

    /// Whether a name is that of the setting that `find` searches.
    fn is_searched(&self, name: &str) -> bool {
        let Some(find) = &self.draft.find else {
            return false;
        };
        let name = Name {
            text: name.to_owned(),
            span: find.span,
        };
        let sweep = self.draft.sweeps.get(find.axis);
        match (self.axis(&name), sweep) {
            (Ok(Axis::Swept(found)), Some(sweep)) => std::ptr::eq(found, sweep),
            _ => false,
        }
    }

    /// A plot, if points of the problem have its metrics. Columns of the table of users are another matter.
    fn shown(&self, plot: Plot, span: Span) -> Result<Plot, ModelError> {
        let of_users =
            |name: &str| plot.figure.distribution() == Some(name) && OF_USERS.contains(&name);
        let metrics = plot.figure.metrics().filter(|name| !of_users(name));
        for metric in metrics.filter_map(Metric::read) {
            self.given(metric, span)?;
        }
        Ok(plot)
    }

    /// Refuses a metric that no point of the problem has.
    pub(crate) fn given(&self, metric: Metric, span: Span) -> Result<(), ModelError> {
        let solved = self
            .draft
            .solve
            .filter(|(problem, _)| !metric.is_given_by(*problem));
        match solved {
            None => Ok(()),
            Some((problem, solve)) => {
                let name = metric.text();
                Err(ClaimFault::NotGiven {
                    name,
                    problem,
                    solve,
                }
                .at(span)
                .into())
            }
        }
    }

    fn selection(&self, selector: &Selector, of: &Quantified) -> Result<Selection, ModelError> {
        let axis = self.axis(&selector.axis)?;
        let budget = match axis {
            Axis::Budget(budget) => Some(budget),
            Axis::Swept(sweep) => match sweep.target {
                Target::Budget(budget) => Some(budget),
                _ => None,
            },
        };
        if let (Some(budget), Quantified::Result(result)) = (budget, of) {
            let result = *result;
            let same = ClaimFault::SameAtEvery { result, budget };
            return Err(same.at(selector.axis.span).into());
        }
        self.selected(selector)
    }

    fn golden(&self, cursor: &mut Cursor<'_>) -> Result<Golden, ModelError> {
        let span = cursor.here();
        let token = cursor.advance();
        let Some(TokenKind::Text(name)) = token.map(|token| &token.kind) else {
            return Err(ModelError::Expected {
                span,
                found: Found::token(token),
                expected: Wanted::File(Data::Csv),
                hint: Some(Hint::quotes(
                    token,
                    "golden \"region.golden.csv\" rtol 1e-6",
                )),
            });
        };
        let below = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if !Path::new(name).components().all(below) {
            return Err(ClaimFault::GoldenOutside.at(span).into());
        }
        let file = self.library.resolve(span.file, name);
        // Tight by default: the same program gives the same bytes.
        let mut golden = Golden {
            file,
            span,
            rtol: 1e-9,
            atol: 0.0,
        };
        loop {
            let tolerance = if cursor.take_word("rtol").is_some() {
                &mut golden.rtol
            } else if cursor.take_word("atol").is_some() {
                &mut golden.atol
            } else {
                return Ok(golden);
            };
            let typed = expression::read(cursor, &self.draft.given.bindings, Admit::Constants)?;
            let value = typed.formula.constant().unwrap_or(f64::NAN);
            if typed.dimension != Dimension::PLAIN || value < 0.0 {
                return Err(ModelError::Range {
                    name: "tolerance".into(),
                    span: typed.span,
                    value: number(value),
                    allowed: Allowed::Tolerance,
                });
            }
            *tolerance = value;
        }
    }
}

/// What turns the expression of an expectation into comparisons.
struct Comparisons<'c> {
    checker: Checker<'c>,
    /// The fault of an expression that is not a comparison.
    lone: &'c dyn Fn(&Expr) -> ModelError,
}

impl Comparisons<'_> {
    /// The claim that an expression makes, or the opposite one where it is `negated`.
    fn claim(&self, expression: &Expr, negated: bool) -> Result<Claim, ModelError> {
        let (parts, all) = match &expression.kind {
            ExprKind::Not(inner) => return self.claim(inner, !negated),
            ExprKind::Chain {
                operands,
                operators,
            } => {
                let pairs = operands.windows(2).zip(operators);
                let part = |(pair, operator): (&[Expr], &Operator)| {
                    self.comparison(*operator, &pair[0], &pair[1], negated)
                };
                (pairs.map(part).collect::<Result<_, _>>()?, true)
            }
            ExprKind::Binary {
                operator,
                left,
                right,
                ..
            } if operator.joins() => {
                let parts = vec![self.claim(left, negated)?, self.claim(right, negated)?];
                (parts, *operator == Operator::And)
            }
            ExprKind::Binary {
                operator,
                left,
                right,
                ..
            } if operator.compares() => return self.comparison(*operator, left, right, negated),
            _ => return Err((self.lone)(expression)),
        };
        // Not all hold where one does not.
        Ok(match all != negated {
            true => Claim::All(parts),
            false => Claim::Any(parts),
        })
    }

    fn comparison(
        &self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        negated: bool,
    ) -> Result<Claim, ModelError> {
        let (l, r) = self.checker.sides(operator, left, right)?;
        let named = |symbol| matches!(symbol, Symbol::Aggregate(_));
        if !l.mentions(named) && !r.mentions(named) {
            let span = left.span.to(right.span);
            return Err(ClaimFault::NoResult.at(span).into());
        }
        let turned = operator.negated().filter(|_| negated);
        Ok(Claim::Comparison {
            operator: turned.unwrap_or(operator),
            left: l.bind(&|_| None),
            right: r.bind(&|_| None),
        })
    }
}

fn no_comparison(expression: &Expr, hint: Option<Hint>) -> ModelError {
    ClaimFault::NoComparison { hint }.at(expression.span).into()
}
