//! docs/errors.md: every code with an example, from the messages that tests/bad gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use cfs::language::vocabulary::table;

use crate::root;

const HEAD: &str = "\
# Errors

Every message of `cfs` has a code. This page has each code, what it means, and an example with its message; `cfs explain CODE` prints the same
explanation. Codes are stable: a program that reads messages (`--message-format json`) can go by them. A message carries its fix as data where
one is known, which `cfs check --fix` applies.

This page is generated from the messages that the tests compare.
";

/// The messages of all snapshots of tests/bad, each with the text that it is about, by code.
fn messages() -> BTreeMap<String, Vec<String>> {
    let mut paths: Vec<_> = fs::read_dir(root().join("tests/snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.file_name()
                .unwrap()
                .to_string_lossy()
                .starts_with("bad__")
        })
        .collect();
    paths.sort();
    let mut messages: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(path).unwrap();
        let Some((_, outcome)) = text.split_once("\n=====\n") else {
            continue;
        };
        let mut code = String::new();
        for line in outcome.lines() {
            let is_end = line.contains(" in tests/bad/") && line.contains("fault");
            if line.starts_with("cfs::") || is_end {
                code = if is_end {
                    String::new()
                } else {
                    line.to_owned()
                };
                messages
                    .entry(code.clone())
                    .or_default()
                    .push(String::new());
                continue;
            }
            if let Some(message) = messages.get_mut(&code).and_then(|of| of.last_mut()) {
                message.push_str(line.strip_prefix("  ").unwrap_or(line));
                message.push('\n');
            }
        }
    }
    messages
}

/// Of the messages of a code the shortest that says how to repair it.
fn example(messages: &[String]) -> Option<&str> {
    let best = messages.iter().min_by_key(|message| {
        let helps = message.contains("\nhelp: ");
        (!helps, message.lines().count(), message.len())
    });
    best.map(|message| message.trim())
}

fn page() -> String {
    let messages = messages();
    let mut page = HEAD.to_owned();
    let mut entry = |code: &str, doc: &str| {
        let code = format!("cfs::{code}");
        let _ = write!(page, "\n## {code}\n\n{doc}\n");
        if let Some(message) = messages.get(&code).and_then(|of| example(of)) {
            let _ = write!(page, "\n```text\n{message}\n```\n");
        }
    };
    for row in table::all_codes() {
        entry(row.code, row.doc);
    }
    page
}

/// `UPDATE_REFERENCE=1 cargo test` writes the page again.
#[test]
fn the_page_of_errors_is_current() {
    let path = root().join("docs/errors.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        fs::write(&path, page()).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap_or_default() == page(),
        "run with UPDATE_REFERENCE=1"
    );
}
