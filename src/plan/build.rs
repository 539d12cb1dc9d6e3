//! From a resolved scenario to its plan.

use super::{
    Axis, AxisKind, AxisValue, Budget, BudgetExpr, Case, Chain, ExperimentPlan, Fingerprint, Needs,
    Plan, Quantified, ResultNames,
};
use crate::language::vocabulary::table;
use crate::language::{
    Constraint, Expectation, Experiment, Figure, Metric, Place, Problem, Record, ResolvedCase,
    ResultName, Role, Scenario, Sweep, Symbol, Target, nearly_equal,
};

/// Version of what fingerprints cover: it changes when the same settings come to mean something else.
const FINGERPRINT_VERSION: &str = "cfs case 2";

/// Orders the work of a scenario. It cannot fail: everything that could was checked before.
pub fn build(scenario: &Scenario) -> Plan {
    Plan {
        experiments: scenario.experiments.iter().map(experiment).collect(),
    }
}

fn experiment(experiment: &Experiment) -> ExperimentPlan {
    let mut needs = Needs::default();
    let mut record: Vec<Record> = experiment.record.iter().map(|(r, _)| *r).collect();
    let cases: Vec<Case> = experiment
        .cases
        .iter()
        .map(|resolved| case(experiment, resolved))
        .collect();
    for chain in cases.iter().flat_map(|case| &case.chains) {
        if let Budget::Values(budget) = &chain.budget {
            budget.symbols(&mut |symbol| {
                if let Symbol::Result(name) = symbol {
                    needs.add(name);
                }
            });
        }
    }
    for query in experiment
        .expectations
        .iter()
        .flat_map(|expectation| &expectation.aggregates)
    {
        match query.of {
            Quantified::Result(name) => needs.add(name),
            // These are computed where the table shows them.
            Quantified::Metric(metric @ (Metric::EstimationError | Metric::UpperBound)) => {
                record.push(Record::Metric(metric));
            }
            Quantified::Metric(_) => {}
        }
    }
    for (plot, _) in &experiment.plots {
        if let Figure::Curves { y, x, .. } = &plot.figure {
            for name in y.iter().chain([x]) {
                ask(name, &mut needs, &mut record);
            }
        }
    }
    for (recorded, _) in &experiment.record {
        if let Record::Result(name) = recorded {
            needs.add(*name);
        }
    }
    if experiment.problem == Problem::Region {
        needs.add(ResultName::SMin);
        needs.add(ResultName::RMax);
    }
    if let Some(precision) = &experiment.precision {
        ask(&precision.column, &mut needs, &mut record);
    }
    let expectations = expectations(experiment, &cases);
    ExperimentPlan {
        name: experiment.name.clone(),
        seed: experiment.seed.value,
        realizations: experiment.realizations.value,
        precision: experiment.precision.clone(),
        axes: experiment.sweeps.iter().map(axis).collect(),
        cases,
        problem: experiment.problem,
        constraint: experiment.constraint,
        needs,
        starts: experiment.starts.value,
        samples: experiment.samples.value,
        boundary_tolerance: experiment.boundary_tolerance.value,
        region_tolerance: experiment.region_tolerance.value,
        expectations,
        goldens: experiment.goldens.clone(),
        plots: experiment
            .plots
            .iter()
            .map(|(plot, _)| plot.clone())
            .collect(),
        record,
    }
}

/// The expectations, at those values of what is swept that conditions leave.
fn expectations(experiment: &Experiment, cases: &[Case]) -> Vec<Expectation> {
    let is = |place: &Place, number: f64| match place.at.value {
        AxisValue::Number(value) => nearly_equal(value, number),
        AxisValue::Word(_) => false,
    };
    let occurs = |place: &Place| {
        let mut sweeps = experiment.sweeps.iter();
        let index = sweeps.position(|sweep| sweep.name == place.at.axis);
        index.is_none_or(|index| match experiment.sweeps[index].target {
            Target::Setting(_) => cases.iter().any(|case| {
                let key = case.keys.get(index).and_then(Option::as_ref);
                key.is_some_and(|(_, value)| *value == place.at.value)
            }),
            Target::Budget(_) => cases.iter().flat_map(|case| &case.chains).any(|chain| {
                let Budget::Values(budget) = &chain.budget else {
                    return false;
                };
                // Conditions on results are decided when these are known.
                let known = budget.len_if_constant().is_some();
                let points = budget.points(&ResultNames::default()).unwrap_or_default();
                !known || points.iter().any(|(_, value)| is(place, *value))
            }),
            Target::Scheme => true,
        })
    };
    let mut expectations = experiment.expectations.clone();
    for places in expectations.iter_mut().filter_map(|e| e.each.as_mut()) {
        places.retain(occurs);
    }
    expectations
}

/// Adds what is needed for a column that a statement asks for.
fn ask(column: &str, needs: &mut Needs, record: &mut Vec<Record>) {
    if let Some(name) = ResultName::read(column) {
        needs.add(name);
    } else if let Some(metric) = Metric::read(column) {
        record.push(Record::Metric(metric));
    }
}

fn axis(sweep: &Sweep) -> Axis {
    let (description, kind) = match sweep.target {
        Target::Setting(row) => (row.doc, AxisKind::Setting),
        Target::Budget(Constraint::Delta) => ("Budget of the beampattern error.", AxisKind::Budget),
        Target::Budget(Constraint::Zeta) => ("Floor of the sum rate.", AxisKind::Budget),
        Target::Scheme => (
            table::find(Role::Control, "scheme").map_or("How beams are chosen.", |row| row.doc),
            AxisKind::Scheme,
        ),
    };
    Axis {
        name: sweep.name.clone(),
        title: match sweep.target {
            Target::Setting(row) => row.label.to_owned(),
            Target::Budget(_) | Target::Scheme => String::new(),
        },
        unit: sweep.unit.clone(),
        description: description.to_owned(),
        kind,
    }
}

fn case(experiment: &Experiment, resolved: &ResolvedCase) -> Case {
    let chains: Vec<Chain> = experiment
        .schemes
        .iter()
        .enumerate()
        .filter(|(index, _)| resolved.scheme_index.is_none_or(|only| only == *index))
        .map(|(scheme_index, &scheme)| Chain {
            scheme_index,
            scheme,
            budget: budget(experiment, resolved, scheme_index),
        })
        .collect();
    Case {
        deployment: resolved.deployment.clone(),
        keys: resolved.keys.clone(),
        fingerprint: case_fingerprint(experiment, resolved, &chains),
        chains,
    }
}

fn budget(experiment: &Experiment, resolved: &ResolvedCase, scheme_index: usize) -> Budget {
    let Some(grid) = &experiment.budget else {
        return Budget::None;
    };
    let settings = |symbol: Symbol| match symbol {
        Symbol::Setting(path) => resolved.settings.number(path),
        _ => None,
    };
    let filters = experiment
        .filters
        .iter()
        .map(|filter| filter.bind(&settings))
        .collect();
    // Where the budget steps together with the scheme alone, the scheme's index is the budget's.
    let with_scheme = experiment.groups.iter().any(|group| {
        let has = |wanted: fn(&Target) -> bool| {
            group
                .iter()
                .any(|&index| wanted(&experiment.sweeps[index].target))
        };
        has(|target| matches!(target, Target::Budget(_)))
            && has(|target| matches!(target, Target::Scheme))
    });
    let only = resolved
        .budget_index
        .or(with_scheme.then_some(scheme_index));
    Budget::Values(BudgetExpr::new(grid.bind(&settings), filters, only))
}

/// Hash of everything that decides the results of a case, except seed and realization.
fn case_fingerprint(experiment: &Experiment, resolved: &ResolvedCase, chains: &[Chain]) -> u64 {
    let mut hash = Fingerprint::default();
    hash.line(FINGERPRINT_VERSION);
    for (row, assigned) in resolved.settings.active() {
        hash.line(&format!("{} = {}", row.path, assigned.value.canonical()));
    }
    hash.line(&format!(
        "solve {} {}",
        experiment.problem.text(),
        experiment.constraint.text()
    ));
    hash.line(&format!("starts {}", experiment.starts.value));
    if experiment.problem == Problem::Estimation {
        hash.line(&format!("samples {}", experiment.samples.value));
    }
    for (name, tolerance) in [
        ("boundary_tolerance", experiment.boundary_tolerance),
        ("region_tolerance", experiment.region_tolerance),
    ] {
        hash.line(&format!("{name} {}", tolerance.value));
    }
    for chain in chains {
        let budget = match &chain.budget {
            Budget::None => String::new(),
            Budget::Values(values) => values.to_string(),
        };
        // Results name schemes by their index.
        let (index, scheme) = (chain.scheme_index, chain.scheme.name);
        hash.line(&format!("scheme {index} {scheme} budget {budget}"));
    }
    hash.value()
}
