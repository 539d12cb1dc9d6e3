//! Reads how a figure looks: the options of `plot`, and the block `style`.

use super::axes::number_in;
use super::bindings::Bindings;
use super::column::ColumnOf;
use super::end::finish;
use super::expression::expectation_vocabulary;
use super::unknown::unknown;
use crate::language::diagnostic::error::look::LookFault;
use crate::language::diagnostic::error::{Fix, ModelError};
use crate::language::diagnostic::text::Fault;
use crate::language::scenario::look::{AxisLook, Look, POINTS, Paper};
use crate::language::scenario::plot::Figure;
use crate::language::syntax::{
    Cursor, Item, Operator, Sources, Span, Statement, Token, TokenKind, parse, parse_operand,
};
use crate::language::vocabulary::units::{UNITS, number};

/// The name of the source that options of the command line are.
const SOURCE: &str = "--look";
/// Least and greatest width or height of a figure, inches.
const SIZES: (f64, f64) = (1.0, 40.0);
/// Least and greatest height of text, points.
const TEXTS: (f64, f64) = (3.0, 40.0);
/// Colours that a figure distinguishes.
const COLOURS: usize = 8;

/// What an axis of a figure shows, as far as its ends are to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Side {
    /// Its name.
    pub name: String,
    /// The unit of its numbers, empty for plain ones.
    pub unit: String,
    /// What it shows that is no number to choose; none where its ends and its scale can be chosen.
    pub fixed: Option<&'static str>,
    /// Whether only its scale is fixed.
    pub linear: Option<&'static str>,
}

impl Side {
    /// An axis of numbers.
    pub(crate) fn of(name: &str, unit: &str) -> Self {
        Self {
            name: name.into(),
            unit: unit.into(),
            fixed: None,
            linear: None,
        }
    }

    /// An axis without numbers to choose.
    pub(crate) fn fixed(shows: &'static str) -> Self {
        Self {
            fixed: Some(shows),
            ..Self::of("", "")
        }
    }

    /// An axis of numbers that cannot be logarithmic.
    pub(crate) fn linear(name: &str, unit: &str, shows: &'static str) -> Self {
        Self {
            linear: Some(shows),
            ..Self::of(name, unit)
        }
    }
}

/// The axes of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sides {
    /// The horizontal one.
    pub x: Side,
    /// The vertical one.
    pub y: Side,
}

/// Which axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    X,
    Y,
}

impl Which {
    const fn as_str(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Y => "y",
        }
    }
}

/// The options of a statement, read one by one.
#[derive(Default)]
pub(crate) struct Options {
    look: Look,
    stated: Vec<&'static str>,
}

impl Options {
    /// Reads the next option, if one follows.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn take(
        &mut self,
        cursor: &mut Cursor<'_>,
        sides: &Sides,
        bindings: &Bindings,
    ) -> Result<bool, ModelError> {
        let span = cursor.here();
        match cursor.peek_word() {
            Some("title") => {
                self.once("title", span)?;
                cursor.advance();
                self.look.title = Some(text(cursor, "title", "title \"Sum rates\"")?);
            }
            Some("x_label") => {
                self.once("x_label", span)?;
                cursor.advance();
                self.look.x.label = Some(text(cursor, "x_label", "x_label \"error budget\"")?);
            }
            Some("y_label") => {
                self.once("y_label", span)?;
                cursor.advance();
                self.look.y.label = Some(text(cursor, "y_label", "y_label \"sum rate\"")?);
            }
            Some("size") => {
                self.once("size", span)?;
                cursor.advance();
                self.size(cursor)?;
            }
            Some(word @ ("log" | "linear")) => {
                cursor.advance();
                let which = self.scale(cursor, word, sides)?;
                if matches!(cursor.peek_word(), Some("from" | "to")) {
                    self.ends(cursor, which, sides, bindings)?;
                }
                self.check_log(which, span.to(cursor.last_span()), None)?;
            }
            Some(word @ ("x" | "y")) => {
                cursor.advance();
                let which = if word == "x" { Which::X } else { Which::Y };
                self.ends(cursor, which, sides, bindings)?;
            }
            Some("from" | "to") => self.ends(cursor, Which::Y, sides, bindings)?,
            Some(word) => {
                return match otherwise(word, cursor) {
                    Some(fault) => Err(fault.at(span).into()),
                    None => Ok(false),
                };
            }
            None => return Ok(false),
        }
        Ok(true)
    }

    /// What was read.
    pub(crate) fn look(self) -> Look {
        self.look
    }

    fn once(&mut self, option: &'static str, span: Span) -> Result<(), ModelError> {
        if self.stated.contains(&option) {
            return Err(LookFault::Twice { option }.at(span).into());
        }
        self.stated.push(option);
        Ok(())
    }

    fn axis(&mut self, which: Which) -> &mut AxisLook {
        match which {
            Which::X => &mut self.look.x,
            Which::Y => &mut self.look.y,
        }
    }

    /// `x` or `y` after `log` or `linear`.
    fn scale(
        &mut self,
        cursor: &mut Cursor<'_>,
        word: &str,
        sides: &Sides,
    ) -> Result<Which, ModelError> {
        let span = cursor.here();
        let option = if word == "log" { "log" } else { "linear" };
        let which = match cursor.peek_word() {
            Some("x") => Which::X,
            Some("y") => Which::Y,
            _ => {
                return Err(LookFault::Missing {
                    option,
                    wanted: "an axis, `x` or `y`",
                    example: "plot sum_rate over mse log y",
                    fix: Some(Fix::replace(cursor.last_span().after(), " y")),
                }
                .at(span)
                .into());
            }
        };
        let whole = cursor.last_span().to(span);
        cursor.advance();
        let twice = match which {
            Which::X => "log x",
            Which::Y => "log y",
        };
        self.once(twice, whole)?;
        let side = sides.of(which);
        if let Some(shows) = side.fixed.or(side.linear.filter(|_| word == "log")) {
            return Err(LookFault::NoScale {
                axis: which.as_str(),
                shows,
                scale: true,
            }
            .at(whole)
            .into());
        }
        self.axis(which).log = Some(word == "log");
        Ok(which)
    }

    /// `[from A] [to B]`
    fn ends(
        &mut self,
        cursor: &mut Cursor<'_>,
        which: Which,
        sides: &Sides,
        bindings: &Bindings,
    ) -> Result<(), ModelError> {
        let begin = cursor.here();
        let side = sides.of(which);
        let axis = which.as_str();
        let mut ends: [Option<(f64, Span)>; 2] = [None, None];
        let mut upper = None;
        for (end, word) in ends.iter_mut().zip(["from", "to"]) {
            if cursor.peek_word() != Some(word) {
                continue;
            }
            if word == "to" {
                upper = Some(cursor.here());
            }
            cursor.advance();
            let value = parse_operand(cursor, expectation_vocabulary())?;
            if side.fixed.is_none() {
                let number = number_in(&value, bindings, &side.name, &side.unit)?;
                *end = Some((number, value.span));
            } else {
                *end = Some((0.0, value.span));
            }
        }
        let [from, to] = ends;
        let whole = begin.to(cursor.last_span());
        if from.is_none() && to.is_none() {
            return Err(LookFault::Missing {
                option: axis,
                wanted: "`from`, `to` or both",
                example: "plot sum_rate over mse y from 0 to 60",
                fix: None,
            }
            .at(begin)
            .into());
        }
        if let Some(shows) = side.fixed {
            let fault = LookFault::NoScale {
                axis,
                shows,
                scale: false,
            };
            return Err(fault.at(whole).into());
        }
        let twice = match which {
            Which::X => "x from ... to ...",
            Which::Y => "y from ... to ...",
        };
        self.once(twice, whole)?;
        if let (Some((low, first)), Some((high, second))) = (from, to)
            && low >= high
        {
            let unit = match side.unit.as_str() {
                "" => String::new(),
                unit => format!(" {unit}"),
            };
            let turned = format!("from {}{unit} to {}{unit}", number(high), number(low));
            let fix = (low > high).then(|| Fix::replace(begin.to(second), turned));
            return Err(LookFault::Empty { axis, fix }.at(first.to(second)).into());
        }
        let stated = self.axis(which);
        stated.from = from.map(|(value, _)| value);
        stated.to = to.map(|(value, _)| value);
        // The upper end alone may do.
        let fix = match (from, to, upper) {
            (Some(_), Some((high, _)), Some(upper)) if high > 0.0 => {
                let lower = Span::new(begin.file, begin.start, upper.start);
                Some(Fix::remove(lower))
            }
            _ => None,
        };
        self.check_log(which, whole, fix)
    }

    /// A logarithmic axis has no zero.
    fn check_log(&mut self, which: Which, span: Span, fix: Option<Fix>) -> Result<(), ModelError> {
        let axis = self.axis(which);
        let ends = [axis.from, axis.to].into_iter().flatten();
        if axis.log == Some(true) && ends.into_iter().any(|end| end <= 0.0) {
            let axis = which.as_str();
            return Err(LookFault::LogFrom { axis, fix }.at(span).into());
        }
        Ok(())
    }

    /// `W in [by H in]`
    fn size(&mut self, cursor: &mut Cursor<'_>) -> Result<(), ModelError> {
        self.look.width = Some(length(cursor, "size", SIZES)?);
        // `3.5 in x 2.6 in`; `x from ...` is an option of its own.
        let times = cursor.peek_operator() == Some(Operator::Multiply)
            || cursor.peek_word() == Some("x")
                && matches!(
                    cursor.peek_second().map(|token| &token.kind),
                    Some(TokenKind::Number(_))
                );
        if times {
            let span = cursor.here();
            let fault = LookFault::Otherwise {
                word: cursor.peek_word().unwrap_or("*").to_owned(),
                example: "size 3.5 in by 2.6 in",
                fix: Some(Fix::replace(span, "by")),
            };
            return Err(fault.at(span).into());
        }
        if cursor.take_word("by").is_some() {
            self.look.height = Some(length(cursor, "size", SIZES)?);
        }
        Ok(())
    }
}

/// What an option is called elsewhere, at the cursor, and what to write for it.
fn otherwise(word: &str, cursor: &Cursor<'_>) -> Option<LookFault> {
    let (instead, example) = match word {
        "xlabel" | "xtitle" => (Some("x_label"), "x_label \"error budget\""),
        "ylabel" | "ytitle" | "label" => (Some("y_label"), "y_label \"sum rate\""),
        "caption" => (Some("title"), "title \"Sum rates\""),
        "logx" | "semilogx" | "xlog" => (Some("log x"), "log x"),
        "logy" | "semilogy" | "ylog" => (Some("log y"), "log y"),
        "width" => (Some("size"), "size 3.5 in by 2.6 in"),
        // What follows these has another form.
        "xlim" | "xrange" => (None, "x from 0 to 60"),
        "ylim" | "yrange" => (None, "y from 0 to 60"),
        "figsize" | "height" => (None, "size 3.5 in by 2.6 in"),
        _ => return None,
    };
    Some(LookFault::Otherwise {
        word: word.to_owned(),
        example,
        fix: instead.map(|instead| Fix::replace(cursor.here(), instead)),
    })
}

impl Sides {
    /// The axes of a figure; `swept` says what an axis of a column shows.
    pub(crate) fn new(figure: &Figure, swept: &dyn Fn(&str) -> Side) -> Self {
        match figure {
            Figure::Curves { y, x, .. } => Self {
                x: swept(x),
                y: Side::of(y.first().map_or("y", String::as_str), ""),
            },
            Figure::Box { of, .. } => Self {
                x: Side::fixed("a place for each value"),
                y: Side::of(of, ""),
            },
            Figure::Cdf { of, .. } => Self {
                x: Side::of(of, ""),
                y: Side::of("y", ""),
            },
            Figure::Beampattern { polar: false, .. } => Self {
                x: Side::linear("x", "deg", "angles"),
                y: Side::linear("y", "dB", "levels in dB"),
            },
            Figure::Beampattern { polar: true, .. } => Self {
                x: Side::fixed("all angles"),
                y: Side::linear("y", "dB", "levels in dB"),
            },
            Figure::Layout => Self {
                x: Side::linear("x", "km", "a map"),
                y: Side::linear("y", "km", "a map"),
            },
        }
    }

    fn of(&self, which: Which) -> &Side {
        match which {
            Which::X => &self.x,
            Which::Y => &self.y,
        }
    }
}

/// A text in quotes.
fn text(
    cursor: &mut Cursor<'_>,
    option: &'static str,
    example: &'static str,
) -> Result<String, ModelError> {
    let span = cursor.here();
    match cursor.peek().map(|token| &token.kind) {
        Some(TokenKind::Text(text)) => {
            cursor.advance();
            Ok(text.clone())
        }
        other => {
            let fix = match other {
                Some(TokenKind::Word(word)) => Some(Fix::replace(span, format!("\"{word}\""))),
                _ => None,
            };
            let wanted = "a text in quotes";
            Err(LookFault::Missing {
                option,
                wanted,
                example,
                fix,
            }
            .at(span)
            .into())
        }
    }
}

/// A length on paper, in inches.
fn length(
    cursor: &mut Cursor<'_>,
    option: &'static str,
    (least, most): (f64, f64),
) -> Result<f64, ModelError> {
    let begin = cursor.here();
    let minus = cursor.peek_operator() == Some(Operator::Subtract);
    if minus {
        cursor.advance();
    }
    let Some(&Token {
        kind: TokenKind::Number(value),
        span,
    }) = cursor.peek()
    else {
        return Err(LookFault::Missing {
            option,
            wanted: "a length with its unit",
            example: match option {
                "font_size" => "font_size 8 pt",
                "width" => "width 3.5 in",
                "height" => "height 2.6 in",
                _ => "size 3.5 in by 2.6 in",
            },
            fix: None,
        }
        .at(begin)
        .into());
    };
    cursor.advance();
    let value = if minus { -value } else { value };
    let usual = match option {
        "font_size" => Paper::Point,
        _ => Paper::Inch,
    };
    let known = || Paper::ALL.map(Paper::as_str).to_vec();
    let unit = match cursor.peek_word() {
        // A clause that follows is no unit.
        None
        | Some(
            "by" | "title" | "x_label" | "y_label" | "log" | "linear" | "x" | "y" | "from" | "to"
            | "at",
        ) => {
            let fix = Fix::insert_after(span, format!(" {}", usual.as_str()));
            return Err(LookFault::Unit {
                option,
                found: None,
                known: known(),
                fix: Fix {
                    replacement: format!("{} {}", number(value), usual.as_str()),
                    span: begin.to(fix.span),
                },
            }
            .at(begin.to(span))
            .into());
        }
        Some(word) => {
            let here = cursor.here();
            let Some(unit) = Paper::read(word) else {
                return Err(LookFault::Unit {
                    option,
                    found: Some(word.into()),
                    known: known(),
                    fix: Fix::replace(here, usual.as_str()),
                }
                .at(here)
                .into());
            };
            cursor.advance();
            unit
        }
    };
    let inches = value / unit.in_an_inch();
    if !(least..=most).contains(&inches) {
        let said = |inches: f64| {
            let rounded = (inches * unit.in_an_inch() * 1e3).round() / 1e3;
            format!("{} {}", number(rounded), unit.as_str())
        };
        let whole = begin.to(cursor.last_span());
        let nearest = said(inches.clamp(least, most));
        return Err(LookFault::Length {
            option,
            value: format!("{} {}", number(value), unit.as_str()),
            least: said(least),
            most: said(most),
            fix: Fix::replace(whole, nearest),
        }
        .at(whole)
        .into());
    }
    Ok(inches)
}

/// Reads how a figure looks from a text of the command line, as a statement has it after the figure.
///
/// # Errors
/// What is wrong with it, and the text that it is in.
pub fn look_in<'c>(
    text: &str,
    figure: &Figure,
    column: &dyn Fn(&str) -> Option<ColumnOf<'c>>,
) -> Result<Look, Box<(Fault, Sources)>> {
    let statement = format!("plot {text}");
    let mut sources = Sources::new();
    let file = sources.add(SOURCE, statement.as_str());
    let (tree, faults) = parse(file, &statement);
    if let Some(fault) = faults.first() {
        return Err(Box::new((Fault::from(fault), sources)));
    }
    let side = |name: &str| match column(name) {
        Some(column) if !column.words.is_empty() => Side::fixed("words"),
        Some(column) if is_unit(column.unit) => Side::of(name, column.unit),
        _ => Side::of(name, ""),
    };
    let read = || -> Result<Look, ModelError> {
        let mut options = Options::default();
        if let Some(Item::Statement(statement)) = tree.items.first() {
            let mut cursor = Cursor::new(&statement.arguments, statement.word.span);
            let sides = Sides::new(figure, &side);
            let none = Bindings::default();
            while options.take(&mut cursor, &sides, &none)? {}
            finish(&cursor, SOURCE)?;
        }
        Ok(options.look())
    };
    read().map_err(|error| Box::new((Fault::from(&error), sources)))
}

/// Whether the language has a unit; that of a metric may be none, such as bit/s/Hz.
fn is_unit(name: &str) -> bool {
    UNITS.iter().any(|unit| unit.name == name)
}

/// Reads the lines of a block `style`; gives what they state and what is wrong with them.
pub(crate) fn style(statement: &Statement) -> (Look, Vec<ModelError>) {
    let mut look = Look::default();
    let mut errors = Vec::new();
    let head = Cursor::new(&statement.arguments, statement.word.span);
    errors.extend(finish(&head, "style").err());
    let Some(block) = &statement.block else {
        errors.push(ModelError::Block {
            word: "style".into(),
            span: statement.span,
            needed: true,
        });
        return (look, errors);
    };
    let mut stated: Vec<(String, Span)> = Vec::new();
    for item in &block.items {
        let Item::Statement(line) = item else {
            continue;
        };
        let word = &line.word;
        if let Some((_, first)) = stated.iter().find(|(name, _)| *name == word.text) {
            errors.push(ModelError::Clash {
                what: "option",
                name: word.text.clone(),
                span: word.span,
                first: *first,
            });
            continue;
        }
        stated.push((word.text.clone(), word.span));
        let mut cursor = Cursor::new(&line.arguments, word.span);
        let read = style_line(&mut cursor, line, &mut look)
            .and_then(|()| finish(&cursor, &word.text))
            .and_then(|()| match &line.block {
                Some(block) => Err(ModelError::Block {
                    word: word.text.clone(),
                    span: block.open,
                    needed: false,
                }),
                None => Ok(()),
            });
        errors.extend(read.err());
    }
    (look, errors)
}

fn style_line(
    cursor: &mut Cursor<'_>,
    line: &Statement,
    look: &mut Look,
) -> Result<(), ModelError> {
    const KNOWN: [&str; 6] = [
        "width",
        "height",
        "font_size",
        "font",
        "colours",
        "greyscale",
    ];
    match line.word.text.as_str() {
        "width" => look.width = Some(length(cursor, "width", SIZES)?),
        "height" => look.height = Some(length(cursor, "height", SIZES)?),
        "font_size" => {
            let inches = length(cursor, "font_size", (TEXTS.0 / POINTS, TEXTS.1 / POINTS))?;
            look.font_size = Some(inches * POINTS);
        }
        "font" => {
            let span = cursor.here();
            let font = text(cursor, "font", "font \"Times New Roman\"")?;
            let plain = |c: char| c.is_alphanumeric() || c == ' ' || c == '-';
            if font.trim().is_empty() || !font.chars().all(plain) {
                return Err(LookFault::Font.at(span).into());
            }
            look.font = Some(font);
        }
        "colours" => look.colours = colours(cursor)?,
        "greyscale" => {
            let span = cursor.here();
            look.greyscale = Some(match cursor.peek_word() {
                Some("on") => true,
                Some("off") => false,
                _ => {
                    return Err(LookFault::Missing {
                        option: "greyscale",
                        wanted: "`on` or `off`",
                        example: "greyscale on",
                        fix: cursor
                            .at_end()
                            .then(|| Fix::replace(cursor.last_span().after(), " on")),
                    }
                    .at(span)
                    .into());
                }
            });
            cursor.advance();
        }
        other => {
            return Err(unknown("option", other, line.word.span, KNOWN.to_vec()));
        }
    }
    Ok(())
}

/// `["#rrggbb", ...]`
fn colours(cursor: &mut Cursor<'_>) -> Result<Vec<String>, ModelError> {
    let span = cursor.here();
    let missing = |span: Span| -> ModelError {
        LookFault::Missing {
            option: "colours",
            wanted: "a list of colours in quotes",
            example: "colours [\"#0072b2\", \"#d55e00\"]",
            fix: None,
        }
        .at(span)
        .into()
    };
    let Some(TokenKind::List(elements)) = cursor.peek().map(|token| &token.kind) else {
        return Err(missing(span));
    };
    cursor.advance();
    if elements.is_empty() {
        return Err(missing(span));
    }
    if elements.len() > COLOURS {
        return Err(LookFault::Colours { most: COLOURS }.at(span).into());
    }
    let colour = |tokens: &Vec<Token>| match tokens.as_slice() {
        [
            Token {
                kind: TokenKind::Text(text),
                span,
            },
        ] => match text.strip_prefix('#') {
            Some(digits) if digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit()) => {
                Ok(text.to_ascii_lowercase())
            }
            _ => Err(LookFault::Colour { text: text.clone() }.at(*span).into()),
        },
        [first, ..] => Err(missing(first.span)),
        [] => Err(missing(span)),
    };
    elements.iter().map(colour).collect()
}
