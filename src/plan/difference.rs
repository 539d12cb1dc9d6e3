//! What two scenarios mean, compared: `2 km` and `2000 m` are the same, and so are settings wherever they are stated.

use std::fmt;

use serde::Serialize;

use super::describe::{Writer, stated_budget};
use super::{ExperimentPlan, Plan};
use crate::language::syntax::Sources;
use crate::language::vocabulary::table::metrics::Record;
use crate::language::{Experiment, Problem, Scenario, Steps};

/// A scenario with its plan and its texts.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    /// What was understood.
    pub scenario: &'a Scenario,
    /// What is to be done.
    pub plan: &'a Plan,
    /// What was written.
    pub sources: &'a Sources,
}

/// What is different between two scenarios, by experiment; nothing where they mean the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The experiments that differ, those of the old scenario first; of scenarios without experiments, the
    /// deployments.
    pub parts: Vec<PartDifference>,
}

/// What is different in an experiment, or a deployment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartDifference {
    /// `experiment` or `deployment`.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Whether only one of the scenarios has it.
    pub only: Option<Only>,
    /// What differs, in the order of the old scenario; empty where only one scenario has it.
    pub changes: Vec<Change>,
}

/// Which scenario alone has something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Only {
    /// The old one.
    Old,
    /// The new one.
    New,
}

/// A fact that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What it is about: the path of a setting, `sweep area`, `expect`.
    pub name: String,
    /// What the old scenario says.
    pub old: Option<Stated>,
    /// What the new scenario says.
    pub new: Option<Stated>,
}

/// What a scenario says, and where.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Stated {
    /// As a scenario would state it.
    pub value: String,
    /// `file:line`, or `default`.
    pub origin: String,
}

/// One thing that a scenario says.
struct Fact {
    name: String,
    /// Equal where two facts mean the same.
    meaning: String,
    stated: Stated,
}

/// An experiment or a deployment, and all that is said of it.
struct Part {
    kind: &'static str,
    name: String,
    /// Whether the name is that of the file, which says nothing.
    unnamed: bool,
    facts: Vec<Fact>,
}

/// Compares what two scenarios mean.
pub fn difference(old: Side<'_>, new: Side<'_>) -> Difference {
    let (old, mut new) = (parts(old), parts(new));
    let mut found = Vec::new();
    for part in old {
        let twin = new.iter().position(|other| {
            let called_alike = other.name == part.name || other.unnamed && part.unnamed;
            other.kind == part.kind && called_alike
        });
        let (only, changes) = match twin {
            Some(at) => (None, changes(part.facts, new.remove(at).facts)),
            None => (Some(Only::Old), Vec::new()),
        };
        if only.is_some() || !changes.is_empty() {
            found.push(PartDifference {
                kind: part.kind,
                name: part.name,
                only,
                changes,
            });
        }
    }
    found.extend(new.into_iter().map(|part| PartDifference {
        kind: part.kind,
        name: part.name,
        only: Some(Only::New),
        changes: Vec::new(),
    }));
    Difference { parts: found }
}

/// Facts that only one side has are paired by their name, in order.
fn changes(old: Vec<Fact>, mut new: Vec<Fact>) -> Vec<Change> {
    let same = |one: &Fact, other: &Fact| one.name == other.name && one.meaning == other.meaning;
    let mut lost = Vec::new();
    for fact in old {
        match new.iter().position(|other| same(&fact, other)) {
            Some(at) => drop(new.remove(at)),
            None => lost.push(fact),
        }
    }
    let mut changes = Vec::new();
    for fact in lost {
        let twin = new.iter().position(|other| other.name == fact.name);
        changes.push(Change {
            name: fact.name,
            old: Some(fact.stated),
            new: twin.map(|at| new.remove(at).stated),
        });
    }
    changes.extend(new.into_iter().map(|fact| Change {
        name: fact.name,
        old: None,
        new: Some(fact.stated),
    }));
    changes
}

fn parts(side: Side<'_>) -> Vec<Part> {
    let writer = Writer {
        sources: side.sources,
    };
    let experiments = side.scenario.experiments.iter().zip(&side.plan.experiments);
    let mut parts: Vec<Part> = experiments
        .map(|(experiment, plan)| Part {
            kind: "experiment",
            name: experiment.name.clone(),
            unnamed: experiment.span.is_none(),
            facts: facts(&writer, experiment, plan),
        })
        .collect();
    if parts.is_empty() {
        parts.extend(side.scenario.deployments.iter().map(|deployment| {
            let active = deployment.settings.active();
            let facts = active.map(|(row, assigned)| {
                let value = assigned.value.to_string();
                let described = writer.setting(row.path, value, assigned.origin);
                setting(side.sources, described)
            });
            Part {
                kind: "deployment",
                name: deployment.name.clone(),
                unnamed: false,
                facts: facts.collect(),
            }
        }));
    }
    parts
}

/// A fact that means what it shows.
fn plain(described: super::SettingDescription) -> Fact {
    Fact {
        name: described.name,
        meaning: described.value.clone(),
        stated: Stated {
            value: described.value,
            origin: described.origin,
        },
    }
}

/// A setting: a file of data means what is in it, wherever it lies.
fn setting(sources: &Sources, described: super::SettingDescription) -> Fact {
    let fact = plain(described);
    let mut data = sources.data();
    let content = data.find(|(name, _)| fact.stated.value == format!("\"{name}\""));
    Fact {
        meaning: content.map_or_else(|| fact.meaning.clone(), |(_, sha256)| sha256.to_owned()),
        ..fact
    }
}

fn facts(writer: &Writer<'_>, experiment: &Experiment, plan: &ExperimentPlan) -> Vec<Fact> {
    let problem = experiment.problem.text();
    let solve = match stated_budget(experiment) {
        Some(budget) => format!("{problem} at {budget}"),
        None => problem.to_owned(),
    };
    let mut facts = vec![Fact {
        meaning: match stated_budget(experiment) {
            Some(_) => format!(
                "{problem} {} {}",
                experiment.constraint.text(),
                budgets(experiment)
            ),
            None => problem.to_owned(),
        },
        ..plain(writer.setting("solve", solve, experiment.span))
    }];
    facts.extend(schemes(writer, experiment));
    facts.extend(writer.controls(experiment).into_iter().map(plain));
    facts.extend(sweeps(writer, experiment, plan));
    if writes_arrays(experiment) {
        let (format, span) = experiment.array_format;
        facts.push(plain(writer.setting(
            "format of arrays",
            format.text().to_owned(),
            span,
        )));
    }
    facts.extend(
        experiment
            .find
            .iter()
            .map(|find| plain(writer.setting("find", find.condition(), Some(find.span)))),
    );
    facts.extend(writer.clauses(experiment).into_iter().map(|clause| Fact {
        meaning: clause.value.split_whitespace().collect(),
        ..plain(clause)
    }));
    let settings = writer.settings(experiment).into_iter();
    facts.extend(settings.map(|described| setting(writer.sources, described)));
    let expectations = experiment.expectations.iter().map(|expectation| Fact {
        meaning: format!(
            "{:?} {:?} {:?}",
            expectation.claim, expectation.aggregates, expectation.each
        ),
        ..plain(writer.setting("expect", expectation.text.clone(), Some(expectation.span)))
    });
    facts.extend(expectations);
    // The name of a golden is from the folder of its scenario, wherever that lies.
    let goldens = experiment.goldens.iter();
    let mut goldens = goldens.map(|golden| {
        let file = writer.sources.text(golden.span);
        format!("{file} {} {}", golden.rtol, golden.atol)
    });
    let others = writer.claims(experiment).into_iter();
    facts.extend(others.filter(|claim| claim.name != "expect").map(|claim| {
        let meaning = (claim.name == "golden").then(|| goldens.next()).flatten();
        let fact = plain(claim);
        Fact {
            meaning: meaning.unwrap_or_else(|| fact.meaning.clone()),
            ..fact
        }
    }));
    facts
}

/// Whether it records arrays, whose file is of one of several formats.
fn writes_arrays(experiment: &Experiment) -> bool {
    let mut records = experiment.record.iter();
    records.any(|(record, _)| matches!(record, Record::Arrays(_)))
}

/// The scheme, where there is one; several are a sweep.
fn schemes(writer: &Writer<'_>, experiment: &Experiment) -> Option<Fact> {
    let [only] = experiment.schemes.as_slice() else {
        return None;
    };
    let named = plain(writer.setting("scheme", only.name().to_owned(), experiment.span));
    // A problem without users' beams has a scheme all the same, which changes nothing.
    let has_schemes = matches!(
        experiment.problem,
        Problem::Communication | Problem::Isac | Problem::Region
    );
    has_schemes.then_some(named)
}

/// The budgets: their values, or what gives them once a network is solved.
fn budgets(experiment: &Experiment) -> String {
    let Some(grid) = &experiment.budget else {
        return String::new();
    };
    let values = grid.values(&|_| None);
    values.map_or_else(|_| grid.to_string(), |values| format!("{values:?}"))
}

/// The sweeps with all their values, and their order where there are several.
fn sweeps(writer: &Writer<'_>, experiment: &Experiment, plan: &ExperimentPlan) -> Vec<Fact> {
    let mut facts: Vec<Fact> = experiment
        .sweeps
        .iter()
        .map(|sweep| {
            let described = writer.sweep(experiment, sweep);
            let meaning = match &sweep.steps {
                Steps::Settings(steps) => {
                    let keys = steps.iter().map(|step| step.key.to_string());
                    format!("{:?} {}", keys.collect::<Vec<_>>(), sweep.unit)
                }
                Steps::Schemes => described.values.clone(),
                Steps::Budget => budgets(experiment),
            };
            Fact {
                name: format!("sweep {}", described.name),
                meaning,
                stated: Stated {
                    value: described.values,
                    origin: described.origin,
                },
            }
        })
        .collect();
    // Those that step together are one.
    let name = |&index: &usize| plan.axes.get(index).map(|axis| axis.name.as_str());
    let together = experiment.groups.iter().map(|group| {
        let names: Vec<&str> = group.iter().filter_map(name).collect();
        match names.as_slice() {
            [only] => (*only).to_owned(),
            _ => format!("zip {{ {} }}", names.join(", ")),
        }
    });
    if plan.axes.len() > 1 {
        let order = together.collect::<Vec<_>>().join(", ");
        facts.push(plain(writer.setting(
            "order of sweeps",
            order,
            experiment.span,
        )));
    }
    facts
}

impl Difference {
    /// Whether both scenarios mean the same.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in &self.parts {
            let only = match part.only {
                Some(Only::Old) => ": removed",
                Some(Only::New) => ": added",
                None => "",
            };
            writeln!(f, "{} {}{only}", part.kind, part.name)?;
            for change in &part.changes {
                let mut line = |mark: char, stated: &Option<Stated>| match stated {
                    Some(Stated { value, origin }) => {
                        writeln!(f, "  {mark} {} {value}  ({origin})", change.name)
                    }
                    None => Ok(()),
                };
                line('-', &change.old)?;
                line('+', &change.new)?;
            }
        }
        Ok(())
    }
}
