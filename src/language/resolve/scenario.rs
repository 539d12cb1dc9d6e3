//! From what a source says to its scenario.

use super::again::read_again;
use super::deployments::Resolver;
use super::drafts::drafts;
use super::experiment::complete;
use super::load::Unit;
use super::scope::Source;
use super::size;
use crate::language::scenario::{Experiment, NamedDeployment, Scenario};

/// Puts the scenario of a source together, with `only` the experiments of these names where there are any; `units` are
/// all that was read.
pub(crate) fn put_together(
    source: &Source<'_>,
    only: &[String],
    units: &[Unit],
    resolver: &mut Resolver<'_, '_>,
) -> Scenario {
    let Source {
        stem,
        top,
        own,
        described,
        ..
    } = source;
    let mut drafts = drafts(source, only, resolver);
    // What all of them ask for is counted before any of it is made.
    size::check_drafts(&mut drafts);
    for draft in &mut drafts {
        read_again(draft, units, resolver);
    }
    let mut totals = size::Totals::default();
    let complete = |draft| complete(draft, resolver.library, &mut totals, &mut resolver.errors);
    let mut experiments: Vec<Experiment> = drafts.into_iter().filter_map(complete).collect();
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
    let overrides = resolver.overrides.list.clone();
    if !overrides.is_empty() {
        experiments
            .iter_mut()
            .for_each(|experiment| experiment.left_out = std::mem::take(&mut experiment.goldens));
    }
    Scenario {
        name: stem.clone(),
        deployments,
        experiments,
        overrides,
        only: only.to_vec(),
    }
}
