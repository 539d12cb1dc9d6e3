//! `cfs explain`

use std::fmt::Write as _;

use cfs::model::{Role, UNITS, explain, table};

use super::args::{ExplainArguments, Format};
use super::codes::{self, CODES};
use super::console::Console;
use super::exit::Exit;
use super::message::Message;

/// Explains a word or a code, or shows which there are.
pub fn run(arguments: &ExplainArguments) -> Exit {
    let console = Console::new(Format::Human, false);
    let exit = match arguments.word.as_deref() {
        None => {
            console.print(&overview(console.width()));
            Exit::Ok
        }
        Some(word) => explain_word(&console, word.trim()),
    };
    console.exit(exit)
}

fn explain_word(console: &Console, word: &str) -> Exit {
    let own = CODES
        .iter()
        .find(|row| row.code == word || row.code.strip_prefix("cfs::") == Some(word));
    if let Some(row) = own {
        console.print(&format!("{}\n\n{}\n", row.code, row.doc));
        return Exit::Ok;
    }
    match explain(word) {
        Ok(text) => {
            console.print(&text);
            Exit::Ok
        }
        Err(closest) => {
            let message = format!("there is no word or code `{word}`");
            let help = closest.map_or_else(
                || "`cfs explain` shows all words".to_owned(),
                |word| format!("did you mean `{word}`?"),
            );
            console.message(&Message::error(codes::USAGE, message).help(help));
            Exit::Usage
        }
    }
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
    ("tables beside it", &[Role::Companion]),
    ("aggregates of expectations", &[Role::Aggregate]),
    ("functions", &[Role::Function]),
];

/// Every word by what it is.
fn overview(width: usize) -> String {
    let mut text = String::from(
        "A scenario is made of these words; `cfs explain WORD` says what one means.\n",
    );
    let units: Vec<&str> = UNITS.iter().map(|unit| unit.name).collect();
    for (title, roles) in GROUPS {
        let rows = table::all().filter(|row| roles.contains(&row.role));
        let words: Vec<&str> = rows.map(|row| row.path).collect();
        group(&mut text, title, &words, width);
    }
    group(&mut text, "units", &units, width);
    text.push_str("\nCodes of messages can be explained too: `cfs explain cfs::unit::missing`.\n");
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
