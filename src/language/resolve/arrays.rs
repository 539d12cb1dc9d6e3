//! Whether the arrays that an experiment records exist and have room in their file.

use crate::language::diagnostic::error::ModelError;
use crate::language::diagnostic::error::experiment::ExperimentError;
use crate::language::scenario::Experiment;
use crate::language::syntax::Span;
use crate::language::vocabulary::choices::Problem;
use crate::language::vocabulary::table::arrays::{
    ArrayFormat, ArrayLengths, ArrayRow, Arrays, MAX_ARRAY_BYTES, MAX_MAT_BYTES, arrays_of,
};
use crate::language::vocabulary::table::metrics::Record;

/// Refuses arrays that there are none of, or too much of.
pub(crate) fn check(experiment: &Experiment, solve: Option<Span>, errors: &mut Vec<ModelError>) {
    let recorded: Vec<(Arrays, Span)> = experiment
        .record
        .iter()
        .filter_map(|(record, span)| match record {
            Record::Arrays(arrays) => Some((*arrays, *span)),
            _ => None,
        })
        .collect();
    let (format, stated) = experiment.array_format;
    if recorded.is_empty() {
        let without = stated.map(|span| ExperimentError::NoArrays { span });
        errors.extend(without.map(ModelError::from));
        return;
    }
    let beams = recorded.iter().find(|(of, _)| *of == Arrays::Beams);
    if let (Problem::Estimation, Some(&(_, span))) = (experiment.problem, beams) {
        errors.push(
            ExperimentError::NoBeams {
                span,
                problem: experiment.problem,
                solve,
            }
            .into(),
        );
        return;
    }
    let lengths = lengths(experiment);
    let words: Vec<Arrays> = recorded.iter().map(|(of, _)| *of).collect();
    let size = |row: &ArrayRow| row.bytes(&lengths);
    let all = arrays_of(&words).map(size).fold(0, u64::saturating_add);
    let largest = arrays_of(&words).max_by_key(|row| size(row));
    let of_word = |of: Arrays| {
        let rows = arrays_of(&words).filter(|row| row.of == Some(of));
        rows.map(size).fold(0, u64::saturating_add)
    };
    let heaviest = recorded.iter().max_by_key(|(of, _)| of_word(*of));
    match (largest, heaviest) {
        (_, Some(&(of, span))) if all > MAX_ARRAY_BYTES => errors.push(
            ExperimentError::ArraysTooLarge {
                largest: (of.text(), span),
                bytes: of_word(of),
                all,
                limit: MAX_ARRAY_BYTES,
            }
            .into(),
        ),
        (Some(row), _) if format == ArrayFormat::Mat && size(row) > MAX_MAT_BYTES => {
            errors.extend(stated.map(|span| {
                ModelError::from(ExperimentError::ArrayTooLargeForFile {
                    name: row.name,
                    bytes: size(row),
                    limit: MAX_MAT_BYTES,
                    span,
                })
            }));
        }
        _ => {}
    }
}

/// How long the axes are, as far as it is known before anything is solved.
fn lengths(experiment: &Experiment) -> ArrayLengths {
    let deployments = experiment.cases.iter().map(|case| case.deployment.as_ref());
    let lengths = ArrayLengths::of(deployments);
    let grid = experiment
        .budget
        .as_ref()
        .map_or(Some(1), |grid| grid.most());
    let points = match experiment.problem {
        // A point is a link.
        Problem::Estimation => lengths.users.saturating_mul(lengths.access_points),
        _ => grid.unwrap_or(1) as u64,
    };
    let units =
        (experiment.cases.len() as u64).saturating_mul(u64::from(experiment.realizations.value));
    ArrayLengths {
        rows: units
            .saturating_mul(experiment.schemes.len() as u64)
            .saturating_mul(points),
        units,
        ..lengths
    }
}
