//! What a reader sees of a fault of the program itself.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// Puts a short apology in the place of the usual report. Only the first panic speaks: a fault of
/// the engine can meet every unit of a run, and each of those becomes a row with a status.
pub fn install() {
    static SPOKEN: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|info| {
        if SPOKEN.swap(true, Ordering::Relaxed) {
            return;
        }
        let what = info.payload();
        let what = what
            .downcast_ref::<&str>()
            .copied()
            .or_else(|| what.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        // Nobody is left to be told that standard error is closed.
        let _ = writeln!(
            std::io::stderr(),
            "cfs {version}: internal error at {place}: {what}\n\
             This is a fault of the program, not of the scenario: sorry. Please report it with the scenario."
        );
    }));
}
