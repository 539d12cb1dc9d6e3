//! Percentiles with distribution-free intervals.
//!
//! The p-quantile of n sorted values is interpolated between the two nearest to `p (n - 1)`, counted from 0. Its 95 %
//! interval is from one order statistic to another, whatever the distribution: of n independent values the number below
//! the quantile of their distribution is binomial, so the l-th of them is above it with probability
//! `P(B <= l - 1)`, which at most 2.5 % of the samples may have at each end. Too few values have no such order statistic,
//! and so no bound.
//!
//! Users of one network are not independent: they share its access points and pilots. Several values of one network
//! count as a cluster, and n is replaced by the effective number of values: n over the design effect, which is the
//! variance of the share of values below the quantile as the clusters have it, over the variance of independent values,
//! and over the square of the ratio of Student's t at either number (Korn and Graubard, 1998). It is at most n.

use super::statistics::{student_t_95, sum};

/// What a sample says of a quantile of the distribution that it was drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Percentile {
    /// Number of values.
    pub count: usize,
    /// The quantile of the values; none where there is no value.
    pub value: Option<f64>,
    /// Lower end of the 95 % interval; none where there are too few values.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
}

/// Values, those of a cluster together: 8 bytes for each, and 8 for the cluster.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Clusters {
    values: Vec<f64>,
    /// Where each cluster ends.
    ends: Vec<usize>,
}

impl Clusters {
    /// Adds a cluster; it may be empty.
    pub fn push(&mut self, values: impl IntoIterator<Item = f64>) {
        self.values.extend(values);
        self.ends.push(self.values.len());
    }

    /// The cluster of an index; an empty one where there is none.
    #[must_use]
    pub fn get(&self, index: usize) -> &[f64] {
        let start = index
            .checked_sub(1)
            .map_or(Some(0), |last| self.ends.get(last).copied());
        let range = start.zip(self.ends.get(index).copied());
        range.map_or(&[], |(start, end)| &self.values[start..end])
    }

    /// The clusters, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &[f64]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cluster = &self.values[start..end];
            start = end;
            cluster
        })
    }
}

impl<C: IntoIterator<Item = f64>> FromIterator<C> for Clusters {
    fn from_iter<I: IntoIterator<Item = C>>(clusters: I) -> Self {
        let mut all = Self::default();
        clusters.into_iter().for_each(|cluster| all.push(cluster));
        all
    }
}

/// Probability of each tail outside a 95 % interval.
const TAIL: f64 = 0.025;
/// Standard deviations of a binomial distribution beyond which its probability is below 1e-30.
const FAR: f64 = 12.0;

impl Percentile {
    /// The quantile of a share from 0 to 1 of all values; those of a cluster may depend on each other.
    #[must_use]
    pub fn of(share: f64, clusters: &Clusters) -> Self {
        let mut values = clusters.values.clone();
        values.sort_by(f64::total_cmp);
        let Some(value) = quantile(share, &values) else {
            return Self::default();
        };
        let (low, high) = ranks(share, effective(value, clusters), values.len());
        let at = |rank: Option<usize>| rank.and_then(|rank| values.get(rank - 1)).copied();
        Self {
            count: values.len(),
            value: Some(value),
            low: at(low),
            high: at(high),
        }
    }
}

/// The quantile of sorted values, interpolated between the nearest two; none of no value.
#[must_use]
pub fn quantile(share: f64, sorted: &[f64]) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    // Between 0 and the last index.
    let below = place.floor() as usize;
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    let weight = place - place.floor();
    // Of equal values that value, and of very large ones no overflow between.
    Some(if low == high {
        low
    } else {
        low * (1.0 - weight) + high * weight
    })
}

/// The number of independent values that say as much about the share at most `value`, rounded down.
fn effective(value: f64, clusters: &Clusters) -> usize {
    let clusters = || clusters.iter().filter(|cluster| !cluster.is_empty());
    let count: usize = clusters().map(<[f64]>::len).sum();
    let networks = clusters().count();
    if networks == count {
        return count;
    }
    if networks < 2 {
        return 0;
    }
    let below = |cluster: &[f64]| cluster.iter().filter(|x| **x <= value).count() as f64;
    let (n, of) = (count as f64, networks as f64);
    let share = clusters().map(below).sum::<f64>() / n;
    let independent = share * (1.0 - share) / n;
    let squares = clusters().map(|cluster| (below(cluster) - share * cluster.len() as f64).powi(2));
    let clustered = of / (of - 1.0) * sum(squares) / (n * n);
    // Where nothing, or everything, is below there is no variance to compare; networks are independent for sure.
    if independent <= 0.0 {
        return networks;
    }
    let t = student_t_95(count as u64 - 1) / student_t_95(networks as u64 - 1);
    let effective = n * (independent / clustered) * t * t;
    effective.min(n).floor() as usize
}

/// The ranks, from 1, of the order statistics of `count` values that bound a quantile, where `effective` of them are
/// independent; none where a bound has no such rank.
fn ranks(share: f64, effective: usize, count: usize) -> (Option<usize>, Option<usize>) {
    let (mut low, mut high) = (None, None);
    let n = effective as f64;
    let centre = n * share;
    let width = FAR * (n * share * (1.0 - share)).sqrt() + FAR;
    let first = (centre - width).floor().max(0.0) as usize;
    let mut cumulated = 0.0;
    for successes in first..=effective {
        cumulated += probability(share, successes, effective);
        // P(B <= successes): the bound of rank successes + 1.
        if cumulated <= TAIL && successes < effective {
            low = Some(successes + 1);
        }
        if cumulated >= 1.0 - TAIL {
            high = (successes < effective).then_some(successes + 1);
            break;
        }
    }
    // An order statistic of fewer values has the place of one of more at the same share of them.
    let scale = (count + 1) as f64 / (n + 1.0);
    let (floor, ceil) = (
        |rank: usize| (rank as f64 * scale).floor().max(1.0) as usize,
        |rank: usize| ((rank as f64 * scale).ceil() as usize).min(count),
    );
    match effective == count {
        true => (low, high),
        false => (low.map(floor), high.map(ceil)),
    }
}

/// The probability of so many successes of n.
fn probability(share: f64, successes: usize, n: usize) -> f64 {
    let (k, n) = (successes as f64, n as f64);
    let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    libm::exp(choose + k * libm::log(share) + (n - k) * libm::log1p(-share))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(values: impl IntoIterator<Item = f64>) -> Clusters {
        values.into_iter().map(|value| [value]).collect()
    }

    #[test]
    fn ranks_of_the_median_are_those_of_the_tables() {
        // Order statistics of the 95 % interval of a median, as in tables of nonparametric statistics (Conover, Practical
        // Nonparametric Statistics, with coverages of 96.9, 96.5, 97.9, 96.5, 95.9 and 96.5 %).
        for (n, low, high) in [
            (6, 1, 6),
            (8, 1, 8),
            (10, 2, 9),
            (15, 4, 12),
            (20, 6, 15),
            (100, 40, 61),
        ] {
            assert_eq!(ranks(0.5, n, n), (Some(low), Some(high)), "{n}");
        }
        // 2^-5 is more than 2.5 %.
        assert_eq!(ranks(0.5, 5, 5), (None, None));
    }

    #[test]
    fn a_low_percentile_has_a_lower_bound_from_72_values_on() {
        // 0.95^72 = 0.0249 and 0.95^71 = 0.0262.
        assert_eq!(ranks(0.05, 71, 71).0, None);
        assert_eq!(ranks(0.05, 72, 72).0, Some(1));
    }

    #[test]
    fn intervals_hold_the_quantile_as_often_as_they_say() {
        // The coverage of ranks (l, u) is P(l <= B < u), by the definition of the binomial distribution.
        for (share, n) in [(0.05, 200), (0.1, 57), (0.5, 31), (0.9, 1000), (0.05, 8000)] {
            let (low, high) = ranks(share, n, n);
            let (low, high) = (low.unwrap(), high.unwrap());
            let within: f64 = (low..high).map(|k| probability(share, k, n)).sum();
            let narrower: f64 = (low + 1..high).map(|k| probability(share, k, n)).sum();
            assert!(within >= 0.95 - 1e-9, "{share} {n}: {within}");
            assert!(
                narrower - probability(share, high - 1, n) < 0.95,
                "{share} {n}"
            );
        }
    }

    #[test]
    fn quantiles_are_interpolated() {
        // By hand: the 5 % place of 1, 2, 4, 8 is 0.15, of which 0.15 lies between 1 and 2.
        let sorted = [1.0, 2.0, 4.0, 8.0];
        assert!((quantile(0.05, &sorted).unwrap() - 1.15).abs() < 1e-15);
        assert_eq!(quantile(0.5, &sorted), Some(3.0));
        assert_eq!(quantile(0.99, &[7.0]), Some(7.0));
        assert_eq!(quantile(0.5, &[]), None);
    }

    #[test]
    fn values_alone_are_all_counted_and_copies_are_not() {
        let of_all = Percentile::of(0.5, &alone((1..=40).map(f64::from)));
        assert_eq!(of_all.value, Some(20.5));
        assert_eq!((of_all.low, of_all.high), (Some(14.0), Some(27.0)));
        // Five users with the rate of their network say no more than one.
        let copies: Clusters = (1..=40).map(|x| [f64::from(x); 5]).collect();
        let of_copies = Percentile::of(0.5, &copies);
        assert_eq!(of_copies.count, 200);
        assert!(
            of_copies.low <= of_all.low && of_copies.high >= of_all.high,
            "{of_copies:?}"
        );
        assert!(
            of_copies.low >= Some(12.0) && of_copies.high <= Some(29.0),
            "{of_copies:?}"
        );
    }

    #[test]
    fn one_network_has_no_interval_and_no_value_no_percentile() {
        let one = Percentile::of(0.5, &[(1..=100).map(f64::from)].into_iter().collect());
        assert_eq!((one.value, one.low, one.high), (Some(50.5), None, None));
        assert_eq!(
            Percentile::of(0.5, &[[0.0; 0], [0.0; 0]].into_iter().collect()),
            Percentile::default()
        );
    }
}
