//! Where the results of an experiment come from.

use std::collections::BTreeMap;

use crate::archive::description::{
    Claim, FIND, Override, PROGRAM, Provenance, Setting, Source, sha256,
};
use crate::engine::optimiser::{communication, sensing};
use crate::language::{SET, number};
use crate::plan::{ExperimentDescription, ExperimentPlan, SettingDescription};
use crate::results::{Networks, Verdict};

use super::scenario::Scenario;

/// The provenance of the experiment of this index.
pub fn of(scenario: &Scenario, experiment: usize) -> Provenance {
    let plan = &scenario.work().experiments[experiment];
    let description = scenario.describe();
    let described = description.experiments.get(experiment);
    let sources = scenario.sources();
    let meaning = scenario.meaning();
    let set = meaning.overrides.iter().map(|set| Override {
        name: set.name.clone(),
        value: set.value.clone(),
    });
    let files = sources.iter().filter(|(_, source)| source.name != SET);
    let texts = files.map(|(_, source)| Source {
        path: source.name.clone(),
        sha256: sha256(source.text.as_bytes()),
    });
    let data = sources.data().map(|(name, sha256)| Source {
        path: name.to_owned(),
        sha256: sha256.to_owned(),
    });
    Provenance {
        program: PROGRAM.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        sources: texts.chain(data).collect(),
        set: set.collect(),
        only: meaning.only.clone(),
        seed: plan.seed,
        controls: described.map(controls).unwrap_or_default(),
        settings: described.map_or_else(Vec::new, |of| of.settings.iter().map(setting).collect()),
        scenario: described.map(ToString::to_string).unwrap_or_default(),
        solver: solver(plan),
        plots: plan.plots.clone(),
        place: Some(experiment + 1),
        partial: None,
    }
}

/// An expectation as results keep it.
pub fn claim(verdict: &Verdict) -> Claim {
    Claim {
        text: verdict.expectation.text.clone(),
        operator: verdict.outcome.operator.text().to_owned(),
        place: verdict.outcome.place.clone(),
        left: verdict.outcome.left,
        right: verdict.outcome.right,
        passed: verdict.outcome.passed,
        networks: Some(verdict.networks).filter(Networks::are_fewer),
    }
}

/// What the experiment asks for, in the order of the language.
fn controls(of: &ExperimentDescription) -> Vec<Setting> {
    let solve = |value: &str| Setting {
        name: "solve".into(),
        value: value.to_owned(),
        origin: String::new(),
    };
    let sweeps = of.sweeps.iter().map(|sweep| {
        let values = format!("{} {}", sweep.name, sweep.values);
        let (name, value) = match (&sweep.search, sweep.count) {
            (Some(condition), Some(count)) => {
                let value = format!("{values}, {count} values, where {condition}");
                (FIND, value)
            }
            _ => ("sweep", values),
        };
        Setting {
            name: name.into(),
            value,
            origin: sweep.origin.clone(),
        }
    });
    let problem = match &of.budget {
        Some(budget) => format!("{} at {budget}", of.problem),
        None => of.problem.clone(),
    };
    let stated = of.controls.iter().map(setting);
    stated
        .chain(sweeps)
        .chain(of.clauses.iter().map(setting))
        .chain([solve(&problem)])
        .collect()
}

fn setting(described: &SettingDescription) -> Setting {
    Setting {
        name: described.name.clone(),
        value: described.value.clone(),
        origin: described.origin.clone(),
    }
}

/// Settings that decide what counts as solved.
fn solver(plan: &ExperimentPlan) -> BTreeMap<String, String> {
    [
        ("kkt_tolerance", number(communication::TOLERANCE)),
        ("sensing_gap_tolerance", number(sensing::GAP)),
        ("boundary_tolerance", number(plan.boundary_tolerance)),
        ("starts", plan.starts.to_string()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
