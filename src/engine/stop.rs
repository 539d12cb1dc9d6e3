//! A request to stop: asked for between conic programs, and heard within searches.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A wish to stop. A conic program may take seconds and an algorithm solves hundreds, so it is asked for before each.
#[derive(Debug, Default)]
pub struct Stop<'a> {
    flag: Option<&'a AtomicBool>,
    heard: Cell<bool>,
}

impl<'a> Stop<'a> {
    /// Never stops.
    pub fn never() -> Self {
        Self::default()
    }

    /// Stops once the flag is set.
    pub fn on(flag: &'a AtomicBool) -> Self {
        Self {
            flag: Some(flag),
            ..Self::default()
        }
    }

    /// Whether to stop now.
    pub fn asked(&self) -> bool {
        let asked = self.flag.is_some_and(|flag| flag.load(Ordering::Relaxed));
        self.heard.set(self.heard.get() || asked);
        asked
    }

    /// Whether anything was left undone because of it.
    pub fn heard(&self) -> bool {
        self.heard.get()
    }
}

/// Work was left undone because it was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stopped")]
pub struct Abandoned;

thread_local! {
    /// The flag by which the work of this thread is stopped.
    static WISH: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// What some work on this thread gives, unless the flag is set before it ends: searches look at it before each step.
///
/// # Errors
/// When the work was left undone.
pub fn until_asked<T>(flag: &Arc<AtomicBool>, work: impl FnOnce() -> T) -> Result<T, Abandoned> {
    let before = WISH.replace(Some(Arc::clone(flag)));
    let done = catch_unwind(AssertUnwindSafe(work));
    WISH.set(before);
    done.map_err(|panic| match panic.is::<Abandoned>() {
        true => Abandoned,
        false => resume_unwind(panic),
    })
}

/// Leaves the work of this thread undone if it is asked to stop. What it was about to find out is then unknown as before, so that nothing
/// wrong is kept.
pub(crate) fn checkpoint() {
    let asked = WISH.with_borrow(|flag| {
        let flag = flag.as_ref();
        flag.is_some_and(|flag| flag.load(Ordering::Relaxed))
    });
    if asked {
        // Not a panic: no hook is called, and nothing is printed.
        resume_unwind(Box::new(Abandoned));
    }
}

/// What a function gives.
///
/// # Errors
/// When it panics: what it panicked with. That work is left undone is passed on.
pub(crate) fn caught<T>(ask: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    catch_unwind(AssertUnwindSafe(ask)).map_err(|panic| match panic.is::<Abandoned>() {
        true => resume_unwind(panic),
        false => panic,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_at_the_checkpoint_after_the_wish() {
        let flag = Arc::new(AtomicBool::new(false));
        let mut steps = 0;
        let done = until_asked(&flag, || {
            for step in 0.. {
                checkpoint();
                steps = step;
                flag.store(step == 7, Ordering::Relaxed);
            }
        });
        assert_eq!((done, steps), (Err(Abandoned), 7));
        // Nothing is asked of what comes after it.
        checkpoint();
        let never = Arc::default();
        assert_eq!(until_asked(&never, || 3), Ok(3));
    }

    #[test]
    fn only_panics_are_caught() {
        let flag = Arc::new(AtomicBool::new(true));
        let within = until_asked(&flag, || caught(checkpoint).is_ok());
        assert_eq!(within, Err(Abandoned));
        assert!(caught(|| 3).is_ok());
    }
}
