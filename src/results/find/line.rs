//! The values of a setting along which a statistic is searched: which are tried next, and where the statistic crosses its
//! target.

use std::collections::{BTreeMap, BTreeSet};

use crate::language::vocabulary::units::in_written;
use crate::language::{FindOperator, nearly_equal};
use crate::plan::{ExperimentPlan, Find, number_text};
use crate::run::point::PointResult;
use crate::table::key::RowKey;

/// Known statistics by case and group.
pub(super) type Known = BTreeMap<usize, BTreeMap<RowKey, (Statistic, PointResult)>>;

/// How many crossings a note names.
const NAMED: usize = 4;

/// Where a statistic crosses its target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Crossing {
    /// The value of the setting.
    pub(crate) value: f64,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    /// The statistic there, and the number of values behind it.
    pub(super) statistic: f64,
    pub(super) count: usize,
    /// How often it crosses between values that were tried, and where, if that is more than once.
    pub(super) crossings: usize,
    pub(super) note: Option<String>,
}

/// A statistic of one case with its interval.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Statistic {
    pub(super) value: Option<f64>,
    pub(super) low: Option<f64>,
    pub(super) high: Option<f64>,
    pub(super) count: usize,
}

/// Cases that differ in the setting only, by its steps.
pub(super) struct Line {
    /// Positions in the plan, ascending in the setting.
    pub(super) cases: Vec<usize>,
    /// The values of the setting.
    values: Vec<f64>,
}

/// The statistic of one group along a line, as far as it is known.
pub(super) struct Course<'a> {
    line: &'a Line,
    find: &'a Find,
    key: &'a RowKey,
    known: &'a Known,
}

/// Which of its three curves crosses the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Curve {
    Value,
    Low,
    High,
}

const CURVES: [Curve; 3] = [Curve::Value, Curve::Low, Curve::High];

/// Two steps with the target between them.
#[derive(Debug, Clone, Copy)]
struct Bracket {
    low: usize,
    high: usize,
    /// Whether the curve is below the target first.
    rises: bool,
}

/// How far ahead of what is known values are asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ahead {
    /// Only what decides what comes next.
    Next,
    /// What comes after that as well, whichever half it falls into: shares then take half as many rounds, each half as long
    /// again.
    Soon,
}

impl Ahead {
    /// The steps to try between two.
    fn steps(self, low: usize, high: usize) -> impl Iterator<Item = usize> {
        let middle = between(low, high);
        let halves = match self {
            Self::Next => None,
            Self::Soon => Some([between(low, middle), between(middle, high)]),
        };
        std::iter::once(middle).chain(halves.into_iter().flatten())
    }
}

/// The step in the middle of two.
const fn between(low: usize, high: usize) -> usize {
    low + (high - low) / 2
}

/// How far a bisection came.
enum Step {
    /// The step in the middle of these two is to be tried next.
    Try(usize, usize),
    /// The curve crosses between this step and the next.
    Between(usize),
    /// The curve has no value at this step.
    Missing(usize),
    /// The curve does not cross the target between samples.
    None,
}

impl Statistic {
    fn of(self, curve: Curve) -> Option<f64> {
        match curve {
            Curve::Value => self.value,
            Curve::Low => self.low,
            Curve::High => self.high,
        }
    }
}

impl Line {
    /// Of these cases with their values of the setting.
    pub(super) fn new(mut steps: Vec<(f64, usize)>) -> Self {
        steps.sort_by(|a, b| a.0.total_cmp(&b.0));
        Self {
            values: steps.iter().map(|(value, _)| *value).collect(),
            cases: steps.into_iter().map(|(_, case)| case).collect(),
        }
    }

    /// The cases that every search of the line begins with.
    pub(super) fn samples(&self) -> impl Iterator<Item = usize> {
        let steps = Find::samples(self.cases.len());
        steps.filter_map(|step| self.cases.get(step).copied())
    }

    /// The cases that the searches of all groups and curves need next, and may need soon.
    pub(super) fn wanted(&self, find: &Find, known: &Known, ahead: Ahead) -> BTreeSet<usize> {
        let keys: BTreeSet<&RowKey> = self
            .samples()
            .filter_map(|case| known.get(&case))
            .flat_map(BTreeMap::keys)
            .collect();
        let mut wanted = BTreeSet::new();
        for key in keys {
            let course = self.course(find, key, known);
            for curve in CURVES {
                if let Step::Try(low, high) = course.bisect(curve) {
                    let steps = ahead.steps(low, high);
                    wanted.extend(steps.filter_map(|step| self.cases.get(step)));
                }
            }
        }
        wanted
    }

    /// The statistic of a group along it.
    pub(super) fn course<'a>(
        &'a self,
        find: &'a Find,
        key: &'a RowKey,
        known: &'a Known,
    ) -> Course<'a> {
        Course {
            line: self,
            find,
            key,
            known,
        }
    }
}

impl Course<'_> {
    fn at(&self, step: usize) -> Option<Statistic> {
        let case = self.line.cases.get(step)?;
        self.known
            .get(case)?
            .get(self.key)
            .map(|(statistic, _)| *statistic)
    }

    fn value(&self, step: usize) -> Option<f64> {
        self.at(step)?.value
    }

    /// Whether a curve is at the target or above it.
    fn is_above(&self, step: usize, curve: Curve) -> Option<bool> {
        Some(self.at(step)?.of(curve)? >= self.find.value)
    }

    /// Neighbours among some steps between which a curve crosses the target; steps without a value are passed over.
    fn brackets(&self, curve: Curve, steps: impl Iterator<Item = usize>) -> Vec<Bracket> {
        let sides: Vec<(usize, bool)> = steps
            .filter_map(|step| Some((step, self.is_above(step, curve)?)))
            .collect();
        let pairs = sides.iter().zip(sides.iter().skip(1));
        pairs
            .filter(|((_, first), (_, second))| first != second)
            .map(|((low, _), (high, rises))| Bracket {
                low: *low,
                high: *high,
                rises: *rises,
            })
            .collect()
    }

    fn samples(&self) -> impl Iterator<Item = usize> {
        Find::samples(self.line.cases.len())
    }

    /// The first two samples with the target between them.
    fn bracket(&self) -> Option<Bracket> {
        self.brackets(Curve::Value, self.samples()).first().copied()
    }

    /// Whether a curve crosses before the statistic does: its lower end where that descends, its upper end where it ascends.
    fn is_before(&self, curve: Curve, rises: bool) -> bool {
        (curve == Curve::High) == rises
    }

    /// The two samples between which a curve is searched: of an end of the interval those that are next to the crossing of
    /// the statistic, on its side.
    fn bracket_of(&self, curve: Curve) -> Option<Bracket> {
        let Some(main) = self.bracket() else {
            return self.brackets(curve, self.samples()).first().copied();
        };
        if curve == Curve::Value {
            return Some(main);
        }
        let mut alike = self.brackets(curve, self.samples());
        alike.retain(|bracket| bracket.rises == main.rises);
        match self.is_before(curve, main.rises) {
            true => alike.into_iter().rfind(|bracket| bracket.low <= main.low),
            false => alike.into_iter().find(|bracket| bracket.high >= main.high),
        }
    }

    fn bisect(&self, curve: Curve) -> Step {
        let last = self.line.cases.len().saturating_sub(1);
        for end in [0, last] {
            if self.is_above(end, curve).is_none() {
                return Step::Missing(end);
            }
        }
        let Some(Bracket {
            mut low,
            mut high,
            rises,
        }) = self.bracket_of(curve)
        else {
            return Step::None;
        };
        while high - low > 1 {
            let middle = between(low, high);
            match self.is_above(middle, curve) {
                Some(is_above) if is_above == rises => high = middle,
                Some(_) => low = middle,
                // Tried, and without a value: where that is the search does not go on.
                None if self.known.contains_key(&self.line.cases[middle]) => {
                    return Step::Missing(middle);
                }
                None => return Step::Try(low, high),
            }
        }
        Step::Between(low)
    }

    /// The step that is found, where there is one.
    fn found(&self) -> Option<usize> {
        let find = self.find;
        let meets = |value: f64| find.operator.is_met(value, find.value);
        // How far from the target; of equal ones the first counts.
        let nearer = |one: usize, other: usize| {
            let off = |step| Some((self.value(step)? - find.value).abs());
            Some(if off(other)? < off(one)? { other } else { one })
        };
        match self.bisect(Curve::Value) {
            Step::Between(low) => {
                return match meets(self.value(low)?) {
                    Some(true) => Some(low),
                    Some(false) => Some(low + 1),
                    None => nearer(low, low + 1),
                };
            }
            Step::Missing(_) | Step::Try(..) => return None,
            Step::None => {}
        }
        // No crossing: at both ends the condition holds, or at one of them the statistic is the target itself.
        let last = self.line.cases.len().checked_sub(1)?;
        let end = nearer(0, last)?;
        let holds = |step| {
            let value = self.value(step)?;
            Some(meets(value).unwrap_or_else(|| nearly_equal(value, find.value)))
        };
        let wanted = match find.operator {
            FindOperator::Equal => holds(end)?,
            FindOperator::AtLeast | FindOperator::AtMost => holds(0)? && holds(last)?,
        };
        wanted.then_some(end)
    }

    /// What was found, or why nothing was.
    pub(super) fn crossing(&self, plan: &ExperimentPlan) -> Result<Crossing, String> {
        let Some(step) = self.found() else {
            return Err(self.reason(plan));
        };
        let of = |curve| match self.bisect(curve) {
            Step::Between(low) => Some(low),
            Step::Try(..) | Step::Missing(_) | Step::None => None,
        };
        let rises = match self.bracket() {
            Some(bracket) => bracket.rises,
            None => self.is_above(0, Curve::Value) == Some(false),
        };
        let (first, last) = match self.is_before(Curve::Low, rises) {
            true => (of(Curve::Low), of(Curve::High)),
            false => (of(Curve::High), of(Curve::Low)),
        };
        let value = |step: usize| self.line.values.get(step).copied();
        let statistic = self.at(step).unwrap_or_default();
        let crossings = self.brackets(Curve::Value, 0..self.line.cases.len());
        Ok(Crossing {
            value: value(step).unwrap_or(f64::NAN),
            low: first.and_then(value),
            high: last.and_then(|low| value(low + 1)),
            statistic: statistic.value.unwrap_or(f64::NAN),
            count: statistic.count,
            crossings: crossings.len(),
            note: (crossings.len() > 1).then(|| self.several(plan, &crossings)),
        })
    }

    /// `mean sum_rate crosses 40 more than once: between 5 and 6, between 14 and 15. That of the least value is found ...`
    fn several(&self, plan: &ExperimentPlan, crossings: &[Bracket]) -> String {
        let (unit, number) = (self.unit(plan), self.places(plan));
        let named = crossings.iter().take(NAMED).map(|crossing| {
            let (low, high) = (number(crossing.low), number(crossing.high));
            format!("between {low} and {high} {unit}")
                .trim_end()
                .to_owned()
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let named = match crossings.len().checked_sub(NAMED) {
            Some(more @ 1..) => format!("{named}, and {more} times more"),
            _ => named,
        };
        format!(
            "{} crosses {} more than once: {named}. That of the least value is found; a range of its own finds another",
            self.find.text(),
            number_text(self.find.value),
        )
    }

    fn unit<'a>(&self, plan: &'a ExperimentPlan) -> &'a str {
        let axis = plan.axes.get(self.find.axis);
        let written = axis.and_then(|axis| axis.written);
        written.unwrap_or(axis.map_or("", |axis| axis.unit.as_str()))
    }

    /// The value of the setting at a step, in the unit in which it is written.
    fn places<'a>(&'a self, plan: &'a ExperimentPlan) -> impl Fn(usize) -> String + 'a {
        let unit = self.unit(plan);
        move |step: usize| {
            let value = self.line.values.get(step).copied().unwrap_or(f64::NAN);
            number_text(in_written(value, unit))
        }
    }

    /// Why nothing was found.
    fn reason(&self, plan: &ExperimentPlan) -> String {
        let (unit, number) = (self.unit(plan), self.places(plan));
        let place = |step| format!("{} {unit}", number(step)).trim_end().to_owned();
        let what = self.find.text();
        if let Step::Missing(step) = self.bisect(Curve::Value) {
            return format!(
                "{what} has no value at {}: no solved network has one there",
                place(step)
            );
        }
        let tried = (0..self.line.cases.len()).filter_map(|step| Some((step, self.value(step)?)));
        let tried: Vec<(usize, f64)> = tried.collect();
        let order = |a: &&(usize, f64), b: &&(usize, f64)| a.1.total_cmp(&b.1);
        let ends = tried.iter().min_by(order).zip(tried.iter().max_by(order));
        let Some((least, most)) = ends else {
            return format!("{what} has no value");
        };
        let mut ends = [least, most];
        ends.sort_by_key(|(step, _)| *step);
        let of = |(step, value): &(usize, f64)| format!("{} at {}", short(*value), place(*step));
        format!(
            "{what} is {} and {}, the least and the greatest of the {} values tried: {} is not between them",
            of(ends[0]),
            of(ends[1]),
            tried.len(),
            number_text(self.find.value)
        )
    }
}

/// A statistic for the eye.
fn short(value: f64) -> String {
    number_text(format!("{value:.4e}").parse().unwrap_or(value))
}
