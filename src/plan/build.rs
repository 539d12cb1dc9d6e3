//! From a resolved scenario to its plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    Axis, AxisKind, AxisValue, Budget, BudgetExpr, Case, Chain, Derived, ExperimentPlan,
    Fingerprint, Needs, Plan, Quantified, ResultNames,
};
use crate::language::vocabulary::table;
use crate::language::vocabulary::units::one_unit;
use crate::language::{
    Constraint, DerivedSetting, Expectation, Experiment, Kind, MAX_POINTS, MAX_ROWS, Metric, Per,
    Place, Problem, Record, ResolvedCase, ResultName, Role, Scenario, Sweep, Symbol, Target,
    nearly_equal,
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
            Quantified::Metric(_) | Quantified::Found => {}
        }
    }
    for (plot, _) in &experiment.plots {
        for name in plot.figure.metrics() {
            ask(name, &mut needs, &mut record);
        }
    }
    for (recorded, _) in &experiment.record {
        match *recorded {
            Record::Result(name) => needs.add(name),
            Record::Percentile(_, metric @ (Metric::EstimationError | Metric::UpperBound)) => {
                record.push(Record::Metric(metric));
            }
            Record::Percentile(..)
            | Record::Metric(_)
            | Record::Beampattern
            | Record::Layout
            | Record::Users
            | Record::Arrays(_) => {}
        }
    }
    if experiment.problem == Problem::Region {
        needs.add(ResultName::SMin);
        needs.add(ResultName::RMax);
    }
    if let Some(precision) = &experiment.precision {
        ask(&precision.column, &mut needs, &mut record);
    }
    if let Some(find) = &experiment.find
        && find.metric.row().per == Per::Point
    {
        record.push(Record::Metric(find.metric));
    }
    let expectations = expectations(experiment, &cases);
    ExperimentPlan {
        name: experiment.name.clone(),
        seed: experiment.seed.value,
        realizations: experiment.realizations.value,
        precision: experiment.precision.clone(),
        axes: experiment.sweeps.iter().map(axis).collect(),
        derived: (experiment.derived.iter())
            .map(|setting| derived(experiment, setting))
            .collect(),
        coordinates: one_unit((experiment.cases.iter()).map(|case| {
            let area = case.settings.get("area")?;
            area.written
        })),
        cases,
        problem: experiment.problem,
        constraint: experiment.constraint,
        needs,
        starts: experiment.starts.value,
        samples: experiment.samples.value,
        boundary_tolerance: experiment.boundary_tolerance.value,
        region_tolerance: experiment.region_tolerance.value,
        find: experiment.find,
        expectations,
        goldens: experiment.goldens.clone(),
        plots: experiment
            .plots
            .iter()
            .map(|(plot, _)| plot.clone())
            .collect(),
        record,
        metrics: experiment.metrics.clone(),
        array_format: experiment.array_format.0,
    }
}

/// The expectations, at those values of what is swept that conditions leave.
fn expectations(experiment: &Experiment, cases: &[Case]) -> Vec<Expectation> {
    // Expectations share their places, which are worked out once for each swept variable.
    let mut known: BTreeMap<String, Arc<[Place]>> = BTreeMap::new();
    let mut expectations = experiment.expectations.clone();
    for places in expectations.iter_mut().filter_map(|e| e.each.as_mut()) {
        let Some(axis) = places.first().map(|place| place.at.axis.clone()) else {
            continue;
        };
        let left = || left(experiment, cases, places);
        *places = Arc::clone(known.entry(axis).or_insert_with(left));
    }
    expectations
}

/// The places of one swept variable that conditions leave.
fn left(experiment: &Experiment, cases: &[Case], places: &Arc<[Place]>) -> Arc<[Place]> {
    let first = places.first().map(|place| place.at.axis.as_str());
    let mut sweeps = experiment.sweeps.iter();
    let Some(index) = sweeps.position(|sweep| Some(sweep.name.as_str()) == first) else {
        return Arc::clone(places);
    };
    let (mut words, mut numbers) = (BTreeSet::new(), Vec::new());
    match experiment.sweeps[index].target {
        Target::Scheme => return Arc::clone(places),
        Target::Setting(_) | Target::Name => {
            for case in cases {
                match case.keys.get(index).and_then(Option::as_ref) {
                    Some((_, AxisValue::Number(value))) => numbers.push(*value),
                    Some((_, AxisValue::Word(word))) => {
                        words.insert(word.as_str());
                    }
                    None => {}
                }
            }
        }
        Target::Budget(_) => {
            for chain in cases.iter().flat_map(|case| &case.chains) {
                let Budget::Values(budget) = &chain.budget else {
                    continue;
                };
                // Conditions on results are decided when these are known.
                if budget.len_if_constant().is_none() {
                    return Arc::clone(places);
                }
                let points = budget.points(&ResultNames::default()).unwrap_or_default();
                numbers.extend(points.into_iter().map(|(_, value)| value));
            }
        }
    }
    numbers.sort_by(f64::total_cmp);
    numbers.dedup();
    let occurs = |place: &&Place| match &place.at.value {
        AxisValue::Word(word) => words.contains(word.as_str()),
        AxisValue::Number(value) => {
            let at = numbers.partition_point(|number| number < value);
            let near = numbers.get(at.saturating_sub(1)..numbers.len().min(at + 1));
            near.is_some_and(|near| near.iter().any(|number| nearly_equal(*number, *value)))
        }
    };
    places.iter().filter(occurs).cloned().collect()
}

/// Adds what is needed for a column that a statement asks for.
fn ask(column: &str, needs: &mut Needs, record: &mut Vec<Record>) {
    if let Some(name) = ResultName::read(column) {
        needs.add(name);
    } else if let Some(metric) = Metric::read(column) {
        // That of users has a table of its own.
        if metric.row().per == Per::Point {
            record.push(Record::Metric(metric));
        }
    } else if let Some((aggregate, metric)) = Record::percentile_named(column) {
        if matches!(metric, Metric::EstimationError | Metric::UpperBound) {
            record.push(Record::Metric(metric));
        }
        let percentile = Record::Percentile(aggregate, metric);
        if !record.contains(&percentile) {
            record.push(percentile);
        }
    }
}

fn axis(sweep: &Sweep) -> Axis {
    let (description, kind) = match sweep.target {
        Target::Setting(row) => (row.doc, AxisKind::Setting),
        Target::Name => ("Value of a `let` of the scenario.", AxisKind::Setting),
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
            Target::Budget(_) | Target::Scheme | Target::Name => String::new(),
        },
        unit: sweep.unit.clone(),
        written: sweep.written,
        description: description.to_owned(),
        kind,
        whole: matches!(sweep.target, Target::Setting(row) if matches!(row.kind, Kind::Count { .. })),
    }
}

fn derived(experiment: &Experiment, setting: &DerivedSetting) -> Derived {
    let row = setting.row;
    let unit = match row.kind {
        Kind::Number { measure, .. } => measure.dimension().unit(),
        _ => String::new(),
    };
    // What is a multiple of a swept setting is shown as that is.
    let mut written = vec![setting.written.filter(|_| !unit.is_empty())];
    written.retain(Option::is_some);
    setting.formula.symbols(&mut |symbol| {
        let swept = experiment.sweeps.iter().find(|sweep| {
            matches!((sweep.target, symbol), (Target::Setting(row), Symbol::Setting(path)) if row.path == path)
                && sweep.unit == unit
        });
        written.extend(swept.map(|sweep| sweep.written));
    });
    Derived {
        name: row.path.replace('.', "_"),
        title: row.label.to_owned(),
        unit,
        written: one_unit(written),
        description: row.doc.to_owned(),
        whole: matches!(row.kind, Kind::Count { .. }),
    }
}

fn case(experiment: &Experiment, resolved: &ResolvedCase) -> Case {
    let chains: Vec<Chain> = experiment
        .schemes
        .iter()
        .enumerate()
        .filter(|(index, _)| resolved.scheme_index.is_none_or(|only| only == *index))
        .map(|(scheme_index, scheme)| Chain {
            scheme_index,
            scheme: scheme.clone(),
            budget: budget(experiment, resolved, scheme_index),
        })
        .collect();
    Case {
        deployment: Arc::clone(&resolved.deployment),
        keys: resolved.keys.clone(),
        derived: experiment
            .derived
            .iter()
            .map(|derived| resolved.settings.number(derived.row.path))
            .collect(),
        fingerprint: case_fingerprint(experiment, resolved, &chains),
        chains,
    }
}

fn budget(experiment: &Experiment, resolved: &ResolvedCase, scheme_index: usize) -> Budget {
    let Some(grid) = resolved.budget.as_ref().or(experiment.budget.as_ref()) else {
        return Budget::None;
    };
    let settings = |symbol: Symbol| match symbol {
        Symbol::Setting(path) => resolved.settings.number(path),
        _ => None,
    };
    let filters = resolved
        .filters
        .as_deref()
        .unwrap_or(&experiment.filters)
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
    let chains = experiment.cases.len().max(1) * experiment.schemes.len().max(1);
    let networks = experiment.realizations.value.max(1) as usize;
    let most = (MAX_POINTS / chains).min(MAX_ROWS / chains.saturating_mul(networks));
    let values = BudgetExpr::new(grid.bind(&settings), filters, only);
    Budget::Values(values.at_most(most.max(1)))
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
        let (index, scheme) = (chain.scheme_index, &chain.scheme);
        hash.line(&format!("scheme {index} {scheme} budget {budget}"));
    }
    for metric in &experiment.metrics {
        hash.line(&format!("metric {} {}", metric.name, metric.identity));
    }
    hash.value()
}
