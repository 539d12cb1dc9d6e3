//! The metrics of a point, and the columns they fill.

use crate::plan::{ExperimentPlan, Metric, Per, Problem, Record, ResultName};
use crate::table::{Column, ColumnType, Role};

use crate::run::point::PointResult;

/// The values of a metric: one, or one for each user or access point; none where there is none.
pub fn values(metric: Metric, point: &PointResult) -> Vec<Option<f64>> {
    let all = |values: &[f64]| values.iter().copied().map(Some).collect();
    match metric {
        Metric::SumRate => vec![(!point.rates.is_empty()).then(|| point.rates.iter().sum())],
        Metric::Rates => all(&point.rates),
        Metric::Mse => vec![point.mse],
        Metric::NormalisedMse => vec![point.normalised_mse],
        Metric::Data => vec![point.data],
        Metric::Eta => point.eta.clone(),
        Metric::Power => all(&point.power),
        Metric::SensingPower => vec![point.sensing_power],
        Metric::EstimationError => vec![point.estimation_error],
        Metric::Multiplier => vec![point.proof.multiplier],
        Metric::UpperBound => vec![point.upper_bound],
        Metric::Gain => vec![point.link.map(|link| link.gain)],
        Metric::Error => vec![point.link.map(|link| link.error)],
        Metric::Nmse => vec![point.link.map(|link| link.normalised())],
        Metric::ErrorSampled => vec![point.link.map(|link| link.sampled)],
        Metric::ErrorDeviation => vec![point.link.map(|link| link.deviation)],
        Metric::ErrorScore => vec![point.link.map(|link| link.score())],
        Metric::Evaluations => vec![point.proof.evaluations.map(|count| count as f64)],
    }
}

/// The metrics that an experiment's table shows: those of its problem, then those recorded.
pub fn of(plan: &ExperimentPlan) -> Vec<Metric> {
    let mut metrics = match plan.problem {
        Problem::Sensing => vec![Metric::Mse, Metric::NormalisedMse],
        Problem::Communication | Problem::Isac | Problem::Region => {
            vec![Metric::SumRate, Metric::Mse]
        }
        Problem::Estimation => vec![
            Metric::Gain,
            Metric::Error,
            Metric::Nmse,
            Metric::ErrorSampled,
            Metric::ErrorDeviation,
            Metric::ErrorScore,
        ],
    };
    for record in &plan.record {
        if let Record::Metric(metric) = record
            && !metrics.contains(metric)
        {
            metrics.push(*metric);
        }
    }
    metrics
}

/// How many columns a metric has: as many as the largest case needs.
pub fn width(metric: Metric, plan: &ExperimentPlan) -> usize {
    let deployments = plan.cases.iter().map(|case| &case.deployment);
    let most = match metric.row().per {
        Per::Point => return 1,
        Per::User => deployments.map(|deployment| deployment.users.count).max(),
        Per::AccessPoint => deployments
            .map(|deployment| deployment.access_points.count)
            .max(),
    };
    most.unwrap_or(0)
}

/// The columns of a metric; those of several are numbered from 1.
pub fn columns(metric: Metric, plan: &ExperimentPlan) -> Vec<Column> {
    let row = metric.row();
    let column = |name: String| {
        Column::new(name, Role::Metric, ColumnType::Number)
            .unit(row.unit)
            .title(row.signature.label)
            .description(row.signature.doc)
    };
    if row.per == Per::Point {
        return vec![column(metric.text().to_owned())];
    }
    // `rates` are rate_1, rate_2, ...
    let stem = metric
        .text()
        .strip_suffix("rates")
        .map_or(metric.text(), |_| "rate");
    (1..=width(metric, plan))
        .map(|number| column(format!("{stem}_{number}")))
        .collect()
}

/// Description of a result name.
pub fn of_result(name: ResultName) -> &'static str {
    match name {
        ResultName::SMin => "Least beampattern MSE of the realization, (22).",
        ResultName::RMax => "Largest sum rate of the realization, (23).",
        ResultName::RT => "Sum rate of the realization at the least MSE, Remark 2.",
        ResultName::SI => "Least MSE of the realization at the largest sum rate, Remark 2.",
    }
}
