//! Sweeps of a `let`: the scenario is read again for each of its values, since any setting may follow from it.

use std::rc::Rc;

use super::deployments::Resolver;
use super::drafts::drafts;
use super::load::Unit;
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::sweep::{Many, SweepError};
use crate::language::read::draft::Draft;
use crate::language::read::sweep::SweepDraft;
use crate::language::scenario::axis::AxisValue;
use crate::language::scenario::exact::Real;
use crate::language::scenario::sweep::Target;
use crate::language::syntax::Span;

/// Most readings of a scenario for the values of `let`s, in an experiment.
const MAX_READINGS: usize = 1_000;

/// Gives an experiment a draft for every combination of values of the `let`s that it sweeps. What the combinations share
/// must not follow from them.
pub(crate) fn read_again(draft: &mut Draft, units: &[Unit], resolver: &Resolver<'_, '_>) {
    let steps = |sweep: &&SweepDraft| matches!(sweep.target, Target::Name);
    let swept: Vec<&SweepDraft> = draft.sweeps.iter().filter(steps).collect();
    let Some(first) = swept.first() else { return };
    if !draft.errors.is_empty() || draft.given.assumed {
        return;
    }
    let span = first.name_span;
    let lengths: Vec<usize> = swept.iter().map(|sweep| sweep.steps.len()).collect();
    let count = lengths.iter().copied().fold(1, usize::saturating_mul);
    if count > MAX_READINGS {
        let limit = MAX_READINGS;
        let many = SweepError::TooMany {
            span: Some(span),
            of: Many::Readings,
            count,
            limit,
        };
        draft.errors.push(many.into());
        return;
    }
    let mut variants = Vec::new();
    let mut errors: Vec<ModelError> = Vec::new();
    for number in 0..count {
        // The last of them runs fastest.
        let mut rest = number;
        let mut lets = Vec::new();
        for sweep in swept.iter().rev() {
            let step = &sweep.steps[rest % sweep.steps.len()];
            rest /= sweep.steps.len();
            if let AxisValue::Number(value) = step.key {
                let value = (Real::from(value), sweep.dimension);
                lets.push((sweep.let_name.as_str(), value, sweep.name_span));
            }
        }
        let overrides = Rc::new(resolver.overrides.with(&lets));
        let mut again = Resolver {
            library: resolver.library,
            scopes: Vec::new(),
            declarations: Vec::new(),
            errors: Vec::new(),
            load_errors: Vec::new(),
            overrides,
            quota: Rc::default(),
        };
        let name = draft.given.name.clone();
        let mut found = None;
        for (index, unit) in units.iter().enumerate() {
            let source = again.unit(unit);
            if index + 1 == units.len() {
                found = drafts(&source, std::slice::from_ref(&name), &mut again).pop();
            }
            again.scopes.push(source.scope);
        }
        errors.append(&mut again.errors);
        let Some(mut variant) = found else { continue };
        variant.is_variant = true;
        errors.append(&mut variant.errors);
        errors.extend(differences(draft, &variant, span));
        variants.push(variant);
        // One value that is at fault says it all.
        if !errors.is_empty() {
            break;
        }
    }
    errors.dedup();
    draft.errors.append(&mut errors);
    draft.variants = variants;
}

/// What an experiment has once, and has otherwise at another value of a swept `let`.
fn differences(base: &Draft, variant: &Draft, by: Span) -> Vec<ModelError> {
    let mut errors = Vec::new();
    let mut refuse = |name: &str, span: Span| {
        let name = name.to_owned();
        errors.push(SweepError::FollowsLet { name, span, by }.into());
    };
    for (own, other) in base.sweeps.iter().zip(&variant.sweeps) {
        let keys = own.steps.iter().map(|step| &step.key);
        let same = keys.eq(other.steps.iter().map(|step| &step.key)) && own.grid == other.grid;
        if !same {
            refuse(&own.name, own.span);
        }
    }
    for (name, (value, span)) in &base.controls {
        if variant.controls.get(name).map(|(other, _)| other) != Some(value) {
            refuse(name, *span);
        }
    }
    errors
}
