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

/// The text with these changes made, and how many were: of changes that overlap the first in the text. All are of
/// this text.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> (String, usize) {
    let mut fixes: Vec<&Fix> = fixes.into_iter().collect();
    fixes.sort_by_key(|fix| (fix.span.start, fix.span.end));
    let mut repaired = String::with_capacity(text.len());
    let (mut behind, mut made) = (0, 0);
    for fix in fixes {
        let Some(kept) = text.get(behind..fix.span.start) else {
            continue;
        };
        repaired.push_str(kept);
        repaired.push_str(&fix.replacement);
        behind = fix.span.end;
        made += 1;
    }
    repaired.push_str(text.get(behind..).unwrap_or_default());
    (repaired, made)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::syntax::FileId;

    #[test]
    fn changes_are_made_in_order_and_those_that_overlap_are_left() {
        let fix = |start, end, text: &str| Fix::replace(Span::new(FileId(0), start, end), text);
        let fixes = [
            fix(6, 7, "9"),
            fix(0, 5, "users"),
            fix(4, 6, "x"),
            fix(7, 7, "!"),
        ];
        assert_eq!(apply("usres 8", &fixes), ("users 9!".to_owned(), 3));
        assert_eq!(apply("usres 8", []), ("usres 8".to_owned(), 0));
    }
}
