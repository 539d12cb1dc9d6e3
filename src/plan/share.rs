//! The units of an experiment dealt out to shares that are computed apart: by cost, and the same on every machine.
//!
//! Realization r of a case goes to share (r + offset of the case) mod shares. Offsets are dealt to cases by falling cost, each to the
//! share that has least so far, so that shares are balanced by cost whether there are many cases of a few realizations or few cases of
//! many. An offset does not depend on the number of realizations: where it is raised, no unit moves to another share.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Budget, Case, ExperimentPlan, Problem, Unit};

/// Most shares of an experiment.
pub const MOST_SHARES: u32 = 100_000;

/// One of the shares of an experiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Share {
    /// Its number, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (number, of) = text.split_once('/')?;
            let (number, of) = (number.parse().ok()?, of.parse().ok()?);
            (1 <= number && number <= of && of <= MOST_SHARES).then_some(Self { number, of })
        };
        read().ok_or_else(|| {
            format!("expected a share such as 3/40: its number, from 1, of up to {MOST_SHARES}")
        })
    }
}

/// How the units of an experiment are dealt out to so many shares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    of: u32,
    /// By case.
    offsets: Vec<u32>,
}

impl Shares {
    /// Deals them out.
    #[must_use]
    pub fn of(plan: &ExperimentPlan, of: u32) -> Self {
        let of = of.max(1);
        let costs: Vec<f64> = plan.cases.iter().map(|case| cost(plan, case)).collect();
        let mut order: Vec<usize> = (0..costs.len()).collect();
        order.sort_by(|&a, &b| costs[b].total_cmp(&costs[a]).then(a.cmp(&b)));
        let mut loads = vec![0.0; of as usize];
        let mut offsets = vec![0; costs.len()];
        for case in order {
            let least = (0..loads.len()).min_by(|&a, &b| f64::total_cmp(&loads[a], &loads[b]));
            let share = least.unwrap_or_default();
            loads[share] += costs[case];
            offsets[case] = u32::try_from(share).unwrap_or_default();
        }
        Self { of, offsets }
    }

    /// The share of a unit.
    #[must_use]
    pub fn share(&self, unit: Unit) -> Share {
        let offset = self.offsets.get(unit.case).copied().unwrap_or_default();
        let place = (u64::from(unit.realization) + u64::from(offset)) % u64::from(self.of);
        Share {
            // Below the number of shares.
            number: u32::try_from(place).unwrap_or_default() + 1,
            of: self.of,
        }
    }

    /// The units of one share in a round.
    pub fn units_of<'a>(
        &'a self,
        plan: &'a ExperimentPlan,
        share: Share,
        round: &'a Round,
    ) -> impl Iterator<Item = Unit> + 'a {
        // From the first realization that falls to it, every so many.
        let cases = (0..plan.cases.len()).filter(|case| round.has(*case));
        cases.flat_map(move |case| {
            let offset = self.offsets.get(case).copied().unwrap_or_default();
            let number = share.number.saturating_sub(1) % self.of;
            let first = (number + self.of - offset % self.of) % self.of;
            let own = (first..round.realizations).step_by(self.of as usize);
            own.map(move |realization| Unit { case, realization })
        })
    }

    /// The estimated cost of each share in a round. One is what a unit of the plan costs on average.
    #[must_use]
    pub fn loads(&self, plan: &ExperimentPlan, round: &Round) -> Vec<f64> {
        let costs: Vec<f64> = plan.cases.iter().map(|case| cost(plan, case)).collect();
        let mean = costs.iter().sum::<f64>() / costs.len().max(1) as f64;
        let mut loads = vec![0.0; self.of as usize];
        let (whole, rest) = (round.realizations / self.of, round.realizations % self.of);
        for (case, (&offset, cost)) in self.offsets.iter().zip(costs).enumerate() {
            if !round.has(case) {
                continue;
            }
            for (share, load) in loads.iter_mut().enumerate() {
                let turn =
                    (share as u64 + u64::from(self.of) - u64::from(offset)) % u64::from(self.of);
                let own = whole + u32::from(turn < u64::from(rest));
                *load += f64::from(own) * cost / mean;
            }
        }
        loads
    }
}

/// The part of an experiment that shares are at: all of it, or what is known to be needed where results decide what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Realizations, those of a precision being as many as the last check asked for.
    pub realizations: u32,
    /// Cases that a search has asked for, by place, ascending; none where all are computed.
    pub cases: Option<Vec<u32>>,
}

impl Round {
    /// All of a plan.
    #[must_use]
    pub fn all(plan: &ExperimentPlan) -> Self {
        Self {
            realizations: plan.realizations,
            cases: None,
        }
    }

    /// Whether a case is computed.
    #[must_use]
    pub fn has(&self, case: usize) -> bool {
        let Some(cases) = &self.cases else {
            return true;
        };
        u32::try_from(case).is_ok_and(|case| cases.binary_search(&case).is_ok())
    }

    /// Its units, case by case.
    pub fn units<'a>(&'a self, plan: &'a ExperimentPlan) -> impl Iterator<Item = Unit> + 'a {
        (0..plan.cases.len())
            .filter(|case| self.has(*case))
            .flat_map(|case| {
                (0..self.realizations).map(move |realization| Unit { case, realization })
            })
    }

    /// Whether all units of another round are units of this one.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let has_cases = match (&self.cases, &other.cases) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(_), Some(cases)) => cases.iter().all(|case| self.has(*case as usize)),
        };
        has_cases && self.realizations >= other.realizations
    }
}

/// What a network of a case costs, in complex multiplications, about: only ratios of costs matter.
#[must_use]
pub fn cost(plan: &ExperimentPlan, case: &Case) -> f64 {
    let aps = &case.deployment.access_points;
    let (m, n) = (aps.count as f64, aps.antennas as f64);
    let k = case.deployment.users.count as f64;
    // Channels are drawn and estimated, and their errors known.
    let network = m * n * (k + 1.0) * (n + k);
    // A value and a Hessian product of rate and error.
    let evaluation = m * n * (k + 1.0) * (k + 1.0);
    if plan.problem == Problem::Estimation {
        return network * f64::from(plan.samples.max(1));
    }
    let chains: f64 = case
        .chains
        .iter()
        .map(|chain| {
            let points = match (&chain.budget, plan.problem) {
                (Budget::Values(values), _) => values.len_if_constant().unwrap_or(GRID) as f64,
                (Budget::None, Problem::Region) => REGION_POINTS,
                (Budget::None, _) => 1.0,
            };
            let each = if chain.scheme.searches() {
                SEARCH * f64::from(plan.starts.max(1))
            } else if chain.scheme.name().starts_with("paper") {
                CONIC * k
            } else {
                RULE
            };
            points * each
        })
        .sum();
    network + evaluation * chains
}

/// Budgets of a grid whose ends are results, about.
const GRID: usize = 10;

/// Points of a boundary, about.
const REGION_POINTS: f64 = 12.0;

/// Evaluations that a search takes, about (docs/performance.md).
const SEARCH: f64 = 300.0;

/// Evaluations that cost as much as a conic program of the paper's algorithms, for each user.
const CONIC: f64 = 30_000.0;

/// Evaluations that cost as much as a rule and its completion.
const RULE: f64 = 10.0;
