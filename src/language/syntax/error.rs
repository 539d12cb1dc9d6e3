//! What can be wrong with text before its words are understood.

use super::span::Span;

/// A fault of syntax. It holds data; [`model::Fault`](crate::language::Fault) turns it into text.
#[derive(Debug, Clone, PartialEq)]
pub enum SyntaxError {
    /// Something else is expected here.
    Expected {
        /// The text that is here.
        span: Span,
        /// What is here, in words; empty at the end of a line.
        found: String,
        /// What is expected, in words.
        expected: Vec<String>,
        /// A list or parenthesis that was open here.
        inside: Option<Span>,
        /// The word that its line begins with; empty where it does not matter.
        statement: Box<str>,
    },
    /// A comment as another language begins it.
    Comment {
        /// Its sign.
        span: Span,
        /// As written.
        sign: &'static str,
    },
    /// A range with colons or dots: `4:0.5:10`, `3..6`.
    Range {
        /// The range, with a `=`, `from` or `over` before it.
        span: Span,
        /// The range in words.
        written: String,
        /// What a loop steps through it, where it is in the head of one.
        stepped: Option<Box<str>>,
    },
    /// A comma where a number has its point.
    DecimalComma {
        /// The comma.
        span: Span,
        /// The number with a point.
        number: Box<str>,
        /// The number without the comma, where it may separate thousands.
        thousands: Option<Box<str>>,
    },
    /// A colon between a word and its value.
    Colon {
        /// The colon.
        span: Span,
    },
    /// A comma between settings of a block on one line.
    BlockComma {
        /// The comma.
        span: Span,
    },
    /// `**` for a power.
    Stars {
        /// Both.
        span: Span,
    },
    /// `+-` between two values.
    PlusMinus {
        /// Both signs.
        span: Span,
    },
    /// A string in single quotes.
    SingleQuotes {
        /// From quote to quote.
        span: Span,
        /// The text between them.
        text: Box<str>,
    },
    /// A brace, bracket or parenthesis that is never closed.
    Unclosed {
        /// The opening one.
        open: Span,
        /// What would close it.
        closing: char,
        /// For a brace: where an outer block opens that seems to end, by its indentation, at the brace
        /// which closes this one, and that closing brace.
        taken: Option<(Span, Span)>,
    },
    /// Values in braces where a statement has them without, or a list in brackets.
    Braced {
        /// From brace to brace.
        span: Span,
        /// The text before the braces.
        word: String,
        /// The text between them.
        values: String,
    },
    /// A brace that closes nothing, or opens nothing.
    StrayBrace {
        /// The brace.
        span: Span,
        /// `{` or `}`.
        brace: char,
    },
    /// Comparisons in a row that do not have one direction.
    MixedComparisons {
        /// The one that does not fit those before it.
        span: Span,
        /// The one before it, and it.
        operators: (&'static str, &'static str),
        /// The value between them, as written.
        between: String,
    },
    /// A string without its closing quote.
    UnclosedString {
        /// From the quote to the end of the line.
        span: Span,
    },
    /// A number that double precision cannot hold.
    Number {
        /// The number.
        span: Span,
    },
    /// Braces, brackets or parentheses nested too deep.
    TooDeep {
        /// The first that is too deep.
        span: Span,
        /// The limit.
        limit: usize,
    },
    /// A source too large to be a scenario.
    TooLarge {
        /// Its beginning.
        span: Span,
        /// Its length, bytes.
        bytes: usize,
        /// The limit, bytes.
        limit: usize,
    },
    /// A source of too many statements.
    TooMany {
        /// The first that is too many.
        span: Span,
        /// The limit.
        limit: usize,
    },
    /// An expression with too many parts.
    ExpressionTooLong {
        /// Where the limit was reached.
        span: Span,
        /// The limit.
        limit: usize,
    },
}

/// What begins a line, as [`SyntaxError::Expected`] has it.
pub const STATEMENT: &str = "a statement, which begins with a word";

impl SyntaxError {
    /// The place to look at first.
    pub fn span(&self) -> Span {
        match self {
            Self::Expected { span, .. }
            | Self::StrayBrace { span, .. }
            | Self::MixedComparisons { span, .. }
            | Self::Comment { span, .. }
            | Self::Range { span, .. }
            | Self::DecimalComma { span, .. }
            | Self::Colon { span }
            | Self::BlockComma { span }
            | Self::Stars { span }
            | Self::PlusMinus { span }
            | Self::SingleQuotes { span, .. }
            | Self::Braced { span, .. }
            | Self::UnclosedString { span }
            | Self::Number { span }
            | Self::TooDeep { span, .. }
            | Self::TooLarge { span, .. }
            | Self::TooMany { span, .. }
            | Self::ExpressionTooLong { span, .. } => *span,
            Self::Unclosed { open, .. } => *open,
        }
    }
}
