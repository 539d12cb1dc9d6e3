//! How long a run will take, judged by a few of its units.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::plan::{ExperimentPlan, Unit};
use crate::run;

/// Most units that are timed: more would hardly change what is said.
const UNITS: usize = 16;

/// What timing gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timed {
    /// So many units took so long together.
    Units(usize, Duration),
    /// Not even the first was done by then.
    None(Duration),
}

/// Times units of cases spread over the experiment, on a thread of their own: a unit that takes
/// longer than anybody waits is left behind.
pub fn time(plan: &ExperimentPlan, patience: Duration) -> Timed {
    let cases = plan.cases.len();
    let count = cases.min(UNITS);
    let plan = plan.clone();
    let (send, receive) = mpsc::channel();
    let begun = Instant::now();
    thread::spawn(move || {
        for index in 0..count {
            let unit = Unit {
                case: index * cases / count,
                realization: 0,
            };
            run::solve(&plan, unit);
            // Nobody waits any more once the channel is closed.
            if send.send(begun.elapsed()).is_err() {
                return;
            }
        }
    });
    let mut timed = Timed::None(patience);
    for done in 1..=count {
        let left = patience.saturating_sub(begun.elapsed());
        match receive.recv_timeout(left) {
            Ok(elapsed) => timed = Timed::Units(done, elapsed),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
        }
    }
    timed
}
