//! What the experiments of a source say, statement by statement.

use std::rc::Rc;

use super::deployments::Resolver;
use super::scope::Source;
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::experiment::ExperimentError;
use crate::language::diagnostic::error::request::RequestError;
use crate::language::read::draft::{Draft, Given};
use crate::language::read::experiment::read_experiment;
use crate::language::scenario::settings::defaults;
use crate::language::syntax::{Item, Span};
use crate::language::vocabulary::suggest::closest;

/// What the experiments of a source say, those of these names only where there are any.
pub(crate) fn drafts(
    source: &Source<'_>,
    only: &[String],
    resolver: &mut Resolver<'_, '_>,
) -> Vec<Draft> {
    let Source {
        stem,
        scope,
        top,
        described,
        ..
    } = source;
    let mut drafts: Vec<Draft> = Vec::new();
    let unnamed = |resolver: &mut Resolver<'_, '_>, span: Option<Span>| match described {
        Some((base, settings)) => Some((
            base.map(|index| resolver.declarations[index].name.clone()),
            settings.clone(),
        )),
        None => {
            let known = scope.deployments.keys().cloned().collect();
            let error = ExperimentError::WhichDeployment { span, known };
            resolver.errors.push(error.into());
            None
        }
    };
    check_names(source, only, &mut resolver.errors);
    let chosen = |name: &String| only.is_empty() || only.contains(name);
    for head in top.experiments.iter().filter(|head| chosen(&head.name)) {
        let found = match &head.on {
            None => unnamed(resolver, Some(head.span)),
            Some((name, span)) => match scope.deployments.get(name) {
                Some(&index) => resolver.declarations[index]
                    .resolved
                    .clone()
                    .map(|settings| (Some(name.clone()), settings)),
                None => {
                    resolver.errors.push(scope.no_deployment(name, None, *span));
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
            schemes: Vec::new(),
            broken,
            quota: Rc::clone(&resolver.quota),
            overrides: Rc::clone(&resolver.overrides),
            assumed,
            style: scope.style(),
        };
        drafts.push(read_experiment(given, statements, resolver.library));
    }
    if let (true, Some(first)) = (top.experiments.is_empty(), top.statements.first())
        && chosen(stem)
        && let Some((deployment, settings)) = unnamed(resolver, Some(first.word.span))
    {
        let given = Given {
            name: stem.clone(),
            span: None,
            deployment,
            settings,
            bindings: scope.bindings.clone(),
            schemes: top.schemes.clone(),
            broken: top.broken.clone(),
            quota: Rc::clone(&resolver.quota),
            overrides: Rc::clone(&resolver.overrides),
            assumed: scope.bindings.is_incomplete(),
            style: scope.style(),
        };
        let statements = top.statements.iter().copied();
        drafts.push(read_experiment(given, statements, resolver.library));
    }
    drafts
}

/// Every experiment that is asked for must be there.
fn check_names(source: &Source<'_>, only: &[String], errors: &mut Vec<ModelError>) {
    let top = &source.top;
    let mut known: Vec<&str> = top
        .experiments
        .iter()
        .map(|head| head.name.as_str())
        .collect();
    if known.is_empty() && !top.statements.is_empty() {
        known.push(&source.stem);
    }
    // It may well be in what could not be read.
    if !top.broken.is_empty() {
        return;
    }
    for name in only.iter().filter(|name| !known.contains(&name.as_str())) {
        let error = RequestError::Experiment {
            name: name.clone(),
            suggestion: closest(name, known.iter().copied()),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        };
        errors.push(error.into());
    }
}
