//! The metrics of a point, and the columns they fill.

use crate::plan::{ExperimentPlan, Metric, Per, Problem, Record};
use crate::table::{Column, ColumnType, Role};

use crate::run::point::PointResult;

/// How the values of a metric are read off a point.
enum Values {
    /// One of the point.
    One(fn(&PointResult) -> Option<f64>),
    /// One for each user or access point.
    Each(fn(&PointResult) -> Vec<Option<f64>>),
}

/// The value of each metric.
const fn source(metric: Metric) -> Values {
    use Values::{Each, One};
    match metric {
        Metric::SumRate => One(|p| (!p.rates.is_empty()).then(|| p.rates.iter().sum())),
        Metric::Rates => Each(|p| p.rates.iter().copied().map(Some).collect()),
        Metric::Sinr => Each(|p| p.rates.iter().map(|rate| Some(sinr(*rate))).collect()),
        Metric::Mse => One(|p| p.mse),
        Metric::NormalisedMse => One(|p| p.normalised_mse),
        Metric::Data => One(|p| p.data),
        Metric::Eta => Each(|p| p.eta.clone()),
        Metric::Power => Each(|p| p.power.iter().copied().map(Some).collect()),
        Metric::SensingPower => One(|p| p.sensing_power),
        Metric::EstimationError => One(|p| p.estimation_error),
        Metric::Multiplier => One(|p| p.proof.multiplier),
        Metric::UpperBound => One(|p| p.upper_bound),
        Metric::Gain => One(|p| p.link.map(|link| link.gain)),
        Metric::Error => One(|p| p.link.map(|link| link.error)),
        Metric::Nmse => One(|p| p.link.map(|link| link.normalised())),
        Metric::ErrorSampled => One(|p| p.link.map(|link| link.sampled)),
        Metric::ErrorDeviation => One(|p| p.link.map(|link| link.deviation)),
        Metric::ErrorScore => One(|p| p.link.map(|link| link.score())),
        Metric::Evaluations => One(|p| p.proof.evaluations.map(|count| count as f64)),
    }
}

/// Signal over interference and noise at a rate, bit/s/Hz: 2^rate - 1.
fn sinr(rate: f64) -> f64 {
    (rate * std::f64::consts::LN_2).exp_m1()
}

/// The values of a metric: one, or one for each user or access point; none where there is none.
pub(crate) fn values(metric: Metric, point: &PointResult) -> Vec<Option<f64>> {
    match source(metric) {
        Values::One(value) => vec![value(point)],
        Values::Each(values) => values(point),
    }
}

/// The metrics that an experiment's table shows: those of its problem, then those recorded.
pub(crate) fn of(plan: &ExperimentPlan) -> Vec<Metric> {
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
fn width(metric: Metric, plan: &ExperimentPlan) -> usize {
    let deployments = plan.cases.iter().map(|case| case.deployment.as_ref());
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
pub(crate) fn columns(metric: Metric, plan: &ExperimentPlan) -> Vec<Column> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::vocabulary::table::metrics;

    #[test]
    fn a_metric_has_one_value_where_its_row_says_that_it_is_of_the_point() {
        for row in metrics() {
            let one = matches!(source(row.metric), Values::One(_));
            assert_eq!(row.per == Per::Point, one, "{}", row.signature.path);
        }
    }
}
