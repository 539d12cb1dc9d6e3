//! Names that stay in their folder, on every system.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization as _;

/// What keeps a text from being the name of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameFault {
    /// Nothing is left of the name.
    #[error("it is empty")]
    Empty,
    /// `a/b`, `..\a`, `/a`, `C:a`: it would leave the folder.
    #[error("it contains `{0}`, which would lead to another folder")]
    Separator(char),
    /// It begins with a dot: `..`, or hidden.
    #[error("it begins with a dot")]
    LeadingDot,
    /// It ends with a dot or a space, which Windows drops.
    #[error("it ends with a dot or a space")]
    TrailingDotOrSpace,
    /// A character that some system refuses in names.
    #[error("it contains {0:?}, which names of files cannot hold everywhere")]
    Character(char),
    /// The name of a device on Windows.
    #[error("it is the name of a device on Windows")]
    Device,
    /// Longer than file systems take.
    #[error("it is {0} bytes long, where {MAX_BYTES} are allowed")]
    Long(usize),
}

/// File systems take 255; the rest is for the ending of a file in the making.
const MAX_BYTES: usize = 200;

/// Names that Windows keeps for devices, whatever ending follows.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Checks that a text names a file in the folder it is joined to.
///
/// # Errors
/// What is wrong with it.
pub fn check(name: &str) -> Result<(), NameFault> {
    if name.is_empty() {
        return Err(NameFault::Empty);
    }
    if let Some(c) = name.chars().find(|c| matches!(c, '/' | '\\' | ':')) {
        return Err(NameFault::Separator(c));
    }
    if name.starts_with('.') {
        return Err(NameFault::LeadingDot);
    }
    if name.ends_with(['.', ' ']) {
        return Err(NameFault::TrailingDotOrSpace);
    }
    if let Some(c) = name.chars().find(|&c| is_refused(c)) {
        return Err(NameFault::Character(c));
    }
    if is_device(name) {
        return Err(NameFault::Device);
    }
    if name.len() > MAX_BYTES {
        return Err(NameFault::Long(name.len()));
    }
    Ok(())
}

/// The name as it is compared: in one letter case and one normal form of Unicode. Some systems do not
/// tell others apart.
#[must_use]
pub fn folded(name: &str) -> String {
    let lower: String = name.nfc().flat_map(char::to_lowercase).collect();
    lower.nfc().collect()
}

fn is_refused(c: char) -> bool {
    c.is_control() || matches!(c, '<' | '>' | '"' | '|' | '?' | '*')
}

fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let stem = stem.to_ascii_lowercase();
    let numbered = |prefix: &str| {
        stem.strip_prefix(prefix)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt")
}
