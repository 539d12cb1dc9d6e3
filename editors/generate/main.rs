//! Writes the files of `editors/` that are made from the vocabulary: `cargo run --release --example editors`.

mod files;

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors");
    for (name, text) in files::all() {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&root))?;
        fs::write(&path, text)?;
        println!("{}", path.display());
    }
    Ok(())
}
