//! Every block of the README and of docs/ runs as a reader would run it, in order, in one folder for each page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cfs::language;
use cfs::language::syntax::MemorySources;

/// A fenced block: the text after the fence, and the lines in it.
struct Block {
    kind: String,
    text: String,
}

/// The blocks of a page of the repository.
fn blocks_of(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("a page");
    let mut blocks = Vec::new();
    let mut lines = text.lines();
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

fn blocks() -> Vec<Block> {
    blocks_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"))
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
    // As a shell divides them: what is between quotes is one argument.
    let parts = words.split('\'').enumerate();
    let divided = parts.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    Some(divided.collect())
}

/// Runs the blocks of a page in a folder with the scenarios of the repository; how many commands there were.
fn run(page: &Path, folder: &Path) -> usize {
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
        &folder.join("scenarios"),
    );
    let mut commands = 0;
    for block in blocks_of(page) {
        match block.kind.split_once(' ') {
            Some(("cfs", name)) => {
                fs::write(folder.join(name), &block.text).expect("a scenario");
            }
            None if block.kind == "sh" => {
                for line in block.text.lines() {
                    let Some(arguments) = arguments(line) else {
                        continue;
                    };
                    let run = Command::new(env!("CARGO_BIN_EXE_cfs"))
                        .args(&arguments)
                        .current_dir(folder)
                        .output()
                        .expect("the program");
                    let said = String::from_utf8_lossy(&run.stderr);
                    let page = page.display();
                    assert!(run.status.success(), "{page}: {line}\n{said}");
                    assert!(!said.contains("failed"), "{page}: {line}\n{said}");
                    commands += 1;
                }
            }
            // What the program says, and Rust: see the other tests. What git does: tests/cli/meaning.rs. What needs Python:
            // .ci/arrays and python/tests.
            None if ["text", "toml", "yaml", "rust", "console", "python"]
                .contains(&block.kind.as_str()) => {}
            _ => panic!(
                "{}: a block of an unknown kind: {}",
                page.display(),
                block.kind
            ),
        }
    }
    commands
}

#[test]
fn every_block_runs_in_order() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let commands = run(&page, folder.path());
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

/// The pages of a folder and of those in it.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            pages.extend(self::pages(&path));
        } else if path.extension().is_some_and(|ending| ending == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

#[test]
fn every_block_of_the_documentation_runs_in_order() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let of_tutorial = |page: &Path| {
        page.parent()
            .is_some_and(|folder| folder.ends_with("tutorial"))
    };
    for page in pages(&docs) {
        let folder = tempfile::tempdir().expect("a folder");
        let commands = run(&page, folder.path());
        let page_name = page.display();
        assert!(
            commands > 0 || !of_tutorial(&page),
            "{page_name}: no command"
        );
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
