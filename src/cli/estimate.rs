//! How long a run will take and whom it will serve, judged by a few of its units. It is here and not in the library, which
//! needs no clock.

use std::num::NonZeroUsize;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use cfs::plan::{ExperimentPlan, Unit};
use cfs::results::Unserved;
use cfs::run;
use cfs::session::Plan;

use super::progress::duration;

/// Longest that a reader of a plan waits for the estimates of a scenario.
const PATIENCE: Duration = Duration::from_secs(3);

/// Most units that are timed: more would hardly change what is said.
const UNITS: usize = 16;

/// What timing gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Timed {
    /// So many units took so long together, and left so many users with nothing.
    Units(usize, Duration, Option<Unserved>),
    /// Not even the first was done by then.
    None(Duration),
}

/// A line for each experiment of a scenario.
pub(super) fn lines(plan: Plan<'_>) -> String {
    let experiments = plan.experiments();
    let count = u32::try_from(experiments.len().max(1)).unwrap_or(u32::MAX);
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    experiments
        .map(|experiment| {
            let timed = time(experiment.plan(), PATIENCE / count);
            let text = text(timed, experiment.units() as f64, threads);
            let bound = match experiment.plan().precision {
                Some(_) => "at most ",
                None => "",
            };
            let unserved = unserved(timed).unwrap_or_default();
            format!(
                "estimate for {}: {bound}{text}\n{unserved}",
                experiment.name()
            )
        })
        .collect()
}

/// Seconds that a unit of an experiment takes on one thread, about; no less than what it was waited for where not even one
/// was done by then.
pub(super) fn seconds_each(plan: &ExperimentPlan, patience: Duration) -> f64 {
    match time(plan, patience) {
        Timed::Units(count, elapsed, _) => elapsed.as_secs_f64() / count as f64,
        Timed::None(patience) => patience.as_secs_f64(),
    }
}

/// Times units of cases spread over the experiment, on a thread of their own: a unit that takes
/// longer than the patience is left behind.
fn time(plan: &ExperimentPlan, patience: Duration) -> Timed {
    let cases = plan.cases.len();
    let count = cases.min(UNITS);
    let plan = plan.clone();
    let (send, receive) = mpsc::channel();
    let begun = Instant::now();
    thread::spawn(move || {
        let mut unserved = Unserved::begin(&plan);
        for index in 0..count {
            let unit = Unit {
                case: index * cases / count,
                realization: 0,
            };
            let done = (unit, run::solve(&plan, unit));
            if let Some(unserved) = &mut unserved {
                unserved.add(&plan, &done);
            }
            // The receiver is gone once its patience has ended.
            if send.send((begun.elapsed(), unserved)).is_err() {
                return;
            }
        }
    });
    let mut timed = Timed::None(patience);
    for done in 1..=count {
        let left = patience.saturating_sub(begun.elapsed());
        match receive.recv_timeout(left) {
            Ok((elapsed, unserved)) => timed = Timed::Units(done, elapsed, unserved),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    timed
}

/// `  in the units timed, the largest sum rate serves 29 of 40 users, counted at every point`
fn unserved(timed: Timed) -> Option<String> {
    let Timed::Units(_, _, Some(Unserved { users, of })) = timed else {
        return None;
    };
    let served = of - users;
    let line = || {
        format!(
            "  in the units timed, the largest sum rate serves {served} of {of} users, counted at every point\n"
        )
    };
    (users > 0).then(line)
}

/// `about 1 min 20 s on 4 threads (16 of 320 units timed: 1.0 s each)`
fn text(timed: Timed, units: f64, threads: usize) -> String {
    let plural = if threads == 1 { "" } else { "s" };
    let on = format!("on {threads} thread{plural}");
    // Units are whole: more threads than units are of no use.
    let rounds = (units / threads as f64).max(units.min(1.0));
    let run = |each: f64| Duration::try_from_secs_f64(each * rounds).unwrap_or(Duration::MAX);
    match timed {
        Timed::Units(count, elapsed, _) => {
            let each = elapsed.as_secs_f64() / count as f64;
            let run = match run(each) {
                short if short < Duration::from_secs(1) => "less than a second".to_owned(),
                long => format!("about {}", duration(long)),
            };
            let each = seconds(each);
            format!("{run} {on} ({count} of {units} units timed: {each} each)")
        }
        Timed::None(patience) => format!(
            "more than {} {on} (the first of {units} units took longer than {})",
            duration(run(patience.as_secs_f64())),
            seconds(patience.as_secs_f64())
        ),
    }
}

fn seconds(seconds: f64) -> String {
    if seconds < 0.1 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{seconds:.1} s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn estimates_are_the_units_share_of_each_thread() {
        let two = Timed::Units(2, Duration::from_secs(4), None);
        let quick = Timed::Units(4, Duration::from_millis(8), None);
        let none = Timed::None(Duration::from_millis(1500));
        let cases = [
            (
                two,
                300.0,
                4,
                "about 2 min 30 s on 4 threads (2 of 300 units timed: 2.0 s each)",
            ),
            (
                two,
                300.0,
                1,
                "about 10 min 00 s on 1 thread (2 of 300 units timed: 2.0 s each)",
            ),
            (
                two,
                2.0,
                8,
                "about 2 s on 8 threads (2 of 2 units timed: 2.0 s each)",
            ),
            (
                quick,
                100.0,
                2,
                "less than a second on 2 threads (4 of 100 units timed: 2.0 ms each)",
            ),
            (
                none,
                80.0,
                2,
                "more than 1 min 00 s on 2 threads (the first of 80 units took longer than 1.5 s)",
            ),
        ];
        for (timed, units, threads, expected) in cases {
            assert_eq!(text(timed, units, threads), expected);
        }
        assert_eq!(seconds(0.0123), "12.3 ms");
    }

    #[test]
    fn users_without_a_rate_are_said_where_there_are_any() {
        let timed = |users| Timed::Units(1, Duration::ZERO, Some(Unserved { users, of: 40 }));
        let expected = "  in the units timed, the largest sum rate serves 29 of 40 users, counted at every point\n";
        assert_eq!(unserved(timed(11)).as_deref(), Some(expected));
        assert_eq!(unserved(timed(0)), None);
        assert_eq!(unserved(Timed::Units(1, Duration::ZERO, None)), None);
    }
}
