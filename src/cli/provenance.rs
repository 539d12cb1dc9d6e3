//! Where the results of an experiment come from.

use std::collections::BTreeMap;

use cfs::engine::beamforming::{communication, sensing};
use cfs::model::number;
use cfs::output::schema::{Provenance, Source, sha256};
use cfs::plan::{self, ExperimentPlan};
use cfs::run;

use super::load::Loaded;

/// The provenance of the experiment of this index.
pub fn of(loaded: &Loaded, experiment: usize, plan: &ExperimentPlan) -> Provenance {
    let description = plan::describe(&loaded.scenario, &loaded.plan, &loaded.sources);
    let texts = loaded.sources.iter().map(|(_, source)| Source {
        path: source.name.clone(),
        sha256: sha256(source.text.as_bytes()),
    });
    let data = loaded.sources.data().map(|(name, sha256)| Source {
        path: name.to_owned(),
        sha256: sha256.to_owned(),
    });
    Provenance {
        program: env!("CARGO_PKG_NAME").into(),
        version: env!("CARGO_PKG_VERSION").into(),
        sources: texts.chain(data).collect(),
        seed: plan.seed,
        scenario: description
            .experiments
            .get(experiment)
            .map(ToString::to_string)
            .unwrap_or_default(),
        solver: solver(plan),
        plots: plan.plots.iter().map(run::request).collect(),
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
