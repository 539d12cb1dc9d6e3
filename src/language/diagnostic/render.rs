//! The one renderer of faults: drawn for a terminal, plain for a pipe, JSON for tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError,
    MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};
use serde::Serialize;

use super::fix::Fix;
use super::text::Fault;
use crate::language::syntax::{
    FileId, Location, Shown, Source, Sources, Span, escaped, visible, visible_on_a_line,
};

/// How faults are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Colours and line-drawing characters: for a terminal.
    Fancy,
    /// ASCII without colours: for a pipe or a file.
    Plain,
}

/// Draws faults one below the other, `width` columns wide.
pub fn render(faults: &[Fault], sources: &Sources, style: Style, width: usize) -> String {
    let theme = match style {
        Style::Fancy => GraphicalTheme::unicode(),
        Style::Plain => GraphicalTheme::none(),
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .with_urls(false);
    let mut text = String::new();
    let sources = &Drawn::of(faults, sources);
    for (index, fault) in faults.iter().take(MAX_DRAWN).enumerate() {
        if index > 0 {
            text.push('\n');
        }
        // Writing to a string cannot fail; should drawing do, the message alone is kept.
        if handler
            .render_report(&mut text, &Report::new(fault, sources))
            .is_err()
        {
            text.push_str(&format!("{}: {}\n", fault.code, visible(&fault.message)));
        }
    }
    if faults.len() > MAX_DRAWN {
        text.push_str(&format!(
            "... and {} more faults\n",
            faults.len() - MAX_DRAWN
        ));
    }
    if faults.len() > 1 {
        text.push_str(&format!(
            "\n{} faults in {}\n",
            faults.len(),
            places(faults, sources.all)
        ));
    }
    text
}

/// The file that faults lie in, or how many.
fn places(faults: &[Fault], sources: &Sources) -> String {
    let mut files: Vec<FileId> = faults
        .iter()
        .filter_map(|fault| fault.span().map(|span| span.file))
        .collect();
    files.sort_unstable();
    files.dedup();
    match files.as_slice() {
        [only] => visible_on_a_line(&sources.get(*only).name).into_owned(),
        several => format!("{} files", several.len()),
    }
}

/// Most faults that are drawn: more are not read, and JSON has them all.
const MAX_DRAWN: usize = 100;

/// One JSON object for each fault, one per line.
pub fn render_json(faults: &[Fault], sources: &Sources) -> String {
    let mut text = String::new();
    for fault in faults {
        let message = JsonFault {
            level: "error",
            code: &fault.code,
            message: &fault.message,
            labels: fault
                .labels
                .iter()
                .map(|(span, text)| json_label(*span, text, sources))
                .collect(),
            help: fault.help.as_deref(),
            fix: fault.fix.as_ref().map(|fix| json_fix(fix, sources)),
        };
        // Strings and numbers always serialise.
        let json = serde_json::to_string(&message).unwrap_or_default();
        text.push_str(&escaped(&json));
        text.push('\n');
    }
    text
}

#[derive(Serialize)]
struct JsonFault<'a> {
    level: &'a str,
    code: &'a str,
    message: &'a str,
    labels: Vec<JsonLabel<'a>>,
    help: Option<&'a str>,
    fix: Option<JsonFix<'a>>,
}

/// Lines and columns from 1, columns in characters; bytes from 0, half-open.
#[derive(Serialize)]
struct JsonLabel<'a> {
    file: &'a str,
    start: Location,
    end: Location,
    bytes: [usize; 2],
    text: &'a str,
}

/// A change of the text: what lies between the places becomes the replacement. Places are those of a label.
#[derive(Serialize)]
struct JsonFix<'a> {
    file: &'a str,
    start: Location,
    end: Location,
    bytes: [usize; 2],
    replacement: &'a str,
}

fn json_fix<'a>(fix: &'a Fix, sources: &'a Sources) -> JsonFix<'a> {
    let source = sources.get(fix.span.file);
    JsonFix {
        file: &source.name,
        start: source.location(fix.span.start),
        end: source.location(fix.span.end),
        bytes: [fix.span.start, fix.span.end],
        replacement: &fix.replacement,
    }
}

fn json_label<'a>(span: Span, text: &'a str, sources: &'a Sources) -> JsonLabel<'a> {
    let source = sources.get(span.file);
    JsonLabel {
        file: &source.name,
        start: source.location(span.start),
        end: source.location(span.end),
        bytes: [span.start, span.end],
        text,
    }
}

/// Sources as they are drawn: what would act on a terminal is seen instead.
struct Drawn<'a> {
    all: &'a Sources,
    /// Those whose text or name is shown in another form.
    shown: BTreeMap<FileId, (Option<Shown>, Source)>,
}

impl<'a> Drawn<'a> {
    /// The sources of these faults.
    fn of(faults: &[Fault], all: &'a Sources) -> Self {
        let labels = faults
            .iter()
            .take(MAX_DRAWN)
            .flat_map(|fault| &fault.labels);
        let mut shown = BTreeMap::new();
        for file in labels.map(|(span, _)| span.file).collect::<BTreeSet<_>>() {
            let source = all.get(file);
            let text = Shown::of(&source.text);
            let name = visible_on_a_line(&source.name);
            if text.is_some() || name != source.name {
                let mut sources = Sources::new();
                let seen = text.as_ref().map_or(&source.text, |shown| &shown.text);
                let copy = sources.add(name, seen.as_str());
                shown.insert(file, (text, sources.get(copy).clone()));
            }
        }
        Self { all, shown }
    }

    fn get(&self, file: FileId) -> &Source {
        match self.shown.get(&file) {
            Some((_, source)) => source,
            None => self.all.get(file),
        }
    }

    /// Where a byte is in the text that is drawn.
    fn offset(&self, file: FileId, byte: usize) -> usize {
        match self.shown.get(&file) {
            Some((Some(shown), _)) => shown.offset(byte),
            _ => byte,
        }
    }

    /// Whether the text of a source may be drawn.
    fn is_quoted(&self, file: FileId) -> bool {
        self.all.get(file).quoted
    }
}

/// A fault as miette draws it: the labels of one file; those of others are related reports. Places in a file
/// that is not quoted are named in the message.
#[derive(Debug)]
struct Report<'a> {
    code: Option<String>,
    message: String,
    help: Option<String>,
    source: Option<Text<'a>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Report<'a>>,
}

impl<'a> Report<'a> {
    fn new(fault: &Fault, sources: &'a Drawn<'_>) -> Self {
        let mut files: Vec<FileId> = Vec::new();
        let mut message = visible(&fault.message).into_owned();
        for (span, text) in &fault.labels {
            if !sources.is_quoted(span.file) {
                let place = sources.all.place(*span);
                message.push_str(&format!(
                    "\n{}: {}",
                    visible_on_a_line(&place),
                    visible(text)
                ));
            } else if !files.contains(&span.file) {
                files.push(span.file);
            }
        }
        let text = |file: FileId| Text {
            source: sources.get(file),
        };
        let (main, others) = match files.as_slice() {
            [] => (None, &[][..]),
            [main, others @ ..] => (Some(*main), others),
        };
        let related = others.iter().map(|&file| Self {
            code: None,
            message: format!("in `{}`:", sources.get(file).name),
            help: None,
            source: Some(text(file)),
            labels: labels(fault, file, sources),
            related: Vec::new(),
        });
        Self {
            code: Some(fault.code.clone()),
            message,
            help: fault.help.as_deref().map(|help| visible(help).into_owned()),
            source: main.map(text),
            labels: main.map_or_else(Vec::new, |file| labels(fault, file, sources)),
            related: related.collect(),
        }
    }
}

fn labels(fault: &Fault, file: FileId, sources: &Drawn<'_>) -> Vec<LabeledSpan> {
    let of_file = fault.labels.iter().filter(|(span, _)| span.file == file);
    let first = fault
        .labels
        .iter()
        .find(|(span, _)| sources.is_quoted(span.file));
    of_file
        .map(|label| {
            let (span, text) = label;
            let [start, end] = [span.start, span.end].map(|byte| sources.offset(file, byte));
            let at = SourceSpan::new(start.into(), end - start);
            let text = Some(visible(text).into_owned());
            if first.is_some_and(|first| std::ptr::eq(first, label)) {
                LabeledSpan::new_primary_with_span(text, at)
            } else {
                LabeledSpan::new_with_span(text, at)
            }
        })
        .collect()
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Report<'_> {}

impl Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code
            .as_ref()
            .map(|code| Box::new(code) as Box<dyn fmt::Display>)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help
            .as_ref()
            .map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<miette::Severity> {
        // A place in another file is not a second error.
        Some(if self.code.is_some() {
            miette::Severity::Error
        } else {
            miette::Severity::Advice
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        if self.related.is_empty() {
            return None;
        }
        Some(Box::new(
            self.related.iter().map(|report| report as &dyn Diagnostic),
        ))
    }
}

/// A source text whose columns are counted in characters; miette counts bytes.
#[derive(Debug)]
struct Text<'a> {
    source: &'a Source,
}

impl SourceCode for Text<'_> {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.source.text.as_str().read_span(span, before, after)?;
        let place = self.source.location(contents.span().offset());
        Ok(Box::new(MietteSpanContents::new_named(
            self.source.name.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            place.column - 1,
            contents.line_count(),
        )))
    }
}
