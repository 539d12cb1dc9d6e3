//! How long a run will take, in words.

use std::num::NonZeroUsize;
use std::thread;
use std::time::Duration;

use cfs::session::Plan;
use cfs::session::estimate::{Timed, time};

use super::progress::duration;

/// Longest that a reader of a plan waits for the estimates of a scenario.
const PATIENCE: Duration = Duration::from_secs(3);

/// A line for each experiment of a scenario.
pub fn lines(plan: Plan<'_>) -> String {
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
            format!("estimate for {}: {bound}{text}\n", experiment.name())
        })
        .collect()
}

/// `about 1 min 20 s on 4 threads (16 of 320 units timed: 1.0 s each)`
fn text(timed: Timed, units: f64, threads: usize) -> String {
    let plural = if threads == 1 { "" } else { "s" };
    let on = format!("on {threads} thread{plural}");
    // Units are whole: more threads than units are of no use.
    let rounds = (units / threads as f64).max(units.min(1.0));
    let run = |each: f64| Duration::try_from_secs_f64(each * rounds).unwrap_or(Duration::MAX);
    match timed {
        Timed::Units(count, elapsed) => {
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
        let two = Timed::Units(2, Duration::from_secs(4));
        let quick = Timed::Units(4, Duration::from_millis(8));
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
}
