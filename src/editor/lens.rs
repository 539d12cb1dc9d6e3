//! The experiments of a text, where they can be run from.

use super::file::File;
use super::meaning::NameKind;
use crate::language::vocabulary::signature::Role;

use super::meaning::Statement;

/// An experiment: the byte where it begins and its name; no name where the file is the experiment.
pub type Runnable = (usize, Option<String>);

/// The experiments of a text, in order.
#[must_use]
pub fn runnables(file: &File) -> Vec<Runnable> {
    let named = file
        .names
        .definitions
        .iter()
        .filter(|of| of.kind == NameKind::Experiment);
    let named: Vec<Runnable> = named
        .map(|of| (file.outline.heads[of.head].bytes().0, Some(of.name.clone())))
        .collect();
    if !named.is_empty() {
        return named;
    }
    let outside = |index: &usize| {
        let row = Statement::new(&file.text, &file.outline, *index).row;
        file.outline.heads[*index].parent.is_none()
            && row.is_some_and(|row| row.role == Role::Statement)
    };
    let first = (0..file.outline.heads.len()).find(outside);
    first
        .map(|index| (file.outline.heads[index].bytes().0, None))
        .into_iter()
        .collect()
}
