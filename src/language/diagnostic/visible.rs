//! Characters that a terminal would obey, made visible: what a message quotes comes from files, and a file must not
//! move the cursor, change colours or turn the direction of the text.

use std::borrow::Cow;

use crate::language::syntax::{FileId, Sources, Span};

/// Whether a character does something instead of being shown.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes a character so that it is seen: `␛` for escape, `<U+202E>` for those without a picture.
fn show(c: char, text: &mut String) {
    match c {
        '\u{0}'..='\u{1f}' => text.extend(char::from_u32(0x2400 + u32::from(c))),
        '\u{7f}' => text.push('\u{2421}'),
        c => text.push_str(&format!("<U+{:04X}>", u32::from(c))),
    }
}

/// A text of one line with every character visible.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match acts(c) {
            true => show(c, &mut shown),
            false => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// JSON with the characters escaped that its writer leaves as they are and a terminal obeys; all of them are in strings.
pub(super) fn visible_json(json: String) -> String {
    if !json.contains(|c| acts(c) && c != '\n') {
        return json;
    }
    let mut shown = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        match acts(c) && c != '\n' {
            true => shown.push_str(&format!("\\u{:04x}", u32::from(c))),
            false => shown.push(c),
        }
    }
    shown
}

/// Sources with every character of their names and texts visible; lines and tabs stay.
pub(super) struct VisibleSources<'a> {
    sources: Cow<'a, Sources>,
    /// For each file: where bytes were added, and how many are added up to there.
    added: Vec<Vec<(usize, usize)>>,
}

impl<'a> VisibleSources<'a> {
    /// Of these sources.
    pub(super) fn new(sources: &'a Sources) -> Self {
        let plain = |text: &str| !text.contains(|c| acts(c) && !matches!(c, '\n' | '\r' | '\t'));
        let lone = |text: &str| text.replace("\r\n", "").contains('\r');
        let all = || sources.iter().map(|(_, source)| source);
        if all().all(|s| plain(&s.name) && plain(&s.text) && !lone(&s.text)) {
            return Self {
                sources: Cow::Borrowed(sources),
                added: Vec::new(),
            };
        }
        let mut shown = Sources::new();
        let mut added = Vec::new();
        for source in all() {
            let (text, places) = visible_text(&source.text);
            shown.add(visible(&source.name), text);
            added.push(places);
        }
        Self {
            sources: Cow::Owned(shown),
            added,
        }
    }

    /// The sources.
    pub(super) fn get(&self) -> &Sources {
        &self.sources
    }

    /// Where a span of the text is in the visible one.
    pub(super) fn span(&self, span: Span) -> Span {
        let at = |byte: usize| byte + self.added_before(span.file, byte);
        Span::new(span.file, at(span.start), at(span.end))
    }

    fn added_before(&self, file: FileId, byte: usize) -> usize {
        let Some(added) = self.added.get(file.0 as usize) else {
            return 0;
        };
        let before = added.partition_point(|(at, _)| *at < byte);
        before.checked_sub(1).map_or(0, |last| added[last].1)
    }
}

/// A text of lines, visible, and where bytes were added. A carriage return alone ends a line, as everywhere in the language.
fn visible_text(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut shown = String::with_capacity(text.len() + 16);
    let mut added = Vec::new();
    let bytes = text.as_bytes();
    for (at, c) in text.char_indices() {
        match c {
            '\n' | '\t' => shown.push(c),
            '\r' if bytes.get(at + 1) == Some(&b'\n') => shown.push(c),
            '\r' => shown.push('\n'),
            c if acts(c) => {
                show(c, &mut shown);
                added.push((at, shown.len() - at - c.len_utf8()));
            }
            c => shown.push(c),
        }
    }
    (shown, added)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_acts_on_a_terminal() {
        assert_eq!(visible("plain"), "plain");
        assert_eq!(visible("a\u{1b}[31mb\u{7}"), "a\u{241b}[31mb\u{2407}");
        assert_eq!(
            visible("\u{202e}x\u{9b}\u{7f}\n"),
            "<U+202E>x<U+009B>\u{2421}\u{240a}"
        );
        assert_eq!(
            visible_json("{\"a\":\"\u{9b}\"}\n".into()),
            "{\"a\":\"\\u009b\"}\n"
        );
    }

    #[test]
    fn spans_point_to_the_same_characters() {
        let mut sources = Sources::new();
        let file = sources.add("a\u{1b}.cfs", "\u{1b}ab\rc\u{202e}d\te\n");
        let shown = VisibleSources::new(&sources);
        let text = |needle: &str| {
            let start = sources.get(file).text.find(needle).unwrap();
            let span = shown.span(Span::new(file, start, start + needle.len()));
            shown.get().text(span).to_owned()
        };
        for needle in ["ab", "c", "d", "e"] {
            assert_eq!(text(needle), needle);
        }
        assert_eq!(text("\u{1b}"), "\u{241b}");
        assert_eq!(text("\u{202e}"), "<U+202E>");
        assert_eq!(shown.get().get(file).name, "a\u{241b}.cfs");
        assert_eq!(
            shown.get().location(shown.span(Span::new(file, 5, 6))).line,
            2
        );
    }
}
