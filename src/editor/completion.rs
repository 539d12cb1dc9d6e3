//! What can be written at a place.

use std::collections::BTreeSet;

use super::file::File;
use super::hover::{around, of_row};
use super::meaning::{NameKind, Statement, block_path, target};
use super::project::{Project, in_force};
use super::scan::Shape;
use super::signature::line_head;
use crate::language::read::named::settings_named;
use crate::language::scenario::settings::is_sweepable;
use crate::language::vocabulary::signature::{Choice, Kind, Role, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Measure, UNITS};

/// What a proposal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// A unit.
    Unit,
    /// A word that a setting has as its value.
    Choice,
    /// A value.
    Value,
    /// The name of something in the scenario.
    Name(NameKind),
    /// A setting.
    Setting,
    /// A word of a statement.
    Keyword,
    /// A metric, a result or a budget.
    Metric,
    /// A function or an aggregate.
    Function,
    /// A file.
    File,
}

/// Something that can be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it is.
    pub kind: ProposalKind,
    /// The text.
    pub text: String,
    /// A form with places to fill in, `${1:value}`, where there is more than the text.
    pub form: Option<String>,
    /// A few words.
    pub detail: String,
    /// What it means, in Markdown.
    pub documentation: String,
}

/// Proposals, the likeliest first, and the bytes that each of them replaces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// What is already written of the word.
    pub replaces: (usize, usize),
    /// The proposals.
    pub proposals: Vec<Proposal>,
}

/// What can be written at a byte of a file.
#[must_use]
pub fn complete(project: &dyn Project, name: &str, file: &File, byte: usize) -> Completion {
    let text = &file.text;
    let inside = |piece: &&super::scan::Piece| piece.start < byte && byte <= piece.end;
    if file.outline.comments.iter().any(|piece| inside(&piece)) {
        return Completion::default();
    }
    let head = line_head(file, byte);
    let pieces = head.map_or(&[][..], |head| &file.outline.heads[head].pieces);
    if let (Some(head), Some(at)) = (head, pieces.iter().position(|piece| inside(&piece)))
        && pieces[at].shape == Shape::Text
    {
        let statement = Statement::new(text, &file.outline, head);
        let uses = statement.row.is_some_and(|row| row.path == "use");
        let replaces = (pieces[at].start + 1, byte);
        let proposals = if uses {
            files(project, name)
        } else {
            Vec::new()
        };
        return Completion {
            replaces,
            proposals,
        };
    }
    let start = text[..byte]
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_alphanumeric() || matches!(c, '_' | '.'))
        .last()
        .map_or(byte, |(at, _)| at);
    // A number is not the beginning of a word.
    let start = match text[start..byte].starts_with(|c: char| c.is_ascii_digit()) {
        true => byte,
        false => start,
    };
    let index = pieces
        .iter()
        .take_while(|piece| piece.start < start)
        .count();
    let mut writer = Writer {
        project,
        name,
        file,
        head: head.unwrap_or(0),
        proposals: Vec::new(),
        seen: BTreeSet::new(),
    };
    match head.filter(|_| index > 0) {
        Some(head) => {
            let statement = Statement::new(text, &file.outline, head);
            writer.argument(statement, pieces, index);
        }
        None => writer.statement(byte),
    }
    Completion {
        replaces: (start, byte),
        proposals: writer.proposals,
    }
}

/// The files that a file could use, named from its folder.
fn files(project: &dyn Project, name: &str) -> Vec<Proposal> {
    let folder = name.rfind('/').map_or("", |at| &name[..=at]);
    let others = project.all().into_iter().filter(|other| other != name);
    let beside = others.filter_map(|other| other.strip_prefix(folder).map(str::to_owned));
    let proposal = |text: String| Proposal {
        kind: ProposalKind::File,
        text,
        form: None,
        detail: "a scenario".into(),
        documentation: String::new(),
    };
    beside.map(proposal).collect()
}

struct Writer<'a> {
    project: &'a dyn Project,
    name: &'a str,
    file: &'a File,
    head: usize,
    proposals: Vec<Proposal>,
    seen: BTreeSet<String>,
}

impl Writer<'_> {
    fn add(&mut self, proposal: Proposal) {
        if self.seen.insert(proposal.text.clone()) {
            self.proposals.push(proposal);
        }
    }

    fn row(&mut self, row: &'static Signature, text: &str, form: Option<String>) {
        self.add(Proposal {
            kind: kind_of(row.role),
            text: text.to_owned(),
            form,
            detail: row.example.to_owned(),
            documentation: of_row(row, None),
        });
    }

    /// Words that begin statements in the block around a byte.
    fn statement(&mut self, byte: usize) {
        let block = self.file.outline.block_at(byte);
        let words: Vec<&str> = block.map_or_else(Vec::new, |block| {
            let mut words = self.file.outline.path(&self.file.text, block);
            words.push(self.file.outline.word(&self.file.text, block));
            words
        });
        if words.last() == Some(&"zip") {
            for word in ["sweep", "compare"] {
                if let Some(row) = table::find(Role::Statement, word) {
                    self.row(row, word, None);
                }
            }
            return;
        }
        let Some(path) = block_path(&words) else {
            return;
        };
        let outer = words.first().copied();
        let experiment = path.is_empty() && outer != Some("deployment");
        if experiment {
            for row in table::of_role(Role::Statement).chain(table::of_role(Role::Control)) {
                self.row(row, row.word(), form(row));
            }
        }
        for row in table::of_role(Role::Setting).filter(|row| row.parent() == path) {
            self.row(row, row.word(), form(row));
        }
        for row in table::of_role(Role::Declaration) {
            if outer.is_none() || (path.is_empty() && row.path == "let") {
                self.row(row, row.word(), form(row));
            }
        }
    }

    /// What can follow in a statement before its piece of this number.
    fn argument(&mut self, statement: Statement<'_>, pieces: &[super::scan::Piece], index: usize) {
        let Some(row) = statement.row else { return };
        let before = pieces.get(index - 1);
        if before.is_some_and(|piece| piece.shape == Shape::Number) {
            self.units(measure_of(statement, row, index));
        }
        match (row.path, index, statement.word(index - 1)) {
            ("deployment" | "experiment" | "let", 1, _) | ("use", ..) => return,
            ("deployment", _, "extends") | ("experiment", _, "on") => {
                self.names(NameKind::Deployment);
                return;
            }
            ("let", 2, _) => return,
            _ => {}
        }
        if let Some(chooser) = statement.chooser(index) {
            self.choices(chooser);
            self.parameters(statement, chooser, index);
        }
        if statement.is_target(index) {
            self.targets(row, statement.word(index - 1));
            if statement.word(index - 1) != "at" || row.path != "solve" {
                return;
            }
        }
        if row.path == "solve" && statement.word(index - 1) == "at" {
            for budget in table::of_role(Role::Budget) {
                self.row(budget, budget.word(), None);
            }
            return;
        }
        if index == 1 {
            self.value(row);
        }
        self.clauses(statement, row, index);
        self.expression(row);
    }

    fn units(&mut self, measure: Option<Measure>) {
        let fits = |dimension| measure.is_none_or(|measure| measure.accepts(dimension));
        for unit in UNITS.iter().filter(|unit| fits(unit.dimension)) {
            self.add(Proposal {
                kind: ProposalKind::Unit,
                text: unit.name.into(),
                form: None,
                detail: "a unit".into(),
                documentation: unit.doc.into(),
            });
        }
    }

    fn choices(&mut self, row: &'static Signature) {
        for choice in row.choices().iter().filter(|choice| choice.is_available()) {
            self.add(Proposal {
                kind: ProposalKind::Choice,
                text: choice.word.into(),
                form: choice_form(choice),
                detail: format!("a value of `{}`", row.path),
                documentation: choice.doc.into(),
            });
        }
    }

    /// The words between the values of the choice that is written.
    fn parameters(&mut self, statement: Statement<'_>, row: &'static Signature, index: usize) {
        let chosen = |choice: &&Choice| (1..index).any(|at| statement.word(at) == choice.word);
        let Some(choice) = row.choices().iter().find(chosen) else {
            return;
        };
        for parameter in choice.parameters {
            let Some(typed) = table::setting(parameter.path) else {
                continue;
            };
            match parameter.keyword {
                Some(word) if (1..index).all(|at| statement.word(at) != word) => {
                    self.row(typed, word, None);
                }
                None if statement.word(index - 1) == choice.word => self.value(typed),
                Some(word) if statement.word(index - 1) == word => self.value(typed),
                _ => {}
            }
        }
    }

    /// The usual value of a row.
    fn value(&mut self, row: &'static Signature) {
        if matches!(row.kind, Kind::Switch) {
            for word in ["on", "off"] {
                self.literal(word.into(), row);
            }
        }
        if let (Some(default), false) = (row.default, matches!(row.kind, Kind::Choice(_))) {
            self.literal(default.to_string(), row);
        }
    }

    fn literal(&mut self, text: String, row: &'static Signature) {
        self.add(Proposal {
            kind: ProposalKind::Value,
            text,
            form: None,
            detail: format!("the default of `{}`", row.path),
            documentation: row.doc.into(),
        });
    }

    fn names(&mut self, kind: NameKind) {
        let scope = around(self.file, self.head).map(|name| name.head);
        for found in in_force(self.project, self.name, kind, scope) {
            self.add(Proposal {
                kind: ProposalKind::Name(kind),
                text: found.name.name.clone(),
                form: None,
                detail: found.file.clone(),
                documentation: String::new(),
            });
        }
    }

    /// What can be swept, compared, derived or selected.
    fn targets(&mut self, row: &'static Signature, before: &str) {
        let words = row.path == "compare";
        let derived = before == "with";
        for role in [Role::Budget, Role::Control] {
            for of in table::of_role(role) {
                let scheme = !of.choices().is_empty();
                if !derived && (scheme || (role == Role::Budget && !words)) {
                    self.row(of, of.word(), None);
                }
            }
        }
        for of in table::settings().iter().filter(|row| is_sweepable(row)) {
            let chooses = !of.choices().is_empty() || of.mode.is_some();
            if (words && !chooses) || (derived && matches!(of.kind, Kind::Choice(_))) {
                continue;
            }
            // The short name where it means one setting.
            let short = settings_named(of.word()).len() == 1;
            self.row(of, if short { of.word() } else { of.path }, None);
        }
        if matches!(row.path, "plot" | "expect") {
            for of in table::of_role(Role::Column).chain(table::of_role(Role::Metric)) {
                self.row(of, of.word(), None);
            }
        }
    }

    /// The words that the form of a statement has.
    fn clauses(&mut self, statement: Statement<'_>, row: &'static Signature, index: usize) {
        let words = |usage: &'static str| usage.split(|c: char| !c.is_alphanumeric() && c != '_');
        let open = |word: &str| (1..index).all(|at| statement.word(at) != word);
        for word in words(row.usage) {
            if let Some(clause) = table::find(Role::Clause, word).filter(|_| open(word)) {
                self.row(clause, word, None);
            }
            if word == "solve"
                && row.path != "solve"
                && open(word)
                && let Some(solve) = table::find(Role::Statement, word)
            {
                self.row(solve, word, None);
            }
        }
    }

    /// What an expression of a statement can name.
    fn expression(&mut self, row: &'static Signature) {
        let results: &[Role] = match (row.role, row.path) {
            (_, "record") => &[Role::Metric, Role::Companion, Role::Result],
            (_, "plot") => &[Role::Metric, Role::Companion],
            (_, "golden" | "skip" | "fails") | (Role::Declaration, "deployment" | "experiment") => {
                return;
            }
            (Role::Statement, "expect") => {
                &[Role::Aggregate, Role::Metric, Role::Result, Role::Function]
            }
            (Role::Statement, _) => &[Role::Result, Role::Function],
            _ => &[Role::Function],
        };
        let takes_numbers = !matches!(
            row.kind,
            Kind::Choice(_) | Kind::Switch | Kind::None | Kind::Channels
        ) || matches!(row.role, Role::Statement | Role::Declaration)
            || row.mode.is_some();
        if !takes_numbers {
            return;
        }
        if !matches!(row.path, "record" | "plot") {
            self.names(NameKind::Value);
        }
        for role in results {
            for of in table::of_role(*role) {
                let call = (*role == Role::Function).then(|| format!("{}($1)", of.word()));
                self.row(of, of.word(), call);
            }
        }
        if matches!(row.path, "where" | "with") {
            for of in table::settings().iter().filter(|row| is_sweepable(row)) {
                if settings_named(of.word()).len() == 1 {
                    self.row(of, of.word(), None);
                }
            }
        }
    }
}

fn kind_of(role: Role) -> ProposalKind {
    match role {
        Role::Setting | Role::Parameter | Role::Control | Role::Look => ProposalKind::Setting,
        Role::Declaration | Role::Statement | Role::Clause => ProposalKind::Keyword,
        Role::Result
        | Role::Metric
        | Role::Budget
        | Role::Column
        | Role::Companion
        | Role::Array => ProposalKind::Metric,
        Role::Aggregate | Role::Function => ProposalKind::Function,
    }
}

/// What a number in a statement measures.
fn measure_of(statement: Statement<'_>, row: &'static Signature, index: usize) -> Option<Measure> {
    let of = |row: &Signature| match row.kind {
        Kind::Number { measure, .. } => Some(measure),
        Kind::Points => Some(Measure::Length),
        Kind::Formula => Some(Measure::Level),
        _ => None,
    };
    // The value of a parameter is measured as that is.
    let chooser = statement.chooser(index);
    let parameters = chooser
        .iter()
        .flat_map(|row| row.choices())
        .filter(|choice| (1..index).any(|at| statement.word(at) == choice.word));
    let mut parameters = parameters
        .flat_map(|choice| choice.parameters)
        .filter(|parameter| {
            parameter
                .keyword
                .is_none_or(|word| statement.word(index.wrapping_sub(2)) == word)
        });
    let typed = parameters.find_map(|parameter| of(table::setting(parameter.path)?));
    let swept = || match row.role {
        Role::Statement => (1..index).find_map(|at| {
            statement
                .is_target(at)
                .then(|| target(statement.word(at)))?
                .and_then(of)
        }),
        _ => None,
    };
    typed.or_else(|| of(row)).or_else(swept)
}

/// A statement with places to fill in; none where the word alone says it.
#[must_use]
pub fn form(row: &Signature) -> Option<String> {
    let word = row.word();
    let value = match (row.kind, row.default) {
        _ if matches!(row.role, Role::Statement) => return None,
        (Kind::Choice(choices), _) => {
            let words = choices.iter().filter(|choice| choice.is_available());
            let words: Vec<&str> = words.map(|choice| choice.word).collect();
            format!("${{1|{}|}}", words.join(","))
        }
        (Kind::Switch, _) => "${1|on,off|}".into(),
        (_, Some(default)) => format!("${{1:{default}}}"),
        (Kind::None, _) if row.role == Role::Setting => {
            return Some(format!("{word} {{\n\t$0\n}}"));
        }
        _ => return declaration(row),
    };
    Some(format!("{word} {value}"))
}

fn declaration(row: &Signature) -> Option<String> {
    Some(match row.path {
        "deployment" => "deployment ${1:name} {\n\t$0\n}".into(),
        "experiment" => "experiment ${1:name} on ${2:deployment} {\n\t$0\n}".into(),
        "let" => "let ${1:name} = ${2:value}".into(),
        "use" => "use \"$1\"".into(),
        _ => return None,
    })
}

fn choice_form(choice: &Choice) -> Option<String> {
    if choice.parameters.is_empty() {
        return None;
    }
    let mut text = choice.word.to_owned();
    for (number, parameter) in choice.parameters.iter().enumerate() {
        let typed = table::setting(parameter.path)?;
        let default = typed
            .default
            .map_or_else(|| typed.word().to_owned(), |of| of.to_string());
        if let Some(word) = parameter.keyword {
            text.push_str(&format!(" {word}"));
        }
        text.push_str(&format!(" ${{{}:{default}}}", number + 1));
    }
    Some(text)
}
