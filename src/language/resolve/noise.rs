//! Metrics that need a bandwidth, and the line that states the noise where it is missing.

use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::setting::SettingFault;
use crate::language::diagnostic::error::sweep::SweepError;
use crate::language::diagnostic::error::{Fix, ModelError};
use crate::language::scenario::sweep::Target;
use crate::language::scenario::{Experiment, ResolvedCase};
use crate::language::syntax::library::Library;
use crate::language::syntax::{Item, Span, parse};
use crate::language::vocabulary::table::metrics::Metric;
use crate::language::vocabulary::table::settings::noise::{
    BANDWIDTH_PATH as BANDWIDTH, NOISE, receivers_of,
};

/// Refuses metrics in a bandwidth where no noise states one.
pub(crate) fn check_bandwidth(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let mut cases = experiment.cases.iter();
    if cases.all(|case| case.deployment.noise.is_some()) {
        return;
    }
    let needs = [Metric::Throughput, Metric::UserThroughput];
    let places = needs.into_iter().flat_map(|metric| {
        let places = experiment.places_of(metric).into_iter();
        places.map(move |span| (metric, span))
    });
    errors.extend(places.map(|(metric, span)| {
        let name = metric.text();
        let fault = ClaimFault::NoNoise { name, line: None };
        ModelError::from(fault.at(span))
    }));
}

/// Refuses to step what changes nothing: a part of the noise where every power that it would divide is over it already. A
/// bandwidth also is that of throughput.
pub(crate) fn check_sweeps(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let stepped = experiment
        .sweeps
        .iter()
        .filter_map(|sweep| match sweep.target {
            Target::Setting(row) => Some((row, sweep.span)),
            _ => None,
        });
    let derived = experiment.derived.iter().map(|of| (of.row, of.span));
    for (row, span) in stepped.chain(derived) {
        let Some(receivers) = receivers_of(row.path) else {
            continue;
        };
        let divides = |case: &ResolvedCase| {
            let mut receivers = receivers.iter();
            receivers.any(|at| case.settings.is_divided_by(*at))
        };
        let in_band = row.path == BANDWIDTH && experiment.shows_throughput();
        if !in_band && !experiment.cases.iter().any(divides) {
            let name = row.path;
            errors.push(SweepError::NoPowerOverNoise { name, span }.into());
        }
    }
}

/// Proposes the line that states the noise, before the statement of a deployment or experiment that needs it.
pub(crate) fn propose(errors: &mut [ModelError], library: &Library<'_>) {
    for error in errors {
        let (line, span) = match error {
            ModelError::Setting(error) => {
                let place = error.places.first().map(|(_, span)| *span);
                match (&mut error.kind, place) {
                    (SettingFault::NoNoise { line }, Some(span)) => (line, span),
                    _ => continue,
                }
            }
            ModelError::Claim(error) => match &mut error.kind {
                ClaimFault::NoNoise { line, .. } => (line, error.span),
                _ => continue,
            },
            _ => continue,
        };
        *line = line_before(span, library);
    }
}

/// The noise, on a line of its own before the statement that holds a span.
fn line_before(span: Span, library: &Library<'_>) -> Option<Fix> {
    let text = library.whole(span.file);
    let (tree, _) = parse(span.file, &text);
    let mut items = &tree.items;
    let statement = loop {
        let holds = |item: &&Item| match item {
            Item::Statement(statement) => {
                let end = statement
                    .block
                    .as_ref()
                    .map_or(statement.span, |block| block.close);
                (statement.word.span.start..=end.end).contains(&span.start)
            }
            Item::Error(_) => false,
        };
        let Item::Statement(statement) = items.iter().find(holds)? else {
            return None;
        };
        match (statement.word.text.as_str(), &statement.block) {
            // Settings are in their block.
            ("deployment" | "experiment", Some(block)) => items = &block.items,
            ("deployment" | "experiment", None) => return None,
            _ => break statement,
        }
    };
    let start = statement.word.span.start;
    let before = &text[..start];
    let indent = &before[before.rfind('\n').map_or(0, |line| line + 1)..];
    let indent = if indent.trim().is_empty() { indent } else { "" };
    let here = Span::new(span.file, start, start);
    Some(Fix::replace(here, format!("{NOISE}\n{indent}")))
}
