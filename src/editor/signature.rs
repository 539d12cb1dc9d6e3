//! The form of the statement or function that is being written.

use super::file::File;
use super::meaning::Statement;
use super::scan::Shape;
use crate::language::vocabulary::explain::value;
use crate::language::vocabulary::signature::{Role, Signature};
use crate::language::vocabulary::table;

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// How it is written.
    pub label: String,
    /// What it means.
    pub text: String,
    /// The parts between the parentheses of a function.
    pub parameters: Vec<String>,
    /// Which of them is being written.
    pub active: usize,
}

/// The forms of what is being written at a byte, the usual one first; a function within its parentheses, else the
/// statement of the line.
#[must_use]
pub fn signature(file: &File, byte: usize) -> Vec<Form> {
    let Some(head) = line_head(file, byte) else {
        return Vec::new();
    };
    let statement = Statement::new(&file.text, &file.outline, head);
    let pieces = &file.outline.heads[head].pieces;
    // The parentheses that are open at the byte, each with the commas since.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if piece.start >= byte {
            break;
        }
        match piece.shape {
            Shape::Open => open.push((index, 0)),
            Shape::Close if piece.end <= byte => {
                open.pop();
            }
            Shape::Comma => {
                if let Some((_, commas)) = open.last_mut() {
                    *commas += 1;
                }
            }
            _ => {}
        }
    }
    if let Some((index, commas)) = open.last()
        && let Some(before) = index.checked_sub(1)
        && let Some(row) = table::find(Role::Function, statement.word(before))
    {
        return vec![function(row, *commas)];
    }
    statement.row.map(of_row).unwrap_or_default()
}

/// The statement on whose line a byte is, whether it holds the byte or ends before it.
#[must_use]
pub fn line_head(file: &File, byte: usize) -> Option<usize> {
    let before = file
        .outline
        .heads
        .partition_point(|head| head.bytes().0 <= byte);
    let index = before.checked_sub(1)?;
    let head = &file.outline.heads[index];
    let end = head.bytes().1;
    if byte <= end {
        return Some(index);
    }
    let gap = file.text.get(end..byte)?;
    let ended = gap.contains(['\n', '\r', '{', '}', '#']);
    (!ended).then_some(index)
}

fn function(row: &Signature, commas: usize) -> Form {
    let inner = row
        .usage
        .split_once('(')
        .map_or("", |(_, rest)| rest.trim_end_matches(')'));
    let parameters: Vec<String> = inner
        .split(',')
        .map(|part| part.trim().to_owned())
        .collect();
    Form {
        label: row.usage.to_owned(),
        text: row.doc.to_owned(),
        active: commas.min(parameters.len().saturating_sub(1)),
        parameters,
    }
}

fn of_row(row: &'static Signature) -> Vec<Form> {
    let value = value(row.kind);
    let text = match value.as_str() {
        "" => row.doc.to_owned(),
        value => format!("{}\n\n{value}", row.doc),
    };
    let form = |label: String| Form {
        label,
        text: text.clone(),
        parameters: Vec::new(),
        active: 0,
    };
    if row.usage.is_empty() {
        let gap = if value.is_empty() { "" } else { ": " };
        return vec![form(format!("{}{gap}{value}", row.word()))];
    }
    row.usage
        .split(" · ")
        .map(|usage| form(usage.to_owned()))
        .collect()
}
