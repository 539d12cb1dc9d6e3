//! Words that are written with hyphens or apart, `max-min` or `max min` for `max_min`: of such a word its first part was looked up.

use crate::language::diagnostic::error::ModelError;
use crate::language::read::unknown::{called, suggested};
use crate::language::syntax::Span;
use crate::language::syntax::library::Library;

/// Takes the parts of such words together.
pub(crate) fn join(errors: &mut [ModelError], library: &Library<'_>) {
    for error in errors {
        let ModelError::Unknown {
            name,
            span,
            suggestion,
            known,
            instead,
            ..
        } = error
        else {
            continue;
        };
        // Without words to choose from it is a name of an expression, and the hyphen a minus.
        if known.is_empty() {
            continue;
        }
        let text = library.whole(span.file);
        let Some(rest) = text.get(span.end..) else {
            continue;
        };
        let words: Vec<&str> = known.iter().map(String::as_str).collect();
        let joined = |length: usize| format!("{name}{}", &rest[..length]);
        let length = parts(rest);
        if length == 0 {
            // Of words that are apart the next one may be of something else, so they must be a word together.
            let together = |length: &usize| {
                let meant = called(&joined(*length).replace(' ', "_"), &words)?;
                Some((*length, meant))
            };
            if let Some((apart, meant)) = next_words(rest).iter().rev().find_map(together) {
                (*instead, *suggestion) = (None, Some(meant));
                *name = joined(apart);
                *span = Span::new(span.file, span.start, span.end + apart);
            }
            continue;
        }
        let joined = joined(length);
        let meant = suggested(&joined.replace('-', "_"), words);
        if meant.is_some() || suggestion.is_none() {
            if meant.is_some() {
                *instead = None;
            }
            *suggestion = meant;
            *name = joined;
            *span = Span::new(span.file, span.start, span.end + length);
        }
    }
}

/// How many words that follow may be parts of one.
const PARTS: usize = 3;

/// The lengths of ` word`, ` word word` and so on at the beginning of a text.
fn next_words(text: &str) -> Vec<usize> {
    let mut lengths = Vec::new();
    let mut length = 0;
    while lengths.len() < PARTS
        && let Some(rest) = text[length..].strip_prefix(' ')
    {
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
        match end.unwrap_or(rest.len()) {
            0 => break,
            word => length += 1 + word,
        }
        lengths.push(length);
    }
    lengths
}

/// The length of `-word-word` at the beginning of a text.
fn parts(text: &str) -> usize {
    let mut length = 0;
    while let Some(rest) = text[length..].strip_prefix('-') {
        let word = rest
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(rest.len());
        if !rest.starts_with(|c: char| c.is_alphabetic()) {
            break;
        }
        length += 1 + word;
    }
    length
}
