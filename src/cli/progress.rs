//! How far a run is: a bar on a terminal, nothing elsewhere.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use unicode_width::UnicodeWidthStr as _;

use cfs::language::syntax::visible_on_a_line;
use cfs::report::screen::clip;
use cfs::run::Observer;

/// How often the bar is drawn while nothing happens, so that its times go on.
const TICK: Duration = Duration::from_millis(250);

/// The narrowest bar that shows anything; if there is no room for it, none is drawn.
const LEAST_BAR: usize = 6;
/// A name is not cut shorter than this for the sake of a bar.
const LEAST_NAME: usize = 12;

/// The bar of the run in progress, if there is one. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct Meter {
    enabled: bool,
    bar: Arc<Mutex<Option<ProgressBar>>>,
    stopping: Arc<AtomicBool>,
}

impl Meter {
    /// No bar yet, and none ever unless `enabled`.
    pub(super) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            bar: Arc::default(),
            stopping: Arc::default(),
        }
    }

    /// Starts a bar; it is gone when the guard is dropped.
    pub(super) fn start(&self, name: &str, units: u64) -> Progress<'_> {
        let pace = Arc::new(Pace {
            since: Instant::now(),
            computed: AtomicU64::new(0),
        });
        let bar = self.enabled.then(|| self.bar(name, units, &pace));
        *self.lock() = bar.clone();
        Progress {
            meter: self,
            bar,
            pace,
        }
    }

    fn bar(&self, name: &str, units: u64, pace: &Arc<Pace>) -> ProgressBar {
        let bar = ProgressBar::with_draw_target(Some(units), ProgressDrawTarget::stderr());
        let name = visible_on_a_line(name).into_owned();
        let (pace, stopping) = (Arc::clone(pace), self.stopping.clone());
        let draw = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            let done = Done {
                units: state.pos(),
                of: state.len().unwrap_or(units),
                per_second: pace.per_second(),
            };
            let stopping = stopping.load(Ordering::Relaxed);
            // A line that cannot be written is left out.
            let _ = out.write_str(&line(&name, &done, stopping, columns()));
        };
        // The template is a constant and sound.
        let style = ProgressStyle::with_template("{line}")
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("line", draw);
        bar.set_style(style);
        bar.enable_steady_tick(TICK);
        bar
    }

    /// Says on the screen that the run is about to stop.
    pub(super) fn stopping(&self) {
        self.stopping.store(true, Ordering::Relaxed);
        if let Some(bar) = &*self.lock() {
            bar.tick();
        }
    }

    /// Takes the bar off the screen, for good.
    pub(super) fn clear(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    /// Writes to a stream while the bar is out of the way.
    pub(super) fn above(&self, write: impl FnOnce()) {
        match &*self.lock() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        // A panic while drawing leaves a bar that can still be drawn.
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How fast units are computed; those that were known already say nothing about it.
#[derive(Debug)]
struct Pace {
    since: Instant,
    computed: AtomicU64,
}

impl Pace {
    fn per_second(&self) -> f64 {
        self.computed.load(Ordering::Relaxed) as f64 / self.since.elapsed().as_secs_f64()
    }
}

/// A bar on the screen.
#[derive(Debug)]
pub(super) struct Progress<'a> {
    meter: &'a Meter,
    bar: Option<ProgressBar>,
    pace: Arc<Pace>,
}

impl Observer for Progress<'_> {
    fn unit_done(&self) {
        self.pace.computed.fetch_add(1, Ordering::Relaxed);
        self.unit_cached();
    }

    fn unit_cached(&self) {
        if let Some(bar) = &self.bar {
            bar.inc(1);
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.meter.clear();
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
struct Done {
    units: u64,
    of: u64,
    per_second: f64,
}

impl Done {
    /// The time that the rest takes; none is known before a unit was computed.
    fn left(&self) -> Option<Duration> {
        let rest = self.of.saturating_sub(self.units) as f64;
        (self.per_second > 0.0)
            .then(|| Duration::try_from_secs_f64(rest / self.per_second).ok())
            .flatten()
    }
}

/// Columns of the terminal. The last one stays free: some terminals wrap once it is written.
fn columns() -> usize {
    let size = terminal_size::terminal_size_of(std::io::stderr());
    size.map_or(80, |(terminal_size::Width(columns), _)| {
        usize::from(columns)
    })
    .saturating_sub(1)
}

/// The line of a bar, never wider than `width`: the bar shrinks first, then the name, then the end is cut.
fn line(name: &str, done: &Done, stopping: bool, width: usize) -> String {
    let Done { units, of, .. } = *done;
    let message = if stopping {
        "  stopping (again: at once)"
    } else {
        ""
    };
    let (rate, left) = (rate(done.per_second), left(done.left()));
    let numbers = format!("{units}/{of} units  {rate}  {left}{message}");
    let room = width.saturating_sub(numbers.width() + 1);
    let name = clip(name, room.saturating_sub(LEAST_BAR + 1).max(LEAST_NAME));
    let length = room.saturating_sub(name.width() + 1);
    if length < LEAST_BAR {
        return clip(&format!("{name} {numbers}"), width);
    }
    let full = (length as u128 * u128::from(units.min(of)) / u128::from(of.max(1))) as usize;
    let bar = "━".repeat(full) + &"─".repeat(length - full);
    format!("{name} {bar} {numbers}")
}

/// Units per second, or per minute or hour where that is a number to read.
fn rate(per_second: f64) -> String {
    if !(per_second.is_finite() && per_second > 0.0) {
        return "-/s".into();
    }
    let scales = [(1.0, "s"), (60.0, "min"), (3600.0, "h")];
    let (seconds, unit) = scales
        .into_iter()
        .find(|(seconds, _)| per_second * seconds >= 1.0)
        .unwrap_or((3600.0, "h"));
    let value = per_second * seconds;
    let decimals = usize::from(value < 100.0);
    format!("{value:.decimals$}/{unit}")
}

/// Time left in its two greatest units.
fn left(time: Option<Duration>) -> String {
    let Some(time) = time else {
        return "time left unknown".into();
    };
    format!("{} left", duration(time))
}

/// A time in its two greatest units.
pub(super) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min {:02} s", seconds % 60),
        (0, _, _) => format!("{hours} h {:02} min", minutes % 60),
        _ => format!("{days} d {:02} h", hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_numbers_to_read() {
        let cases = [
            (1234.5, "1234/s"),
            (2.25, "2.2/s"),
            (0.1, "6.0/min"),
            (0.001, "3.6/h"),
            (0.0, "-/s"),
            (f64::NAN, "-/s"),
        ];
        for (per_second, text) in cases {
            assert_eq!(rate(per_second), text);
        }
    }

    #[test]
    fn a_line_is_never_wider_than_the_terminal() {
        let long = "12/17 sum_rate_over_area_with_a_very_long_name_that_goes_on_and_on";
        for name in ["region", long, "面积很大的区域里的很多很多用户和天线"] {
            for stopping in [false, true] {
                for width in [0, 1, 10, 20, 40, 60, 79, 80, 120, 200] {
                    let done = Done {
                        units: 47,
                        of: 400,
                        per_second: 5.5,
                    };
                    let line = line(name, &done, stopping, width);
                    assert!(line.width() <= width, "{width}: {line}");
                }
            }
        }
        let done = Done {
            units: 5,
            of: 10,
            per_second: 0.5,
        };
        assert_eq!(
            line("region", &done, false, 50),
            "region ━━━━━────── 5/10 units  30.0/min  10 s left",
        );
    }

    #[test]
    fn the_pace_is_that_of_what_is_computed() {
        let done = Done {
            units: 300,
            of: 400,
            per_second: 5.0,
        };
        assert_eq!(done.left(), Some(Duration::from_secs(20)));
        let none = Done {
            per_second: 0.0,
            ..done
        };
        assert_eq!(none.left(), None);
    }

    #[test]
    fn times_have_two_units_at_most() {
        let cases = [
            (7, "7 s left"),
            (62, "1 min 02 s left"),
            (3700, "1 h 01 min left"),
            (90_000, "1 d 01 h left"),
        ];
        for (seconds, text) in cases {
            assert_eq!(left(Some(Duration::from_secs(seconds))), text);
        }
        assert_eq!(left(None), "time left unknown");
    }
}
