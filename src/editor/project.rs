//! Files that use each other: where names are given and where they are used.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::file::File;
use super::meaning::NameKind;
use super::names::Name;
use crate::language::{MAX_SOURCES, MAX_USE_DEPTH};

/// Where the files of a project come from: what is open in the editor before what is on disk.
pub trait Project {
    /// The name of what `target` means in the file of a name.
    fn resolve(&self, from: &str, target: &str) -> String;
    /// The file of a name; none where there is no such text.
    fn file(&self, name: &str) -> Option<Arc<File>>;
    /// The names of the files that may use others.
    fn all(&self) -> Vec<String>;
}

/// A name in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The name of the file.
    pub file: String,
    /// The name in it.
    pub name: Name,
}

/// The files that a file uses, itself first.
#[must_use]
pub fn reach(project: &dyn Project, root: &str) -> Vec<(String, Arc<File>)> {
    let mut found: Vec<(String, Arc<File>)> = Vec::new();
    let mut seen = BTreeSet::from([root.to_owned()]);
    let mut left = vec![(root.to_owned(), 0)];
    while let Some((name, depth)) = left.pop() {
        let Some(file) = project.file(&name) else {
            continue;
        };
        for used in &file.names.uses {
            let target = project.resolve(&name, &used.target);
            if depth < MAX_USE_DEPTH && seen.len() < MAX_SOURCES && seen.insert(target.clone()) {
                left.push((target, depth + 1));
            }
        }
        found.push((name, file));
    }
    found
}

/// Where the name at a byte of a file is given.
#[must_use]
pub fn definition(project: &dyn Project, file: &str, byte: usize) -> Option<Found> {
    let text = project.file(file)?;
    let name = text.names.at(byte)?;
    defined(project, file, &text, name)
}

fn defined(project: &dyn Project, file: &str, text: &File, name: &Name) -> Option<Found> {
    if text.names.definitions.contains(name) {
        return Some(Found {
            file: file.to_owned(),
            name: name.clone(),
        });
    }
    let own = text.names.definition(name.kind, &name.name, name.scope);
    if let Some(own) = own {
        return Some(Found {
            file: file.to_owned(),
            name: own.clone(),
        });
    }
    if let Some(described) = stem_of(project, file, name) {
        return Some(described);
    }
    reach(project, file)
        .into_iter()
        .skip(1)
        .find_map(|(other, text)| {
            let found = text.names.definition(name.kind, &name.name, None)?;
            Some(Found {
                file: other,
                name: found.clone(),
            })
        })
}

/// A file that only states settings is a deployment of its name: the place is its first statement.
fn stem_of(project: &dyn Project, file: &str, name: &Name) -> Option<Found> {
    if name.kind != NameKind::Deployment {
        return None;
    }
    reach(project, file)
        .into_iter()
        .skip(1)
        .find_map(|(other, text)| {
            let stem = other.rsplit(['/', '\\']).next().unwrap_or(&other);
            let declares = text
                .names
                .definitions
                .iter()
                .any(|of| of.kind == NameKind::Deployment);
            let first = text.outline.heads.first()?.pieces.first()?;
            (!declares && stem.strip_suffix(".cfs") == Some(&name.name)).then(|| Found {
                name: Name {
                    piece: *first,
                    head: 0,
                    scope: None,
                    ..name.clone()
                },
                file: other,
            })
        })
}

/// Every place of the name that is at a byte of a file, in all files; its definition first.
#[must_use]
pub fn references(project: &dyn Project, file: &str, byte: usize) -> Vec<Found> {
    let Some(given) = definition(project, file, byte) else {
        return Vec::new();
    };
    let mut names: BTreeSet<String> = project.all().into_iter().collect();
    names.insert(file.to_owned());
    names.insert(given.file.clone());
    let mut found = vec![given.clone()];
    for name in names {
        // A name within a block is used nowhere else.
        if given.name.scope.is_some() && name != given.file {
            continue;
        }
        let Some(text) = project.file(&name) else {
            continue;
        };
        let same = |of: &&Name| of.kind == given.name.kind && of.name == given.name.name;
        for of in text.names.references.iter().filter(same) {
            if defined(project, &name, &text, of).as_ref() == Some(&given) {
                found.push(Found {
                    file: name.clone(),
                    name: of.clone(),
                });
            }
        }
    }
    found
}

/// The names of a kind that are in force in a block of a file, each with its file.
#[must_use]
pub fn in_force(
    project: &dyn Project,
    file: &str,
    kind: NameKind,
    scope: Option<usize>,
) -> Vec<Found> {
    let mut names = Vec::new();
    let mut seen = BTreeSet::new();
    for (index, (other, text)) in reach(project, file).into_iter().enumerate() {
        for of in text.names.definitions.iter().filter(|of| of.kind == kind) {
            let visible = of.scope.is_none() || (index == 0 && of.scope == scope);
            if visible && seen.insert(of.name.clone()) {
                names.push(Found {
                    file: other.clone(),
                    name: of.clone(),
                });
            }
        }
    }
    names
}
