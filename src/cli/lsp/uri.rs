//! Paths as the addresses that editors name files by.

use std::path::{Path, PathBuf};

/// The path of an address; none of one that is not a file's.
pub(super) fn path(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    // An authority names another machine, but for `localhost`.
    let rest = rest.strip_prefix("localhost").unwrap_or(rest);
    let text = decoded(rest)?;
    let text = match text.as_bytes() {
        // `/C:/folder`
        [b'/', drive, b':', ..] if cfg!(windows) && drive.is_ascii_alphabetic() => &text[1..],
        [b'/', ..] => &text[..],
        _ => return None,
    };
    Some(PathBuf::from(text))
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let byte = match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        };
        bytes.push(byte);
    }
    String::from_utf8(bytes).ok()
}

/// The address of a path.
pub(super) fn of(path: &Path) -> String {
    let text = path
        .to_string_lossy()
        .replace(std::path::MAIN_SEPARATOR, "/");
    let mut uri = String::from(if text.starts_with('/') {
        "file://"
    } else {
        "file:///"
    });
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn paths_and_addresses_are_the_same() {
        for name in ["/a/b.cfs", "/ä ö/50 %/#?.cfs"] {
            let uri = of(Path::new(name));
            assert!(uri.is_ascii());
            assert_eq!(path(&uri).as_deref(), Some(Path::new(name)));
        }
        assert_eq!(path("file:///a%20b"), Some("/a b".into()));
        for uri in [
            "untitled:1",
            "file://host/a",
            "file:///%",
            "file:///%ff",
            "http://a/b",
        ] {
            assert_eq!(path(uri), None, "{uri}");
        }
    }
}
