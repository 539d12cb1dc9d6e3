//! Makes the parser of `src/grammar.json` in C; ../README.md has the command.

use std::path::{Path, PathBuf};
use std::{error, fs};

use tree_sitter_generate::{OptLevel, generate_parser_in_directory};

/// The interface that editors of the last years read: Neovim before 0.11 and Helix refuse a later one.
const ABI: usize = 14;

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    generate_parser_in_directory(
        &folder,
        None::<PathBuf>,
        Some(folder.join("src/grammar.json")),
        ABI,
        None,
        None,
        true,
        OptLevel::default(),
        &mut Vec::new(),
    )?;
    // What the parser does not include.
    for file in ["node-types.json", "tree_sitter/alloc.h", "tree_sitter/array.h"] {
        fs::remove_file(folder.join("src").join(file))?;
    }
    Ok(())
}
