//! What a word or a code means: `cfs explain`.

use super::choices::Aggregate;
use super::signature::{Kind, Role, Signature};
use super::suggest::closest;
use super::table;
use super::table::topics::Topic;
use super::units::{Measure, UNITS};

/// The explanation of a word (`antennas`, `pilots.power`, `hac`, `dB`) or a code
/// (`cfs::unit::missing`, `unit::missing`).
///
/// # Errors
/// The most similar word, if any, when this one is not known.
pub fn explain(word: &str) -> Result<String, Option<String>> {
    let code = word.strip_prefix("cfs::").unwrap_or(word);
    if let Some(row) = table::all_codes().find(|row| row.code == code) {
        return Ok(format!("cfs::{}\n\n{}\n", row.code, row.doc));
    }
    // One percentile speaks for all.
    let row_of = match Aggregate::read(word) {
        Some(Aggregate::Percentile(_)) => "p5",
        _ => word,
    };
    let mut parts: Vec<String> = table::all()
        .filter(|row| row.path == word || row.word() == word || row.path == row_of)
        .map(explain_row)
        .collect();
    for row in table::all() {
        for choice in row.choices().iter().filter(|choice| choice.word == word) {
            let state = if choice.is_available() {
                ""
            } else {
                " (not available in this version)"
            };
            parts.push(format!(
                "{word} - {} of `{}`{state}\n\n  {}\n",
                option(row),
                row.path,
                choice.doc
            ));
        }
    }
    parts.extend(
        UNITS
            .iter()
            .filter(|unit| unit.name == word)
            .map(|unit| format!("{word} - a unit\n\n  {}\n", unit.doc)),
    );
    parts.extend(
        table::topics()
            .iter()
            .filter(|topic| topic.words.contains(&word))
            .map(explain_topic),
    );
    if let (true, Some(path)) = (parts.is_empty(), table::called(word)) {
        let own = path.rsplit('.').next().unwrap_or(path);
        parts.push(format!("`{word}` is called `{own}` here.\n"));
        parts.push(explain(path)?);
    }
    if parts.is_empty() {
        // Of words that are equally near, one of the language comes before what it is called elsewhere.
        Err(closest(word, own_words().chain(words())))
    } else {
        Ok(parts.join("\n"))
    }
}

/// The words of the language, some of them several times.
fn own_words() -> impl Iterator<Item = &'static str> {
    let of_row = |row: &'static Signature| {
        let choices = row.choices().iter().map(|choice| choice.word);
        [row.path, row.word()].into_iter().chain(choices)
    };
    let units = UNITS.iter().map(|unit| unit.name);
    table::all().flat_map(of_row).chain(units)
}

/// Everything that can be explained, for completion.
pub fn words() -> Vec<&'static str> {
    let mut words: Vec<&'static str> = own_words()
        .chain(
            table::topics()
                .iter()
                .flat_map(|topic| topic.words)
                .copied(),
        )
        .chain(table::other_names())
        .chain(table::codes().iter().map(|row| row.code))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

fn explain_row(row: &Signature) -> String {
    let mut text = format!("{} - {}\n\n  {}\n", row.path, role(row), row.doc);
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {name:9} {value}\n"));
        }
    };
    line("usage:", row.usage);
    line("value:", &value(row.kind));
    let default = row.default.map(|default| default.to_string());
    line("default:", &default.unwrap_or_default());
    line("place:", &place(row));
    line("paper:", row.source);
    line("example:", row.example);
    for choice in row.choices() {
        let state = if choice.is_available() {
            ""
        } else {
            " (not available in this version)"
        };
        text.push_str(&format!("    {:13} {}{state}\n", choice.word, choice.doc));
    }
    text
}

/// What the words of a row are.
fn option(row: &Signature) -> &'static str {
    match row.role {
        Role::Column => "a value",
        _ => "an option",
    }
}

/// A topic; that of units lists them.
fn explain_topic(topic: &Topic) -> String {
    let mut text = format!("{}\n\n", topic.words.join(", "));
    for line in topic.doc.lines() {
        text.push_str(format!("  {line}").trim_end());
        text.push('\n');
    }
    if topic.words.contains(&"units") {
        text.push('\n');
        for unit in UNITS {
            text.push_str(&format!("    {:13} {}\n", unit.name, unit.doc));
        }
    }
    text
}

/// What kind of word it is.
pub fn role(row: &Signature) -> &'static str {
    match row.role {
        Role::Declaration => "a declaration",
        Role::Setting => "a setting of the deployment",
        Role::Parameter => "part of another setting's statement",
        Role::Control => "a setting of the experiment",
        Role::Statement => "a statement of an experiment",
        Role::Clause => "a word within statements",
        Role::Result => "a result",
        Role::Metric => "a column of the table",
        Role::Budget => "a budget of `solve isac`",
        Role::Column => "another column of the table",
        Role::Companion => "a further table",
        Role::Array => "what `record` writes as arrays",
        Role::Look => "an option of figures",
        Role::Aggregate => "an aggregate of expectations",
        Role::Function => "a function of expressions",
    }
}

/// Type and range of a value; empty where the word has none.
pub fn value(kind: Kind) -> String {
    match kind {
        Kind::None => String::new(),
        Kind::Count { least, most } => format!("a whole number from {least} to {most}"),
        Kind::Number { measure, range } => {
            // Ranges of power ratios are those of the linear ratio, which dB always meet.
            let is_ratio = matches!(measure, Measure::PowerRatio | Measure::Power(_));
            let unit = if is_ratio { "" } else { measure.usual_unit() };
            let range = range.describe(unit);
            if range.is_empty() || is_ratio {
                measure.describe().to_owned()
            } else {
                format!("{}, {range}", measure.describe())
            }
        }
        Kind::Choice(choices) => {
            let words: Vec<&str> = choices
                .iter()
                .filter(|c| c.is_available())
                .map(|c| c.word)
                .collect();
            format!("one of {}", words.join(", "))
        }
        Kind::Switch => "on or off".into(),
        Kind::Points => {
            "coordinates: [(X, Y), ...], or from \"FILE.csv\" with columns x_km and y_km, or x_m and y_m".into()
        }
        Kind::Groups => "groups of numbers from 1: [[1, 2], [3]]".into(),
        Kind::Indices => "numbers from 1: [2, 1, 3]".into(),
        Kind::Channels => "the name of a file of NumPy, MATLAB or HDF5 in quotes, and how it is read".into(),
        Kind::Numbers { range } => {
            let range = range.describe("");
            let which = if range.is_empty() { String::new() } else { format!(", each {range}") };
            format!("plain numbers{which}: [0.5, 1, 0]")
        }
        Kind::Formula => "a formula of d, a plain number of km, that gives dB".into(),
    }
}

/// Where it may be used.
fn place(row: &Signature) -> String {
    match (row.role, row.parent()) {
        (Role::Setting, "") => "in a deployment or an experiment, or outside every block".into(),
        (Role::Setting, parent) => format!("in `{parent} {{ ... }}`"),
        (Role::Control | Role::Statement, _) => "in an experiment, or outside every block".into(),
        (Role::Declaration, _) if row.path == "let" => "anywhere but in blocks of settings".into(),
        (Role::Declaration, _) => "outside every block".into(),
        _ => String::new(),
    }
}
