//! Why a line could not be read, and where.

use pest::error::{ErrorVariant, InputLocation};

use super::brackets;
use super::elsewhere;
use super::error::{STATEMENT, SyntaxError};
use super::grammar::Rule;
use super::span::{FileId, Span};

/// The fault behind pest's error, whose input began at byte `from` of `text`.
pub(super) fn expected(
    file: FileId,
    text: &str,
    from: usize,
    error: &pest::error::Error<Rule>,
) -> SyntaxError {
    let at = from
        + match error.location {
            InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
        };
    let end = text[at..]
        .find(['\n', '\r'])
        .map_or(text.len(), |length| at + length);
    if text[at..].starts_with('"') && !text[at + 1..end].contains('"') {
        return SyntaxError::UnclosedString {
            span: Span::new(file, at, end),
        };
    }
    let line = elsewhere::Line {
        file,
        text,
        from,
        at,
    };
    if let Some(habit) = line.habit() {
        return habit;
    }
    let mut words: Vec<String> = Vec::new();
    if let ErrorVariant::ParsingError { positives, .. } = &error.variant {
        for rule in positives {
            if let Some(word) = describe_rule(*rule)
                && !words.iter().any(|w| w == word)
            {
                words.push(word.to_owned());
            }
        }
    }
    let inside = brackets::open_at(file, text, from, at).map(|(_, innermost)| innermost);
    let starts_statement = at == from;
    // Values and operators first, then what would end the statement.
    words.sort_by_key(|word| (word == END_OF_LINE, word != "a value"));
    if starts_statement {
        words = vec![STATEMENT.into()];
    } else if let Some(open) = inside {
        words.retain(|word| word != END_OF_LINE);
        words.push("`,`".into());
        words.push(if text[open.start..].starts_with('[') {
            "`]`".into()
        } else {
            "`)`".into()
        });
    }
    SyntaxError::Expected {
        span: Span::new(file, at, first_word_end(text, at)),
        found: describe_text(text, at),
        expected: words,
        inside,
        statement: text[from..first_word_end(text, from)].into(),
    }
}

const END_OF_LINE: &str = "the end of the line";

/// What a rule is called in messages; `None` for what a reader need not know.
fn describe_rule(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::number | Rule::word | Rule::ident | Rule::symbol => Some("a value"),
        Rule::string | Rule::list | Rule::group | Rule::element => Some("a value"),
        Rule::operator => Some("an operator"),
        Rule::end | Rule::EOI => Some(END_OF_LINE),
        _ => None,
    }
}

/// What is at a byte, in words; empty at the end of a line.
pub(super) fn describe_text(text: &str, at: usize) -> String {
    let Some(first) = text[at..].chars().next() else {
        return String::new();
    };
    match first {
        '\n' | '\r' => String::new(),
        '\u{a0}' => "a no-break space (U+00A0)".into(),
        '\u{2212}' => "`\u{2212}` (U+2212, not the minus sign `-`)".into(),
        '\u{201c}' | '\u{201d}' => format!("`{first}` (a typographic quote, not `\"`)"),
        c if c.is_control() => format!("the control character U+{:04X}", c as u32),
        _ => format!("`{}`", &text[at..first_word_end(text, at)]),
    }
}

/// The end of the word or number that begins at `at`, or of the one character there.
pub(super) fn first_word_end(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    let Some(first) = rest.chars().next() else {
        return at;
    };
    if matches!(first, '\n' | '\r') {
        return at;
    }
    let wordlike = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let length: usize = rest
        .chars()
        .take_while(|&c| wordlike(c))
        .map(char::len_utf8)
        .sum();
    at + length.max(first.len_utf8())
}
