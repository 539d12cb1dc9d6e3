//! Outcomes of `cfs test` for other programs: JUnit XML, and annotations of GitHub's pages.

use std::fmt::Write as _;
use std::path::Path;

use cfs::archive::ours::JUNIT;
use cfs::language::Fault;
use cfs::language::syntax::Sources;

use super::console::Console;
use super::exit::Exit;
use super::message::Message;
use super::named;
use cfs::language::vocabulary::table::codes;

/// What was tested, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Case {
    /// The file of the scenario.
    pub scenario: String,
    /// The experiment; that of the check of a file whose errors kept it from being run.
    pub name: String,
    /// What is wrong; nothing where it passed.
    pub problems: Vec<Problem>,
    /// Whether it could not be run, rather than that its claims do not hold.
    pub broken: bool,
    /// Why it is not asked to pass, where that is so.
    pub skipped: Option<String>,
}

impl Case {
    /// One that passed.
    pub(super) fn new(scenario: &str, name: &str) -> Self {
        Self {
            scenario: scenario.to_owned(),
            name: name.to_owned(),
            problems: Vec::new(),
            broken: false,
            skipped: None,
        }
    }
}

/// Something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Its code.
    pub code: String,
    /// What it is.
    pub message: String,
    /// The file, and the line from 1, if it has a place.
    pub place: Option<(String, usize)>,
}

impl Problem {
    /// Faults with their places.
    pub(super) fn of(faults: &[Fault], sources: &Sources) -> Vec<Self> {
        let of = |fault: &Fault| Self {
            code: fault.code.clone(),
            message: match &fault.help {
                Some(help) => format!("{}\n{help}", fault.message),
                None => fault.message.clone(),
            },
            place: fault.span().map(|span| {
                (
                    sources.get(span.file).name.clone(),
                    sources.location(span).line,
                )
            }),
        };
        faults.iter().map(of).collect()
    }
}

/// JUnit XML: a suite for each file, a case for each experiment.
pub(super) fn junit(cases: &[Case]) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let counts = |cases: &[Case]| {
        let wrong = |broken: bool| {
            let of = |case: &&Case| case.broken == broken && !case.problems.is_empty();
            cases.iter().filter(of).count()
        };
        format!(
            "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
            cases.len(),
            wrong(false),
            wrong(true),
            cases.iter().filter(|case| case.skipped.is_some()).count()
        )
    };
    let _ = writeln!(text, "{JUNIT} {}>", counts(cases));
    for suite in cases.chunk_by(|one, other| one.scenario == other.scenario) {
        let name = escaped(&suite[0].scenario);
        let _ = writeln!(text, "  <testsuite name=\"{name}\" {}>", counts(suite));
        for case in suite {
            let own = escaped(&case.name);
            let _ = write!(text, "    <testcase classname=\"{name}\" name=\"{own}\"");
            if let Some(reason) = &case.skipped {
                let reason = escaped(reason);
                let _ = writeln!(text, "><skipped message=\"{reason}\"/></testcase>");
                continue;
            }
            if case.problems.is_empty() {
                text.push_str("/>\n");
                continue;
            }
            text.push_str(">\n");
            let element = if case.broken { "error" } else { "failure" };
            for Problem {
                code,
                message,
                place,
            } in &case.problems
            {
                let place = place
                    .as_ref()
                    .map(|(file, line)| format!("{file}:{line}\n"));
                let body = escaped(&format!("{}{message}", place.unwrap_or_default()));
                let first = escaped(message.lines().next().unwrap_or_default());
                let code = escaped(code);
                let _ = writeln!(
                    text,
                    "      <{element} type=\"{code}\" message=\"{first}\">{body}</{element}>"
                );
            }
            text.push_str("    </testcase>\n");
        }
        text.push_str("  </testsuite>\n");
    }
    text + "</testsuites>\n"
}

/// Text within XML; characters that it cannot hold become `U+FFFD`.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

/// Writes JUnit XML to a file.
pub(super) fn write(console: &Console, path: &Path, cases: &[Case]) -> Exit {
    let shown = path.display();
    let message = if !named::is_free(path) {
        Message::error(codes::NOT_OURS, format!("`{shown}` was not written by cfs"))
            .help("name another file with `--junit FILE`")
    } else if !named::above(path).is_dir() {
        let message = format!("`{shown}` cannot be written: there is no such folder");
        Message::error(codes::OUTPUT, message)
    } else if let Err(error) = named::write(path, junit(cases).as_bytes()) {
        Message::error(codes::OUTPUT, error.to_string())
    } else {
        return Exit::Ok;
    };
    console.message(&message);
    Exit::Run
}

/// A line that GitHub shows at a place of a change.
pub(super) fn annotation(case: &Case, problem: &Problem) -> String {
    let value = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| value(text).replace(':', "%3A").replace(',', "%2C");
    let line = problem
        .place
        .as_ref()
        .map(|(_, line)| format!(",line={line}"));
    let file = problem
        .place
        .as_ref()
        .map_or(&case.scenario, |(file, _)| file);
    format!(
        "::error file={}{},title={}::{}",
        property(file),
        line.unwrap_or_default(),
        property(&problem.code),
        value(&problem.message)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str, broken: bool, message: Option<&str>) -> Case {
        let problem = |message: &str| Problem {
            code: "cfs::claim::failed".into(),
            message: message.into(),
            place: Some(("a,b.cfs".into(), 3)),
        };
        Case {
            scenario: "a,b.cfs".into(),
            name: name.into(),
            problems: message.map(problem).into_iter().collect(),
            broken,
            skipped: None,
        }
    }

    #[test]
    fn cases_are_counted_and_texts_are_escaped() {
        let cases = [
            case("one", false, None),
            case("two", false, Some("1 < 2 & \"3\"\u{1b}\nmore")),
            case("check", true, Some("unknown")),
            Case {
                skipped: Some("\"slow\"".into()),
                ..Case::new("a,b.cfs", "four")
            },
        ];
        let text = junit(&cases);
        assert!(text.contains(
            "<testsuite name=\"a,b.cfs\" tests=\"4\" failures=\"1\" errors=\"1\" skipped=\"1\">"
        ));
        assert!(text.contains("<testcase classname=\"a,b.cfs\" name=\"one\"/>"));
        assert!(
            text.contains("message=\"1 &lt; 2 &amp; &quot;3&quot;\u{fffd}\">a,b.cfs:3\n1 &lt; 2")
        );
        assert_eq!(text.matches("<error ").count(), 1);
        assert!(text.contains("name=\"four\"><skipped message=\"&quot;slow&quot;\"/></testcase>"));
    }

    #[test]
    fn annotations_are_one_line() {
        let case = case("two", false, Some("50 %\nmore: x"));
        assert_eq!(
            annotation(&case, &case.problems[0]),
            "::error file=a%2Cb.cfs,line=3,title=cfs%3A%3Aclaim%3A%3Afailed::50 %25%0Amore: x"
        );
    }
}
