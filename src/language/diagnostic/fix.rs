//! A change of a text, as data: for editors, and for programs that repair files.

use crate::language::syntax::Span;

/// A change of the text after which a fault is gone: the bytes of the span become the replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced; empty where something is inserted.
    pub span: Span,
    /// What it becomes; empty where it is removed.
    pub replacement: String,
}

impl Fix {
    /// Puts this in place of a span.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        Self {
            span,
            replacement: replacement.into(),
        }
    }

    /// Puts this directly after a span.
    pub fn insert_after(span: Span, text: impl Into<String>) -> Self {
        Self::replace(span.after(), text)
    }

    /// Takes a span out.
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }
}
