//! The outline of a text, and what can be folded.

use super::file::File;
use super::meaning::{NameKind, Statement};
use super::scan::Shape;
use crate::language::vocabulary::signature::Role;

/// What a symbol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// A name that is given.
    Name(NameKind),
    /// A setting.
    Setting,
    /// A statement of an experiment.
    Statement,
    /// A file that is used.
    Use,
}

/// A statement in the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What it is.
    pub kind: SymbolKind,
    /// The name, or the word of the statement.
    pub name: String,
    /// The rest of the statement.
    pub detail: String,
    /// The bytes of the statement with its block.
    pub bytes: (usize, usize),
    /// The bytes of the name.
    pub selection: (usize, usize),
    /// The statements in its block.
    pub children: Vec<Symbol>,
}

/// Longest detail, characters.
const LONGEST: usize = 80;

/// The outline of a text. Words that mean nothing are not in it.
#[must_use]
pub fn symbols(file: &File) -> Vec<Symbol> {
    let heads = &file.outline.heads;
    let mut built: Vec<Option<Symbol>> = (0..heads.len()).map(|head| symbol(file, head)).collect();
    let mut top = Vec::new();
    // A statement comes before those of its block, so from the end each is whole before it is moved.
    for head in (0..heads.len()).rev() {
        let Some(mut symbol) = built[head].take() else {
            continue;
        };
        symbol.children.reverse();
        match heads[head].parent.and_then(|parent| built[parent].as_mut()) {
            Some(parent) => parent.children.push(symbol),
            None => top.push(symbol),
        }
    }
    top.reverse();
    top
}

fn symbol(file: &File, index: usize) -> Option<Symbol> {
    let head = &file.outline.heads[index];
    let row = Statement::new(&file.text, &file.outline, index).row?;
    let given = file.names.definitions.iter().find(|of| of.head == index);
    let kind = match (given, row.role) {
        (Some(name), _) => SymbolKind::Name(name.kind),
        (None, Role::Setting | Role::Control) => SymbolKind::Setting,
        (None, Role::Declaration) if row.path == "use" => SymbolKind::Use,
        // A declaration without a name yet.
        (None, Role::Declaration) => return None,
        (None, _) => SymbolKind::Statement,
    };
    let (start, end) = head.bytes();
    let shown = given.map_or(*head.pieces.first()?, |name| name.piece);
    let detail = file.text[start..end]
        .trim_start_matches(row.word())
        .trim_start();
    let detail = match given {
        Some(_) => detail.trim_start_matches(file.of(shown)).trim_start(),
        None => detail,
    };
    Some(Symbol {
        kind,
        name: file.of(shown).to_owned(),
        detail: detail.chars().take(LONGEST).collect(),
        bytes: (start, head.end().min(file.text.len())),
        selection: (shown.start, shown.end),
        children: Vec::new(),
    })
}

/// Lines that can be folded, from the first to the last; whether they are a comment.
#[must_use]
pub fn folds(file: &File) -> Vec<(usize, usize, bool)> {
    let mut folds = Vec::new();
    let mut add = |start: usize, end: usize, comment: bool| {
        let (first, last) = (file.lines.line(start), file.lines.line(end));
        if last > first {
            folds.push((first, last, comment));
        }
    };
    for head in &file.outline.heads {
        let (start, end) = head.bytes();
        match head.block {
            Some(block) => add(start, block.close, false),
            // A list over several lines.
            None => add(start, end, false),
        }
    }
    let comments = &file.outline.comments;
    let mut first = 0;
    for index in 0..comments.len() {
        let own_line = |index: usize| {
            let (start, _) = file
                .lines
                .bytes(&file.text, file.lines.line(comments[index].start));
            file.text[start..comments[index].start].trim().is_empty()
                && comments[index].shape == Shape::Comment
        };
        let follows = index > first
            && own_line(index)
            && file.lines.line(comments[index].start)
                == file.lines.line(comments[index - 1].start) + 1;
        if !follows {
            first = index;
        }
        let ends = comments.get(index + 1).is_none_or(|next| {
            file.lines.line(next.start) != file.lines.line(comments[index].start) + 1
                || !own_line(index + 1)
        });
        if ends && own_line(first) {
            add(comments[first].start, comments[index].start, true);
        }
    }
    folds.sort_unstable();
    folds
}
