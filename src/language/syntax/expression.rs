//! Expressions, read from tokens by precedence climbing.
//!
//! An expression ends where the next token is not an operator, so the words of
//! clauses (`to`, `step`, `solve`) need no delimiter. A minus with white space
//! before it and none after begins a new value: `from -5 to 5`, `[1 -2]`.

use super::cursor::Cursor;
use super::error::SyntaxError;
use super::span::Span;
use super::tree::{Operator, Token, TokenKind};
use super::{MAX_EXPRESSION_SIZE, MAX_NESTING};

/// An expression as written.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// Kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `125 dB`, `6`.
    Number {
        /// The number as written.
        value: f64,
        /// The unit as written.
        unit: Option<Unit>,
    },
    /// `S_min`, `aps.antennas`.
    Name(String),
    /// `-x`.
    Negate(Box<Expr>),
    /// `not x`.
    Not(Box<Expr>),
    /// `a < b <= c`: several comparisons in one direction, each of which must hold.
    Chain {
        /// What is compared: one more than there are operators.
        operands: Vec<Expr>,
        /// The comparisons.
        operators: Vec<Operator>,
    },
    /// `x + y`, `x <= y`, `x and y`.
    Binary {
        /// The operator.
        operator: BinaryOperator,
        /// The place of the operator.
        operator_span: Span,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `sqrt(x)`.
    Call {
        /// The function.
        function: Name,
        /// Its arguments.
        arguments: Vec<Expr>,
    },
    /// `mean sum_rate at delta 6`.
    Aggregate {
        /// `mean`, `median`, `sd`, `min`, `max`.
        aggregate: Name,
        /// What is aggregated.
        of: Name,
        /// Which rows.
        at: Vec<Selector>,
    },
}

/// The operator of a binary expression; never [`Operator::Assign`].
pub type BinaryOperator = Operator;

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// The unit after a number.
pub type Unit = Name;

/// `at delta 6`: rows where the axis has this value.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The axis.
    pub axis: Name,
    /// The value; a name that is not a number is a word: `at scheme proposed`.
    pub value: Expr,
}

/// What the reader of expressions needs to know of the vocabulary.
#[derive(Clone, Copy)]
pub struct Vocabulary<'a> {
    /// Whether a word after a number is its unit.
    pub is_unit: &'a dyn Fn(&str) -> bool,
    /// Whether a word introduces a clause and so cannot be a value.
    pub is_keyword: &'a dyn Fn(&str) -> bool,
    /// Whether a word takes the metric after it: `mean sum_rate`.
    pub is_aggregate: &'a dyn Fn(&str) -> bool,
}

/// Reads an expression, comparisons included.
///
/// # Errors
/// When a value is missing where one is required.
pub fn parse_expression(
    cursor: &mut Cursor<'_>,
    vocabulary: Vocabulary<'_>,
) -> Result<Expr, SyntaxError> {
    Reader {
        vocabulary,
        size: 0,
        depth: 0,
    }
    .climb(cursor, 0)
}

/// Reads one value of the cursor's tokens, as after `at NAME`: a number with its unit, a word, or an
/// expression in parentheses, with a minus sign or without.
///
/// # Errors
/// What is wrong with it.
pub fn parse_operand(
    cursor: &mut Cursor<'_>,
    vocabulary: Vocabulary<'_>,
) -> Result<Expr, SyntaxError> {
    Reader {
        vocabulary,
        size: 0,
        depth: 0,
    }
    .signed_operand(cursor)
}

/// Binding power of a binary operator: the higher binds tighter.
fn power(operator: Operator) -> u8 {
    match operator {
        Operator::Assign => 0,
        Operator::Or => 1,
        Operator::And => 2,
        o if o.compares() => COMPARISON,
        Operator::Add | Operator::Subtract => 5,
        Operator::Multiply | Operator::Divide => 6,
        _ => 8,
    }
}

/// Power of `not`: `not a < b and c` is `(not (a < b)) and c`.
const NOT: u8 = 3;

/// Power of the comparisons.
const COMPARISON: u8 = 4;

/// Power of the unary minus: `-2 ^ 2` is `-(2 ^ 2)`, `-a * b` is `(-a) * b`.
const NEGATION: u8 = 7;

struct Reader<'v> {
    vocabulary: Vocabulary<'v>,
    size: usize,
    depth: usize,
}

impl Reader<'_> {
    fn climb(&mut self, cursor: &mut Cursor<'_>, least: u8) -> Result<Expr, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(SyntaxError::TooDeep {
                span: cursor.here(),
                limit: MAX_NESTING,
            });
        }
        let mut left = self.operand(cursor)?;
        while let Some(operator) = operator(cursor) {
            let strength = power(operator);
            if strength == 0 || strength <= least || begins_value(cursor) {
                break;
            }
            if operator.compares() {
                left = self.comparison(cursor, left)?;
                continue;
            }
            let operator_span = cursor.here();
            cursor.advance();
            if let Some(span) = plus_minus(cursor) {
                return Err(SyntaxError::PlusMinus { span });
            }
            // `2 ^ 3 ^ 2` is `2 ^ (3 ^ 2)`; the others group from the left.
            let right = self.climb(
                cursor,
                if operator == Operator::Power {
                    strength - 1
                } else {
                    strength
                },
            )?;
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary {
                operator,
                operator_span,
                left: Box::new(left),
                right: Box::new(right),
            };
            left = Expr { kind, span };
        }
        self.depth -= 1;
        Ok(left)
    }

    /// One comparison, or several in a row, the first value being read already. Those in a row have one
    /// direction: of `a < b > c` and `a != b != c` mathematics does not say what they mean.
    fn comparison(&mut self, cursor: &mut Cursor<'_>, first: Expr) -> Result<Expr, SyntaxError> {
        let mut span = first.span;
        let mut operands = vec![first];
        let mut operators: Vec<(Operator, Span)> = Vec::new();
        let mut direction = None;
        let mut begin = cursor.taken().len();
        while let Some(operator) = cursor.peek_operator().filter(|next| next.compares()) {
            let operator_span = cursor.here();
            let turn = operator.ascends();
            if let Some((before, _)) = operators.last()
                && ([*before, operator].contains(&Operator::NotEqual)
                    || matches!((direction, turn), (Some(first), Some(now)) if first != now))
            {
                return Err(SyntaxError::MixedComparisons {
                    span: operator_span,
                    operators: (before.text(), operator.text()),
                    between: spell(&cursor.taken()[begin..]),
                });
            }
            direction = direction.or(turn);
            cursor.advance();
            begin = cursor.taken().len();
            let right = self.climb(cursor, COMPARISON)?;
            span = span.to(right.span);
            operators.push((operator, operator_span));
            operands.push(right);
        }
        let kind = match (operators.as_slice(), <[Expr; 2]>::try_from(operands)) {
            (&[(operator, operator_span)], Ok([left, right])) => ExprKind::Binary {
                operator,
                operator_span,
                left: Box::new(left),
                right: Box::new(right),
            },
            (_, operands) => ExprKind::Chain {
                operands: operands.map_or_else(|several| several, Vec::from),
                operators: operators
                    .into_iter()
                    .map(|(operator, _)| operator)
                    .collect(),
            },
        };
        Ok(Expr { kind, span })
    }

    fn operand(&mut self, cursor: &mut Cursor<'_>) -> Result<Expr, SyntaxError> {
        self.size += 1;
        if self.size > MAX_EXPRESSION_SIZE {
            return Err(SyntaxError::ExpressionTooLong {
                span: cursor.here(),
                limit: MAX_EXPRESSION_SIZE,
            });
        }
        let Some(token) = cursor.peek() else {
            return Err(missing(cursor));
        };
        match &token.kind {
            TokenKind::Operator(Operator::Subtract) => {
                cursor.advance();
                let inner = self.climb(cursor, NEGATION)?;
                let span = token.span.to(inner.span);
                Ok(Expr {
                    kind: ExprKind::Negate(Box::new(inner)),
                    span,
                })
            }
            TokenKind::Word(text) if text == "not" => {
                cursor.advance();
                let inner = self.climb(cursor, NOT)?;
                let span = token.span.to(inner.span);
                Ok(Expr {
                    kind: ExprKind::Not(Box::new(inner)),
                    span,
                })
            }
            TokenKind::Number(value) => {
                cursor.advance();
                let unit = self.unit(cursor);
                let span = unit
                    .as_ref()
                    .map_or(token.span, |unit| token.span.to(unit.span));
                Ok(Expr {
                    kind: ExprKind::Number {
                        value: *value,
                        unit,
                    },
                    span,
                })
            }
            TokenKind::Group(elements) => match elements.as_slice() {
                [tokens] => {
                    cursor.advance();
                    let inner = self.all(tokens, token.span)?;
                    Ok(Expr {
                        kind: inner.kind,
                        span: token.span,
                    })
                }
                _ => Err(missing(cursor)),
            },
            TokenKind::Word(text) if !(self.vocabulary.is_keyword)(text) => {
                cursor.advance();
                self.named(
                    cursor,
                    Name {
                        text: text.clone(),
                        span: token.span,
                    },
                )
            }
            _ => Err(missing(cursor)),
        }
    }

    /// A name, a call or an aggregate, the word being read already.
    fn named(&mut self, cursor: &mut Cursor<'_>, name: Name) -> Result<Expr, SyntaxError> {
        match cursor.peek() {
            Some(Token {
                kind: TokenKind::Group(elements),
                span,
            }) if span.start == name.span.end => {
                cursor.advance();
                let arguments = elements
                    .iter()
                    .map(|tokens| self.all(tokens, *span))
                    .collect::<Result<Vec<_>, _>>()?;
                let whole = name.span.to(*span);
                Ok(Expr {
                    kind: ExprKind::Call {
                        function: name,
                        arguments,
                    },
                    span: whole,
                })
            }
            Some(Token {
                kind: TokenKind::Word(text),
                ..
            }) if (self.vocabulary.is_aggregate)(&name.text)
                && !(self.vocabulary.is_keyword)(text) =>
            {
                // `min of sum_rate` reads better than `min sum_rate`; both are taken.
                cursor.take_word("of");
                self.aggregate(cursor, name)
            }
            _ => Ok(Expr {
                span: name.span,
                kind: ExprKind::Name(name.text),
            }),
        }
    }

    fn aggregate(&mut self, cursor: &mut Cursor<'_>, aggregate: Name) -> Result<Expr, SyntaxError> {
        let Some(of) = take_name(cursor) else {
            return Err(missing(cursor));
        };
        let mut span = aggregate.span.to(of.span);
        let mut at = Vec::new();
        while cursor.take_word("at").is_some() {
            let Some(axis) = take_name(cursor) else {
                return Err(missing(cursor));
            };
            let value = self.signed_operand(cursor)?;
            span = span.to(value.span);
            at.push(Selector { axis, value });
        }
        Ok(Expr {
            kind: ExprKind::Aggregate { aggregate, of, at },
            span,
        })
    }

    fn signed_operand(&mut self, cursor: &mut Cursor<'_>) -> Result<Expr, SyntaxError> {
        match cursor.peek_operator() {
            Some(Operator::Subtract) => self.climb(cursor, NEGATION),
            _ => self.operand(cursor),
        }
    }

    /// All of `tokens` as one expression.
    fn all(&mut self, tokens: &[Token], before: Span) -> Result<Expr, SyntaxError> {
        let mut cursor = Cursor::new(tokens, before);
        let expression = self.climb(&mut cursor, 0)?;
        match cursor.peek() {
            None => Ok(expression),
            Some(token) => Err(SyntaxError::Expected {
                span: token.span,
                found: describe(token),
                expected: vec!["an operator".into(), "`)`".into()],
                inside: Some(before),
                statement: Box::default(),
            }),
        }
    }

    fn unit(&self, cursor: &mut Cursor<'_>) -> Option<Unit> {
        let token = cursor.peek()?;
        match &token.kind {
            TokenKind::Word(text) if (self.vocabulary.is_unit)(text) => {
                cursor.advance();
                Some(Name {
                    text: text.clone(),
                    span: token.span,
                })
            }
            _ => None,
        }
    }
}

/// The operator that comes next: a sign, or a word that joins conditions.
fn operator(cursor: &Cursor<'_>) -> Option<Operator> {
    let joins = |word| Operator::read(word).filter(|operator| operator.joins());
    cursor
        .peek_operator()
        .or_else(|| cursor.peek_word().and_then(joins))
}

/// Whether the minus that comes next belongs to a new value: `1 -2`.
fn begins_value(cursor: &Cursor<'_>) -> bool {
    let (Some(before), Some(minus), Some(after)) =
        (cursor.previous(), cursor.peek(), cursor.peek_second())
    else {
        return false;
    };
    matches!(minus.kind, TokenKind::Operator(Operator::Subtract))
        && before.span.end < minus.span.start
        && minus.span.end == after.span.start
}

fn take_name(cursor: &mut Cursor<'_>) -> Option<Name> {
    let text = cursor.peek_word()?.to_owned();
    let span = cursor.here();
    cursor.advance();
    Some(Name { text, span })
}

fn missing(cursor: &Cursor<'_>) -> SyntaxError {
    let (before, here) = (cursor.previous(), cursor.peek());
    if let Some(span) = doubled(Operator::Divide, before, here) {
        return SyntaxError::Comment { span, sign: "//" };
    }
    if let Some(span) = doubled(Operator::Multiply, before, here) {
        return SyntaxError::Stars { span };
    }
    SyntaxError::Expected {
        span: cursor.here(),
        found: cursor.peek().map(describe).unwrap_or_default(),
        expected: vec!["a value".into()],
        inside: None,
        statement: Box::default(),
    }
}

/// The place of two tokens that are this operator twice, without a space between: `//`, `**`.
pub fn doubled(operator: Operator, first: Option<&Token>, second: Option<&Token>) -> Option<Span> {
    let (first, second) = (first?, second?);
    let is = |token: &Token| token.kind == TokenKind::Operator(operator);
    let together = first.span.end == second.span.start;
    (together && is(first) && is(second)).then(|| first.span.to(second.span))
}

/// The place of the plus that was taken and the minus that comes next, without a space between.
fn plus_minus(cursor: &Cursor<'_>) -> Option<Span> {
    let (plus, minus) = (cursor.previous()?, cursor.peek()?);
    let is = |token: &Token, operator| token.kind == TokenKind::Operator(operator);
    let together = plus.span.end == minus.span.start;
    let both = is(plus, Operator::Add) && is(minus, Operator::Subtract);
    (together && both).then(|| plus.span.to(minus.span))
}

/// Tokens as they were written, white space aside.
pub fn spell(tokens: &[Token]) -> String {
    let mut text = String::new();
    let mut end = None;
    for token in tokens {
        if end.is_some_and(|end| end < token.span.start) {
            text.push(' ');
        }
        end = Some(token.span.end);
        let list = |elements: &[Vec<Token>]| {
            let texts: Vec<String> = elements.iter().map(|tokens| spell(tokens)).collect();
            texts.join(", ")
        };
        match &token.kind {
            TokenKind::Number(value) => text.push_str(&value.to_string()),
            TokenKind::Word(word) => text.push_str(word),
            TokenKind::Text(string) => text.push_str(&format!("\"{string}\"")),
            TokenKind::Operator(operator) => text.push_str(operator.text()),
            TokenKind::Group(elements) => text.push_str(&format!("({})", list(elements))),
            TokenKind::List(elements) => text.push_str(&format!("[{}]", list(elements))),
        }
    }
    text
}

/// A token in words, for messages.
pub fn describe(token: &Token) -> String {
    match &token.kind {
        TokenKind::Number(value) => format!("`{value}`"),
        TokenKind::Word(text) => format!("`{text}`"),
        TokenKind::Text(text) => format!("the string \"{text}\""),
        TokenKind::Operator(operator) => format!("`{}`", operator.text()),
        TokenKind::Group(_) => "a parenthesis".into(),
        TokenKind::List(_) => "a list".into(),
    }
}
