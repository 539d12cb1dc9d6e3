//! Ctrl-C and SIGTERM: the first stops before the next unit or conic program, the second at once.
//!
//! SIGHUP is left as it is, so that a run under `nohup` outlives its terminal.

use std::io::{self, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::console::Console;
use super::exit::Exit;
use super::message::Message;
use super::progress::Meter;
use cfs::language::vocabulary::table::codes;

/// A request to stop.
#[derive(Debug, Clone)]
pub(super) struct Interrupt {
    stop: Arc<AtomicBool>,
    /// Whether it is the user who wants to stop.
    asked: Arc<AtomicBool>,
    /// Held while files are put in their places; ending at once waits for it.
    writing: Arc<Mutex<()>>,
    meter: Meter,
    /// The message when the program ends at once.
    last_words: Arc<str>,
}

/// How a stopped run is continued.
pub(super) const RESUME: &str = "`--resume` continues from the finished units";

impl Interrupt {
    /// Listens from now on; `help` says how to continue later.
    pub(super) fn listen(console: &Console, help: Option<&str>) -> Self {
        let stopped = Message::error(
            codes::STOPPED,
            "stopped at once; no table of the experiment in progress was written",
        );
        let stopped = match help {
            Some(help) => stopped.help(help),
            None => stopped,
        };
        let interrupt = Self {
            stop: Arc::default(),
            asked: Arc::default(),
            writing: Arc::default(),
            meter: console.meter().clone(),
            last_words: console.text(&stopped).into(),
        };
        // Without a listener Ctrl-C ends the program as it would any other.
        let _ = install(interrupt.clone());
        interrupt
    }

    /// Set once what runs is to stop.
    pub(super) fn flag(&self) -> &Arc<AtomicBool> {
        &self.stop
    }

    /// Whether the user wants to stop.
    pub(super) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Stops what runs, though the user did not ask for it.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Lets what comes next run, unless the user wants to stop.
    pub(super) fn go_on(&self) {
        self.stop.store(self.is_asked(), Ordering::Relaxed);
    }

    /// Keeps the program from ending at once as long as the guard lives.
    pub(super) fn hold(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signal(&self) {
        self.stop();
        if self.asked.swap(true, Ordering::Relaxed) {
            let _guard = self.hold();
            self.meter.clear();
            // If standard error is closed, there is no place left to report that.
            let _ = io::stderr().write_all(self.last_words.as_bytes());
            std::process::exit(Exit::Interrupted as i32);
        }
        self.meter.stopping();
    }
}

#[cfg(unix)]
fn install(interrupt: Interrupt) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for _ in signals.forever() {
                interrupt.signal();
            }
        })?;
    Ok(())
}

#[cfg(not(unix))]
fn install(interrupt: Interrupt) -> io::Result<()> {
    ctrlc::set_handler(move || interrupt.signal()).map_err(io::Error::other)
}
