//! What is done with an input: everything that `cfs check`, `cfs plan` and `cfs explain` do with a file.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use cfs::language::diagnostic::fix;
use cfs::language::syntax::{ReadError, SourceProvider, Sources, Span, resolve_beside};
use cfs::language::{Fault, Style, explain, render, render_json};

use crate::corpus::Input;

/// Name of the scenario.
pub const NAME: &str = "fuzz.cfs";

/// The files that an input sees: itself, the scenarios of the corpus, and its data under every other name.
struct Files<'a> {
    input: &'a Input,
    scenarios: &'a BTreeMap<String, String>,
}

impl SourceProvider for Files<'_> {
    fn resolve(&self, from: &str, target: &str) -> String {
        resolve_beside(from, target)
    }

    fn read(&self, name: &str) -> Result<String, ReadError> {
        if name == NAME {
            return Ok(self.input.text.clone());
        }
        if let Some(text) = self.scenarios.get(name) {
            return Ok(text.clone());
        }
        if name.ends_with(".cfs") {
            return Err(ReadError::NotFound);
        }
        String::from_utf8(self.input.data.clone())
            .map_err(|_| ReadError::Other("not UTF-8 text".into()))
    }

    fn read_data(&self, _: &str) -> Result<Vec<u8>, ReadError> {
        Ok(self.input.data.clone())
    }
}

/// Does everything, and returns the forms of the lines that a reader sees.
///
/// # Panics
/// Where the program does, or where what it shows cannot be right.
pub fn exercise(input: &Input, scenarios: &BTreeMap<String, String>, width: usize) -> Vec<u64> {
    let files = Files { input, scenarios };
    let mut forms = Vec::new();
    match cfs::Scenario::parse(&files, NAME) {
        Ok(scenario) => {
            let description = scenario.describe();
            serde_json::to_string(&description).expect("a description is JSON");
            for note in scenario.notes() {
                forms.push(form(&note.message));
            }
            for experiment in scenario.plan().experiments() {
                assert!(!experiment.name().is_empty());
            }
            let text = description.to_string();
            // Values of settings differ without end; what is planned is what a form distinguishes.
            forms.extend(text.lines().filter(|line| !line.starts_with(' ')).map(form));
        }
        Err(faults) => {
            assert!(!faults.faults.is_empty(), "refused without a fault");
            faulty(input, &faults.faults, &faults.sources, width);
            forms.extend(faults.faults.iter().map(fault_form));
        }
    }
    // The width is as good a choice of a word as any.
    if let Some(word) = input.text.split_whitespace().nth(width % 8) {
        let _ = explain(word);
    }
    forms
}

/// Renders faults and applies what repairs them.
fn faulty(input: &Input, faults: &[Fault], sources: &Sources, width: usize) {
    let plain = render(faults, sources, Style::Plain, width);
    assert!(!plain.is_empty());
    render(faults, sources, Style::Fancy, width);
    let json = render_json(faults, sources);
    assert_eq!(json.lines().count(), faults.len(), "a line for each fault");
    for fault in faults {
        for (span, label) in &fault.labels {
            within(sources, *span);
            assert!(!label.is_empty(), "{}: an empty label", fault.code);
        }
        if let Some(fix) = &fault.fix {
            within(sources, fix.span);
            if sources.get(fix.span.file).name == NAME {
                let (text, _) = fix::apply(&input.text, [fix]);
                assert!(
                    text != input.text,
                    "{}: a fix that changes nothing",
                    fault.code
                );
            }
        }
    }
}

/// A place lies in its text, between characters.
fn within(sources: &Sources, span: Span) {
    let text = &sources.get(span.file).text;
    assert!(
        span.start <= span.end && text.get(span.start..span.end).is_some(),
        "{span:?} is not in the text"
    );
}

fn fault_form(fault: &Fault) -> u64 {
    let mut text = format!("{} {}", fault.code, fault.message);
    for (_, label) in &fault.labels {
        text += label;
    }
    text += fault.help.as_deref().unwrap_or("");
    form(&text)
}

/// A text without what it quotes and counts, as a number.
fn form(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut quoted = false;
    for c in text.chars() {
        if c == '`' {
            quoted = !quoted;
        }
        if !quoted && !c.is_ascii_digit() {
            c.hash(&mut hasher);
        }
    }
    hasher.finish()
}
