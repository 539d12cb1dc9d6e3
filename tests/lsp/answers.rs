//! What the server answers about a scenario.

use std::fs;

use serde_json::{Value, json};

use crate::client::{Client, position, uri};

const BASE: &str = "\
let reach = 0.25 km * 2
deployment small {
  area square 1 km
  aps 3 { antennas 4 }
  users 2
  targets 1
}
";

const USER: &str = "\
use \"base.cfs\"
# δ𝄞 comes before what is counted
experiment first on small {
  realizations 3
  compare scheme [proposed, zf]
  sweep area over [reach, 2 * reach] with antennas = 48 / aps
  sweep delta over [1, 2, 3] solve isac
}
";

/// A folder with both files, and a client that has the second open.
fn opened() -> (tempfile::TempDir, Client, String) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("base.cfs"), BASE).unwrap();
    fs::write(folder.path().join("user.cfs"), USER).unwrap();
    let mut client = Client::start();
    let root = uri(folder.path(), "").trim_end_matches('/').to_owned();
    client.ask(
        "initialize",
        json!({ "rootUri": root, "capabilities": {
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } }
        } }),
    );
    let address = uri(folder.path(), "user.cfs");
    client.open(&address, USER);
    (folder, client, address)
}

fn labels(answer: &Value) -> Vec<&str> {
    let items = answer.as_array().unwrap().iter();
    items.map(|item| item["label"].as_str().unwrap()).collect()
}

#[test]
fn faults_of_one_line_and_of_one_experiment_are_all_shown() {
    let mut client = Client::with(json!({}));
    let text = "\
aps 3 { antennas 4 }
users 2
targets 1
swep area from 1 km to 2 km step 1 km
sweep delta from S_min too 10 step 0.5 solve isak
power 125
plot sum_rat over delta
";
    client.open("untitled:1", text);
    let found = client.diagnostics("untitled:1", 1);
    let places: Vec<(u64, &str)> = found
        .iter()
        .map(|fault| {
            (
                fault["range"]["start"]["line"].as_u64().unwrap(),
                fault["code"].as_str().unwrap(),
            )
        })
        .collect();
    for line in [3, 4, 5, 6] {
        assert!(
            places.iter().any(|(at, _)| *at == line),
            "line {line}: {places:?}"
        );
    }
    let sweep: Vec<_> = places.iter().filter(|(line, _)| *line == 4).collect();
    assert_eq!(sweep.len(), 2, "both words of the sweep: {places:?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn open_documents_come_before_files() {
    let (folder, mut client, address) = opened();
    assert_eq!(client.diagnostics(&address, 1), Vec::<Value>::new());
    // The used file is changed in the editor alone: its user is checked again.
    let base = uri(folder.path(), "base.cfs");
    client.open(&base, &BASE.replace("small", "large"));
    client.diagnostics(&base, 1);
    let message = client.wait(|message| {
        message["params"]["uri"] == address.as_str()
            && message["params"]["diagnostics"]
                .as_array()
                .is_some_and(|list| !list.is_empty())
    });
    assert_eq!(
        message["params"]["diagnostics"][0]["code"],
        "cfs::name::unknown"
    );
    client.tell(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": base } }),
    );
    let message = client.wait(|message| {
        message["params"]["uri"] == address.as_str()
            && message["params"]["diagnostics"]
                .as_array()
                .is_some_and(Vec::is_empty)
    });
    assert_eq!(message["params"]["version"], 1);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn hover_says_what_a_value_is_and_where_it_comes_from() {
    let (_folder, mut client, address) = opened();
    let mut hover = |needle: &str, after: u32| {
        let answer = client.at("textDocument/hover", &address, USER, needle, after);
        answer["contents"]["value"]
            .as_str()
            .unwrap_or("")
            .to_owned()
    };
    let area = hover("area over", 1);
    for part in [
        "**area**",
        "here: `1 km`, from",
        "base.cfs:3",
        "a length in km or m",
    ] {
        assert!(area.contains(part), "{part}: {area}");
    }
    assert!(hover("reach,", 0).contains("**reach** = `0.5 km`"));
    assert!(hover("zf]", 1).contains("Zero forcing"));
    assert!(hover("isac", 0).contains("P3"));
    assert!(hover("small {", 2).contains("a deployment"));
    assert_eq!(hover("δ𝄞", 1), "");
}

#[test]
fn completion_knows_its_place() {
    let (_folder, mut client, address) = opened();
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        // What is written, what must be offered, what must not.
        (
            "experiment x on small {\n  |",
            "statements",
            &["sweep", "seed", "users"],
            &["deployment", "mean"],
        ),
        (
            "aps 6 {\n  |",
            "settings of a block",
            &["antennas", "power"],
            &["sweep", "users"],
        ),
        (
            "|",
            "the outermost level",
            &["use", "deployment", "sweep", "users"],
            &["antennas"],
        ),
        ("shadowing 4 |", "units", &["dB"], &["km", "GHz"]),
        (
            "aps 3 {\n power 125 |",
            "units in a block",
            &["dB", "linear"],
            &["km"],
        ),
        (
            "compare scheme [|",
            "schemes",
            &["proposed", "zf", "mrt"],
            &["hac", "km"],
        ),
        (
            "compare allocate [hac, |",
            "policies",
            &["random", "round_robin"],
            &["zf"],
        ),
        ("solve |", "problems", &["isac", "communication"], &["zf"]),
        (
            "solve isac using |",
            "schemes of a problem",
            &["proposed", "zf"],
            &["isac"],
        ),
        ("solve isac at |", "budgets", &["delta", "zeta"], &["isac"]),
        (
            "sweep |",
            "what can be swept",
            &["delta", "area", "scheme", "antennas"],
            &["seed", "mean"],
        ),
        (
            "sweep area from 1 |",
            "clauses and units of a sweep",
            &["to", "km", "m"],
            &["dB", "from"],
        ),
        (
            "expect |",
            "results",
            &["mean", "sum_rate", "S_min"],
            &["antennas"],
        ),
        (
            "use \"base.cfs\"\nexperiment x on |",
            "deployments",
            &["small"],
            &["mean", "sweep"],
        ),
        (
            "use \"base.cfs\"\narea |",
            "values of another file",
            &["reach", "square", "2 km"],
            &["sweep"],
        ),
        ("use \"|", "files", &["base.cfs"], &["mean"]),
        ("# |", "nothing in a comment", &[], &["sweep"]),
    ];
    for (version, (written, what, offered, not)) in (2..).zip(cases) {
        let text = written.replace('|', "");
        client.replace(&address, version, &text);
        let place = position(written, "|", 0);
        let params = json!({ "textDocument": { "uri": address }, "position": place });
        let answer = client.ask("textDocument/completion", params);
        let labels = labels(&answer);
        for word in *offered {
            assert!(labels.contains(word), "{what}: no `{word}` in {labels:?}");
        }
        for word in *not {
            assert!(!labels.contains(word), "{what}: `{word}` in {labels:?}");
        }
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_completion_replaces_what_is_written() {
    let mut client = Client::with(json!({}));
    let text = "experiment e {\n  # 𝄞\n  swe\n}\n";
    client.open("untitled:1", text);
    let answer = client.at("textDocument/completion", "untitled:1", text, "swe", 3);
    let items = answer.as_array().unwrap();
    let sweep = items.iter().find(|item| item["label"] == "sweep").unwrap();
    assert_eq!(
        sweep["textEdit"]["range"],
        json!({
            "start": { "line": 2, "character": 2 }, "end": { "line": 2, "character": 5 }
        })
    );
    assert_eq!(sweep["textEdit"]["newText"], "sweep");
}

#[test]
fn places_are_counted_as_agreed() {
    let text = "let δ𝄞 = 1\nlet b = δ𝄞\n";
    for (encodings, column) in [
        (json!(["utf-16"]), 8 + 3),
        (json!(["utf-8", "utf-16"]), 8 + 6),
    ] {
        let mut client = Client::start();
        let capabilities = json!({ "general": { "positionEncodings": encodings } });
        client.ask("initialize", json!({ "capabilities": capabilities }));
        client.open("untitled:1", &text.replace('𝄞', "\u{10400}"));
        let answer = client.ask(
            "textDocument/definition",
            json!({
                "textDocument": { "uri": "untitled:1" }, "position": { "line": 1, "character": 9 }
            }),
        );
        assert_eq!(
            answer["range"]["start"],
            json!({ "line": 0, "character": 4 }),
            "{answer}"
        );
        let width = column - 8;
        assert_eq!(answer["range"]["end"]["character"], 4 + width);
        // A change in the middle of the name arrives where it was meant.
        client.change("untitled:1", 2, json!([{
            "range": { "start": { "line": 0, "character": 4 + width }, "end": { "line": 0, "character": 4 + width } },
            "text": "x"
        }]));
        let symbols = client.ask(
            "textDocument/documentSymbol",
            json!({ "textDocument": { "uri": "untitled:1" } }),
        );
        assert_eq!(symbols[0]["name"], "δ\u{10400}x");
    }
}

#[test]
fn definitions_references_and_new_names_cross_files() {
    let (folder, mut client, address) = opened();
    let base = uri(folder.path(), "base.cfs");
    let given = client.at("textDocument/definition", &address, USER, "reach]", 2);
    assert_eq!(given["uri"], base.as_str());
    assert_eq!(
        given["range"]["start"],
        json!({ "line": 0, "character": 4 })
    );
    let file = client.at("textDocument/definition", &address, USER, "base.cfs", 2);
    assert_eq!(file["uri"], base.as_str());
    let place = position(USER, "small {", 0);
    let params = json!({
        "textDocument": { "uri": address }, "position": place, "context": { "includeDeclaration": true }
    });
    assert_eq!(
        client
            .ask("textDocument/references", params)
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let params =
        json!({ "textDocument": { "uri": address }, "position": place, "newName": "tiny" });
    let edit = client.ask("textDocument/rename", params.clone());
    assert_eq!(edit["changes"][&address].as_array().unwrap().len(), 1);
    assert_eq!(edit["changes"][&base][0]["range"]["start"]["line"], 1);
    for new in ["2x", "a b", "x.y", ""] {
        let mut params = params.clone();
        params["newName"] = json!(new);
        let id = client.request("textDocument/rename", params);
        assert_eq!(client.response(id)["error"]["code"], -32803, "{new:?}");
    }
    // `let` values cannot take the words of clauses.
    let place = position(USER, "reach]", 0);
    let params =
        json!({ "textDocument": { "uri": address }, "position": place, "newName": "step" });
    let id = client.request("textDocument/rename", params);
    assert!(
        client.response(id)["error"]["message"]
            .as_str()
            .unwrap()
            .contains("word of the language")
    );
    assert_eq!(client.end(), Some(0));
}

#[test]
fn outline_folds_lenses_and_hints_show_an_experiment() {
    let (_folder, mut client, address) = opened();
    let params = json!({ "textDocument": { "uri": address } });
    let symbols = client.ask("textDocument/documentSymbol", params.clone());
    assert_eq!(symbols[1]["name"], "first");
    assert_eq!(symbols[1]["children"].as_array().unwrap().len(), 4);
    let folds = client.ask("textDocument/foldingRange", params.clone());
    assert_eq!(folds[0]["startLine"], 2);
    assert_eq!(folds[0]["endLine"], 7);
    let lenses = client.ask("textDocument/codeLens", params.clone());
    let commands: Vec<&str> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|lens| lens["command"]["title"].as_str().unwrap())
        .collect();
    assert_eq!(commands, ["Run", "Plan"]);
    assert_eq!(lenses[0]["command"]["arguments"], json!([address, "first"]));
    let hints = client.ask("textDocument/inlayHint", json!({
        "textDocument": { "uri": address },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } }
    }));
    let labels = labels(&hints);
    // 2 schemes, 2 areas, 3 budgets; 48 antennas on 3 access points.
    assert!(labels.contains(&"12 points × 3 realizations"), "{labels:?}");
    assert!(labels.contains(&"= 16"), "{labels:?}");
    assert!(labels.contains(&"3 values"), "{labels:?}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn repairs_are_offered_where_the_fault_is() {
    let mut client = Client::with(json!({}));
    let text = "users 2\naps 3 { power 125 }\naps 3 { antenas 4 }\nsolve communication\n";
    client.open("untitled:1", text);
    let found = client.diagnostics("untitled:1", 1);
    let at = &found
        .iter()
        .find(|fault| fault["code"] == "cfs::unit::missing")
        .unwrap()["range"];
    let params = json!({ "textDocument": { "uri": "untitled:1" }, "range": at, "context": { "diagnostics": [] } });
    let actions = client.ask("textDocument/codeAction", params);
    assert_eq!(actions[0]["title"], "Insert `dB`");
    assert_eq!(
        actions[0]["edit"]["changes"]["untitled:1"][0]["newText"],
        " dB"
    );
    assert_eq!(
        actions[1]["title"],
        "Repair all 2 errors with a known repair"
    );
}

#[test]
fn formatting_changes_only_the_lines_that_need_it() {
    let mut client = Client::with(json!({}));
    let text = "users 2\naps 3{\nantennas   4\n}\nsolve communication\n";
    client.open("untitled:1", text);
    let params = json!({ "textDocument": { "uri": "untitled:1" }, "options": { "tabSize": 8, "insertSpaces": false } });
    let edits = client.ask("textDocument/formatting", params);
    let edit = &edits[0];
    assert_eq!(edit["range"]["start"]["line"], 1);
    assert_eq!(
        edit["newText"].as_str().unwrap().lines().nth(1),
        Some("  antennas 4")
    );
}

#[test]
fn colours_and_signatures_follow_the_vocabulary() {
    let mut client = Client::with(json!({}));
    let text = "aps 3 {\n  power 5 dB # é\n}\nlet a = min(1 km, 2";
    client.open("untitled:1", text);
    let answer = client.ask(
        "textDocument/semanticTokens/full",
        json!({ "textDocument": { "uri": "untitled:1" } }),
    );
    let data: Vec<u64> = answer["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|n| n.as_u64().unwrap())
        .collect();
    // Line, column, length, colour of each token: setting 1, number 9, unit 8, comment 11.
    assert_eq!(data[..10], [0, 0, 3, 1, 0, 0, 4, 1, 9, 0]);
    assert_eq!(
        data[10..30],
        [1, 2, 5, 1, 0, 0, 6, 1, 9, 0, 0, 2, 2, 8, 0, 0, 3, 3, 11, 0]
    );
    let help = client.at("textDocument/signatureHelp", "untitled:1", text, ", 2", 3);
    assert_eq!(help["signatures"][0]["label"], "min(A, B, ...)");
    assert_eq!(help["activeParameter"], 1);
    let help = client.at("textDocument/signatureHelp", "untitled:1", text, "5 dB", 0);
    assert!(
        help["signatures"][0]["documentation"]["value"]
            .as_str()
            .unwrap()
            .contains("in dB over the noise")
    );
}
