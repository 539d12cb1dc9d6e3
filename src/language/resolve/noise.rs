//! Metrics that need a bandwidth, and the line that states the noise where it is missing.

use crate::language::diagnostic::error::claim::ClaimFault;
use crate::language::diagnostic::error::setting::SettingFault;
use crate::language::diagnostic::error::{Fix, ModelError};
use crate::language::scenario::Experiment;
use crate::language::scenario::claims::Quantified;
use crate::language::syntax::library::Library;
use crate::language::syntax::{Item, Span, parse};
use crate::language::vocabulary::table::metrics::{Metric, Record};
use crate::language::vocabulary::table::settings::noise::NOISE;

/// Refuses metrics in a bandwidth where no noise states one.
pub(crate) fn check_bandwidth(experiment: &Experiment, errors: &mut Vec<ModelError>) {
    let mut cases = experiment.cases.iter();
    if cases.all(|case| case.deployment.noise.is_some()) {
        return;
    }
    let needs = |metric: &Metric| matches!(metric, Metric::Throughput | Metric::UserThroughput);
    let recorded = experiment.record.iter().filter_map(|(record, span)| {
        let metric = match record {
            Record::Metric(metric) | Record::Percentile(_, metric) => *metric,
            Record::Result(_)
            | Record::Beampattern
            | Record::Layout
            | Record::Users
            | Record::Arrays(_) => return None,
        };
        Some((metric, *span))
    });
    let expected = experiment.expectations.iter().flat_map(|expectation| {
        let queries = expectation.aggregates.iter();
        queries.filter_map(|query| match query.of {
            Quantified::Metric(metric) => Some((metric, expectation.span)),
            _ => None,
        })
    });
    let metric = |name: &str| {
        let percentile = || Record::percentile_named(name).map(|(_, metric)| metric);
        Metric::read(name).or_else(percentile)
    };
    let shown = experiment.plots.iter().flat_map(|(plot, span)| {
        let metrics = plot.figure.metrics().filter_map(metric);
        metrics.map(|metric| (metric, *span))
    });
    let mut missing: Vec<(Metric, Span)> = recorded.chain(expected).chain(shown).collect();
    missing.retain(|(metric, _)| needs(metric));
    missing.dedup();
    errors.extend(missing.into_iter().map(|(metric, span)| {
        let name = metric.text();
        let fault = ClaimFault::NoNoise { name, line: None };
        ModelError::from(fault.at(span))
    }));
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
