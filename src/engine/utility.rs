//! What beams are to be good for: a function of the users' rates, and a floor of each.
//!
//! Every utility is concave in the rates, does not fall where one of them rises, and is homogeneous: rates twice as large
//! are worth twice as much. So its value is a rate, bit/s/Hz, whichever it is, and R_max, R_T, zeta and the boundary of
//! the region are values of it.

/// What is made of the users' rates.
#[derive(Debug, Clone, PartialEq)]
pub enum Utility {
    /// Their sum.
    SumRate,
    /// Their sum with these weights, one for each user, none of them negative, not all zero.
    Weighted(Vec<f64>),
    /// Their geometric mean, `(prod_k r_k)^(1/K)`: it orders beams as `sum_k ln r_k` does, the objective of proportional
    /// fairness. Zero where a user receives nothing; its slope is infinite there, so that searches begin where every
    /// user receives something and never come to such a point.
    ProportionalFair,
    /// The least of them.
    MinRate,
    /// The least of `r_k / s_k` over the users whose share `s_k` is not zero. One where the shares are floors that can just
    /// be met.
    MinShare(Vec<f64>),
}

impl Utility {
    /// The value of these rates, in their unit: K rates.
    pub fn value(&self, rates: &[f64]) -> f64 {
        match self {
            Self::SumRate => rates.iter().sum(),
            Self::Weighted(weights) => weights.iter().zip(rates).map(|(w, r)| w * r).sum(),
            Self::ProportionalFair if rates.is_empty() => 0.0,
            Self::ProportionalFair => {
                let logarithms: f64 = rates.iter().map(|r| r.ln()).sum();
                (logarithms / rates.len() as f64).exp()
            }
            Self::MinRate | Self::MinShare(_) => {
                let shares = rates
                    .iter()
                    .enumerate()
                    .filter(|(k, _)| self.share(*k) > 0.0);
                let least = shares.map(|(k, r)| r / self.share(k)).reduce(least);
                least.unwrap_or(0.0)
            }
        }
    }

    /// The share of user k in a least one: its rate counts over it. Zero where it does not count.
    pub fn share(&self, k: usize) -> f64 {
        match self {
            Self::MinShare(shares) => shares.get(k).copied().unwrap_or(0.0),
            _ => 1.0,
        }
    }

    /// The value of rates of one over their sum, of `users` users: how much a rate counts on average.
    pub fn mean_weight(&self, users: usize) -> f64 {
        let users = users.max(1) as f64;
        let weight = match self {
            Self::SumRate => 1.0,
            Self::Weighted(weights) => weights.iter().sum::<f64>() / users,
            Self::ProportionalFair | Self::MinRate => 1.0 / users,
            Self::MinShare(shares) => 1.0 / shares.iter().sum::<f64>(),
        };
        if weight > 0.0 && weight.is_finite() {
            weight
        } else {
            1.0
        }
    }

    /// Whether it is the least rate, whose slopes are multipliers.
    pub fn is_least(&self) -> bool {
        matches!(self, Self::MinRate | Self::MinShare(_))
    }

    /// Whether it is worth nothing unless every user receives something.
    pub fn serves_all(&self) -> bool {
        match self {
            Self::SumRate | Self::Weighted(_) => false,
            Self::ProportionalFair | Self::MinRate | Self::MinShare(_) => true,
        }
    }

    /// An upper bound on the value where no sum rate exceeds `sum` and the rate of user k never `alone[k]`.
    pub fn bound(&self, sum: f64, alone: &[f64]) -> f64 {
        let users = alone.len().max(1) as f64;
        match self {
            Self::SumRate => sum,
            // The sum is best spent on the largest weights.
            Self::Weighted(weights) => {
                let mut order: Vec<usize> = (0..weights.len().min(alone.len())).collect();
                order.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
                let mut left = sum;
                let spend = |k: usize| {
                    let rate = alone[k].min(left).max(0.0);
                    left -= rate;
                    weights[k] * rate
                };
                order.into_iter().map(spend).sum()
            }
            Self::ProportionalFair => (sum / users).min(self.value(alone)),
            Self::MinRate => (sum / users).min(self.value(alone)),
            Self::MinShare(shares) => (sum / shares.iter().sum::<f64>()).min(self.value(alone)),
        }
    }
}

/// The lesser of two; not a number where one of them is not.
fn least(a: f64, b: f64) -> f64 {
    if a.is_nan() || a < b { a } else { b }
}

/// The rates that users must have at least, bit/s/Hz.
#[derive(Debug, Clone, PartialEq)]
pub enum RateFloor {
    /// The same for every user; 0 for none.
    Every(f64),
    /// One for each user.
    Each(Vec<f64>),
}

/// What beams are judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// What is made of the rates.
    pub utility: Utility,
    /// The floor of each user's rate, bit/s/Hz; empty where there is none.
    pub floors: Vec<f64>,
}

impl Criterion {
    /// The sum rate without floors.
    pub const SUM_RATE: Self = Self {
        utility: Utility::SumRate,
        floors: Vec::new(),
    };

    /// Of a utility and floors, for `users` users.
    pub fn new(utility: Utility, floor: &RateFloor, users: usize) -> Self {
        let floors = match floor {
            RateFloor::Every(floor) => vec![*floor; users],
            RateFloor::Each(floors) => floors.clone(),
        };
        let any = floors.iter().any(|floor| *floor > 0.0);
        Self {
            utility,
            floors: if any { floors } else { Vec::new() },
        }
    }

    /// Whether each user must have a rate: serving other users instead does not lead to better beams.
    pub fn serves_all(&self) -> bool {
        self.utility.serves_all() || !self.floors.is_empty()
    }

    /// The least share of its floor that a user has, as the objective; none without floors.
    pub fn of_floors(&self) -> Option<Self> {
        (!self.floors.is_empty()).then(|| Self {
            utility: Utility::MinShare(self.floors.clone()),
            floors: Vec::new(),
        })
    }

    /// By how much a rate falls short of its floor, relative to the floor, at most.
    pub fn shortfall(&self, rates: &[f64]) -> f64 {
        let pairs = self
            .floors
            .iter()
            .zip(rates)
            .filter(|(floor, _)| **floor > 0.0);
        let short = pairs.map(|(floor, rate)| (floor - rate) / floor);
        short.fold(0.0, |most, short| {
            if short.is_nan() {
                f64::INFINITY
            } else {
                f64::max(most, short)
            }
        })
    }
}
