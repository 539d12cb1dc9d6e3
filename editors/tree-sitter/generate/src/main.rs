//! Makes the parser of `src/grammar.json` in C; ../README.md has the command.

use std::path::Path;
use std::{error, fs};

use tree_sitter_generate::{OptLevel, PARSER_HEADER, generate_parser_for_grammar};

fn main() -> Result<(), Box<dyn error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src");
    let grammar = fs::read_to_string(folder.join("grammar.json"))?;
    let version = Some((0, 1, 0));
    let (_, parser) =
        generate_parser_for_grammar(&grammar, version, OptLevel::default(), &mut Vec::new())?;
    fs::create_dir_all(folder.join("tree_sitter"))?;
    fs::write(folder.join("parser.c"), parser)?;
    fs::write(folder.join("tree_sitter/parser.h"), PARSER_HEADER)?;
    Ok(())
}
