//! The deployments of sources: names, settings and what extends what.

use std::rc::Rc;

use super::assemble::assemble;
use super::load::Unit;
use super::scope::Source;
use super::scope::{Declaration, Scope, TopLevel};
use crate::language::diagnostic::error::experiment::ExperimentError;
use crate::language::diagnostic::error::{LoadError, ModelError, Place};
use crate::language::read::declaration::{deployment_head, experiment_head, read_let};
use crate::language::read::look;
use crate::language::read::overrides::Overrides;
use crate::language::read::quota::Quota;
use crate::language::read::scheme::{declares_scheme, read_declaration};
use crate::language::read::setting::{Context, Layer};
use crate::language::read::unknown::{declared_by, is_experiment_word, unknown_word};
use crate::language::scenario::settings::{Settings, defaults, follow};
use crate::language::syntax::library::Library;
use crate::language::syntax::{Item, Span, Statement, TokenKind};
use crate::language::vocabulary::signature::Role;
use crate::language::vocabulary::table;

/// Reads the deployments of sources, in their order.
pub(crate) struct Resolver<'a, 'p> {
    /// Where sources come from.
    pub library: &'a Library<'p>,
    /// One for each source read.
    pub scopes: Vec<Scope>,
    /// Every deployment so far.
    pub declarations: Vec<Declaration>,
    /// Faults of meaning.
    pub errors: Vec<ModelError>,
    /// Faults of bringing sources and deployments together.
    pub load_errors: Vec<LoadError>,
    /// Values from outside.
    pub overrides: Rc<Overrides>,
    /// What the sweeps may take.
    pub quota: Rc<Quota>,
}

impl Resolver<'_, '_> {
    /// Reads the deployments of a source, those that it uses being read before.
    pub(crate) fn unit<'t>(&mut self, unit: &'t Unit) -> Source<'t> {
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
        // Of two deployments of one name, a clash that is reported already, the later is meant.
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
        Source {
            stem,
            scope,
            top,
            own,
            described,
        }
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
            // Of several files with a style, the first says more.
            let style = std::mem::take(&mut scope.style.0);
            scope.style.0 = style.over(&other.style.0);
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
            for (name, &span) in other.bindings.schemes() {
                match scope.bindings.scheme(name) {
                    Some(first) if first != span => clashes.push(("scheme", name, span, first)),
                    _ => scope.bindings.declare_scheme(name, span),
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
                if let Err(error) = read_let(statement, &mut scope.bindings, &self.overrides) {
                    self.errors.push(error);
                }
            }
            "style" => self.style(statement, scope),
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
            _ if declares_scheme(statement) => {
                match read_declaration(statement, &mut scope.bindings) {
                    Ok(declared) => top.schemes.push(declared),
                    Err(error) => self.errors.push(error),
                }
            }
            _ if is_experiment_word(word) => top.statements.push(statement),
            _ => self.errors.push(unknown_word(statement, Place::TopLevel)),
        }
    }

    fn style(&mut self, statement: &Statement, scope: &mut Scope) {
        let span = statement.word.span;
        if let Some(first) = scope.style.1 {
            self.errors.push(ModelError::Clash {
                what: "block",
                name: "style".into(),
                span,
                first,
            });
            return;
        }
        let (style, errors) = look::style(statement);
        self.errors.extend(errors);
        let used = std::mem::take(&mut scope.style.0);
        scope.style = (style.over(&used), Some(span));
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
                if let Err(error) = read_let(inner, &mut bindings, &self.overrides) {
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
                    let asks = &self.declarations[index].name;
                    let error = scope.no_deployment(&name, Some(asks), span);
                    self.errors.push(error);
                }
            }
        }
        settings.overlay(&self.declarations[index].layer);
        settings.overlay(&self.overrides.settings);
        follow(&mut settings);
        if whole {
            self.check_settings(&settings);
        }
        if whole || chain.is_empty() {
            settings.share();
            self.declarations[index].resolved = Some(settings);
        }
    }

    fn experiment_error(&mut self, error: ExperimentError) {
        self.errors.push(error.into());
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
        settings.overlay(&self.overrides.settings);
        follow(&mut settings);
        settings
    }

    /// Statements outside any block belong to one experiment: there can be no other.
    fn check_top_level(&mut self, top: &TopLevel<'_>, declares: bool) {
        let first_setting = top.layer.stated.values().min().copied();
        if let (Some(head), Some(statement)) = (top.experiments.first(), top.statements.first()) {
            self.experiment_error(ExperimentError::StatementOutside {
                word: statement.word.text.clone(),
                span: statement.word.span,
                experiment: head.span,
            });
        }
        let Some(setting) = first_setting else { return };
        if let Some((name, on)) = top.experiments.iter().find_map(|head| head.on.clone()) {
            self.experiment_error(ExperimentError::SettingsIgnored {
                setting,
                deployment: name,
                on,
            });
        } else if declares && top.experiments.is_empty() && top.statements.is_empty() {
            self.experiment_error(ExperimentError::SettingsOutside { setting });
        } else if !declares && top.experiments.is_empty() && top.statements.is_empty() {
            let settings = self.described(None, &top.layer.settings);
            self.check_settings(&settings);
        }
    }
}

/// The name of a file without folder and ending. Dots would end the names of results, so there are
/// underscores in their place: `x.summary.cfs` is `x_summary`.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = match file.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => file,
    };
    stem.replace('.', "_")
}
