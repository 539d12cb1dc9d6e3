//! The files for editors that are made from the vocabulary are those of this version.

#[path = "../editors/generate/files.rs"]
mod files;

use std::fs;
use std::path::Path;

#[test]
fn files_of_editors_are_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors");
    for (name, text) in files::all() {
        let found = fs::read_to_string(root.join(name)).unwrap_or_default();
        assert!(
            found == text,
            "editors/{name} is of another version: `cargo run --release --example editors` writes it"
        );
    }
}
