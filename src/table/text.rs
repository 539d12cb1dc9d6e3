//! Texts of tables on their way to a reader.

/// The text with each control character replaced, so that it cannot act on the terminal or page that
/// shows it: names and cells may come from files that anyone has written.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
