//! From settings by path to the engine's typed deployment.

use std::sync::Arc;

use super::contradictions;
use crate::engine::known::KnownChannels;
use crate::engine::{Deployment, Pairing, PilotAllocation, Point};
use crate::language::diagnostic::error::ModelError;
use crate::language::scenario::formula::{Formula, Symbol};
use crate::language::scenario::settings::{Settings, Value};
use crate::language::vocabulary::meaning::{Given, Means, Sets};
use crate::language::vocabulary::signature::{Kind, Signature};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::{Measure, Quantity};

/// Builds the deployment of a case; `when` names the swept values of the case.
///
/// # Errors
/// Every contradiction between settings.
pub(crate) fn assemble(
    settings: &Settings,
    when: &[String],
) -> Result<Deployment, Vec<ModelError>> {
    let mut deployment = Deployment::table1();
    deployment.noise = settings.noise();
    for (row, assigned) in settings.active() {
        set(&mut deployment, row, &assigned.value, settings);
    }
    let errors = contradictions::of(settings, &deployment, when);
    if errors.is_empty() {
        Ok(deployment)
    } else {
        Err(errors)
    }
}

/// Sets what a row says of the deployment.
fn set(to: &mut Deployment, row: &Signature, value: &Value, settings: &Settings) {
    match (row.sets, value) {
        (Sets::Count(set), Value::Count(count)) => set(to, whole(*count)),
        (Sets::Number(set), Value::Number(quantity)) => {
            set(to, canonical(settings, row, *quantity))
        }
        (Sets::Switch(set), Value::Switch(on)) => set(to, *on),
        (_, Value::Word(choice)) => match choice.means {
            Means::Deployment(set) => set(settings, to),
            Means::Allocation(policy) => to.pilots.allocation = PilotAllocation::Policy(policy),
            Means::Pairing(policy) => to.pairing = Pairing::Policy(policy),
            // No setting of a deployment has such words.
            Means::Problem(_) | Means::Scheme(_) | Means::Shown | Means::Planned => {}
        },
        // Values that a choice takes up.
        (Sets::Nothing, _) => {}
        // Rows are typed by their kind, as a test of every row makes sure of.
        (Sets::Count(_) | Sets::Number(_) | Sets::Switch(_), _) => {}
    }
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A number as the engine takes it: powers over the noise and other ratios linear, levels in dB. Powers that need a noise which
/// is not stated are not numbers; their contradiction is found elsewhere.
fn canonical(settings: &Settings, row: &Signature, quantity: Quantity) -> f64 {
    match row.kind {
        Kind::Number {
            measure: Measure::PowerRatio | Measure::Power(_),
            ..
        } => settings.over_noise(row, quantity).unwrap_or(f64::NAN),
        _ => quantity.value,
    }
}

impl Given for Settings {
    fn number(&self, path: &str) -> f64 {
        match (table::setting(path), self.get(path).map(|a| &a.value)) {
            (Some(row), Some(Value::Number(quantity))) => canonical(self, row, *quantity),
            _ => 0.0,
        }
    }

    fn points(&self, path: &str) -> Vec<Point> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Points(points)) => points.clone(),
            _ => Vec::new(),
        }
    }

    fn places(&self, path: &str) -> Option<Arc<Vec<Vec<Point>>>> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Places(places)) => Some(Arc::clone(&places.each)),
            _ => None,
        }
    }

    fn groups(&self, path: &str) -> Vec<Vec<usize>> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Groups(groups)) => groups.clone(),
            _ => Vec::new(),
        }
    }

    fn indices(&self, path: &str) -> Vec<usize> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Indices(indices)) => indices.clone(),
            _ => Vec::new(),
        }
    }

    fn numbers(&self, path: &str) -> Vec<f64> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Numbers(numbers)) => numbers.clone(),
            _ => Vec::new(),
        }
    }

    fn law(&self, path: &str) -> Arc<dyn Fn(f64) -> f64 + Send + Sync> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Formula(formula)) => {
                let formula = formula.clone();
                Arc::new(move |d| loss(&formula, d))
            }
            _ => Arc::new(|_| f64::NAN),
        }
    }

    fn channels(&self, path: &str) -> Option<Arc<KnownChannels>> {
        match self.get(path).map(|a| &a.value) {
            Some(Value::Channels(file)) => Some(Arc::clone(&file.channels)),
            _ => None,
        }
    }
}

/// Loss in dB at a distance of `d` km.
fn loss(formula: &Formula, d: f64) -> f64 {
    formula
        .evaluate(&|symbol| (symbol == Symbol::Distance).then_some(d))
        .unwrap_or(f64::NAN)
}
