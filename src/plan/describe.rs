//! A plan in words: what `cfs plan` shows, and tools read as data.

use std::fmt;

use serde::Serialize;

use super::{Budget, Case, ExperimentPlan, Needs, Plan};
use crate::engine::scheme::ChosenScheme;
use crate::engine::{Channels, Deployment, PowerBudget};
use crate::language::SET;
use crate::language::scenario::channel_file::ChannelFile;
use crate::language::syntax::Sources;
use crate::language::vocabulary::table::arrays::{ArrayAxis, ArrayRow, arrays_of, size_text};
use crate::language::vocabulary::units::in_written;
use crate::language::{
    AxisValue, Constraint, Experiment, Find, Grid, Origin, Problem, ResolvedCase, Scenario, Step,
    Steps, Sweep, Target, Value, number,
};

/// What a plan does, and from which settings.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// Name of the scenario.
    pub scenario: String,
    /// The experiments, in the order of the file.
    pub experiments: Vec<ExperimentDescription>,
    /// Deployments that the file declares, with every setting; shown if the file has no experiment.
    pub deployments: Vec<DeploymentDescription>,
}

/// A deployment in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeploymentDescription {
    /// Name of the deployment.
    pub name: String,
    /// Name of the deployment that it extends.
    pub extends: Option<String>,
    /// Every setting that has an effect.
    pub settings: Vec<SettingDescription>,
}

/// One experiment in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExperimentDescription {
    /// Name of the experiment, and stem of its files.
    pub name: String,
    /// Name of its deployment; `None` for the unnamed one of a file.
    pub deployment: Option<String>,
    /// The problem, as written after `solve`: `isac`.
    pub problem: String,
    /// The budget that `solve` states: `delta 6`; none where it is swept or there is none.
    pub budget: Option<String>,
    /// Controls: seed, realizations, starts, boundary tolerance.
    pub controls: Vec<SettingDescription>,
    /// The sweeps, outermost first.
    pub sweeps: Vec<SweepDescription>,
    /// Conditions and derived settings, as written.
    pub clauses: Vec<SettingDescription>,
    /// How much there is to do.
    pub size: Size,
    /// What given channels are taken for, and how strong they are.
    pub channels: Vec<String>,
    /// The file of the arrays, where any are recorded.
    pub arrays: Option<ArraysDescription>,
    /// What each unit of work does, in order; a step needs those before it.
    pub steps: Vec<String>,
    /// Every setting that has an effect, and where it comes from.
    pub settings: Vec<SettingDescription>,
    /// What is checked or drawn afterwards.
    pub claims: Vec<SettingDescription>,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SettingDescription {
    /// Path of the setting, or word of the statement.
    pub name: String,
    /// Value as a scenario would state it.
    pub value: String,
    /// `file:line`, or `default`.
    pub origin: String,
}

/// A sweep in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SweepDescription {
    /// What is swept: a setting, `delta`, `zeta` or `scheme`.
    pub name: String,
    /// The values, abridged if there are many.
    pub values: String,
    /// What is searched among them, where that is what the statement does: `mean sum_rate = 40`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// How many, where that is known before it runs.
    pub count: Option<usize>,
    /// `file:line`.
    pub origin: String,
}

/// How much work an experiment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Size {
    /// Combinations of swept settings.
    pub cases: usize,
    /// Schemes compared.
    pub schemes: usize,
    /// Networks drawn for each case.
    pub realizations: u32,
    /// Whether fewer may do: this and what follows from it are bounds.
    pub at_most: bool,
    /// Units of work: a realization of a case.
    pub units: usize,
    /// Rows of the table, where that is known before it runs.
    pub rows: Option<usize>,
}

/// The file of the arrays that are recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArraysDescription {
    /// Its name.
    pub file: String,
    /// Its size in bytes, headers apart; of the arrays without rows, where their number is known only when it runs.
    pub bytes: u64,
    /// Whether that is a bound.
    pub at_most: bool,
    /// Whether the number of rows is known.
    pub rows_known: bool,
    /// The arrays.
    pub arrays: Vec<ArrayDescription>,
}

/// An array in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ArrayDescription {
    /// Its name.
    pub name: &'static str,
    /// The word that records it; none where every file has it.
    pub recorded_by: Option<&'static str>,
    /// Its axes and their lengths: `row 20 x user 2`.
    pub axes: String,
    /// Its size in bytes; of a row, where the number of rows is known only when it runs.
    pub bytes: u64,
}

/// Describes a plan and the scenario behind it.
pub fn describe(scenario: &Scenario, plan: &Plan, sources: &Sources) -> Description {
    let writer = Writer { sources };
    Description {
        scenario: scenario.name.clone(),
        experiments: scenario
            .experiments
            .iter()
            .zip(&plan.experiments)
            .map(|(experiment, planned)| writer.experiment(experiment, planned))
            .collect(),
        deployments: scenario
            .deployments
            .iter()
            .map(|deployment| DeploymentDescription {
                name: deployment.name.clone(),
                extends: deployment.extends.clone(),
                settings: deployment
                    .settings
                    .active()
                    .map(|(row, a)| writer.setting(row.path, a.to_string(), a.origin))
                    .collect(),
            })
            .collect(),
    }
}

/// Writes what a scenario says, with places.
pub(super) struct Writer<'a> {
    pub(super) sources: &'a Sources,
}

impl Writer<'_> {
    /// `file:line`, `default`, or the command line.
    fn origin(&self, origin: impl Into<Origin>) -> String {
        match origin.into() {
            Origin::Written(span) if self.sources.get(span.file).name == SET => {
                "set for this run".into()
            }
            Origin::Written(span) => {
                format!(
                    "{}:{}",
                    self.sources.get(span.file).name,
                    self.sources.location(span).line
                )
            }
            Origin::Default => "default".into(),
        }
    }

    pub(super) fn setting(
        &self,
        name: &str,
        value: String,
        origin: impl Into<Origin>,
    ) -> SettingDescription {
        SettingDescription {
            name: name.to_owned(),
            value,
            origin: self.origin(origin),
        }
    }

    fn experiment(&self, experiment: &Experiment, plan: &ExperimentPlan) -> ExperimentDescription {
        ExperimentDescription {
            name: experiment.name.clone(),
            deployment: experiment.deployment.clone(),
            problem: experiment.problem.text().to_owned(),
            budget: stated_budget(experiment),
            controls: self.controls(experiment),
            sweeps: experiment
                .sweeps
                .iter()
                .map(|sweep| self.sweep(experiment, sweep))
                .collect(),
            clauses: self.clauses(experiment),
            size: size(plan),
            channels: given_channels(experiment, plan),
            arrays: arrays(plan),
            steps: steps(experiment, plan),
            settings: self.settings(experiment),
            claims: self.claims(experiment),
        }
    }

    pub(super) fn controls(&self, experiment: &Experiment) -> Vec<SettingDescription> {
        let mut controls = vec![
            self.setting(
                "realizations",
                realizations(experiment),
                experiment.realizations.origin,
            ),
            self.setting(
                "seed",
                experiment.seed.value.to_string(),
                experiment.seed.origin,
            ),
            self.setting(
                "starts",
                experiment.starts.value.to_string(),
                experiment.starts.origin,
            ),
            self.setting(
                "boundary_tolerance",
                number(experiment.boundary_tolerance.value),
                experiment.boundary_tolerance.origin,
            ),
            self.setting(
                "region_tolerance",
                number(experiment.region_tolerance.value),
                experiment.region_tolerance.origin,
            ),
        ];
        for (name, span) in &experiment.external {
            let mut schemes = experiment.schemes.iter().filter_map(ChosenScheme::external);
            let scheme = schemes.find(|external| external.name() == name);
            let value = scheme.map_or_else(String::new, ToString::to_string);
            controls.push(self.setting(&format!("scheme {name}"), value, Some(*span)));
        }
        if experiment.problem == Problem::Estimation {
            controls.push(self.setting(
                "samples",
                experiment.samples.value.to_string(),
                experiment.samples.origin,
            ));
        }
        controls
    }

    pub(super) fn sweep(&self, experiment: &Experiment, sweep: &Sweep) -> SweepDescription {
        let unit = sweep.written.unwrap_or(&sweep.unit);
        let (values, count) = match &sweep.steps {
            Steps::Settings(steps) if searched(experiment, sweep).is_some() => {
                let end = |step: Option<&Step>| {
                    let shown = |step: &Step| step.key.shown(&sweep.unit, sweep.written);
                    step.map_or_else(String::new, shown)
                };
                let (from, to) = (end(steps.first()), end(steps.last()));
                (format!("from {from} to {to}"), Some(steps.len()))
            }
            Steps::Settings(steps) => {
                let text = |step: &Step| match &step.key {
                    AxisValue::Number(value) => number(in_written(*value, unit)),
                    AxisValue::Word(word) => word.clone(),
                };
                let shown: Vec<String> = steps.iter().map(text).collect();
                let values = format!("{} {unit}", abridged(&shown));
                (values.trim_end().to_owned(), Some(steps.len()))
            }
            Steps::Schemes => {
                let shown: Vec<String> = experiment
                    .schemes
                    .iter()
                    .map(|s| s.name().to_owned())
                    .collect();
                (abridged(&shown), Some(shown.len()))
            }
            Steps::Budget => match &experiment.budget {
                Some(grid) => (
                    grid.to_string(),
                    grid.values(&|_| None).ok().map(|values| values.len()),
                ),
                None => (String::new(), None),
            },
        };
        SweepDescription {
            name: sweep.name.clone(),
            values,
            search: searched(experiment, sweep).map(Find::condition),
            count,
            origin: self.origin(Some(sweep.span)),
        }
    }

    pub(super) fn clauses(&self, experiment: &Experiment) -> Vec<SettingDescription> {
        let derived = experiment.derived.iter().map(|d| ("with", d.span));
        let conditions = experiment.conditions.iter().map(|&span| ("where", span));
        derived
            .chain(conditions)
            .map(|(name, span)| self.setting(name, self.sources.text(span).to_owned(), Some(span)))
            .collect()
    }

    /// Settings before the sweeps, those that change marked as such.
    pub(super) fn settings(&self, experiment: &Experiment) -> Vec<SettingDescription> {
        experiment
            .settings
            .active()
            .map(|(row, assigned)| {
                let swept = experiment
                    .sweeps
                    .iter()
                    .find(|sweep| matches!(sweep.target, Target::Setting(other) if other.path == row.path));
                let derived = experiment.derived.iter().find(|derived| derived.row.path == row.path);
                match (swept, derived) {
                    (Some(sweep), _) => self.setting(row.path, "swept".into(), Some(sweep.span)),
                    (None, Some(derived)) => {
                        self.setting(row.path, format!("= {}", derived.formula), Some(derived.span))
                    }
                    (None, None) => {
                        let source = experiment.settings.source(row.path);
                        let value = match follows(experiment, row.path, &assigned.value) {
                            true => format!("{}, and as what is swept says", assigned.value),
                            false => assigned.to_string(),
                        };
                        self.setting(row.path, value, source)
                    }
                }
            })
            .collect()
    }

    pub(super) fn claims(&self, experiment: &Experiment) -> Vec<SettingDescription> {
        let mut claims = Vec::new();
        for expectation in &experiment.expectations {
            claims.push(self.setting("expect", expectation.text.clone(), Some(expectation.span)));
        }
        for golden in &experiment.goldens {
            let value = format!(
                "\"{}\" rtol {} atol {}",
                golden.file,
                number(golden.rtol),
                number(golden.atol)
            );
            claims.push(self.setting("golden", value, Some(golden.span)));
        }
        if let Some(exemption) = &experiment.exemption {
            let reason = format!("\"{}\"", exemption.reason);
            claims.push(self.setting(exemption.kind.text(), reason, Some(exemption.span)));
        }
        for (plot, span) in &experiment.plots {
            claims.push(self.setting("plot", plot.to_string(), Some(*span)));
        }
        for (record, span) in &experiment.record {
            claims.push(self.setting("record", record.text().into_owned(), Some(*span)));
        }
        claims
    }
}

/// Whether a setting follows from a `let` that is swept.
fn follows(experiment: &Experiment, path: &str, stated: &Value) -> bool {
    let mut sweeps = experiment.sweeps.iter();
    let of_case = |case: &ResolvedCase| case.settings.get(path).map(|own| own.value.canonical());
    sweeps.any(|sweep| matches!(sweep.target, Target::Name))
        && (experiment.cases.iter()).any(|case| of_case(case) != Some(stated.canonical()))
}

/// The search, if it is for a value of this sweep.
fn searched<'e>(experiment: &'e Experiment, sweep: &Sweep) -> Option<&'e Find> {
    let find = experiment.find.as_ref()?;
    let own = experiment.sweeps.get(find.axis)?;
    (own.span == sweep.span).then_some(find)
}

/// How many networks are drawn, or what decides it.
fn realizations(experiment: &Experiment) -> String {
    let all = experiment.realizations.value;
    match &experiment.precision {
        None => all.to_string(),
        Some(precision) => format!(
            "until {} within {} % at most {all} at least {}",
            precision.column,
            percent(precision.within),
            precision.at_least
        ),
    }
}

/// A share in percent, without the noise of its last digits.
fn percent(share: f64) -> String {
    /// More digits than a scenario states.
    const SCALE: f64 = 1e9;
    number((share * 100.0 * SCALE).round() / SCALE)
}

/// `1 row`, `2 rows`.
fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// A list, the middle of a long one left out.
fn abridged(items: &[String]) -> String {
    const SHOWN: usize = 12;
    if items.len() <= SHOWN {
        return format!("[{}]", items.join(", "));
    }
    let last = items.last().map_or("", String::as_str);
    format!("[{}, ..., {last}]", items[..SHOWN - 2].join(", "))
}

/// What the axes of each file of channels are taken for, its mean gain, and the ratio of signal to noise that follows from
/// the powers of the cases.
fn given_channels(experiment: &Experiment, plan: &ExperimentPlan) -> Vec<String> {
    let mut files: Vec<(&ChannelFile, f64, f64)> = Vec::new();
    for (resolved, case) in experiment.cases.iter().zip(&plan.cases) {
        let file = resolved.settings.get("channels.file");
        let (Some(Value::Channels(file)), Channels::Known(channels)) = (
            file.map(|assigned| &assigned.value),
            &case.deployment.channels,
        ) else {
            continue;
        };
        let aps = case.deployment.access_points.count as f64;
        let power = match case.deployment.access_points.power {
            PowerBudget::PerAccessPoint(power) => power,
            PowerBudget::Shared { total, .. } => total / aps,
        };
        // All access points at full power, in phase at the user.
        let entries = aps * case.deployment.access_points.antennas as f64;
        let snr = power * entries * channels.mean_gain();
        match files.iter_mut().find(|(known, ..)| known == &file) {
            Some((_, least, most)) => (*least, *most) = (least.min(snr), most.max(snr)),
            None => files.push((file, snr, snr)),
        }
    }
    let level = |ratio: f64| format!("{:.1}", 10.0 * ratio.log10());
    let line = |(file, least, most): (&ChannelFile, f64, f64)| {
        let range = match (level(least), level(most)) {
            (least, most) if least == most => format!("{least} dB"),
            (least, most) => format!("{least} to {most} dB"),
        };
        let conjugated = if file.conjugated { ", conjugated" } else { "" };
        format!(
            "{} from \"{}\"{conjugated}; mean gain of an antenna {} dB, mean SNR at a user {range} (power times the sum of the gains)",
            file.meaning(),
            file.name,
            level(file.channels.mean_gain()),
        )
    };
    files.into_iter().map(line).collect()
}

/// The arrays of an experiment and how large they are.
fn arrays(plan: &ExperimentPlan) -> Option<ArraysDescription> {
    let words = plan.arrays();
    if words.is_empty() {
        return None;
    }
    let size = size(plan);
    let lengths = plan.array_lengths(size.rows.unwrap_or(1) as u64, size.units as u64);
    let rows_known = size.rows.is_some();
    let is_fixed = |row: &ArrayRow| rows_known || !row.axes.contains(&ArrayAxis::Row);
    let axis = |axis: &ArrayAxis| match axis {
        ArrayAxis::Row if !rows_known => "row".to_owned(),
        axis => format!("{} {}", axis.text(), lengths.get(*axis)),
    };
    let describe = |row: &ArrayRow| {
        let axes: Vec<String> = row.axes.iter().map(axis).collect();
        ArrayDescription {
            name: row.name,
            recorded_by: row.of.map(|of| of.text()),
            axes: axes.join(" x "),
            bytes: row.bytes(&lengths),
        }
    };
    let fixed = arrays_of(&words).filter(|row| is_fixed(row));
    Some(ArraysDescription {
        file: format!("{}.{}", plan.name, plan.array_format.text()),
        bytes: fixed
            .map(|row| row.bytes(&lengths))
            .fold(0, u64::saturating_add),
        at_most: size.at_most,
        rows_known,
        arrays: arrays_of(&words).map(describe).collect(),
    })
}

fn size(plan: &ExperimentPlan) -> Size {
    let rows_of_case = |case: &super::Case| {
        case.chains
            .iter()
            .map(|chain| match &chain.budget {
                Budget::None if plan.problem == Problem::Estimation => {
                    let Deployment {
                        access_points,
                        users,
                        ..
                    } = case.deployment.as_ref();
                    access_points.count.checked_mul(users.count)
                }
                Budget::None => Some(1),
                Budget::Values(budget) => budget.len_if_constant(),
            })
            .sum::<Option<usize>>()
    };
    let rows: Option<usize> = plan.cases.iter().map(rows_of_case).sum();
    let realizations = plan.realizations as usize;
    let (cases, tried) = (plan.cases.len(), plan.most_cases());
    // Of the cases of a search few are tried.
    let rows = match plan.find {
        Some(_) => rows.map(|rows| rows / cases.max(1) * tried),
        None => rows,
    };
    Size {
        cases: tried,
        schemes: plan
            .cases
            .iter()
            .map(|case| case.chains.len())
            .max()
            .unwrap_or(0),
        realizations: plan.realizations,
        at_most: plan.precision.is_some() || plan.find.is_some(),
        units: tried.saturating_mul(realizations),
        rows: rows.map(|rows| rows.saturating_mul(realizations)),
    }
}

/// What each unit does, in order.
fn steps(experiment: &Experiment, plan: &ExperimentPlan) -> Vec<String> {
    let mut steps = vec!["draw the network, pair the targets and allocate the pilots".to_owned()];
    let sensing_alone = plan.problem == Problem::Sensing
        && plan.needs
            == (Needs {
                s_min: true,
                ..Needs::default()
            });
    if !sensing_alone && plan.problem != Problem::Estimation {
        let given = |case: &Case| matches!(case.deployment.channels, Channels::Known(_));
        steps.push(if plan.cases.iter().all(given) {
            "take the channels from the file".into()
        } else {
            "estimate the channels".into()
        });
    }
    let needs = [
        (plan.needs.s_min, "solve P1 for S_min"),
        (plan.needs.r_max, "solve P2 for R_max"),
        (plan.needs.r_t, "solve P3 at delta = S_min for R_T"),
        (plan.needs.s_i, "solve P4 at zeta = R_max for S_I"),
    ];
    steps.extend(
        needs
            .into_iter()
            .filter(|(needed, _)| *needed)
            .map(|(_, text)| text.to_owned()),
    );
    let waits = experiment
        .budget
        .as_ref()
        .is_some_and(|grid| !grid.is_constant());
    if waits {
        steps.push(format!(
            "find the values of {}: they depend on what was solved",
            plan.constraint.text()
        ));
    }
    steps.push(match (plan.problem, stated_budget(experiment)) {
        (Problem::Estimation, _) => format!(
            "compare the errors of estimation in closed form with those of {} coherence blocks",
            plan.samples
        ),
        (Problem::Sensing, _) => "solve sensing (P1)".into(),
        (Problem::Communication, _) => "solve communication (P2)".into(),
        (Problem::Region, _) => {
            "solve P3 at both ends and between them, until the boundary is resolved".into()
        }
        (Problem::Isac, stated) => {
            let (problem, name) = match plan.constraint {
                Constraint::Delta => ("P3", "delta"),
                Constraint::Zeta => ("P4", "zeta"),
            };
            match stated {
                Some(budget) => format!("solve isac ({problem}) at {budget}"),
                None => format!("solve isac ({problem}) at each {name}"),
            }
        }
    });
    steps
}

/// A formula's canonical text without the parentheses around the whole of it.
fn without_outer_parentheses(text: &str) -> &str {
    let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) else {
        return text;
    };
    let mut depth = 0_i32;
    let closes_early = inner.chars().any(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    if closes_early { text } else { inner }
}

/// `delta 6`, `delta 2 * S_I`: the budget that `solve` states, or a sweep of one value.
pub(super) fn stated_budget(experiment: &Experiment) -> Option<String> {
    let Some(Grid::List(values)) = &experiment.budget else {
        return None;
    };
    let [value] = values.as_slice() else {
        return None;
    };
    let text = value.to_string();
    let name = experiment.constraint.text();
    Some(format!("{name} {}", without_outer_parentheses(&text)))
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, experiment) in self.experiments.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            experiment.fmt(f)?;
        }
        if self.experiments.is_empty() {
            for deployment in &self.deployments {
                write!(f, "deployment {}", deployment.name)?;
                if let Some(extends) = &deployment.extends {
                    write!(f, " extends {extends}")?;
                }
                writeln!(f)?;
                table(f, &deployment.settings)?;
            }
            writeln!(f, "nothing to run: the file has no experiment")?;
        }
        Ok(())
    }
}

impl fmt::Display for ExperimentDescription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "experiment {}", self.name)?;
        match &self.deployment {
            Some(deployment) => writeln!(f, " on {deployment}")?,
            None => writeln!(f)?,
        }
        table(f, &self.controls)?;
        for sweep in &self.sweeps {
            let count = match sweep.count {
                Some(count) => plural(count, "value"),
                None => "its own values in each realization".to_owned(),
            };
            let SweepDescription {
                name,
                values,
                origin,
                ..
            } = sweep;
            match &sweep.search {
                Some(search) => {
                    writeln!(
                        f,
                        "  find {name} {values} where {search} ({count})  {origin}"
                    )?;
                }
                None => writeln!(f, "  sweep {name} {values} ({count})  {origin}")?,
            }
        }
        for clause in &self.clauses {
            writeln!(f, "  {} {}  {}", clause.name, clause.value, clause.origin)?;
        }
        let size = self.size;
        let bound = if size.at_most { "at most " } else { "" };
        write!(
            f,
            "  work: {}{} x {bound}{} = {bound}{}",
            match self.sweeps.iter().any(|sweep| sweep.search.is_some()) {
                true => bound,
                false => "",
            },
            plural(size.cases, "case"),
            plural(size.realizations as usize, "realization"),
            plural(size.units, "unit"),
        )?;
        match size.rows {
            Some(rows) => writeln!(f, ", {bound}{}", plural(rows, "row"))?,
            None => writeln!(f, ", rows known when it runs")?,
        }
        for line in &self.channels {
            writeln!(f, "  channels: {line}")?;
        }
        if let Some(arrays) = &self.arrays {
            arrays.fmt(f)?;
        }
        writeln!(f, "  each unit:")?;
        for (index, step) in self.steps.iter().enumerate() {
            writeln!(f, "    {}. {step}", index + 1)?;
        }
        writeln!(f, "  settings:")?;
        table(f, &self.settings)?;
        if !self.claims.is_empty() {
            writeln!(f, "  afterwards:")?;
            table(f, &self.claims)?;
        }
        Ok(())
    }
}

impl fmt::Display for ArraysDescription {
    /// The arrays that are asked for; those that every file has are in the sum.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bound = if self.at_most { "at most " } else { "" };
        let size = size_text(self.bytes);
        match self.rows_known {
            true => writeln!(f, "  arrays: {}, {bound}{size}", self.file)?,
            false => writeln!(f, "  arrays: {}, {bound}{size} and the rows", self.file)?,
        }
        let is_asked =
            |array: &&ArrayDescription| array.recorded_by.is_some() && array.axes.contains(" x ");
        let large: Vec<&ArrayDescription> = self.arrays.iter().filter(is_asked).collect();
        let width = large
            .iter()
            .map(|array| array.name.len())
            .max()
            .unwrap_or(0);
        let axes = large
            .iter()
            .map(|array| array.axes.len())
            .max()
            .unwrap_or(0);
        for array in large {
            let size = size_text(array.bytes);
            let each = match array.axes.starts_with("row x") {
                true => " each row",
                false => "",
            };
            writeln!(
                f,
                "    {:width$}  {:axes$}  {size}{each}",
                array.name, array.axes
            )?;
        }
        Ok(())
    }
}

/// Three columns: name, value, origin.
fn table(f: &mut fmt::Formatter<'_>, rows: &[SettingDescription]) -> fmt::Result {
    /// Wider values push their origin out of line, and only theirs.
    const WIDEST: usize = 32;
    let width = |text: fn(&SettingDescription) -> &str| {
        rows.iter()
            .map(|row| text(row).chars().count())
            .filter(|&w| w <= WIDEST)
            .max()
            .unwrap_or(0)
    };
    let (name, value) = (width(|row| &row.name), width(|row| &row.value));
    for row in rows {
        writeln!(
            f,
            "    {:name$}  {:value$}  {}",
            row.name, row.value, row.origin
        )?;
    }
    Ok(())
}
