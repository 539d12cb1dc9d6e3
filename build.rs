//! Names the build, so that results written down by another one are not taken for its own.

use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

fn main() {
    let mut hasher = DefaultHasher::new();
    for variable in ["TARGET", "OPT_LEVEL", "DEBUG", "CARGO_ENCODED_RUSTFLAGS"] {
        std::env::var(variable)
            .unwrap_or_default()
            .hash(&mut hasher);
    }
    let features = std::env::vars().filter(|(name, _)| name.starts_with("CARGO_FEATURE_"));
    let mut features: Vec<(String, String)> = features.collect();
    features.sort();
    features.hash(&mut hasher);
    for part in ["src", "grammar", "Cargo.lock", "Cargo.toml"] {
        println!("cargo::rerun-if-changed={part}");
        for path in files(Path::new(part)) {
            path.hash(&mut hasher);
            fs::read(&path).unwrap_or_default().hash(&mut hasher);
        }
    }
    println!("cargo::rustc-env=CFS_BUILD={:016x}", hasher.finish());
}

/// The files of a folder and those below it, or the file itself, in the order of names.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().flat_map(|path| files(path)).collect()
}
