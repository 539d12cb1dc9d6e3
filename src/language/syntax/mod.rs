//! Text to spanned tree.
//!
//! The kernel is open: a statement is `word argument* block?`, and no word of
//! the vocabulary is known here. Parsing never fails; it yields a [`Tree`] and
//! the [`SyntaxError`]s found on the way. pest is private to this module.

pub mod brackets;
mod broken;
pub mod cursor;
mod elsewhere;
pub mod error;
pub mod expression;
mod grammar;
pub mod hash;
pub mod library;
pub mod parser;
pub mod source;
pub mod span;
pub mod tree;
pub mod visible;

pub use cursor::Cursor;
pub use error::{STATEMENT, SyntaxError};
pub use expression::{
    BinaryOperator, Expr, ExprKind, Name, Selector, Unit, Vocabulary, describe, doubled,
    parse_expression, parse_operand, spell,
};
pub(crate) use hash::hexadecimal;
pub use hash::sha256;
pub use parser::parse;
pub use source::{MemorySources, ReadError, Source, SourceProvider, Sources, resolve_beside};
pub use span::{FileId, Location, Span};
pub use tree::{Block, Comment, Item, Operator, Statement, Token, TokenKind, Tree, Word};
pub use visible::{Shown, escaped, visible, visible_on_a_line};

/// Largest source text, and all texts of a scenario together, bytes. A scenario is written by hand; more is a
/// mistake, and its tree takes a hundred times as much.
pub const MAX_SOURCE_BYTES: usize = 512 * 1024;

/// Largest text file that a scenario reads, bytes: a table of coordinates may be longer than any scenario.
pub const MAX_TEXT_BYTES: usize = 4 * 1024 * 1024;

/// Most statements, and lines that cannot be read, of a source and of all of a scenario together.
pub const MAX_STATEMENTS: usize = 10_000;

/// Most data, bytes: some 16 million complex numbers.
pub const MAX_DATA_BYTES: usize = 256 * 1024 * 1024;

/// Deepest nesting of braces, brackets and parentheses. Deeper text is refused
/// before it reaches a recursive reader.
pub const MAX_NESTING: usize = 64;

/// Most operators and operands in one expression.
pub const MAX_EXPRESSION_SIZE: usize = 512;
