//! Answers come while one types.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{Client, position};
use crate::long::thousand;

/// The goal for a completion is 5 ms and for other answers 50 ms, which `cargo run --release --example keystrokes`
/// measures. Tests run beside others on loaded machines, so only what is wrong in kind fails here.
const ALLOWED: Duration = Duration::from_millis(500);

#[test]
fn a_thousand_lines_are_answered_while_one_types() {
    let text = thousand();
    assert!(text.lines().count() >= 1000);
    let mut client = Client::with(json!({}));
    client.open("untitled:1", &text);
    assert_eq!(
        client.diagnostics("untitled:1", 1),
        Vec::<serde_json::Value>::new()
    );
    let place = position(&text, "realizations 3\n  area reach25", 0);
    let mut version = 1;
    let mut quickest = Duration::MAX;
    for typed in ["s", "w", "e", "e", "p", " "] {
        version += 1;
        let at = json!({ "line": place["line"], "character": place["character"].as_u64().unwrap() + u64::try_from(version).unwrap() - 2 });
        let begin = Instant::now();
        client.change(
            "untitled:1",
            version,
            json!([{ "range": { "start": at, "end": at }, "text": typed }]),
        );
        let answer = client.ask("textDocument/completion", json!({
            "textDocument": { "uri": "untitled:1" },
            "position": { "line": at["line"], "character": at["character"].as_u64().unwrap() + 1 }
        }));
        quickest = quickest.min(begin.elapsed());
        assert!(!answer.as_array().unwrap().is_empty());
    }
    assert!(quickest < ALLOWED, "{quickest:?}");
    assert_eq!(client.end(), Some(0));
}
