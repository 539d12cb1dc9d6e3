//! Which scenario results are of: noted down beside them before anything is computed.
//!
//! The note names the scenario's file by its way from the results, so that it holds wherever both are
//! moved or copied together, and says the same on every machine.

use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::description::{Described, sha256};
use crate::disk::identity::resolved;

/// What distinguishes a scenario from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// It is a file, whatever it says now.
    File {
        /// Where, links followed.
        path: PathBuf,
        /// SHA-256 of its text.
        sha256: String,
    },
    /// It is a text that comes from nowhere, such as standard input.
    Text {
        /// SHA-256 of it.
        sha256: String,
    },
    /// It is what a caller of the library gives this name.
    Named(String),
}

/// The form of an origin beside results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Note {
    /// The file, from the folder of the results.
    Scenario(String),
    /// SHA-256 of the text.
    Text(String),
    /// The name.
    Name(String),
}

/// Whose results are in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Those of this scenario, or of an earlier form of it.
    Same,
    /// Those of another one, as far as it can be named.
    Other(String),
    /// Nothing says.
    Unknown,
}

impl Origin {
    /// The origin of a scenario in a file.
    #[must_use]
    pub fn file(path: PathBuf, text: &str) -> Self {
        let sha256 = sha256(text.as_bytes());
        Self::File { path, sha256 }
    }

    /// The origin of a text that comes from nowhere.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let sha256 = sha256(text.as_bytes());
        Self::Text { sha256 }
    }

    /// What is noted down beside results in a folder, whose path is absolute.
    #[must_use]
    pub fn note(&self, folder: &Path) -> String {
        let note = match self {
            Self::File { path, .. } => Note::Scenario(way(folder, path)),
            Self::Text { sha256 } => Note::Text(sha256.clone()),
            Self::Named(name) => Note::Name(name.clone()),
        };
        // Strings always serialise.
        serde_json::to_string(&note).unwrap_or_default() + "\n"
    }

    /// Whose results a folder holds, by what is noted down there and by their description.
    #[must_use]
    pub fn whose(&self, noted: &str, described: Option<&Described>, folder: &Path) -> Whose {
        let source = described.and_then(|described| described.provenance.sources.first());
        let text = source.map(|source| source.sha256.as_str());
        let same = |same: bool, other: &str| match same {
            true => Whose::Same,
            false => Whose::Other(other.to_owned()),
        };
        let Ok(note) = serde_json::from_str(noted) else {
            // Results of a version that noted nothing, or a folder that was copied without the note.
            let Some(source) = source else {
                return Whose::Unknown;
            };
            let is_same = match self {
                Self::File { path, sha256 } => {
                    resolved(Path::new(&source.path)) == *path || source.sha256 == *sha256
                }
                Self::Text { sha256 } => source.sha256 == *sha256,
                Self::Named(name) => source.path == *name,
            };
            return same(is_same, &source.path);
        };
        match (self, note) {
            (Self::File { path, sha256 }, Note::Scenario(there)) => {
                let place = resolved(&folder.join(&there));
                // A file that is gone and whose text is here was moved.
                let moved = !place.exists() && text == Some(sha256);
                same(place == *path || moved, &there)
            }
            (Self::Text { sha256 }, Note::Text(text)) => same(*sha256 == text, "standard input"),
            (Self::Named(name), Note::Name(other)) => same(*name == other, &other),
            (_, Note::Scenario(other) | Note::Name(other)) => Whose::Other(other),
            (_, Note::Text(_)) => Whose::Other("standard input".into()),
        }
    }

    /// The file of the scenario that is noted down beside results, if it is in one.
    #[must_use]
    pub fn noted_file(noted: &str, folder: &Path) -> Option<PathBuf> {
        match serde_json::from_str(noted) {
            Ok(Note::Scenario(there)) => Some(resolved(&folder.join(there))),
            _ => None,
        }
    }
}

/// The way from a folder to a file, both absolute, with `/` on every system.
fn way(folder: &Path, file: &Path) -> String {
    let parts = |path: &Path| -> Vec<String> {
        let normal = path.components().map(|part| match part {
            Component::Normal(name) => name.to_string_lossy().into_owned(),
            other => other.as_os_str().to_string_lossy().into_owned(),
        });
        normal.collect()
    };
    let (from, to) = (parts(folder), parts(file));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        // Two drives have nothing between them.
        return file.to_string_lossy().into_owned();
    }
    let up = std::iter::repeat_n("..", from.len() - shared);
    let down = to[shared..].iter().map(String::as_str);
    up.chain(down).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_of_the_file_that_it_was_made_for() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        for folder in ["a", "b", "results"] {
            std::fs::create_dir(root.join(folder)).unwrap();
        }
        for file in ["a/x.cfs", "b/x.cfs"] {
            std::fs::write(root.join(file), "").unwrap();
        }
        let folder = root.join("results");
        let (a, b) = (
            Origin::file(root.join("a/x.cfs"), "one"),
            Origin::file(root.join("b/x.cfs"), "one"),
        );
        let note = a.note(&folder);
        assert_eq!(note, "{\"scenario\":\"../a/x.cfs\"}\n");
        assert_eq!(a.whose(&note, None, &folder), Whose::Same);
        let other = Whose::Other("../a/x.cfs".into());
        assert_eq!(b.whose(&note, None, &folder), other);
        let edited = Origin::file(root.join("a/x.cfs"), "two");
        assert_eq!(edited.whose(&note, None, &folder), Whose::Same);
        assert_eq!(a.whose("", None, &folder), Whose::Unknown);

        let text = Origin::text("one");
        let note = text.note(&folder);
        assert_eq!(text.whose(&note, None, &folder), Whose::Same);
        let other = Whose::Other("standard input".into());
        assert_eq!(Origin::text("two").whose(&note, None, &folder), other);
        assert_eq!(a.whose(&note, None, &folder), other);
    }
}
