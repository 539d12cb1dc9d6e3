//! The message for a fault of the program itself.

use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

/// Replaces the usual report by a short message. Only the first panic is shown: a bug in the engine can
/// affect every unit of a run, and each of those becomes a row with a status.
pub(super) fn install() {
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
        // A closed standard error cannot be reported anywhere.
        let _ = writeln!(
            std::io::stderr(),
            "cfs {version}: internal error at {place}: {what}\n\
             This is a bug in cfs, not a fault of the scenario. Please report it together with the scenario."
        );
    }));
}
