//! From what a source says to its scenario.

use super::deployments::Resolver;
use super::experiment::complete;
use super::scope::Source;
use crate::language::diagnostic::error::experiment::ExperimentError;
use crate::language::read::draft::Given;
use crate::language::read::experiment::read_experiment;
use crate::language::scenario::settings::defaults;
use crate::language::scenario::{Experiment, NamedDeployment, Scenario};
use crate::language::syntax::{Item, Span};

/// Puts the scenario of a source together.
pub(crate) fn put_together(source: &Source<'_>, resolver: &mut Resolver<'_, '_>) -> Scenario {
    let Source {
        stem,
        scope,
        top,
        own,
        described,
    } = source;
    let mut experiments: Vec<Experiment> = Vec::new();
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
    for head in &top.experiments {
        let found = match &head.on {
            None => unnamed(resolver, Some(head.span)),
            Some((name, span)) => match scope.deployments.get(name) {
                Some(&index) => resolver.declarations[index]
                    .resolved
                    .clone()
                    .map(|settings| (Some(name.clone()), settings)),
                None => {
                    resolver.errors.push(scope.no_deployment(name, *span));
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
        let draft = read_experiment(given, statements, resolver.library);
        experiments.extend(complete(draft, resolver.library, &mut resolver.errors));
    }
    if let (true, Some(first)) = (top.experiments.is_empty(), top.statements.first())
        && let Some((deployment, settings)) = unnamed(resolver, Some(first.word.span))
    {
        let given = Given {
            name: stem.clone(),
            span: None,
            deployment,
            settings,
            bindings: scope.bindings.clone(),
            broken: top.broken.clone(),
            assumed: scope.bindings.is_incomplete(),
        };
        let statements = top.statements.iter().copied();
        let draft = read_experiment(given, statements, resolver.library);
        experiments.extend(complete(draft, resolver.library, &mut resolver.errors));
    }
    let mut deployments: Vec<NamedDeployment> = own
        .iter()
        .map(|&index| {
            let declaration = &resolver.declarations[index];
            NamedDeployment {
                name: declaration.name.clone(),
                span: declaration.span,
                extends: declaration.extends.as_ref().map(|(name, _)| name.clone()),
                settings: declaration.resolved.clone().unwrap_or_default(),
            }
        })
        .collect();
    if let (true, Some((_, settings))) = (own.is_empty() && !top.layer.stated.is_empty(), described)
    {
        deployments.push(NamedDeployment {
            name: stem.clone(),
            span: None,
            extends: None,
            settings: settings.clone(),
        });
    }
    Scenario {
        name: stem.clone(),
        deployments,
        experiments,
    }
}
