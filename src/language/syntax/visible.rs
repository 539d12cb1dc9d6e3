//! Texts as they are shown: what would act on a terminal is seen instead.
//!
//! Texts come from files that anyone may have written. A control character in one could clear the screen,
//! change the title of the window, or hide what it says; a sign that turns the direction of writing could show
//! it in another order.

use std::borrow::Cow;

/// The sign that is shown in place of a character; none of one that is harmless. Line feeds and tabs count as
/// others here.
fn sign(c: char) -> Option<char> {
    match c {
        // The control pictures of Unicode are in the order of what they show.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        // Controls of eight bits, line separators, and marks of direction have no picture.
        '\u{80}'..='\u{9f}'
        | '\u{2028}'
        | '\u{2029}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// The sign of a character of a text with lines.
fn sign_in_lines(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        c => sign(c),
    }
}

fn replaced(text: &str, sign: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| sign(c).is_none()) {
        return Cow::Borrowed(text);
    }
    text.chars()
        .map(|c| sign(c).unwrap_or(c))
        .collect::<String>()
        .into()
}

/// A text of several lines as it is shown.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, sign_in_lines)
}

/// A text as it is shown on a single line, such as a name.
#[must_use]
pub fn visible_on_a_line(text: &str) -> Cow<'_, str> {
    replaced(text, sign)
}

/// JSON whose strings hold what [`visible`] would show, escaped: the same value, and harmless on a terminal.
#[must_use]
pub fn escaped(json: &str) -> Cow<'_, str> {
    if json.chars().all(|c| sign_in_lines(c).is_none()) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match sign_in_lines(c) {
            // All of these lie in the basic plane.
            Some(_) => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
            None => escaped.push(c),
        }
    }
    escaped.into()
}

/// A source text as it is shown, and where its bytes went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The text; a lone carriage return, which ends a line as well, is a line feed.
    pub text: String,
    /// Where a replacement ends in the source, and by how much all before and in it has grown.
    grown: Vec<(usize, usize)>,
}

impl Shown {
    /// The text as it is shown; none where that is the text itself.
    #[must_use]
    pub fn of(source: &str) -> Option<Self> {
        // A carriage return before a line feed does what the line feed does.
        let acts = |text: &str| text.chars().any(|c| sign_in_lines(c).is_some());
        if !source
            .split_inclusive('\n')
            .any(|line| acts(line.trim_end_matches(['\r', '\n'])))
        {
            return None;
        }
        let mut shown = Self {
            text: String::with_capacity(source.len() + 16),
            grown: Vec::new(),
        };
        let mut rest = source.char_indices().peekable();
        while let Some((at, c)) = rest.next() {
            let new = match c {
                '\r' if matches!(rest.peek(), Some((_, '\n'))) => c,
                '\r' => '\n',
                c => sign_in_lines(c).unwrap_or(c),
            };
            shown.text.push(new);
            let (end, by) = (at + c.len_utf8(), new.len_utf8() - c.len_utf8());
            if by > 0 {
                let before = shown.grown.last().map_or(0, |(_, by)| *by);
                shown.grown.push((end, before + by));
            }
        }
        Some(shown)
    }

    /// Where a byte of the source is in the text that is shown.
    #[must_use]
    pub fn offset(&self, byte: usize) -> usize {
        let passed = self.grown.partition_point(|(end, _)| *end <= byte);
        byte + passed.checked_sub(1).map_or(0, |last| self.grown[last].1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_seen() {
        let cases = [
            ("plain δ\n\tx", "plain δ\n\tx"),
            ("a\u{1b}[31mb\u{7}", "a\u{241b}[31mb\u{2407}"),
            ("\u{7f}\u{9b}\u{202e}", "\u{2421}\u{fffd}\u{fffd}"),
        ];
        for (text, seen) in cases {
            assert_eq!(visible(text), seen);
        }
        assert_eq!(visible_on_a_line("a\nb"), "a\u{240a}b");
        assert_eq!(
            escaped("{\"a\":\"\u{202e}\u{7f}\"}\n"),
            "{\"a\":\"\\u202e\\u007f\"}\n"
        );
    }

    #[test]
    fn places_in_a_text_stay_on_their_characters() {
        assert_eq!(Shown::of("users 9\r\n\ttargets 1\n"), None);
        let source = "# \u{1b}]0;x\u{7} \u{9b} y\rsolve\r\nend \u{1b} z";
        let shown = Shown::of(source).unwrap();
        for word in ["x", "y", "solve", "end", "z"] {
            let at = shown.offset(source.find(word).unwrap());
            assert!(
                shown.text[at..].starts_with(word),
                "{word}: {:?}",
                &shown.text[at..]
            );
        }
        assert_eq!(shown.text.lines().count(), 3);
        assert_eq!(shown.offset(source.len()), shown.text.len());
    }
}
