//! `cfs explain`

use std::fmt::Write as _;

use cfs::language::explain;
use cfs::language::vocabulary::table;
use cfs::language::vocabulary::table::codes;
use cfs::language::{Dictionary, Role, UNITS, dictionary};
use clap::Args;
use serde::Serialize;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::message::Message;
use crate::cli::options::Messages;

/// Explain a word of the language or the code of a message
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  cfs explain                       a list of all words
  cfs explain sweep
  cfs explain pilots.allocate
  cfs explain cfs::unit::missing
  cfs explain --message-format json      the vocabulary as data, for tools")]
pub(crate) struct ExplainArguments {
    /// Words (`sweep`, `pilots.length`, `hac`, `dB`) or codes (`cfs::unit::missing`)
    #[arg(value_name = "WORD|CODE")]
    pub(crate) words: Vec<String>,
    /// How messages are written.
    #[command(flatten)]
    pub(crate) messages: Messages,
}

/// Explains words or codes, or shows which there are.
pub(crate) fn run(arguments: &ExplainArguments) -> Exit {
    let console = Console::new(arguments.messages.format, false);
    let words: Vec<&str> = arguments.words.iter().map(|word| word.trim()).collect();
    let exit = if words.is_empty() {
        console.print(&overview(console.width()));
        console.object(&Whole {
            r#type: "vocabulary",
            dictionary: dictionary(),
        });
        Exit::Ok
    } else {
        explain_words(&console, &words)
    };
    console.exit(exit)
}

/// The vocabulary, for tools.
#[derive(Debug, Serialize)]
struct Whole {
    r#type: &'static str,
    #[serde(flatten)]
    dictionary: Dictionary,
}

/// An explanation, for tools.
#[derive(Debug, Serialize)]
struct Explanation<'a> {
    r#type: &'static str,
    word: &'a str,
    text: &'a str,
}

/// Shows an explanation, after a gap if it is not the first.
fn show(console: &Console, word: &str, text: &str, first: bool) {
    let gap = if first { "" } else { "\n" };
    console.print(&format!("{gap}{text}"));
    console.object(&Explanation {
        r#type: "explanation",
        word,
        text,
    });
}

/// `pilots length` is a path in two words; other words are explained one by one.
fn explain_words(console: &Console, words: &[&str]) -> Exit {
    let path = words.join(".");
    if let Ok(text) = explain(&path) {
        show(console, &path, &text, true);
        return Exit::Ok;
    }
    let mut exit = Exit::Ok;
    for (index, word) in words.iter().enumerate() {
        let suggestion = match explain(word) {
            Ok(text) => {
                show(console, word, &text, index == 0);
                continue;
            }
            Err(suggestion) => suggestion,
        };
        let message = format!("there is no word or code `{word}`");
        let help = suggestion.map_or_else(
            || "`cfs explain` shows all words".to_owned(),
            |word| format!("did you mean `{word}`?"),
        );
        console.message(&Message::error(codes::USAGE, message).help(help));
        exit = Exit::Usage;
    }
    exit
}

/// Groups of words, in the order of the manual.
const GROUPS: &[(&str, &[Role])] = &[
    ("declarations", &[Role::Declaration]),
    ("settings of a deployment", &[Role::Setting]),
    ("settings of an experiment", &[Role::Control]),
    ("statements of an experiment", &[Role::Statement]),
    ("words within statements", &[Role::Clause]),
    ("names that results give", &[Role::Result]),
    ("columns of the table", &[Role::Metric]),
    ("budgets", &[Role::Budget]),
    ("other columns of the table", &[Role::Column]),
    ("tables beside it", &[Role::Companion]),
    ("arrays", &[Role::Array]),
    ("how figures look", &[Role::Look]),
    ("aggregates of expectations", &[Role::Aggregate]),
    ("functions", &[Role::Function]),
];

/// Every word by what it is.
fn overview(width: usize) -> String {
    let mut text =
        String::from("A scenario consists of these words; `cfs explain WORD` explains one.\n");
    let units: Vec<&str> = UNITS.iter().map(|unit| unit.name).collect();
    for (title, roles) in GROUPS {
        let rows = table::all().filter(|row| roles.contains(&row.role));
        let words: Vec<&str> = rows.map(|row| row.path).collect();
        group(&mut text, title, &words, width);
    }
    group(&mut text, "units", &units, width);
    let topics: Vec<&str> = table::topics()
        .iter()
        .flat_map(|topic| topic.words.first().copied())
        .collect();
    group(&mut text, "topics: what to write instead", &topics, width);
    text.push_str("\nCodes of messages are explained too: `cfs explain cfs::unit::missing`.\n");
    text
}

/// A title, and words in lines that fit.
fn group(text: &mut String, title: &str, words: &[&str], width: usize) {
    let _ = write!(text, "\n{title}\n");
    let mut column = 0;
    for word in words {
        let size = word.chars().count() + 2;
        if column > 0 && column + size > width {
            text.push('\n');
            column = 0;
        }
        text.push_str("  ");
        text.push_str(word);
        column += size;
    }
    text.push('\n');
}
