//! The spanned tree: statements as they were written, before any word is understood.

use super::span::Span;

/// A file as written.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tree {
    /// Statements and broken lines, in order.
    pub items: Vec<Item>,
    /// Every comment, in order, for a formatter to put back.
    pub comments: Vec<Comment>,
}

/// A line, or several.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A statement that could be read.
    Statement(Statement),
    /// Text that could not; the fault is among the parser's errors.
    Error(Span),
}

/// `word argument* block?`
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What the statement is about.
    pub word: Word,
    /// What it says.
    pub arguments: Vec<Token>,
    /// The statements between its braces.
    pub block: Option<Block>,
    /// From the word to the last argument, without the block.
    pub span: Span,
}

/// Statements between braces.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// In order.
    pub items: Vec<Item>,
    /// The opening brace.
    pub open: Span,
    /// The closing brace; the end of the file where it is missing.
    pub close: Span,
}

/// A word, possibly dotted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub text: String,
    /// Where.
    pub span: Span,
}

/// One argument of a statement, or one piece of an expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where.
    pub span: Span,
}

/// Kinds of token.
#[derive(Debug, Clone, PartialEq)]
pub enum TokenKind {
    /// A finite number without its unit.
    Number(f64),
    /// A word, possibly dotted; `%` and `°` too.
    Word(String),
    /// A string, its escapes resolved.
    Text(String),
    /// An operator.
    Operator(Operator),
    /// `(a, b)`: the tokens between the commas.
    Group(Vec<Vec<Token>>),
    /// `[a, b]`: the tokens between the commas.
    List(Vec<Vec<Token>>),
}

impl TokenKind {
    /// Whether it is this word.
    pub fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(other) if other == word)
    }
}

/// Operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Assign,
}

impl Operator {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::And => "and",
            Self::Or => "or",
            Self::Assign => "=",
        }
    }

    /// The operator written so.
    pub fn read(text: &str) -> Option<Self> {
        use Operator::*;
        [
            Add,
            Subtract,
            Multiply,
            Divide,
            Power,
            Less,
            LessEqual,
            Greater,
            GreaterEqual,
            Equal,
            NotEqual,
            And,
            Or,
            Assign,
        ]
        .into_iter()
        .find(|operator| operator.text() == text)
    }

    /// Whether its left side is the smaller one; none where a comparison has no direction.
    pub fn ascends(self) -> Option<bool> {
        match self {
            Self::Less | Self::LessEqual => Some(true),
            Self::Greater | Self::GreaterEqual => Some(false),
            _ => None,
        }
    }

    /// The comparison that holds where this one does not.
    pub fn negated(self) -> Option<Self> {
        Some(match self {
            Self::Less => Self::GreaterEqual,
            Self::LessEqual => Self::Greater,
            Self::Greater => Self::LessEqual,
            Self::GreaterEqual => Self::Less,
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            _ => return None,
        })
    }

    /// Whether it joins two truth values.
    pub fn joins(self) -> bool {
        matches!(self, Self::And | Self::Or)
    }

    /// Whether it compares two values.
    pub fn compares(self) -> bool {
        use Operator::*;
        matches!(
            self,
            Less | LessEqual | Greater | GreaterEqual | Equal | NotEqual
        )
    }
}

/// `# ...` to the end of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// With its `#`.
    pub text: String,
    /// Where.
    pub span: Span,
    /// Whether only white space is before it on its line.
    pub own_line: bool,
}
