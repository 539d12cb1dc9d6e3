//! Figures that lie beside tables.

use std::fmt::Write as _;
use std::path::Path;

use crate::output::files::{self, FileError};

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Its file.
    pub name: String,
    /// What it shows, in words.
    pub caption: String,
    /// The file's content, an SVG.
    svg: Vec<u8>,
}

/// The figures `STEM.*.svg` of a folder, save those of results whose longer name begins with
/// the same words: `area.wide.rate.svg` is of `area.wide`, where there is such a thing.
///
/// # Errors
/// When one can not be read.
pub fn read(folder: &Path, stem: &str, names: &[String]) -> Result<Vec<Picture>, FileError> {
    let others: Vec<&str> = names
        .iter()
        .filter_map(|name| name.strip_suffix(".json"))
        .filter(|other| other.len() > stem.len())
        .collect();
    let is_of = |name: &str, stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|rest| rest.starts_with('.'))
    };
    names
        .iter()
        .filter(|name| name.ends_with(".svg") && is_of(name, stem))
        .filter(|name| !others.iter().any(|other| is_of(name, other)))
        .map(|name| {
            let words = name.strip_prefix(stem).unwrap_or(name);
            let words = words.strip_suffix(".svg").unwrap_or(words);
            let words = words.trim_matches('.').replace(['.', '_', '-'], " ");
            Ok(Picture {
                name: name.clone(),
                caption: if words.is_empty() {
                    stem.to_owned()
                } else {
                    words
                },
                svg: files::read(&folder.join(name))?,
            })
        })
        .collect()
}

impl Picture {
    /// The figure as an address that holds it. Shown as an image it can neither run scripts nor
    /// load anything, whoever drew it.
    pub fn address(&self) -> String {
        let mut address = String::from("data:image/svg+xml,");
        for &byte in &self.svg {
            let plain = byte.is_ascii_alphanumeric() || b" -_.~!*();:@=+$,/?".contains(&byte);
            if plain {
                address.push(char::from(byte));
            } else {
                // Writing to a String cannot fail.
                let _ = write!(address, "%{byte:02X}");
            }
        }
        address
    }
}
