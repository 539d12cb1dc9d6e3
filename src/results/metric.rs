//! The metrics of a point, and the columns they fill.

use crate::engine::{Channels, Deployment, Placement, Utility};
use crate::plan::{ExperimentPlan, Metric, Per, Problem, Record};
use crate::table::{Column, ColumnType, Role};

use crate::run::point::PointResult;

/// How the values of a metric are read off a point.
enum Values {
    /// One of the point.
    One(fn(&PointResult, &Deployment) -> Option<f64>),
    /// One for each user or access point.
    Each(fn(&PointResult, &Deployment) -> Vec<Option<f64>>),
}

/// The value of each metric.
const fn source(metric: Metric) -> Values {
    use Values::{Each, One};
    match metric {
        Metric::SumRate => One(|p, _| sum_rate(p)),
        Metric::Rates => Each(|p, _| p.rates.iter().copied().map(Some).collect()),
        Metric::SpectralEfficiency => {
            One(|p, deployment| sum_rate(p).map(|rate| rate * share_of_data(deployment)))
        }
        Metric::Throughput => One(|p, deployment| throughput(sum_rate(p)?, deployment)),
        Metric::UserSpectralEfficiency => Each(|p, deployment| {
            let share = share_of_data(deployment);
            p.rates.iter().map(|rate| Some(rate * share)).collect()
        }),
        Metric::UserThroughput => Each(|p, deployment| {
            p.rates
                .iter()
                .map(|rate| throughput(*rate, deployment))
                .collect()
        }),
        Metric::MinRate => One(|p, _| p.rates.iter().copied().min_by(f64::total_cmp)),
        Metric::Jain => One(|p, _| jain(&p.rates)),
        Metric::Sinr => Each(|p, _| p.rates.iter().map(|rate| Some(sinr(*rate))).collect()),
        Metric::Mse => One(|p, _| p.mse),
        Metric::NormalisedMse => One(|p, _| p.normalised_mse),
        Metric::Data => One(|p, _| p.data),
        Metric::Eta => Each(|p, _| p.eta.clone()),
        Metric::Power => Each(|p, _| p.power.iter().copied().map(Some).collect()),
        Metric::SensingPower => One(|p, _| p.sensing_power),
        Metric::EstimationError => One(|p, _| p.estimation_error),
        Metric::Multiplier => One(|p, _| p.proof.multiplier),
        Metric::UpperBound => One(|p, _| p.upper_bound),
        Metric::Gain => One(|p, _| p.link.map(|link| link.gain)),
        Metric::Error => One(|p, _| p.link.map(|link| link.error)),
        Metric::Nmse => One(|p, _| p.link.map(|link| link.normalised())),
        Metric::ErrorSampled => One(|p, _| p.link.map(|link| link.sampled)),
        Metric::ErrorDeviation => One(|p, _| p.link.map(|link| link.deviation)),
        Metric::ErrorScore => One(|p, _| p.link.map(|link| link.score())),
        Metric::ObjectiveValue => One(|p, _| p.objective_value),
        Metric::RateMultiplier => {
            Each(|p, _| p.proof.rate_multipliers.iter().copied().map(Some).collect())
        }
        Metric::Unserved => One(|p, _| unserved(&p.rates).map(|users| users as f64)),
        Metric::Evaluations => One(|p, _| p.proof.evaluations.map(|count| count as f64)),
    }
}

fn sum_rate(point: &PointResult) -> Option<f64> {
    (!point.rates.is_empty()).then(|| point.rates.iter().sum())
}

/// Below this share of the mean rate a user is not served.
const SERVED: f64 = 0.01;

/// How many users are not served; none where there are no rates.
pub(crate) fn unserved(rates: &[f64]) -> Option<usize> {
    let least = SERVED * rates.iter().sum::<f64>() / rates.len() as f64;
    let unserved = rates.iter().filter(|rate| !(**rate >= least)).count();
    (!rates.is_empty()).then_some(unserved)
}

/// 1 - tau_p / tau_c.
fn share_of_data(deployment: &Deployment) -> f64 {
    let (pilots, block) = (deployment.pilots.length, deployment.coherence_length);
    block.saturating_sub(pilots) as f64 / block as f64
}

/// Mbit/s at a rate in bit/s/Hz; none where no bandwidth is stated.
fn throughput(rate: f64, deployment: &Deployment) -> Option<f64> {
    let bandwidth = deployment.noise?.bandwidth;
    Some(bandwidth * 1e-6 * share_of_data(deployment) * rate)
}

/// (sum r)^2 / (K sum r^2); none where no user has a rate.
fn jain(rates: &[f64]) -> Option<f64> {
    let most = rates.iter().copied().fold(0.0, f64::max);
    // Over the largest, so that no square overflows or vanishes.
    let shares = || rates.iter().map(|rate| rate / most);
    let squares: f64 = shares().map(|share| share * share).sum();
    (most > 0.0).then(|| shares().sum::<f64>().powi(2) / (rates.len() as f64 * squares))
}

/// Signal over interference and noise at a rate, bit/s/Hz: 2^rate - 1.
fn sinr(rate: f64) -> f64 {
    (rate * std::f64::consts::LN_2).exp_m1()
}

/// The values of a metric: one, or one for each user or access point; none where there is none.
pub(crate) fn values(
    metric: Metric,
    point: &PointResult,
    deployment: &Deployment,
) -> Vec<Option<f64>> {
    match source(metric) {
        Values::One(value) => vec![value(point, deployment)],
        Values::Each(values) => values(point, deployment),
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
    let beams = !matches!(plan.problem, Problem::Sensing | Problem::Estimation);
    let mut deployments = plan.cases.iter().map(|case| &case.deployment);
    if beams && deployments.any(|deployment| deployment.utility != Utility::SumRate) {
        metrics.insert(0, Metric::ObjectiveValue);
    }
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

/// Whether its values are of users, or access points, that are drawn alike: a number among them then means another one in
/// every network.
pub(crate) fn is_unnumbered(metric: Metric, plan: &ExperimentPlan) -> bool {
    let drawn = |placement: &Placement| match placement {
        Placement::Uniform | Placement::Separated(_) | Placement::AtEach(_) => true,
        Placement::Grid | Placement::At(_) => false,
    };
    let per = metric.row().per;
    let mut deployments = plan.cases.iter().map(|case| case.deployment.as_ref());
    deployments.any(|deployment| {
        let of_model = matches!(deployment.channels, Channels::Model);
        match per {
            Per::Point => false,
            Per::User => of_model && drawn(&deployment.users.placement),
            Per::AccessPoint => of_model && drawn(&deployment.access_points.placement),
        }
    })
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
    let stem = metric.stem();
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
