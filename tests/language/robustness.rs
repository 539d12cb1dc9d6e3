//! Whatever the text, the language answers, in time and in place.

use cfs::language::syntax::MemorySources;
use cfs::language::{check, render_json};

use crate::outcome;

#[test]
fn faults_as_json_have_places_in_characters_and_bytes() {
    let sources =
        MemorySources::new().with("a.cfs", "# \u{e4}\n\tlet \u{e4} = 3 kn\nsolve sensing\n");
    let checked = check(&sources, "a.cfs");
    let json = render_json(&checked.faults, &checked.sources);
    let value: serde_json::Value = serde_json::from_str(json.trim()).unwrap();
    assert_eq!(value["code"], "cfs::unit::unknown");
    assert_eq!(value["help"], "did you mean `km`?");
    let label = &value["labels"][0];
    assert_eq!(
        (&label["start"]["line"], &label["start"]["column"]),
        (&2.into(), &12.into())
    );
    assert_eq!(label["bytes"], serde_json::json!([17, 19]));
}

#[test]
fn line_breaks_of_every_system_are_the_same() {
    for text in [
        "users 3\r\nsolve sensing\r\naps 0\r\n",
        "users 3\rsolve sensing\raps 0\r",
        "\u{feff}users 3\nsolve sensing\naps 0",
    ] {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        let [fault] = checked.faults.as_slice() else {
            panic!("{}", outcome(&checked))
        };
        let place = checked.sources.location(fault.span().unwrap());
        assert_eq!(
            (fault.code.as_str(), place.line, place.column),
            ("cfs::value::range", 3, 5)
        );
    }
}

#[test]
fn the_brace_of_a_block_may_be_on_the_next_line() {
    let plan = |text: &str| {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        assert!(checked.faults.is_empty(), "{}", outcome(&checked));
        let scenario = checked.scenario.unwrap();
        scenario.experiments[0].cases[0]
            .deployment
            .access_points
            .antennas
    };
    assert_eq!(plan("aps 4\n{\n  antennas 7\n}\nsolve sensing\n"), 7);
    assert_eq!(
        plan(
            "deployment d\n{\n  aps 4\r\n\r\n  {\n  antennas 7\n}\n}\nexperiment e on d\n{\nsolve sensing\n}\n"
        ),
        7
    );
}

#[test]
fn hostile_sources_are_refused_and_harm_nothing() {
    let codes = |text: String| -> Vec<String> {
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        checked.faults.into_iter().map(|fault| fault.code).collect()
    };
    let has = |text: String, code: &str| {
        let codes = codes(text);
        assert!(codes.iter().any(|c| c == code), "{code} not in {codes:?}");
    };
    has(
        format!("let a = {}1{}", "(".repeat(70), ")".repeat(70)),
        "cfs::limit::nesting",
    );
    has("(".repeat(100_000), "cfs::limit::nesting");
    has("a {\n".repeat(100_000), "cfs::limit::nesting");
    has(" ".repeat(5 << 20), "cfs::limit::size");
    has(
        format!("let a = 1{}", " + 1".repeat(5000)),
        "cfs::limit::expression",
    );
    has(
        format!("let a = 1{}", " ^ 1".repeat(500)),
        "cfs::limit::nesting",
    );
    has(
        format!("let a = {}1", "- ".repeat(500)),
        "cfs::limit::nesting",
    );
    has(
        format!("let a = {}1", "[\n".repeat(60)),
        "cfs::syntax::unclosed",
    );

    has(
        format!("sweep users over [{}1] solve sensing", "1, ".repeat(10_000)),
        "cfs::value::range",
    );

    let missing = check(&MemorySources::new(), "nowhere.cfs");
    assert_eq!(missing.faults[0].code, "cfs::use::unreadable");
    assert!(outcome(&missing).contains("there is no such file"));
    assert!(render_json(&missing.faults, &missing.sources).contains("\"labels\":[]"));

    let mut chain = MemorySources::new();
    for index in 0..40 {
        chain = chain.with(
            format!("{index}.cfs"),
            format!("use \"{}.cfs\"\n", index + 1),
        );
    }
    let checked = check(&chain, "0.cfs");
    assert_eq!(checked.faults[0].code, "cfs::limit::use");
}

mod properties {
    use super::*;
    use cfs::language::syntax::{FileId, Item, Span, Token, TokenKind, parse};
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    /// Text that is more often nearly right than noise is.
    fn nearly_a_scenario() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "sweep",
            "delta",
            "from",
            "S_min",
            "to",
            "10",
            "step",
            "0.5",
            "solve",
            "isac",
            "aps",
            "antennas",
            "{",
            "}",
            "[",
            "]",
            "(",
            ")",
            ",",
            "=",
            "-",
            "*",
            "^",
            "<=",
            "let",
            "x",
            "125",
            "dB",
            "dBB",
            "km",
            "\"",
            "#",
            "\n",
            "\t",
            "\r\n",
            "over",
            "with",
            "where",
            "zip",
            "expect",
            "mean",
            "sum_rate",
            "at",
            "experiment",
            "on",
            "deployment",
            "extends",
            "use",
            "\u{e4}",
            "\u{a0}",
            "1e999",
            ".",
            "placement",
            "area",
            "disc",
            "explicit",
            "power",
            "total",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.join(" "))
    }

    fn in_range(text: &str, span: Span) {
        assert!(span.start <= span.end && span.end <= text.len(), "{span:?}");
        assert!(
            text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
            "{span:?}"
        );
    }

    fn tokens_in_range(text: &str, tokens: &[Token]) {
        for token in tokens {
            in_range(text, token.span);
            if let TokenKind::Group(elements) | TokenKind::List(elements) = &token.kind {
                elements
                    .iter()
                    .for_each(|inner| tokens_in_range(text, inner));
            }
        }
    }

    fn items_in_range(text: &str, items: &[Item]) {
        for item in items {
            match item {
                Item::Error(span) => in_range(text, *span),
                Item::Statement(statement) => {
                    in_range(text, statement.span);
                    let written = &text[statement.word.span.start..statement.word.span.end];
                    assert_eq!(written.nfc().collect::<String>(), statement.word.text);
                    tokens_in_range(text, &statement.arguments);
                    if let Some(block) = &statement.block {
                        in_range(text, block.open.to(block.close));
                        items_in_range(text, &block.items);
                    }
                }
            }
        }
    }

    /// Reads, checks and draws; nothing may panic, and every place lies in the text.
    fn survives(text: &str) {
        let (tree, errors) = parse(FileId(0), text);
        items_in_range(text, &tree.items);
        tree.comments
            .iter()
            .for_each(|comment| in_range(text, comment.span));
        errors.iter().for_each(|error| in_range(text, error.span()));
        let checked = check(&MemorySources::new().with("a.cfs", text), "a.cfs");
        for (span, _) in checked.faults.iter().flat_map(|fault| &fault.labels) {
            in_range(text, *span);
        }
        outcome(&checked);
        render_json(&checked.faults, &checked.sources);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            survives(&text);
        }

        #[test]
        fn any_nearly_right_text_is_survived(text in nearly_a_scenario()) {
            survives(&text);
        }
    }
}

/// A long scenario is checked faster than an editor redraws; ten times that is allowed without optimisation.
#[test]
fn a_thousand_lines_are_checked_at_once() {
    let mut text = String::new();
    for index in 0..100 {
        text += &format!(
            "deployment d{index} {{\n  aps 6 {{\n    antennas 4 * 3\n    power 125 dB\n  }}\n}}\n\
             experiment e{index} on d{index} {{\n  # one of many\n  sweep users over [3, 4, 5]\n  sweep delta from S_min to 10 step 0.5 solve isac\n}}\n"
        );
    }
    assert!(text.lines().count() >= 1000);
    let sources = MemorySources::new().with("a.cfs", text);
    let start = std::time::Instant::now();
    let checked = check(&sources, "a.cfs");
    let spent = start.elapsed();
    assert!(checked.faults.is_empty());
    println!("{spent:?}");
    assert!(
        spent.as_millis() < if cfg!(debug_assertions) { 1000 } else { 100 },
        "{spent:?}"
    );
}
