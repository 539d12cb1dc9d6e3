//! The metrics of a point by name.

use crate::plan::{ExperimentPlan, Problem, ResultName};

use super::point::PointResult;

/// A quantity that a point can be asked for.
#[derive(Debug)]
pub struct Metric {
    /// Its name in the language and in tables.
    pub name: &'static str,
    /// Its unit, empty for plain numbers.
    pub unit: &'static str,
    /// One sentence for the schema.
    pub description: &'static str,
    /// Its value, if the point has one.
    pub of: fn(&PointResult) -> Option<f64>,
}

/// Every metric.
pub const METRICS: &[Metric] = &[
    Metric {
        name: "sum_rate",
        unit: "bit/s/Hz",
        description: "Sum of the users' rates.",
        of: |p| (!p.rates.is_empty()).then(|| p.rates.iter().sum()),
    },
    Metric {
        name: "mse",
        unit: "",
        description: "Beampattern MSE, the mean over the sensing access points, Eq. (24b).",
        of: |p| p.mse,
    },
    Metric {
        name: "normalised_mse",
        unit: "",
        description: "Beampattern MSE over the square of its best scale, Section V.",
        of: |p| p.normalised_mse,
    },
    Metric {
        name: "data",
        unit: "bit/Hz",
        description: "Data of a coherence block: tau_c - tau_p symbols at the sum rate, Fig. 5.",
        of: |p| p.data,
    },
];

/// The metric of this name.
pub fn find(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| metric.name == name)
}

/// The metrics that an experiment's table shows: those of its problem, then those recorded.
pub fn of(plan: &ExperimentPlan) -> Vec<&'static Metric> {
    let own: &[&str] = match plan.problem {
        Problem::Sensing => &["mse", "normalised_mse"],
        Problem::Communication | Problem::Isac | Problem::Region => &["sum_rate", "mse"],
    };
    let mut metrics: Vec<&Metric> = Vec::new();
    for name in own
        .iter()
        .copied()
        .chain(plan.record.iter().map(String::as_str))
    {
        if let Some(metric) =
            find(name).filter(|m| metrics.iter().all(|known| known.name != m.name))
        {
            metrics.push(metric);
        }
    }
    metrics
}

/// Unit and description of a result name.
pub fn of_result(name: ResultName) -> (&'static str, &'static str) {
    match name {
        ResultName::SMin => ("", "Least beampattern MSE of the realization, (22)."),
        ResultName::RMax => ("bit/s/Hz", "Largest sum rate of the realization, (23)."),
        ResultName::RT => (
            "bit/s/Hz",
            "Sum rate of the realization at the least MSE, Remark 2.",
        ),
        ResultName::SI => (
            "",
            "Least MSE of the realization at the largest sum rate, Remark 2.",
        ),
    }
}
