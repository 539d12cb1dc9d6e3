//! Texts of tables on their way to a reader.

use crate::language::syntax::visible_on_a_line;

/// The text on one line, harmless on the terminal or page that shows it: names and cells may come from files
/// that anyone has written.
pub(crate) fn plain(text: &str) -> String {
    visible_on_a_line(text).into_owned()
}
