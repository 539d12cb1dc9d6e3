//! A fault as it is shown.

use crate::language::diagnostic::fix::Fix;
use crate::language::syntax::Span;

/// A fault, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code: `cfs::unit::missing`.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// Places with a few words each; the first is where to look first.
    pub labels: Vec<(Span, String)>,
    /// What to do next, where that is known.
    pub help: Option<String>,
    /// A change of the text that repairs it, where one is known.
    pub fix: Option<Fix>,
}

impl Fault {
    /// Where to look first.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|(span, _)| *span)
    }

    /// Sorting key: faults without a place first, then by file and place.
    pub fn place(&self) -> Option<(u32, usize, usize)> {
        self.span().map(|span| (span.file.0, span.start, span.end))
    }

    /// Whether it may only follow from a brace that is missing or too many.
    pub(crate) fn depends_on_structure(&self) -> bool {
        let certain = [
            "cfs::unit::",
            "cfs::value::",
            "cfs::syntax::",
            "cfs::limit::",
        ];
        !certain.iter().any(|prefix| self.code.starts_with(prefix))
    }

    pub(super) fn new(code: &str, message: impl Into<String>) -> Self {
        Self {
            code: format!("cfs::{code}"),
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    pub(super) fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }

    /// A label, where there is a place for it.
    pub(super) fn at_some(self, span: Option<Span>, text: impl Into<String>) -> Self {
        match span {
            Some(span) => self.at(span, text),
            None => self,
        }
    }

    pub(super) fn help(mut self, help: Option<impl Into<String>>) -> Self {
        self.help = help.map(Into::into);
        self
    }

    pub(super) fn fix(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }
}
