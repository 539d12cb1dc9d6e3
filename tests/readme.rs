//! Every block of the README runs as a reader would run it, in order, in one folder.

use std::fs;
use std::path::Path;
use std::process::Command;

use cfs::language;
use cfs::language::syntax::MemorySources;

/// A fenced block: the text after the fence, and the lines in it.
struct Block {
    kind: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(path).expect("the README");
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        if let Some(kind) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(Block {
                kind: kind.to_owned(),
                text: text.join("\n") + "\n",
            });
        }
    }
    blocks
}

/// The arguments of `cfs` in a line of the README; none of the lines that build, install or test.
fn arguments(line: &str) -> Option<Vec<String>> {
    let words = line
        .strip_prefix("cargo run --release -- ")
        .or_else(|| line.strip_prefix("cfs "));
    if words.is_none() {
        let builds = ["cargo test --release", "cargo install --path ."];
        assert!(builds.contains(&line), "not a command of this page: {line}");
    }
    let words = words?.split('#').next()?;
    Some(words.split_whitespace().map(str::to_owned).collect())
}

#[test]
fn every_block_runs_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
        &folder.path().join("scenarios"),
    );
    let mut commands = 0;
    for block in blocks() {
        match block.kind.split_once(' ') {
            Some(("cfs", name)) => {
                fs::write(folder.path().join(name), &block.text).expect("a scenario");
            }
            None if block.kind == "sh" => {
                for line in block.text.lines() {
                    let Some(arguments) = arguments(line) else {
                        continue;
                    };
                    let run = Command::new(env!("CARGO_BIN_EXE_cfs"))
                        .args(&arguments)
                        .current_dir(folder.path())
                        .output()
                        .expect("the program");
                    let said = String::from_utf8_lossy(&run.stderr);
                    assert!(run.status.success(), "{line}\n{said}");
                    commands += 1;
                }
            }
            // What the program says, and Rust: see the other tests. What git does: tests/cli/meaning.rs. Python: python/tests.
            None if ["text", "toml", "rust", "console", "python"]
                .contains(&block.kind.as_str()) => {}
            _ => panic!("a block of an unknown kind: {}", block.kind),
        }
    }
    assert!(commands >= 10, "only {commands} commands were found");
    for file in [
        "region.csv",
        "schemes.paired.csv",
        "first.sum_rate_over_mse.svg",
    ] {
        let path = folder.path().join("results").join(file);
        assert!(path.is_file(), "no {file}");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// The lines that a reader copies into a package of their own: the dependency by its name, and a program that
/// is one of the crate's documentation tests.
#[test]
fn the_library_is_used_as_shown() {
    let of = |kind: &str| {
        let mut blocks = blocks().into_iter();
        blocks.find(|block| block.kind == kind).expect(kind).text
    };
    let name = env!("CARGO_PKG_NAME");
    assert!(of("toml").contains(&format!("\n{name} = {{")), "{name}");
    let program = of("rust");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let shown: String = fs::read_to_string(path)
        .expect("lib.rs")
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned() + "\n")
        .collect();
    assert!(shown.contains(&program), "lib.rs does not show\n{program}");
}

#[test]
fn sample_fault_is_the_programs_own() {
    let of = |kind: &str| {
        let mut blocks = blocks().into_iter();
        blocks.find(|block| block.kind == kind).expect(kind).text
    };
    let text = of("cfs first.cfs").replace("125 dB  ", "125     ");
    let sources = MemorySources::new().with("first.cfs", text);
    let checked = language::check(&sources, "first.cfs");
    let shown = language::render(
        &checked.faults,
        &checked.sources,
        language::Style::Plain,
        100,
    );
    assert_eq!(shown.trim(), of("text").trim());
}
