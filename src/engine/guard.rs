//! Functions that a caller brings may panic; what they are asked for is then a fault with a reason, and the run goes on.

use std::any::Any;

use super::stop::caught;

/// What a function of the caller returns.
///
/// # Errors
/// When it panics: that `what` did, and its message.
pub(crate) fn guarded<T>(what: &str, ask: impl FnOnce() -> T) -> Result<T, String> {
    caught(ask).map_err(|panic| {
        let panic: &(dyn Any + Send) = panic.as_ref();
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        format!("{what} panicked: {}", text.unwrap_or("without a message"))
    })
}
