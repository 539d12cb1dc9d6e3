//! Work without the GIL that Ctrl-C ends, and the functions of the caller that run within it.

use std::collections::BTreeMap;
use std::ffi::c_long;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::scenario::run_raised;

/// How often work looks for Ctrl-C and shows its progress.
pub(crate) const TICK: Duration = Duration::from_millis(50);
/// How long work has to end after Ctrl-C. A function of the caller that is in a call of C, such as `time.sleep`, may go on for
/// ever; it is then left behind.
const GRACE: Duration = Duration::from_secs(5);

/// The threads in which functions of the caller run: Python's numbers of them, each with how many calls.
#[derive(Debug, Clone, Default)]
pub(crate) struct Running(Arc<Mutex<BTreeMap<c_long, usize>>>);

impl Running {
    /// Raises `KeyboardInterrupt` in every function that runs, before its next step in Python.
    fn interrupt(&self, py: Python<'_>) {
        let threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let interrupt = py.get_type::<PyKeyboardInterrupt>();
        for &thread in threads.keys() {
            // SAFETY: the GIL is held, and the exception is a class. A number without a thread is ignored.
            unsafe { ffi::PyThreadState_SetAsyncExc(thread, interrupt.as_ptr()) };
        }
    }

    /// What a function of the caller gives, which Ctrl-C ends.
    pub(crate) fn within<T>(&self, py: Python<'_>, ask: impl FnOnce(Python<'_>) -> T) -> T {
        self.change(1);
        let answer = ask(py);
        self.change(-1);
        answer
    }

    fn change(&self, by: isize) {
        // SAFETY: it asks the system for the number of this thread.
        let thread = unsafe { ffi::PyThread_get_thread_ident() } as c_long;
        let mut threads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = threads.entry(thread).or_default();
        *count = count.saturating_add_signed(by);
        if *count == 0 {
            threads.remove(&thread);
        }
    }
}

/// What some work gives, done on another thread without the GIL, while this one looks for Ctrl-C and asks `tick` now and then. Where
/// either raises, the flag is set, and the functions that run are interrupted.
///
/// # Errors
/// What Ctrl-C or `tick` raises.
pub(crate) fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    stop: &Arc<AtomicBool>,
    running: &Running,
    mut tick: impl FnMut(Python<'_>) -> PyResult<()> + Send,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let (give, given) = mpsc::channel();
    thread::spawn(move || give.send(work()));
    let done = py.detach(move || {
        let mut interrupted: Option<(PyErr, Instant)> = None;
        loop {
            let done = given.recv_timeout(TICK);
            let is_late = interrupted.as_ref().is_some_and(|(_, since)| since.elapsed() > GRACE);
            match (done, interrupted.take()) {
                (Err(RecvTimeoutError::Timeout), waiting) if !is_late => interrupted = waiting,
                (_, Some((error, _))) => return Err(Some(error)),
                (Ok(done), None) => return Ok(done),
                // It panicked.
                (Err(_), None) => return Err(None),
            }
            Python::attach(|py| {
                if interrupted.is_none() {
                    let raised = signalled(py).and_then(|()| tick(py));
                    interrupted = raised.err().map(|error| (error, Instant::now()));
                }
                if interrupted.is_some() {
                    stop.store(true, Ordering::Relaxed);
                    running.interrupt(py);
                }
            });
        }
    });
    done.map_err(|raised| raised.unwrap_or_else(|| run_raised(py, "an internal error; please report what was asked")))
}

/// Raises what Ctrl-C raises: on the main thread what its handler does, on that of a function of the caller what
/// [`Running::interrupt`] has left there, which only a step in Python finds.
fn signalled(py: Python<'_>) -> PyResult<()> {
    py.check_signals()?;
    py.import("cfs._functions")?.getattr("step")?.call0().map(drop)
}
