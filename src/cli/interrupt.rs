//! Ctrl-C and SIGTERM: the first stops before the next unit, the second at once.
//!
//! SIGHUP is left as it is, so that a run under `nohup` outlives its terminal.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::exit::Exit;
use super::progress::Meter;

/// A wish to stop.
#[derive(Debug, Clone)]
pub struct Interrupt {
    stop: Arc<AtomicBool>,
    /// Held while files are put in their places; leaving at once waits for it.
    writing: Arc<Mutex<()>>,
    meter: Meter,
}

impl Interrupt {
    /// Listens from now on.
    pub fn listen(meter: &Meter) -> Self {
        let interrupt = Self {
            stop: Arc::default(),
            writing: Arc::default(),
            meter: meter.clone(),
        };
        // Without a listener Ctrl-C ends the program as it would any other.
        let _ = install(interrupt.clone());
        interrupt
    }

    /// Set once the user wants to stop.
    pub fn flag(&self) -> &AtomicBool {
        &self.stop
    }

    /// Keeps the program from leaving at once as long as the guard lives.
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn signal(&self) {
        if self.stop.swap(true, Ordering::Relaxed) {
            let _guard = self.hold();
            self.meter.clear();
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
