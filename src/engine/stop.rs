//! A request to stop, checked between conic programs.

use std::cell::Cell;
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
