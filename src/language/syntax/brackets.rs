//! A scan of brackets alone, with strings and comments skipped: it bounds the
//! nesting before a recursive reader sees the text, and finds where a list
//! that could not be read began and ends.

use super::span::{FileId, Span};

/// A bracket outside strings and comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bracket {
    byte: u8,
    at: usize,
}

/// The brackets of `text` from `from` on.
fn brackets(text: &str, from: usize) -> impl Iterator<Item = Bracket> + '_ {
    let bytes = text.as_bytes();
    let mut at = from;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let here = at;
            at += 1;
            match bytes[here] {
                b'#' => {
                    while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r') {
                        at += 1;
                    }
                }
                // Strings end with their line at the latest, as in the grammar.
                b'"' => {
                    while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r' | b'"') {
                        let escaped = bytes[at] == b'\\'
                            && bytes
                                .get(at + 1)
                                .is_some_and(|b| !matches!(b, b'\n' | b'\r'));
                        at += if escaped { 2 } else { 1 };
                    }
                    at += usize::from(bytes.get(at) == Some(&b'"'));
                }
                byte @ (b'(' | b')' | b'[' | b']' | b'{' | b'}') => {
                    return Some(Bracket { byte, at: here });
                }
                _ => {}
            }
        }
        None
    })
}

/// The first bracket nested deeper than `limit`, if any.
pub fn too_deep(file: FileId, text: &str, limit: usize) -> Option<Span> {
    let mut depth = 0usize;
    for bracket in brackets(text, 0) {
        match bracket.byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > limit {
                    return Some(Span::new(file, bracket.at, bracket.at + 1));
                }
            }
            _ => depth = depth.saturating_sub(1),
        }
    }
    None
}

/// The outermost and the innermost `(` or `[` opened at or after `from` and still open at `at`.
pub fn open_at(file: FileId, text: &str, from: usize, at: usize) -> Option<(Span, Span)> {
    let mut stack = Vec::new();
    for bracket in brackets(text, from).take_while(|b| b.at < at) {
        match bracket.byte {
            b'(' | b'[' => stack.push(bracket.at),
            b')' | b']' => {
                stack.pop();
            }
            _ => {}
        }
    }
    let span = |&open: &usize| Span::new(file, open, open + 1);
    stack.first().map(span).zip(stack.last().map(span))
}

/// Where the bracket at `open` is closed, unless a brace comes first.
pub fn close_of(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for bracket in brackets(text, open) {
        match bracket.byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(bracket.at);
                }
            }
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_comments_hide_brackets() {
        let text = "use \"((\\\"((\" # ((((\n[ ( ] )";
        let seen: String = brackets(text, 0).map(|b| b.byte as char).collect();
        assert_eq!(seen, "[(])");
    }

    #[test]
    fn depth_is_bounded() {
        let file = FileId(0);
        assert_eq!(too_deep(file, &"(".repeat(64), 64), None);
        assert_eq!(
            too_deep(file, &"[".repeat(65), 64),
            Some(Span::new(file, 64, 65))
        );
    }
}
