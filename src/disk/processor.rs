//! The processor's name, for messages.

use std::path::Path;

use super::files;

/// Most bytes that are read for it.
const MOST: u64 = 1 << 14;

/// The processor of this machine as the system names it, or at least its kind.
#[must_use]
pub fn name() -> String {
    // The file of the kernel has no size, and what is asked for is at its beginning.
    let bytes = files::head(Path::new("/proc/cpuinfo"), MOST).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let model = text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == "model name").then(|| value.trim().to_owned())
    });
    model.unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}
