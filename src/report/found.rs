//! What a search found: the table, and below it why a row has no value or what else is to be said of it, since that is a
//! sentence.

use unicode_width::UnicodeWidthStr as _;

use super::screen::{self, View, key_text};
use crate::table::columns::{NOTE, REASON};
use crate::table::text::plain;
use crate::table::{Cell, Role, Table};

/// How far further lines of a reason are indented.
const INDENT: &str = "  ";

/// The table of a search as lines of text, each ended by a line feed.
#[must_use]
pub fn render(found: &Table, view: &View<'_>) -> String {
    let mut text = screen::render(&without_sentences(found), view);
    for sentence in sentences(found) {
        text.push_str(&folded(&sentence, view.max_width));
    }
    text
}

/// The table without its sentences.
pub(crate) fn without_sentences(found: &Table) -> Table {
    let mut short = found.clone();
    for name in [REASON, NOTE] {
        if let Some(place) = short.position(name) {
            short.columns.remove(place);
            for row in &mut short.rows {
                row.remove(place);
            }
        }
    }
    short
}

/// Its sentences, each with the row that it is about.
pub(crate) fn sentences(found: &Table) -> Vec<String> {
    let places = [REASON, NOTE].map(|name| found.position(name));
    let mut sentences = Vec::new();
    for row in &found.rows {
        for place in places.into_iter().flatten() {
            if let Some(Cell::Text(text)) = row.get(place) {
                sentences.push(format!("{}{}", of(found, row), plain(text)));
            }
        }
    }
    sentences
}

/// The keys of a row: `users 3, scheme zf: `; nothing where it has none.
fn of(found: &Table, row: &[Cell]) -> String {
    let columns = found.columns.iter().zip(row);
    let keys = columns.filter(|(column, _)| column.role == Role::Key);
    let keys: Vec<String> = keys
        .map(|(column, cell)| {
            let value = key_text(&column.shown(cell));
            let key = format!("{} {value} {}", column.name, column.shown_unit());
            plain(key.trim_end())
        })
        .collect();
    match keys.is_empty() {
        true => String::new(),
        false => format!("{}: ", keys.join(", ")),
    }
}

/// A sentence in lines of at most this width, as far as its words allow.
fn folded(text: &str, width: usize) -> String {
    let mut lines = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        if used > 0 && used + 1 + word.width() > width {
            lines.push('\n');
            lines.push_str(INDENT);
            used = INDENT.len();
        } else if used > 0 {
            lines.push(' ');
            used += 1;
        }
        lines.push_str(word);
        used += word.width();
    }
    lines.push('\n');
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, ColumnType};

    #[test]
    fn a_reason_is_whole_and_as_wide_as_the_terminal() {
        let column = |name: &str, role| Column::new(name, role, ColumnType::Text);
        let columns = vec![
            column("scheme", Role::Key),
            column("status", Role::Status),
            column(REASON, Role::Status),
        ];
        let mut found = Table::new(columns).unwrap();
        let row = |words: [&str; 2], reason| vec![words[0].into(), words[1].into(), reason];
        found.push(row(["zf", "solved"], Cell::Missing)).unwrap();
        let reason = "mean sum_rate is 6 at 80 dB and 7 at 140 dB: 9 is not between them";
        found.push(row(["mrt", "failed"], reason.into())).unwrap();
        let view = View {
            max_width: 40,
            ..View::default()
        };
        assert_eq!(
            render(&found, &view),
            "scheme  status\n──────  ──────\nzf      solved\nmrt     failed\n\
             scheme mrt: mean sum_rate is 6 at 80 dB\n  and 7 at 140 dB: 9 is not between them\n"
        );
    }
}
