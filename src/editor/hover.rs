//! What is shown of the word at a place.

use super::file::File;
use super::knowledge::Knowledge;
use super::meaning::{Meaning, NameKind, Statement};
use super::names::Name;
use super::project::{Project, definition};
use super::scan::Piece;
use crate::language::scenario::settings::{Settings, defaults};
use crate::language::syntax::Sources;
use crate::language::vocabulary::explain::{role, value};
use crate::language::vocabulary::signature::{Choice, Role, Signature};
use crate::language::vocabulary::table;

/// Most settings that are listed of a deployment.
const MOST_SETTINGS: usize = 12;

/// A text about a piece, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The piece.
    pub piece: Piece,
    /// The text.
    pub text: String,
}

/// What is known of the word at a byte of a file; `known` says what values have here, once the file is checked.
#[must_use]
pub fn hover(
    project: &dyn Project,
    name: &str,
    file: &File,
    known: Option<&Knowledge>,
    byte: usize,
) -> Option<Hover> {
    let (head, index) = file.outline.piece_at(byte)?;
    let piece = file.outline.heads[head].pieces[index];
    let statement = Statement::new(&file.text, &file.outline, head);
    let text = match statement.meaning(index) {
        Meaning::Row(row) => {
            let here = known
                .and_then(|known| Some((known, known.settings(around(file, head))?)))
                .and_then(|(known, settings)| in_force(row, settings, &known.sources));
            of_row(row, here.as_deref())
        }
        Meaning::Choice(row, choice) => of_choice(row, choice),
        Meaning::Parameter(parameter) => of_row(table::setting(parameter.path)?, None),
        Meaning::Unit(unit) => format!("**{}** · a unit\n\n{}", unit.name, unit.doc),
        Meaning::Definition(_) | Meaning::Reference(_) | Meaning::Free => {
            of_name(project, name, known, byte)?
        }
        Meaning::Particle | Meaning::Sign => return None,
    };
    Some(Hover { piece, text })
}

/// The name of the deployment or experiment around a statement.
#[must_use]
pub fn around(file: &File, head: usize) -> Option<&Name> {
    let mut at = Some(head);
    while let Some(index) = at {
        let own = |of: &&Name| of.head == index && of.kind != NameKind::Value;
        if let Some(name) = file.names.definitions.iter().find(own) {
            return Some(name);
        }
        at = file.outline.heads[index].parent;
    }
    None
}

/// The value that a setting has, and where it comes from.
fn in_force(row: &Signature, settings: &Settings, sources: &Sources) -> Option<String> {
    let assigned = settings.get(row.path)?;
    if !settings.is_active(row.path) {
        return Some("without effect, since another option is chosen".into());
    }
    Some(match settings.source(row.path) {
        Some(span) => format!("`{}`, from {}", assigned.value, sources.place(span)),
        None => format!("`{}`, the default", assigned.value),
    })
}

/// Everything that the vocabulary says of a row.
#[must_use]
pub fn of_row(row: &Signature, here: Option<&str>) -> String {
    let mut text = format!("**{}** · {}\n\n{}\n", row.path, role(row), row.doc);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("\n- {name}: {value}"));
        }
    };
    let code = |text: &str| match text {
        "" => String::new(),
        text => format!("`{text}`"),
    };
    line("here", here.unwrap_or_default());
    line("usage", &code(row.usage));
    line("value", &value(row.kind));
    let default = row.default.map(|default| default.to_string());
    line("default", &code(&default.unwrap_or_default()));
    if matches!(row.role, Role::Metric | Role::Column) {
        line("unit", &code(table::column_text(row.path).0));
    }
    line("example", &code(row.example));
    line("paper", row.source);
    text
}

fn of_choice(row: &Signature, choice: &Choice) -> String {
    let state = if choice.is_available() {
        ""
    } else {
        " (not available in this version)"
    };
    format!(
        "**{}** · a value of `{}`{state}\n\n{}",
        choice.word, row.path, choice.doc
    )
}

/// What a name of the scenario is given to.
fn of_name(
    project: &dyn Project,
    file: &str,
    known: Option<&Knowledge>,
    byte: usize,
) -> Option<String> {
    let found = definition(project, file, byte)?;
    let text = project.file(&found.file)?;
    let line = text.lines.line(found.name.piece.start) + 1;
    let place = format!("{}:{line}", found.file);
    let name = &found.name.name;
    Some(match found.name.kind {
        NameKind::Value => {
            let value = known.and_then(|known| known.value(&found.file, found.name.piece.start));
            let (start, end) = text.outline.heads[found.name.head].bytes();
            let written = &text.text[start..end];
            match value {
                Some(value) => format!("**{name}** = `{value}`\n\n`{written}`, {place}"),
                None => format!("**{name}**\n\n`{written}`, {place}"),
            }
        }
        NameKind::Experiment => format!("**{name}** · an experiment, {place}"),
        NameKind::Deployment => {
            let settings = known.and_then(|known| known.settings(Some(&found.name)));
            let stated = settings.map(stated).unwrap_or_default();
            format!("**{name}** · a deployment, {place}\n{stated}")
        }
    })
}

/// The settings that are not the default.
fn stated(settings: &Settings) -> String {
    let usual = defaults();
    let own: Vec<String> = settings
        .active()
        .filter(|(row, of)| {
            usual
                .get(row.path)
                .is_none_or(|usual| usual.value != of.value)
        })
        .map(|(row, of)| format!("\n- {} `{}`", row.path, of.value))
        .collect();
    match own.len().checked_sub(MOST_SETTINGS) {
        None | Some(0) => own.concat(),
        Some(more) => format!("{}\n- and {more} more", own[..MOST_SETTINGS].concat()),
    }
}
