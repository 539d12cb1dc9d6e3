//! Clients that are late, wrong or gone.

use serde_json::{Value, json};

use crate::client::Client;
use crate::long::thousand;

const TEXT: &str = "users 2\nsolve communication\n";

fn about(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

#[test]
fn order_of_life_is_kept() {
    let mut client = Client::start();
    let id = client.request("textDocument/hover", about("untitled:1"));
    assert_eq!(client.response(id)["error"]["code"], -32002);
    client.ask("initialize", json!({ "capabilities": {} }));
    let id = client.request("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.response(id)["error"]["code"], -32600);
    let id = client.request("no/such", json!({}));
    assert_eq!(client.response(id)["error"]["code"], -32601);
    let id = client.request("textDocument/hover", about("untitled:none"));
    assert_eq!(client.response(id)["error"]["code"], -32602);
    client.ask("shutdown", Value::Null);
    let id = client.request("textDocument/hover", about("untitled:1"));
    assert_eq!(client.response(id)["error"]["code"], -32600);
    client.tell("exit", Value::Null);
    assert_eq!(client.code(), Some(0));
}

#[test]
fn a_client_that_goes_away_ends_the_server() {
    assert_eq!(Client::start().leave(), Some(1));
    let client = Client::with(json!({}));
    assert_eq!(client.leave(), Some(1));
    let mut client = Client::with(json!({}));
    client.tell("exit", Value::Null);
    assert_eq!(client.code(), Some(1));
}

#[test]
fn what_is_no_message_is_refused_and_skipped() {
    let mut client = Client::with(json!({}));
    for body in ["{", "[]", "null", "{\"jsonrpc\":\"2.0\"}", "\u{0}"] {
        client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let refused = client.wait(|message| message.get("error").is_some());
        assert_eq!(refused["error"]["code"], -32700, "{body}");
        assert_eq!(refused["id"], Value::Null);
    }
    // Parameters of the wrong kind, and notifications that mean nothing.
    for params in [
        json!(null),
        json!([]),
        json!({ "textDocument": 5 }),
        json!({ "textDocument": { "uri": 5 } }),
    ] {
        for method in [
            "textDocument/didOpen",
            "textDocument/didChange",
            "textDocument/didClose",
            "$/cancelRequest",
            "x",
        ] {
            client.tell(method, params.clone());
        }
    }
    client.open("untitled:1", TEXT);
    let id = client.request(
        "textDocument/hover",
        json!({ "textDocument": { "uri": "untitled:1" }, "position": -1 }),
    );
    assert_eq!(client.response(id)["error"]["code"], -32602);
    assert_eq!(client.diagnostics("untitled:1", 1), Vec::<Value>::new());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn changes_out_of_order_and_out_of_the_text_are_survived() {
    let mut client = Client::with(json!({}));
    client.open("untitled:1", TEXT);
    // Not open, older than the text, and of the same version.
    client.replace("untitled:2", 2, "x");
    client.replace("untitled:1", 1, "x");
    client.replace("untitled:1", -5, "x");
    let range = |start: (u64, u64), end: (u64, u64)| json!({ "start": { "line": start.0, "character": start.1 }, "end": { "line": end.0, "character": end.1 } });
    // Beyond the text, and its ends exchanged.
    client.change(
        "untitled:1",
        2,
        json!([
            { "range": range((99, 99), (4294967295, 4294967295)), "text": "seed 2\n" },
            { "range": range((0, 7), (0, 6)), "text": "3" },
        ]),
    );
    let symbols = client.ask("textDocument/documentSymbol", about("untitled:1"));
    let shown: Vec<String> = symbols
        .as_array()
        .unwrap()
        .iter()
        .map(|s| format!("{} {}", s["name"], s["detail"]))
        .collect();
    assert_eq!(
        shown,
        [
            "\"users\" \"3\"",
            "\"solve\" \"communication\"",
            "\"seed\" \"2\""
        ]
    );
    assert_eq!(client.diagnostics("untitled:1", 2), Vec::<Value>::new());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_request_is_answered_once_however_it_ends() {
    let mut client = Client::with(json!({}));
    client.open("untitled:1", TEXT);
    client.diagnostics("untitled:1", 1);
    // In one write, so that the server sees the end of the request with its beginning.
    let place = json!({ "textDocument": { "uri": "untitled:1" }, "position": { "line": 0, "character": 1 } });
    let mut bytes = Vec::new();
    for message in [
        json!({ "jsonrpc": "2.0", "id": 100, "method": "textDocument/hover", "params": place }),
        json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 100 } }),
        json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 100 } }),
        json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": "never" } }),
    ] {
        let body = message.to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes());
    }
    client.raw(&bytes);
    let response = client.response(100);
    // Cancelled, unless the answer was faster than the second message.
    assert!(
        response["error"]["code"] == -32800 || response["result"].is_object(),
        "{response}"
    );
    // A request about a text that has changed meanwhile is not answered with what was.
    let all = json!({
        "textDocument": { "uri": "untitled:1" },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } },
        "context": { "diagnostics": [] }
    });
    client.replace(
        "untitled:1",
        2,
        "aps 3 { power 125 }\nsolve communication\n",
    );
    let first = client.request("textDocument/codeAction", all.clone());
    client.replace("untitled:1", 3, TEXT);
    let second = client.request("textDocument/codeAction", all);
    let first = client.response(first);
    let stale = first["error"]["code"] == -32801;
    let in_time = first["result"][0]["title"] == "Insert `dB`";
    assert!(stale || in_time, "{first}");
    assert_eq!(client.response(second)["result"], json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn every_request_at_every_place_of_half_written_text_is_answered() {
    let text = "use \"x.cfs\"\nlet r = min(0.5 km, 2\ndeployment d extends {\n aps 3 { power total 5 dB sensing\n \
        experiment e on d {\n sweep area over [1 km, \"\\\n compare scheme [zf,\n with antennas = 48 / \n} } δ𝄞 {{ [( # \u{202e}\n";
    let mut client = Client::with(json!({}));
    client.open("untitled:1", text);
    let methods = [
        "hover",
        "completion",
        "signatureHelp",
        "definition",
        "references",
        "documentHighlight",
        "prepareRename",
        "documentSymbol",
        "foldingRange",
        "formatting",
        "semanticTokens/full",
        "codeLens",
    ];
    let mut version = 1;
    for cut in (0..text.len())
        .filter(|at| text.is_char_boundary(*at))
        .step_by(7)
    {
        version += 1;
        client.replace("untitled:1", version, &text[..cut]);
        let line = text[..cut].matches('\n').count();
        for method in methods {
            for character in [0, 3, 1000] {
                let id = client.request(
                    &format!("textDocument/{method}"),
                    json!({
                        "textDocument": { "uri": "untitled:1" },
                        "position": { "line": line, "character": character },
                        "context": { "includeDeclaration": true, "triggerKind": 1, "isRetrigger": false },
                        "options": { "tabSize": 2, "insertSpaces": true },
                    }),
                );
                let response = client.response(id);
                assert!(
                    response.get("error").is_none(),
                    "{method} at {cut}: {response}"
                );
            }
        }
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn texts_beyond_the_limits_are_refused_by_name() {
    let mut client = Client::with(json!({}));
    // Larger than any scenario: one diagnostic, and answers without content.
    client.open("untitled:1", &"users 2\n".repeat(70_000));
    let found = client.diagnostics("untitled:1", 1);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["code"], "cfs::limit::size");
    assert_eq!(
        client.ask("textDocument/documentSymbol", about("untitled:1")),
        json!([])
    );
    // Nested deeper than is read, and on one line.
    client.open("untitled:2", &format!("a {}", "[(".repeat(50_000)));
    assert_eq!(client.diagnostics("untitled:2", 1).len(), 1);
    client.open("untitled:3", &"a { ".repeat(100_000));
    assert_eq!(client.diagnostics("untitled:3", 1).len(), 1);
    client.ask("textDocument/semanticTokens/full", about("untitled:3"));
    // A message beyond the limit is skipped without being held.
    let length = 17 * 1024 * 1024;
    client.raw(format!("Content-Length: {length}\r\n\r\n").as_bytes());
    client.raw(&vec![b' '; length]);
    let refused = client.wait(|message| message.get("error").is_some());
    assert_eq!(refused["error"]["code"], -32700);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_message_that_comes_byte_by_byte_is_answered() {
    let mut client = Client::with(json!({}));
    client.open("untitled:1", TEXT);
    let place = json!({ "textDocument": { "uri": "untitled:1" }, "position": { "line": 0, "character": 1 } });
    let body =
        json!({ "jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": place })
            .to_string();
    for byte in format!("Content-Length: {}\r\n\r\n{body}", body.len()).bytes() {
        client.raw(&[byte]);
    }
    assert!(client.response(7)["result"].is_object());
    // Half a message, and the end of the client.
    client.raw(b"Content-Length: 100\r\n\r\n{\"jsonrpc\":");
    assert_eq!(client.leave(), Some(1));
}

#[test]
fn a_number_that_is_used_twice_is_answered_twice() {
    let mut client = Client::with(json!({}));
    client.open("untitled:1", TEXT);
    let symbols = json!({ "jsonrpc": "2.0", "id": "same", "method": "textDocument/documentSymbol",
        "params": about("untitled:1") });
    for _ in 0..2 {
        client.send(&symbols);
    }
    for _ in 0..2 {
        let answer = client.wait(|message| message["id"] == "same");
        assert_eq!(answer["result"].as_array().map(Vec::len), Some(2));
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_document_that_is_closed_is_not_answered_for() {
    let mut client = Client::with(json!({}));
    let long = thousand();
    let all = json!({
        "textDocument": { "uri": "untitled:1" },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } },
        "context": { "diagnostics": [] }
    });
    for round in 0..5 {
        client.open("untitled:1", &format!("{long}users two\n"));
        let waits = client.request("textDocument/codeAction", all.clone());
        client.tell("textDocument/didClose", about("untitled:1"));
        let late = client.request("textDocument/codeAction", all.clone());
        let answer = client.response(waits);
        let gone = answer["error"]["code"] == -32801 || answer["result"].is_array();
        assert!(gone, "{round}: {answer}");
        assert_eq!(client.response(late)["error"]["code"], -32602);
        // A change of what is closed is none.
        client.replace("untitled:1", 9, TEXT);
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn answers_are_of_the_version_that_was_sent_last() {
    let mut client = Client::with(json!({}));
    client.open("untitled:1", TEXT);
    // Many versions without a pause: what is asked in between is about the text as it is then.
    for version in 2..200 {
        client.replace(
            "untitled:1",
            version,
            &format!("seed {version}\nusers 2\nsolve communication\n"),
        );
        if version % 10 == 0 {
            let symbols = client.ask("textDocument/documentSymbol", about("untitled:1"));
            assert_eq!(symbols[0]["detail"], version.to_string());
        }
    }
    assert_eq!(client.diagnostics("untitled:1", 199), Vec::<Value>::new());
    // No version before it was reported late.
    assert!(
        client
            .kept_versions("untitled:1")
            .iter()
            .all(|version| *version < 199)
    );
    assert_eq!(client.end(), Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_versions_and_documents() {
    // Beyond what the largest documents take; a version that is kept would add megabytes each time.
    const MOST: u64 = 64 * 1024 * 1024;
    let mut client = Client::with(json!({}));
    let long = thousand();
    let round = |client: &mut Client, round: i32| {
        let uri = format!("untitled:{round}");
        client.open(&uri, &long);
        for version in 2..12 {
            client.replace(&uri, version, &format!("{long}users {version}\n"));
            client.ask("textDocument/semanticTokens/full", about(&uri));
        }
        client.tell("textDocument/didClose", about(&uri));
    };
    for number in 0..10 {
        round(&mut client, number);
    }
    let before = client.memory();
    for number in 10..60 {
        round(&mut client, number);
    }
    let grown = client.memory().saturating_sub(before);
    assert!(grown < MOST, "{grown} bytes more");
    assert_eq!(client.end(), Some(0));
}
