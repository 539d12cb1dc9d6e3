//! The multipliers of users' rates: what a certificate needs besides the beams where the slopes of the utility do not follow
//! from the rates alone.

use super::violation::largest;
use crate::engine::utility::{Criterion, Utility};

/// What proves an optimum besides stationarity, where slopes of the utility do not follow from the rates alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Multipliers {
    /// Of `r_k >= s_k t`, where the least rate t is maximised: K numbers, not negative; those over the shares sum to one.
    /// Empty for other utilities.
    pub least: Vec<f64>,
    /// Of each floor: K numbers, not negative. Empty without floors.
    pub floors: Vec<f64>,
}

impl Multipliers {
    /// Of floors whose largest least share has the multipliers `self`: as if its logarithm was worth `pressure`, bit/s/Hz.
    pub(crate) fn pressing(&self, pressure: f64) -> Self {
        Self {
            least: Vec::new(),
            floors: self.least.iter().map(|least| pressure * least).collect(),
        }
    }

    /// Both of each user together; empty where there are none.
    pub fn sums(&self) -> Vec<f64> {
        let at = |of: &[f64], k: usize| of.get(k).copied().unwrap_or(0.0);
        let users = self.least.len().max(self.floors.len());
        (0..users)
            .map(|k| at(&self.least, k) + at(&self.floors, k))
            .collect()
    }

    /// What a unit of each user's rate is worth at `rates`: K numbers.
    pub fn slopes(&self, utility: &Utility, rates: &[f64]) -> Vec<f64> {
        let value = utility.value(rates);
        let own = |k: usize| match utility {
            Utility::SumRate => 1.0,
            Utility::Weighted(weights) => weights.get(k).copied().unwrap_or(0.0),
            Utility::ProportionalFair => value / (rates.len() as f64 * rates[k]),
            Utility::MinRate | Utility::MinShare(_) => self.least.get(k).copied().unwrap_or(0.0),
        };
        let floor = |k: usize| self.floors.get(k).copied().unwrap_or(0.0);
        (0..rates.len()).map(|k| own(k) + floor(k)).collect()
    }

    /// How far they are from multipliers of these rates: the sum of `multiplier * slack` over the value, the largest
    /// negative one, and the distance of the sum of [`Self::least`], times the shares, from one.
    pub fn fault(&self, criterion: &Criterion, rates: &[f64]) -> f64 {
        let utility = &criterion.utility;
        let value = utility.value(rates).max(f64::MIN_POSITIVE);
        let mut faults = vec![0.0];
        if utility.is_least() {
            let shares = self
                .least
                .iter()
                .enumerate()
                .map(|(k, m)| m * utility.share(k));
            faults.push((shares.sum::<f64>() - 1.0).abs());
            let pairs = self.least.iter().zip(rates).enumerate();
            let slack = pairs.map(|(k, (m, r))| m * (r - utility.share(k) * value));
            faults.push(slack.sum::<f64>().abs() / value);
            faults.extend(self.least.iter().map(|m| -m));
        }
        let above = self.floors.iter().zip(rates).zip(&criterion.floors);
        let slack: f64 = above.map(|((m, r), floor)| m * (r - floor).abs()).sum();
        faults.push(slack / value);
        faults.extend(self.floors.iter().map(|m| -m));
        largest(faults)
    }
}
