//! How far a run is: a bar on a terminal, nothing elsewhere.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use cfs::run::Observer;

/// How often the bar is drawn while nothing happens, so that its times go on.
const TICK: Duration = Duration::from_millis(250);

const TEMPLATE: &str = "{prefix} {wide_bar} {pos}/{len} units  {rate}  {left}{msg}";

/// The bar of the run in progress, if there is one. Clones share it.
#[derive(Debug, Clone)]
pub struct Meter {
    enabled: bool,
    bar: Arc<Mutex<Option<ProgressBar>>>,
}

impl Meter {
    /// No bar yet, and none ever unless `enabled`.
    pub fn new(enabled: bool) -> Self {
        Self {
            enabled,
            bar: Arc::default(),
        }
    }

    /// Starts a bar; it is gone when the guard is dropped.
    pub fn start(&self, name: &str, units: u64) -> Progress<'_> {
        let bar = self.enabled.then(|| bar(name, units));
        *self.lock() = bar.clone();
        Progress { meter: self, bar }
    }

    /// Says on the screen that the run is about to stop.
    pub fn stopping(&self) {
        if let Some(bar) = &*self.lock() {
            bar.set_message("  stopping (again: at once)");
        }
    }

    /// Takes the bar off the screen, for good.
    pub fn clear(&self) {
        if let Some(bar) = self.lock().take() {
            bar.finish_and_clear();
        }
    }

    /// Writes to a stream while the bar is out of the way.
    pub fn above(&self, write: impl FnOnce()) {
        match &*self.lock() {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        // Whoever panicked while drawing has left a bar that can still be drawn.
        self.bar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A bar on the screen.
#[derive(Debug)]
pub struct Progress<'a> {
    meter: &'a Meter,
    bar: Option<ProgressBar>,
}

impl Observer for Progress<'_> {
    fn unit_done(&self) {
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

fn bar(name: &str, units: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(units), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template(TEMPLATE)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key(
            "rate",
            |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                // A column that can not be written is a column left out.
                let _ = out.write_str(&rate(state.per_sec()));
            },
        )
        .with_key(
            "left",
            |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let known = state.pos() > 0;
                let _ = out.write_str(&left(known.then(|| state.eta())));
            },
        )
        .progress_chars("━━─");
    bar.set_style(style);
    bar.set_prefix(name.to_owned());
    bar.enable_steady_tick(TICK);
    bar
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
pub fn duration(time: Duration) -> String {
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
