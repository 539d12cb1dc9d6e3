//! Every combination of swept settings, each with the deployment it gives.

use std::sync::Arc;

use super::assemble::assemble;
use crate::engine::{Channels, Criterion, Placement};
use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::setting::{SettingError, SettingFault};
use crate::language::diagnostic::error::sweep::SweepError;
use crate::language::read::draft::Draft;
use crate::language::read::number::check_quantity;
use crate::language::scenario::formula::{Symbol, late};
use crate::language::scenario::grid::Grid;
use crate::language::scenario::settings::{Assigned, Settings, chooser, follow};
use crate::language::scenario::sweep::Target;
use crate::language::scenario::{Experiment, Origin, ResolvedCase};
use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Problem;
use crate::language::vocabulary::signature::Signature;
use crate::language::vocabulary::units::Quantity;

/// Sweeps that step together need as many values each.
pub(crate) fn check_zips(draft: &Draft, budget: Option<&Grid>, schemes: usize) -> Vec<ModelError> {
    let mut errors = Vec::new();
    for group in draft.groups.iter().filter(|group| group.len() > 1) {
        let mut first: Option<(Span, usize)> = None;
        for &index in group {
            let sweep = &draft.sweeps[index];
            let length = match sweep.target {
                Target::Setting(_) | Target::Name => Some(sweep.steps.len()),
                Target::Scheme => Some(schemes),
                Target::Budget(_) => match budget {
                    Some(Grid::List(items)) => Some(items.len()),
                    Some(Grid::Points { count, .. }) => Some(*count),
                    Some(grid) => grid.values(&|_| None).ok().map(|values| values.len()),
                    None => continue,
                },
            };
            match (length, first) {
                (None, _) => errors.push(SweepError::ZipUnknown { span: sweep.span }.into()),
                (Some(length), None) => first = Some((sweep.span, length)),
                (Some(length), Some(first)) if length != first.1 => {
                    let other = (sweep.span, length);
                    errors.push(SweepError::ZipLengths { first, other }.into());
                }
                (Some(_), Some(_)) => {}
            }
        }
    }
    errors
}

/// Builds the cases; faults are reported once for each place, with the values that lead to them.
pub(crate) fn enumerate(draft: &Draft) -> (Vec<ResolvedCase>, Vec<ModelError>) {
    let mut enumerator = Enumerator {
        draft,
        errors: Vec::new(),
    };
    let cases = enumerator.cases();
    (cases, enumerator.errors)
}

/// The sweeps that step together, but for those that only step the budget or the scheme: they are walked within a
/// case.
fn groups(draft: &Draft) -> Vec<&Vec<usize>> {
    let sets = |&index: &usize| {
        matches!(
            draft.sweeps[index].target,
            Target::Setting(_) | Target::Name
        )
    };
    let groups = draft.groups.iter();
    groups.filter(|group| group.iter().any(sets)).collect()
}

fn length(draft: &Draft, group: &[usize]) -> usize {
    let lengths = group.iter().map(|&index| draft.sweeps[index].steps.len());
    lengths.max().unwrap_or(0)
}

/// How many combinations of swept settings there are, before conditions.
pub(crate) fn combinations(draft: &Draft) -> usize {
    let lengths = groups(draft).into_iter().map(|group| length(draft, group));
    lengths.fold(1, usize::saturating_mul)
}

struct Enumerator<'a> {
    draft: &'a Draft,
    errors: Vec<ModelError>,
}

impl Enumerator<'_> {
    fn cases(&mut self) -> Vec<ResolvedCase> {
        let groups = groups(self.draft);
        let lengths: Vec<usize> = groups
            .iter()
            .map(|group| length(self.draft, group))
            .collect();
        let total: usize = lengths.iter().product();
        let mut cases = Vec::new();
        for number in 0..total {
            // The last group is innermost: its index runs fastest.
            let mut rest = number;
            let mut indices = vec![0; groups.len()];
            for position in (0..groups.len()).rev() {
                indices[position] = rest % lengths[position];
                rest /= lengths[position];
            }
            let chosen: Vec<(usize, usize)> = groups
                .iter()
                .zip(&indices)
                .flat_map(|(group, &index)| group.iter().map(move |&s| (s, index)))
                .collect();
            cases.extend(self.case(&chosen));
        }
        if cases.is_empty() && self.errors.is_empty() {
            let conditions = self.draft.conditions.iter().map(|c| c.span).collect();
            self.errors.push(SweepError::Empty { conditions }.into());
        }
        cases
    }

    /// The case of these indices, by sweep; none where a condition leaves it out or it is faulty.
    fn case(&mut self, chosen: &[(usize, usize)]) -> Option<ResolvedCase> {
        let draft = self.draft.at(chosen);
        let mut settings = draft.given.settings.clone();
        let mut keys = vec![None; self.draft.sweeps.len()];
        let (mut budget_index, mut scheme_index) = (None, None);
        let mut when = Vec::new();
        for &(sweep_index, index) in chosen {
            let sweep = &self.draft.sweeps[sweep_index];
            match sweep.target {
                Target::Budget(_) => budget_index = Some(index),
                Target::Scheme => scheme_index = Some(index),
                Target::Setting(_) | Target::Name => {
                    let step = sweep.steps.get(index)?;
                    for (path, assigned) in &step.settings {
                        settings.set(path, assigned.clone());
                    }
                    let value = step.key.shown(&sweep.unit, sweep.written);
                    when.push(format!("{} = {value}", sweep.name));
                    keys[sweep_index] = Some((index, step.key.clone()));
                }
            }
        }
        follow(&mut settings);
        self.derive(draft, &mut settings, &when)?;
        if !keeps(draft, &settings) {
            return None;
        }
        self.check_effect(&settings, chosen);
        match assemble(&settings, &when) {
            Ok(deployment) => Some(ResolvedCase {
                keys,
                budget: draft.stated_budget(),
                filters: draft.filters(),
                budget_index,
                scheme_index,
                settings,
                deployment: Arc::new(deployment),
            }),
            Err(errors) => {
                errors.into_iter().for_each(|error| self.report(error));
                None
            }
        }
    }

    /// Sets what is derived, in the order written; each sees those before.
    fn derive(&mut self, draft: &Draft, settings: &mut Settings, when: &[String]) -> Option<()> {
        for derived in &draft.derived {
            let value = derived.value.formula.evaluate(&|s| setting(settings, s));
            let Some(value) = value else {
                let name = derived.row.path;
                self.report(ModelError::Setting(SettingError {
                    kind: SettingFault::Derived { name },
                    places: vec![(name.into(), derived.value.span)],
                    when: when.to_vec(),
                }));
                return None;
            };
            let dimension = derived.value.dimension;
            let quantity = Quantity { value, dimension };
            match check_quantity(
                derived.row,
                quantity,
                derived.value.span,
                (derived.value.bare, derived.value.written),
            ) {
                Ok(value) => settings.set(
                    derived.row.path,
                    Assigned {
                        value,
                        origin: Some(derived.value.span),
                        written: derived.value.written,
                    },
                ),
                Err(error) => {
                    self.report(match error {
                        ModelError::NotWhole {
                            name, span, value, ..
                        } => ModelError::NotWhole {
                            name,
                            span,
                            value,
                            when: when.to_vec(),
                        },
                        other => other,
                    });
                    return None;
                }
            }
        }
        Some(())
    }

    /// Stepping a parameter of an option that is not chosen would change nothing.
    fn check_effect(&mut self, settings: &Settings, chosen: &[(usize, usize)]) {
        for &(index, _) in chosen {
            let sweep = &self.draft.sweeps[index];
            if let Target::Setting(row) = sweep.target {
                let span = sweep.name_span;
                self.check_setting(settings, row, span);
            }
        }
        let draft = self.draft;
        for derived in &draft.derived {
            self.check_setting(settings, derived.row, derived.span);
        }
    }

    fn check_setting(&mut self, settings: &Settings, row: &'static Signature, span: Span) {
        let without = |chooser: &'static str, needed: Vec<&'static str>| {
            ModelError::Sweep(SweepError::NoEffect {
                name: row.path,
                span,
                chooser,
                word: settings.word(chooser).into(),
                chosen: settings.origin(chooser),
                needed,
            })
        };
        if settings.word(CHANNELS) == GIVEN && only_draws_channels(row.path) {
            self.report(without(CHANNELS, vec![DRAWN]));
        } else if !settings.is_active(row.path)
            && let Some((choice, words)) = chooser(row)
            // Where nothing is chosen, a block is missing, and that is said elsewhere.
            && !settings.word(choice.path).is_empty()
        {
            self.report(without(choice.path, words.clone()));
        }
    }

    /// Keeps a fault unless its place has one of its kind already.
    fn report(&mut self, error: ModelError) {
        let same = |other: &ModelError| match (other, &error) {
            (ModelError::Setting(a), ModelError::Setting(b)) => {
                let place = |error: &SettingError| error.places.first().map(|(_, span)| *span);
                a.kind.code() == b.kind.code() && place(a) == place(b)
            }
            (ModelError::NotWhole { span: a, .. }, ModelError::NotWhole { span: b, .. })
            | (ModelError::Range { span: a, .. }, ModelError::Range { span: b, .. }) => a == b,
            (a, b) => a == b,
        };
        if !self.errors.iter().any(same) {
            self.errors.push(error);
        }
    }
}

/// Whether the conditions keep a case.
fn keeps(draft: &Draft, settings: &Settings) -> bool {
    draft.conditions.iter().all(|condition| {
        let holds = condition.formula.evaluate(&|s| setting(settings, s));
        match condition.formula.mentions(late) {
            // What it waits for may not matter: `users < 3 and delta < 6`.
            true => holds != Some(0.0),
            false => holds == Some(1.0),
        }
    })
}

/// The value of a setting that a formula names.
pub(crate) fn setting(settings: &Settings, symbol: Symbol) -> Option<f64> {
    match symbol {
        Symbol::Setting(path) => settings.number(path),
        _ => None,
    }
}

/// Where channels come from: drawn by the model, or given in a file.
const CHANNELS: &str = "channels";
const DRAWN: &str = "model";
const GIVEN: &str = "from";

/// Whether a setting decides nothing but how channels are drawn and estimated.
fn only_draws_channels(path: &str) -> bool {
    let settings = [
        "pilots",
        "coherence",
        "shadowing",
        "path_loss",
        "targets.path_loss",
        "targets.reflection",
        "targets.gain_variance_ap",
        "targets.gain_variance_user",
        "targets.steering_variance",
    ];
    let holds = |setting: &&str| {
        let rest = path.strip_prefix(*setting);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    settings.iter().any(holds)
}

/// What some schemes cannot do: another objective than the sum rate, and floors.
pub(crate) fn check_objective(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let of = |index: Option<usize>| match index {
        Some(index) => experiment.schemes.get(index..=index).unwrap_or_default(),
        None => &experiment.schemes[..],
    };
    let only = experiment.cases.iter().find_map(|case| {
        if case.deployment.criterion() == Criterion::SUM_RATE {
            return None;
        }
        let mut schemes = of(case.scheme_index).iter();
        Some((case, schemes.find(|scheme| scheme.only_sum_rate())?))
    });
    let Some((case, scheme)) = only else { return };
    let paths = ["objective", "rate_floor", "rate_floor.list"];
    let active = paths.iter().filter(|path| case.settings.is_active(path));
    let place = |path: &&str| Some(((*path).to_owned(), case.settings.origin(path)?));
    errors.push(ModelError::Setting(SettingError {
        kind: SettingFault::SumRateOnly {
            scheme: scheme.name().to_owned(),
        },
        places: active.filter_map(place).collect(),
        when: Vec::new(),
    }));
}

/// Places of each realization must last for every realization.
pub(crate) fn check_places(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let asked = experiment.realizations.value as usize;
    for (kind, path) in [
        ("aps", "aps.placement.at"),
        ("users", "users.placement.at"),
        ("targets", "targets.placement.at"),
    ] {
        let short = experiment.cases.iter().find_map(|case| {
            let deployment = &case.deployment;
            let placement = match kind {
                "aps" => &deployment.access_points.placement,
                "users" => &deployment.users.placement,
                _ => &deployment.targets.placement,
            };
            match placement {
                Placement::AtEach(each) if each.len() < asked => {
                    Some((case.settings.origin(path), each.len()))
                }
                _ => None,
            }
        });
        let Some((origin, given)) = short else {
            continue;
        };
        let stated = match experiment.realizations.origin {
            Origin::Written(span) => Some(span),
            Origin::Default => None,
        };
        let places = [(path, origin), ("realizations", stated)];
        errors.push(ModelError::Setting(SettingError {
            kind: SettingFault::PlacedRealizations { kind, given, asked },
            places: places
                .into_iter()
                .filter_map(|(path, span)| Some((path.to_owned(), span?)))
                .collect(),
            when: Vec::new(),
        }));
    }
}

/// Given channels must last for every realization, and leave nothing to estimate.
pub(crate) fn check_channels(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let given = experiment.cases.iter().find_map(|case| {
        let Channels::Known(channels) = &case.deployment.channels else {
            return None;
        };
        let origin = case.settings.origin("channels.file");
        Some((origin, channels.realizations()))
    });
    let Some((origin, realizations)) = given else {
        return;
    };
    let mut wrong = |kind: SettingFault, places: &[(&str, Option<Span>)]| {
        let stated = |&(path, span): &(&str, Option<Span>)| Some((path.to_owned(), span?));
        errors.push(ModelError::Setting(SettingError {
            kind,
            places: places.iter().filter_map(stated).collect(),
            when: Vec::new(),
        }));
    };
    let powers = ["aps.power", "aps.power.total", "aps.power.sensing"];
    let swept = experiment
        .sweeps
        .iter()
        .any(|sweep| matches!(sweep.target, Target::Setting(row) if powers.contains(&row.path)));
    let stated = powers
        .iter()
        .any(|path| experiment.settings.origin(path).is_some());
    let derived = experiment
        .derived
        .iter()
        .any(|d| powers.contains(&d.row.path));
    if !swept && !stated && !derived {
        wrong(SettingFault::PowerUnstated, &[("channels.file", origin)]);
    }
    if experiment.problem == Problem::Estimation {
        wrong(
            SettingFault::NothingToEstimate,
            &[("channels.file", origin)],
        );
    }
    let asked = experiment.realizations.value;
    if let Some(given) = realizations.filter(|&given| given < asked as usize) {
        let stated = match experiment.realizations.origin {
            Origin::Written(span) => Some(span),
            Origin::Default => None,
        };
        let asked = asked as usize;
        wrong(
            SettingFault::Realizations { given, asked },
            &[("channels.file", origin), ("realizations", stated)],
        );
    }
}

/// A network without targets only communicates.
pub(crate) fn check_targets(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let problem = experiment.problem;
    if !problem.senses() {
        return;
    }
    let without = |case: &&ResolvedCase| case.deployment.targets.count == 0;
    let Some(case) = experiment.cases.iter().find(without) else {
        return;
    };
    let origin = case.settings.origin("targets");
    errors.push(ModelError::Setting(SettingError {
        kind: SettingFault::NothingToSense { problem },
        places: origin
            .map(|span| ("targets".to_owned(), span))
            .into_iter()
            .collect(),
        when: Vec::new(),
    }));
}
