//! Phrases that several topics share.

use crate::language::syntax::library::Unreadable;

/// The swept values that lead to a fault.
pub(super) fn given(when: &[String]) -> String {
    if when.is_empty() {
        String::new()
    } else {
        format!(" (for {})", when.join(", "))
    }
}

/// That a file cannot be read, and why.
pub(super) fn unreadable(error: &Unreadable) -> String {
    match &error.reason {
        None => format!("the file `{}` does not exist", error.name),
        Some(reason) => format!("cannot read the file `{}`: {reason}", error.name),
    }
}

pub(super) fn ticked(words: &[impl std::fmt::Display]) -> Vec<String> {
    words.iter().map(|word| format!("`{word}`")).collect()
}

/// `a`, `b` or `c`.
pub(super) fn or_list(words: &[String]) -> String {
    match words {
        [] => "nothing".into(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// All of a few values, else the first ones and the last.
pub(super) fn some(values: &[String]) -> String {
    match values {
        [only] => only.clone(),
        [head @ .., last] if values.len() <= 8 => format!("{} and {last}", head.join(", ")),
        [head @ .., last] => format!("{}, ..., {last}", head[..5].join(", ")),
        [] => "none".into(),
    }
}

/// `1 target`, `2 targets`.
pub(super) fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}
