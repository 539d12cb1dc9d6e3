//! The files of `editors/` that are made from the vocabulary, each with its text.

use cfs::editor::completion::form;
use cfs::editor::highlight::{Colour, of_role};
use cfs::language::scenario::look::Paper;
use cfs::language::vocabulary::table;
use cfs::language::vocabulary::table::particles::EXTERNAL;
use cfs::language::{Dictionary, Role, dictionary};
use serde_json::{Map, Value, json};

/// Before and behind a whole word.
const BEFORE: &str = r"(?<![\p{L}\p{N}_.])";
const BEHIND: &str = r"(?![\p{L}\p{N}_])(?!\.[\p{L}_])";

/// Every file by its name below `editors/`.
pub fn all() -> Vec<(&'static str, String)> {
    let dictionary = dictionary();
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default() + "\n";
    vec![
        (
            "vscode/syntaxes/cfs.tmLanguage.json",
            pretty(&textmate(&dictionary)),
        ),
        ("vscode/snippets/cfs.json", pretty(&snippets())),
        ("tree-sitter/src/grammar.json", grammar()),
        (
            "tree-sitter/queries/highlights.scm",
            highlights(&dictionary),
        ),
    ]
}

/// The words of some roles, each once, the longest first so that none hides another.
fn words(dictionary: &Dictionary, roles: &[Role]) -> Vec<&'static str> {
    let rows = dictionary
        .words
        .iter()
        .filter(|word| roles.contains(&word.role));
    longest_first(rows.map(|word| word.word).collect())
}

/// The words that the language server gives this colour too; of a metric of several columns, that of one of them as well.
fn coloured(dictionary: &Dictionary, colour: Colour) -> Vec<&'static str> {
    let rows = dictionary
        .words
        .iter()
        .filter(|word| of_role(word.role) == colour);
    let mut words: Vec<&'static str> = rows.map(|word| word.word).collect();
    if colour == Colour::Metric {
        words.extend(table::metrics().iter().map(|row| row.metric.stem()));
    }
    longest_first(words)
}

/// Any of them: few are in the dictionary.
const PERCENTILE: &str = "p[0-9]{1,2}";

fn choices(dictionary: &Dictionary) -> Vec<&'static str> {
    let all = dictionary.words.iter().flat_map(|word| &word.choices);
    let mut words: Vec<&'static str> = all.map(|choice| choice.word).collect();
    words.extend(["on", "off"]);
    longest_first(words)
}

/// Words between the values of a choice, and those that only their place gives a meaning.
fn particles(dictionary: &Dictionary) -> Vec<&'static str> {
    let choices = dictionary.words.iter().flat_map(|word| &word.choices);
    let parameters = choices.flat_map(|choice| &choice.parameters);
    let mut words: Vec<&'static str> = parameters.filter_map(|of| of.keyword).collect();
    words.extend(table::particles().chain(["solve"]));
    longest_first(words)
}

fn units(dictionary: &Dictionary) -> Vec<&'static str> {
    let units = dictionary.units.iter().map(|unit| unit.unit);
    longest_first(units.chain(Paper::ALL.map(Paper::as_str)).collect())
}

/// Words of settings and their whole paths.
fn settings(dictionary: &Dictionary) -> Vec<&'static str> {
    let rows = dictionary
        .words
        .iter()
        .filter(|word| of_role(word.role) == Colour::Setting);
    longest_first(rows.flat_map(|word| [word.word, word.path]).collect())
}

fn longest_first(mut words: Vec<&'static str>) -> Vec<&'static str> {
    words.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    words.dedup();
    words
}

const STATEMENTS: &[Role] = &[Role::Statement, Role::Declaration];

/// The grammar that Visual Studio Code and others colour by.
fn textmate(dictionary: &Dictionary) -> Value {
    let any = |words: &[&str]| {
        format!(
            "{BEFORE}(?:{}){BEHIND}",
            words.join("|").replace('.', r"\.")
        )
    };
    let rule =
        |name: &str, pattern: String| json!({ "name": format!("{name}.cfs"), "match": pattern });
    let name = r"[\p{L}_][\p{L}\p{N}_]*";
    let begins = r"(?:^|(?<=[{}]))\s*";
    let units = units(dictionary);
    let (signs, units): (Vec<&str>, Vec<&str>) = units
        .into_iter()
        .partition(|unit| !unit.starts_with(char::is_alphabetic));
    let called = words(dictionary, &[Role::Function, Role::Aggregate]);
    json!({
        "$schema": "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
        "name": "cfs",
        "scopeName": "source.cfs",
        "fileTypes": ["cfs"],
        "patterns": [
            rule("comment.line.number-sign", "#.*$".into()),
            {
                "name": "string.quoted.double.cfs",
                "begin": "\"",
                "end": "\"|$",
                "patterns": [{ "name": "constant.character.escape.cfs", "match": r"\\." }],
            },
            {
                "match": format!(r"{begins}(deployment)\s+({name})(?:\s+(extends)\s+({name}))?"),
                "captures": {
                    "1": { "name": "keyword.control.cfs" },
                    "2": { "name": "entity.name.type.deployment.cfs" },
                    "3": { "name": "keyword.other.clause.cfs" },
                    "4": { "name": "entity.other.inherited-class.cfs" },
                },
            },
            {
                "match": format!(r"{begins}(experiment)\s+({name})(?:\s+(on)\s+({name}))?"),
                "captures": {
                    "1": { "name": "keyword.control.cfs" },
                    "2": { "name": "entity.name.function.experiment.cfs" },
                    "3": { "name": "keyword.other.clause.cfs" },
                    "4": { "name": "entity.name.type.deployment.cfs" },
                },
            },
            {
                "match": format!(r"{begins}(let)\s+({name})"),
                "captures": {
                    "1": { "name": "keyword.control.cfs" },
                    "2": { "name": "variable.other.constant.cfs" },
                },
            },
            {
                "match": format!(r"{begins}(scheme)\s+({name})\s+({EXTERNAL}){BEHIND}"),
                "captures": {
                    "1": { "name": "support.type.property-name.cfs" },
                    "2": { "name": "variable.other.constant.cfs" },
                    "3": { "name": "keyword.other.clause.cfs" },
                },
            },
            {
                "match": format!(r"{begins}({}){BEHIND}", words(dictionary, STATEMENTS).join("|")),
                "captures": { "1": { "name": "keyword.control.cfs" } },
            },
            {
                "match": format!(r"{begins}({}){BEHIND}", settings(dictionary).join("|").replace('.', r"\.")),
                "captures": { "1": { "name": "support.type.property-name.cfs" } },
            },
            {
                "match": format!(
                    r"{BEFORE}((?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?:\s*((?:{}){BEHIND}|(?:{})))?",
                    units.join("|"), signs.join("|")
                ),
                "captures": {
                    "1": { "name": "constant.numeric.cfs" },
                    "2": { "name": "keyword.other.unit.cfs" },
                },
            },
            // The unit of all numbers of a file: `in km`.
            {
                "match": format!(r"{BEFORE}(in)\s+({}){BEHIND}", units.join("|")),
                "captures": {
                    "1": { "name": "keyword.other.clause.cfs" },
                    "2": { "name": "keyword.other.unit.cfs" },
                },
            },
            rule("support.function", format!("{BEFORE}(?:{})(?=\\()", called.join("|"))),
            rule("keyword.other.clause", any(&words(dictionary, &[Role::Clause]))),
            rule("variable.language", any(&coloured(dictionary, Colour::Metric))),
            // A column of percentiles: `rate_p5`.
            rule(
                "variable.language",
                format!(
                    "{BEFORE}(?:{})_(?:median|{PERCENTILE}){BEHIND}",
                    coloured(dictionary, Colour::Metric).join("|")
                ),
            ),
            rule("support.function.aggregate", any(&words(dictionary, &[Role::Aggregate]))),
            rule("support.function.aggregate", any(&[PERCENTILE])),
            rule("constant.language", any(&choices(dictionary))),
            rule("keyword.other.clause", any(&particles(dictionary))),
            rule("support.type.property-name", any(&settings(dictionary))),
            rule("keyword.operator", "<=|>=|==|!=|[-<>=+*/^]".into()),
            rule("punctuation.section.block", "[{}]".into()),
            rule("punctuation.section.brackets", r"[\[\]()]".into()),
            rule("punctuation.separator", ",".into()),
        ],
    })
}

/// Statements with places to fill in.
fn snippets() -> Value {
    let mut all = Map::new();
    for row in table::all() {
        if let (Some(form), Role::Setting | Role::Control | Role::Declaration) =
            (form(row), row.role)
        {
            let body: Vec<&str> = form.lines().collect();
            all.insert(
                row.path.into(),
                json!({ "prefix": row.word(), "body": body, "description": row.doc }),
            );
        }
    }
    // Statements of an experiment are written as their examples are.
    for row in table::of_role(Role::Statement).filter(|row| !row.example.contains("...")) {
        let body = row.example.replace('$', "\\$").replace('}', "\\}");
        all.insert(
            row.path.into(),
            json!({ "prefix": row.path, "body": [body], "description": row.doc }),
        );
    }
    Value::Object(all)
}

/// The shape of statements for tree-sitter: that of `grammar/cfs.pest`, which knows no word either.
fn grammar() -> String {
    let symbol = |name: &str| json!({ "type": "SYMBOL", "name": name });
    let string = |text: &str| json!({ "type": "STRING", "value": text });
    let pattern = |text: &str| json!({ "type": "PATTERN", "value": text });
    let seq = |members: Vec<Value>| json!({ "type": "SEQ", "members": members });
    let choice = |members: Vec<Value>| json!({ "type": "CHOICE", "members": members });
    let repeat = |content: Value| json!({ "type": "REPEAT", "content": content });
    let optional = |content: Value| choice(vec![content, json!({ "type": "BLANK" })]);
    let field =
        |name: &str, content: Value| json!({ "type": "FIELD", "name": name, "content": content });
    let right = |content: Value| json!({ "type": "PREC_RIGHT", "value": 0, "content": content });
    let items = || repeat(choice(vec![symbol("_newline"), symbol("statement")]));
    let breaks = || repeat(symbol("_newline"));
    // The first rule is where a text begins, so their order counts.
    let rules: Vec<(&str, Value)> = vec![
        ("source_file", items()),
        (
            "statement",
            right(seq(vec![
                field("name", symbol("word")),
                repeat(symbol("_argument")),
                optional(symbol("block")),
            ])),
        ),
        ("block", seq(vec![string("{"), items(), string("}")])),
        (
            "_argument",
            choice(
                [
                    "number", "string", "list", "group", "operator", "word", "sign",
                ]
                .map(symbol)
                .to_vec(),
            ),
        ),
        (
            "list",
            seq(vec![
                string("["),
                breaks(),
                optional(seq(vec![
                    symbol("element"),
                    breaks(),
                    repeat(seq(vec![
                        string(","),
                        breaks(),
                        symbol("element"),
                        breaks(),
                    ])),
                    optional(seq(vec![string(","), breaks()])),
                ])),
                string("]"),
            ]),
        ),
        (
            "group",
            seq(vec![
                string("("),
                optional(seq(vec![
                    symbol("element"),
                    repeat(seq(vec![string(","), symbol("element")])),
                ])),
                string(")"),
            ]),
        ),
        (
            "element",
            json!({ "type": "REPEAT1", "content": symbol("_argument") }),
        ),
        (
            "word",
            pattern(r"[\p{XID_Start}_]\p{XID_Continue}*(\.[\p{XID_Start}_]\p{XID_Continue}*)*"),
        ),
        ("sign", choice(vec![string("%"), string("°")])),
        (
            "number",
            pattern(r"([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?"),
        ),
        ("string", pattern(r#""(\\[^\r\n]|[^"\\\r\n])*""#)),
        (
            "operator",
            choice(
                [
                    "<=", ">=", "==", "!=", "<", ">", "=", "+", "-", "*", "/", "^",
                ]
                .map(string)
                .to_vec(),
            ),
        ),
        ("comment", pattern(r"#[^\r\n]*")),
        ("_newline", pattern(r"\r\n|\n|\r")),
    ];
    let rules = rules
        .iter()
        .map(|(name, rule)| format!("    \"{name}\": {rule}"));
    let rules = rules.collect::<Vec<_>>().join(",\n");
    let rest = json!({
        "name": "cfs",
        "word": "word",
        "extras": [pattern(r"[ \t\uFEFF]"), symbol("comment")],
        "conflicts": [],
        "precedences": [],
        "externals": [],
        "inline": [],
        "supertypes": [],
        "reserved": {},
    });
    let rest = serde_json::to_string_pretty(&rest).unwrap_or_default();
    let rest = rest.trim_start_matches("{\n");
    format!("{{\n  \"rules\": {{\n{rules}\n  }},\n{rest}\n")
}

/// What tree-sitter's words are, for their colours. Of several patterns the last that matches counts.
fn highlights(dictionary: &Dictionary) -> String {
    let quoted = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        words.join(" ")
    };
    let word = |words: &[&str], capture: &str| {
        format!(
            "((word) @{capture}\n  (#any-of? @{capture} {}))\n",
            quoted(words)
        )
    };
    let name = |words: &[&str], capture: &str| {
        format!(
            "(statement name: (word) @{capture}\n  (#any-of? @{capture} {}))\n",
            quoted(words)
        )
    };
    let declared = |word: &str, capture: &str| {
        format!(
            "(statement name: (word) @keyword . (word) @{capture}\n  (#eq? @keyword \"{word}\"))\n"
        )
    };
    let after = |word: &str| {
        format!("(statement (word) @keyword . (word) @type\n  (#eq? @keyword \"{word}\"))\n")
    };
    [
        "; Made from the vocabulary by `cargo run --release --example editors`; not to be edited.\n".to_owned(),
        "(comment) @comment\n(string) @string\n(number) @number\n(operator) @operator\n(sign) @type.builtin\n".to_owned(),
        "[\"{\" \"}\" \"[\" \"]\" \"(\" \")\"] @punctuation.bracket\n\",\" @punctuation.delimiter\n".to_owned(),
        word(&settings(dictionary), "property"),
        word(&choices(dictionary), "constant.builtin"),
        word(&coloured(dictionary, Colour::Metric), "variable.builtin"),
        word(&words(dictionary, &[Role::Aggregate]), "function.builtin"),
        word(&particles(dictionary), "keyword"),
        word(&words(dictionary, &[Role::Clause]), "keyword"),
        format!(
            "((word) @function . (group)\n  (#any-of? @function {}))\n",
            quoted(&words(dictionary, &[Role::Function, Role::Aggregate]))
        ),
        format!("((number) . (word) @type.builtin\n  (#any-of? @type.builtin {}))\n", quoted(&units(dictionary))),
        format!(
            "((word) @keyword . (word) @type.builtin\n  (#eq? @keyword \"in\")\n  (#any-of? @type.builtin {}))\n",
            quoted(&units(dictionary))
        ),
        name(&coloured(dictionary, Colour::Setting), "property"),
        name(&words(dictionary, STATEMENTS), "keyword"),
        declared("deployment", "type"),
        declared("experiment", "function"),
        declared("let", "constant"),
        after("extends"),
        after("on"),
    ]
    .join("\n")
}
