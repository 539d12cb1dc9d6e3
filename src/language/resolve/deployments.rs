//! From sources to a scenario: names, deployments and what extends what.

use std::collections::{BTreeMap, BTreeSet};

use super::assemble::assemble;
use super::experiment::complete;
use super::load;
use super::load::Unit;
use crate::language::diagnostic::error::{LoadError, ModelError};
use crate::language::diagnostic::text::Fault;
use crate::language::read::bindings::Bindings;
use crate::language::read::declaration::{
    ExperimentHead, deployment_head, experiment_head, read_let,
};
use crate::language::read::draft::Given;
use crate::language::read::experiment::read_experiment;
use crate::language::read::setting::{Context, Layer};
use crate::language::read::unknown::{
    declared_by, is_experiment_word, unknown_deployment, unknown_word,
};
use crate::language::scenario::settings::{Settings, defaults, follow_coordinates};
use crate::language::scenario::{Experiment, NamedDeployment, Scenario};
use crate::language::syntax::library::Library;
use crate::language::syntax::{
    FileId, Item, SourceProvider, Sources, Span, Statement, SyntaxError, TokenKind,
};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;

/// What checking a scenario gives.
#[derive(Debug)]
pub struct Checked {
    /// Every source that was read, for messages.
    pub sources: Sources,
    /// The scenario; none where it has faults.
    pub scenario: Option<Scenario>,
    /// The faults, in the order of the text.
    pub faults: Vec<Fault>,
}

/// Reads and checks the scenario named `root`.
pub fn check(provider: &dyn SourceProvider, root: &str) -> Checked {
    let library = Library::new(provider);
    let loaded = load::load(&library, root);
    let mut resolver = Resolver {
        library: &library,
        scopes: Vec::new(),
        declarations: Vec::new(),
        errors: loaded.statements,
        load_errors: loaded.errors,
    };
    let mut scenario = None;
    let count = loaded.units.len();
    for (index, unit) in loaded.units.iter().enumerate() {
        scenario = resolver.unit(unit, index + 1 == count);
    }
    let unreliable: Vec<FileId> = loaded.syntax.iter().filter_map(misplaces_blocks).collect();
    let mut faults: Vec<Fault> = loaded.syntax.iter().map(Fault::from).collect();
    faults.extend(resolver.load_errors.iter().map(Fault::from));
    let told = |fault: &Fault| {
        let in_doubt = fault
            .span()
            .is_none_or(|span| unreliable.contains(&span.file));
        !in_doubt || unreliable.is_empty() || !fault.depends_on_structure()
    };
    let first_hand = |error: &&ModelError| !matches!(error, ModelError::Follows { .. });
    let errors = resolver.errors.iter().filter(first_hand);
    faults.extend(errors.map(Fault::from).filter(told));
    faults.sort_by_key(Fault::place);
    faults.dedup();
    if !faults.is_empty() {
        scenario = None;
    }
    Checked {
        sources: library.into_sources(),
        scenario,
        faults,
    }
}

/// The file of a fault after which it is not known which block a statement stands in.
fn misplaces_blocks(error: &SyntaxError) -> Option<FileId> {
    match error {
        SyntaxError::Unclosed {
            open, closing: '}', ..
        } => Some(open.file),
        SyntaxError::StrayBrace { span, brace: '}' } => Some(span.file),
        _ => None,
    }
}

/// A deployment, from its statement to its settings.
struct Declaration {
    name: String,
    span: Option<Span>,
    extends: Option<(String, Span)>,
    layer: Settings,
    /// Its settings with all that it extends, once known.
    resolved: Option<Settings>,
}

/// The names that are in force in a source.
#[derive(Default)]
struct Scope {
    bindings: Bindings,
    /// Deployments by name: index of the declaration.
    deployments: BTreeMap<String, usize>,
    /// Names of deployments whose heads have faults.
    lost: BTreeSet<String>,
}

impl Scope {
    /// Why there is no deployment of a name, unless that follows from a fault told of elsewhere.
    fn no_deployment(&self, name: &str, span: Span) -> ModelError {
        if self.lost.contains(name) || self.bindings.is_incomplete() {
            ModelError::Follows { span }
        } else {
            unknown_deployment(name, span, &self.deployments)
        }
    }
}

/// What a source says outside any deployment or experiment.
#[derive(Default)]
struct TopLevel<'t> {
    layer: Layer,
    statements: Vec<&'t Statement>,
    experiments: Vec<ExperimentHead<'t>>,
    /// Lines that could not be read.
    broken: Vec<Span>,
}

struct Resolver<'a, 'p> {
    library: &'a Library<'p>,
    /// One for each unit done.
    scopes: Vec<Scope>,
    declarations: Vec<Declaration>,
    errors: Vec<ModelError>,
    load_errors: Vec<LoadError>,
}

impl Resolver<'_, '_> {
    fn unit(&mut self, unit: &Unit, root: bool) -> Option<Scenario> {
        let mut scope = self.imports(unit);
        let imported: Vec<usize> = scope.deployments.values().copied().collect();
        let first_own = self.declarations.len();
        let mut top = TopLevel::default();
        for item in &unit.tree.items {
            match item {
                Item::Statement(statement) => self.top_level(statement, &mut scope, &mut top),
                Item::Error(span) => {
                    self.broken_line(*span, &mut scope);
                    top.broken.push(*span);
                }
            }
        }
        // Of two deployments of one name, a clash told of already, the later is meant.
        let own: Vec<usize> = (first_own..self.declarations.len())
            .filter(|index| scope.deployments.get(&self.declarations[*index].name) == Some(index))
            .collect();
        for &index in &own {
            self.extend(index, &scope, &mut Vec::new());
        }
        let stem = stem(&unit.name);
        let base = match (own.as_slice(), imported.as_slice()) {
            ([only], _) | ([], [only]) => Ok(Some(*only)),
            ([], []) => Ok(None),
            ([], several) | (several, _) => Err(several
                .iter()
                .map(|&i| self.declarations[i].name.clone())
                .collect::<Vec<_>>()),
        };
        let described = base
            .as_ref()
            .ok()
            .map(|base| self.described(*base, &top.layer.settings));
        self.check_top_level(&top, !own.is_empty());
        if own.is_empty() && !top.layer.stated.is_empty() && !scope.deployments.contains_key(&stem)
        {
            // A file that only states settings describes a deployment of its name.
            if let Some(settings) = described.clone() {
                self.declarations.push(Declaration {
                    name: stem.clone(),
                    span: None,
                    extends: None,
                    layer: Settings::new(),
                    resolved: Some(settings),
                });
                scope
                    .deployments
                    .insert(stem.clone(), self.declarations.len() - 1);
            }
        }
        let described = described.map(|settings| (base.ok().flatten(), settings));
        let scenario = root.then(|| self.scenario(&stem, &scope, &top, &own, described));
        self.scopes.push(scope);
        scenario
    }

    /// Notes what a line that could not be read would have declared.
    fn broken_line(&self, span: Span, scope: &mut Scope) {
        let line = self.library.text(span);
        if let Some(name) = declared_by(&line, &["let"]) {
            scope.bindings.fail(name);
        }
        let deployment = declared_by(&line, &["deployment"]);
        scope.lost.extend(deployment.map(str::to_owned));
    }

    /// The names that the used sources bring.
    fn imports(&mut self, unit: &Unit) -> Scope {
        let mut scope = Scope::default();
        if unit.incomplete {
            scope.bindings.lose();
        }
        for (used, _) in &unit.uses {
            let Some(other) = self.scopes.get(*used) else {
                continue;
            };
            scope.bindings.take_faults(&other.bindings);
            scope.lost.extend(other.lost.iter().cloned());
            let mut clashes = Vec::new();
            for (name, binding) in other.bindings.iter() {
                match scope.bindings.get(name) {
                    Some(first) if first.span != binding.span => {
                        clashes.push(("name", name, binding.span, first.span))
                    }
                    Some(_) => {}
                    None => {
                        scope.bindings.insert(name.clone(), binding.clone());
                    }
                }
            }
            for (name, &index) in &other.deployments {
                match scope.deployments.get(name) {
                    Some(&first) if first != index => {
                        if let (Some(second), Some(first)) =
                            (self.declarations[index].span, self.declarations[first].span)
                        {
                            clashes.push(("deployment", name, second, first));
                        }
                    }
                    Some(_) => {}
                    None => {
                        scope.deployments.insert(name.clone(), index);
                    }
                }
            }
            for (what, name, span, first) in clashes {
                self.errors.push(ModelError::Clash {
                    what,
                    name: name.clone(),
                    span,
                    first,
                });
            }
        }
        scope
    }

    fn top_level<'t>(
        &mut self,
        statement: &'t Statement,
        scope: &mut Scope,
        top: &mut TopLevel<'t>,
    ) {
        let word = statement.word.text.as_str();
        match word {
            // Uses were followed when the sources were read.
            "use" => {}
            "let" => {
                if let Err(error) = read_let(statement, &mut scope.bindings) {
                    self.errors.push(error);
                }
            }
            "deployment" => self.deployment(statement, scope),
            "experiment" => match experiment_head(statement) {
                Ok(head) => {
                    if let Some(first) =
                        top.experiments.iter().find(|other| other.name == head.name)
                    {
                        self.errors.push(ModelError::Clash {
                            what: "experiment",
                            name: head.name.clone(),
                            span: head.span,
                            first: first.span,
                        });
                    }
                    top.experiments.push(head);
                }
                Err(error) => self.errors.push(error),
            },
            _ if table::find(Role::Setting, word).is_some() => {
                let context = Context {
                    bindings: &scope.bindings,
                    library: self.library,
                };
                let layer = &mut top.layer;
                layer.statement(statement, "", context, &mut self.errors);
            }
            _ if is_experiment_word(word) => top.statements.push(statement),
            _ => self
                .errors
                .push(unknown_word(statement, "at the top of a file")),
        }
    }

    fn deployment(&mut self, statement: &Statement, scope: &mut Scope) {
        let (name, span, extends) = match deployment_head(statement) {
            Ok(head) => head,
            Err(error) => {
                self.errors.push(error);
                let name = match statement.arguments.first().map(|token| &token.kind) {
                    Some(TokenKind::Word(name)) => Some(name.clone()),
                    _ => None,
                };
                scope.lost.extend(name);
                return;
            }
        };
        let mut bindings = scope.bindings.clone();
        let items = statement
            .block
            .as_ref()
            .map_or(&[][..], |block| &block.items);
        let mut layer = Layer::default();
        for item in items {
            let inner = match item {
                Item::Statement(inner) => inner,
                Item::Error(span) => {
                    let line = self.library.text(*span);
                    if let Some(name) = declared_by(&line, &["let"]) {
                        bindings.fail(name);
                    }
                    continue;
                }
            };
            if inner.word.text == "let" {
                if let Err(error) = read_let(inner, &mut bindings) {
                    self.errors.push(error);
                }
                continue;
            }
            let context = Context {
                bindings: &bindings,
                library: self.library,
            };
            layer.statement(inner, "", context, &mut self.errors);
        }
        let index = self.declarations.len();
        if let Some(&first) = scope.deployments.get(&name)
            && let Some(first) = self.declarations[first].span
        {
            self.errors.push(ModelError::Clash {
                what: "deployment",
                name: name.clone(),
                span,
                first,
            });
        }
        scope.deployments.insert(name.clone(), index);
        self.declarations.push(Declaration {
            name,
            span: Some(span),
            extends,
            layer: layer.settings,
            resolved: None,
        });
    }

    /// Gives a deployment the settings that it takes over, and checks the whole.
    fn extend(&mut self, index: usize, scope: &Scope, chain: &mut Vec<usize>) {
        if self.declarations[index].resolved.is_some() {
            return;
        }
        if let Some(begin) = chain.iter().position(|&other| other == index) {
            let links = chain[begin..]
                .iter()
                .filter_map(|&i| {
                    self.declarations[i]
                        .extends
                        .as_ref()
                        .map(|(name, span)| (*span, name.clone()))
                })
                .collect();
            self.load_errors.push(LoadError::ExtendsCycle { links });
            return;
        }
        let mut settings = defaults().clone();
        let mut whole = true;
        if let Some((name, span)) = self.declarations[index].extends.clone() {
            match scope.deployments.get(&name) {
                Some(&other) => {
                    chain.push(index);
                    self.extend(other, scope, chain);
                    chain.pop();
                    match &self.declarations[other].resolved {
                        Some(base) => settings.overlay(base),
                        None => whole = false,
                    }
                }
                None => {
                    whole = false;
                    self.errors.push(scope.no_deployment(&name, span));
                }
            }
        }
        settings.overlay(&self.declarations[index].layer);
        follow_coordinates(&mut settings);
        if whole {
            self.check_settings(&settings);
        }
        if whole || chain.is_empty() {
            self.declarations[index].resolved = Some(settings);
        }
    }

    fn check_settings(&mut self, settings: &Settings) {
        if let Err(errors) = assemble(settings, &[]) {
            self.errors.extend(errors);
        }
    }

    /// What a file describes: the one deployment in force, restated by its own settings.
    fn described(&mut self, base: Option<usize>, layer: &Settings) -> Settings {
        let mut settings = defaults().clone();
        if let Some(base) = base.and_then(|base| self.declarations[base].resolved.as_ref()) {
            settings.overlay(base);
        }
        settings.overlay(layer);
        follow_coordinates(&mut settings);
        settings
    }

    /// Statements outside any block belong to one experiment: there can be no other.
    fn check_top_level(&mut self, top: &TopLevel<'_>, declares: bool) {
        let first_setting = top.layer.stated.values().min().copied();
        if let (Some(head), Some(statement)) = (top.experiments.first(), top.statements.first()) {
            self.errors.push(ModelError::Experiment {
                code: "outside",
                message: format!(
                    "`{}` stands beside experiments and belongs to none",
                    statement.word.text
                ),
                labels: vec![
                    (statement.word.span, "outside every experiment".into()),
                    (head.span, "this file declares its experiments".into()),
                ],
                help: Some("move it into the experiment it is meant for".into()),
            });
        }
        let Some(setting) = first_setting else { return };
        if let Some((name, on)) = top.experiments.iter().find_map(|head| head.on.clone()) {
            self.errors.push(ModelError::Experiment {
                code: "outside",
                message: "settings outside every block would be ignored".into(),
                labels: vec![
                    (setting, "outside every deployment and experiment".into()),
                    (on, format!("this experiment is on `{name}`")),
                ],
                help: Some("move them into a deployment, or leave out `on`".into()),
            });
        } else if declares && top.experiments.is_empty() && top.statements.is_empty() {
            self.errors.push(ModelError::Experiment {
                code: "outside",
                message: "settings beside a deployment belong to none".into(),
                labels: vec![(setting, "outside every deployment".into())],
                help: Some("move them into the deployment".into()),
            });
        } else if !declares && top.experiments.is_empty() && top.statements.is_empty() {
            let settings = self.described(None, &top.layer.settings);
            self.check_settings(&settings);
        }
    }

    fn scenario(
        &mut self,
        stem: &str,
        scope: &Scope,
        top: &TopLevel<'_>,
        own: &[usize],
        described: Option<(Option<usize>, Settings)>,
    ) -> Scenario {
        let mut experiments: Vec<Experiment> = Vec::new();
        let unnamed = |resolver: &mut Self, span: Option<Span>| match &described {
            Some((base, settings)) => Some((
                base.map(|index| resolver.declarations[index].name.clone()),
                settings.clone(),
            )),
            None => {
                let names: Vec<String> = scope.deployments.keys().cloned().collect();
                resolver.errors.push(ModelError::Experiment {
                    code: "deployment",
                    message: "there are several deployments, and none is named".into(),
                    labels: span
                        .map(|span| (span, "on which deployment?".to_owned()))
                        .into_iter()
                        .collect(),
                    help: Some(format!(
                        "write `experiment NAME on DEPLOYMENT {{ ... }}`, with one of: {}",
                        names.join(", ")
                    )),
                });
                None
            }
        };
        for head in &top.experiments {
            let found = match &head.on {
                None => unnamed(self, Some(head.span)),
                Some((name, span)) => match scope.deployments.get(name) {
                    Some(&index) => self.declarations[index]
                        .resolved
                        .clone()
                        .map(|settings| (Some(name.clone()), settings)),
                    None => {
                        self.errors.push(scope.no_deployment(name, *span));
                        None
                    }
                },
            };
            // What an experiment says is checked even where its deployment is not known.
            let lost = head.on.is_none() && scope.bindings.is_incomplete();
            let assumed = found.is_none() || lost;
            let (deployment, settings) = found.unwrap_or_else(|| (None, defaults().clone()));
            let statements = head.items.iter().filter_map(|item| match item {
                Item::Statement(statement) => Some(statement),
                Item::Error(_) => None,
            });
            let broken = head
                .items
                .iter()
                .filter_map(|item| match item {
                    Item::Error(span) => Some(*span),
                    Item::Statement(_) => None,
                })
                .collect();
            let given = Given {
                name: head.name.clone(),
                span: Some(head.span),
                deployment,
                settings,
                bindings: scope.bindings.clone(),
                broken,
                assumed,
            };
            let draft = read_experiment(given, statements, self.library);
            experiments.extend(complete(draft, self.library, &mut self.errors));
        }
        if let (true, Some(first)) = (top.experiments.is_empty(), top.statements.first())
            && let Some((deployment, settings)) = unnamed(self, Some(first.word.span))
        {
            let given = Given {
                name: stem.to_owned(),
                span: None,
                deployment,
                settings,
                bindings: scope.bindings.clone(),
                broken: top.broken.clone(),
                assumed: scope.bindings.is_incomplete(),
            };
            let statements = top.statements.iter().copied();
            let draft = read_experiment(given, statements, self.library);
            experiments.extend(complete(draft, self.library, &mut self.errors));
        }
        let mut deployments: Vec<NamedDeployment> = own
            .iter()
            .map(|&index| {
                let declaration = &self.declarations[index];
                NamedDeployment {
                    name: declaration.name.clone(),
                    span: declaration.span,
                    extends: declaration.extends.as_ref().map(|(name, _)| name.clone()),
                    settings: declaration.resolved.clone().unwrap_or_default(),
                }
            })
            .collect();
        if let (true, Some((_, settings))) =
            (own.is_empty() && !top.layer.stated.is_empty(), described)
        {
            deployments.push(NamedDeployment {
                name: stem.to_owned(),
                span: None,
                extends: None,
                settings,
            });
        }
        Scenario {
            name: stem.to_owned(),
            deployments,
            experiments,
        }
    }
}

/// The name of a file without folder and ending.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => file.to_owned(),
    }
}
