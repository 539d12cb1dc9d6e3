//! The source is laid out as ARCHITECTURE.md says: its order of rooms, what may be
//! used where, and the paths that it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

mod circles;
mod rooms;
mod source;
mod token;

use rooms::Rooms;
use source::{Arrow, Foreign, Sources};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Sources {
    Sources::read(&root().join("src"))
}

fn architecture() -> String {
    fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md")
}

/// What is in backticks.
fn quoted(text: &str) -> Vec<String> {
    let parts = text.split('`').skip(1).step_by(2);
    parts.map(str::to_owned).collect()
}

/// The rows of the table below a heading, without its head: of each cell, what is in backticks.
fn table(heading: &str) -> Vec<Vec<Vec<String>>> {
    let text = architecture();
    let lines = text.lines().skip_while(|line| *line != heading).skip(1);
    let lines = lines.take_while(|line| !line.starts_with("## "));
    let rows: Vec<Vec<Vec<String>>> = lines
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split(" | ").map(quoted).collect())
        .collect();
    assert!(
        !rows.is_empty(),
        "ARCHITECTURE.md has no table under {heading:?}"
    );
    rows
}

fn rooms() -> Rooms {
    let rows: Vec<Vec<String>> = table("## The order of rooms")
        .into_iter()
        .map(|row| row[0].clone())
        .collect();
    Rooms::new(&rows)
}

#[track_caller]
fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn the_reader_of_imports_understands_every_path() {
    let (arrows, lost) = sources().arrows();
    assert_none(&lost, "paths that lead to nothing");
    assert!(arrows.len() > 500, "only {} uses were found", arrows.len());
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let sources = sources();
    let (arrows, _) = sources.arrows();
    assert_none(&circles::circles(&sources, &arrows), "circles of imports");
}

#[test]
fn no_file_uses_a_later_room() {
    let sources = sources();
    let (arrows, _) = sources.arrows();
    let rooms = rooms();
    assert_none(&rooms.against(&sources, &arrows), "uses of a later room");
}

#[test]
fn every_file_has_a_room_and_every_room_a_file() {
    let sources = sources();
    let rooms = rooms();
    let files = sources.modules.iter().map(|module| &module.file);
    let homeless: Vec<String> = files
        .filter(|file| rooms.of(file).is_none())
        .cloned()
        .collect();
    assert_none(&homeless, "files of no room of ARCHITECTURE.md");
    assert_none(
        &rooms.empty(&sources),
        "rooms of ARCHITECTURE.md without a file",
    );
}

/// `unsafe` is a keyword, `engine/conic/` a room, `std::fs` a path and whatever begins with it.
#[test]
fn what_belongs_to_one_room_is_used_there_alone() {
    let sources = sources();
    let (arrows, _) = sources.arrows();
    let mut wrong = Vec::new();
    for row in table("## What is used where") {
        let (words, places) = (&row[0], Rooms::new(&[row[1].clone()]));
        let mut unused: BTreeSet<&String> = words.iter().collect();
        for (index, module) in sources.modules.iter().enumerate() {
            for (word, line) in uses(&sources, &arrows, index, words) {
                unused.remove(word);
                if places.of(&module.file).is_none() {
                    wrong.push(format!("{}:{line} uses {word}", module.file));
                }
            }
        }
        let unused = unused.iter().map(|word| format!("nothing uses {word}"));
        wrong.extend(unused);
        let empty = places.empty(&sources);
        wrong.extend(empty.iter().map(|place| format!("{place} holds no file")));
    }
    assert_none(&wrong, "uses that ARCHITECTURE.md excludes");
}

/// Where a module uses one of `words`.
fn uses<'a>(
    sources: &Sources,
    arrows: &[Arrow],
    index: usize,
    words: &'a [String],
) -> Vec<(&'a String, usize)> {
    let foreign = sources.foreign(index);
    let mut uses = Vec::new();
    for word in words {
        if word == "unsafe" {
            let tokens = sources.modules[index].tokens.iter();
            uses.extend(
                tokens
                    .filter(|token| token.is(word))
                    .map(|token| (word, token.line)),
            );
        } else if word.ends_with('/') {
            let room = |file: usize| sources.modules[file].file.starts_with(word.as_str());
            let into = arrows
                .iter()
                .filter(|one| one.from == index && room(one.to));
            uses.extend(
                into.filter(|one| !room(one.from))
                    .map(|one| (word, one.line)),
            );
        } else {
            let path: Vec<&str> = word.split("::").collect();
            let begins = |one: &&Foreign| {
                let named = one.path.iter().map(String::as_str);
                named.take(path.len()).eq(path.iter().copied())
            };
            uses.extend(foreign.iter().filter(begins).map(|one| (word, one.line)));
        }
    }
    uses
}

#[test]
fn every_path_that_architecture_names_exists() {
    let text = architecture();
    let mut missing = Vec::new();
    for name in quoted(&text) {
        let is_path = name.contains('/') || name.ends_with(".rs") || name.ends_with(".md");
        let is_path = is_path && !name.contains(' ') && !name.contains("://");
        if is_path && !root().join(&name).exists() && !root().join("src").join(&name).exists() {
            missing.push(name);
        }
    }
    assert_none(&missing, "paths of ARCHITECTURE.md that do not exist");
}

/// A tree in memory: `b` is found through every form of path that the reader knows, `c` through none.
#[test]
fn every_form_of_import_is_an_arrow_to_the_file_that_defines_the_item() {
    let b = "pub struct B; pub fn b() {} macro_rules! make { () => { pub enum Made {} }; } mod inner { fn f() -> super::B { B } }";
    let forms = [
        "use crate::b::B;",
        "use super::b::B;",
        "use super::{b::{self, B as _}, c};",
        "use crate::face::B;",
        "use crate::face::Renamed;",
        "use crate::face::Made;",
        "use crate::{b}; fn f() { b::b() }",
        "use crate::face::b; fn f() { b::b() }",
        "fn f(x: &'static str) -> crate::b::B { crate::b::B }",
        "fn f() { super::b::b() }",
        "mod inner { use super::super::b::B; }",
        "fn f() { use cfs::b::*; B }",
    ];
    let none = [
        "// use crate::b::B;",
        "/* /* */ use crate::b::B; */",
        "/// [`B`](crate::b::B)\nfn f() {}",
        "#[cfg(test)] mod tests { use crate::b::B; }",
        "const TEXT: &str = r#\"\" crate::b::B\"#;",
        "const QUOTE: char = '\"'; const TEXT: &str = \"crate::b::B\";",
        "pub use crate::b::B;",
        "pub(crate) mod d; use crate::b;",
    ];
    let targets = |a: &str| {
        let file = |name, text: &str| (name, text.to_owned());
        let sources = Sources::new([
            file("lib.rs", "mod a; mod b; mod c; mod face;"),
            file("a.rs", a),
            file("b.rs", b),
            file("c.rs", "pub struct C;"),
            file(
                "face.rs",
                "pub use crate::b::{self, B, B as Renamed, Made};",
            ),
        ]);
        let (arrows, lost) = sources.arrows();
        assert!(lost.is_empty(), "{a}: {lost:?}");
        let from = |arrow: &&Arrow| sources.modules[arrow.from].file == "a.rs";
        let targets = arrows.iter().filter(from);
        let targets = targets.map(|arrow| sources.modules[arrow.to].file.clone());
        targets.collect::<BTreeSet<String>>()
    };
    for form in forms {
        let found: Vec<String> = targets(form).into_iter().collect();
        assert_eq!(found, ["b.rs"], "{form}");
    }
    for form in none {
        assert!(targets(form).is_empty(), "{form}");
    }
}

#[test]
fn circles_and_arrows_to_later_rooms_are_found() {
    let file = |name, text: &str| (name, text.to_owned());
    let sources = Sources::new([
        file("lib.rs", "mod low; mod high; mod apart;"),
        file("low.rs", "use crate::high::High;\npub struct Low;"),
        file("high.rs", "use crate::apart::Apart;\npub struct High;"),
        file(
            "apart.rs",
            "pub struct Apart;\n\nfn f() { crate::low::Low; }",
        ),
    ]);
    let (arrows, _) = sources.arrows();
    let circle = "a circle of 3 files (low.rs, high.rs, apart.rs): low.rs:1 uses crate::high::High of high.rs; \
                  high.rs:1 uses crate::apart::Apart of apart.rs; apart.rs:3 uses crate::low::Low of low.rs";
    assert_eq!(circles::circles(&sources, &arrows), [circle]);
    let rooms = Rooms::new(&[
        vec!["apart.rs".to_owned(), "low.rs".to_owned()],
        vec!["high.rs".to_owned()],
    ]);
    let later = "low.rs:1 uses crate::high::High of high.rs: high.rs comes after low.rs";
    assert_eq!(rooms.against(&sources, &arrows), [later]);
    assert_eq!(rooms.of("lib.rs"), None);
}
