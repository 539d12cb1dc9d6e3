//! Values of a sweep: listed, or between two ends that are both included.

use std::fmt;

use super::exact::{Progression, Real};
use super::formula::{Formula, Symbol};
use super::interval::Interval;

/// Most values of one sweep, and most points that the experiments of a scenario have together in one realization.
pub const MAX_POINTS: usize = 1_000_000;

/// Most rows of one experiment: they are held in memory, some hundred bytes each, until all are there.
pub const MAX_ROWS: usize = 20_000_000;

/// How far beyond its end, in steps, a range may reach by rounding: 0.1 * 3 is
/// a little more than 0.3, and `from 0 to 0.3 step 0.1` has four values.
pub const END_TOLERANCE: f64 = 1e-9;

/// The values of a sweep, possibly waiting for result names.
#[derive(Debug, Clone, PartialEq)]
pub enum Grid {
    /// `over [a, b]`
    List(Vec<Formula>),
    /// `from a to b step s`
    Step {
        /// First value.
        from: Formula,
        /// Last value, included where the steps meet it.
        to: Formula,
        /// Distance.
        step: Formula,
    },
    /// `from a to b [log] points n`
    Points {
        /// First value.
        from: Formula,
        /// Last value, always included.
        to: Formula,
        /// How many.
        count: usize,
        /// Whether neighbours differ by a factor instead of a distance.
        log: bool,
    },
}

/// Why a grid has no values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridError {
    /// A result name that it needs has no value.
    Unknown,
    /// A value is not finite.
    NotFinite,
    /// The step is zero.
    ZeroStep,
    /// The step leads away from the end.
    WrongSign,
    /// More than [`MAX_POINTS`].
    TooMany,
    /// A logarithmic range that does not stay on one side of zero.
    LogSign,
}

impl fmt::Display for GridError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => write!(f, "a result name that the sweep needs has no value"),
            Self::NotFinite => write!(f, "a value of the sweep is not finite"),
            Self::ZeroStep => write!(f, "the step is zero"),
            Self::WrongSign => write!(f, "the step leads away from the end"),
            Self::TooMany => write!(f, "the sweep has more than {MAX_POINTS} values"),
            Self::LogSign => write!(f, "a logarithmic range must stay on one side of zero"),
        }
    }
}

impl Grid {
    /// The values, where every symbol has one. The i-th is start + i step, never accumulated.
    ///
    /// # Errors
    /// When there are none, or too many.
    pub fn values(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Result<Vec<f64>, GridError> {
        let number = |formula: &Formula| match formula.exact(symbols) {
            None => Err(GridError::Unknown),
            Some(value) if value.value().is_finite() => Ok(value),
            Some(_) => Err(GridError::NotFinite),
        };
        match self {
            Self::List(items) => {
                let values = items.iter().map(|item| number(item).map(Real::value));
                values.collect()
            }
            Self::Step { from, to, step } => stepped(number(from)?, number(to)?, number(step)?),
            Self::Points {
                from,
                to,
                count,
                log,
            } => spaced(number(from)?, number(to)?, *count, *log),
        }
    }

    /// These values.
    pub fn of(values: &[f64]) -> Self {
        Self::List(values.iter().copied().map(Formula::from).collect())
    }

    /// Whether every value is known before anything is solved.
    pub fn is_constant(&self) -> bool {
        self.formulas()
            .iter()
            .all(|formula| formula.constant().is_some())
    }

    /// The values, where none waits for a result.
    pub fn constants(&self) -> Option<Vec<f64>> {
        self.is_constant()
            .then(|| self.values(&|_| None).ok())
            .flatten()
    }

    /// How many values it has at most, whatever the results are that it waits for; none where they alone
    /// decide.
    pub fn most(&self) -> Option<usize> {
        let (from, to, step) = match self {
            Self::List(items) => return Some(items.len()),
            Self::Points { count, .. } => return Some(*count),
            Self::Step { from, to, step } => {
                (Interval::of(from), Interval::of(to), Interval::of(step))
            }
        };
        let (length, least_step) = if step.low > 0.0 {
            (to.high - from.low, step.low)
        } else if step.high < 0.0 {
            (from.high - to.low, -step.high)
        } else {
            return None;
        };
        let steps = length / least_step;
        let last = (steps + END_TOLERANCE * steps.max(1.0)).floor();
        // What is beyond any limit need not be counted to the end.
        length
            .is_finite()
            .then(|| (last + 1.0).clamp(0.0, 1e15) as usize)
    }

    /// The formulas in it.
    pub fn formulas(&self) -> Vec<&Formula> {
        match self {
            Self::List(items) => items.iter().collect(),
            Self::Step { from, to, step } => vec![from, to, step],
            Self::Points { from, to, .. } => vec![from, to],
        }
    }

    /// The same with the known symbols replaced.
    #[must_use]
    pub fn bind(&self, symbols: &dyn Fn(Symbol) -> Option<f64>) -> Self {
        match self {
            Self::List(items) => Self::List(items.iter().map(|item| item.bind(symbols)).collect()),
            Self::Step { from, to, step } => Self::Step {
                from: from.bind(symbols),
                to: to.bind(symbols),
                step: step.bind(symbols),
            },
            Self::Points {
                from,
                to,
                count,
                log,
            } => Self::Points {
                from: from.bind(symbols),
                to: to.bind(symbols),
                count: *count,
                log: *log,
            },
        }
    }
}

fn stepped(from: Real, to: Real, step: Real) -> Result<Vec<f64>, GridError> {
    if step.value() == 0.0 {
        return Err(GridError::ZeroStep);
    }
    let steps = to.minus(from).over(step).value();
    if steps < 0.0 {
        return Err(GridError::WrongSign);
    }
    // Relative to the count for long ranges, absolute in steps for short ones.
    let last = (steps + END_TOLERANCE * steps.max(1.0)).floor();
    if !last.is_finite() || last >= MAX_POINTS as f64 {
        return Err(GridError::TooMany);
    }
    let values = Progression::new(from, step);
    let (end, near) = (to.value(), END_TOLERANCE * step.value().abs());
    let value = |index: usize| {
        let value = values.value(index);
        // The end itself, where the steps meet it up to rounding.
        if (value - end).abs() <= near {
            end
        } else {
            value
        }
    };
    Ok((0..=last as usize).map(value).collect())
}

fn spaced(from: Real, to: Real, count: usize, log: bool) -> Result<Vec<f64>, GridError> {
    if count > MAX_POINTS {
        return Err(GridError::TooMany);
    }
    let (first, last) = (from.value(), to.value());
    if log && (first == 0.0 || last == 0.0 || (first < 0.0) != (last < 0.0)) {
        return Err(GridError::LogSign);
    }
    let intervals = Real::from((count - 1).max(1) as f64);
    let values = Progression::new(from, to.minus(from).over(intervals));
    let ratio = to.over(from);
    let value = |index: usize| match index {
        0 => first,
        i if i + 1 == count => last,
        // Of 1 to 1000 in four points, the others are 10 and 100.
        i if log => {
            let part = Real::from(i as f64).over(intervals);
            from.times(ratio.power(part)).value()
        }
        i => values.value(i),
    };
    Ok((0..count).map(value).collect())
}

/// Canonical text.
impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(items) => {
                let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "over [{}]", texts.join(", "))
            }
            Self::Step { from, to, step } => write!(f, "from {from} to {to} step {step}"),
            Self::Points {
                from,
                to,
                count,
                log,
            } => {
                write!(
                    f,
                    "from {from} to {to}{} points {count}",
                    if *log { " log" } else { "" }
                )
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::vocabulary::choices::ResultName;

    fn step(from: f64, to: f64, step: f64) -> Result<Vec<f64>, GridError> {
        let [from, to, step] = [from, to, step].map(Formula::from);
        Grid::Step { from, to, step }.values(&|_| None)
    }

    #[test]
    fn ends_are_included_in_spite_of_rounding() {
        assert_eq!(step(0.0, 0.3, 0.1), Ok(vec![0.0, 0.1, 0.2, 0.3]));
        assert_eq!(step(0.5, 4.0, 0.5).map(|v| v.len()), Ok(8));
        assert_eq!(
            step(3.53, 10.0, 0.5).map(|v| (v.len(), v[12])),
            Ok((13, 3.53 + 12.0 * 0.5))
        );
        assert_eq!(step(10.0, 0.0, -5.0), Ok(vec![10.0, 5.0, 0.0]));
        assert_eq!(step(1.0, 1.0, 1.0), Ok(vec![1.0]));
        assert_eq!(step(0.0, 1.0, 1e-5).map(|v| v.len()), Ok(100_001));
    }

    /// The values that are written, whichever way: a step, a number of points, or a list.
    #[test]
    fn decimals_stay_decimals() {
        let points = |from: f64, to: f64, count: usize, log: bool| {
            let (from, to) = (Formula::from(from), Formula::from(to));
            let grid = Grid::Points {
                from,
                to,
                count,
                log,
            };
            grid.values(&|_| None).unwrap()
        };
        let tenths = vec![0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0];
        let descending = tenths.iter().rev().copied().collect::<Vec<_>>();
        assert_eq!(step(0.0, 1.0, 0.1), Ok(tenths.clone()));
        assert_eq!(points(0.0, 1.0, 11, false), tenths);
        assert_eq!(step(1.0, 0.0, -0.1), Ok(descending.clone()));
        assert_eq!(points(1.0, 0.0, 11, false), descending);
        assert_eq!(step(1.0, 0.0, -0.3), Ok(vec![1.0, 0.7, 0.4, 0.1]));
        assert_eq!(
            step(-0.3, 0.3, 0.1),
            Ok(vec![-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3])
        );
        assert_eq!(points(0.001, 1.0, 4, true), vec![0.001, 0.01, 0.1, 1.0]);
        assert_eq!(
            points(100.0, 0.01, 5, true),
            vec![100.0, 10.0, 1.0, 0.1, 0.01]
        );
        assert_eq!(points(0.3, 2.4, 4, true), vec![0.3, 0.6, 1.2, 2.4]);
        assert_eq!(
            points(-1.0, -1000.0, 4, true),
            vec![-1.0, -10.0, -100.0, -1000.0]
        );
        assert_eq!(
            points(0.0, 1.0, 4, false),
            vec![0.0, 1.0 / 3.0, 2.0 / 3.0, 1.0]
        );
        // Far beyond what a fraction holds, as doubles.
        assert_eq!(step(0.0, 3e200, 1e200), Ok(vec![0.0, 1e200, 2e200, 3e200]));
        for (index, value) in step(0.0, 999.0, 0.001).unwrap().into_iter().enumerate() {
            let text = format!("{index}e-3");
            assert_eq!(value, text.parse::<f64>().unwrap(), "{text}");
        }
    }

    #[test]
    fn sizes_are_known_before_results_are() {
        let s_min = || Formula::Symbol(Symbol::Result(ResultName::SMin));
        let most = |from: Formula, to: Formula, step: f64| {
            let step = Formula::from(step);
            Grid::Step { from, to, step }.most()
        };
        assert_eq!(most(0.0.into(), 1.0.into(), 0.1), Some(11));
        assert_eq!(most(s_min(), 10.0.into(), 0.5), Some(21));
        assert_eq!(most(10.0.into(), s_min(), -0.5), Some(21));
        assert_eq!(most(s_min(), 900_000.0.into(), 1.0), Some(900_001));
        assert_eq!(most(1.0.into(), s_min(), 0.5), None);
        assert_eq!(most(1.0.into(), 0.0.into(), 1.0), Some(0));
        assert_eq!(
            most(0.0.into(), 1e300.into(), 1e-9),
            Some(1_000_000_000_000_000)
        );
    }

    #[test]
    fn impossible_ranges_are_refused() {
        assert_eq!(step(0.0, 1.0, 0.0), Err(GridError::ZeroStep));
        assert_eq!(step(1.0, 0.0, 0.5), Err(GridError::WrongSign));
        assert_eq!(step(0.0, 1.0, 1e-9), Err(GridError::TooMany));
        assert_eq!(step(0.0, f64::INFINITY, 1.0), Err(GridError::NotFinite));
    }

    #[test]
    fn logarithmic_ranges_keep_their_ends() {
        let grid = |from, to| Grid::Points {
            from: Formula::from(from),
            to: Formula::from(to),
            count: 3,
            log: true,
        };
        let values = grid(1.0, 100.0).values(&|_| None).unwrap();
        assert_eq!((values[0], values[2]), (1.0, 100.0));
        assert!((values[1] - 10.0).abs() < 1e-12);
        assert_eq!(grid(-1.0, 100.0).values(&|_| None), Err(GridError::LogSign));
    }
}
