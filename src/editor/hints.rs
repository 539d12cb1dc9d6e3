//! What a reader would have to work out: numbers of points, values of expressions.

use super::file::File;
use super::knowledge::Knowledge;
use super::meaning::NameKind;
use super::scan::Shape;
use crate::language::syntax::Span;

/// A text that is shown after a byte.
pub type Hint = (usize, String);

/// The hints of a file, in order.
#[must_use]
pub fn hints(name: &str, file: &File, known: &Knowledge) -> Vec<Hint> {
    let mut hints = Vec::new();
    let own = |span: Span| known.sources.get(span.file).name == name;
    let end_of = |byte: usize| {
        let head = file.outline.head_at(byte)?;
        Some(file.outline.heads[head].bytes().1)
    };
    for study in &known.studies {
        let table = study.points.map(|points| {
            format!(
                "{} × {}",
                count(points, "point"),
                count(study.realizations as usize, "realization")
            )
        });
        if let (Some(span), Some(table)) = (study.span.filter(|span| own(*span)), table) {
            hints.extend(end_of(span.start).map(|end| (end, table)));
        }
        for (span, values) in &study.sweeps {
            let shown = values.map(|values| count(values, "value"));
            if let (true, Some(shown)) = (own(*span), shown) {
                // A clause that follows belongs to the line, not to the values.
                let at = end_of(span.start).map_or(span.end, |end| span.end.min(end));
                hints.push((at, shown));
            }
        }
        for (span, values, more) in &study.derived {
            if own(*span) && !values.is_empty() {
                let more = if *more { ", …" } else { "" };
                let shown = format!("= {}{more}", values.join(", "));
                hints.extend(end_of(span.start).map(|end| (end, shown)));
            }
        }
    }
    for value in file
        .names
        .definitions
        .iter()
        .filter(|of| of.kind == NameKind::Value)
    {
        let head = &file.outline.heads[value.head];
        // `let reach = 0.5 km` says its value itself.
        let computed = head.pieces.len() > 3
            && head.pieces[3..]
                .iter()
                .any(|piece| matches!(piece.shape, Shape::Operator | Shape::Open));
        let named = head.pieces.len() == 4 && head.pieces[3].shape == Shape::Word;
        if let (true, Some(is)) = (computed || named, known.value(name, value.piece.start)) {
            hints.push((head.bytes().1, format!("= {is}")));
        }
    }
    hints.sort();
    hints.dedup();
    hints
}

fn count(number: usize, of: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {of}{s}")
}
