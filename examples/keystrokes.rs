//! How long an editor waits for `cfs lsp` on a file of a thousand lines: the program beside this one is driven over
//! standard input and output, from the first byte of a message to the last of its answer.
//!
//! ```text
//! cargo build --release && cargo run --release --example keystrokes
//! ```

use std::time::{Duration, Instant};

use serde_json::{Value, json};

#[allow(dead_code)]
#[path = "../tests/lsp/client.rs"]
mod client;
#[path = "../tests/lsp/long.rs"]
mod long;

use client::{Client, position};

/// The address of the document.
const URI: &str = "untitled:long";

/// What is typed, letter by letter: at the beginning of a line, behind a unit, within a list, in an expression.
const TYPED: [&str; 4] = [
    "  sweep area from 100 m",
    "  compare scheme [zf, mrt",
    "  expect mean sum_rate >= 0.5 * R_max",
    "  coherence 200",
];

/// Goals: for a completion with the keystroke before it, and for every other answer.
const COMPLETION: Duration = Duration::from_millis(5);
const ANSWER: Duration = Duration::from_millis(50);

/// Requests about a text that is checked.
const REQUESTS: [&str; 14] = [
    "hover",
    "completion",
    "signatureHelp",
    "definition",
    "references",
    "documentHighlight",
    "prepareRename",
    "rename",
    "documentSymbol",
    "foldingRange",
    "formatting",
    "semanticTokens/full",
    "inlayHint",
    "codeLens",
];

fn main() {
    let text = long::thousand();
    println!("{} lines, {} bytes", text.lines().count(), text.len());
    let mut client = Client::with(json!({}));
    client.open(URI, &text);
    client.diagnostics(URI, 1);
    let mut session = Session {
        client,
        version: 1,
        slow: 0,
    };

    let mut times = Vec::new();
    for experiment in [0, 25, 49] {
        let line = format!("experiment e{experiment} on");
        let line = position(&text, &line, 0)["line"].as_u64().unwrap_or(0) + 1;
        for typed in TYPED {
            for (at, letter) in typed.char_indices() {
                let begin = Instant::now();
                session.insert(line, at as u64, &letter.to_string());
                let proposals = session.ask("completion", line, at as u64 + 1);
                times.push(begin.elapsed());
                assert!(proposals.is_array());
            }
            session.remove(line, typed.len() as u64);
        }
    }
    session.show("keystroke and completion", &mut times, COMPLETION);

    let place = position(&text, "area reach25", 5);
    let (line, column) = (number(&place, "line"), number(&place, "character"));
    for request in REQUESTS {
        session.settle();
        let mut times = Vec::new();
        for _ in 0..51 {
            let begin = Instant::now();
            session.ask(request, line, column);
            times.push(begin.elapsed());
        }
        session.show(request, &mut times, ANSWER);
    }
    for request in ["hover", "inlayHint", "codeAction", "formatting"] {
        let mut times = Vec::new();
        for round in 0..25_u64 {
            let begin = Instant::now();
            session.insert(line, 0, " ");
            session.ask(request, line, column + 1);
            times.push(begin.elapsed());
            session.remove(line, 1);
            if round % 2 == 0 {
                session.settle();
            }
        }
        session.show(&format!("keystroke and {request}"), &mut times, ANSWER);
    }
    let mut times = Vec::new();
    for _ in 0..15 {
        session.settle();
        let begin = Instant::now();
        session.insert(line, 0, " ");
        session.client.diagnostics(URI, session.version);
        times.push(begin.elapsed());
        session.remove(line, 1);
    }
    session.show("keystroke to diagnostics", &mut times, Duration::MAX);
    let slow = session.slow;
    session.client.end();
    if slow > 0 {
        println!("{slow} beyond their goals");
        std::process::exit(1);
    }
}

fn number(place: &Value, name: &str) -> u64 {
    place[name].as_u64().unwrap_or(0)
}

/// A client and the version of its document.
struct Session {
    client: Client,
    version: i32,
    /// How many medians were beyond their goals.
    slow: usize,
}

impl Session {
    fn ask(&mut self, request: &str, line: u64, column: u64) -> Value {
        let position = json!({ "line": line, "character": column });
        let params = json!({
            "textDocument": { "uri": URI },
            "position": position,
            "range": { "start": { "line": line.saturating_sub(30), "character": 0 }, "end": { "line": line + 30, "character": 0 } },
            "context": { "includeDeclaration": true, "diagnostics": [], "triggerKind": 1, "isRetrigger": false },
            "options": { "tabSize": 2, "insertSpaces": true },
            "newName": "other",
        });
        self.client.ask(&format!("textDocument/{request}"), params)
    }

    fn edit(&mut self, line: u64, from: u64, to: u64, text: &str) {
        self.version += 1;
        let place = |character| json!({ "line": line, "character": character });
        let change = json!([{ "range": { "start": place(from), "end": place(to) }, "text": text }]);
        self.client.change(URI, self.version, change);
    }

    fn insert(&mut self, line: u64, at: u64, text: &str) {
        self.edit(line, at, at, text);
    }

    fn remove(&mut self, line: u64, count: u64) {
        self.edit(line, 0, count, "");
    }

    /// Waits for the check of the text.
    fn settle(&mut self) {
        self.edit(0, 0, 0, "");
        self.client.diagnostics(URI, self.version);
    }

    /// Prints the median and the longest of times.
    fn show(&mut self, what: &str, times: &mut [Duration], goal: Duration) {
        times.sort();
        let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{what:28} p50 {:7.2} ms  worst {:7.2} ms",
            ms(median),
            ms(worst)
        );
        self.slow += usize::from(median > goal);
    }
}
