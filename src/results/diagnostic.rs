//! Diagnostics: what proves the points of an experiment, and which of it its table shows.

use crate::engine::scheme::Proof;
use crate::plan::{Constraint, ExperimentPlan, Problem};
use crate::table::{Cell, Column, ColumnType, Role};

use super::column::described;

/// A diagnostic: its column and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Diagnostic {
    /// Share of its communication power that a rule keeps.
    Nu,
    /// Proven bound on a relative distance to an optimum.
    Gap,
    /// Slope of the boundary.
    Multiplier,
    /// Relative violation of the budget on the MSE.
    MseViolation,
    /// Relative violation of the floor of the sum rate.
    RateViolation,
    /// Relative violation of the powers.
    PowerViolation,
    /// Relative violation of a floor of a rate.
    FloorViolation,
    /// How far the multipliers of rates are from complementarity.
    Complementarity,
    /// Stationarity.
    KktResidual,
    /// How far the multiplier of the sensing covariance is from positive semidefinite.
    DualViolation,
    /// How far apart the starts ended.
    Spread,
    /// Work of the solver.
    Evaluations,
}

impl Diagnostic {
    /// Name of its column.
    const fn name(self) -> &'static str {
        match self {
            Self::Nu => "nu",
            Self::Gap => "gap",
            Self::Multiplier => "multiplier",
            Self::MseViolation => "mse_violation",
            Self::RateViolation => "rate_violation",
            Self::PowerViolation => "power_violation",
            Self::FloorViolation => "floor_violation",
            Self::Complementarity => "complementarity",
            Self::KktResidual => "kkt_residual",
            Self::DualViolation => "dual_violation",
            Self::Spread => "spread",
            Self::Evaluations => "evaluations",
        }
    }

    /// Its column.
    pub(crate) fn column(self) -> Column {
        let ty = match self {
            Self::Evaluations => ColumnType::Integer,
            Self::Nu
            | Self::Gap
            | Self::Multiplier
            | Self::MseViolation
            | Self::RateViolation
            | Self::PowerViolation
            | Self::FloorViolation
            | Self::Complementarity
            | Self::KktResidual
            | Self::DualViolation
            | Self::Spread => ColumnType::Number,
        };
        described(self.name(), Role::Diagnostic, ty)
    }

    /// Its cell.
    pub(crate) fn cell(self, proof: &Proof) -> Cell {
        let value = match self {
            Self::Nu => proof.nu,
            Self::Gap => proof.gap,
            Self::Multiplier => proof.multiplier,
            Self::MseViolation | Self::RateViolation => proof.budget_violation,
            Self::PowerViolation => proof.power_violation,
            Self::FloorViolation => proof.floor_violation,
            Self::Complementarity => proof.complementarity,
            Self::KktResidual => proof.kkt_residual,
            Self::DualViolation => proof.dual_violation,
            Self::Spread => proof.spread,
            Self::Evaluations => {
                let count = proof.evaluations;
                return count.and_then(|count| i64::try_from(count).ok()).into();
            }
        };
        value.filter(|value| value.is_finite()).into()
    }
}

/// The diagnostics that an experiment's table shows, in order; those that are recorded as metrics
/// have their column there.
pub(crate) fn of(plan: &ExperimentPlan, is_metric: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    use Diagnostic::*;
    let mut diagnostics = match (plan.problem, plan.constraint) {
        (Problem::Estimation, _) => vec![],
        (Problem::Sensing, _) => vec![Gap],
        (Problem::Communication, _) => vec![PowerViolation, KktResidual],
        (Problem::Isac | Problem::Region, Constraint::Delta) => vec![
            Multiplier,
            MseViolation,
            PowerViolation,
            KktResidual,
            DualViolation,
        ],
        (Problem::Isac | Problem::Region, Constraint::Zeta) => vec![
            Gap,
            Multiplier,
            RateViolation,
            PowerViolation,
            KktResidual,
            DualViolation,
        ],
    };
    let mut chains = plan.cases.iter().flat_map(|case| &case.chains);
    if chains.any(|chain| chain.scheme.keeps_a_share()) {
        diagnostics.retain(|diagnostic| *diagnostic != Gap);
        diagnostics.splice(0..0, [Nu, Gap]);
    }
    if !matches!(plan.problem, Problem::Sensing | Problem::Estimation) {
        let criteria = || plan.cases.iter().map(|case| case.deployment.criterion());
        let at = diagnostics.iter().position(|d| *d == KktResidual);
        let at = at.unwrap_or(diagnostics.len());
        let floors = criteria().any(|criterion| !criterion.floors.is_empty());
        let least = criteria().any(|criterion| criterion.utility.is_least());
        if floors || least {
            diagnostics.insert(at, Complementarity);
        }
        if floors {
            diagnostics.insert(at, FloorViolation);
        }
    }
    if plan.starts > 1 && matches!(plan.problem, Problem::Communication | Problem::Isac) {
        diagnostics.push(Spread);
    }
    if plan.problem != Problem::Estimation {
        diagnostics.push(Evaluations);
    }
    diagnostics.retain(|diagnostic| !is_metric(diagnostic.name()));
    diagnostics
}
